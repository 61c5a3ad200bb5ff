"""News stories made from real texts by a seed: copies, rewrites, updates, independent reports, and what is none.

Each text is cut into two halves of alternating sentences that stand for two reporters' accounts of one event: they
share names and subject, but no sentence. From the first half copies are made; lookalikes are other events.
"""

from __future__ import annotations

import gzip
import json
import os
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

from pipeline.extract import extract
from pipeline.models import Document, Page, Passage, hash_of
from pipeline.text.common_words import listed
from pipeline.text.facts import facts
from pipeline.text.sentences import sentences

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "sources" / "examples"
DATA = Path(os.environ.get("NUTGRAF_DATA", ROOT.parent / "shared" / "data")) / "extraction"
FIRST_DAY = datetime(2026, 11, 2, 6, tzinfo=UTC)
LEAST_SENTENCES = 12

SYNONYMS = {
    "said": "stated", "after": "following", "about": "around", "also": "in addition", "but": "yet",
    "many": "numerous", "big": "large", "show": "demonstrate", "begin": "start", "began": "started",
    "help": "assist", "people": "residents", "because": "since", "while": "whereas", "told": "informed",
    "more than": "over", "will": "is going to", "first": "initial", "plan": "scheme", "plans": "schemes",
    "major": "significant", "report": "account", "need": "require", "used": "employed", "get": "obtain",
    "made": "produced", "according to": "as per", "year": "twelvemonth", "now": "at present",
}  # fmt: skip
_SYNONYM = re.compile(rf"\b({'|'.join(sorted(SYNONYMS, key=len, reverse=True))})\b")
NAMES = listed(
    "Averley Brancaster Corvane Dunmorrow Eskerly Fennimore Garrowby Hexholme Istead Jarrowick Kelmarsh Lorndale "
    "Merrivane Nethercott Ormsgill Pellworth Quennell Rathmere Selwick Thornaby Ulverley Vantreen Wexcombe Yarmley"
)
SITES = ("The Morning Courant", "Valley Sentinel", "Northern Dispatch", "City Observer", "Coastal Times")


class Made(NamedTuple):
    document: Document
    kind: str
    """`original`, `rewrite`, `copy`, `update`, `report`, `lookalike` or `form` (its wording, other facts)."""
    story: int
    text: int
    """Documents with one number are the same text, changed."""


def texts(limit: int | None) -> Iterator[tuple[str, str]]:
    """(title, body) of the public sets, or of the example pages where those are not at hand."""
    found = list(_gold()) or list(_examples())
    yield from found[:limit]


def _gold() -> Iterator[tuple[str, str]]:
    for path in sorted(DATA.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for record in map(json.loads, lines):
                if record["body"]:
                    yield record["title"] or record["body"].split("\n")[0][:90], record["body"]


def _examples() -> Iterator[tuple[str, str]]:
    for document in example_documents():
        yield document.title, document.text


def example_documents() -> list[Document]:
    return [_example(path) for path in sorted(EXAMPLES.iterdir()) if path.is_file()]


def _example(path: Path) -> Document:
    kind = "text/html" if path.suffix == ".html" else "text/plain"
    now = datetime(2026, 11, 20, tzinfo=UTC)
    page = Page(location=str(path), url=None, status=None, content_type=kind, body=path.read_bytes(), fetched_at=now)
    return extract(page)


def stories(limit: int | None = None, seed: int = 7) -> Iterator[Made]:
    """All documents of as many stories as there are texts long enough, in the order in which they were made."""
    chance = Random(seed)
    number = 0
    for title, body in texts(limit):
        told = _sentences(body)
        if len(told) < LEAST_SENTENCES:
            continue
        yield from _story(title, told, number, chance)
        number += 4


def _story(title: str, told: Sequence[str], number: int, chance: Random) -> Iterator[Made]:
    first, second = told[0::2], told[1::2]
    when = FIRST_DAY + timedelta(hours=chance.randrange(240))
    site, elsewhere, third = chance.sample(SITES, 3)

    def made(
        kind: str, lines: Sequence[str], on: str, hours: int, story: int, text: int, headline: str = title
    ) -> Made:
        slug = f"{on.replace(' ', '').lower()}.example/{number}"
        url = f"https://{slug}-{kind}"
        date = (when + timedelta(hours=hours)).isoformat()
        return Made(_document(headline, lines, url, on, date), kind, story, text)

    early = first[: max(5, len(first) * 4 // 5)]
    yield made("original", early, site, 0, number, number)
    yield made("rewrite", _rewritten(title, early, chance), elsewhere, chance.randrange(1, 20), number, number)
    yield made("copy", _syndicated(early, site, chance), third, chance.randrange(1, 20), number, number)
    yield made("update", [f"UPDATE: {first[-1]}", *first[:-1]], site, chance.randrange(2, 30), number, number)
    yield made("report", second, elsewhere, chance.randrange(1, 48), number, number + 1, _headline(second))
    swap = _Swap(chance)
    other = swap.lines([title, *second, *early])
    there, here = other[1 : 1 + len(second)], other[1 + len(second) :]
    yield made("lookalike", there, third, chance.randrange(48), number + 1, number + 2, _headline(there))
    yield made("form", here, third, chance.randrange(48), number + 1, number + 3, other[0])


def _headline(lines: Sequence[str]) -> str:
    return " ".join(max(lines[:3], key=len).split()[:9])


def _sentences(body: str) -> list[str]:
    lines = [body_line for body_line in body.split("\n") if body_line.strip()]
    return [line[start:end] for line in lines for start, end in sentences(line) if end - start > 25]


def _document(title: str, lines: Sequence[str], url: str, site: str, published: str) -> Document:
    paragraphs = [" ".join(lines[i : i + 2]) for i in range(0, len(lines), 2)]
    return Document(
        location=url,
        url=url,
        title=title,
        site=site,
        published=published,
        passages=tuple(Passage(id=f"p{n}", text=text) for n, text in enumerate(paragraphs, 1)),
        page_hash=hash_of(paragraphs),
    )


def _rewritten(title: str, lines: Sequence[str], chance: Random) -> list[str]:
    """Another lead, a tenth of the sentences left out, neighbours exchanged, words replaced by their like."""
    kept = [line for line in lines[1:] if chance.random() > 0.1]
    for i in range(0, len(kept) - 1, 2):
        if chance.random() < 0.3:
            kept[i], kept[i + 1] = kept[i + 1], kept[i]
    lead = f"It has emerged this week: {title}, in news that has been followed closely in the region."
    return [lead, *(_SYNONYM.sub(lambda m: SYNONYMS[m[0]], line) for line in kept)]


def _syndicated(lines: Sequence[str], site: str, chance: Random) -> list[str]:
    """Another header and footer, sometimes without the end."""
    shown = lines[: len(lines) - chance.randrange(0, max(1, len(lines) // 4))]
    header = f"This article first appeared in {site} and is printed here with permission."
    footer = "All rights belong to the original publisher. Our newsroom had no part in the making of this report."
    return [header, *shown, footer]


class _Swap:
    """The same event elsewhere: every name and number consistently replaced."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._names: dict[str, str] = {}
        self._numbers: dict[str, str] = {}

    def lines(self, lines: Sequence[str]) -> list[str]:
        for line in lines:
            for name in facts(line).names:
                for part in re.findall(r"\w{3,}", name.text):
                    self._names.setdefault(part, self._chance.choice(NAMES) + self._chance.choice(("", "ton", "field")))
        return [re.sub(r"\d+|\w{3,}", self._other, line) for line in lines]

    def _other(self, match: re.Match[str]) -> str:
        word = match[0]
        if word.isdigit():
            other = str(self._chance.randrange(10 ** (len(word) - 1), 10 ** len(word)))
            return self._numbers.setdefault(word, other)
        return self._names.get(word, word)
