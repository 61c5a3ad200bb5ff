"""assemble → Dossier: everything that may be said about one story, with what code found in it."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from pipeline.models.base import Frozen
from pipeline.models.documents import Document, Passage


class Span(Frozen):
    """A piece of a text: `text == whole[start:end]`."""

    start: int
    end: int
    text: str


class Quotation(Span):
    """The words between quotation marks (marks not included) and the name the text gives them to."""

    speaker: str | None = None


class Number(Span):
    """A number with what it counts: `value` is a plain decimal, `unit` such as `percent`, `USD`, `km`, `residents`."""

    value: str
    unit: str | None = None
    approximate: bool = False


class DateMention(Span):
    """A calendar date as far as the text gives it: `2027`, `2027-03`, `2027-03-14`, `--03-14`, or a weekday."""

    value: str


class Name(Span):
    """A name of a person, place or organisation as written."""


class Facts(Frozen):
    """What code found in one passage."""

    quotations: tuple[Quotation, ...] = ()
    numbers: tuple[Number, ...] = ()
    dates: tuple[DateMention, ...] = ()
    names: tuple[Name, ...] = ()


class Note(Frozen):
    """The editor's own facts, citable as `n1.p2`."""

    title: str
    passages: tuple[Passage, ...]


class Dossier(Frozen):
    """Everything that may be said about one story. Nothing is trimmed here: the checker sees all of it."""

    documents: tuple[Document, ...]
    notes: tuple[Note, ...] = ()
    facts: dict[str, Facts] = Field(default={})
    """Passage id to what code found there."""
    failures: tuple[str, ...] = ()
    """One line for each source that was asked for and could not be used."""

    def passages(self) -> Iterator[Passage]:
        for document in self.documents:
            yield from document.passages
        for note in self.notes:
            yield from note.passages

    @property
    def is_emptied(self) -> bool:
        """Whether the texts were removed (see `without_texts`)."""
        return not any(passage.text for document in self.documents for passage in document.passages)

    def without_texts(self) -> Dossier:
        """Addresses, dates and hashes of the sources, and the editor's own notes; not a word of the sources."""
        bare = tuple(
            d.model_copy(update={"passages": tuple(p.model_copy(update={"text": ""}) for p in d.passages)})
            for d in self.documents
        )
        return self.model_copy(update={"documents": bare, "facts": {}})

    def document_of(self, passage_id: str) -> Document | None:
        """The document a passage stands in; None for notes and unknown ids."""
        number = passage_id.partition(".")[0]
        if number[:1] != "s" or not number[1:].isdecimal():
            return None
        index = int(number[1:]) - 1
        return self.documents[index] if 0 <= index < len(self.documents) else None
