"""What goes on in a state, and what a person may do about it: again, no more, and away with it."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from dbos import DBOSClient, WorkflowStatus

from pipeline.batch.office import Office, at_work, opened
from pipeline.batch.summary import waits_for
from pipeline.desks import desk_names
from pipeline.errors import NotFound
from pipeline.flow.engine import WORKFLOW, recorded_job
from pipeline.flow.workers import living
from pipeline.journal import Journal
from pipeline.models import Frozen
from pipeline.state import State, Work
from pipeline.state.database import chunks
from pipeline.state.work import OPEN
from pipeline.states import DraftState, StoryState


class RunStatus(Frozen):
    run_id: str
    desks: tuple[str, ...]
    state: str
    """`running`, `done`, `stopped`, `cancelled`; `dead` where its process ended without a word."""
    reason: str | None
    started: datetime
    finished: datetime | None
    stories: dict[str, int]
    drafts: dict[str, int]


class Trouble(Frozen):
    """A story that failed or waits, and why."""

    version_id: str
    story_id: str
    desk: str
    title: str
    state: str
    waits_for: str | None
    reason: str | None


class Status(Frozen):
    workers: tuple[str, ...]
    """`serve on desk1 (process 812)`."""
    runs: tuple[RunStatus, ...]
    stories: dict[str, int]
    """All there are, by state."""
    today: dict[str, float | int | None]
    """Calls, tokens and cost since midnight UTC; the cost is None where no call had a price."""
    troubles: tuple[Trouble, ...]


def status(state: State, runs: int = 10) -> Status:
    alive = living(state)
    rows = state.work()
    found = []
    for run in state.runs(limit=runs):
        mine = [row for row in rows if row.run_id == run.run_id]
        dead = run.state == "running" and run.executor_id not in alive
        found.append(
            RunStatus(
                run_id=run.run_id,
                desks=run.desks,
                state="dead" if dead else run.state,
                reason="its process ended; the next run goes on" if dead else run.reason,
                started=run.started.replace(tzinfo=UTC),
                finished=run.finished.replace(tzinfo=UTC) if run.finished else None,
                stories=dict(Counter(str(row.state) for row in mine)),
                drafts=dict(Counter(row.result["state"] for row in mine if row.state == StoryState.DONE)),
            )
        )
    spent = state.spent(day=f"{datetime.now(UTC):%Y-%m-%d}")
    troubled = [row for row in rows if row.state in (StoryState.FAILED, StoryState.WAITING)]
    return Status(
        workers=tuple(f"{w.kind} on {w.host.split()[0]} (process {w.pid})" for w in alive.values()),
        runs=tuple(found),
        stories=state.story_counts(),
        today={
            "calls": spent.calls,
            "prompt_tokens": spent.prompt_tokens,
            "completion_tokens": spent.completion_tokens,
            "cost": None if spent.calls and spent.unpriced == spent.calls else round(spent.cost, 6),
            "unpriced_calls": spent.unpriced,
        },
        troubles=tuple(_trouble(row) for row in troubled),
    )


def _trouble(row: Work) -> Trouble:
    waits = waits_for(row.kind) if row.state == StoryState.WAITING else None
    return Trouble(
        version_id=row.version_id,
        story_id=row.story_id,
        desk=row.desk,
        title=row.title,
        state=row.state,
        waits_for=waits,
        reason=row.reason,
    )


def retry(
    folder: Path, flags: dict[str, Any], journal: Journal, ids: Sequence[str], *, failed: bool = False
) -> list[str]:
    """Queue failed or waiting stories again, by version or story id; returns their version ids.

    The next `run`, or a `serve` that is up, writes them. What has no desk any more is an error where it is named.
    """
    with opened(folder, flags, journal) as office:
        desks = desk_names(office.base.desk_folder)
        rows = [row for row in office.state.work(states=[StoryState.FAILED]) if row.desk in desks] if failed else []
        for given in ids:
            rows += _named(office.state, given)
        for row in rows:
            if row.desk not in desks:
                step = f"Put sources/{row.desk}.toml back first."
                raise NotFound(f"story {row.version_id[:8]}", f"its desk {row.desk!r} has no file any more", step)
        rows = list({row.version_id: row for row in rows}.values())
        if rows:
            with at_work(office, "retry", []):  # the engine, on no queue
                office.again(rows)
        return [row.version_id for row in rows]


def _named(state: State, given: str) -> list[Work]:
    found = [row for row in state.work(version=given) if len(given) >= 4]
    if not found:
        step = "`nutgraf status` shows those that failed or wait; give an id, or --failed."
        raise NotFound(f"story {given!r}", "there is no such work", step)
    retried = [row for row in found if row.state in (StoryState.FAILED, StoryState.WAITING)]
    if not retried:
        states = ", ".join(sorted({str(row.state) for row in found}))
        raise NotFound(f"story {given!r}", f"neither failed nor waits: it is {states}", "There is nothing to retry.")
    return retried


def cancel(folder: Path, flags: dict[str, Any], journal: Journal, run_id: str) -> int:
    """Stop what is left of a run; returns how many stories. What is written stays, and `retry` takes up the rest."""
    with opened(folder, flags, journal) as office:
        runs = [run for run in office.state.runs() if run.run_id.startswith(run_id)]
        if len(runs) != 1 or not run_id:
            cause = "fits several runs" if runs and run_id else "there is no such run"
            raise NotFound(f"run {run_id!r}", cause, "`nutgraf status` shows the runs.")
        left = office.state.work(run_id=runs[0].run_id, states=(*OPEN, StoryState.WAITING))
        if not left and runs[0].state != "running":
            raise NotFound(f"run {runs[0].run_id}", f"is {runs[0].state}, and nothing of it is left", "Nothing to do.")
        office.state.end_run(runs[0].run_id, "cancelled", "cancelled by hand")
        for row in left:
            reason = "cancelled by hand"
            office.state.note(row.version_id, row.story_id, StoryState.FAILED, kind="Cancelled", reason=reason)
        office.client.cancel_workflows([row.version_id for row in left])
        return len(left)


class Pruned(Frozen):
    drafts: int
    """Draft folders that went whole: rejected, superseded, or never decided on."""
    texts: int
    """Approved or published ones of which only the sources' texts went."""
    records: int
    """Recorded work (prompts, answers, dossiers) in the database."""


def prune(
    folder: Path, flags: dict[str, Any], journal: Journal, *, older_than: timedelta | None, dry_run: bool = False
) -> Pruned:
    """Remove sources' texts that are kept longer than the desk allows, or than `older_than`.

    Of an approved or published draft the record stays: article, decisions, hashes and addresses of its sources.
    """
    drafts = texts = 0
    with opened(folder, flags, journal) as office:
        moment = datetime.now(UTC)
        for place, draft in list(office.store.readable()):
            kept = older_than or _kept(office, draft.desk)
            if kept is None or moment - draft.created_at < kept:
                continue
            if draft.state != DraftState.APPROVED and not office.store.publications(place):
                drafts += 1
                if not dry_run:
                    office.store.remove(place)
            elif not office.store.dossier(place).is_emptied:
                texts += 1
                if not dry_run:
                    office.store.forget_texts(place)
        if not office.state.runs(limit=1):
            with at_work(office, "prune", []):
                pass  # the engine makes its tables, where there are none yet
        records = _prune_records(office, moment, older_than, dry_run=dry_run)
    return Pruned(drafts=drafts, texts=texts, records=records)


def _kept(office: Office, desk: str | None) -> timedelta | None:
    if desk is None:
        return None
    with suppress(NotFound):  # the desk is gone: nobody says how long
        found = office.settings(desk).desk
        days = found.retention.keep_sources_days if found else None
        return timedelta(days=days) if days else None
    return None


def _prune_records(office: Office, moment: datetime, older_than: timedelta | None, *, dry_run: bool) -> int:
    """What the engine and the ledger remember of work that ended: dossiers, prompts, answers."""
    open_ = {row.version_id for row in office.state.work(states=OPEN)}
    old = [w.workflow_id for w in _ended(office.client) if _is_old(office, w, moment, older_than)]
    old = [version for version in old if version not in open_]
    if not dry_run:
        for some in chunks(old):
            office.client.delete_workflows(list(some))
            office.state.forget_answers(some)
            office.state.forget_work(some)
    return len(old)


def _ended(client: DBOSClient) -> Iterator[WorkflowStatus]:
    """Page by page: each brings its dossier along, which says of which desk it is."""
    for offset in range(0, sys.maxsize, 100):
        found = client.list_workflows(
            name=WORKFLOW, status=["SUCCESS", "ERROR", "CANCELLED"], limit=100, offset=offset, load_output=False
        )
        yield from found
        if len(found) < 100:
            return


def _is_old(office: Office, workflow: WorkflowStatus, moment: datetime, older_than: timedelta | None) -> bool:
    kept = older_than
    if kept is None:
        recorded = recorded_job(workflow)
        kept = _kept(office, json.loads(recorded).get("desk") if recorded else None)
    created = datetime.fromtimestamp((workflow.created_at or 0) / 1000, UTC)
    return kept is not None and moment - created >= kept
