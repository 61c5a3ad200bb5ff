"""What the index of drafts knows of one draft: enough for a queue, and never the truth."""

from __future__ import annotations

from datetime import datetime

from pipeline.models.base import Frozen
from pipeline.models.draft import Draft
from pipeline.models.report import Severity
from pipeline.states import DraftState


class DraftRow(Frozen):
    folder: str
    """The name of the draft's folder in `output/`."""
    version_id: str | None
    """None for a damaged draft, as everything else that only a readable one has."""
    story_id: str | None = None
    state: DraftState | None = None
    desk: str | None = None
    format: str | None = None
    headline: str | None = None
    dek: str | None = None
    created_at: datetime | None = None
    blockers: int = 0
    """Open blockers and rules that could not run."""
    warnings: int = 0
    reasons: int = 0
    assignee: str | None = None
    embargo_until: datetime | None = None
    damage: str | None = None
    """Why it can't be read, one line."""


def row_of(folder: str, draft: Draft) -> DraftRow:
    return DraftRow(
        folder=folder,
        version_id=draft.version_id,
        story_id=draft.story_id,
        state=draft.state,
        desk=draft.desk,
        format=draft.format,
        headline=draft.analysis.headline if draft.analysis else None,
        dek=draft.analysis.dek if draft.analysis else None,
        created_at=draft.created_at,
        blockers=len(draft.report.blockers) + len(draft.report.unchecked),
        warnings=len(draft.report.of(Severity.WARNING)),
        reasons=len(draft.reasons),
        assignee=draft.assignee,
        embargo_until=draft.embargo_until,
    )
