"""A dossier without text that addresses a model: what the writer sees and what counts as evidence."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from pipeline.models import Document, Dossier, Passage
from pipeline.text.addressing.recognised import addressed, spans
from pipeline.text.words import is_unspaced

_NEAR = 2
"""Passages between two that address a model, at most, that are taken for the rest of what is said to it."""
_ASIDE = 20
"""Words of such a passage, at most: news has longer paragraphs."""
_LEADS_ON = 4
"""So few words that address a model announce what follows."""


class Withheld(NamedTuple):
    """A piece of a document that isn't news; `passage` None is its title, its site or a byline."""

    passage: str | None
    start: int
    end: int
    text: str
    understood: str
    """The words that address a model; "" for what only stands beside such a piece."""


class Readable(NamedTuple):
    dossier: Dossier
    withheld: tuple[Withheld, ...]


def readable(dossier: Dossier) -> Readable:
    """The dossier with such pieces blanked, so that ids and offsets hold, and the pieces. The editor's notes stay."""
    found = [cleared(document) for document in dossier.documents]
    withheld = tuple(piece for _, pieces in found for piece in pieces)
    if not withheld:
        return Readable(dossier, ())
    return Readable(dossier.model_copy(update={"documents": tuple(document for document, _ in found)}), withheld)


def cleared(document: Document) -> tuple[Document, tuple[Withheld, ...]]:
    """A document without such pieces, and the pieces."""
    taken = withheld_passages(document.passages)
    passages = tuple(
        p.model_copy(update={"text": _blanked(p.text, [t for t in taken if t.passage == p.id])})
        for p in document.passages
    )
    title = _as_piece(document.title)
    site = _as_piece(document.site or "")
    authors = [piece for author in document.authors if (piece := _as_piece(author))]
    pieces = (*taken, *filter(None, (title, site)), *authors)
    if not pieces:
        return document, ()
    changes = {
        "passages": passages,
        "title": "" if title else document.title,
        "site": None if site else document.site,
        "authors": tuple(a for a in document.authors if not addressed(a)),
    }
    return document.model_copy(update=changes), pieces


def withheld_passages(passages: Sequence[Passage]) -> tuple[Withheld, ...]:
    return tuple(
        Withheld(passages[n].id, start, end, passages[n].text[start:end], understood)
        for n, found, understood in _guilty(tuple(p.text for p in passages))
        for start, end in found
    )


@lru_cache(maxsize=256)
def _guilty(texts: tuple[str, ...]) -> tuple[tuple[int, tuple[tuple[int, int], ...], str], ...]:
    """(index, spans, what was understood) of each passage that is withheld, all or in part."""
    found = {n: (spans(text), understood) for n, text in enumerate(texts) if (understood := addressed(text))}
    speaking = sorted(found)
    between = (n for one, other in pairwise(speaking) if other - one <= _NEAR + 1 for n in range(one + 1, other))
    beside = {n for n in between if _size(texts[n]) <= _ASIDE}
    beside |= {n + 1 for n in speaking if n + 1 < len(texts) and _leads_on(texts[n])}
    found |= {n: (((0, len(texts[n])),), "") for n in beside - found.keys()}
    return tuple((n, *found[n]) for n in sorted(found))


def _leads_on(text: str) -> bool:
    return text.rstrip().endswith((":", "：")) or _size(text) <= _LEADS_ON


def _size(text: str) -> int:
    """In words; two characters of a script without spaces are one."""
    return max(len(text.split()), sum(map(is_unspaced, text)) // 2)


def _as_piece(text: str) -> Withheld | None:
    understood = addressed(text) if text else ""
    return Withheld(None, 0, len(text), text, understood) if understood else None


def _blanked(text: str, taken: Sequence[Withheld]) -> str:
    for piece in taken:
        text = f"{text[: piece.start]}{' ' * (piece.end - piece.start)}{text[piece.end :]}"
    return text
