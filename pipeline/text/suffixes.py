"""Every stretch of words of a text at once: a suffix automaton over words (Blumer et al. 1985).

Built in time linear in the words of the text; walking another text through it takes time linear in that one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence


class SuffixAutomaton:
    """Knows all stretches of `words`."""

    def __init__(self, words: Sequence[str]) -> None:
        self._next: list[dict[str, int]] = [{}]
        self._link = [-1]
        self._length = [0]
        self._end = [-1]
        last = 0
        for at, word in enumerate(words):
            last = self._extend(last, word, at)

    def matches(self, words: Iterable[str | None]) -> Iterator[tuple[int, int]]:
        """For each word (length, end): the longest stretch ending with it that the text has, and the position of that
        stretch's last word there; (0, -1) when the text has no such word. None stands for a break."""
        state, length = 0, 0
        for word in words:
            if word is None:
                state, length = 0, 0
                yield 0, -1
                continue
            while state and word not in self._next[state]:
                state = self._link[state]
                length = self._length[state]
            following = self._next[state].get(word)
            if following is not None:
                state, length = following, length + 1
            yield length, self._end[state] if length else -1

    def _extend(self, last: int, word: str, at: int) -> int:
        new = self._state({}, self._length[last] + 1, at)
        state = last
        while state >= 0 and word not in self._next[state]:
            self._next[state][word] = new
            state = self._link[state]
        if state < 0:
            self._link[new] = 0
            return new
        other = self._next[state][word]
        if self._length[state] + 1 == self._length[other]:
            self._link[new] = other
            return new
        clone = self._state(dict(self._next[other]), self._length[state] + 1, self._end[other])
        self._link[clone] = self._link[other]
        while state >= 0 and self._next[state].get(word) == other:
            self._next[state][word] = clone
            state = self._link[state]
        self._link[other] = self._link[new] = clone
        return new

    def _state(self, following: dict[str, int], length: int, end: int) -> int:
        self._next.append(following)
        self._link.append(0)
        self._length.append(length)
        self._end.append(end)
        return len(self._next) - 1
