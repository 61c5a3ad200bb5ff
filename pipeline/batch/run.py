"""One batch: what earlier runs left, what the desks bring, and a wait until all of it is written or waits."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline import settings as settings_module
from pipeline.batch import alerts, summary
from pipeline.batch.collector import Brought
from pipeline.batch.estimate import Estimate, estimated
from pipeline.batch.mail import Mail
from pipeline.batch.office import MAILED, Office, at_work, opened
from pipeline.batch.plan import Collected, gather_desk, queue_stories
from pipeline.batch.runlog import RunLog
from pipeline.desks import desk_names
from pipeline.errors import Busy, NutgrafError, StoreError, UsageError
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
    try:
        with opened(folder, flags, journal) as office:
            names = checked(office, desks, max_cost)
            with office.state.hold("run", wait=False) as mine:
                if not mine:
                    raise _busy(office)
                with at_work(office, "run", names):
                    return one_run(office, names, limit=limit, max_cost=max_cost, batch_api=batch_api)
    except Exception as error:
        if not isinstance(error, Busy):
            with suppress(NutgrafError):  # the settings may be what is wrong
                names = list(desks) or desk_names(settings_module.load(folder, flags).desk_folder)
                alerts.failed(lambda desk: settings_module.load(folder, flags, desk=desk), journal, names, error)
        raise


def dry_run(
    folder: Path, flags: dict[str, Any], journal: Journal, desks: Sequence[str], *, limit: int | None = None
) -> list[Estimate]:
    """What a run would write and what it would cost; nothing is remembered and no model is asked."""
    with opened(folder, flags, journal) as office:
        found: list[Estimate] = []
        for desk in checked(office, desks, None):
            room = _room((limit, len(found)), (office.limits(desk).max_stories, 0))
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
    collected = {desk: Collected(desk) for desk in desks}
    state, reason = "stopped", "interrupted"
    try:
        taken = _left_over(office, desks, run_id, limit, mail)

        def room(desk: str) -> int | None:
            """Stories that may still be begun: of this desk, and of the run."""
            begun = taken.count(desk) + collected[desk].queued
            every = len(taken) + sum(one.queued for one in collected.values())
            return _room((office.limits(desk).max_stories, begun), (limit, every))

        def idle() -> None:
            log.look()
            if office.over.is_set():
                raise _stopped()

        for brought in office.collector.each(desks, lambda desk: room(desk) is not None, idle):
            desk = brought.desk
            collected[desk].add(_queued(office, brought, run_id, room(desk), mail))
            if brought.last:
                collected[desk].queued += _fill_up(office, desk, run_id, room(desk))
                log.collected(asdict(collected[desk]))
                mail.send(desk)
            office.state.update_run(run_id, collected=[asdict(one) for one in collected.values()])
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
    alerts.send(office.settings, office.journal, told)
    return told


def _queued(office: Office, brought: Brought, run_id: str, room: int | None, mail: Mail) -> Collected:
    try:
        found = queue_stories(office, brought, run_id, room, mailed=mail.sends)
    except StoreError:
        raise
    except NutgrafError as error:  # one desk's trouble is not another's
        office.journal.event("warning", message=f"desk {brought.desk}: {error}", desk=brought.desk)
        return Collected(brought.desk, failed=(str(error),), seconds=round(brought.seconds, 2))
    for failure in found.failed:
        office.journal.event("warning", message=failure, desk=brought.desk)
    return found


def _room(*limits: tuple[int | None, int]) -> int | None:
    """The least of what is left of the limits that there are."""
    left = [max(0, most - taken) for most, taken in limits if most is not None]
    return min(left) if left else None


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
    room = _room((limit, len(rows) - len(waiting)))
    begun = [row for row in rows if row.state in OPEN] + waiting[:room]
    office.state.take_over([row.version_id for row in begun], run_id)
    office.again([row for row in begun if row.state == StoryState.WAITING and not mail.has(row)])
    return [row.desk for row in begun]


def _fill_up(office: Office, desk: str, run_id: str, room: int | None) -> int:
    """What earlier runs had no room for, the newest first: it is news. Returns how many stories that are."""
    held = [r for r in office.state.work(states=[StoryState.WAITING], desks=[desk]) if r.kind == "Held"]
    chosen = [row for row in reversed(held) if row.run_id != run_id][:room]
    office.state.take_over([row.version_id for row in chosen], run_id)
    office.again(chosen)
    return len(chosen)


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
            raise _stopped()


def _stopped() -> NutgrafError:
    return NutgrafError("this run", "was stopped with its process", "The next one goes on.")


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
