"""Signatures: what is kept of a text to recognise its copies and other accounts of the same event, about 2 KB each.

Wording is compared by a MinHash sketch over 3-word shingles (Broder 1997), made in one pass over the text by one
permutation hashing (Li, Owen and Zhang 2012) with empty bins filled by rotation (Shrivastava and Li 2014). Subject is
compared by the cosine of TF-IDF vectors. Hashes are CRC-32 and fixed arithmetic: stored signatures stay comparable.
"""

from __future__ import annotations

import hashlib
import struct
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest
from itertools import pairwise
from math import log, sqrt
from zlib import crc32

from pipeline.text.common_words import STOPWORDS
from pipeline.text.terms import stem
from pipeline.text.words import Word, is_unspaced, words

BINS = 128
_MAX_TERMS = 320
_MAX_COUNT = 0x7F
_NAMED = 0x80
_HEAD = struct.Struct("<16sH")

# Frequencies in a handful of pages say little: as if this many other pages had been seen, none with the term.
_UNSEEN_PAGES = 500
_FEW_PAGES = 8
# Names and numbers tell one event from another of its kind.
_NAME_WEIGHT = 2.0

COPY_WORDING = 0.3
"""Least estimated Jaccard similarity of copies. The usual .7 misses most rewrites."""
COPY_SUBJECT = 0.7
"""Least cosine of copies."""
COPY_NAMES = 0.5
"""Least cosine of their names and numbers: a form filled in with others is no copy."""

# A page with fewer names, or in a script without capitals, can't be told apart by them.
_LEAST_NAMES = 5


@dataclass(frozen=True, slots=True)
class Signature:
    digest: bytes
    """16 bytes of the SHA-256 of the folded words: equal for texts that differ in nothing but punctuation."""
    sketch: array[int]
    """One 32-bit minimum for each of 128 bins; empty for a text without words."""
    terms: array[int]
    """CRC-32 of the stems of title and text, the most frequent 320."""
    counts: bytes
    """For each term how often it occurs, up to 127; the high bit tells a name or number."""

    def pack(self) -> bytes:
        return _HEAD.pack(self.digest, len(self.terms)) + _little(self.sketch) + _little(self.terms) + self.counts

    @classmethod
    def unpack(cls, data: bytes) -> Signature:
        digest, size = _HEAD.unpack_from(data)
        bins = (len(data) - _HEAD.size - 5 * size) // 4
        at = _HEAD.size + 4 * bins
        sketch, terms = (array("I", struct.unpack_from(f"<{n}I", data, i)) for i, n in ((_HEAD.size, bins), (at, size)))
        return cls(digest, sketch, terms, data[at + 4 * size :])

    def wording(self, other: Signature) -> float:
        """Estimated Jaccard similarity of the two sets of 3-word shingles; the standard error at .3 is .04."""
        if not self.sketch or not other.sketch:
            return 0.0
        return sum(map(int.__eq__, self.sketch, other.sketch)) / BINS


def _little(numbers: array[int]) -> bytes:
    return struct.pack(f"<{len(numbers)}I", *numbers)


def sign(title: str, text: str) -> Signature:
    """The title takes part in the subject, not in the wording: copies often have another."""
    said = words(text)
    digest = hashlib.sha256(" ".join(w.text for w in said).encode("utf-8", "surrogatepass")).digest()[:16]
    counts, named = Counter[str](), Counter[str]()
    for tokens, whole in ((words(title), title), (said, text)):
        _count(tokens, whole, counts, named)
    kept = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_MAX_TERMS]
    return Signature(
        digest,
        sketch([w.text for w in said]),
        array("I", (_hash(term) for term, _ in kept)),
        bytes(min(n, _MAX_COUNT) | (_NAMED if 2 * named[term] > n else 0) for term, n in kept),
    )


def _count(tokens: list[Word], whole: str, counts: Counter[str], named: Counter[str]) -> None:
    """Content words, and how often each is written like a name; unspaced scripts in pairs of characters."""
    for word in tokens:
        if is_unspaced(word.text) or word.text in STOPWORDS:
            continue
        term = stem(word.text)
        counts[term] += 1
        first = whole[word.start]
        named[term] += first.isupper() or first.isdigit()
    for one, two in pairwise(tokens):
        if one.end == two.start and is_unspaced(one.text) and is_unspaced(two.text):
            counts[one.text + two.text] += 1


@lru_cache(maxsize=65536)
def _hash(word: str) -> int:
    return crc32(word.encode("utf-8", "surrogatepass"))


def sketch(said: Sequence[str]) -> array[int]:
    """MinHash of the 3-word shingles: the least hash of each bin, which its low seven bits choose."""
    hashes = [_hash(word) for word in said]
    if not hashes:
        return array("I")
    if len(hashes) < 3:
        hashes = hashes * 3
    mask = 0xFFFFFFFFFFFFFFFF
    mixed = {
        ((a * 0x9E3779B97F4A7C15 + b * 0xC2B2AE3D27D4EB4F + c * 0x165667B19E3779F9) & mask) * 0xD6E8FEB86659FD93 & mask
        for a, b, c in zip(hashes, hashes[1:], hashes[2:], strict=False)
    }
    least: dict[int, int] = {}
    for value in sorted((m >> 32 for m in mixed), reverse=True):
        least[value & (BINS - 1)] = value
    return array("I", (_filled(least, number) for number in range(BINS)))


def _filled(least: dict[int, int], number: int) -> int:
    """The bin's value, else that of the next full one, marked with the distance."""
    for distance in range(BINS):
        value = least.get((number + distance) % BINS)
        if value is not None:
            return (value + distance * 0x85EBCA6B) & 0xFFFFFFFF
    raise AssertionError("no bin is filled")


@dataclass(frozen=True, slots=True)
class Vector:
    """A signature's TF-IDF weights, of length 1, heaviest first; `named` tells names and numbers."""

    terms: array[int]
    weights: array[float]
    named: bytes

    def lookup(self) -> dict[int, float]:
        return dict(zip(self.terms, self.weights, strict=True))

    def names(self, other: Vector) -> float:
        """Cosine of the names and numbers alone; 1 when one of the two has too few to tell."""
        one, two = self._names(), other._names()
        if min(len(one), len(two)) < _LEAST_NAMES:
            return 1.0
        shared = sum(weight * two.get(term, 0.0) for term, weight in one.items())
        return min(1.0, shared / (_length(one) * _length(two)))

    def _names(self) -> dict[int, float]:
        return {term: w for term, w, named in zip(self.terms, self.weights, self.named, strict=True) if named}


def _length(weights: dict[int, float]) -> float:
    return sqrt(sum(w * w for w in weights.values())) or 1.0


class Frequencies:
    """In how many of the signatures each term occurs, and the TF-IDF vectors that follow from it.

    A term weighs (1 + ln tf) · ln((N + 500) / (df + ½)), twice that when it is a name or number.
    """

    def __init__(self, signatures: Iterable[Signature]) -> None:
        self._holders = Counter[int]()
        self._pages = 0
        for signature in signatures:
            self._holders.update(signature.terms)
            self._pages += 1

    def telling(self, signature: Signature, most: int) -> array[int]:
        """The terms to find a text again by, `most` of them: frequent in it, rare elsewhere.

        Rarer than a handful of pages counts as equal, and then the hash decides: of two texts that share many terms the
        same ones are chosen, and not those that each has for itself.
        """
        ranks = []
        for term, count in zip(signature.terms, signature.counts, strict=True):
            rarity = log((self._pages + _UNSEEN_PAGES) / (max(self._holders[term], _FEW_PAGES) + 0.5))
            weight = (1 + log(count & _MAX_COUNT)) * rarity * (_NAME_WEIGHT if count & _NAMED else 1.0)
            ranks.append((-weight, term))
        return array("I", (term for _, term in nsmallest(most, ranks)))

    def vector(self, signature: Signature) -> Vector:
        weights: dict[int, float] = {}
        named = set[int]()
        for term, count in zip(signature.terms, signature.counts, strict=True):
            rarity = log((self._pages + _UNSEEN_PAGES) / (self._holders[term] + 0.5))
            weights[term] = (1 + log(count & _MAX_COUNT)) * rarity * (_NAME_WEIGHT if count & _NAMED else 1.0)
            if count & _NAMED:
                named.add(term)
        length = _length(weights)
        heaviest = sorted(weights, key=lambda term: (-weights[term], term))
        shares = array("f", (weights[term] / length for term in heaviest))
        return Vector(array("I", heaviest), shares, bytes(term in named for term in heaviest))


def cosine(lookup: dict[int, float], vector: Vector) -> float:
    """Cosine of two vectors, the first as its `lookup`."""
    get = lookup.get
    return min(1.0, sum(get(term, 0.0) * weight for term, weight in zip(vector.terms, vector.weights, strict=True)))


def is_copy(wording: float, subject: float, one: Vector, two: Vector) -> bool:
    """Whether two texts of this likeness are one text, changed."""
    return wording >= COPY_WORDING and subject >= COPY_SUBJECT and one.names(two) >= COPY_NAMES
