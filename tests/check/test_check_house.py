from __future__ import annotations

import pytest

from pipeline.check import check_analysis
from pipeline.formats import Format, HeadFormat, Range, SectionFormat
from pipeline.models import Analysis, Document, Dossier, Paragraph, Passage, Section, SectionKind, Severity

WIDE = Range(low=1, high=500)
FORMAT = Format(
    name="house",
    title="House",
    description="",
    banned=("game changer", "it's not rocket science", "wow!"),
    head=HeadFormat(
        headline_words=WIDE,
        dek_words=WIDE,
        headline_characters=Range(low=10, high=60),
        headline_without=("colon", "question"),
    ),
    sections=(SectionFormat(id="a", kind=SectionKind.REPORTED, paragraphs=WIDE, words=WIDE, guidance=""),),
)


def _document(n: int, site: str, text: str) -> Document:
    passage = Passage(id=f"s{n}.p1", text=text)
    return Document(location=f"{n}", url=None, title="Bridge", site=site, passages=(passage,), page_hash=str(n))


DOSSIER = Dossier(
    documents=(
        _document(1, "The Post", "The council voted on Monday to replace the old bridge, a project of €31 million."),
        _document(2, "Coast Radio", "On Monday the council voted to replace the old bridge for €27 million."),
    )
)


def found(text: str, headline: str = "Council replaces the old bridge", fmt: Format = FORMAT) -> list[tuple[str, str]]:
    section = Section(heading="", kind=SectionKind.REPORTED, paragraphs=(Paragraph(text=text, citations=("s1.p1",)),))
    analysis = Analysis(headline=headline, dek="The council replaces the old bridge.", sections=(section,))
    report = check_analysis(analysis, DOSSIER, fmt, language="en")
    kinds = ("style.banned", "style.headline", "numbers.differ", "swaps", "swaps.publisher")
    assert all(f.severity is not Severity.BLOCKER for f in report.findings if f.rule in kinds)
    return [(f.rule, f.message) for f in report.findings if f.rule in kinds]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("The bridge is a Game\nChanger for all.", "“Game Changer”"),
        ("It’s not rocket science to build it.", "“It’s not rocket science”"),
    ],
)
def test_banned_phrases_are_found_in_any_shape(text: str, phrase: str) -> None:
    assert found(text) == [("style.banned", f"{phrase} is a phrase that the format house bans.")]


@pytest.mark.parametrize(
    "text", ["Game changers they are not.", "“A game changer,” said the mayor.", "A game, changer."]
)
def test_other_words_and_other_peoples_words_are_not(text: str) -> None:
    assert [rule for rule, _ in found(text) if rule == "style.banned"] == []


@pytest.mark.parametrize(
    ("headline", "wrong"),
    [
        ("Bridge: council decides", "no colon"),
        ("Will the council build it?", "no question mark"),
        ("Bridge", "6 characters instead of 10 to 60"),
        ("Council meets at 7:30 about the bridge", ""),
    ],
)
def test_the_formats_rules_for_headlines(headline: str, wrong: str) -> None:
    messages = [message for rule, message in found("The council voted.", headline) if rule == "style.headline"]
    assert [wrong in message for message in messages] == ([True] if wrong else [])


@pytest.mark.parametrize(
    ("text", "settled"),
    [
        ("The council voted to replace the old bridge for €27 million.", True),
        ("The bridge costs €31 million. The bridge costs €27 million.", True),
        ("The Post speaks of €31 million, Coast Radio of €27 million.", False),
        ("According to the Post, the bridge costs €31 million.", False),
        ("The council voted to replace the old bridge.", False),
    ],
)
def test_one_of_several_figures_is_not_settled(text: str, settled: bool) -> None:
    messages = [message for rule, message in found(text) if rule == "numbers.differ"]
    assert len(messages) == settled
    assert all("“€31 million” (The Post) and “€27 million” (Coast Radio)" in m for m in messages)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("The reports give different figures: €31 million in The Post, €27 million in Coast Radio.", []),
        ("The reports give different figures: €27 million in The Post, €31 million in Coast Radio.", ["27", "31"]),
        ("That The Post speaks of €31 million and Coast Radio of €27 million suggests a gap.", []),
        ("That The Post speaks of €27 million and Coast Radio of €31 million suggests a gap.", ["27", "31"]),
        ("The bridge, The Post says, costs €31 million, against €27 million in Coast Radio.", []),
        ("The bridge, Coast Radio says, costs €31 million.", ["31"]),
        ("Only The Post has the figure of €27 million; whether others would confirm it is open.", ["27"]),
        ("Years after the post of mayor fell vacant, the bridge costs €27 million.", []),
        ("The Post says the bridge costs €54 million.", []),  # nobody has it: the rule `numbers` says so
    ],
)
def test_a_figure_given_to_a_publisher_is_that_publishers(text: str, wrong: list[str]) -> None:
    messages = [message for rule, message in found(text) if rule.startswith("swaps")]
    assert [m.split(" million")[0] for m in messages] == [f"“€{n}" for n in wrong]
    assert all("whose report doesn't have it" in m for m in messages)


@pytest.mark.parametrize(
    ("behind", "told"),
    [
        (" (in translation: we will not wait for the next flood)", "its translation “in translation: we will not wait"),
        ("", "no translation stands behind it"),
    ],
)
def test_a_quotation_in_its_own_language_is_noted_with_its_translation(behind: str, told: str) -> None:
    german = (
        "„Wir werden nicht auf die nächste Flut warten“, sagte Anna Berg. Das ist der Plan der Stadt und des Landes."
    )
    about = Dossier(documents=(_document(1, "Die Post", german),))
    text = f"“Wir werden nicht auf die nächste Flut warten”{behind}, Anna Berg said."
    section = Section(heading="", kind=SectionKind.REPORTED, paragraphs=(Paragraph(text=text, citations=("s1.p1",)),))
    analysis = Analysis(headline="Anna Berg has a plan", dek="Anna Berg has a plan.", sections=(section,))
    report = check_analysis(analysis, about, FORMAT, language="en")
    (note,) = [f for f in report.findings if f.rule.startswith("quotes")]
    assert (note.rule, note.severity) == ("quotes.original", Severity.NOTE)
    assert "(de)" in note.message
    assert told in note.message
    assert note.evidence


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("“The council voted on Monday to replace the old bridge,” Coast Radio writes.", False),
        ("“The council voted on Monday to replace the old bridge,” Carl Stone said.", True),
        ("“It will cost us the harbour,” Coast Radio writes.", True),
    ],
)
def test_a_report_may_be_quoted_by_its_publishers_name(text: str, wrong: bool) -> None:
    said = "The council voted on Monday to replace the old bridge. “It will cost us the harbour,” said Berta Quill."
    about = Dossier(documents=(_document(1, "Coast Radio", f"{said} {'Nothing else happened that day. ' * 40}"),))
    section = Section(heading="", kind=SectionKind.REPORTED, paragraphs=(Paragraph(text=text, citations=("s1.p1",)),))
    analysis = Analysis(headline="Council replaces bridge", dek="The council replaces it.", sections=(section,))
    report = check_analysis(analysis, about, FORMAT, language="en")
    assert bool([f for f in report.findings if f.rule == "quotes.speaker"]) == wrong
