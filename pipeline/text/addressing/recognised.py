"""Which text speaks to a language model, and how much of a passage goes with it."""

from __future__ import annotations

from functools import lru_cache

from pipeline.text.addressing.disguises import forms
from pipeline.text.addressing.orders import order_in
from pipeline.text.sentences import sentences

_SHORT = 150
"""Words of a passage that is withheld whole: what is to be written may stand before or after the order to write it."""
_AROUND = 3
"""Sentences on either side of one that are withheld with it, in a longer passage."""


@lru_cache(maxsize=8192)
def addressed(text: str) -> str:
    """The words that address a model, as they were understood; "" in text for readers."""
    for form in forms(text):
        for start, end in sentences(form):
            if found := order_in(form[start:end]):
                return found
    return ""


@lru_cache(maxsize=8192)
def spans(text: str) -> tuple[tuple[int, int], ...]:
    """What of a passage is to be withheld: all of it, or of a long one the sentences around those that address a model.

    Offsets into `text`, in order, apart from each other.
    """
    if not addressed(text):
        return ()
    found = sentences(text)
    if len(text.split()) <= _SHORT and len(text) <= 8 * _SHORT:
        return ((0, len(text)),)
    guilty = [n for n, (start, end) in enumerate(found) if addressed(text[start:end])]
    if not guilty:  # only the whole makes sense to a model
        return ((0, len(text)),)
    taken = sorted({m for n in guilty for m in range(max(0, n - _AROUND), min(len(found), n + _AROUND + 1))})
    merged: list[tuple[int, int]] = []
    for n in taken:
        start, end = found[n]
        if merged and n - 1 in taken:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return tuple(merged)
