from __future__ import annotations

from pipeline.check import check_analysis
from pipeline.formats import Format, HeadFormat, Range, SectionFormat
from pipeline.models import (
    Analysis,
    Document,
    Dossier,
    Note,
    Paragraph,
    Passage,
    Report,
    Section,
    SectionKind,
)

WIDE = Range(low=1, high=500)
FORMAT = Format(
    name="brief",
    title="Brief",
    description="",
    head=HeadFormat(headline_words=WIDE, dek_words=WIDE),
    sections=(SectionFormat(id="a", kind=SectionKind.REPORTED, paragraphs=WIDE, words=WIDE, guidance=""),),
)
DOSSIER = Dossier(
    documents=(
        Document(
            location="a.html",
            url="https://news.example/a",
            title="Berg backs the wall",
            authors=("Carla Stone",),
            site="Harbour Post",
            published="2027-03-15T08:00:00Z",
            page_hash="0" * 64,
            passages=(
                Passage(id="s1.p1", text="Mayor Anna Berg wants a seawall."),
                Passage(id="s1.p2", text="Fishermen fear for the northern pier."),
            ),
        ),
    ),
    notes=(Note(title="Background", passages=(Passage(id="n1.p1", text="The Elder Dam broke in 1953."),)),),
)


def _check(*paragraphs: str, heading: str = "") -> Report:
    analysis = Analysis(
        headline="Mayor wants a seawall",
        dek="Fishermen fear for the pier.",
        sections=(
            Section(
                heading=heading,
                kind=SectionKind.REPORTED,
                paragraphs=tuple(Paragraph(text=text) for text in paragraphs),
            ),
        ),
    )
    return check_analysis(analysis, DOSSIER, FORMAT, language="en")


def test_evidence_names_the_passage_and_its_index() -> None:
    report = _check("The Elder Dam broke in 1953. Fishermen fear for their northern pier.")
    best = [(s.place.part, s.evidence[0].source, s.evidence[0].passage) for s in report.sentences]
    passages = list(DOSSIER.passages())
    assert best == [
        ("headline", 0, "s1.p1"),
        ("dek", 1, "s1.p2"),
        ("sections/0", 2, "n1.p1"),
        ("sections/0", 1, "s1.p2"),
    ]
    assert all(passages[source].id == passage for _, source, passage in best)


def test_titles_bylines_sites_and_dates_count_as_said() -> None:
    said = "Carla Stone of the Harbour Post wrote on Monday, March 15, 2027 that Berg backs the wall."
    assert _check(said).blockers == ()
    unsaid = _check("Carl Rock of the Valley Post wrote on Tuesday, March 16, 2026.").blockers
    assert [f.rule for f in unsaid] == ["names", "numbers.dates", "numbers.dates"]


def test_evidence_never_points_beyond_the_passages() -> None:
    report = _check("Carla Stone wrote that Berg backs the wall.")
    last = len(list(DOSSIER.passages()))
    assert all(e.source < last for s in report.sentences for e in s.evidence)


def test_a_heading_has_no_paragraph_number() -> None:
    (found,) = _check("Mayor Anna Berg wants a seawall.", heading="What Olaf Rock said").blockers
    assert (found.place.part, found.place.paragraph, found.rule) == ("sections/0", None, "names")
    assert "What Olaf Rock said"[found.place.start : found.place.end] == "Olaf Rock"
