"""Quotations across languages: one that may be translated, whose original is looked for; one kept in the original."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.check.context import Block, Context
from pipeline.check.rule import finding, said
from pipeline.models import Evidence, Finding, Quotation, Severity
from pipeline.text.languages import language_of
from pipeline.text.names import parts
from pipeline.text.normalise import fold
from pipeline.text.numbers import numbers
from pipeline.text.words import words

# Translations grow and shrink by less than this.
_LEAST_RATIO = 0.5
# Share of the words that a translation and its original have in common.
_MOST_SHARED = 0.5
# Fewer letters say too little of their language.
_LEAST_TEXT = 30
_LEAST_KEPT = 12
_BEHIND = re.compile(r"\W{0,4}?\s?[(\[]([^()\[\]]{3,400})[)\]]")


def original(context: Context, block: Block, quotation: Quotation) -> tuple[Evidence, ...]:
    """The quotation of a source in another language that may be the original: of like length, with the same numbers,
    and by the speaker whom the text names; nothing when there is none, or when the text names no speaker."""
    if not quotation.speaker:
        return ()
    own = context.language or language_of(None, block.text)
    speaker = _name(quotation.speaker)
    own_words = {word.text for word in words(quotation.text)}
    values = {n.value for n in numbers(quotation.text)}
    found = []
    for number, language in enumerate(context.once(languages)):
        if own is None or language is None or language == own:
            continue
        parsed = context.parsed_sources[number]
        for other in context.each(parsed.quotations):
            sizes = sorted((len(quotation.text), len(other.text)))
            if sizes[0] < _LEAST_RATIO * sizes[1] or not speaker & _name(other.speaker or ""):
                continue
            theirs = {word.text for word in words(other.text)}
            if len(own_words & theirs) > _MOST_SHARED * min(len(own_words), len(theirs)):
                continue  # one language, changed
            if {n.value for n in numbers(other.text)} == values:
                found.append((sizes[1] - sizes[0], (number, other.start, other.end)))
    return context.evidence([span for _, span in sorted(found)], at_most=1)


def kept(context: Context, block: Block, quotation: Quotation, evidence: Sequence[Evidence]) -> Iterator[Finding]:
    """In an article: a note at a quotation that stands in its own language, with what is said of its translation."""
    if context.analysis is None or not evidence or len(quotation.text) < _LEAST_KEPT:
        return
    language = context.once(languages)[evidence[0].source]
    if language is None or context.language is None or language == context.language:
        return
    behind = _BEHIND.match(block.text, quotation.end)
    what = f"its translation {said(behind[1])} is the writer's" if behind else "no translation stands behind it"
    message = f"The quotation {said(quotation.text)} stands in its own language ({language}); {what}."
    span = (quotation.start, behind.end() if behind else quotation.end)
    yield finding("quotes.original", Severity.NOTE, block, span, message, tuple(evidence))


def languages(context: Context) -> list[str | None]:
    """The language of each source, as its whole document shows it."""
    groups: dict[int, list[str]] = {}
    for source in context.sources:
        groups.setdefault(source.group, []).append(source.text)
    texts = {group: "\n".join(found) for group, found in groups.items()}
    known = {group: language_of(None, text) if len(text) >= _LEAST_TEXT else None for group, text in texts.items()}
    return [known[source.group] for source in context.sources]


def _name(speaker: str) -> set[str]:
    return {fold(part).text for part in parts(speaker)}
