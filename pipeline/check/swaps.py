"""A number or name of the sources that isn't near what the sentence says of it, while another of its kind is.

The words around the item in the text are looked for around its places in the sources, near ones and rare ones counting
more; so they are around the items of its kind in the sentence's evidence. A warning where another item fits clearly
better: the margins keep warnings about texts that people called supported rare (`bench/injected.py`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeVar

from pipeline.check.aliases import keys
from pipeline.check.context import Block, Context, Sentence
from pipeline.check.numbers import agree
from pipeline.check.rule import Rule, finding, said
from pipeline.models import Finding, Name, Number, Severity
from pipeline.text.common_words import STOPWORDS, listed
from pipeline.text.numbers import readings
from pipeline.text.quantities import MEASURED_UNITS, STRICT_UNITS

# Characters at which a word counts half as much as beside the item.
_HALF = 60
# How much of what the sentence says must stand near the other's place: what a sentence says of a figure itself ("the
# reports give different figures") stands near none.
LEAST = 0.35
# By how much of the sentence's weight the other's place must fit better. Two names are seldom of the same sort when
# they have another number of words or follow another sort of word. `bench/swaps_fit.py` fits these.
MARGINS = {"number": 0.1, "name of the same sort": 0.14, "name": 0.3, "name of another sort": 0.45}
# What stands before a name of a place.
_WHERE = frozenset(listed("in at near from to across outside around"))
_OPENING_MARKS = frozenset('.:!?"“”')
_BEFORE = re.compile(r"([\w'’]+|[^\w\s])\s*\Z")
_MOST_PLACES = 30
_FAR = 1_000_000_000
# Units without which the number says something else; a bare number may stand for one with any but the second.
_TELLING = STRICT_UNITS | MEASURED_UNITS | {"time", "ordinal", "fraction"}
_APART = frozenset({"time", "ordinal", "fraction"})

Keys = frozenset[str]
T = TypeVar("T", Name, Number)


class Item(NamedTuple):
    """A number or a name and how it may be recognised elsewhere."""

    kind: str
    keys: Keys
    start: int
    end: int
    text: str
    unit: str | None = None


class Index:
    """Where the sources have each word of the text, and every number and name."""

    def __init__(self, context: Context) -> None:
        asked = {term for block in context.blocks for term in context.parsed(block).terms if term}
        self._terms: set[str] = set()
        self.words: list[dict[str, list[int]]] = []
        self.items: list[list[Item]] = []
        self.places: dict[tuple[str, str], list[tuple[int, Item]]] = {}
        for number, parsed in enumerate(context.each(context.parsed_sources)):
            at: dict[str, list[int]] = {}
            for word, term in zip(parsed.words, parsed.terms, strict=True):
                if term in asked:
                    at.setdefault(term, []).append(word[1])
            self.words.append(at)
            self._terms.update(at)
            items = [*map(of_number, parsed.numbers), *map(of_name, parsed.names)]
            items.sort(key=lambda item: item.start)
            self.items.append(items)
            for item in items:
                for key in item.keys:
                    self.places.setdefault((item.kind, key), []).append((number, item))

    def known(self, term: str) -> bool:
        return term in self._terms

    def own(self, item: Item) -> list[tuple[int, Item]]:
        found = (place for key in item.keys for place in self.places.get((item.kind, key), ())[:_MOST_PLACES])
        return list({(number, place.start): (number, place) for number, place in found}.values())

    def within(self, source: int, start: int, end: int) -> list[Item]:
        items = self.items[source]
        return items[bisect_left(items, start, key=lambda i: i.start) : bisect_left(items, end, key=lambda i: i.start)]


def of_number(number: Number) -> Item:
    values = frozenset(value.lstrip("-") for value, _ in readings(number))
    return Item("number", values, number.start, number.end, number.text, number.unit)


def of_name(name: Name) -> Item:
    return Item("name", keys(name.text), name.start, name.end, name.text)


def judged(context: Context, sentence: Sentence, least: float = 0.0) -> Iterator[tuple[Item, float, float, Item, int]]:
    """(item, how well its own places fit, how well the best other one does, that one, its source) of a sentence.

    Items whose own places fit so well that no other could beat them by `least` are left out.
    """
    index = context.once(Index)
    parsed = context.parsed(sentence.block)
    items = [*map(of_number, _inside(parsed.numbers, sentence)), *map(of_name, _inside(parsed.names, sentence))]
    publishers = context.once(_publishers)
    items = [item for item in items if item.kind != "name" or not item.keys <= publishers]
    if not items:
        return
    used = frozenset[str]().union(*(item.keys for item in items))
    inside = parsed.between(sentence.start, sentence.end)
    around = [(t, w.start) for w, t in zip(parsed.words[inside], parsed.terms[inside], strict=True) if t]
    near = [
        (source, other)
        for source, start, end in sentence.matches
        for other in index.within(source, start, end)
        if used.isdisjoint(other.keys)
    ]
    for item in items if near else ():
        own = index.own(item)
        wanted = _wanted(context, index, item, around)
        if not own or len(wanted) < 3:
            continue
        others = [(source, other) for source, other in near if other.kind == item.kind and _alike(item, other)]
        if not others:
            continue
        here = max(_fit(index, source, place, wanted) for source, place in own)
        if here > 1 - least:
            continue
        there, source, other = max(((_fit(index, s, o, wanted), s, o) for s, o in others), key=lambda found: found[0])
        yield item, here, there, other, source


def _publishers(context: Context) -> frozenset[str]:
    """Whoever publishes a thing may be named with it: no source says of itself what it says."""
    return frozenset[str]().union(*(keys(name) for name in context.publishers))


def sort(context: Context, item: Item, block: Block, other: Item, source: int) -> str:
    """Which margin applies to the two."""
    if item.kind == "number":
        return "number"
    same = len(item.text.split()) == len(other.text.split())
    if _before(block.text, item.start) == _before(context.sources[source].text, other.start):
        return "name of the same sort" if same else "name"
    return "name" if same else "name of another sort"


def _before(text: str, at: int) -> str:
    """The sort of word before that place: a preposition of place, another common word, a mark, or any other word."""
    match = _BEFORE.search(text, max(0, at - 24), at)
    word = match[1].lower() if match else "."
    if word in _WHERE:
        return "in"
    if word in STOPWORDS or not word[0].isalnum():
        return "." if word in _OPENING_MARKS else word
    return "word"


def _inside(found: Sequence[T], sentence: Sentence) -> Sequence[T]:
    """Those that begin in the sentence."""
    low = bisect_left(found, sentence.start, key=lambda f: f.start)
    return found[low : bisect_left(found, sentence.end, low, key=lambda f: f.start)]


def _alike(item: Item, other: Item) -> bool:
    """Whether one could stand in the other's place: numbers of the same measure, names of different things."""
    if item.kind == "name":
        return not _abbreviates(item.text, other.text) and not _abbreviates(other.text, item.text)
    if item.unit in _TELLING or other.unit in _TELLING:
        return item.unit == other.unit or (item.unit is None and other.unit not in _APART)
    return agree(item.unit, other.unit) and agree(other.unit, item.unit)


def _abbreviates(short: str, long: str) -> bool:
    """ "WBCs" for "White Blood Cells", "IBS" for "IBS-D"."""
    letters = short.rstrip("s").replace(".", "")
    initials = "".join(word[0] for word in long.replace("-", " ").split())
    return len(letters) > 1 and letters.isupper() and (initials.startswith(letters) or long.startswith(letters))


def _wanted(context: Context, index: Index, item: Item, around: Sequence[tuple[str, int]]) -> dict[str, float]:
    """The sentence's other words that sources have, by weight."""
    wanted: dict[str, float] = {}
    for term, at in around:
        if item.start <= at < item.end or not index.known(term):
            continue
        distance = item.start - at if at < item.start else at - item.end
        weight = context.aligner.weight(term) / (1 + distance / _HALF)
        wanted[term] = max(weight, wanted.get(term, 0.0))
    return wanted


def _fit(index: Index, source: int, place: Item, wanted: dict[str, float]) -> float:
    """Share of the wanted words' weight near the place, 0 to 1."""
    words, here, got, total = index.words[source], place.start, 0.0, 0.0
    for term, weight in wanted.items():
        total += weight
        starts = words.get(term)
        if starts is None:
            continue
        i = bisect_left(starts, here)
        after = starts[i] - here if i < len(starts) else _FAR
        before = here - starts[i - 1] if i else _FAR
        got += weight / (1 + min(after, before) / _HALF)
    return got / total if total else 0.0


def _run(context: Context) -> Iterator[Finding]:
    least = min(MARGINS.values())
    for sentence in context.each(context.sentences):
        for item, here, there, other, source in judged(context, sentence, least):
            if there < LEAST or there - here < MARGINS[sort(context, item, sentence.block, other, source)]:
                continue
            evidence = context.evidence([(source, other.start, other.end)])
            message = (
                f"{said(item.text)} is in the sources, but not near what is said of it here; "
                f"they have {said(other.text)} there."
            )
            yield finding("swaps", Severity.WARNING, sentence.block, (item.start, item.end), message, evidence)


RULE = Rule("swaps", "a number or name of the sources in another one's place", _run, languages=frozenset({"en"}))
