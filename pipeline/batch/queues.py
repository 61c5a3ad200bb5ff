"""The engine's queues, one for each desk, and the workflows in them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from dbos import DBOS, WorkflowStatus
from dbos._error import DBOSException
from pydantic import ValidationError

from pipeline.flow.engine import VERSION, recorded_job
from pipeline.flow.job import Job

HELD = "held"
"""A queue nobody works on: what a run had no room for."""


def queue_of(desk: str) -> str:
    return f"desk-{desk}"


def statuses_of(version_ids: Sequence[str]) -> dict[str, WorkflowStatus]:
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


def requeue(status: WorkflowStatus, queue: str) -> None:
    """From where it was, or, where that can't be, from its beginning."""
    fits = status.app_version == VERSION
    if status.status in ("PENDING", "ENQUEUED", "DELAYED") and fits:
        DBOS.resume_workflow(status.workflow_id, queue_name=queue)
        return
    if status.status in ("PENDING", "ENQUEUED", "DELAYED"):
        DBOS.cancel_workflow(status.workflow_id)
    with suppress(DBOSException):  # another worker was faster
        DBOS.rewind_workflow(status.workflow_id, start_step=1, application_version=VERSION, queue_name=queue)
