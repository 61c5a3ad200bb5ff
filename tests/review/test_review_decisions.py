from __future__ import annotations

from datetime import UTC, datetime

import pytest
from builders import NOW, blocker, draft

from pipeline.errors import NotAllowed, UsageError
from pipeline.models import Decision, Rejection, Report, Unchecked, Verdict
from pipeline.review import (
    Act,
    approve,
    assign,
    embargo,
    open_blockers,
    reject,
    send_back,
    standing_approval,
    void,
    withdraw,
)
from pipeline.states import DraftState

ACT = Act(" Ada ", NOW, "abc", 1)

PARKED = draft(
    state=DraftState.NEEDS_ATTENTION,
    reasons=("numbers: …",),
    report=Report(findings=(blocker(), blocker("quotes")), unchecked=(Unchecked(rule="names", reason="crashed"),)),
)


def test_an_approval_records_who_when_and_what() -> None:
    approved, decision = approve(draft(), ACT)
    assert approved.state == DraftState.APPROVED
    assert (decision.verdict, decision.by, decision.at, decision.rendering_hash) == (Verdict.APPROVE, "Ada", NOW, "abc")


def test_each_open_blocker_needs_a_reason_of_its_own() -> None:
    keys = [b.key for b in open_blockers(PARKED)]
    assert keys[2] == "unchecked.names"
    with pytest.raises(NotAllowed, match=rf"3 open blockers without a reason: {keys[0]} \(numbers\), {keys[1]}"):
        approve(PARKED, ACT)
    with pytest.raises(NotAllowed, match=rf"an open blocker without a reason: {keys[1]} \(quotes\)"):
        approve(PARKED, ACT, {keys[0]: "asked by phone", keys[1]: "  ", keys[2]: "read by hand"})

    approved, decision = approve(PARKED, ACT, {key: f"because {key}" for key in keys})
    assert approved.state == DraftState.APPROVED
    assert [(o.key, o.rule, o.reason) for o in decision.overridden] == [
        (key, rule, f"because {key}") for key, rule in zip(keys, ("numbers", "quotes", "names"), strict=True)
    ]
    assert decision.findings == PARKED.report.findings


def test_a_reason_for_something_that_is_not_open_is_a_mistake() -> None:
    with pytest.raises(UsageError, match=r"--override 12345678: is no open blocker\. Open blockers: none"):
        approve(draft(), ACT, {"12345678": "so what"})


def test_a_draft_without_an_article_cannot_be_approved() -> None:
    with pytest.raises(NotAllowed, match="has no article"):
        approve(draft(analysis=None), ACT)


def test_rejecting_needs_a_reason_of_the_list_and_words() -> None:
    rejected, decision = reject(draft(), ACT, category="not_news", words=" known since\nMay ")
    assert rejected.state == DraftState.REJECTED
    assert (decision.category, decision.reason) == (Rejection.NOT_NEWS, "known since May")
    with pytest.raises(UsageError, match="--words: is empty"):
        reject(draft(), ACT, category="not_news", words=" ")
    with pytest.raises(UsageError, match=r"'dull': is not on the list\. Choose one of: inaccurate, "):
        reject(draft(), ACT, category="dull", words="dull")


def test_a_draft_sent_back_says_what_is_to_be_done() -> None:
    parked, decision = send_back(draft(), ACT, words="Call the mayor.")
    assert (parked.state, parked.reasons) == (DraftState.NEEDS_ATTENTION, ("Sent back by Ada: Call the mayor.",))
    assert decision.verdict == Verdict.SEND_BACK
    with pytest.raises(UsageError, match="--words"):
        send_back(draft(), ACT, words="")


def test_withdrawing_opens_the_draft_again() -> None:
    for state in (DraftState.APPROVED, DraftState.REJECTED):
        assert withdraw(draft(state=state), ACT)[0].state == DraftState.READY
        reopened = withdraw(PARKED.model_copy(update={"state": state}), ACT)[0]
        assert (reopened.state, len(reopened.reasons)) == (DraftState.NEEDS_ATTENTION, 3)
    with pytest.raises(NotAllowed, match="is ready: there is no decision to withdraw"):
        withdraw(draft(), ACT)


def test_an_approval_holds_for_its_text_until_something_else_is_decided() -> None:
    first = approve(draft(), ACT)[1]
    assert standing_approval([first], "abc") == first
    assert standing_approval([first], "other") is None
    assert standing_approval([], "abc") is None
    later = [assign(draft(), ACT, to="Ben")[1], embargo(draft(), ACT, until=None)[1]]
    assert standing_approval([first, *later], "abc") == first
    for end in (
        withdraw(draft(state=DraftState.APPROVED), ACT)[1],
        void(draft(state=DraftState.APPROVED), ACT)[1],
        send_back(draft(), ACT, words="no")[1],
    ):
        assert standing_approval([first, end], "abc") is None
        assert standing_approval([first, end, first], "abc") == first


def test_a_draft_has_an_assignee_and_an_embargo() -> None:
    assigned, decision = assign(draft(), ACT, to=" Ben ")
    assert (assigned.assignee, decision.value) == ("Ben", "Ben")
    assert assign(assigned, ACT, to="")[0].assignee is None

    moment = datetime.fromisoformat("2026-11-30T06:00+01:00")
    held, decision = embargo(draft(), ACT, until=moment)
    assert held.embargo_until == datetime(2026, 11, 30, 5, tzinfo=UTC)
    assert decision.value == "2026-11-30T05:00:00+00:00"
    assert embargo(held, ACT, until=None)[0].embargo_until is None
    with pytest.raises(UsageError, match="has no time zone"):
        embargo(draft(), ACT, until=moment.replace(tzinfo=None))


def test_a_decision_has_a_name() -> None:
    for by in ("", " \n"):
        with pytest.raises(UsageError, match="--by: is empty"):
            approve(draft(), ACT._replace(by=by))


def test_words_fit_a_file_and_are_no_novel() -> None:
    assert reject(draft(), ACT, category="other", words="lone \ud800")[1].reason == "lone ?"
    with pytest.raises(UsageError, match=r"--words: has 3,000 characters"):
        reject(draft(), ACT, category="other", words="x" * 3000)


def test_a_superseded_draft_is_history() -> None:
    with pytest.raises(NotAllowed, match="is superseded"):
        approve(draft(state=DraftState.SUPERSEDED), ACT)


def test_records_of_the_first_releases_are_read() -> None:
    line = '{"verdict":"approve","by":"Ada","at":"2026-11-20T08:30:00Z","rendering_hash":"a","overridden":["quotes"]}'
    assert [o.rule for o in Decision.model_validate_json(line).overridden] == ["quotes"]
