from __future__ import annotations

import pytest

from pipeline.check import Block, check, check_analysis
from pipeline.formats import Format, HeadFormat, Range, SectionFormat
from pipeline.models import Analysis, Document, Dossier, Finding, Paragraph, Passage, Section, SectionKind, Severity

R, A, INF = SectionKind.REPORTED, SectionKind.ANALYSIS, SectionKind.INFERENCE
BODY = "The council voted to build a seawall along the harbour after the flood."
OTHER = "Fishermen fear that the work will close the northern pier for long."
LAST = "That suggests a conflict between safety and trade in the town."


def _format() -> Format:
    span = Range(low=1, high=2)
    return Format(
        name="analysis",
        title="Analysis",
        description="",
        head=HeadFormat(headline_words=Range(low=2, high=8), dek_words=Range(low=3, high=20)),
        sections=tuple(
            SectionFormat(
                id=f"s{n}", kind=kind, heading=heading, paragraphs=span, words=Range(low=5, high=40), guidance=""
            )
            for n, (kind, heading) in enumerate([(R, None), (A, ""), (INF, "Reading Between the Lines")])
        ),
    )


def _analysis(**changes: object) -> Analysis:
    sections = (
        Section(heading="The vote", kind=R, paragraphs=(Paragraph(text=BODY),)),
        Section(heading="", kind=A, paragraphs=(Paragraph(text=OTHER),)),
        Section(heading="Reading Between the Lines", kind=INF, paragraphs=(Paragraph(text=LAST),)),
    )
    whole: dict[str, object] = {
        "headline": "Council to build seawall",
        "dek": "The vote follows a flood in the harbour.",
        "sections": sections,
    }
    return Analysis.model_validate({**whole, **changes})


def _sections(*texts: tuple[str, ...]) -> tuple[Section, ...]:
    return tuple(
        Section(heading="Heading", kind=kind, paragraphs=tuple(Paragraph(text=t) for t in paragraphs))
        for kind, paragraphs in zip((R, A, INF), texts, strict=False)
    )


def _dossier() -> Dossier:
    passage = Passage(id="s1.p1", text=f"{BODY} {OTHER}")
    return Dossier(
        documents=(Document(location="a.html", url=None, title="Seawall", passages=(passage,), page_hash="0" * 64),)
    )


def _found(analysis: Analysis) -> list[Finding]:
    findings = check_analysis(analysis, _dossier(), _format(), language="en").findings
    return [f for f in findings if f.rule.startswith("structure")]


def test_a_whole_article_has_nothing_wrong() -> None:
    assert _found(_analysis()) == []


@pytest.mark.parametrize(
    ("changes", "message", "part"),
    [
        ({"headline": " "}, "The headline is missing.", "headline"),
        ({"dek": ""}, "The dek is missing.", "dek"),
        ({"sections": _sections((BODY,), (), (LAST,))}, "Section 2 is empty.", "sections/1"),
        ({"sections": _sections((BODY,), (OTHER, " "), (LAST,))}, "A paragraph of section 2 is empty.", "sections/1"),
        ({"sections": _sections((BODY,))}, "The article has 1 of the 3 sections", None),
        (
            {
                "sections": (
                    *_sections((BODY,), (OTHER,)),
                    Section(heading="x", kind=A, paragraphs=(Paragraph(text=LAST),)),
                )
            },
            "The last section is analysis; in the format analysis it is inference.",
            "sections/2",
        ),
        ({"headline": "As an AI language model"}, "the model speaking of itself", "headline"),
    ],
)
def test_what_makes_an_article_no_article(changes: dict[str, object], message: str, part: str | None) -> None:
    blockers = [f for f in _found(_analysis(**changes)) if f.severity == Severity.BLOCKER and message in f.message]
    assert [f.place.part for f in blockers] == [part]


def test_sections_too_many_and_without_a_heading_are_warnings() -> None:
    more = (*_analysis().sections, _analysis().sections[-1].model_copy(update={"paragraphs": (Paragraph(text=BODY),)}))
    bare = (_analysis().sections[0].model_copy(update={"heading": " "}), *_analysis().sections[1:])
    for sections, message in ((more, "has 4 sections, the format analysis asks for 3"), (bare, "1 has no heading")):
        found = [f for f in _found(_analysis(sections=sections)) if message in f.message]
        assert [f.severity for f in found] == [Severity.WARNING]


def test_a_sentence_with_other_words_here_and_there_nearly_repeats() -> None:
    again = "The council voted to build a seawall along the harbour after the storm."
    found = [f.message for f in _found(_analysis(sections=_sections((BODY,), (again,), (LAST,))))]
    assert any("nearly repeats an earlier one" in message for message in found)


def test_a_lede_the_format_asks_for() -> None:
    head = HeadFormat(
        headline_words=Range(low=2, high=8),
        dek_words=Range(low=3, high=20),
        lede_paragraphs=Range(low=1, high=1),
        lede_words=Range(low=5, high=9),
    )
    fmt = _format().model_copy(update={"head": head})
    missing = check_analysis(_analysis(), _dossier(), fmt, language="en").blockers
    assert [(f.place.part, f.message) for f in missing] == [("lede", "The lede is missing.")]
    long = _analysis(lede=(Paragraph(text="Fishermen fear that the harbour work may take very long indeed."),))
    rules = [f.rule for f in check_analysis(long, _dossier(), fmt, language="en").findings]
    assert "structure.length" in rules
    two = _analysis(lede=(Paragraph(text="Fishermen fear the worst."), Paragraph(text="They met in March.")))
    told = [f.message for f in check_analysis(two, _dossier(), fmt, language="en").findings]
    assert "The lede has 2 paragraphs instead of 1." in told


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"headline": "Wall"}, "The headline has 1 word instead of 2 to 8."),
        (
            {"sections": _sections((BODY, OTHER, LAST), (OTHER + " Now.",), (LAST + " So.",))},
            "Section 1 has 3 paragraphs",
        ),
        ({"sections": _sections(("Too short.",), (OTHER,), (LAST,))}, "Section 1 has 2 words"),
        ({"dek": "So."}, "The dek has 1 word instead of 3 to 20."),
    ],
)
def test_lengths_are_warnings(changes: dict[str, object], message: str) -> None:
    assert [f.severity for f in _found(_analysis(**changes)) if message in f.message] == [Severity.WARNING]


@pytest.mark.parametrize(
    "offence",
    [
        "<b>wall</b>"[:3],
        "<script src=x>",
        "&amp;",
        "[s1.p3]",
        "[s1.p3, n1.p2]",
        "s1.p3",
        "https://example.com/a",
        "www.example.com",
        "[wall](https://example.com)",
        "**wall**",
        "`wall`",
        '{"wall":',
        "*wall*",
    ],
)
def test_markup_links_and_markers(offence: str) -> None:
    text = f"The council {offence} voted."
    found = [f for f in check([Block("dek", 0, "dek", text)], [text]).findings if f.rule == "structure.markup"]
    assert [(text[f.place.start : f.place.end], f.severity) for f in found] == [(offence, Severity.BLOCKER)]


@pytest.mark.parametrize("text", ["# Heading", "- item one", "> said", "```", "* item"])
def test_markdown_at_the_beginning_of_a_line(text: str) -> None:
    found = check([Block("lede", 0, "lede", f"Fine.\n{text}")], ["x"]).findings
    assert [f.severity for f in found if f.rule == "structure.markup"] == [Severity.BLOCKER]


@pytest.mark.parametrize("text", ["3 < 4 and 5 > 2", "AT&T's 2 * 3 * 4", "the [new] plan", "snake_case_name", "a -b"])
def test_plain_text_that_only_looks_like_markup(text: str) -> None:
    found = check([Block("lede", 0, "lede", text)], [text]).findings
    assert [f for f in found if f.rule == "structure.markup"] == []


def test_a_sentence_said_twice_blocks() -> None:
    text = f"{BODY} {OTHER}"
    blocks = [Block("sections/0", 0, "reported", text), Block("sections/1", 0, "analysis", BODY.upper())]
    found = [f for f in check(blocks, [text]).findings if f.rule == "structure.repetition"]
    assert [(f.severity, f.place.part, f.place.start, f.place.end) for f in found] == [
        (Severity.BLOCKER, "sections/1", 0, len(BODY))
    ]


def test_nearly_the_same_sentence_and_shared_runs_warn() -> None:
    near = BODY.replace("along", "beside")
    shared = "Nobody doubts that the work will close the northern pier for long, yet trade goes on."
    blocks = [
        Block("sections/0", 0, "reported", f"{BODY} {OTHER}"),
        Block("sections/1", 0, "analysis", near),
        Block("sections/2", 0, "inference", shared),
    ]
    found = [f for f in check(blocks, [BODY + OTHER]).findings if f.rule == "structure.repetition"]
    said = [(f.severity, f.place.part) for f in found]
    assert said == [(Severity.WARNING, "sections/1"), (Severity.WARNING, "sections/2")]
    run = found[1].place
    assert shared[run.start : run.end] == "that the work will close the northern pier for long"


def test_a_quotation_may_stand_in_two_parts() -> None:
    said = "He said: “We will never ever wait for the next flood to come here.”"
    blocks = [
        Block("sections/0", 0, "reported", said),
        Block("sections/1", 0, "analysis", said.replace("He said", "What to make of it")),
    ]
    found = [f for f in check(blocks, [said]).findings if f.rule == "structure.repetition"]
    assert [f.severity for f in found if "earlier part" in f.message] == []


def test_a_paragraph_that_stops_in_mid_sentence() -> None:
    (found,) = [f for f in check([Block("lede", 0, "lede", "The council voted and then")], ["x"]).findings
                if f.rule == "structure"]  # fmt: skip
    assert (found.severity, found.message) == (Severity.WARNING, "The paragraph stops at “then” without an end.")


def test_an_empty_text() -> None:
    assert [f.message for f in check("  ", ["x"]).blockers] == ["The text is empty."]
