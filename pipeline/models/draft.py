"""Draft, the truth on disk, and the decisions taken on it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import Field

from pipeline.models.analysis import Analysis
from pipeline.models.base import SCHEMA_VERSION, Frozen
from pipeline.models.calls import CallRecord, Usage
from pipeline.models.report import Report
from pipeline.states import DraftState


class Provenance(Frozen):
    endpoint: str
    """Base URL without credentials, or `embedded`."""
    model: str
    parameters: dict[str, Any] = Field(default={})
    format_hash: str
    prompt_hash: str
    package_version: str
    usage: Usage = Usage()
    calls: tuple[CallRecord, ...] = ()
    started_at: datetime
    finished_at: datetime

    def by_part(self) -> dict[str, Usage]:
        """What each part cost, written and repaired: `probe`, `head`, `sections/0`, … in the order of the calls."""
        found: dict[str, Usage] = {}
        for call in self.calls:
            part = call.name.removeprefix("write.").removeprefix("repair.")
            found[part] = found.get(part, Usage()) + call.usage
        return found


class RelatedArticle(Frozen):
    version_id: str
    title: str
    dek: str
    url: str | None = None
    date: str


class Draft(Frozen):
    """The truth about one draft; `dossier.json` beside it holds what it was made from."""

    schema_version: int = SCHEMA_VERSION
    version_id: str
    story_id: str
    dossier_hash: str
    predecessor: str | None = None
    """version_id of the draft this one follows."""
    desk: str | None = None
    format: str
    language: str
    angle: str | None = None
    attempt: int = 1
    state: DraftState
    reasons: tuple[str, ...] = ()
    """Why it is parked, one line each; empty when ready."""
    analysis: Analysis | None
    report: Report
    provenance: Provenance
    disclaimer: str = Field(min_length=1, pattern=r"\S")
    discussion_url: str | None = None
    related: tuple[RelatedArticle, ...] = ()
    created_at: datetime


class Verdict(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"


class Decision(Frozen):
    """One line of `review.jsonl`: an act of a named person over the canonical rendering with that hash."""

    verdict: Verdict
    by: str = Field(min_length=1, pattern=r"\S")
    at: datetime
    rendering_hash: str
    reason: str | None = None
    overridden: tuple[str, ...] = ()
    """Rule ids of the blockers that stood open, each overridden for `reason`."""
