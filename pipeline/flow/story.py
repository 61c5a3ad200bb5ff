"""The order of the stages after the dossier: write, check, repair, and what the result may be called.

Nothing here knows the durable engine: `complete` answers a model call, `reckon` runs a piece of work, perhaps in
another process.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from pipeline import __version__, repair, review, write
from pipeline.errors import ContextTooLong, Declined, ModelError, Unusable
from pipeline.flow import reckoning
from pipeline.flow.job import Job
from pipeline.flow.judge import judged
from pipeline.journal import Journal
from pipeline.models import (
    Analysis,
    CallRecord,
    Completion,
    Draft,
    ModelCall,
    Provenance,
    Report,
    Usage,
    hash_of,
)
from pipeline.states import DraftState

Complete = Callable[[ModelCall], Awaitable[Completion]]
Reckon = Callable[[str, Callable[[], Any]], Awaitable[Any]]
"""The name of a stage and its work: a `partial` of a function, so that another process can do it."""


async def write_story(job: Job, complete: Complete, reckon: Reckon, journal: Journal) -> Draft:
    """Write, check and repair one story; the draft is ready, or parked with its reasons.

    Raises what `complete` raises beyond ModelErrors: whatever the model answered ends in a draft.
    """
    ledger = Ledger(complete)
    plan = await reckon("plan", partial(reckoning.planned, job.dossier, job.format, job.assignment.angle))
    story = _Story(job, ledger, plan, reckon, journal)
    analysis, report = await story.written(), Report()
    if analysis is not None:
        report = await story.checked(analysis, "check")
        analysis, report = await story.repaired(analysis, report)
        report = await story.judged(analysis, report)
    reasons = _reasons(analysis, report, story.failures)
    finished = datetime.now(UTC)
    return Draft(
        version_id=job.version_id,
        story_id=job.story_id,
        dossier_hash=hash_of(job.dossier),
        predecessor=job.predecessor,
        desk=job.desk,
        format=job.format.name,
        language=job.assignment.language,
        angle=job.assignment.angle,
        attempt=job.attempt,
        state=DraftState.NEEDS_ATTENTION if reasons else DraftState.READY,
        reasons=reasons,
        analysis=analysis,
        report=report,
        provenance=_provenance(job, ledger.calls, finished, story.left_out),
        disclaimer=job.disclaimer,
        discussion_url=job.discussion_url,
        related=job.related,
        created_at=finished,
    )


class Ledger:
    """Counts what every call cost, also the ones whose answers could not be used."""

    def __init__(self, complete: Complete) -> None:
        self._complete = complete
        self.calls: list[CallRecord] = []

    async def complete(self, call: ModelCall) -> Completion:
        try:
            done = await self._complete(call)
        except ModelError as error:
            record = CallRecord(
                name=call.name,
                model="",
                finish_reason=type(error).__name__,
                usage=error.usage or Usage(),
                errors=(*error.attempts, str(error)),
            )
            self.calls += [*error.before, record]
            raise
        record = CallRecord(
            name=call.name,
            model=done.model,
            finish_reason=done.finish_reason,
            usage=done.usage,
            errors=done.errors,
        )
        self.calls += [*done.before, record]
        return done


class _Story:
    """The stages of one story, each over the same job."""

    def __init__(self, job: Job, ledger: Ledger, plan: reckoning.Planned, reckon: Reckon, journal: Journal) -> None:
        self._job, self._reckon, self._journal = job, reckon, journal
        self.failures: dict[str, ModelError] = {}
        self._task = write.Task(
            dossier=plan.dossier,
            format=job.format,
            assignment=job.assignment,
            plan=plan.plan,
            complete=ledger.complete,
            steps=write.SmallSteps(reckoning.support) if job.small_steps else None,
        )

    @property
    def left_out(self) -> tuple[str, ...]:
        """What of the sources parts were written without, because it didn't fit the model's context."""
        return tuple(self._task.room.left_out.values())

    async def written(self) -> Analysis | None:
        """What could be written; None when there is no head. What could not is in `failures`."""
        try:
            return await write.write_analysis(self._task, missed=self._missed)
        except (Unusable, ContextTooLong) as error:
            self._missed("head", error)
            return None

    def _missed(self, part: str, error: ModelError) -> None:
        self.failures[part] = error
        self._journal.event("warning", message=f"{part}: {error}")

    async def checked(self, analysis: Analysis, name: str) -> Report:
        self._journal.event("check", message=f"{sum(len(s.paragraphs) for s in analysis.sections)} paragraphs")
        job = self._job
        work = partial(reckoning.report, analysis, job.dossier, job.format, job.assignment.language, job.copying)
        return Report.model_validate_json(await self._reckon(name, work))

    async def repaired(self, analysis: Analysis, report: Report) -> tuple[Analysis, Report]:
        """Each failing part is written again, one with blockers at most twice, then offending sentences go; what is not
        better is not taken. What the model declined to write is not asked for again.
        """
        for part in repair.failing_parts(repair.troubles(report)):
            analysis, report = await self._rewritten(part, analysis, report, attempt=1)
        for part in repair.failing_parts(report.blockers):
            analysis, report = await self._rewritten(part, analysis, report, attempt=2)
        shorter = repair.without_offenders(analysis, report, self._job.format)
        if shorter is not None:
            self._journal.event("repair", message=f"{len(shorter.removed)} sentences removed")
            analysis, report = await self._better(analysis, report, shorter.analysis, "check.removed")
        return analysis, report

    async def _rewritten(self, part: str, analysis: Analysis, report: Report, attempt: int) -> tuple[Analysis, Report]:
        if isinstance(self.failures.get(part), Declined) or part not in repair.failing_parts(repair.troubles(report)):
            return analysis, report
        self._journal.event("repair", message=f"{part}: {_counted(report, part)}")
        try:
            again = await write.rewrite_part(part, self._task, analysis, repair.troubles(report), attempt)
        except (Unusable, ContextTooLong) as error:
            self._journal.event("warning", message=str(error))
            return analysis, report
        return await self._better(analysis, report, again, f"check.{part}")

    async def judged(self, analysis: Analysis, report: Report) -> Report:
        """With a second opinion, where the desk wants one; it only adds."""
        if self._job.judge is None:
            return report
        texts = {(part, n): p.text for part, found in analysis.parts() for n, p in enumerate(found)}
        sources = [passage.text for passage in self._task.dossier.passages()]
        found = await judged(report, texts, sources, self._job.judge, self._task.complete)
        self._journal.event("judge", message=f"{found.asked} sentences looked at")
        return found.report

    async def _better(
        self, analysis: Analysis, report: Report, candidate: Analysis, name: str
    ) -> tuple[Analysis, Report]:
        found = await self.checked(candidate, name)
        return (candidate, found) if _badness(found) < _badness(report) else (analysis, report)


def _badness(report: Report) -> tuple[int, int]:
    return len(report.blockers), len(repair.troubles(report))


def _counted(report: Report, part: str) -> str:
    own = ("headline", "dek", "lede") if part == "head" else (part,)
    rules = sorted({f.rule for f in repair.troubles(report) if f.place.part in own})
    return f"written again because of {', '.join(rules)}"


def _reasons(analysis: Analysis | None, report: Report, failures: Mapping[str, ModelError]) -> tuple[str, ...]:
    """Why a draft is parked, one line each; a part that failed at first and was written after all is no reason."""
    missing = tuple(f"{part}: {error}" for part, error in failures.items() if _is_missing(analysis, part))
    return (*missing, *review.open_findings(report))


def _is_missing(analysis: Analysis | None, part: str) -> bool:
    return analysis is None or not analysis.sections[int(part.removeprefix("sections/"))].paragraphs


def _provenance(job: Job, calls: list[CallRecord], finished: datetime, left_out: tuple[str, ...]) -> Provenance:
    writers = (c.model for c in reversed(calls) if c.model and c.name.startswith(("write.", "repair.")))
    answered = next(writers, job.model)
    return Provenance(
        endpoint=job.endpoint,
        model=answered,
        parameters=job.parameters,
        format_hash=job.format.format_hash,
        prompt_hash=job.format.prompt_hash,
        package_version=__version__,
        usage=sum((c.usage for c in calls), Usage()),
        calls=tuple(calls),
        left_out=left_out,
        started_at=job.started_at,
        finished_at=finished,
    )
