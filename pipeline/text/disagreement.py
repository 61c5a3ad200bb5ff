"""Figures on which texts of several publishers differ, and figures that only one of them has.

Whether two figures count the same thing is judged by what they count and by the words around them. That errs both ways:
what is found is worded as a difference between reports, which it is, and never as an error of one of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from math import log
from typing import NamedTuple

from pipeline.models import Number
from pipeline.text.common_words import listed
from pipeline.text.parsed import Parsed
from pipeline.text.terms import terms_of
from pipeline.text.words import Word

_NO_QUANTITY = frozenset({"ordinal", "fraction", "time", None})
# What stands beside any figure tells nothing about what it counts.
_GENERIC = frozenset(
    listed(
        "million billion thousand hundred trillion bn mn mln year month week day hour minute cost total percent cent"
    )
)
# Beyond so many pairs a dossier has more figures than anybody compares; they take about half a second.
_MOST_PAIRS = 50_000
_WORDS_BEFORE, _WORDS_AFTER = 12, 8
# Versions of one figure are seldom further apart.
_MOST_RATIO = Decimal(2)
# Shares of the weight of the words around a figure, and of its whole sentence, that two versions of it have in common,
# and how many words that are at least. Set by judgement on the example desk.
_LIKE, _LEAST_COMMON = 0.3, 2
_SENTENCE_LIKE, _SENTENCE_COMMON = 0.22, 3
# Counts of one noun that are so large and so near each other are taken for versions of one figure by themselves.
_SPECIFIC, _NEAR = Decimal(100), Decimal("1.35")


class Text(NamedTuple):
    """A passage and its place: texts of one `group` are of one publisher."""

    group: int
    id: str
    text: str
    parsed: Parsed | None = None
    """The text read already, if the caller has it."""


class Figure(NamedTuple):
    """A number as one publisher gives it."""

    group: int
    id: str
    """Of the passage."""
    text: str
    """The number with its unit, as written: `$48 million`, `1,900 homes`."""
    sentence: str
    value: Decimal
    unit: str


class Difference(NamedTuple):
    """Different values for what looks like one thing, from at least two groups; each value once a group."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class _Item:
    figure: Figure
    around: frozenset[str]
    sentence: frozenset[str]


def differences(texts: Sequence[Text]) -> tuple[Difference, ...]:
    """In the order of the first figure of each; at most one difference a figure."""
    items, weights = _read(texts)
    said = {(i.figure.group, i.figure.unit, i.figure.value) for i in items}
    sums = _Sums(weights)
    linked: list[tuple[float, int, int]] = []
    for i, j in islice(_pairs(items), _MOST_PAIRS):
        likeness = _likeness(items[i], items[j], sums, said)
        if likeness:
            linked.append((likeness, i, j))
    return _joined(items, linked)


def _pairs(items: Sequence[_Item]) -> Iterator[tuple[int, int]]:
    """Figures of one unit that are near enough to each other to be versions of one, the lower index first."""
    units: dict[str, list[tuple[Decimal, int]]] = {}
    for n, item in enumerate(items):
        units.setdefault(item.figure.unit, []).append((item.figure.value, n))
    for found in units.values():
        found.sort()
        for k, (low, i) in enumerate(found):
            for high, j in found[k + 1 :]:
                if high > low * _MOST_RATIO:
                    break
                if high != low and items[i].figure.group != items[j].figure.group:
                    yield min(i, j), max(i, j)


def only_one(texts: Sequence[Text]) -> tuple[Figure, ...]:
    """Figures whose value and unit stand in the texts of one group only; empty when there is but one group."""
    if len({t.group for t in texts}) < 2:
        return ()
    items, _ = _read(texts)
    groups: dict[tuple[str, Decimal], set[int]] = {}
    for item in items:
        groups.setdefault((item.figure.unit, item.figure.value), set()).add(item.figure.group)
    first: dict[tuple[str, Decimal], Figure] = {}
    for item in items:
        key = (item.figure.unit, item.figure.value)
        if len(groups[key]) == 1:
            first.setdefault(key, item.figure)
    return tuple(first.values())


def _read(texts: Sequence[Text]) -> tuple[list[_Item], dict[str, float]]:
    items: list[_Item] = []
    counts: Counter[str] = Counter()
    places = 0
    for text in texts:
        parsed = text.parsed or Parsed(text.text)
        for start, end in parsed.sentences:
            places += 1
            counts.update(set(terms_of([w for w in parsed.words if start <= w.start < end])))
            items += _items(text, parsed, start, end)
    return items, {term: log(1 + places / n) for term, n in counts.items()}


def _items(text: Text, parsed: Parsed, start: int, end: int) -> Iterator[_Item]:
    inside = [n for n in parsed.numbers if start <= n.start < end and n.unit not in _NO_QUANTITY]
    tokens = [w for w in parsed.words if start <= w.start < end]
    for number in inside:
        others = [n for n in inside if n.unit == number.unit and n is not number]
        low = max((n.end for n in others if n.end <= number.start), default=start)
        high = min((n.start for n in others if n.start >= number.end), default=end)
        before = [w for w in tokens if low <= w.start and w.end <= number.start][-_WORDS_BEFORE:]
        after = [w for w in tokens if number.end <= w.start and w.end <= high][:_WORDS_AFTER]
        unit = str(number.unit)
        shown = _shown(text.text, number)
        figure = Figure(text.group, text.id, shown, text.text[start:end], Decimal(number.value), unit)
        yield _Item(figure, _telling(before + after, unit), _telling(tokens, unit))


def _telling(tokens: Sequence[Word], unit: str) -> frozenset[str]:
    terms = frozenset(terms_of(tokens)) - _GENERIC - {unit, unit.rstrip("s")}
    return frozenset(t for t in terms if t.isalnum())


def _shown(text: str, number: Number) -> str:
    """With the noun it counts, when that stands behind it."""
    unit = number.unit or ""
    tail = text[number.end : number.end + len(unit) + 1]
    return number.text + tail if unit and tail[1:].lower() == unit else number.text


class _Sums(dict[frozenset[str], float]):
    """The weight of a set of words, added up once."""

    def __init__(self, weights: dict[str, float]) -> None:
        super().__init__()
        self.weights = weights

    def __missing__(self, terms: frozenset[str]) -> float:
        self[terms] = total = sum(self.weights[t] for t in terms)
        return total


def _likeness(one: _Item, other: _Item, sums: _Sums, said: set[tuple[int, str, Decimal]]) -> float:
    """How sure it is that they are two versions of one figure; 0 for no."""
    a, b = one.figure, other.figure
    if a.group == b.group or a.unit != b.unit or a.value == b.value or min(a.value, b.value) <= 0:
        return 0.0
    ratio = max(a.value, b.value) / min(a.value, b.value)
    if ratio > _MOST_RATIO:
        return 0.0
    # Who has the other's figure, too, speaks of two things, unless the other knows only one of them.
    if (a.group, a.unit, b.value) in said and (b.group, b.unit, a.value) in said:
        return 0.0
    likeness = max(
        _share(one.around, other.around, sums, _LEAST_COMMON, _LIKE),
        _share(one.sentence, other.sentence, sums, _SENTENCE_COMMON, _SENTENCE_LIKE),
    )
    if likeness:
        return likeness
    counted = a.unit.isalpha() and a.unit.islower() and a.unit.endswith("s") and a.unit not in _GENERIC
    if counted and ratio <= _NEAR and min(a.value, b.value) >= _SPECIFIC:
        return _LIKE if (a.group, a.unit, b.value) not in said and (b.group, b.unit, a.value) not in said else 0.0
    return 0.0


def _share(one: frozenset[str], other: frozenset[str], sums: _Sums, least_words: int, least_share: float) -> float:
    """The common weight as a share of the lesser one; 0 below the least."""
    common = one & other
    if len(common) < least_words:
        return 0.0
    share = sum(sums.weights[t] for t in common) / min(sums[one], sums[other])
    return share if share >= least_share else 0.0


def _joined(items: Sequence[_Item], linked: Sequence[tuple[float, int, int]]) -> tuple[Difference, ...]:
    """The surest links first; a figure joins the first that takes it, and a group is there once."""
    clusters: list[list[int]] = []
    place: dict[int, list[int]] = {}
    taken: set[tuple[int, str, Decimal]] = set()
    for _, i, j in sorted(linked, key=lambda link: (-link[0], link[1], link[2])):
        if i in place and j in place:
            continue
        if i not in place and j not in place:
            cluster = [i, j]
            if taken & {_key(items[i]), _key(items[j])}:
                continue
            clusters.append(cluster)
            taken |= {_key(items[i]), _key(items[j])}
            place[i] = place[j] = cluster
            continue
        known, new = (i, j) if i in place else (j, i)
        cluster = place[known]
        if all(items[k].figure.group != items[new].figure.group for k in cluster):
            cluster.append(new)
            place[new] = cluster
            taken.add(_key(items[new]))
    return tuple(Difference(tuple(items[k].figure for k in sorted(c))) for c in sorted(clusters, key=min))


def _key(item: _Item) -> tuple[int, str, Decimal]:
    return item.figure.group, item.figure.unit, item.figure.value
