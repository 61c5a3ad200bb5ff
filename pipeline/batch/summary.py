"""What a run did: numbers for a program, `summary.html` for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.batch.office import Office
from pipeline.models import Frozen
from pipeline.state import State, Work
from pipeline.states import StoryState


class StoryLine(Frozen):
    """One story of a run."""

    desk: str
    title: str
    version_id: str
    story_id: str
    state: str
    draft_state: str | None = None
    folder: str | None = None
    reason: str | None = None
    seconds: float = 0.0
    """From queued to its last change."""
    cost: float | None = None


class DeskLine(Frozen):
    """What matters to those who watch one desk."""

    states: dict[str, int]
    drafts: dict[str, int]
    alert: str | None
    """What to tell; None when all went well."""


class Summary(Frozen):
    run_id: str
    desks: tuple[str, ...]
    state: str
    reason: str | None
    started: datetime
    finished: datetime | None
    stories: dict[str, int]
    """By state."""
    drafts: dict[str, int]
    """Of the stories that are done, by state."""
    waiting: dict[str, int]
    """By reason."""
    findings: dict[str, int]
    """`blocker numbers` and the like."""
    calls: int
    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int
    cost: float
    unpriced_calls: int
    seconds: dict[str, float]
    """By stage, summed over the stories."""
    collected: tuple[dict[str, Any], ...]
    lines: tuple[StoryLine, ...]

    @property
    def went_well(self) -> bool:
        return self.state == "done" and not self.stories.get(StoryState.FAILED)

    def of_desk(self, desk: str) -> DeskLine:
        lines = [line for line in self.lines if line.desk == desk]
        states, drafts = Counter(line.state for line in lines), Counter(line.draft_state for line in lines)
        told = [self.reason] if self.state == "stopped" and self.reason else []
        told += [f"{states['failed']} stories failed"] if states["failed"] else []
        told += [f"{drafts['needs_attention']} drafts need attention"] if drafts["needs_attention"] else []
        mine = [c for c in self.collected if c["desk"] == desk]
        told += [f"no source could be read: {c['failed'][0]}" for c in mine if c["failed"] and not c["pages"]]
        return DeskLine(
            states=dict(states), drafts={k: n for k, n in drafts.items() if k}, alert="; ".join(told) or None
        )


def summed_up(state: State, run_id: str) -> Summary:
    run = state.runs(run_id=run_id)[0]
    rows = state.work(run_id=run_id)
    spent = state.spent(run_id=run_id)
    findings: Counter[str] = Counter()
    for row in rows:
        findings.update(row.result.get("findings", {}))
    return Summary(
        run_id=run_id,
        desks=run.desks,
        state=run.state,
        reason=run.reason,
        started=run.started.replace(tzinfo=UTC),
        finished=run.finished.replace(tzinfo=UTC) if run.finished else None,
        stories=dict(Counter(str(row.state) for row in rows)),
        drafts=dict(Counter(row.result["state"] for row in rows if row.state == StoryState.DONE)),
        waiting=dict(Counter(waits_for(row.kind) for row in rows if row.state == StoryState.WAITING)),
        findings=dict(findings.most_common()),
        calls=spent.calls,
        prompt_tokens=spent.prompt_tokens,
        completion_tokens=spent.completion_tokens,
        cached_tokens=spent.cached_tokens,
        cost=spent.cost,
        unpriced_calls=spent.unpriced,
        seconds=_seconds(state, run_id, rows, list(run.collected)),
        collected=tuple(run.collected),
        lines=tuple(_line(row) for row in rows),
    )


def waits_for(kind: str | None) -> str:
    """Why a story waits, in a word."""
    return {"OverBudget": "budget", "Held": "room"}.get(kind or "", "endpoint")


def _line(row: Work) -> StoryLine:
    result = row.result if row.state == StoryState.DONE else {}
    return StoryLine(
        desk=row.desk,
        title=result.get("headline") or row.title,
        version_id=row.version_id,
        story_id=row.story_id,
        state=row.state,
        draft_state=result.get("state"),
        folder=result.get("folder"),
        reason="; ".join(result.get("reasons", ())) or row.reason,
        seconds=round((row.updated - row.queued).total_seconds(), 1),
        cost=result.get("usage", {}).get("cost"),
    )


def _seconds(
    state: State, run_id: str, rows: Sequence[Work], collected: Sequence[Mapping[str, Any]]
) -> dict[str, float]:
    found = {"collect": sum(c.get("seconds", 0.0) for c in collected)}
    calls = state.calls_of(run_id)
    asked = [(call["ended"] - call["began"]).total_seconds() for call in calls if call["ended"]]
    found["model"] = sum(asked)
    for row in rows:
        for stage, seconds in row.result.get("seconds", {}).items():
            found[stage] = found.get(stage, 0.0) + seconds
    return {stage: round(seconds, 2) for stage, seconds in found.items()}


# --- what is left in output/runs/ ---------------------------------------------------------------


def write(office: Office, told: Summary) -> None:
    office.store.write_run(told.run_id, "summary.html", page(told))


def page(told: Summary) -> str:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    longest = max(told.seconds.values(), default=0.0) or 1.0
    bars = [(stage, seconds, seconds / longest) for stage, seconds in told.seconds.items()]
    ended = told.finished or datetime.now(UTC)
    return environment.get_template("summary.html.j2").render(
        told=told, bars=bars, wall=(ended - told.started).total_seconds()
    )
