"""What the format asks for beyond length: phrases that the house doesn't print, and its rules for headlines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.check.context import Block, Context
from pipeline.check.rule import finding, said
from pipeline.formats import MARK_NAMES, MARKS, Format
from pipeline.models import Finding, Severity
from pipeline.text.normalise import fold


def house_rules(context: Context, fmt: Format) -> Iterator[Finding]:
    """`style.banned` and `style.headline`; never blockers."""
    patterns = [_pattern(phrase) for phrase in fmt.banned]
    for block in context.each(context.blocks):
        if block.kind == "headline":
            yield from _headline(block, fmt)
        if not patterns:
            continue
        folded = fold(block.text)
        quoted = [(q.start, q.end) for q in context.parsed(block).quotations]
        for pattern in patterns:
            for match in pattern.finditer(folded.text):
                span = folded.starts[match.start()], folded.ends[match.end() - 1]
                # Somebody else's words are not the house's.
                if not any(a <= span[0] and span[1] <= b for a, b in quoted):
                    message = f"{said(block.text[slice(*span)])} is a phrase that the format {fmt.name} bans."
                    yield finding("style.banned", Severity.WARNING, block, span, message)


def _pattern(phrase: str) -> re.Pattern[str]:
    """The phrase as whole words, whatever the case, the apostrophes and the white space."""
    words = [re.escape(word) for word in fold(phrase).text.split()]
    text = r"\s+".join(words)
    return re.compile((r"(?<!\w)" if re.match(r"\w", text) else "") + text + r"(?!\w)")


def _headline(block: Block, fmt: Format) -> Iterator[Finding]:
    span, limits = (0, len(block.text)), fmt.head.headline_characters
    size = len(block.text)
    if limits and size and not limits.low <= size <= limits.high:
        message = f"The headline has {size} characters instead of {limits}: {said(block.text)}."
        yield finding("style.headline", Severity.WARNING, block, span, message)
    for mark in fmt.head.headline_without:
        at = next((n for n, c in enumerate(block.text) if c in MARKS[mark] and not _inside(block.text, n, mark)), None)
        if at is not None:
            message = f"The format {fmt.name} wants no {MARK_NAMES[mark]} in a headline: {said(block.text)}."
            yield finding("style.headline", Severity.WARNING, block, (at, at + 1), message)


def _inside(text: str, at: int, mark: str) -> bool:
    """Whether it stands between digits, as in 7:30, or is an apostrophe's look-alike."""
    return mark == "colon" and text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()
