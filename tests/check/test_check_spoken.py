from __future__ import annotations

import pytest

from pipeline.check import check_analysis
from pipeline.formats import Format, HeadFormat, Range, SectionFormat
from pipeline.models import Analysis, Dossier, Paragraph, Section, SectionKind, Severity

WIDE = Range(low=1, high=500)
FORMAT = Format(
    name="f",
    title="F",
    description="",
    head=HeadFormat(headline_words=WIDE, dek_words=WIDE),
    sections=(SectionFormat(id="a", kind=SectionKind.REPORTED, paragraphs=WIDE, words=WIDE, guidance=""),),
)
ENGLISH = (
    "The council voted on Monday to replace the old bridge. It was closed in May after divers found cracks in two of "
    "its piers, and the drivers who took it have lost an hour a day on the way round by the mill since then."
)
GERMAN = (
    "Der Rat hat am Montag beschlossen, die alte Brücke zu ersetzen. Sie war im Mai geschlossen worden, nachdem man "
    "in zwei Pfeilern Risse gefunden hatte, und die Fahrer verlieren seitdem eine Stunde am Tag auf dem Weg "
    "zur Arbeit und zurück nach Hause."
)


def found(text: str, language: str | None) -> list[tuple[str, Severity]]:
    section = Section(heading="", kind=SectionKind.REPORTED, paragraphs=(Paragraph(text=text, citations=()),))
    analysis = Analysis(headline="Brücke / bridge", dek="Brücke / bridge.", sections=(section,))
    report = check_analysis(analysis, Dossier(documents=()), FORMAT, language=language)
    return [(f.place.part or "", f.severity) for f in report.findings if f.rule == "structure.language"]


CHINESE = "市议会周二以七比二的票数决定重建旧海堤。市长说，这座海堤将保护一万二千名居民。反对者认为计划太昂贵。"


@pytest.mark.parametrize(
    ("text", "language"), [(CHINESE, "en"), (ENGLISH, "de"), (GERMAN, "en"), (ENGLISH, "ru"), (GERMAN, "ja")]
)
def test_a_part_in_another_language_blocks(text: str, language: str) -> None:
    assert found(text, language) == [("sections/0", Severity.BLOCKER)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH, "en"),
        (GERMAN, "de"),
        (ENGLISH, None),
        (ENGLISH, "xh"),
        (CHINESE, "zh"),
        (GERMAN.partition(".")[0], "en"),
        (f"{ENGLISH} Berg sagte: „{GERMAN} {GERMAN}“", "en"),
    ],
)
def test_its_own_language_short_texts_and_quotations_do_not(text: str, language: str | None) -> None:
    assert found(text, language) == []
