"""Which document comes first: who reports before who relays, then the earlier before the later."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from pipeline.models import Document, hash_of

REPEATS = "repeats"
"""Warning code of a document that is no source of its own: it holds what it adds to another."""


def in_order(documents: Sequence[Document]) -> list[Document]:
    """Direct reports first, remains of copies last, each kind by date; the order as given plays no part.

    A document relays as many others as it names among the publishers of the rest, in its text or as its author: "told
    Meridian Wire" in another's pages, "(Meridian Wire)" under a newspaper's headline. Documents without a date come
    last of their kind; equal ones follow their title and text.
    """
    relayed = _relayed(documents)

    def rank(i: int) -> tuple[object, ...]:
        document = documents[i]
        return repeats(document), relayed[i], *_when(document), *_what(document)

    return [documents[i] for i in sorted(range(len(documents)), key=rank)]


def repeats(document: Document) -> bool:
    """Whether the document is only what is left of a copy."""
    return any(warning.code == REPEATS for warning in document.warnings)


def original(copies: Sequence[Document]) -> Document:
    """The one of several copies that stands for all: of each site its newest page, of those the most direct."""
    newest: dict[str, Document] = {}
    for document in sorted(copies, key=lambda d: (_dated(d), *_what(d))):
        newest[document.publisher] = document
    return in_order(list(newest.values()))[0]


def _relayed(documents: Sequence[Document]) -> list[int]:
    """For each document how many other publishers' names it bears."""
    publishers = {d.publisher.casefold() for d in documents}
    named = {p: re.compile(rf"(?<!\w){re.escape(p)}(?!\w)") for p in publishers}
    counts = []
    for document in documents:
        text = "\n".join((document.text, *document.authors)).casefold()
        others = (pattern for p, pattern in named.items() if p != document.publisher.casefold())
        counts.append(sum(bool(pattern.search(text)) for pattern in others))
    return counts


def _when(document: Document) -> tuple[bool, datetime]:
    date = _dated(document)
    return date == _UNDATED, date


_UNDATED = datetime.min.replace(tzinfo=UTC)


def _dated(document: Document) -> datetime:
    """Modification counts only between versions of one page, so the date is that of publication."""
    try:
        date = datetime.fromisoformat(document.published or "")
    except ValueError:
        return _UNDATED
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def _what(document: Document) -> tuple[str, str, str, str]:
    """Tells equal documents apart, the same on every machine unless nothing but the place differs."""
    return document.title, document.publisher, hash_of(document.text), document.url or document.location
