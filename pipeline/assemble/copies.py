"""Copies of one text among the documents of a story: counted once, nothing of them lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from pipeline.assemble.directness import REPEATS, original
from pipeline.models import Copy, Document, DocumentWarning, Passage
from pipeline.text.signatures import Frequencies, cosine, is_copy, sign
from pipeline.text.words import words

# A passage is said again when this share of its 3-word runs stands in the other text and none of its words is new.
_SAID_AGAIN = 0.8


def merge_copies(documents: Sequence[Document]) -> list[Document]:
    """The documents with each text once, in no particular order.

    Of each set of copies (see `text.signatures`) the one that `directness.original` names stays whole. A copy that adds
    nothing to it becomes an entry of its `copies`. One that adds something stays as a document of the passages that
    it adds, with a warning that says so: a figure that only the copy has must remain citable, and where it stands.
    """
    merged: list[Document] = []
    for copies in _sets(documents):
        first = original(copies)
        said = _Said(first)
        absorbed = list(first.copies)
        for copy in copies:
            if copy is first:
                continue
            own = tuple(p for p in copy.passages if not said.again(p))
            if not own:
                absorbed += [_listed(copy), *copy.copies]
            else:
                merged.append(_shortened(copy, own, first))
        merged.append(first.model_copy(update={"copies": _distinct(absorbed, first)}))
    return merged


def _sets(documents: Sequence[Document]) -> list[list[Document]]:
    """The documents in sets of copies; a copy of a copy is in the same set."""
    if len(documents) == 1:
        return [list(documents)]
    signatures = [sign(d.title, d.text) for d in documents]
    frequencies = Frequencies(signatures)
    vectors = [frequencies.vector(s) for s in signatures]
    sets = list(range(len(documents)))
    for i, one in enumerate(signatures):
        lookup = vectors[i].lookup()
        for j, two in enumerate(signatures[:i]):
            if sets[i] == sets[j]:
                continue
            subject = cosine(lookup, vectors[j])
            if one.digest == two.digest or is_copy(one.wording(two), subject, vectors[i], vectors[j]):
                joined, kept = sets[i], sets[j]
                sets = [kept if number == joined else number for number in sets]
    return [[documents[i] for i, number in enumerate(sets) if number == chosen] for chosen in dict.fromkeys(sets)]


class _Said:
    """What a text says, down to runs of three words."""

    def __init__(self, document: Document) -> None:
        self._document = document

    @cached_property
    def _said(self) -> list[list[str]]:
        return [[w.text for w in words(passage.text)] for passage in self._document.passages]

    @cached_property
    def _words(self) -> set[str]:
        return {word for said in self._said for word in said}

    @cached_property
    def _runs(self) -> set[tuple[str, ...]]:
        return {run for said in self._said for run in _runs(said)}

    def again(self, passage: Passage) -> bool:
        said = [w.text for w in words(passage.text)]
        if not self._words.issuperset(said):
            return False
        runs = _runs(said)
        return sum(run in self._runs for run in runs) >= _SAID_AGAIN * len(runs)


def _runs(said: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(said[i : i + 3]) for i in range(max(1, len(said) - 2))]


def _shortened(copy: Document, own: tuple[Passage, ...], first: Document) -> Document:
    left_out = len(copy.passages) - len(own)
    message = f'Mostly the text of "{first.title}" ({first.publisher}): the two count as one source.'
    if left_out:
        message += f" {left_out} of its {len(copy.passages)} passages stand there and are left out here."
    warning = DocumentWarning(code=REPEATS, message=message)
    return copy.model_copy(update={"passages": own, "warnings": (*copy.warnings, warning)})


def _listed(document: Document) -> Copy:
    return Copy(**{name: getattr(document, name) for name in Copy.model_fields})


def _distinct(copies: Iterable[Copy], first: Document) -> tuple[Copy, ...]:
    """Each page once, by date; not the document itself."""
    by_place = {c.url or c.location: c for c in copies}
    by_place.pop(first.url or first.location, None)
    return tuple(sorted(by_place.values(), key=lambda c: (c.published or "~", c.url or c.location)))
