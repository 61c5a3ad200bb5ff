"""What is asked of a text, by its kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf

from pipeline.errors import UsageError


@dataclass(frozen=True)
class Threshold:
    """Shares of a sentence's weight that sources must cover: below `warn` a warning, below `block` a blocker."""

    warn: float
    block: float = 0.0


@dataclass(frozen=True)
class Copying:
    """Words in a row, and shares of all sequences of 8 words, that may stand in a source outside quotation marks."""

    warn_words: int = 15
    block_words: float = 25
    warn_share: float = 0.15
    block_share: float = 0.30


@dataclass(frozen=True)
class Profile:
    """`rules` are rule families; `support` has a threshold for each block kind it asks evidence of."""

    name: str
    rules: frozenset[str]
    support: Mapping[str, Threshold] = field(default_factory=dict)
    copying: Copying = Copying()


_GROUNDING = frozenset({"quotes", "numbers", "names", "swaps", "polarity", "support"})

_WARN_ONLY = Copying(block_words=inf, block_share=inf)
"""For drafts: the writer doesn't rewrite what it copied yet, and a small model copies whole sentences."""

# Low on purpose: a paraphrase shares few words with its source. Set by judgement after looking at false alarms;
# neither fitted nor cross-validated.
_BODY = Threshold(warn=0.25)
_HEAD = Threshold(warn=0.2, block=0.1)

PROFILES = {
    "article": Profile(
        "article",
        _GROUNDING | {"support.citation", "copying", "inference", "structure", "style"},
        {"headline": _HEAD, "dek": _HEAD, "lede": _HEAD, "reported": _BODY, "analysis": _BODY, "text": _BODY},
        _WARN_ONLY,
    ),
    "answer": Profile("answer", _GROUNDING, {"text": _BODY}),
    "summary": Profile("summary", _GROUNDING, {"text": _BODY}),
    "claim": Profile("claim", _GROUNDING, {"text": _BODY}),
}


def profile(name: str) -> Profile:
    """The profile of that name; raises UsageError for another."""
    if name not in PROFILES:
        raise UsageError(name, "no kind of text that can be checked", f"Known kinds: {', '.join(PROFILES)}.")
    return PROFILES[name]
