"""One batch: what earlier runs left, what the desks bring, and a wait until all of it is written or waits."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.batch import alerts, summary
from pipeline.batch.estimate import Estimate, estimated
from pipeline.batch.mail import Mail
from pipeline.batch.office import MAILED, Office, at_work, opened
from pipeline.batch.plan import Brought, Collected, bring_each, gather_desk, queue_desk
from pipeline.batch.runlog import RunLog
from pipeline.desks import desk_names
from pipeline.errors import Busy, NutgrafError, UsageError
from pipeline.flow.paying import walls
from pipeline.flow.workers import living
from pipeline.journal import Journal
from pipeline.state import Work
from pipeline.state.work import OPEN
from pipeline.states import StoryState

_LOOK = 0.25
"""Seconds between two looks at what became of the stories."""


def run(
    folder: Path,
    flags: dict[str, Any],
    journal: Journal,
    desks: Sequence[str],
    *,
    limit: int | None = None,
    max_cost: float | None = None,
    batch_api: bool = False,
) -> summary.Summary:
    """Run the desks once, all of them when none is named. Raises Busy when another `run` is at it."""
    with opened(folder, flags, journal) as office:
        names = checked(office, desks, max_cost)
        with office.state.hold("run", wait=False) as mine:
            if not mine:
                raise _busy(office)
            with at_work(office, "run", names):
                return one_run(office, names, limit=limit, max_cost=max_cost, batch_api=batch_api)


def dry_run(
    folder: Path, flags: dict[str, Any], journal: Journal, desks: Sequence[str], *, limit: int | None = None
) -> list[Estimate]:
    """What a run would write and what it would cost; nothing is remembered and no model is asked."""
    with opened(folder, flags, journal) as office:
        found: list[Estimate] = []
        for desk in checked(office, desks, None):
            room = _room(limit, office.limits(desk).max_stories, len(found))
            gathering = gather_desk(office, desk)
            found += [estimated(office, desk, story) for story in gathering.stories[:room]]
        return found


def checked(office: Office, desks: Sequence[str], max_cost: float | None) -> list[str]:
    """The desks to run, each read and its limits found keepable; raises the user's mistakes before anything begins."""
    names = list(dict.fromkeys(desks)) or desk_names(office.base.desk_folder)
    if not names:
        step = "`nutgraf init` makes an example; sources/README.md tells how to write one."
        raise UsageError(f"desks in {office.base.desk_folder}", "there is none to run", step)
    for name in names:
        walls(office.limits(name), office.connection(name), max_cost)
    return names


def _busy(office: Office) -> Busy:
    holder = next((w for w in living(office.state).values() if w.kind == "run"), None)
    who = f"process {holder.pid} on {holder.host.split()[0]}, since {holder.started:%H:%M:%S} UTC" if holder else "it"
    return Busy("this state", f"is held by another run ({who})", "Wait for it to end; `nutgraf status` shows it.")


def one_run(
    office: Office,
    desks: Sequence[str],
    *,
    limit: int | None = None,
    max_cost: float | None = None,
    batch_api: bool = False,
) -> summary.Summary:
    """Collect, queue, wait, tell. Whatever ends it, what it has and what it left is told in its summary.

    With `batch_api` first calls go out in batch files; what an earlier run sent is taken in in any case.
    """
    mail = Mail(office, desks, sends=batch_api)
    run_id = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
    office.state.add_run(run_id, desks, office.executor, max_cost)
    office.journal.event("run", message=f"{run_id}: {', '.join(desks)}", run_id=run_id)
    log = RunLog(office, run_id)
    collected: list[Collected] = []
    state, reason = "stopped", "interrupted"
    try:
        taken = _left_over(office, desks, run_id, limit, mail)
        for desk, brought in bring_each(
            office, desks, lambda desk: limit is not None or office.limits(desk).max_stories is not None, log.look
        ):
            collected.append(_collected(office, desk, brought, run_id, limit, collected, taken.count(desk), mail))
            log.collected(asdict(collected[-1]))
            office.state.update_run(run_id, collected=[asdict(one) for one in collected])
            _fill_up(office, desk, run_id, _room(limit, office.limits(desk).max_stories, collected[-1].queued))
            mail.send(desk)
        _wait(office, run_id, mail, log)
        down = office.down()
        state, reason = ("stopped", str(down)) if down else ("done", "")
    except NutgrafError as error:
        reason = str(error)
        raise
    finally:
        if (now := office.state.runs(run_id=run_id)) and now[0].state != "cancelled":
            office.state.end_run(run_id, state, reason or None)
        told = summary.summed_up(office.state, run_id)
        log.finish(told)
        summary.write(office, told)
    alerts.send(office, told)
    return told


def _collected(
    office: Office,
    desk: str,
    brought: Brought | Exception,
    run_id: str,
    limit: int | None,
    before: Sequence[Collected],
    taken: int,
    mail: Mail,
) -> Collected:
    room = _room(limit, office.limits(desk).max_stories, taken, sum(one.queued for one in before))
    try:
        if isinstance(brought, Exception):
            raise brought
        found = queue_desk(office, desk, run_id, room, brought=brought, mailed=mail.sends)
    except NutgrafError as error:  # one desk's trouble is not another's
        office.journal.event("warning", message=f"desk {desk}: {error}", desk=desk)
        return Collected(desk, failed=(str(error),))
    for failure in found.failed:
        office.journal.event("warning", message=failure, desk=desk)
    return found


def _room(limit: int | None, most: int | None, *taken: int) -> int | None:
    """Stories that may still be begun: of this desk `most`, of the run `limit`."""
    rooms = [most - taken[0]] if most is not None else []
    rooms += [limit - sum(taken)] if limit is not None else []
    return max(0, min(rooms)) if rooms else None


def _left_over(office: Office, desks: Sequence[str], run_id: str, limit: int | None, mail: Mail) -> list[str]:
    """Take over what earlier runs began and nobody is at; returns the desk of each story."""
    alive = living(office.state)
    others = {r.run_id for r in office.state.runs() if r.state == "running" and r.executor_id in alive}
    for ended in office.state.runs():
        if ended.state == "running" and ended.executor_id not in alive:
            office.state.end_run(ended.run_id, "stopped", "its process ended")
    rows = office.state.work(states=(*OPEN, StoryState.WAITING), desks=desks)
    rows = [row for row in rows if row.run_id not in others and row.kind != "Held"]
    waiting = [row for row in rows if row.state == StoryState.WAITING]
    room = _room(limit, None, len(rows) - len(waiting))
    begun = [row for row in rows if row.state in OPEN] + waiting[:room]
    office.state.take_over([row.version_id for row in begun], run_id)
    office.again([row for row in begun if row.state == StoryState.WAITING and not mail.has(row)])
    return [row.desk for row in begun]


def _fill_up(office: Office, desk: str, run_id: str, room: int | None) -> None:
    """What earlier runs had no room for, the newest first: it is news."""
    held = [r for r in office.state.work(states=[StoryState.WAITING], desks=[desk]) if r.kind == "Held"]
    chosen = [row for row in reversed(held) if row.run_id != run_id][:room]
    office.state.take_over([row.version_id for row in chosen], run_id)
    office.again(chosen)


def _wait(office: Office, run_id: str, mail: Mail, log: RunLog) -> None:
    rows: dict[str, Work] = {}
    while True:
        before, rows = rows, office.state.moved(run_id, rows)
        for version_id, row in rows.items():
            if row.state not in OPEN and (version_id not in before or before[version_id].state != row.state):
                _tell(office, row, rows)
        mail.look()
        log.look()
        soon = [r for r in rows.values() if r.state == StoryState.WAITING and office.may_work_soon(r)]
        office.again(soon)
        if not soon and not any(r.state in OPEN or r.kind == MAILED for r in rows.values()):
            return
        if office.state.runs(run_id=run_id)[0].state == "cancelled":
            return
        if office.over.wait(_LOOK):
            raise NutgrafError("this run", "was stopped with its process", "The next one goes on.")


def _tell(office: Office, row: Work, rows: dict[str, Work]) -> None:
    ended = sum(r.state not in OPEN for r in rows.values())
    what = row.result.get("state", row.state) if row.state == StoryState.DONE else f"{row.state}: {row.reason}"
    office.journal.event(
        "story",
        message=f"{ended}/{len(rows)} {row.title}: {what}",
        version_id=row.version_id,
        story_id=row.story_id,
        state=row.state,
        draft_state=row.result.get("state"),
    )
