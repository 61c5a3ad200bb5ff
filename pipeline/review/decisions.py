"""Decisions of a named person over the canonical rendering of a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from pipeline.errors import NotAllowed, UsageError
from pipeline.models import Decision, DigitalSource, Draft, Finding, Override, Rejection, Unchecked, Verdict
from pipeline.review.editing import open_reasons
from pipeline.states import DraftState, move

LONGEST = 2_000
"""Characters of a name or a reason, at most: what is longer was pasted by mistake."""


class Act(NamedTuple):
    """Who decides, when, and on which text."""

    by: str
    at: datetime
    rendering_hash: str
    version: int | None = None


def open_blockers(draft: Draft) -> tuple[Finding | Unchecked, ...]:
    """What an approval has to give a reason for: blockers, and rules that could not run."""
    return (*draft.report.blockers, *draft.report.unchecked)


def approve(draft: Draft, act: Act, reasons: Mapping[str, str] | None = None) -> tuple[Draft, Decision]:
    """Approve a draft; `reasons` maps the key of each open blocker to why it doesn't stand in the way.

    Raises NotAllowed (nothing to approve, a blocker without a reason, a forbidden move), UsageError (no name, a
    reason for something that isn't open).
    """
    if draft.analysis is None:
        raise NotAllowed(_thing(draft), "has no article to approve", "Reject it, or write it again with `--fresh`.")
    blockers = open_blockers(draft)
    given = {key: words.strip() for key, words in (reasons or {}).items()}
    if unknown := sorted(given.keys() - {b.key for b in blockers}):
        known = ", ".join(b.key for b in blockers) or "none"
        raise UsageError(f"--override {unknown[0]}", "is no open blocker", f"Open blockers: {known}.")
    if missing := [b for b in blockers if not given.get(b.key)]:
        listed = ", ".join(f"{b.key} ({b.rule})" for b in missing)
        count = "an open blocker" if len(missing) == 1 else f"{len(missing)} open blockers"
        cause = f"has {count} without a reason: {listed}"
        raise NotAllowed(_thing(draft), cause, "Give one for each with `--override KEY=REASON`.")
    overridden = tuple(
        Override(key=b.key, rule=b.rule, message=_message(b), reason=_words("--override", given[b.key]))
        for b in blockers
    )
    decision = _decision(Verdict.APPROVE, draft, act).model_copy(update={"overridden": overridden})
    return _moved(draft, DraftState.APPROVED), decision


def reject(draft: Draft, act: Act, *, category: Rejection | str, words: str) -> tuple[Draft, Decision]:
    """Reject a draft for a reason of the short list and in words; raises UsageError when either is missing."""
    try:
        category = Rejection(category)
    except ValueError:
        raise UsageError(
            f"--reason {category!r}", "is not on the list", f"Choose one of: {', '.join(Rejection)}."
        ) from None
    if not words.strip():
        raise UsageError("--words", "is empty", "Say in a few words why the draft is rejected.")
    said = _words("--words", words)
    decision = _decision(Verdict.REJECT, draft, act).model_copy(update={"reason": said, "category": category})
    return _moved(draft, DraftState.REJECTED), decision


def send_back(draft: Draft, act: Act, *, words: str) -> tuple[Draft, Decision]:
    """Park a draft for somebody to work on, with what is to be done; the next edit takes the note off again."""
    if not words.strip():
        raise UsageError("--words", "is empty", "Say in a few words what is to be done.")
    said = _words("--words", words)
    decision = _decision(Verdict.SEND_BACK, draft, act).model_copy(update={"reason": said})
    note = f"Sent back by {decision.by}: {said}"
    moved = _moved(draft, DraftState.NEEDS_ATTENTION)
    return moved.model_copy(update={"reasons": (note, *open_reasons(draft, draft.report))}), decision


def withdraw(draft: Draft, act: Act, *, words: str = "") -> tuple[Draft, Decision]:
    """Take back an approval or a rejection: the draft is open again."""
    if draft.state not in (DraftState.APPROVED, DraftState.REJECTED):
        cause = f"is {draft.state}: there is no decision to withdraw"
        raise NotAllowed(_thing(draft), cause, "`nutgraf review history` shows what was decided.")
    said = _words("--words", words) or None
    decision = _decision(Verdict.WITHDRAW, draft, act).model_copy(update={"reason": said})
    return _reopened(draft), decision


def void(draft: Draft, act: Act) -> tuple[Draft, Decision]:
    """An approval ends because the text it covers is no longer the one that is there."""
    return _reopened(draft), _decision(Verdict.VOID, draft, act)


def assign(draft: Draft, act: Act, *, to: str | None) -> tuple[Draft, Decision]:
    """Name who looks after a draft; None or blank for nobody."""
    name = _words("--to", to or "") or None
    decision = _decision(Verdict.ASSIGN, draft, act).model_copy(update={"value": name})
    return draft.model_copy(update={"assignee": name}), decision


def embargo(draft: Draft, act: Act, *, until: datetime | None) -> tuple[Draft, Decision]:
    """Say from when on a draft may be published; None for at once. Raises UsageError for a time without its zone."""
    if until is not None and until.tzinfo is None:
        raise UsageError("--until", "has no time zone", "Write it like 2026-11-30T06:00+01:00.")
    moment = until.astimezone(UTC) if until else None
    decision = _decision(Verdict.EMBARGO, draft, act).model_copy(
        update={"value": moment.isoformat() if moment else None}
    )
    return draft.model_copy(update={"embargo_until": moment}), decision


def note(draft: Draft, act: Act, *, words: str) -> tuple[Draft, Decision]:
    """Word the note of a correction anew, for readers. Raises NotAllowed for a draft that corrects nothing."""
    if not draft.corrections:
        raise NotAllowed(f"draft {draft.version_id[:8]}", "is no correction", "`nutgraf recheck` opens corrections.")
    if not words.strip():
        raise UsageError("--text", "is empty", "Say in a sentence what was wrong.")
    worded = draft.corrections[-1].model_copy(
        update={"note": " ".join(words.encode("utf-8", "replace").decode().split())}
    )
    decision = _decision(Verdict.NOTE, draft, act).model_copy(update={"value": worded.note})
    return draft.model_copy(update={"corrections": (*draft.corrections[:-1], worded)}), decision


def credit(draft: Draft, act: Act, *, made: DigitalSource, edited: bool) -> tuple[Draft, Decision]:
    """Say how the text came about, for its label: nothing but this act ever changes it.

    Raises NotAllowed for a text said to be rewritten that no editor has changed (`edited`).
    """
    if made is DigitalSource.REWRITTEN and not edited:
        cause = "has the words of the model: no editor has rewritten it"
        raise NotAllowed(f"draft {draft.version_id[:8]}", cause, "Edit it first, or leave its label.")
    decision = _decision(Verdict.CREDIT, draft, act).model_copy(update={"value": made.value})
    return draft.model_copy(update={"made": made}), decision


_DECISIVE = {Verdict.APPROVE, Verdict.REJECT, Verdict.SEND_BACK, Verdict.WITHDRAW, Verdict.VOID}


def standing_approval(decisions: Sequence[Decision], rendering_hash: str) -> Decision | None:
    """The approval that covers this rendering, if it was the last word on the draft."""
    last = next((d for d in reversed(decisions) if d.verdict in _DECISIVE), None)
    approved = last is not None and last.verdict is Verdict.APPROVE and last.rendering_hash == rendering_hash
    return last if approved else None


def _decision(verdict: Verdict, draft: Draft, act: Act) -> Decision:
    return Decision(
        verdict=verdict,
        by=_name(act.by),
        at=act.at,
        rendering_hash=act.rendering_hash,
        findings=draft.report.findings,
        version=act.version,
    )


def _reopened(draft: Draft) -> Draft:
    reasons = open_reasons(draft, draft.report)
    moved = _moved(draft, DraftState.NEEDS_ATTENTION if reasons else DraftState.READY)
    return moved.model_copy(update={"reasons": reasons})


def _moved(draft: Draft, state: DraftState) -> Draft:
    return draft.model_copy(update={"state": move(_thing(draft), draft.state, state)})


def _thing(draft: Draft) -> str:
    return f"draft {draft.version_id[:8]}"


def _message(blocker: Finding | Unchecked) -> str:
    return blocker.message if isinstance(blocker, Finding) else f"could not be checked: {blocker.reason}"


def _name(by: str) -> str:
    if not by.strip():
        raise UsageError("--by", "is empty", "Give the name of the person who decides.")
    return _words("--by", by)


def _words(option: str, text: str) -> str:
    """One line of words, without surrogates that no file could hold."""
    line = " ".join(text.encode("utf-8", "replace").decode("utf-8").split())
    if len(line) > LONGEST:
        raise UsageError(option, f"has {len(line):,} characters", f"Say it in {LONGEST:,} at most.")
    return line
