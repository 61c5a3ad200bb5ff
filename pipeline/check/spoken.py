"""Parts of an article in another language than its own, as when a writer falls into that of its sources."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.context import Block, Context
from pipeline.models import Finding, Place, Severity
from pipeline.text.languages import can_guess, language_of

# Fewer words of its own say too little of a part's language.
_LEAST_WORDS = 40
# A script tells its language sooner.
_SCRIPTS, _LEAST_LETTERS = frozenset({"ja", "ko", "zh", "ru", "uk", "ar", "he", "el", "hi", "th"}), 30
# Told apart too badly by a light guess.
_ALIKE = (
    {"da", "no", "nb", "nn", "sv"},
    {"cs", "sk"},
    {"ru", "uk", "bg", "sr", "mk", "be"},
    {"id", "ms"},
    {"es", "pt", "gl", "ca"},
)


def other_language(context: Context) -> Iterator[Finding]:
    """`structure.language`, a blocker, for each part whose own words, quotations left out, are in another language."""
    own = context.language
    if context.analysis is None or own is None or not can_guess(own):
        return
    texts: dict[str | None, list[str]] = {}
    for block in context.blocks:
        if block.kind != "heading":
            texts.setdefault(block.part, []).append(_unquoted(context, block))
    for part, pieces in texts.items():
        text = " ".join(pieces)
        found = language_of(None, text)
        letters = sum(map(str.isalpha, text))
        enough = letters >= _LEAST_LETTERS if found in _SCRIPTS else len(text.split()) >= _LEAST_WORDS
        if found and enough and found != own and not any({found, own} <= group for group in _ALIKE):
            message = f"This part is in another language ({found}) than the article ({own})."
            place = Place(part=part, paragraph=None, start=0, end=0)
            yield Finding(rule="structure.language", severity=Severity.BLOCKER, place=place, message=message)


def _unquoted(context: Context, block: Block) -> str:
    text, end = "", 0
    for quotation in context.parsed(block).quotations:
        text += block.text[end : quotation.start]
        end = quotation.end
    return text + block.text[end:]
