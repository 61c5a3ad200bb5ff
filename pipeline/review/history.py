"""What happened to a draft, the oldest first: its texts and what people did, in one list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pipeline.models import Decision, Draft, Frozen, Verdict


class Step(Frozen):
    at: datetime
    by: str
    """A person, or the model that wrote."""
    what: str
    """A verdict, or `written`."""
    version: int | None = None
    """The text it made or was about."""
    words: str = ""
    decision: Decision | None = None


def history(draft: Draft, versions: int, decisions: Sequence[Decision]) -> tuple[Step, ...]:
    """The model's writing, then every act; `versions` is how many texts the draft has."""
    first = Step(
        at=draft.created_at,
        by=draft.provenance.model,
        what="written",
        version=1 if versions else None,
        words=f"at {draft.provenance.endpoint}",
    )
    return (first, *(_step(d) for d in decisions))


def _step(decision: Decision) -> Step:
    words = [decision.category.replace("_", " ") if decision.category else "", decision.reason or ""]
    if decision.verdict in (Verdict.ASSIGN, Verdict.EMBARGO, Verdict.CREDIT, Verdict.NOTE):
        words.append(decision.value or "none")
    words += [f"{o.rule}: {o.reason}" for o in decision.overridden]
    return Step(
        at=decision.at,
        by=decision.by,
        what=decision.verdict,
        version=decision.version,
        words="; ".join(w for w in words if w),
        decision=decision,
    )
