"""Folding: two texts that a reader would call the same fold to the same string.

Folding applies NFKC and case folding, makes one kind of quotation mark, apostrophe, dash and space, and drops
invisible characters. Superscripts and vulgar fractions stay as they are: NFKC would turn "10²" into "102". The Turkish
ı and İ become i: capitals are often typed without regard to their dots.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_DOUBLE = "“”„‟«»″〝〞〟❝❞＂「」『』"
_SINGLE = "‘’‚‛‹›′ʼʹ`´＇"
_DASH = "‐‑‒–—―−﹘﹣－⸺⸻"
_MARKS = str.maketrans(
    {**dict.fromkeys(_DOUBLE, '"'), **dict.fromkeys(_SINGLE, "'"), **dict.fromkeys(_DASH, "-"), "ı": "i", "İ": "i"}
)
_KEEP = ("<super>", "<sub>", "<fraction>")

# What isn't plain ASCII with single spaces. An ASCII letter before it belongs to it: it may carry an accent.
_SPECIAL = re.compile(r"\s{2,}|[^\S ]|[!-~]?[^\x00-\x7f\s]+")

# Canonical ordering of combining marks takes quadratic time in their number: longer heaps are cut.
_MAX_CLUSTER = 16


@dataclass(frozen=True, slots=True)
class Folded:
    """`text[i]` was made from `original[starts[i]:ends[i]]`."""

    text: str
    starts: list[int]
    ends: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Original offsets of `text[start:end]`, which must not be empty."""
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> Folded:
    """Fold for comparison, with the way back to the original's offsets."""
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for match in _SPECIAL.finditer(text):
        start, end = match.span()
        parts.append(text[at:start].lower().replace("`", "'"))
        starts.extend(range(at, start))
        ends.extend(range(at + 1, start + 1))
        at = end
        piece = match.group()
        if piece.isspace():
            parts.append(" ")
            starts.append(start)
            ends.append(end)
            continue
        for low, high in _clusters(piece):
            folded = _fold_cluster(piece[low:high])
            parts.append(folded)
            starts.extend([start + low] * len(folded))
            ends.extend([start + high] * len(folded))
    parts.append(text[at:].lower().replace("`", "'"))
    starts.extend(range(at, len(text)))
    ends.extend(range(at + 1, len(text) + 1))
    return Folded("".join(parts), starts, ends)


def fold_in_place(text: str) -> str | None:
    """The folded text where each character folds to one of its own, so that offsets hold; None for other texts.

    White space stays as it is. This is what most texts are, and five times as fast as `fold`.
    """
    if text.isascii():
        return text.lower().replace("`", "'")
    table = {ord(char): _alone(char) for char in set(text) if char > "\x7f" or char == "`"}
    if not all(table.values()):
        return None
    if len(table) > 10:
        return text.translate(table).lower()
    for code, folded in table.items():  # some quotation marks and dashes: faster one by one
        text = text.replace(chr(code), folded)
    return text.lower()


@lru_cache(maxsize=8192)
def _alone(char: str) -> str:
    """What the character folds to if that is one character, whatever stands beside it; else nothing."""
    if unicodedata.combining(char) or "\u1160" <= char <= "\u11ff":
        return ""
    folded = _fold_cluster(char)
    return folded if len(folded) == 1 and folded == folded.lower() else ""


def _clusters(piece: str) -> list[tuple[int, int]]:
    """Spans of characters that NFKC may merge: a letter with its accents, the parts of a Hangul syllable."""
    spans, start = [], 0
    for i in range(1, len(piece)):
        char = piece[i]
        joins = (unicodedata.combining(char) or "\u1160" <= char <= "\u11ff") and i - start < _MAX_CLUSTER
        if not joins:
            spans.append((start, i))
            start = i
    spans.append((start, len(piece)))
    return spans


@lru_cache(maxsize=8192)
def _fold_cluster(cluster: str) -> str:
    if unicodedata.decomposition(cluster[0]).startswith(_KEEP):
        return cluster
    folded = cluster.translate(_MARKS)
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", folded).casefold()).translate(_MARKS)
    return "".join(c for c in folded if unicodedata.category(c) not in {"Cf", "Cs"})
