from __future__ import annotations

import pytest

from pipeline.errors import NotAllowed
from pipeline.states import DRAFT_MOVES, PUBLICATION_MOVES, STORY_MOVES, DraftState, PublicationState, StoryState, move


def test_every_state_has_its_row_and_moves_stay_in_their_own_kind() -> None:
    for kind, moves in ((StoryState, STORY_MOVES), (DraftState, DRAFT_MOVES), (PublicationState, PUBLICATION_MOVES)):
        assert set(moves) == set(kind)
        assert all(isinstance(target, kind) for targets in moves.values() for target in targets)


def test_states_of_the_same_name_keep_their_own_moves() -> None:
    assert move("story x", StoryState.FAILED, StoryState.WRITING) == StoryState.WRITING
    assert move("post x", PublicationState.FAILED, PublicationState.PENDING) == PublicationState.PENDING


def test_an_edit_returns_an_approved_draft_to_review() -> None:
    assert move("draft x", DraftState.APPROVED, DraftState.READY) == DraftState.READY


def test_a_forbidden_move_names_the_thing_and_what_is_allowed() -> None:
    with pytest.raises(
        NotAllowed,
        match=r"draft x: is superseded and can't become approved\. Allowed from here: needs_attention, ready",
    ):
        move("draft x", DraftState.SUPERSEDED, DraftState.APPROVED)


def test_staying_is_always_allowed() -> None:
    assert move("draft x", DraftState.SUPERSEDED, DraftState.SUPERSEDED) == DraftState.SUPERSEDED
