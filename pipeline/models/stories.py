"""Which story a page was put in, and why."""

from __future__ import annotations

from enum import StrEnum

from pipeline.models.base import Frozen


class Relation(StrEnum):
    """What a page is to the story it was put in."""

    SAME = "same"
    """The page is known and has not changed."""
    COPY = "copy"
    UPDATE = "update"
    """A page, or another page of the same site, with a changed text."""
    REPORT = "report"
    """Another account of the same event."""
    NEW = "new"
    """The first page of a new story."""


class KnownPage(Frozen):
    """What is remembered of a page that was put in a story: its signature, not its text."""

    source: str
    story_id: str
    published: str | None
    signature: bytes


class GroupingDecision(Frozen):
    """Why a page is in its story, and which other story it came nearest to."""

    page: int
    """Its position among the pages given."""
    source: str
    story_id: str
    relation: Relation
    score: float
    """Cosine of the TF-IDF vectors of the page and `nearest`, 0 to 1; 0 for a page like no other."""
    nearest: str | None = None
    """The page that decided (of a new story: the likest page, which was not like enough)."""
    runner_up: str | None = None
    """The likest story beside the chosen one."""
    runner_up_score: float = 0.0


class StoryGroup(Frozen):
    """The pages of one story, earliest first."""

    story_id: str
    decisions: tuple[GroupingDecision, ...]
