"""Review: a decision of a named person over the canonical rendering of a draft. Pure: nothing is read or written."""

from __future__ import annotations

from datetime import datetime

from pipeline.errors import NotAllowed, UsageError
from pipeline.models import Decision, Draft, Verdict
from pipeline.states import DraftState, move


def approve(
    draft: Draft, *, by: str, at: datetime, rendering_hash: str, override: str | None = None
) -> tuple[Draft, Decision]:
    """Approve a draft; open blockers need `override`, the reason why they don't stand in the way.

    Raises NotAllowed (nothing to approve, blockers without a reason, a forbidden move) and UsageError (no name).
    """
    thing = f"draft {draft.version_id[:8]}"
    if draft.analysis is None:
        raise NotAllowed(thing, "has no article to approve", "Reject it, or write it again with `--fresh`.")
    open_rules = tuple(sorted({f.rule for f in draft.report.blockers} | {u.rule for u in draft.report.unchecked}))
    if open_rules and not (override or "").strip():
        raise NotAllowed(thing, f"has open blockers ({', '.join(open_rules)})", "Give a reason with `--override`.")
    decision = Decision(
        verdict=Verdict.APPROVE,
        by=_name(by),
        at=at,
        rendering_hash=rendering_hash,
        reason=override,
        overridden=open_rules,
    )
    return _moved(draft, DraftState.APPROVED), decision


def reject(draft: Draft, *, by: str, at: datetime, rendering_hash: str, reason: str) -> tuple[Draft, Decision]:
    """Reject a draft for a reason in words; raises UsageError when the name or the reason is blank."""
    if not reason.strip():
        raise UsageError("--reason", "is empty", "Say in a few words why the draft is rejected.")
    decision = Decision(verdict=Verdict.REJECT, by=_name(by), at=at, rendering_hash=rendering_hash, reason=reason)
    return _moved(draft, DraftState.REJECTED), decision


def _moved(draft: Draft, state: DraftState) -> Draft:
    return draft.model_copy(update={"state": move(f"draft {draft.version_id[:8]}", draft.state, state)})


def _name(by: str) -> str:
    if not by.strip():
        raise UsageError("--by", "is empty", "Give the name of the person who decides.")
    return by.strip()
