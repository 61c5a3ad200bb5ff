"""Where articles stand outside the house: the lines of `publications.jsonl` beside a draft."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from pipeline.models.base import Frozen
from pipeline.states import PublicationState


class TargetKind(StrEnum):
    """What an article can be published to."""

    HUGO = "hugo"
    ASTRO = "astro"
    ELEVENTY = "eleventy"
    JEKYLL = "jekyll"
    HTML = "html"
    JSON = "json"
    NINJS = "ninjs"
    RSS = "rss"
    ATOM = "atom"
    JSONFEED = "jsonfeed"
    WORDPRESS = "wordpress"
    GHOST = "ghost"

    @property
    def is_feed(self) -> bool:
        return self in {TargetKind.RSS, TargetKind.ATOM, TargetKind.JSONFEED}

    @property
    def is_cms(self) -> bool:
        return self in {TargetKind.WORDPRESS, TargetKind.GHOST}


class Publication(Frozen):
    """One step of an article in one target. The last line of a target is how it stands; the others are its history."""

    target: str
    kind: TargetKind
    desk: str | None = None
    version_id: str
    key: str
    """Names the article through all its versions, here and in the target."""
    slug: str
    state: PublicationState
    at: datetime
    rendering: str = ""
    """Hash of the text and the label that were sent."""
    approved: bool = True
    """False when it went out by `--unreviewed`."""
    remote_id: str | None = None
    """The post's id in a content system, or the file written."""
    url: str | None = None
    published: datetime | None = None
    """When it first went out there."""
    modified: datetime | None = None
    """When what stands there last changed."""
    reason: str | None = Field(default=None)
    """Why it failed, waits, or was retracted."""


class SourceOutcome(StrEnum):
    """What a source of a published article was found to be when it was read again."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    GONE = "gone"
    UNREADABLE = "unreadable"
    """It is there, but refused: its publisher reserves it now, or it is no article any more."""
    UNREACHABLE = "unreachable"
    """Nobody knows: no answer, or an error of the server."""


class SourceNow(Frozen):
    """One line of `rechecks.jsonl` beside a draft."""

    at: datetime
    source: str
    """The document's location."""
    outcome: SourceOutcome
    detail: str = ""


class ArchiveEntry(Frozen):
    """An approved and published article as related articles are found by it."""

    key: str
    version_id: str
    story_id: str
    desk: str | None
    title: str
    dek: str
    date: str
    """YYYY-MM-DD, UTC."""
    url: str | None = None
    names: frozenset[str] = frozenset()
    """Names in its text, each folded to one token (see `related.name_tokens`)."""
    words: frozenset[str] = frozenset()
    """The words of title and dek that say something."""


class Candidate(Frozen):
    """An archive entry that shares terms with a draft; `relevance` is greater the better it fits."""

    entry: ArchiveEntry
    relevance: float
