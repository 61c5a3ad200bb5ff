"""Draft, the truth on disk, and the decisions taken on it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import Field, field_validator

from pipeline.models.analysis import Analysis
from pipeline.models.base import SCHEMA_VERSION, Frozen
from pipeline.models.calls import CallRecord, Usage
from pipeline.models.report import Finding, Report
from pipeline.states import DigitalSource, DraftState


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
    left_out: tuple[str, ...] = ()
    """One line for each part that was written without some of its passages, because they didn't fit the context."""
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


class Correction(Frozen):
    """What was wrong in the version before and has been changed, in words for readers."""

    at: datetime
    note: str = Field(min_length=1, pattern=r"\S")
    corrects: str
    """version_id of the draft that was wrong."""


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
    assignee: str | None = None
    """Who is to look after it."""
    embargo_until: datetime | None = None
    """Not to be published before."""
    made: DigitalSource = DigitalSource.GENERATED
    corrections: tuple[Correction, ...] = ()
    """All that were ever made to this article, the oldest first."""
    created_at: datetime


class Verdict(StrEnum):
    """What was done. The first four are decisions; the others belong to the same record."""

    APPROVE = "approve"
    REJECT = "reject"
    SEND_BACK = "send_back"
    WITHDRAW = "withdraw"
    """The last decision is taken back."""
    EDIT = "edit"
    REWRITE = "rewrite"
    """A section was written again by the model, at a person's wish."""
    VOID = "void"
    """The text is no longer the one that was approved."""
    ASSIGN = "assign"
    NOTE = "note"
    """The words of a correction, for readers: `value`."""
    CREDIT = "credit"
    """How the text came about, for its label: `value` is a DigitalSource."""
    EMBARGO = "embargo"


class Rejection(StrEnum):
    """The short list of reasons to reject."""

    INACCURATE = "inaccurate"
    UNSUPPORTED = "unsupported"
    ONE_SIDED = "one_sided"
    NOT_NEWS = "not_news"
    DUPLICATE = "duplicate"
    BADLY_WRITTEN = "badly_written"
    LEGAL = "legal"
    OTHER = "other"


class Override(Frozen):
    """Why one open blocker doesn't stand in the way of an approval."""

    key: str
    """The finding's key (`Finding.key`), or `unchecked.` and a rule's id."""
    rule: str
    message: str = ""
    reason: str = ""


class Decision(Frozen):
    """One line of `review.jsonl`: an act of a named person over the canonical rendering with that hash."""

    verdict: Verdict
    by: str = Field(min_length=1, pattern=r"\S")
    at: datetime
    rendering_hash: str
    """Of the text decided on; of an edit, the text it made."""
    reason: str | None = None
    """In the person's own words."""
    category: Rejection | None = None
    findings: tuple[Finding, ...] = ()
    """What stood open when it was decided."""
    overridden: tuple[Override, ...] = ()
    """The blockers that stood open, each with its reason."""
    version: int | None = None
    """Which of the draft's texts it was about, or made, from 1."""
    value: str | None = None
    """The new assignee, or the end of the embargo (ISO 8601); None takes it away."""

    @field_validator("overridden", mode="before")
    @classmethod
    def _from_rules_only(cls, value: Any) -> Any:
        """Records of the first releases name the rules alone."""
        return [{"key": "", "rule": v} if isinstance(v, str) else v for v in value]
