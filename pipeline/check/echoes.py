"""The article repeats nothing that was said to the model instead of to readers: no planted words, no instructions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from pipeline.check.context import Block, Context
from pipeline.check.rule import Rule, finding, said
from pipeline.formats import Format
from pipeline.models import Finding, Severity
from pipeline.text.common_words import COMMON, listed
from pipeline.text.words import is_unspaced, words

_PLANTED = 4
"""Words in a row that only withheld text has; in scripts without spaces each character counts as one."""
_JOINED = 25
"""Letters of what can be no word, but several written as one."""
_TOLD = 7
"""Words in a row that only the instructions have."""
_PLACEHOLDER = re.compile(r"\{\{.*?\}\}")
# What such text is about anyway: an honest article may use these words.
_THEIRS = frozenset(
    listed(
        "instruction instructions previous prior ignore disregard article articles summary text write writing word "
        "words sentence paragraph paragraphs headline answer response system prompt model language assistant include "
        "mention report reports following reader readers message note attention story figures phrase link page"
    )
)

Run = tuple[str, ...]


def _run(context: Context) -> Iterator[Finding]:
    if context.withheld:
        yield from _planted(context)
    if context.format is not None:
        yield from _instructions(context, context.format)


def _planted(context: Context) -> Iterator[Finding]:
    known = {w.text for parsed in context.parsed_sources for w in parsed.words}
    texts = [[w.text for w in words(text)] for text in context.withheld]
    rare = {word for text in texts for word in text if _is_rare(word)} - known
    joined = [word for text in texts for word in text if len(word) >= _JOINED]
    runs = frozenset(run for text in texts for run in _runs(text, _PLANTED))
    for block in context.each(context.blocks):
        own = context.parsed(block).words
        spans = [(w.start, w.end) for w in own if w.text in rare or _is_inside(w.text, joined, known)]
        spans += [(own[a].start, own[b - 1].end) for a, b in _shared(context, block, runs)]
        for start, end in spans:
            message = f"{said(block.text[start:end])} stands only in text of a source that addresses a language model."
            yield finding("structure.instructions", Severity.BLOCKER, block, (start, end), message)


def _is_inside(word: str, joined: Sequence[str], known: set[str]) -> bool:
    """Whether it is a word of text that was written without spaces."""
    return len(word) > 4 and word not in known and _is_rare(word) and any(word in run for run in joined)


def _is_rare(word: str) -> bool:
    told_apart = len(word) > 3 or (len(word) > 1 and not word.isascii()) or any(c.isdigit() for c in word)
    return told_apart and not is_unspaced(word) and word not in COMMON and word not in _THEIRS


def _instructions(context: Context, fmt: Format) -> Iterator[Finding]:
    told = (*fmt.prompts.values(), fmt.voice, fmt.head.guidance, *(s.guidance for s in fmt.sections))
    for block in context.each(context.blocks):
        own = context.parsed(block).words
        for a, b in _shared(context, block, _told(told)):
            span = own[a].start, own[b - 1].end
            message = f"{said(block.text[slice(*span)])} is from the instructions to the model, not from a source."
            yield finding("structure.instructions", Severity.BLOCKER, block, span, message)


@lru_cache(maxsize=16)
def _told(texts: tuple[str, ...]) -> frozenset[Run]:
    pieces = [[w.text for w in words(piece)] for text in texts for piece in _PLACEHOLDER.split(text)]
    return frozenset(run for piece in pieces for run in _runs(piece, _TOLD))


def _runs(text: Sequence[str], length: int) -> Iterator[Run]:
    return (tuple(text[n : n + length]) for n in range(len(text) - length + 1))


def _shared(context: Context, block: Block, runs: frozenset[Run]) -> Iterator[tuple[int, int]]:
    """Spans of word indices of the block that are one of the runs and stand in no source, apart from each other."""
    own = [w.text for w in context.parsed(block).words]
    last = 0
    for length in {len(run) for run in runs}:
        for n, run in enumerate(_runs(own, length)):
            if n >= last and run in runs and not _in_sources(context, run):
                last = n + length
                yield n, last


def _in_sources(context: Context, run: Run) -> bool:
    wanted = f" {' '.join(run)} "
    return any(wanted in text for text in context.once(_texts))


def _texts(context: Context) -> list[str]:
    return [f" {' '.join(w.text for w in parsed.words)} " for parsed in context.parsed_sources]


RULE = Rule("structure.instructions", "words planted for the model, or its own instructions", _run)
