"""Stays up: works the queues of all desks, and runs each desk when its schedule says so."""

from __future__ import annotations

import threading
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from dbos import DBOS
from sqlalchemy.exc import SQLAlchemyError

from pipeline.batch import alerts
from pipeline.batch.office import Office, at_work, opened
from pipeline.batch.run import checked, one_run
from pipeline.desks import Schedule
from pipeline.errors import NutgrafError, StoreError
from pipeline.flow.publishing import Publisher, due
from pipeline.flow.workers import living
from pipeline.journal import Journal

_DESKS = "desks"
"""The queue of scheduled runs: all that are due go on side by side, for a slow host must hold up no other desk."""
_DESKS_AT_ONCE = 100
_RELOAD = 15.0
"""Seconds between two looks at the desk files."""
_PAUSE = 60.0
_LAST_WORDS = 20.0
"""Seconds that runs have to tell what they did, when the process is to end."""

_office: Office | None = None


def serve(
    folder: Path, flags: dict[str, Any], journal: Journal, over: threading.Event, reload: float = _RELOAD
) -> None:
    """Until `over` is set. A desk file that breaks meanwhile is told of once, and its desk goes on as it was."""
    global _office  # noqa: PLW0603  (the engine calls scheduled functions by name)
    with opened(folder, flags, journal) as office:
        office.pause, office.over = _PAUSE, over
        checked(office, [], None)
        _office = office
        with at_work(office, "serve", None):
            office.client.register_queue(_DESKS, worker_concurrency=_DESKS_AT_ONCE)
            schedules: dict[str, Schedule | None] = {}
            mistakes: dict[str, str] = {}
            while not over.is_set():
                try:
                    mistakes = _reloaded(office, mistakes)
                    schedules = _scheduled(office, schedules)
                    _end_embargoes(office, list(schedules))
                except (StoreError, SQLAlchemyError) as error:  # a database that is started anew comes back
                    journal.event("warning", message=" ".join(str(error).split())[:300])
                over.wait(reload)
            _let_end(office)


def _let_end(office: Office) -> None:
    """Runs that wait for their stories stop and write what they have."""
    deadline = time.monotonic() + _LAST_WORDS
    while office.going and time.monotonic() < deadline:
        time.sleep(0.1)


@DBOS.workflow(name="scheduled", max_recovery_attempts=100)
def scheduled_run(at: datetime, desk: str) -> None:
    """One run of a desk. Killed and begun again, it goes on with what its predecessor left."""
    office = _office
    if office is None:
        raise RuntimeError("a scheduled run outside of serve()")
    alive = living(office.state)
    for run in office.state.runs(limit=100):
        if run.state == "running" and run.desks == (desk,) and run.executor_id in alive:
            office.journal.event("warning", message=f"desk {desk}: {run.run_id} is still at it; this turn is left out")
            return
    office.going.add(threading.get_ident())
    try:
        one_run(office, [desk])
    except NutgrafError as error:
        office.journal.event("warning", message=f"desk {desk}: {error}", desk=desk)
        if not office.over.is_set():
            alerts.failed(office.settings, office.journal, [desk], error)
    finally:
        office.going.discard(threading.get_ident())


def _end_embargoes(office: Office, desks: list[str]) -> None:
    """Publish what waited. What fails is left to a person: `nutgraf publish --due`."""
    for name in desks:
        try:
            done = due(Publisher(office.settings(name), office.store, office.state), failed=False)
        except NutgrafError as error:
            done = [error]
        for step in done:
            kind = "warning" if isinstance(step, NutgrafError) else "publish"
            message = str(step) if isinstance(step, NutgrafError) else f"{step.version_id[:8]} to {step.target}"
            office.journal.event(kind, message=message, desk=name)


def _reloaded(office: Office, known: dict[str, str]) -> dict[str, str]:
    """The mistakes in desk files by desk; those that are new, and those that are mended, are told."""
    mistakes = {name: str(error) for name, error in office.reload().items()}
    for name, mistake in mistakes.items():
        if known.get(name) != mistake:
            office.journal.event("warning", message=mistake, desk=name)
    for name in set(known) - set(mistakes):
        office.journal.event("schedule", message=f"desk {name}: its file can be read again", desk=name)
    return mistakes


def _scheduled(office: Office, known: dict[str, Schedule | None]) -> dict[str, Schedule | None]:
    """Bring the engine's queues and schedules up to the desk files."""
    found = {name: settings.desk.schedule for name, settings in office.desks().items() if settings.desk}
    if found != known:
        office.listen(list(found))
        kept = {name: schedule for name, schedule in found.items() if schedule is not None}
        for gone in {s["schedule_name"] for s in DBOS.list_schedules()} - set(kept):
            DBOS.delete_schedule(gone)
        DBOS.apply_schedules(
            [
                {
                    "schedule_name": name,
                    "workflow_fn": scheduled_run,
                    "schedule": schedule.cron,
                    "cron_timezone": schedule.timezone,
                    "context": name,
                    "queue_name": _DESKS,
                }
                for name, schedule in kept.items()
            ]
        )
        for name, schedule in kept.items():
            message = f"desk {name}: {schedule.cron} ({schedule.timezone})"
            office.journal.event("schedule", message=message, desk=name)
    return found
