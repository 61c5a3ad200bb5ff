"""One worker: settings and connections of each desk, the engine on the desks' queues, and care for what others left."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from dbos import DBOS, DBOSClient, DBOSPortableJSONSerializer, WorkflowStatus
from dbos._error import DBOSException
from pydantic import ValidationError

from pipeline import settings as settings_module
from pipeline.batch.collector import Collector
from pipeline.connect import Connection
from pipeline.desks import Limits, desk_names
from pipeline.errors import NutgrafError, StoreError
from pipeline.flow.asking import Order
from pipeline.flow.engine import VERSION, WORKFLOW, Tools, launched, recorded_job
from pipeline.flow.job import Job
from pipeline.flow.paying import walls
from pipeline.flow.together import Together
from pipeline.flow.workers import living, signed_in
from pipeline.forks import Workers
from pipeline.journal import Journal
from pipeline.models import row_of
from pipeline.settings import Settings
from pipeline.state import State, Work, database_url, open_state
from pipeline.state.work import OPEN
from pipeline.states import StoryState
from pipeline.store import Store

AHEAD = 5
"""Stories in flight for each call that may be made at once: while some are checked, others are asked about, and few of
those that need many calls are left to the end, when there is nothing to ask beside them."""
HELD = "held"
"""A queue nobody works on: what a run had no room for."""
MAILED = "Mailed"
"""The kind of a draft that waits for the answer of a batch file."""
_POLLING = 0.2
_TRIES = 3
"""How often a draft whose endpoint failed is taken up again within one run."""
_CHECK_SECONDS = 120.0
_ENDING = 5.0
"""Seconds that a workflow may take to end."""
_GRACE = timedelta(seconds=20)
"""Between a draft's state and the engine's, while somebody is changing both."""


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
            most = AHEAD * self.limits(desk).concurrency
            self.client.register_queue(queue_of(desk), worker_concurrency=most, polling_interval_sec=_POLLING)

    def again(self, rows: Sequence[Work]) -> None:
        """Put drafts into their desks' queues once more, from their recorded jobs; answers are not paid for twice."""
        statuses = self._ended_statuses([row.version_id for row in rows])
        for row in rows:
            status = statuses.get(row.version_id)
            if status is None:
                self._note(row, StoryState.FAILED, "StoreError", "the work is not in the database any more")
                continue
            self.state.lose_reservations([row.version_id])
            self._note(row, StoryState.QUEUED)
            _requeue(status, queue_of(row.desk))

    def _ended_statuses(self, version_ids: Sequence[str]) -> dict[str, WorkflowStatus]:
        """A draft says that it waits just before its workflow ends: begun again in between, it would end at once."""
        deadline = time.monotonic() + _ENDING
        while True:
            statuses = _statuses(version_ids)
            pending = [status for status in statuses.values() if status.status == "PENDING"]
            alive = living(self.state) if pending else {}
            if not any(status.executor_id in alive for status in pending) or time.monotonic() > deadline:
                return statuses
            time.sleep(0.05)

    def _note(self, row: Work, state: StoryState, kind: str | None = None, reason: str | None = None) -> None:
        self.state.note(row.version_id, row.story_id, state, kind=kind, reason=reason)

    # --- care ---

    def care(self) -> None:
        """What dead workers had begun goes back to its queue; what ended without a word is begun again."""
        with self.state.hold("care", wait=False) as mine:
            if mine:
                self._deskless()
                self._orphans()
                self._silent()

    def _deskless(self) -> None:
        """Stories of a desk whose file is gone: no run would ever take them up. Those of a run that goes on are its."""
        desks = set(desk_names(self.base.desk_folder))
        rows = [row for row in self.state.work(states=(*OPEN, StoryState.WAITING)) if row.desk not in desks]
        if not rows:
            return
        alive = living(self.state)
        going = {run.run_id for run in self.state.runs() if run.state == "running" and run.executor_id in alive}
        for row in rows:
            if row.run_id not in going:
                DBOS.cancel_workflow(row.version_id)
                reason = (
                    f"its desk is gone: put sources/{row.desk}.toml back, then `nutgraf retry {row.version_id[:8]}`"
                )
                self._note(row, StoryState.FAILED, "NotFound", reason)

    def _orphans(self) -> None:
        alive = living(self.state)
        begun = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
        orphans = [w for w in begun if w.executor_id not in alive]
        known = {row.version_id: row for row in self.state.work(states=OPEN)} if orphans else {}
        for workflow in orphans:
            row = known.get(workflow.workflow_id)
            queue = queue_of(row.desk) if row else workflow.queue_name
            if queue is not None:  # without one it belongs to a `nutgraf draft`, which continues it itself
                self.state.lose_reservations([workflow.workflow_id])
                _requeue(workflow, queue)

    def _silent(self) -> None:
        rows = self.state.work(states=OPEN)
        statuses = _statuses([row.version_id for row in rows])
        for seen in rows:
            row, status = seen, statuses.get(seen.version_id)
            if status is None or status.status in ("PENDING", "DELAYED"):
                continue
            if status.status == "ENQUEUED":
                if status.app_version != VERSION:  # queued by another nutgraf, in another way
                    _requeue(status, queue_of(row.desk))
                continue
            row = next(iter(self.state.work(version=row.version_id)))  # it may have ended just now
            recent = datetime.now(UTC).replace(tzinfo=None) - row.updated < _GRACE
            if row.state in OPEN and not (status.status == "SUCCESS" and recent):
                self._ended(row, status)

    def _ended(self, row: Work, status: WorkflowStatus) -> None:
        """Its workflow ended, and its row doesn't say how."""
        output = status.output if isinstance(status.output, dict) else {}
        if "unreadable" in output:
            reason = f"it was queued by another version of nutgraf and can't be read: {output['unreadable']}"
            self._note(row, StoryState.FAILED, "StoreError", reason)
        elif "done" in output:
            self.state.note(row.version_id, row.story_id, StoryState.DONE, result=output["done"])
        elif row.tries >= _TRIES:
            self._note(row, StoryState.FAILED, "NutgrafError", str(status.error or status.status))
        else:
            self._note(row, StoryState.WAITING, "StoreError", str(status.error or status.status))
            self.again([row])

    def may_work_soon(self, row: Work) -> bool:
        """Whether a waiting draft is worth another try in this run."""
        passing = ("Unreachable", "RateLimited", "TimedOut", "StoreError")
        return row.kind in passing and row.tries < _TRIES and self.of(row).breaker.opened is None

    def of(self, row: Work) -> Connection:
        return self.connection(row.desk)


def queue_of(desk: str) -> str:
    return f"desk-{desk}"


def _statuses(version_ids: Sequence[str]) -> dict[str, WorkflowStatus]:
    found: dict[str, WorkflowStatus] = {}
    for start in range(0, len(version_ids), 500):
        some = list(version_ids[start : start + 500])
        found.update({w.workflow_id: w for w in DBOS.list_workflows(workflow_ids=some, load_input=False)})
    return found


def job_of(version_id: str) -> Job | None:
    """The job that was recorded for a version, if it can be read."""
    status = DBOS.get_workflow_status(version_id)
    recorded = recorded_job(status) if status else None
    try:
        return Job.model_validate_json(recorded) if recorded else None
    except ValidationError:
        return None


def _requeue(status: WorkflowStatus, queue: str) -> None:
    """From where it was, or, where that can't be, from its beginning."""
    fits = status.app_version == VERSION
    if status.status in ("PENDING", "ENQUEUED", "DELAYED") and fits:
        DBOS.resume_workflow(status.workflow_id, queue_name=queue)
        return
    if status.status in ("PENDING", "ENQUEUED", "DELAYED"):
        DBOS.cancel_workflow(status.workflow_id)
    with suppress(DBOSException):  # another worker was faster
        DBOS.rewind_workflow(status.workflow_id, start_step=1, application_version=VERSION, queue_name=queue)


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

        def care() -> None:
            if started:
                with suppress(StoreError):
                    office.care()

        with signed_in(office.state, kind, care) as executor:
            office.executor = executor
            with launched(office.base, tools, executor, queues, lambda: office.listen(desks or [])):
                office.care()
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
    workers = Workers(recycle=1000, modules=("pipeline.flow.story",), nice=5)

    async def compute(work: Callable[[], Any]) -> Any:
        with suppress(ProcessExpired):  # once: killed by the system, or by a neighbour's appetite
            return await asyncio.wrap_future(workers.schedule(work, timeout=_CHECK_SECONDS))
        return await asyncio.wrap_future(workers.schedule(work, timeout=_CHECK_SECONDS))

    workers.schedule(int)  # they come up while the engine does
    try:
        yield compute
    finally:
        workers.end(at_once=True)
