"""The extractor's tree to passages: paragraphs, headings and tables in reading order, page furniture removed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from lxml.etree import _Element

from pipeline.extract.cleaning import clean
from pipeline.extract.furniture import KICKER, is_furniture, leads_on
from pipeline.extract.markup import BREAK, count_words, key
from pipeline.models import Passage, PassageKind

Block = tuple[PassageKind, str]

_HEADLINE_WORDS = 16
_CONTAINERS = frozenset({"p", "quote", "item", "div", "list", "body", "main", "details"})


def passages_of(body: _Element, *, titles: Sequence[str], authors: Sequence[str]) -> tuple[Passage, ...]:
    """Numbered passages of trafilatura's document tree."""
    return numbered(without_furniture(_blocks(body), titles=titles, authors=authors))


def numbered(blocks: Iterable[Block]) -> tuple[Passage, ...]:
    return tuple(Passage(id=f"p{n}", text=text, kind=kind) for n, (kind, text) in enumerate(blocks, start=1))


def without_furniture(blocks: Iterable[Block], *, titles: Sequence[str], authors: Sequence[str]) -> list[Block]:
    """The blocks that belong to the story: no page furniture, no title or byline again, no heading over nothing."""
    byline = _byline(authors)
    known = {key(title) for title in titles}
    kept: list[Block] = []
    skipping = False  # the list of links under a heading such as "Related articles"
    for kind, text in blocks:
        is_heading = kind is PassageKind.HEADING
        skipping = leads_on(text) or (skipping and not is_heading and count_words(text) < _HEADLINE_WORDS)
        if skipping or is_furniture(text) or (authors and byline.fullmatch(text[:300])):
            continue
        if len(kept) < 3 and key(text) in known:
            continue
        if not kept and kind is PassageKind.PARAGRAPH and KICKER.fullmatch(text):
            continue
        if kept and kept[-1] == (kind, text):
            continue
        kept.append((kind, text))
    while kept and kept[-1][0] is PassageKind.HEADING:
        kept.pop()
    return kept


def _byline(authors: Sequence[str]) -> re.Pattern[str]:
    """A line that is the authors' names, or that begins `By` and a name and isn't a sentence."""
    names = "|".join(map(re.escape, authors))
    return re.compile(
        rf"(by|von|par|por|di|door|av)?\s*({names})\W*|(by|von)\s+({names})\b.{{0,100}}[^.!?”\"]", re.IGNORECASE
    )


def _blocks(body: _Element) -> Iterator[Block]:
    """Depth first; running text directly in a container is a paragraph of its own."""
    pieces: list[str] = []

    def flush() -> Iterator[Block]:
        parts = "".join(pieces).split(BREAK)
        pieces.clear()
        for part in parts:
            if text := clean(part):
                yield PassageKind.PARAGRAPH, text

    pieces.append(body.text or "")
    for child in body:
        if child.tag == "head":
            yield from flush()
            if text := _text(child):
                yield PassageKind.HEADING, text
        elif child.tag == "table":
            yield from flush()
            if text := _table(child):
                yield PassageKind.TABLE, text
        elif child.tag in _CONTAINERS:
            yield from flush()
            yield from _blocks(child)
        elif child.tag == "lb":
            pieces.append(" ")
        elif isinstance(child.tag, str) and child.tag != "graphic":
            pieces.append("".join(child.itertext()))
        pieces.append(child.tail or "")
    yield from flush()


def _text(element: _Element) -> str:
    return clean("".join(element.itertext()).replace(BREAK, " "))


def _table(table: _Element) -> str:
    """Rows as lines, cells separated by ` | `."""
    rows = ([_text(cell) for cell in row.iter("cell")] for row in table.iter("row"))
    return "\n".join(" | ".join(filter(None, row)) for row in rows if any(row))
