"""Where a stretch of words stands in a document, word for word."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate, pairwise
from typing import NamedTuple

from pipeline.text.words import Word

Piece = tuple[str, ...]

MAX_GAP = 400
"""Words that may be left out between two pieces of one quotation: some paragraphs."""
MOST_PLACES = 50
"""A quotation that stands in more places is a common word."""


class Found(NamedTuple):
    """Words [first, last] of a document; `cuts` are the stretches [after, before) left out between the pieces."""

    first: int
    last: int
    cuts: tuple[tuple[int, int], ...] = ()


class Haystack:
    """The words of one document's passages in a row. Looking up takes time in the piece's rarest pair of words."""

    def __init__(self, passages: Sequence[tuple[int, Sequence[Word]]]) -> None:
        """`passages` are (index among the sources, words), in order."""
        self._passages = [(number, list(found)) for number, found in passages]
        self.words = [word.text for _, found in self._passages for word in found]
        self._starts = [0, *accumulate(len(found) for _, found in self._passages)]
        self._known: dict[tuple[Piece, ...], list[Found]] = {}

    def find(self, pieces: Sequence[Piece]) -> list[Found]:
        """The first places where the pieces stand in their order, each at most `MAX_GAP` words after the one before."""
        key = tuple(pieces)
        if key not in self._known:
            self._known[key] = self._chained(key)[:MOST_PLACES]
        return self._known[key]

    def _chained(self, pieces: tuple[Piece, ...]) -> list[Found]:
        if not pieces:
            return []
        found = [Found(at, at + len(pieces[0]) - 1) for at in self._places(pieces[0])]
        for piece in pieces[1:]:
            ends = [f.last for f in found]
            following: list[Found] = []
            for at in self._places(piece) if found else ():
                before = bisect_right(ends, at - 1) - 1
                if before >= 0 and at - ends[before] - 1 <= MAX_GAP:
                    first, last, cuts = found[before]
                    following.append(Found(first, at + len(piece) - 1, (*cuts, (last + 1, at))))
            found = following
        return found

    def place(self, at: int) -> tuple[int, Word]:
        """(index among the sources, word) of the word at that position."""
        passage = bisect_right(self._starts, at) - 1
        number, found = self._passages[passage]
        return number, found[at - self._starts[passage]]

    def _places(self, piece: Piece) -> list[int]:
        if len(piece) == 1:
            return self._single.of(piece[0])
        pairs = _pairs(piece)
        rarest = min(range(len(pairs)), key=lambda i: self._doubles.counts[pairs[i]])
        size, wanted = len(piece), list(piece)
        starts = (at - rarest for at in self._doubles.of(pairs[rarest]) if at >= rarest)
        return [at for at in starts if self.words[at : at + size] == wanted]

    @cached_property
    def _single(self) -> _Positions:
        return _Positions(self.words)

    @cached_property
    def _doubles(self) -> _Positions:
        return _Positions(_pairs(self.words))


class _Positions:
    """Where each item of a row stands: the last place of each, and from every place the way to the one before.

    A list of places for each item would take four times as long to make.
    """

    def __init__(self, items: Sequence[str]) -> None:
        self.counts = Counter(items)
        self._last: dict[str, int] = {}
        self._before = []
        for at, item in enumerate(items):
            self._before.append(self._last.get(item, -1))
            self._last[item] = at

    def of(self, item: str) -> list[int]:
        at, found = self._last.get(item, -1), []
        while at >= 0:
            found.append(at)
            at = self._before[at]
        return found[::-1]


def _pairs(words: Sequence[str]) -> list[str]:
    """Neighbouring words in pairs; no word has a space."""
    return [f"{one} {two}" for one, two in pairwise(words)]
