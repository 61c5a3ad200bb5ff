"""All parts in order, and one part again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.errors import ContextTooLong, ModelError, Unusable
from pipeline.models import Analysis, Finding, Section
from pipeline.text.sentences import sentences
from pipeline.write.answers import Head, Reader
from pipeline.write.parts import Problem, Task, ask, write_part


async def write_analysis(task: Task, *, missed: Callable[[str, ModelError], None] | None = None) -> Analysis:
    """The head, then each section, each told what stands already; or everything in one call in mode `whole`,
    unless the task is done in small steps.

    Raises what `write_part` raises. With `missed`, a section that no usable answer came for is told there and stands
    empty, so that the rest isn't lost; without a head there is nothing.
    """
    if task.format.mode == "whole" and task.steps is None:
        head, sections = await ask("whole", task, Reader.whole)
        return _put_together(head, sections)
    head = await _head(task)
    analysis = _put_together(head, ())
    for number in range(len(task.format.sections)):
        section = await _section(number, task, analysis, missed)
        analysis = analysis.model_copy(update={"sections": (*analysis.sections, section)})
    return analysis


async def rewrite_part(
    part: str, task: Task, analysis: Analysis, findings: Sequence[Finding], attempt: int = 1
) -> Analysis:
    """The analysis with `part` (`head` or `sections/N`) written again, told what was wrong with it; each attempt has
    its own seed.

    Of the head only what has a finding is replaced. Raises what `write_part` raises.
    """
    own = {"headline", "dek", "lede"} if part == "head" else {part}
    concerned = [f for f in findings if f.place.part in own]
    written = await write_part(
        part, task, so_far=analysis, problems=[_problem(analysis, f) for f in concerned], attempt=attempt
    )
    if isinstance(written, Head):
        failed = {f.place.part for f in concerned} or own
        return analysis.model_copy(update={name: getattr(written, name) for name in failed if name})
    number = int(part.removeprefix("sections/"))
    sections = (*analysis.sections[:number], written, *analysis.sections[number + 1 :])
    return analysis.model_copy(update={"sections": sections})


def _problem(analysis: Analysis, finding: Finding) -> Problem:
    paragraphs = dict(analysis.parts()).get(finding.place.part or "", ())
    index = finding.place.paragraph or 0
    text = paragraphs[index].text if index < len(paragraphs) else ""
    spans = [s for s in sentences(text) if s[0] <= finding.place.start < s[1]]
    return Problem(finding.message, text[spans[0][0] : spans[0][1]] if spans else "")


async def _section(
    number: int, task: Task, so_far: Analysis, missed: Callable[[str, ModelError], None] | None
) -> Section:
    try:
        section = await write_part(f"sections/{number}", task, so_far=so_far)
    except (Unusable, ContextTooLong) as error:
        if missed is None:
            raise
        missed(f"sections/{number}", error)
        fmt = task.format.sections[number]
        return Section(heading=fmt.heading or "", kind=fmt.kind, paragraphs=())
    assert isinstance(section, Section)  # noqa: S101  (the part's name says so)
    return section


async def _head(task: Task) -> Head:
    head = await write_part("head", task)
    assert isinstance(head, Head)  # noqa: S101  (the part's name says so)
    return head


def _put_together(head: Head, sections: tuple[Section, ...]) -> Analysis:
    return Analysis(headline=head.headline, dek=head.dek, lede=head.lede, sections=sections)
