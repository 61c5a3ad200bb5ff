"""What is asked of a text, by its kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.errors import UsageError
from pipeline.models import Severity


@dataclass(frozen=True)
class Threshold:
    """Shares of a sentence's weight that sources must cover: below `warn` a warning, below `block` a blocker."""

    warn: float
    block: float = 0.0


@dataclass(frozen=True)
class Copying:
    """Words in a row, and shares of all sequences of 8 words, that may stand in a source outside quotation marks."""

    warn_words: int = 15
    block_words: int | None = 25
    """None: a warning, however many."""
    warn_share: float = 0.15
    block_share: float | None = 0.30


@dataclass(frozen=True)
class Closeness:
    """How close a sentence must be to one place of the sources: `share` + `own` * ln(1 + n) for a text of which n words
    are in no source. A text that has much of its own is believed less. Close is the share of the sentence's weight that
    two neighbouring source sentences cover; for `stretch` of it the share that they cover of its weakest six terms
    in a row, and for `pairs` of it the share of its neighbouring words that are neighbours in a source."""

    share: float
    own: float
    stretch: float = 0.0
    pairs: float = 0.0


@dataclass(frozen=True)
class Profile:
    """`rules` are rule families; `support` has a threshold for each block kind it asks evidence of; `closeness` is for
    short texts that retell their sources; `partial_name` is how much a name counts of which only a part is in a source,
    `common_part` when the other part is there too, but not as a name.
    """

    name: str
    rules: frozenset[str]
    support: Mapping[str, Threshold] = field(default_factory=dict)
    copying: Copying = Copying()
    closeness: Closeness | None = None
    partial_name: Severity = Severity.WARNING
    common_part: Severity = Severity.WARNING
    answers: bool = False
    """The text answers a question, which it may repeat."""
    titles: bool = False
    """What is quoted in capitals is the title of a work and judged as a name."""


_GROUNDING = frozenset({"quotes", "numbers", "names", "swaps", "polarity", "support"})

# From `python bench/support_fit.py`: of the sentences of supported summaries and claims 1.5% are below .25 and .3%
# below .1; of the same sentences against another text's sources 97% and 79%. Halves of the sources give the same.
_BODY = Threshold(warn=0.25)
_HEAD = Threshold(warn=0.25, block=0.1)

PROFILES = {
    "article": Profile(
        "article",
        _GROUNDING
        | {
            "support.citation",
            "numbers.differ",
            "swaps.publisher",
            "copying",
            "inference",
            "structure",
            "structure.instructions",
            "style",
        },
        {"headline": _HEAD, "dek": _HEAD, "lede": _HEAD, "reported": _BODY, "analysis": _BODY, "text": _BODY},
    ),
    # Fitted by `python bench/grounding_fit.py` on the labelled sets, which prints how well they do on sources that
    # were left out. A summary's longer form of a name ("Anna Berg" for "Berg") was right as often as not.
    "answer": Profile(
        "answer",
        _GROUNDING,
        answers=True,
        closeness=Closeness(share=0.117, own=0.034, stretch=0.5),
        common_part=Severity.NOTE,
        titles=True,
    ),
    "summary": Profile(
        "summary",
        _GROUNDING,
        closeness=Closeness(share=0.270, own=0.097, pairs=0.5),
        partial_name=Severity.NOTE,
        common_part=Severity.NOTE,
        titles=True,
    ),
    "claim": Profile(
        "claim", _GROUNDING, closeness=Closeness(share=0.135, own=0.100), common_part=Severity.NOTE, titles=True
    ),
}


def profile(name: str) -> Profile:
    """The profile of that name; raises UsageError for another."""
    if name not in PROFILES:
        raise UsageError(name, "no kind of text that can be checked", f"Known kinds: {', '.join(PROFILES)}.")
    return PROFILES[name]
