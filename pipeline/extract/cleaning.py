"""Text that shows what it says: no control characters, nothing invisible, and a warning where it addresses a model."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from pipeline.extract.hiding import HiddenOrder
from pipeline.models import DocumentWarning, Passage
from pipeline.text.addressing import addressed, withheld_passages

# Joiners shape Arabic, Indic and emoji sequences; anywhere else they only hide something.
_STRAY_JOINERS = re.compile("(?<![\u0600-\u1fff\ufe0f\U0001f300-\U0001faff\U0001f3fb-\U0001f3ff])[\u200c\u200d]+")
# Zero-width, soft hyphen, bidirectional controls, tag characters, private use, surrogates, variation selectors 17-256.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff"
    "\uffa0\ufff9-\ufffb\ufe00-\ufe0d\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e0fff\U000f0000-\U0010fffd"
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]+"
)


def clean(text: str) -> str:
    """One line: NFC, white space folded, control and invisible characters removed."""
    visible = _INVISIBLE.sub("", _STRAY_JOINERS.sub("", text))
    return " ".join(unicodedata.normalize("NFC", visible).split())


def instruction_warnings(title: str, passages: Sequence[Passage]) -> tuple[DocumentWarning, ...]:
    """A warning `instruction` for the title and every passage that speaks to a language model instead of a reader.

    What is warned of is neither shown to the model nor taken as evidence (see `text.addressing`).
    """
    warnings = [DocumentWarning(code="instruction", message=_message(found))] if (found := addressed(title)) else []
    told = [(p.passage, _message(p.understood)) for p in withheld_passages(passages)]
    warnings += [DocumentWarning(code="instruction", message=message, passage=passage) for passage, message in told]
    return tuple(warnings)


def hidden_warnings(orders: Sequence[HiddenOrder], passages: Sequence[Passage]) -> tuple[DocumentWarning, ...]:
    """A warning `hidden_instruction` for each order that the page hid from readers; `passage` is the one before it."""
    warnings = []
    for order in orders:
        near = next((p.id for p in passages if order.after and clean(order.after) in p.text), None)
        message = f'Hidden text that addresses a language model, dropped: "{order.understood[:120]}"'
        warnings.append(DocumentWarning(code="hidden_instruction", message=message, passage=near))
    return tuple(warnings)


def _message(understood: str) -> str:
    if not understood:
        return "Stands beside text that addresses a language model"
    return f'Text that addresses a language model: "{understood[:120]}"'
