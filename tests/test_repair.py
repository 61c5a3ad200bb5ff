from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.formats import Format, load_format
from pipeline.models import Analysis, Finding, Paragraph, Place, Report, Section, SectionKind, Severity
from pipeline.repair import failing_parts, troubles, without_offenders

FORMAT: Format = load_format("analysis", [Path(__file__).parent.parent / "prompts"])
GOOD, BAD = "The wall is old.", "It cost Dr. Ng $9 million."
"""Two sentences, of which the second is the offender."""


def section(*texts: str) -> Section:
    return Section(heading="H", kind=SectionKind.REPORTED, paragraphs=tuple(Paragraph(text=t) for t in texts))


def article(*texts: str, lede: tuple[str, ...] = ()) -> Analysis:
    return Analysis(
        headline=BAD, dek=BAD, lede=tuple(Paragraph(text=t) for t in lede), sections=(section(*texts), section(GOOD))
    )


def blocker(part: str, paragraph: int | None, text: str, severity: Severity = Severity.BLOCKER) -> Finding:
    start = text.find("$9")
    place = Place(part=part, paragraph=paragraph, start=start, end=start + 2)
    return Finding(rule="numbers", severity=severity, place=place, message="“$9” is in no source.")


def report(*findings: Finding) -> Report:
    return Report(findings=findings)


def test_failing_parts_are_those_with_blockers_in_reading_order() -> None:
    found = report(
        blocker("sections/10", 0, BAD),
        blocker("sections/2", 0, BAD),
        blocker("sections/1", 0, BAD, Severity.WARNING),
        blocker("lede", 1, BAD),
        blocker("headline", 0, BAD),
    )
    assert failing_parts(found.blockers) == ["head", "sections/2", "sections/10"]
    assert failing_parts(report().blockers) == []


@pytest.mark.parametrize(
    ("before", "offender", "after"),
    [
        ((f"{GOOD} {BAD}", GOOD), 0, (GOOD, GOOD)),  # the sentence goes
        ((f"{BAD} {GOOD}", GOOD), 0, (GOOD, GOOD)),
        ((GOOD, BAD, GOOD), 1, (GOOD, GOOD)),  # the paragraph goes: two are left, which is the least
        ((GOOD, BAD), 1, None),  # nothing may go
    ],
)
def test_sentences_go_where_the_format_allows(
    before: tuple[str, ...], offender: int, after: tuple[str, ...] | None
) -> None:
    analysis = article(*before)
    done = without_offenders(analysis, report(blocker("sections/0", offender, before[offender])), FORMAT)
    if after is None:
        assert done is None
        return
    assert done is not None
    assert tuple(p.text for p in done.analysis.sections[0].paragraphs) == after
    assert done.removed == (f"removed “{BAD}”: “$9” is in no source.",)
    assert done.analysis.sections[1] == analysis.sections[1]


def test_two_bad_paragraphs_of_which_one_may_go() -> None:
    done = without_offenders(
        article(BAD, GOOD, BAD),
        report(blocker("sections/0", 0, BAD), blocker("sections/0", 2, BAD)),
        FORMAT,
    )
    assert done is not None
    assert [p.text for p in done.analysis.sections[0].paragraphs] == [GOOD, BAD]


def test_the_lede_is_mended_and_headline_and_dek_are_not() -> None:
    analysis = article(GOOD, GOOD, lede=(f"{GOOD} {BAD}", GOOD))
    found = [blocker("headline", 0, BAD), blocker("dek", 0, BAD), blocker("lede", 0, f"{GOOD} {BAD}")]
    done = without_offenders(analysis, report(*found), FORMAT)
    assert done is not None
    assert [p.text for p in done.analysis.lede] == [GOOD, GOOD]
    assert (done.analysis.headline, done.analysis.dek) == (BAD, BAD)
    assert without_offenders(analysis, report(*found[:2]), FORMAT) is None


def test_warnings_and_whole_sections_are_left_alone() -> None:
    text = f"{GOOD} {BAD}"
    found = report(blocker("sections/0", 0, text, Severity.WARNING), blocker("sections/0", None, text))
    assert without_offenders(article(text, GOOD), found, FORMAT) is None


def test_repetition_and_settled_figures_are_rewritten_other_warnings_are_not() -> None:
    warnings = [
        blocker("sections/1", 0, BAD, Severity.WARNING).model_copy(update={"rule": rule})
        for rule in ("structure.repetition", "numbers.differ", "copying", "style.phrase")
    ]
    assert [f.rule for f in troubles(report(*warnings))] == ["structure.repetition", "numbers.differ"]
    assert failing_parts(troubles(report(*warnings))) == ["sections/1"]
