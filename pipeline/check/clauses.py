"""What reaches a word in its clause: a negation, a doubt.

A mark ("not", "may") reaches the first content words behind it, no further than some words and not over a comma.
Whether it may reach a word is judged more widely: by a mark near the word on either side, or a word like "fail" or
"unless" that turns what it says without being a mark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from pipeline.text.common_words import listed
from pipeline.text.parsed import Parsed

# Words over which a mark reaches.
_REACH = 5
# Words before and behind a word within which a mark may reach it, and a word of like effect.
_BEFORE, _BEHIND = 6, 4
_UNSURE_BEHIND = 3
# Words of an aside between commas.
_ASIDE = 7
# Words on either side of a place that tell what is said there, in the text and, worded more freely, in a source.
_AROUND, _AROUND_THERE = 8, 12
_TURNS = frozenset(listed("but because while although though until unless since than whereas"))
_BREAK = re.compile(r"[,;:()\[\]\n–—]|\s-\s|--|[.!?…]\s")


@dataclass(frozen=True)
class Marks:
    """Which words of a sentence reach others, and beside which one can't be sure."""

    words: frozenset[str]
    """All of them; contractions with "n't" are looked at, too."""
    mark: Callable[[Sequence[str], int], bool]
    """Whether the word there is a mark."""
    unsure: Callable[[Sequence[str], int], bool]
    reached: int
    """How many content words a mark reaches."""


@dataclass
class Clauses:
    """A sentence `text[start:end]` with its words."""

    parsed: Parsed
    start: int
    end: int
    _states: dict[int, dict[int, bool | None]] = field(default_factory=dict)

    @cached_property
    def _inside(self) -> slice:
        return self.parsed.between(self.start, self.end)

    @cached_property
    def words(self) -> list[str]:
        return [word[0] for word in self.parsed.words[self._inside]]

    @cached_property
    def terms(self) -> list[str | None]:
        return self.parsed.terms[self._inside]

    @cached_property
    def _breaks(self) -> list[bool]:
        """Whether a clause ends before the word."""
        found = self.parsed.words[self._inside]
        pairs = ((self.parsed.text[a[2] : b[1]], b[0]) for a, b in pairwise(found))
        return [True, *(word in _TURNS or (gap != " " and _BREAK.search(gap) is not None) for gap, word in pairs)]

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Where each term stands."""
        found: dict[str, list[int]] = {}
        for at, term in enumerate(self.terms):
            if term:
                found.setdefault(term, []).append(at)
        return found

    def span(self, at: int) -> tuple[int, int]:
        """The word's place in the text."""
        word = self.parsed.words[self._inside.start + at]
        return word.start, word.end

    def states(self, marks: Marks) -> dict[int, bool | None]:
        """Whether a mark reaches the word: True, or None where that can't be told; the others are free."""
        found = self._states.get(id(marks))
        if found is None:
            found = self._states[id(marks)] = self._read(marks)
        return found

    def _read(self, marks: Marks) -> dict[int, bool | None]:
        known, tokens = marks.words, self.words
        hits = [at for at, word in enumerate(tokens) if word in known or word[-3:] == "n't"]
        found = {at for at in hits if marks.mark(tokens, at)}
        states: dict[int, bool | None] = {}
        for at in hits:
            if at in found:
                states.update(dict.fromkeys([*self._clause(at, -_BEHIND), *self._clause(at, _BEFORE)]))
            if marks.unsure(tokens, at):
                states.update(dict.fromkeys(range(max(0, at - _UNSURE_BEHIND), at + _BEFORE + 1)))
        for at in found:
            behind = [i for i in self._clause(at, _REACH) if self.terms[i] and i not in found][: marks.reached]
            states.update(dict.fromkeys(behind, True))
        return states

    def _clause(self, at: int, reach: int) -> list[int]:
        """The words of the clause from `at`, so many behind it or before it; an aside right behind it is left out:
        "won't, the Post reports, carry"."""
        step = 1 if reach > 0 else -1
        first, breaks = at + step, self._breaks
        if step > 0 and first < len(breaks) and breaks[first]:
            first = next((i for i in range(first + 1, min(len(breaks), first + _ASIDE)) if breaks[i]), len(breaks))
        inside = []
        for i in range(first, first + reach, step):
            if not 0 <= i < len(self.words) or (breaks[max(i, i - step)] and (i != first or step < 0)):
                break
            inside.append(i)
        return inside


def likeness(here: Clauses, at: int, there: Clauses, place: int, weight: Callable[[str], float]) -> float:
    """How much of what the text says around a word stands around a place of a source, 0 to 1."""
    own = set(filter(None, here.terms[max(0, at - _AROUND) : at + _AROUND + 1]))
    around = set(there.terms[max(0, place - _AROUND_THERE) : place + _AROUND_THERE + 1])
    total = sum(map(weight, own))
    return sum(map(weight, own & around)) / total if total else 0.0
