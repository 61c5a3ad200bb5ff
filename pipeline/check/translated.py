"""A quotation in another language than the sources may be translated: then its original can be looked for."""

from __future__ import annotations

from pipeline.check.context import Block, Context
from pipeline.models import Evidence, Quotation
from pipeline.text.languages import language_of
from pipeline.text.names import parts
from pipeline.text.normalise import fold
from pipeline.text.numbers import numbers

# Translations grow and shrink by less than this.
_LEAST_RATIO = 0.5
# Fewer letters say too little of their language.
_LEAST_TEXT = 30


def original(context: Context, block: Block, quotation: Quotation) -> tuple[Evidence, ...]:
    """The quotation of a source in another language that may be the original: of like length, with the same numbers,
    and by the speaker whom the text names; nothing when there is none, or when the text names no speaker."""
    if not quotation.speaker:
        return ()
    own = context.language or language_of(None, block.text)
    speaker = _name(quotation.speaker)
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
            if {n.value for n in numbers(other.text)} == values:
                found.append((sizes[1] - sizes[0], (number, other.start, other.end)))
    return context.evidence([span for _, span in sorted(found)], at_most=1)


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
