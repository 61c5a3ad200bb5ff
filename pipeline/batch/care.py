"""What dead workers left, what ended without a word, what has no desk any more: looked after by whoever is at work."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from dbos import DBOS, WorkflowStatus

from pipeline.batch.queues import queue_of, requeue, statuses_of
from pipeline.desks import desk_names
from pipeline.flow.engine import VERSION
from pipeline.flow.workers import living
from pipeline.state import Work
from pipeline.state.work import OPEN
from pipeline.states import StoryState

if TYPE_CHECKING:
    from pipeline.batch.office import Office

TRIES = 3
"""How often a draft whose endpoint failed is taken up again within one run."""
_GRACE = timedelta(seconds=20)
"""Between a draft's state and the engine's, while somebody is changing both."""


def care(office: Office) -> None:
    """What dead workers had begun goes back to its queue; what ended without a word is begun again."""
    with office.state.hold("care", wait=False) as mine:
        if mine:
            _deskless(office)
            _orphans(office)
            _silent(office)


def _deskless(office: Office) -> None:
    """Stories of a desk whose file is gone: no run would ever take them up. Those of a run that goes on are its."""
    desks = set(desk_names(office.base.desk_folder))
    rows = [row for row in office.state.work(states=(*OPEN, StoryState.WAITING)) if row.desk not in desks]
    if not rows:
        return
    alive = living(office.state)
    going = {run.run_id for run in office.state.runs() if run.state == "running" and run.executor_id in alive}
    for row in rows:
        if row.run_id not in going:
            DBOS.cancel_workflow(row.version_id)
            reason = f"its desk is gone: put sources/{row.desk}.toml back, then `nutgraf retry {row.version_id[:8]}`"
            office.note(row, StoryState.FAILED, "NotFound", reason)


def _orphans(office: Office) -> None:
    alive = living(office.state)
    begun = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
    orphans = [w for w in begun if w.executor_id not in alive]
    known = {row.version_id: row for row in office.state.work(states=OPEN)} if orphans else {}
    for workflow in orphans:
        row = known.get(workflow.workflow_id)
        queue = queue_of(row.desk) if row else workflow.queue_name
        if queue is not None:  # without one it belongs to a `nutgraf draft`, which continues it itself
            office.state.lose_reservations([workflow.workflow_id])
            requeue(workflow, queue)


def _silent(office: Office) -> None:
    rows = office.state.work(states=OPEN)
    statuses = statuses_of([row.version_id for row in rows])
    for seen in rows:
        row, status = seen, statuses.get(seen.version_id)
        if status is None or status.status in ("PENDING", "DELAYED"):
            continue
        if status.status == "ENQUEUED":
            if status.app_version != VERSION:  # queued by another nutgraf, in another way
                requeue(status, queue_of(row.desk))
            continue
        row = next(iter(office.state.work(version=row.version_id)))  # it may have ended just now
        recent = datetime.now(UTC).replace(tzinfo=None) - row.updated < _GRACE
        if row.state in OPEN and not (status.status == "SUCCESS" and recent):
            _ended(office, row, status)


def _ended(office: Office, row: Work, status: WorkflowStatus) -> None:
    """Its workflow ended, and its row doesn't say how."""
    output = status.output if isinstance(status.output, dict) else {}
    if "unreadable" in output:
        reason = f"it was queued by another version of nutgraf and can't be read: {output['unreadable']}"
        office.note(row, StoryState.FAILED, "StoreError", reason)
    elif "done" in output:
        office.state.note(row.version_id, row.story_id, StoryState.DONE, result=output["done"])
    elif row.tries >= TRIES:
        office.note(row, StoryState.FAILED, "NutgrafError", str(status.error or status.status))
    else:
        office.note(row, StoryState.WAITING, "StoreError", str(status.error or status.status))
        office.again([row])
