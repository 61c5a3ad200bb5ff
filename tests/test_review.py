from __future__ import annotations

import pytest
from builders import NOW, blocker, draft

from pipeline.errors import NotAllowed, UsageError
from pipeline.models import Report, Unchecked, Verdict
from pipeline.review import approve, reject
from pipeline.states import DraftState


def test_an_approval_records_who_when_and_what() -> None:
    approved, decision = approve(draft(), by=" Ada ", at=NOW, rendering_hash="abc")
    assert approved.state == DraftState.APPROVED
    assert (decision.verdict, decision.by, decision.at, decision.rendering_hash) == (Verdict.APPROVE, "Ada", NOW, "abc")


def test_open_blockers_need_a_reason() -> None:
    parked = draft(
        state=DraftState.NEEDS_ATTENTION,
        report=Report(findings=(blocker(), blocker("quotes")), unchecked=(Unchecked(rule="names", reason="crashed"),)),
    )
    for override in (None, "  "):
        with pytest.raises(
            NotAllowed, match=r"open blockers \(names, numbers, quotes\)\. Give a reason with `--override`"
        ):
            approve(parked, by="Ada", at=NOW, rendering_hash="abc", override=override)
    approved, decision = approve(parked, by="Ada", at=NOW, rendering_hash="abc", override="checked by phone")
    assert approved.state == DraftState.APPROVED
    assert decision.overridden == ("names", "numbers", "quotes")
    assert decision.reason == "checked by phone"


def test_a_draft_without_an_article_cannot_be_approved() -> None:
    with pytest.raises(NotAllowed, match="has no article"):
        approve(draft(analysis=None), by="Ada", at=NOW, rendering_hash="abc", override="so what")


def test_rejecting_needs_words() -> None:
    rejected, decision = reject(draft(), by="Ada", at=NOW, rendering_hash="abc", reason="too thin")
    assert rejected.state == DraftState.REJECTED
    assert decision.reason == "too thin"
    with pytest.raises(UsageError, match="--reason"):
        reject(draft(), by="Ada", at=NOW, rendering_hash="abc", reason=" ")


def test_a_decision_has_a_name() -> None:
    with pytest.raises(UsageError, match="--by"):
        approve(draft(), by=" ", at=NOW, rendering_hash="abc")


def test_a_superseded_draft_is_history() -> None:
    with pytest.raises(NotAllowed, match="is superseded"):
        approve(draft(state=DraftState.SUPERSEDED), by="Ada", at=NOW, rendering_hash="abc")
