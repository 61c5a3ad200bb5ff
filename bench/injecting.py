"""Errors put into supported texts by a seed, one into one sentence at a time."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple, TypeVar

from grounding import SETS
from story_pages import ROOT, example_documents

from pipeline.check.numbers import agree
from pipeline.models import DateMention, Name, Number
from pipeline.text.common_words import listed
from pipeline.text.names import parts
from pipeline.text.numbers import readings
from pipeline.text.parsed import Parsed

DATA = Path(os.environ.get("NUTGRAF_DATA", ROOT.parent / "shared" / "data")) / "grounding"
_NAMES = listed("Brancaster Corvane Fennimore Hexholme Kelmarsh Merrivane Pellworth Quennell Thornaby Vantreen")
_MONTHS = listed("January February March April June July August September October November December")
_DAYS = listed("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")


class Supported(NamedTuple):
    """A text that people called supported by its sources, read."""

    id: str
    kind: str
    text: Parsed
    sources: tuple[str, ...]
    read: tuple[Parsed, ...]


T = TypeVar("T", Number, Name, DateMention)
_OPPOSITE = dict(
    pair.split(":")
    for pair in listed(
        "rose:fell fell:rose increased:decreased decreased:increased higher:lower lower:higher increase:decrease "
        "decrease:increase approved:rejected rejected:approved won:lost lost:won above:below below:above gained:lost "
        "increases:decreases supports:opposes allowed:banned banned:allowed wins:loses beat:lost grew:shrank "
        "growth:decline decline:growth larger:smaller smaller:larger best:worst worst:best strengthened:weakened "
        "accepted:refused accused:cleared convicted:acquitted more:fewer fewer:more most:least"
    )
)
_DIRECTION = re.compile(rf"\b(?:{'|'.join(_OPPOSITE)})\b(?!['’])")
_AUXILIARY = re.compile(r"\b(?:is|are|was|were|will|would|has|have|had|can|could)\b(?! not)")
_DENIAL = re.compile(r"\b(?:won|can)[’']t\b|\bcannot\b|\s(?:not|never)\b(?! only)|(?<=[a-z])n[’']t\b", re.IGNORECASE)
_WITHOUT = {"won't": "will", "can't": "can", "cannot": "can"}
# A doubt and what is left without it.
_DOUBTS = dict(
    pair.split(":")
    for pair in (
        *listed("may:will might:will could:will allegedly: reportedly: possibly: probably: apparently: alleged:"),
        *("is likely to:will", "are likely to:will", "is expected to:will", "are expected to:will"),
        *("is thought to be:is", "is believed to be:is", "suggests that:proves that", "suggested that:proved that"),
    )
)
_DOUBT = re.compile(rf"\b(?:{'|'.join(_DOUBTS)})\b\s?")

Span = tuple[int, int]
Injector = Callable[[Supported, Span, Sequence[Supported], Random], tuple[Span, str] | None]
"""What replaces which part of a sentence's span; None when the sentence has nothing of that kind."""


def supported() -> Iterator[Supported]:
    """From the labelled sets, else every passage of the example pages against its page."""
    found = False
    for kind, name in SETS:
        path = DATA / f"{name}.jsonl"
        if not path.is_file():
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            if not record["unsupported"]:
                found = True
                yield _read(record["id"], kind, record["text"], record["sources"])
    if not found:
        for document in example_documents():
            for passage in document.passages:
                sources = [p.text for p in document.passages]
                yield _read(f"{document.title} {passage.id}", "article", passage.text, sources)


def _read(name: str, kind: str, text: str, sources: Sequence[str]) -> Supported:
    return Supported(name, kind, Parsed(text), tuple(sources), tuple(Parsed(s) for s in sources))


def number(text: Supported, span: Span, _: Sequence[Supported], chance: Random) -> tuple[Span, str] | None:
    """One digit of a number changed, to a value that no source has."""
    found = [n for n in _inside(text.text.numbers, span) if re.search(r"\d", n.text)]
    if not found:
        return None
    chosen = chance.choice(found)
    said = {value for source in text.read for n in source.numbers for value, _unit in readings(n)}
    digits = [m.start() for m in re.finditer(r"[0-9]", chosen.text)]
    for _attempt in range(8):
        at = chance.choice(digits)
        digit = chance.choice([d for d in "123456789" if d != chosen.text[at]])
        changed = chosen.text[:at] + digit + chosen.text[at + 1 :]
        bare = re.sub(r"\D", "", changed)
        if (
            bare
            and not any(bare in re.sub(r"[.,\s]", "", source) for source in text.sources)
            and not said & _values(changed)
        ):
            return (chosen.start, chosen.end), changed
    return None


def _values(number: str) -> set[str]:
    return {value for n in Parsed(number).numbers for value, _unit in readings(n)}


def name(text: Supported, span: Span, _: Sequence[Supported], chance: Random) -> tuple[Span, str] | None:
    """A name changed to one that no source has."""
    found = _inside(text.text.names, span)
    if not found:
        return None
    chosen = chance.choice(found)
    return (chosen.start, chosen.end), " ".join(chance.sample(_NAMES, min(2, len(parts(chosen.text)) or 1)))


def date(text: Supported, span: Span, _: Sequence[Supported], chance: Random) -> tuple[Span, str] | None:
    """A month, weekday or year changed to one that no source has."""
    for mention in _inside(text.text.dates, span):
        for pattern, choices in (
            (rf"\b(?:{'|'.join(_MONTHS)})\b", _MONTHS),
            (rf"\b(?:{'|'.join(_DAYS)})", _DAYS),
            (r"\b(?:19|20)\d\d\b", [str(y) for y in range(1951, 2030)]),
        ):
            match = re.search(pattern, mention.text)
            absent = [c for c in choices if not any(c[:3] in s if c.isalpha() else c in s for s in text.sources)]
            absent = [c for c in absent if match and c != match.group()]
            if match and absent:
                start = mention.start + match.start()
                return (start, start + len(match.group())), chance.choice(absent)
    return None


def quote(text: Supported, span: Span, others: Sequence[Supported], chance: Random) -> tuple[Span, str] | None:
    """A quotation of another text's source, added to the sentence."""
    source = chance.choice(others).read[0]
    words = source.text[slice(*chance.choice(source.sentences))].replace('"', "").split()
    start = chance.randrange(max(1, len(words) - 8))
    said = " ".join(words[start : start + 8]).strip("“”‘’'. ")
    if len(said.split()) < 5 or any(said in s for s in text.sources):
        return None
    end = span[1] - (text.text.text[span[1] - 1] in ".!?")
    return (end, end), f", or as they put it, “{said}”"


def swapped_number(text: Supported, span: Span, _: Sequence[Supported], chance: Random) -> tuple[Span, str] | None:
    """A number changed to another one of the sources, of the same unit where that says something."""
    inside = _inside(text.text.numbers, span)
    used = {value for n in inside for value, _unit in readings(n)}
    for chosen in chance.sample(inside, len(inside)):
        fitting = [
            n
            for source in text.read
            for n in source.numbers
            if not {v for v, _unit in readings(n)} & used and _same_kind(n, chosen)
        ]
        if fitting:
            return (chosen.start, chosen.end), chance.choice(fitting).text
    return None


def _same_kind(one: Number, two: Number) -> bool:
    digits = bool(re.search(r"\d", one.text)) == bool(re.search(r"\d", two.text))
    return digits and agree(one.unit, two.unit) and agree(two.unit, one.unit) and "ordinal" not in {one.unit, two.unit}


def swapped_name(text: Supported, span: Span, _: Sequence[Supported], chance: Random) -> tuple[Span, str] | None:
    """A name changed to another one of the sources, of as many words."""
    inside = _inside(text.text.names, span)
    used = {part for n in inside for part in parts(n.text)}
    for chosen in chance.sample(inside, len(inside)):
        size = len(parts(chosen.text))
        fitting = [
            n for source in text.read for n in source.names if len(p := parts(n.text)) == size and not used & set(p)
        ]
        if fitting:
            return (chosen.start, chosen.end), chance.choice(fitting).text
    return None


def denied(text: Supported, span: Span, _: Sequence[Supported], __: Random) -> tuple[Span, str] | None:
    """The first auxiliary denied."""
    match = _AUXILIARY.search(text.text.text, *span)
    return (match.span(), f"{match.group()} not") if match else None


def affirmed(text: Supported, span: Span, _: Sequence[Supported], __: Random) -> tuple[Span, str] | None:
    """The first denial taken away."""
    match = _DENIAL.search(text.text.text, *span)
    return (match.span(), _WITHOUT.get(match.group().lower().replace("’", "'"), "")) if match else None


def turned(text: Supported, span: Span, _: Sequence[Supported], __: Random) -> tuple[Span, str] | None:
    """A word of direction changed to its opposite."""
    match = _DIRECTION.search(text.text.text, *span)
    return (match.span(), _OPPOSITE[match.group()]) if match else None


def settled(text: Supported, span: Span, _: Sequence[Supported], __: Random) -> tuple[Span, str] | None:
    """A doubt taken away, or turned into certainty."""
    match = _DOUBT.search(text.text.text, *span)
    if match is None:
        return None
    put = _DOUBTS[match.group().rstrip()]
    return match.span(), f"{put} " if put and match.group()[-1].isspace() else put


def _inside(found: Sequence[T], span: Span) -> list[T]:
    return [f for f in found if span[0] <= f.start and f.end <= span[1]]


ABSENT: dict[str, Injector] = {"number": number, "name": name, "date": date, "quote": quote}
TURNED: dict[str, Injector] = {"denied": denied, "affirmed": affirmed, "turned": turned, "settled": settled}
SWAPPED: dict[str, Injector] = {"swapped_number": swapped_number, "swapped_name": swapped_name}
