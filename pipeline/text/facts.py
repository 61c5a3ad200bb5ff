"""What code finds in the passages of a dossier."""

from __future__ import annotations

from pipeline.models import Dossier, Facts
from pipeline.text.addressing import readable
from pipeline.text.parsed import Parsed


def facts_of(dossier: Dossier) -> dict[str, Facts]:
    """Passage id to what is found there, but for text that addresses a model."""
    shown = readable(dossier).dossier
    found = {p.id: facts(p.text, document.language) for document in shown.documents for p in document.passages}
    return found | {p.id: facts(p.text) for note in shown.notes for p in note.passages}


def facts(text: str, language: str | None = None) -> Facts:
    """Quotations, numbers, dates and names of `text`, each in order, with offsets into it."""
    parsed = Parsed(text, language)
    return Facts(quotations=parsed.quotations, numbers=parsed.numbers, dates=parsed.dates, names=parsed.names)
