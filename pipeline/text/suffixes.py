"""Every stretch of words of a text at once: a suffix automaton over words (Blumer et al. 1985).

Built in time linear in the words of the text; walking another text through it takes time linear in that one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence


class SuffixAutomaton:
    """Knows all stretches of `words`; None stands for a break."""

    def __init__(self, words: Sequence[str | None]) -> None:
        self._next: list[dict[str, int]] = [{}]
        self._link = [-1]
        self._length = [0]
        self._end = [-1]
        following, link, length = self._next, self._link, self._length
        last = 0
        for at, word in enumerate(words):
            if word is None:
                last = 0
                continue
            state, last = last, len(following)
            following.append({})
            link.append(0)
            length.append(length[state] + 1)
            self._end.append(at)
            while state >= 0 and word not in following[state]:
                following[state][word] = last
                state = link[state]
            if state >= 0:
                link[last] = self._parted(state, word)

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

    def _parted(self, state: int, word: str) -> int:
        """The state of the stretches that end at `state` and `word`, split off from longer ones if it must be."""
        other, length = self._next[state][word], self._length[state] + 1
        if self._length[other] == length:
            return other
        clone = len(self._next)
        self._next.append(dict(self._next[other]))
        self._link.append(self._link[other])
        self._length.append(length)
        self._end.append(self._end[other])
        while state >= 0 and self._next[state].get(word) == other:
            self._next[state][word] = clone
            state = self._link[state]
        self._link[other] = clone
        return clone
