"""Durable execution: a job is a DBOS workflow whose id is the job's version_id, what it paid for is in the ledger.

Every process has an executor id of its own and the version below, which never changes: work that one process left is
begun again by another, of a later nutgraf too, from its recorded job. The answers that were paid for come from the
ledger (`state.spending`), what was worked out from them is worked out again; that the draft was stored is the only
recorded step.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from dbos import DBOS, DBOSPortableJSONSerializer, SetWorkflowID, WorkflowStatus
from dbos._error import DBOSException
from pydantic import ValidationError

from pipeline.connect import Connection
from pipeline.errors import Busy, NutgrafError
from pipeline.flow.asking import Asking, Order, Stopped, rebuilt, recorded
from pipeline.flow.existing import renderings
from pipeline.flow.guard import exclusive
from pipeline.flow.job import Job, earlier_drafts, same_series
from pipeline.flow.story import write_story
from pipeline.flow.together import Together
from pipeline.flow.workers import living, signed_in
from pipeline.journal import Journal
from pipeline.models import Draft
from pipeline.publish import render
from pipeline.settings import Settings
from pipeline.state import State, database_url
from pipeline.states import DraftState, StoryState
from pipeline.store import Folder, Store

VERSION = "1"
"""What the engine calls its application version: its default, a hash of the sources, strands work at each release."""
WORKFLOW = "draft"

# What a later call may not meet again: the draft waits. All else that stops a draft has failed.
_WAITS = ("Unreachable", "RateLimited", "TimedOut", "KeyRefused", "UnknownModel", "OverBudget", "StoreError")


@dataclass(frozen=True)
class Tools:
    """What a running workflow needs and can't be recorded."""

    connection: Callable[[Job], Connection]
    order: Callable[[Job], Order]
    journal: Journal
    store: Store
    together: Together
    close: Callable[[], None]
    """Ends the connections, while the engine's event loop, in which they live, still runs."""
    compute: Callable[[Callable[[], Any]], Any] | None = None
    """Runs work that only reckons, elsewhere; returns an awaitable."""

    @property
    def state(self) -> State:
        return self.together.state


_tools: Tools | None = None


# --- one draft, now -----------------------------------------------------------------------------


def run(job: Job, settings: Settings, tools: Tools) -> None:
    """Write the job's draft, or finish it; raises ModelError when the endpoint stops the run, OverBudget, or Busy."""
    with (
        _lock(job, settings),
        signed_in(tools.state, "draft") as executor,
        launched(settings, tools, executor, queues=()),
    ):
        result = _start(job, tools.state).get_result(polling_interval_sec=0.05)
    if "stopped" in result:
        raise rebuilt(result["stopped"])


@contextmanager
def _lock(job: Job, settings: Settings) -> Iterator[None]:
    """One process at a time writes a version; the lock, one byte of one file, ends with the process."""
    folder = settings.state_folder / ".state"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "drafts.lock").open("w") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, int(job.version_id[:12], 16))
        except (BlockingIOError, PermissionError):
            raise _busy(job) from None
        yield


def _busy(job: Job) -> Busy:
    return Busy(f"draft {job.version_id[:8]}", "is being written by another run", "Wait for it to end.")


@contextmanager
def launched(
    settings: Settings,
    tools: Tools,
    executor: str,
    queues: Sequence[str] | None,
    prepare: Callable[[], None] = lambda: None,
) -> Iterator[None]:
    """The engine, working on `queues`, or on all there are; the tools are there for every workflow meanwhile.

    `prepare` finds the engine's tables and nobody at work: a queue made later is noticed after a second only.
    """
    global _tools  # noqa: PLW0603  (the engine itself is one per process)
    _tools = tools
    url = database_url(settings.state_folder, settings.database_url)
    DBOS(
        config={
            "name": "nutgraf",
            "system_database_url": url,
            "application_version": VERSION,
            "executor_id": executor,
            "log_level": "CRITICAL",
            "serializer": DBOSPortableJSONSerializer(),
            "notification_listener_polling_interval_sec": 0.1,
            "scheduler_polling_interval_sec": 1.0,
            "run_migrations": False,
        }
    )
    if queues is not None:
        DBOS.listen_queues(queues)
    try:
        with tools.state.hold("engine"):  # its migrations fail where two processes run them at once
            DBOS.migrate(url)
            prepare()
            DBOS.launch()
        yield
    finally:
        tools.close()
        DBOS.destroy()
        _tools = None


def _start(job: Job, state: State) -> Any:
    """A handle on the job's workflow: new, or begun again from what was recorded of it."""
    status = DBOS.get_workflow_status(job.version_id)
    begun = job.model_dump_json()
    if status is not None:
        if status.status == "PENDING" and status.executor_id in living(state):
            raise _busy(job)
        begun = recorded_job(status) or begun
        if status.status in ("PENDING", "ENQUEUED"):
            DBOS.cancel_workflow(job.version_id)
        DBOS.delete_workflow(job.version_id)
        state.lose_reservations([job.version_id])
    with SetWorkflowID(job.version_id):
        return DBOS.start_workflow(draft_workflow, begun)


def recorded_job(status: WorkflowStatus) -> str | None:
    """The job a workflow was started with: begun again from it, it asks what it asked before."""
    given = status.input["args"] if status.input else ()
    return given[0] if given and isinstance(given[0], str) else None


# --- the workflow -------------------------------------------------------------------------------


@DBOS.workflow(name=WORKFLOW, max_recovery_attempts=1000)
async def draft_workflow(begun: str) -> dict[str, Any]:
    try:
        job = Job.model_validate_json(begun)
    except ValidationError as error:
        return {"unreadable": str(error).splitlines()[0]}
    tools = _the_tools()

    async def note(state: StoryState, **told: Any) -> None:
        await tools.together.do(partial(tools.state.note, job.version_id, job.story_id, state, **told))

    await note(StoryState.WRITING)
    seconds: dict[str, float] = {}
    try:
        order, answers = await asyncio.to_thread(_begun, tools, job)
        asking = Asking(job, order, answers, tools.connection, tools.together)
        draft = await write_story(job, asking.complete, partial(_reckoned, seconds), tools.journal)
        with _timed(seconds, "store"):
            store = partial(asyncio.to_thread, _store, job, draft)
            result = json.loads(await DBOS.run_step_async({"name": "store"}, store))
        result["seconds"] = {stage: round(spent, 3) for stage, spent in seconds.items()}
    except Stopped as stop:
        failure = stop.failure
    except DBOSException:
        raise  # recorded steps that don't fit: the keeper begins it again
    except NutgrafError as error:
        failure = recorded(error)
    except Exception as error:  # noqa: BLE001  (a mistake of ours costs this draft, and no other)
        tools.journal.event("warning", message=f"{job.version_id[:8]}: {type(error).__name__}: {error}")
        failure = recorded(NutgrafError("internal error", f"{type(error).__name__}: {error}", "Please report it."))
    else:
        await note(StoryState.DONE, result=result)
        return {"done": result}
    state = StoryState.WAITING if failure["kind"] in _WAITS else StoryState.FAILED
    await note(state, kind=failure["kind"], reason=str(rebuilt(failure)))
    return {"stopped": failure}


def _begun(tools: Tools, job: Job) -> tuple[Order, dict[str, str]]:
    return tools.order(job), tools.state.answers(job.version_id)


async def _reckoned(seconds: dict[str, float], name: str, work: Callable[[], Any]) -> Any:
    """What can be worked out again, elsewhere if there is a place for it; `seconds` is told how long it took."""
    tools = _the_tools()
    with _timed(seconds, name):
        return await (tools.compute(work) if tools.compute else asyncio.to_thread(work))


@contextmanager
def _timed(seconds: dict[str, float], name: str) -> Iterator[None]:
    """Adds to the stage's time: `check` of `check.head` and the like."""
    started, stage = time.monotonic(), name.partition(".")[0]
    try:
        yield
    finally:
        seconds[stage] = seconds.get(stage, 0.0) + time.monotonic() - started


def _store(job: Job, draft: Draft) -> str:
    tools = _the_tools()
    tools.journal.event("store", message=draft.state)
    folder = tools.store.add(draft, job.dossier, render(draft, job.dossier))
    supersede(tools.store, draft, tools.state)
    found: dict[str, int] = {}
    for finding in draft.report.findings:
        found[f"{finding.severity} {finding.rule}"] = found.get(f"{finding.severity} {finding.rule}", 0) + 1
    usage = draft.provenance.usage
    return json.dumps(
        {
            "folder": folder.name,
            "state": draft.state,
            "headline": draft.analysis.headline if draft.analysis else None,
            "reasons": draft.reasons,
            "findings": found,
            "usage": usage.model_dump(mode="json"),
        }
    )


def supersede(store: Store, draft: Draft, state: State | None = None) -> None:
    """Undecided drafts of the same story in the same form have had their day, unless the new one is worse.

    With a `state` only the story's own drafts are read, not all.
    """
    if draft.analysis is None:
        return
    for folder, old in store.readable() if state is None else earlier_drafts(store, state, draft.story_id):
        if old.state == DraftState.READY and draft.state != DraftState.READY:
            continue
        if old.version_id != draft.version_id and same_series(old, draft):
            with exclusive(store.output, old.version_id):
                _retire(store, folder)


def _retire(store: Store, folder: Folder) -> None:
    """Read anew while it is held: an editor may have saved or decided in the meantime."""
    old = store.draft(folder)
    if old.state in (DraftState.READY, DraftState.NEEDS_ATTENTION):
        gone = old.model_copy(update={"state": DraftState.SUPERSEDED})
        store.update(folder, gone, renderings(store, folder, old, gone, store.dossier(folder)))


def _the_tools() -> Tools:
    if _tools is None:
        raise RuntimeError("a workflow runs outside of run()")
    return _tools
