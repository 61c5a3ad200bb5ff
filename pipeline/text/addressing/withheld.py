"""A dossier without text that addresses a model: what the writer sees and what counts as evidence."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from pipeline.models import Document, Dossier, Passage
from pipeline.text.addressing import addressed, spans

_NEAR = 2
"""Passages between two that address a model, at most, that are taken for the rest of what is said to it."""


class Withheld(NamedTuple):
    """A piece of a document that nobody may be told as news; `passage` None is the title, the site or a byline."""

    document: int
    passage: str | None
    start: int
    end: int
    text: str
    understood: str
    """The words that address a model; "" for what only stands between such pieces."""


class Readable(NamedTuple):
    dossier: Dossier
    withheld: tuple[Withheld, ...]


def readable(dossier: Dossier) -> Readable:
    """The dossier with such pieces blanked, so that ids and offsets hold, and the pieces. The editor's notes stay."""
    documents: list[Document] = []
    withheld: list[Withheld] = []
    for number, document in enumerate(dossier.documents):
        cleared, pieces = _cleared(document)
        documents.append(cleared)
        withheld += [piece._replace(document=number) for piece in pieces]
    if not withheld:
        return Readable(dossier, ())
    return Readable(dossier.model_copy(update={"documents": tuple(documents)}), tuple(withheld))


@lru_cache(maxsize=64)
def _pieces(passages: tuple[Passage, ...]) -> tuple[tuple[int, tuple[tuple[int, int], ...], str], ...]:
    """(index, spans, what was understood) of each passage that is withheld, all or in part."""
    found = {n: (spans(p.text), addressed(p.text)) for n, p in enumerate(passages) if addressed(p.text)}
    guilty = sorted(found)
    for one, other in zip(guilty, guilty[1:], strict=False):
        if other - one <= _NEAR + 1:
            found |= {n: (((0, len(passages[n].text)),), "") for n in range(one + 1, other)}
    for n in guilty:
        leads_on = passages[n].text.rstrip().endswith((":", "：")) or len(passages[n].text.split()) <= 4
        if leads_on and n + 1 < len(passages) and n + 1 not in found:
            found[n + 1] = ((0, len(passages[n + 1].text)),), ""
    return tuple((n, *found[n]) for n in sorted(found))


def _cleared(document: Document) -> tuple[Document, list[Withheld]]:
    changes: dict[str, object] = {}
    pieces: list[Withheld] = []
    for n, taken, understood in _pieces(document.passages):
        passage = document.passages[n]
        pieces += [Withheld(0, passage.id, a, b, passage.text[a:b], understood) for a, b in taken]
        passages = list(changes.get("passages", document.passages))  # type: ignore[call-overload]
        passages[n] = passage.model_copy(update={"text": _blanked(passage.text, taken)})
        changes["passages"] = tuple(passages)
    for name in ("title", "site"):
        value = getattr(document, name)
        if value and (understood := addressed(value)):
            pieces.append(Withheld(0, None, 0, len(value), value, understood))
            changes[name] = "" if name == "title" else None
    if guilty := [a for a in document.authors if addressed(a)]:
        pieces += [Withheld(0, None, 0, len(a), a, addressed(a)) for a in guilty]
        changes["authors"] = tuple(a for a in document.authors if a not in guilty)
    return (document.model_copy(update=changes) if changes else document), pieces


def _blanked(text: str, taken: tuple[tuple[int, int], ...]) -> str:
    for start, end in taken:
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text
