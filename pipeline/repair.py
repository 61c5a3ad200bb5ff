"""Which parts are to be written again and why, and what may be mended without a model: sentences that can simply go."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.formats import Format
from pipeline.models import Analysis, Finding, Frozen, Paragraph, Report, Severity
from pipeline.text.sentences import sentences

_HEAD = ("headline", "dek", "lede")


class Removed(Frozen):
    """The analysis without some sentences, and one line for each that says what went and why."""

    analysis: Analysis
    removed: tuple[str, ...]


_REWRITTEN = frozenset({"structure.repetition", "numbers.differ"})
"""Warnings that a part is written again for: what another part says already, one of several figures as if settled."""


def troubles(report: Report) -> tuple[Finding, ...]:
    """What a part is written again for; of a repetition, the later place is the one that has the finding."""
    return tuple(f for f in report.findings if f.severity is Severity.BLOCKER or f.rule in _REWRITTEN)


def failing_parts(findings: Iterable[Finding]) -> list[str]:
    """`head` and `sections/N` that have findings, in reading order: what `write.rewrite_part` can write again."""
    named = {"head" if f.place.part in _HEAD else f.place.part for f in findings if f.place.part}
    return sorted(named, key=lambda part: (part != "head", int(part.rpartition("/")[2]) if "/" in part else 0))


def without_offenders(analysis: Analysis, report: Report, fmt: Format) -> Removed | None:
    """Without the sentences that have blockers, as far as the format allows; None if nothing can go.

    A paragraph may go as long as its part keeps the least number of paragraphs; a sentence as long as its paragraph
    keeps another. Headline and dek lose nothing: their blockers stay.
    """
    removed: list[str] = []
    lede = analysis.lede
    if fmt.head.lede_paragraphs:
        lede = _mended("lede", lede, report.blockers, fmt.head.lede_paragraphs.low, removed)
    sections = tuple(
        section.model_copy(
            update={
                "paragraphs": _mended(
                    f"sections/{n}", section.paragraphs, report.blockers, fmt.sections[n].paragraphs.low, removed
                )
            }
        )
        if n < len(fmt.sections)
        else section
        for n, section in enumerate(analysis.sections)
    )
    if not removed:
        return None
    return Removed(analysis=analysis.model_copy(update={"lede": lede, "sections": sections}), removed=tuple(removed))


def _mended(
    part: str, paragraphs: tuple[Paragraph, ...], blockers: tuple[Finding, ...], least: int, removed: list[str]
) -> tuple[Paragraph, ...]:
    """The part's paragraphs without offending sentences; what went is added to `removed`."""
    kept: list[Paragraph] = []
    for index, paragraph in enumerate(paragraphs):
        found = [f for f in blockers if f.place.part == part and f.place.paragraph == index]
        spans = sentences(paragraph.text)
        bad = {span: f for span in spans for f in found if _touches(span, f)}
        if not bad:
            kept.append(paragraph)
            continue
        good = [paragraph.text[start:end] for start, end in spans if (start, end) not in bad]
        may_go = len(kept) + len(paragraphs) - index - 1 >= least
        if not good and not may_go:
            kept.append(paragraph)
            continue
        removed += [f"removed “{paragraph.text[s:e]}”: {f.message}" for (s, e), f in bad.items()]
        if good:
            kept.append(paragraph.model_copy(update={"text": " ".join(good)}))
    return tuple(kept)


def _touches(span: tuple[int, int], finding: Finding) -> bool:
    start, end = finding.place.start, max(finding.place.end, finding.place.start + 1)
    return start < span[1] and end > span[0]
