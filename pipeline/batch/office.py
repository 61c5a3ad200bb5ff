"""One worker: settings and connections of each desk, and the engine on the desks' queues."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dbos import DBOSClient, DBOSPortableJSONSerializer, WorkflowStatus

from pipeline import settings as settings_module
from pipeline.batch.care import TRIES, care
from pipeline.batch.collector import Collector
from pipeline.batch.queues import queue_of, requeue, statuses_of
from pipeline.connect import Connection
from pipeline.desks import Limits, desk_names
from pipeline.errors import NutgrafError, StoreError
from pipeline.flow.asking import Order
from pipeline.flow.engine import VERSION, WORKFLOW, Tools, launched
from pipeline.flow.job import Job
from pipeline.flow.paying import walls
from pipeline.flow.together import Together
from pipeline.flow.workers import living, signed_in
from pipeline.forks import Workers
from pipeline.journal import Journal
from pipeline.models import row_of
from pipeline.settings import Settings
from pipeline.state import State, Work, database_url, open_state
from pipeline.states import StoryState
from pipeline.store import Store

_AHEAD, _AHEAD_SHARED = 5, 2
"""Stories in flight for each call that may be made at once: while some are checked, others are asked about. A `run` has
more, so that few of those that need many calls are left to the end, when there is nothing to ask beside them; what one
`serve` has in flight another can't take.
"""
MAILED = "Mailed"
"""The kind of a draft that waits for the answer of a batch file."""
_POLLING = 0.2
_CHECK_SECONDS = 120.0
_ENDING = 5.0
"""Seconds that a workflow may take to end."""


@dataclass
class Office:
    """What one process of a batch works with; `opened` makes one."""

    folder: Path
    flags: dict[str, Any]
    journal: Journal
    base: Settings
    state: State
    store: Store
    executor: str = ""
    ahead: int = _AHEAD
    stream: bool = False
    pause: float | None = None
    """Seconds after which an endpoint that was down is tried again; None: not in this process."""
    over: threading.Event = field(default_factory=threading.Event)
    """Set when this process is to end: runs in other threads stop waiting then."""
    going: set[int] = field(default_factory=set)
    """The threads of runs."""
    _settings: dict[str, Settings] = field(default_factory=dict)
    _connections: dict[tuple[str, str], Connection] = field(default_factory=dict)
    _client: DBOSClient | None = None

    def __post_init__(self) -> None:
        self.collector = Collector(self)

    # --- desks ---

    def settings(self, desk: str) -> Settings:
        """Raises NotFound and ConfigError."""
        if desk not in self._settings:
            self._settings[desk] = settings_module.load(self.folder, self.flags, desk=desk)
        return self._settings[desk]

    def reload(self) -> dict[str, NutgrafError]:
        """Desk files may have changed; one with a mistake keeps the settings it had, its mistake is returned.

        Connections stay.
        """
        mistakes: dict[str, NutgrafError] = {}
        found: dict[str, Settings] = {}
        for desk in desk_names(self.base.desk_folder):
            try:
                found[desk] = settings_module.load(self.folder, self.flags, desk=desk)
            except NutgrafError as error:
                mistakes[desk] = error
                if desk in self._settings:
                    found[desk] = self._settings[desk]
        self._settings = found
        return mistakes

    def desks(self) -> dict[str, Settings]:
        """Of those that were read when they were last looked at."""
        return dict(self._settings)

    def limits(self, desk: str) -> Limits:
        found = self.settings(desk).desk
        return found.limits if found else Limits()

    def connection(self, desk: str, model: str | None = None) -> Connection:
        """The desk's; with `model`, to the one that a job was begun for."""
        key = desk, model or ""
        if key not in self._connections:
            settings = self.settings(desk)
            if model is not None and not settings.uses_embedded and settings.model != model:
                settings = settings.model_copy(update={"model": model})
            at_once = self.limits(desk).concurrency
            made = Connection(settings, self.state, self.journal, stream=self.stream, at_once=at_once)
            made.breaker.pause = self.pause
            self._connections[key] = made
        return self._connections[key]

    def of_job(self, job: Job) -> Connection:
        return self.connection(job.desk or "", job.model)

    def order(self, job: Job) -> Order:
        """On whose account a draft is written, and within which limits."""
        run_id, most = self.state.run_of(job.version_id)
        return Order(run_id=run_id, walls=walls(self.limits(job.desk or ""), self.of_job(job), most))

    def close_connections(self) -> None:
        for connection in self._connections.values():
            connection.close()

    def down(self) -> NutgrafError | None:
        """What made a breaker open, if one is."""
        return next((c.breaker.opened for c in self._connections.values() if c.breaker.opened), None)

    # --- queues ---

    @property
    def client(self) -> DBOSClient:
        """The engine from outside; its tables must be there."""
        if self._client is None:
            url = database_url(self.base.state_folder, self.base.database_url)
            self._client = DBOSClient(
                system_database_url=url, serializer=DBOSPortableJSONSerializer(), application_name="nutgraf"
            )
        return self._client

    def enqueue(self, job: Job, queue: str) -> None:
        """Within the state's transaction: the job is queued if and only if what is known of it is kept."""
        options: Any = {
            "workflow_name": WORKFLOW,
            "queue_name": queue,
            "workflow_id": job.version_id,
            "app_version": VERSION,
        }
        with self.state.transaction() as connection:
            self.client.enqueue_in_transaction(connection, options, job.model_dump_json())

    def close(self) -> None:
        self.collector.close()
        if self._client is not None:
            self._client.destroy()

    def listen(self, desks: Sequence[str]) -> None:
        for desk in desks:
            most = self.ahead * self.limits(desk).concurrency
            self.client.register_queue(queue_of(desk), worker_concurrency=most, polling_interval_sec=_POLLING)

    def again(self, rows: Sequence[Work]) -> None:
        """Put drafts into their desks' queues once more, from their recorded jobs; answers are not paid for twice."""
        statuses = self._ended_statuses([row.version_id for row in rows])
        for row in rows:
            status = statuses.get(row.version_id)
            if status is None:
                self.note(row, StoryState.FAILED, "StoreError", "the work is not in the database any more")
                continue
            self.state.lose_reservations([row.version_id])
            self.note(row, StoryState.QUEUED)
            requeue(status, queue_of(row.desk))

    def _ended_statuses(self, version_ids: Sequence[str]) -> dict[str, WorkflowStatus]:
        """A draft says that it waits just before its workflow ends: begun again in between, it would end at once."""
        deadline = time.monotonic() + _ENDING
        while True:
            statuses = statuses_of(version_ids)
            pending = [status for status in statuses.values() if status.status == "PENDING"]
            alive = living(self.state) if pending else {}
            if not any(status.executor_id in alive for status in pending) or time.monotonic() > deadline:
                return statuses
            time.sleep(0.05)

    def note(self, row: Work, state: StoryState, kind: str | None = None, reason: str | None = None) -> None:
        self.state.note(row.version_id, row.story_id, state, kind=kind, reason=reason)

    def may_work_soon(self, row: Work) -> bool:
        """Whether a waiting draft is worth another try in this run."""
        passing = ("Unreachable", "RateLimited", "TimedOut", "StoreError")
        return row.kind in passing and row.tries < TRIES and self.of(row).breaker.opened is None

    def of(self, row: Work) -> Connection:
        return self.connection(row.desk)


@contextmanager
def opened(folder: Path, flags: dict[str, Any], journal: Journal) -> Iterator[Office]:
    """State and store of a working folder; the engine is not started."""
    base = settings_module.load(folder, flags)
    with open_state(base.state_folder, base.database_url) as state:
        store = Store(base.output, changed=lambda place, draft: state.index_draft(row_of(place.name, draft)))
        office = Office(folder, flags, journal, base, state, store)
        try:
            yield office
        finally:
            office.close()


@contextmanager
def at_work(office: Office, kind: str, desks: Sequence[str] | None) -> Iterator[None]:
    """Signed in, with the engine on the queues of `desks`, or of all."""
    queues = None if desks is None else [queue_of(desk) for desk in desks]
    with _computing() as compute:
        together = Together(office.state)
        tools = Tools(
            office.of_job, office.order, office.journal, office.store, together, office.close_connections, compute
        )
        started = False

        def beat() -> None:
            if started:
                with suppress(StoreError):
                    care(office)

        with signed_in(office.state, kind, beat) as executor:
            office.executor, office.ahead = executor, _AHEAD_SHARED if kind == "serve" else _AHEAD
            with launched(office.base, tools, executor, queues, lambda: office.listen(desks or [])):
                care(office)
                started = True
                try:
                    yield
                finally:
                    started = False


@contextmanager
def _computing() -> Iterator[Callable[[Callable[[], Any]], Any]]:
    """Processes for what would hold up the event loop: checking is half of the work outside the model."""
    from pebble import ProcessExpired

    # They give way to the process that asks: an answer that waits for it holds a turn.
    workers = Workers(recycle=1000, modules=("pipeline.flow.reckoning",), nice=5)

    async def compute(work: Callable[[], Any]) -> Any:
        with suppress(ProcessExpired):  # once: killed by the system, or by a neighbour's appetite
            return await asyncio.wrap_future(workers.schedule(work, timeout=_CHECK_SECONDS))
        return await asyncio.wrap_future(workers.schedule(work, timeout=_CHECK_SECONDS))

    workers.schedule(int)  # they come up while the engine does
    try:
        yield compute
    finally:
        workers.end(at_once=True)
