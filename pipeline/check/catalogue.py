"""Every rule id with what it catches, for people who look a finding up."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.check import credited, names, polarity, swaps


class Entry(NamedTuple):
    id: str
    severity: str
    """`blocker`, `warning`, `note`, or several of them with slashes between."""
    catches: str
    languages: frozenset[str] | None = None
    """ISO 639-1 codes; None for any language."""


_ENGLISH = frozenset({"en"})

CATALOGUE: tuple[Entry, ...] = (
    Entry(
        "structure", "blocker/warning", "missing or empty parts, an unfinished paragraph, a model speaking of itself"
    ),
    Entry("structure.language", "blocker", "a part in another language than the article's"),
    Entry("structure.length", "warning", "too many or too few words or paragraphs for the format"),
    Entry("structure.sources", "warning", "a source that was asked for and could not be used"),
    Entry(
        "structure.instructions",
        "blocker/warning",
        "words planted in a source for the model, or its own instructions; where a source addresses a model",
    ),
    Entry("structure.markup", "blocker", "markup, links or passage markers in the text"),
    Entry(
        "structure.repetition", "blocker/warning", "a sentence, or a run of words, that the article has already used"
    ),
    Entry("quotes", "blocker/note", "a direct quotation that stands in no source word for word"),
    Entry("quotes.speaker", "warning", "a quotation given to somebody else than in the source"),
    Entry("quotes.truncated", "warning", "a quotation cut before a “but”, or after a “not”"),
    Entry("quotes.original", "note", "a quotation kept in its own language, with what stands as its translation"),
    Entry("quotes.translated", "warning", "a quotation in another language than the source it seems to come from"),
    Entry("numbers", "blocker/warning/note", "a number, or a number with its unit, that is in no source"),
    Entry("numbers.differ", "warning", "one of several figures that the sources give, as if it were settled"),
    Entry("numbers.dates", "blocker", "a date that is in no source"),
    Entry(
        "names", "blocker/warning/note", "a name of which nothing, or only a part, is in a source", names.RULE.languages
    ),
    Entry("names.role", "warning", "a role or title that the sources give to somebody else", names.RULE.languages),
    Entry("swaps", "warning", swaps.RULE.catches, swaps.RULE.languages),
    Entry("swaps.publisher", "warning", credited.RULE.catches),
    Entry("polarity", "warning", polarity.RULE.catches, polarity.RULE.languages),
    Entry("polarity.status", "warning", "a “former”, “acting” or “the first” that no source has there", _ENGLISH),
    Entry("polarity.predicate", "warning", "a number said of something else than in the sources", _ENGLISH),
    Entry("support", "blocker/warning", "a sentence that the sources hardly support"),
    Entry("support.citation", "warning", "a marker at a passage that carries nothing of the paragraph"),
    Entry("inference.quotes", "blocker", "a quotation that only an inference section brings in"),
    Entry("inference.numbers", "blocker/warning/note", "a number that only an inference section brings in"),
    Entry("inference.dates", "blocker", "a date that only an inference section brings in"),
    Entry(
        "inference.names", "blocker/warning", "a name that only an inference section brings in", names.RULE.languages
    ),
    Entry("inference.unhedged", "warning", "a conclusion that nothing marks as one", _ENGLISH),
    Entry("inference.citations", "warning", "a conclusion that points at no passage it reads"),
    Entry(
        "judge", "warning/note", "a sentence that a second model doubts; with --judge, or where the desk asks for it"
    ),
    Entry("copying", "blocker/warning", "long stretches, or a large share, of the text word for word as in a source"),
    Entry("style.banned", "warning", "a phrase that the format bans"),
    Entry(
        "style.headline", "warning/note", "a headline in capitals, with a full stop, or against the format's own rules"
    ),
    Entry("style.phrase", "note", "an empty phrase", _ENGLISH),
)
