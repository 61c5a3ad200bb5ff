"""Durable execution: a job is a DBOS workflow whose id is the job's version_id, each call and stage a recorded step.

A process that writes one draft is its own executor and its own application version, both named after the draft: so the
engine continues exactly this workflow when the process died before, and takes nobody else's.
"""

from __future__ import annotations

import fcntl
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from dbos import DBOS, DBOSPortableJSONSerializer, SetWorkflowID

from pipeline import errors
from pipeline.connect import JUDGING, Connection
from pipeline.errors import Busy, ContextTooLong, ModelError, NutgrafError, Unusable
from pipeline.flow.existing import renderings
from pipeline.flow.job import Job, same_series
from pipeline.flow.story import write_story
from pipeline.journal import Journal
from pipeline.models import CallRecord, Completion, Draft, ModelCall, Usage
from pipeline.publish import render
from pipeline.settings import Settings
from pipeline.state import State, database_url
from pipeline.states import DraftState, StoryState
from pipeline.store import Store


@dataclass(frozen=True)
class Tools:
    """What a running workflow needs and can't be recorded."""

    connection: Connection
    journal: Journal
    store: Store
    state: State


_tools: Tools | None = None


class _Stopped(Exception):
    """A call failed in a way that says nothing about the draft: the run stops and can be resumed at this step."""

    def __init__(self, failure: dict[str, Any]) -> None:
        super().__init__(failure["cause"])
        self.failure = failure


def run(job: Job, settings: Settings, tools: Tools) -> Draft:
    """Write the job's draft, or continue or return it; raises ModelError when the endpoint stops the run, or Busy."""
    with _lock(job, settings), _launched(job, settings, tools):
        result = _start(job).get_result(polling_interval_sec=0.05)
    if "stopped" in result:
        raise _rebuilt(result["stopped"])
    draft = Draft.model_validate(result["draft"])
    if tools.store.find(draft.version_id) is None:
        # The folder was removed by hand after the work was done: what was paid for is still recorded.
        tools.store.add(draft, job.dossier, render(draft, job.dossier))
    return draft


@contextmanager
def _lock(job: Job, settings: Settings) -> Iterator[None]:
    """One process at a time writes a version; the lock, one byte of one file, ends with the process."""
    folder = settings.state_folder / ".state"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "drafts.lock").open("w") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, int(job.version_id[:12], 16))
        except (BlockingIOError, PermissionError):
            raise Busy(
                f"draft {job.version_id[:8]}", "is being written by another run", "Wait for it to end."
            ) from None
        yield


@contextmanager
def _launched(job: Job, settings: Settings, tools: Tools) -> Iterator[None]:
    global _tools  # noqa: PLW0603  (the engine itself is one per process)
    _tools = tools
    name = f"draft-{job.version_id[:16]}"
    DBOS(
        config={
            "name": "nutgraf",
            "system_database_url": database_url(settings.state_folder, settings.database_url),
            "application_version": name,
            "executor_id": name,
            "log_level": "CRITICAL",
            "serializer": DBOSPortableJSONSerializer(),
            "notification_listener_polling_interval_sec": 0.1,
        }
    )
    try:
        DBOS.launch()
        yield
    finally:
        tools.connection.close()
        DBOS.destroy()
        _tools = None


def _start(job: Job) -> Any:
    """A handle on the job's workflow: new, continued after a crash, or rewound to the call that stopped it."""
    status = DBOS.get_workflow_status(job.version_id)
    if status is None:
        with SetWorkflowID(job.version_id):
            return DBOS.start_workflow(_draft_workflow, job.model_dump(mode="json"))
    if status.status in ("PENDING", "ENQUEUED"):
        return DBOS.retrieve_workflow(job.version_id)
    steps = DBOS.list_workflow_steps(job.version_id)
    if status.status == "SUCCESS" and "stopped" not in (status.output or {}):
        return DBOS.retrieve_workflow(job.version_id)
    broken = [s["function_id"] for s in steps if s["error"] or "stopped" in (s["output"] or {})]
    return DBOS.rewind_workflow(job.version_id, start_step=min(broken, default=len(steps) + 1))


@DBOS.workflow(name="draft")
async def _draft_workflow(data: dict[str, Any]) -> dict[str, Any]:
    job = Job.model_validate(data)
    tools = _the_tools()
    tools.state.move_story(job.story_id, StoryState.WRITING)
    try:
        draft = await write_story(job, complete=_complete, step=_step, journal=tools.journal)
    except _Stopped as stop:
        tools.state.move_story(job.story_id, StoryState.WAITING, stop.failure["cause"])
        return {"stopped": stop.failure}
    await _step("store", lambda: _store(job, draft))
    return {"draft": draft.model_dump(mode="json")}


def _store(job: Job, draft: Draft) -> dict[str, Any]:
    tools = _the_tools()
    tools.journal.event("store", message=draft.state)
    folder = tools.store.add(draft, job.dossier, render(draft, job.dossier))
    supersede(tools.store, draft)
    tools.state.move_story(job.story_id, StoryState.DONE)
    return {"folder": folder.name}


def supersede(store: Store, draft: Draft) -> None:
    """Undecided drafts of the same story in the same form have had their day, unless the new one is worse."""
    if draft.analysis is None:
        return
    for folder, old in store.readable():
        if old.state == DraftState.READY and draft.state != DraftState.READY:
            continue
        undecided = old.state in (DraftState.READY, DraftState.NEEDS_ATTENTION)
        if undecided and old.version_id != draft.version_id and same_series(old, draft):
            gone = old.model_copy(update={"state": DraftState.SUPERSEDED})
            store.update(folder, gone, renderings(store, folder, old, gone, store.dossier(folder)))


def _the_tools() -> Tools:
    if _tools is None:
        raise RuntimeError("a workflow runs outside of run()")
    return _tools


# --- recorded steps -----------------------------------------------------------------------------


async def _step(name: str, work: Callable[[], Any]) -> Any:
    async def once() -> Any:
        result = work()
        return await result if inspect.isawaitable(result) else result

    return await DBOS.run_step_async({"name": name}, once)


async def _complete(call: ModelCall) -> Completion:
    """One recorded model call. What the model answered is recorded also when it is of no use: it was paid for."""
    outcome = await DBOS.run_step_async({"name": call.name}, _ask, call.model_dump(mode="json"))
    if "stopped" in outcome:
        raise _Stopped(outcome["stopped"])
    if "unusable" in outcome:
        raise _rebuilt(outcome["unusable"])
    return Completion.model_validate(outcome["completion"])


async def _ask(call: dict[str, Any]) -> dict[str, Any]:
    try:
        completion = await _the_tools().connection.complete(ModelCall.model_validate(call))
    except (Unusable, ContextTooLong) as error:
        return {"unusable": _recorded(error)}
    except NutgrafError as error:
        # A judge that can't be asked stops no draft: the report tells.
        return {"unusable" if call["name"].startswith(JUDGING) else "stopped": _recorded(error)}
    return {"completion": completion.model_dump(mode="json")}


def _recorded(error: NutgrafError) -> dict[str, Any]:
    usage: Usage = getattr(error, "usage", Usage())
    return {
        "kind": type(error).__name__,
        "thing": error.thing,
        "cause": error.cause,
        "next_step": error.next_step,
        "usage": usage.model_dump(mode="json"),
        "attempts": list(getattr(error, "attempts", ())),
        "before": [record.model_dump(mode="json") for record in getattr(error, "before", ())],
    }


def _rebuilt(record: dict[str, Any]) -> NutgrafError:
    kind: type[NutgrafError] = getattr(errors, record["kind"])
    error = kind(record["thing"], record["cause"], record["next_step"])
    if isinstance(error, ModelError):
        error.usage = Usage.model_validate(record["usage"])
        error.attempts = tuple(record["attempts"])
        error.before = tuple(CallRecord.model_validate(call) for call in record.get("before", ()))
    return error
