"""The states of stories, drafts and publications, and the only moves between them; and how a text came about."""

from __future__ import annotations

from collections.abc import Mapping, Set
from enum import StrEnum
from typing import Any, TypeVar

from pipeline.errors import NotAllowed


class StoryState(StrEnum):
    REFUSED = "refused"
    QUEUED = "queued"
    WRITING = "writing"
    WAITING = "waiting"
    FAILED = "failed"
    DONE = "done"


class DraftState(StrEnum):
    READY = "ready"
    NEEDS_ATTENTION = "needs_attention"
    APPROVED = "approved"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"


class PublicationState(StrEnum):
    PENDING = "pending"
    PUBLISHED = "published"
    FAILED = "failed"
    RETRACTED = "retracted"


class DigitalSource(StrEnum):
    """How a text came about, as IPTC tells it apart. An editor chooses; approving changes nothing."""

    GENERATED = "generated"
    REWRITTEN = "rewritten"


S = TypeVar("S", StoryState, DraftState, PublicationState)

# One table a kind: a string enum's `failed` equals the `failed` of another.
STORY_MOVES = {
    StoryState.QUEUED: {StoryState.WRITING, StoryState.WAITING, StoryState.REFUSED, StoryState.FAILED},
    StoryState.WRITING: {StoryState.DONE, StoryState.WAITING, StoryState.FAILED, StoryState.QUEUED},
    StoryState.WAITING: {StoryState.QUEUED, StoryState.WRITING, StoryState.FAILED},
    StoryState.REFUSED: {StoryState.QUEUED, StoryState.WRITING},
    StoryState.FAILED: {StoryState.QUEUED, StoryState.WRITING},
    StoryState.DONE: {StoryState.QUEUED, StoryState.WRITING},
}

# An edit of an approved draft returns it to ready or needs_attention; a superseded one comes back when it is asked for.
_REVIEWABLE = {DraftState.READY, DraftState.NEEDS_ATTENTION, DraftState.SUPERSEDED}
DRAFT_MOVES = {
    DraftState.READY: {DraftState.NEEDS_ATTENTION, DraftState.APPROVED, DraftState.REJECTED, DraftState.SUPERSEDED},
    DraftState.NEEDS_ATTENTION: {DraftState.READY, DraftState.APPROVED, DraftState.REJECTED, DraftState.SUPERSEDED},
    DraftState.APPROVED: _REVIEWABLE,
    DraftState.REJECTED: _REVIEWABLE,
    DraftState.SUPERSEDED: {DraftState.READY, DraftState.NEEDS_ATTENTION},
}

# What failed or was cut off may have arrived all the same: it can be taken back too.
PUBLICATION_MOVES = {
    PublicationState.PENDING: {PublicationState.PUBLISHED, PublicationState.FAILED, PublicationState.RETRACTED},
    PublicationState.PUBLISHED: {PublicationState.PENDING, PublicationState.RETRACTED},
    PublicationState.FAILED: {PublicationState.PENDING, PublicationState.RETRACTED},
    PublicationState.RETRACTED: {PublicationState.PENDING},
}

_MOVES: dict[type, Mapping[Any, Set[Any]]] = {
    StoryState: STORY_MOVES,
    DraftState: DRAFT_MOVES,
    PublicationState: PUBLICATION_MOVES,
}


def move(thing: str, old: S, new: S) -> S:
    """Return `new`, or raise NotAllowed; staying in a state is always allowed."""
    if new != old and new not in _MOVES[type(old)][old]:
        allowed = ", ".join(sorted(_MOVES[type(old)][old])) or "nothing"
        raise NotAllowed(thing, f"is {old} and can't become {new}", f"Allowed from here: {allowed}.")
    return new
