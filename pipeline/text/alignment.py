"""Which source sentences carry a sentence: a greedy cover of its words, rare words weighing more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from heapq import heapify, heappop, heappush, heapreplace, nsmallest
from itertools import pairwise
from math import log
from typing import NamedTuple

from pipeline.text.parsed import Parsed
from pipeline.text.terms import terms_of
from pipeline.text.words import words

_MAX_EVIDENCE = 5
# What a chosen sentence says counts this much when the next one is chosen: sentences that say it again confirm it.
_SAID = 0.6
# A sentence gains this share of what the two on either side of it say: what carries a claim stands together.
_NEARNESS = 0.2
# What the neighbour of chosen evidence adds counts this much more, that of the one after it half as much more.
_BESIDE = 0.25
# Long sentences share words by chance: the gain of one with n terms is taken times (10 / (10 + n)) to this power.
_LENGTH_POWER = 0.4
# Numbers tell more of where a claim is from than words as rare as they.
_NUMBER_WEIGHT = 1.4
# A sentence that says less than this share is no evidence.
_LEAST_SHARE = 0.05
# Only the most promising source sentences are compared with each other.
_POOL = 40
# Looking at more places than this for one sentence would let long texts cost quadratic time.
_MAX_POSTINGS = 3_000


class Match(NamedTuple):
    """A sentence of a source: `sources[source][start:end]`."""

    source: int
    start: int
    end: int


class Cover(NamedTuple):
    """What carries a sentence: `support`, the share of its weight that the `matches` cover together, 0 to 1; `absent`,
    how many of its terms no source has."""

    support: float
    absent: int
    matches: tuple[Match, ...]


class Aligner:
    """Knows all sentences of `sources` and finds those that carry a given sentence.

    `evidence` covers the sentence's terms greedily, weighted by log(1 + N/df) over the N source sentences;
    `rank` is Okapi BM25 (k1 = 1.2, b = 0.75; Robertson and Zaragoza 2009) over whole sources. The constants of the
    cover were chosen on WiCE; `bench/grounding.py` measures them.
    """

    def __init__(self, sources: Sequence[str | Parsed]) -> None:
        self.sources = [Parsed(s) if isinstance(s, str) else s for s in sources]
        self._places: list[Match] = []
        self._terms: list[frozenset[str]] = []
        self._brevity: list[float] = []
        self._postings: dict[str, list[int]] = {}
        for number, source in enumerate(self.sources):
            self._index(number, source)
        self._size = max(1, len(self._places))

    def evidence(self, sentence: str | Parsed) -> tuple[float, tuple[Match, ...]]:
        """(support, matches): the covered share of the sentence's weight, 0 to 1, and at most five source sentences
        that carry it, best first. A sentence without content words has support 1 and no matches."""
        parsed = Parsed(sentence) if isinstance(sentence, str) else sentence
        found = self.cover([term for term in parsed.terms if term])
        return found.support, found.matches

    def cover(self, terms: Sequence[str]) -> Cover:
        """As `evidence`, for the terms of a sentence."""
        weights = {term: self.weight(term) for term in terms}
        total = sum(weights.values())
        if not total:
            return Cover(1.0, 0, ())
        telling = {t: w * _NUMBER_WEIGHT if t[0].isdigit() else w for t, w in weights.items()}
        gains = self._gains(telling)
        pool = nsmallest(_POOL, gains, key=lambda i: (-gains[i], len(self._terms[i]), i))
        said = {i: self._terms[i] & weights.keys() for i in pool}
        least = _LEAST_SHARE * total
        chosen = self._chosen(telling, gains, {i: ts for i, ts in said.items() if gains[i] >= least})
        covered = sum(weights[t] for t in frozenset().union(*(said[i] for i in chosen)))
        absent = sum(term not in self._postings for term in weights)
        matches = tuple(self._places[i] for i in chosen)
        return Cover(min(1.0, covered / total), absent, matches)

    def _chosen(self, telling: dict[str, float], gains: dict[int, float], said: dict[int, frozenset[str]]) -> list[int]:
        """The evidence among `said`, best first: each time what adds most, near other places that say much."""
        if not said:
            return []
        left = dict(telling)
        beside: dict[int, float] = {}
        near = {i: _NEARNESS * self._beside(i, gains) for i in said}

        def worth(i: int) -> float:
            return sum(left[term] for term in said[i]) * self._brevity[i] * (1 + beside.get(i, 0.0)) + near[i]

        best = min(said, key=lambda i: (-gains[i] * self._brevity[i], i))
        heap = [(-worth(i), i) for i in said if i != best]
        heapify(heap)
        chosen = [best]
        while len(chosen) < _MAX_EVIDENCE:
            last = chosen[-1]
            for term in said[last]:
                left[term] *= _SAID
            for i in (last - 2, last - 1, last + 1, last + 2):
                if i in said and i not in chosen:
                    beside[i] = beside.get(i, 0.0) + _BESIDE / abs(i - last)
                    heappush(heap, (-worth(i), i))
            # An entry says at least what its sentence adds now: the top is the best as soon as it is up to date.
            while heap and (heap[0][1] in chosen or (now := -worth(heap[0][1])) > heap[0][0] + 1e-9):
                if heap[0][1] in chosen:
                    heappop(heap)
                else:
                    heapreplace(heap, (now, heap[0][1]))
            if not heap:
                break
            chosen.append(heappop(heap)[1])
        return chosen

    def _beside(self, i: int, gains: dict[int, float]) -> float:
        """What the two sentences on either side say, the nearer one counting twice as much."""
        return sum(gains[j] * self._brevity[j] / abs(i - j) for j in (i - 2, i - 1, i + 1, i + 2) if j in gains)

    def close(self, terms: Sequence[str]) -> float:
        """The largest share of the terms' weight that two neighbouring source sentences cover, 0 to 1."""
        weights = {term: self.weight(term) for term in terms}
        gains = self._gains(weights)
        pool = nsmallest(_POOL, gains, key=lambda i: (-gains[i], i))
        bounds = {j: gains.get(j, 0.0) + gains.get(j + 1, 0.0) for i in pool for j in (max(0, i - 1), i)}
        best = 0.0
        for first in sorted(bounds, key=lambda j: (-bounds[j], j)):
            if bounds[first] <= best:
                break
            said = weights.keys() & frozenset().union(*self._terms[first : first + 2])
            best = max(best, sum(weights[t] for t in said))
        return best / sum(weights.values()) if weights else 1.0

    def weakest(self, terms: Sequence[str], length: int) -> float:
        """The least that any `length` of these terms in a row are `close`."""
        starts = range(max(0, len(terms) - length) + 1)
        return min(self.close(terms[start : start + length]) for start in starts)

    def weight(self, term: str) -> float:
        """How much a term tells; a term of no source counts as one that half a sentence has."""
        return log(1 + self._size / len(self._postings[term])) if term in self._postings else log(1 + 2 * self._size)

    def paired(self, terms: Sequence[str]) -> float:
        """Share of a sentence's neighbouring terms that stand near each other in a source too, among the pairs of which
        sources have both; 1 when there is no such pair."""
        pairs = [p for p in pairwise(terms) if p[0] != p[1] and p[0] in self._postings and p[1] in self._postings]
        return sum(pair in self._near for pair in pairs) / len(pairs) if pairs else 1.0

    @cached_property
    def _near(self) -> frozenset[tuple[str, str]]:
        """Terms that stand within three of each other in a source, both ways."""
        found: set[tuple[str, str]] = set()
        for source in self.sources:
            terms = [term for term in source.terms if term]
            for distance in (1, 2, 3):
                found.update(zip(terms, terms[distance:], strict=False))
        return frozenset(found | {(b, a) for a, b in found})

    def knows(self, word: str) -> bool:
        """Whether a source has the word, in any case and form."""
        return any(term in self._postings for term in terms_of(words(word)))

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
        for (start, end), (low, high) in zip(source.sentences, source.sentence_words, strict=True):
            terms = frozenset(filter(None, source.terms[low:high]))
            for term in terms:
                self._postings.setdefault(term, []).append(len(self._places))
            self._places.append(Match(number, start, end))
            self._terms.append(terms)
            self._brevity.append((10 / (10 + len(terms))) ** _LENGTH_POWER)

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
        counts = [Counter(filter(None, source.terms)) for source in self.sources]
        containing: dict[str, list[int]] = {}
        for i, bag in enumerate(counts):
            for term in bag:
                containing.setdefault(term, []).append(i)
        return counts, [bag.total() for bag in counts], containing
