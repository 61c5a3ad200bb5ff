"""What a text must contain for a pattern to match it at all, read off the pattern's syntax tree.

A pattern that looks for verbs near nouns is slow to say no. That none of its words stands in the text is found fast,
and nothing is lost by it: words are taken only where every match holds one of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache, cached_property
from importlib import import_module
from typing import Any

Needles = frozenset[str]
"""Of these pieces of text any match holds one, at least."""

_syntax: Any = import_module("re._parser")  # of the standard library; there is no public door to it
_SIZE = 3
"""Letters of the shortest needle; shorter ones stand in every text."""
_SETS = 3
"""Of the sets that a pattern demands, how many are asked for."""


class Sieve:
    """Patterns, each compiled and searched for only when a text holds what it demands."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._patterns = tuple(patterns)

    @cached_property
    def _demands(self) -> list[tuple[tuple[Needles, ...], ...]]:
        return [demanded(pattern) for pattern in self._patterns]

    @cached_property
    def _by_start(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for needle in {n for ways in self._demands for sets in ways for needles in sets for n in needles}:
            found.setdefault(needle[:_SIZE], []).append(needle)
        return found

    def compile(self) -> None:
        """All patterns now instead of each when it is first wanted: for processes that others are forked from."""
        for pattern in self._patterns:
            _compiled(pattern)

    def search(self, text: str, numbers: Iterable[int]) -> re.Match[str] | None:
        """A match of the first of the patterns with these numbers that has one."""
        starts = self._by_start.keys() & {text[n : n + _SIZE] for n in range(len(text))}
        held = {needle for start in starts for needle in self._by_start[start] if needle in text}
        for number in numbers:
            if not _may_match(self._demands[number], held):
                continue
            if match := _compiled(self._patterns[number]).search(text):
                return match
        return None


_compiled = cache(re.compile)


def _may_match(ways: Iterable[Iterable[Needles]], held: Collection[str]) -> bool:
    for way in ways:
        for needles in way:
            if needles.isdisjoint(held):
                break
        else:
            return True
    return False


def demanded(pattern: str) -> tuple[tuple[Needles, ...], ...]:
    """For each alternative of a pattern, sets of which any match holds a needle each; no set where none is needed."""
    parsed = [part for part in _syntax.parse(pattern) if str(part[0]) != "AT"]
    single = len(parsed) == 1 and str(parsed[0][0]) == "BRANCH"
    ways = parsed[0][1][1] if single else [parsed]
    return tuple(tuple(sorted(_sets(way), key=_sharpness, reverse=True)[:_SETS]) for way in ways)


def _sets(parts: Iterable[tuple[Any, Any]]) -> Iterator[Needles]:
    """What a sequence demands, in its order."""
    run = ""
    for operation, argument in (*parts, ("END", None)):
        kind = str(operation)
        if kind == "LITERAL":
            run += chr(argument)
            continue
        if len(run) >= _SIZE:
            yield frozenset({run})
        run = ""
        yield from _inside(kind, argument)


def _inside(kind: str, argument: Any) -> Iterator[Needles]:
    if kind == "SUBPATTERN":
        yield from _sets(argument[-1])
    elif kind in {"MAX_REPEAT", "MIN_REPEAT"} and argument[0]:
        yield from _sets(argument[2])
    elif kind == "BRANCH":
        each = [max(_sets(way), key=_sharpness, default=None) for way in argument[1]]
        if all(each):
            yield frozenset().union(*filter(None, each))


def _sharpness(needles: Needles) -> tuple[int, int]:
    """Long needles are rare; of few it is rarer that one is there."""
    return min(map(len, needles)), -len(needles)
