"""One text and what was read in it, each thing at most once."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property, lru_cache
from operator import itemgetter

from pipeline.models import DateMention, Name, Number, Quotation
from pipeline.text.dates import dates
from pipeline.text.names import names
from pipeline.text.numbers import numbers
from pipeline.text.quotations import quotations
from pipeline.text.sentences import sentences
from pipeline.text.terms import word_terms
from pipeline.text.words import Word, words

_start = itemgetter(1)
_KEPT = 2048
_LONGEST = 2_000


class Parsed:
    """A text whose parts are found when they are first asked for."""

    def __init__(self, text: str, language: str | None = None) -> None:
        self.text, self.language = text, language

    @cached_property
    def words(self) -> list[Word]:
        return words(self.text)

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        return sentences(self.text)

    @cached_property
    def terms(self) -> list[str | None]:
        """For each word its term, None where it tells nothing."""
        return word_terms(self.words)

    @cached_property
    def sentence_words(self) -> list[tuple[int, int]]:
        """For each sentence the first of its words and the one after its last."""
        found, low, starts = [], 0, [word[1] for word in self.words]
        for _, end in self.sentences:
            high = bisect_left(starts, end, low)
            found.append((low, high))
            low = high
        return found

    def between(self, start: int, end: int) -> slice:
        """Which words begin in that stretch of the text."""
        low = bisect_left(self.words, start, key=_start)
        return slice(low, bisect_left(self.words, end, low, key=_start))

    @cached_property
    def quotations(self) -> tuple[Quotation, ...]:
        return quotations(self.text)

    @cached_property
    def dates(self) -> tuple[DateMention, ...]:
        return dates(self.text)

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        return numbers(self.text, self.dates, self.language)

    @cached_property
    def names(self) -> tuple[Name, ...]:
        return names(self.text, self.sentences)

    def named(self, at: int) -> bool:
        """Whether a name begins there."""
        i = bisect_left(self.names, at, key=lambda name: name.start)
        return i < len(self.names) and self.names[i].start == at


def parsed(text: str) -> Parsed:
    """What was read in a text, kept for a while: after a repair most paragraphs and all sources are checked again."""
    return _kept(text) if len(text) <= _LONGEST else Parsed(text)


_kept = lru_cache(maxsize=_KEPT)(Parsed)

forget = _kept.cache_clear
"""Lets go of all that was kept."""
