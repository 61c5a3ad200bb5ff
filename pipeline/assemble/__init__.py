"""Dossier: everything that may be said about one story, frozen, with what code found in every passage."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.assemble.copies import merge_copies
from pipeline.assemble.directness import REPEATS, in_order, repeats
from pipeline.models import Document, Dossier, Note, Passage
from pipeline.text.facts import facts_of

__all__ = ["REPEATS", "assemble", "repeats"]


def assemble(
    documents: Sequence[Document], notes: Sequence[tuple[str, str]] = (), failures: Sequence[str] = ()
) -> Dossier:
    """Merge copies, order the documents, number them and their passages (`s1.p3`, notes `n1.p2`), read their facts.

    Whose documents come in which order changes nothing: see `directness.in_order`; of copies see `merge_copies`.
    `notes` are (title, text) pairs whose paragraphs are separated by blank lines; `failures` are one line each.
    """
    ordered = in_order(merge_copies(documents))
    numbered = tuple(_numbered(document, f"s{n}") for n, document in enumerate(ordered, 1))
    cited_notes = tuple(_note(title, text, f"n{n}") for n, (title, text) in enumerate(notes, 1))
    dossier = Dossier(documents=numbered, notes=cited_notes, failures=tuple(failures))
    return dossier.model_copy(update={"facts": facts_of(dossier)})


def _numbered(document: Document, prefix: str) -> Document:
    old_to_new = {p.id: f"{prefix}.p{n}" for n, p in enumerate(document.passages, 1)}
    passages = tuple(p.model_copy(update={"id": old_to_new[p.id]}) for p in document.passages)
    warnings = tuple(
        w.model_copy(update={"passage": old_to_new.get(w.passage) if w.passage else None}) for w in document.warnings
    )
    return document.model_copy(update={"passages": passages, "warnings": warnings})


def _note(title: str, text: str, prefix: str) -> Note:
    paragraphs = [" ".join(block.split()) for block in re.split(r"\n\s*\n", text)]
    kept = [block for block in paragraphs if block and not block.startswith("#")]
    return Note(title=title, passages=tuple(Passage(id=f"{prefix}.p{n}", text=t) for n, t in enumerate(kept, 1)))
