"""What every article says about how it was made: the disclaimer, and the machine-readable labels of each draft state.

Two tables, `LABELS` (a draft's state) and `MAKINGS` (how its text came about), map to every vocabulary:

- people: `review`, one line;
- IPTC NewsCodes (http://cv.iptc.org/newscodes/digitalsourcetype/), for front matter, meta and feeds;
- schema.org `IPTCDigitalSourceEnumeration`, for JSON-LD;
- `ai-disclosure`, the value of the meta element proposed to the WHATWG (html issue 9479);
- `AI-Disclosure`, a response header that a server in front may add (see docs/publishing.md).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace

from pipeline.errors import ConfigError
from pipeline.models import DigitalSource
from pipeline.states import DraftState

DISCLAIMER = (
    "This content is AI-generated based on source articles. While we strive for accuracy, errors may occur. "
    "We recommend verifying with the original source."
)

INFERENCE = "Inference: concluded from the reporting, not reported"
"""Stands over every section that concludes rather than reports."""

_NONCHARACTERS = "".join(chr(plane << 16 | low) for plane in range(17) for low in (0xFFFE, 0xFFFF))
UNSHOWABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb"
    + _NONCHARACTERS
    + "]"
)
"""Characters that show nothing but steer or break what shows them: controls (terminal escapes begin with one), bidi
embeddings, overrides and isolates, lone surrogates, noncharacters."""

_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0")
"""Hangul fillers: letters by category, blank on the page."""


_LEAST_LETTERS = 2
"""Fewer say nothing: a disclaimer of one letter is one switched off."""


def disclaimer(wording: str | None) -> str:
    """The disclaimer as one line: the shipped words, or a desk's own `wording` with its line breaks made spaces.

    Raises ConfigError when nobody could read the wording: no visible letter in it, or characters in `UNSHOWABLE`.
    """
    if wording is None:
        return DISCLAIMER
    line = re.sub(r"[ \t\r\n]+", " ", wording).strip()
    if hidden := UNSHOWABLE.search(line):
        cause = f"it has an invisible character (U+{ord(hidden[0]):04X})"
        raise ConfigError("disclaimer", cause, "Type the sentence again without it.")
    if sum(unicodedata.category(c).startswith("L") and c not in _BLANK_LETTERS for c in line) < _LEAST_LETTERS:
        cause = "it has no words, and an article can't go out without its disclaimer"
        raise ConfigError("disclaimer", cause, "Word it as you like, or leave the key out for the standard wording.")
    return line


@dataclass(frozen=True)
class Making:
    """How a text came about, in every vocabulary."""

    words: str
    """For people."""
    digital_source_type: str
    """IPTC NewsCodes URI."""
    schema_source_type: str
    """Member of schema.org's IPTCDigitalSourceEnumeration."""
    ai_disclosure: str = "ai-generated"
    """Value of the meta element; a machine wrote the first text whoever rewrote it."""
    mode: str = "ai-originated"
    """Token of the `AI-Disclosure` response header."""


_IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"

MAKINGS: Mapping[DigitalSource, Making] = {
    DigitalSource.GENERATED: Making(
        "AI-generated from source articles",
        f"{_IPTC}trainedAlgorithmicMedia",
        "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
    ),
    DigitalSource.REWRITTEN: Making(
        "AI-generated from source articles and rewritten by an editor",
        f"{_IPTC}compositeWithTrainedAlgorithmicMedia",
        "https://schema.org/CompositeWithTrainedAlgorithmicMediaDigitalSource",
    ),
}


@dataclass(frozen=True)
class Label:
    """How one article is labelled, in every vocabulary."""

    review: str
    """One line for people."""
    approved: bool = False
    """False shows the banner and keeps search engines out."""
    making: Making = MAKINGS[DigitalSource.GENERATED]

    @property
    def credit(self) -> str:
        """What made it and who answers for it, for people."""
        return f"{self.making.words}. {self.review}."

    def front_matter(self) -> dict[str, str | bool]:
        """Keys for the front matter of Markdown."""
        return {
            "ai_generated": True,
            "ai_review": self.review,
            "digital_source_type": self.making.digital_source_type,
        }

    def meta(self) -> dict[str, str]:
        """Names and contents of HTML `meta` elements."""
        return {
            "ai-disclosure": self.making.ai_disclosure,
            "ai-review": self.review,
            "digital-source-type": self.making.digital_source_type,
        }

    def json_ld(self) -> dict[str, str]:
        """Properties of a schema.org CreativeWork."""
        return {
            "digitalSourceType": self.making.schema_source_type,
            "creativeWorkStatus": self.review,
            "creditText": self.credit,
        }

    def header(self) -> str:
        """Value of the response header `AI-Disclosure` (a structured dictionary, draft-abaris-aicdh)."""
        return f"mode={self.making.mode}"


LABELS: Mapping[DraftState, Label] = {
    DraftState.READY: Label("Draft, not reviewed by an editor"),
    DraftState.NEEDS_ATTENTION: Label("Draft with open findings, not reviewed by an editor"),
    DraftState.APPROVED: Label("Reviewed and approved by an editor", approved=True),
    DraftState.REJECTED: Label("Reviewed and rejected by an editor"),
    DraftState.SUPERSEDED: Label("Superseded by a later version"),
}

UNREVIEWED = Label("Published without review by an editor")
"""Of whatever leaves the house without an approval."""
RETRACTED = Label("Retracted")


def label_of(state: DraftState, made: DigitalSource, *, released: bool = False, retracted: bool = False) -> Label:
    """The label of an article: of its draft state in the house, of its approval or the want of one outside."""
    label = LABELS[state]
    if retracted:
        label = RETRACTED
    elif released and not label.approved:
        label = UNREVIEWED
    return replace(label, making=MAKINGS[made])
