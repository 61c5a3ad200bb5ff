"""Which source sentences carry a sentence: a greedy cover of its words, rare words weighing more."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import cached_property, lru_cache
from heapq import heapify, heappop, heappush, nsmallest
from math import log
from typing import NamedTuple

from pipeline.text.common_words import STOPWORDS
from pipeline.text.parsed import Parsed
from pipeline.text.words import Word, is_unspaced, words

_MAX_EVIDENCE = 5
# A further sentence must add at least this share of the weight to count as evidence.
_LEAST_GAIN = 0.04
# When the cover is complete, sentences that say at least this share of it again are evidence too.
_LEAST_OVERLAP = 0.2
# Looking at more places than this for one sentence would let long texts cost quadratic time.
_MAX_POSTINGS = 3_000


class Match(NamedTuple):
    """A sentence of a source: `sources[source][start:end]`."""

    source: int
    start: int
    end: int


class Aligner:
    """Knows all sentences of `sources` and finds those that carry a given sentence.

    `evidence` covers the sentence's terms greedily, weighted by log(1 + N/df) over the N source sentences;
    `rank` is Okapi BM25 (k1 = 1.2, b = 0.75; Robertson and Zaragoza 2009) over whole sources.
    """

    def __init__(self, sources: Sequence[str | Parsed]) -> None:
        self.sources = [Parsed(s) if isinstance(s, str) else s for s in sources]
        self._places: list[Match] = []
        self._terms: list[frozenset[str]] = []
        self._postings: dict[str, list[int]] = {}
        for number, source in enumerate(self.sources):
            self._index(number, source)
        self._size = max(1, len(self._places))

    def evidence(self, sentence: str | Parsed) -> tuple[float, tuple[Match, ...]]:
        """(support, matches): the covered share of the sentence's weight, 0 to 1, and at most five source sentences
        that carry it, best first: those that cover it, then those that say much of it again. A sentence without
        content words has support 1 and no matches."""
        parsed = Parsed(sentence) if isinstance(sentence, str) else sentence
        return self.cover(terms_of(parsed.words))

    def cover(self, terms: Sequence[str]) -> tuple[float, tuple[Match, ...]]:
        """As `evidence`, for the terms of a sentence."""
        weights = {term: self.weight(term) for term in terms}
        total = sum(weights.values())
        if not total:
            return 1.0, ()
        gains = self._gains(weights)
        left = dict(weights)
        chosen: list[int] = []
        # Gains only shrink while the cover grows, so the heap's top is the best as soon as it is up to date.
        heap = [(-gain, len(self._terms[i]), i) for i, gain in gains.items()]
        heapify(heap)
        least, uncovered = _LEAST_GAIN * total, total
        while heap and len(chosen) < _MAX_EVIDENCE and uncovered >= least:
            claimed, size, i = heappop(heap)
            new = self._terms[i] & left.keys()
            gain = sum(left[term] for term in new)
            if gain < least:
                continue
            if gain < -claimed - 1e-9:
                heappush(heap, (-gain, size, i))
                continue
            chosen.append(i)
            uncovered -= gain
            for term in new:
                del left[term]
        taken = set(chosen)
        others = (i for i, gain in gains.items() if i not in taken and gain >= _LEAST_OVERLAP * total)
        chosen += nsmallest(_MAX_EVIDENCE - len(chosen), others, key=lambda i: (-gains[i], len(self._terms[i]), i))
        support = min(1.0, 1 - sum(left.values()) / total)
        return support, tuple(self._places[i] for i in chosen)

    def weight(self, term: str) -> float:
        """How much a term tells; a term of no source counts as one that half a sentence has."""
        return log(1 + self._size / len(self._postings[term])) if term in self._postings else log(1 + 2 * self._size)

    def rank(self, query: str) -> list[int]:
        """Indices of all sources, the likeliest to answer `query` first; equals keep their order."""
        counts, lengths, containing = self._bags
        average = sum(lengths) / max(1, len(lengths)) or 1.0
        scores = [0.0] * len(counts)
        for term in set(terms_of(words(query))):
            holders = containing.get(term, [])
            idf = log(1 + (len(counts) - len(holders) + 0.5) / (len(holders) + 0.5))
            for i in holders:
                frequency = counts[i][term]
                scores[i] += idf * frequency * 2.2 / (frequency + 1.2 * (0.25 + 0.75 * lengths[i] / average))
        return sorted(range(len(counts)), key=lambda i: -scores[i])

    def _index(self, number: int, source: Parsed) -> None:
        starts = [start for start, _ in source.sentences]
        buckets: list[list[Word]] = [[] for _ in starts]
        for word in source.words:
            at = bisect_right(starts, word.start) - 1
            if at >= 0:
                buckets[at].append(word)
        for (start, end), bucket in zip(source.sentences, buckets, strict=True):
            terms = frozenset(terms_of(bucket))
            for term in terms:
                self._postings.setdefault(term, []).append(len(self._places))
            self._places.append(Match(number, start, end))
            self._terms.append(terms)

    def _gains(self, weights: dict[str, float]) -> dict[int, float]:
        """Weight that each source sentence covers; where there are very many places, of the rarest terms only."""
        gains: dict[int, float] = {}
        places = _MAX_POSTINGS
        for term in sorted(weights, key=lambda t: (-weights[t], t)):
            for i in self._postings.get(term, ())[:places]:
                gains[i] = gains.get(i, 0.0) + weights[term]
            places -= len(self._postings.get(term, ()))
            if places <= 0:
                break
        return gains

    @cached_property
    def _bags(self) -> tuple[list[Counter[str]], list[int], dict[str, list[int]]]:
        counts = [Counter(terms_of(source.words)) for source in self.sources]
        containing: dict[str, list[int]] = {}
        for i, bag in enumerate(counts):
            for term in bag:
                containing.setdefault(term, []).append(i)
        return counts, [bag.total() for bag in counts], containing


def terms_of(tokens: Sequence[Word]) -> list[str]:
    """Stems of the content words, with repetitions; neighbouring characters in pairs for unspaced scripts."""
    terms = []
    previous: Word | None = None
    for word in tokens:
        if is_unspaced(word.text):
            if previous is not None and previous.end == word.start:
                terms.append(previous.text + word.text)
            previous = word
            continue
        previous = None
        if word.text not in STOPWORDS:
            terms.append(stem(word.text))
    return terms


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A light English stem: enough to join "warned", "warns" and "warning"; numbers lose their group commas."""
    if word[0].isdigit():
        return word.replace(",", "")
    word = word.removesuffix("'s").removesuffix("'")
    if len(word) > 5 and word.endswith("ing"):
        return _undouble(word[:-3])
    if len(word) > 4 and word.endswith(("ies", "ied")):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith("ed"):
        return _undouble(word[:-2])
    if len(word) > 4 and word.endswith("es"):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


def _undouble(word: str) -> str:
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiousl":
        return word[:-1]
    return word[:-1] if len(word) > 4 and word.endswith("e") else word
