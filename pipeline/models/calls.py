"""The model's door: one request, its answer, and what it cost."""

from __future__ import annotations

from typing import Any, Literal

from pipeline.models.base import Frozen


class ModelCall(Frozen):
    """One request. The stable part of `prompt` comes first, so that prompt caches hit."""

    name: str
    """`write.head`, `write.sections/1`, `repair.sections/1`, …"""
    system: str
    prompt: str
    json_schema: dict[str, Any] | None = None
    """Strict JSON schema of the answer; None for free text."""
    max_tokens: int
    temperature: float = 0.3
    seed: int | None = None


class Usage(Frozen):
    """Tokens, wall seconds and cost in US dollars; `cost` None means unpriced, never free."""

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    seconds: float = 0.0
    cost: float | None = None

    def __add__(self, other: Usage) -> Usage:
        if not other.calls:
            return self
        if not self.calls:
            return other
        known = self.cost is not None and other.cost is not None
        return Usage(
            calls=self.calls + other.calls,
            prompt_tokens=self.prompt_tokens + other.prompt_tokens,
            completion_tokens=self.completion_tokens + other.completion_tokens,
            cached_tokens=self.cached_tokens + other.cached_tokens,
            seconds=round(self.seconds + other.seconds, 3),
            cost=(self.cost or 0) + (other.cost or 0) if known else None,
        )


class CallRecord(Frozen):
    """One model call as it went, kept in the draft's provenance."""

    name: str
    model: str
    """As the server named it; "" when none answered."""
    finish_reason: str
    """Of a call without a usable answer, the kind of the error."""
    usage: Usage
    errors: tuple[str, ...] = ()


class Completion(Frozen):
    """One answer, reasoning text already removed."""

    text: str
    model: str
    """As the server names it."""
    finish_reason: str
    usage: Usage
    errors: tuple[str, ...] = ()
    """One line per failed attempt before this answer."""
    reasoning: Literal["", "tags", "field", "hidden"] = ""
    """Where the model's reasoning came, which is no part of `text`: in tags, in a field of its own, only counted."""
    before: tuple[CallRecord, ...] = ()
    """Calls that were made for this one's sake, such as trying out what the endpoint can."""
