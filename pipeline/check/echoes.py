"""The article repeats nothing that was said to the model instead of to readers: no planted words, no instructions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.check.context import Block, Context
from pipeline.check.rule import Rule, finding, said
from pipeline.formats import Format
from pipeline.models import Finding, Severity
from pipeline.text.common_words import COMMON
from pipeline.text.words import Word, is_unspaced, words

_RUN = 4
"""Words in a row that only withheld text has."""
_UNSPACED_RUN = 6
"""The same in scripts without spaces, where each character counts as a word."""
_PROMPT_RUN = 7
"""Words in a row that only the instructions have."""
_PLACEHOLDER = re.compile(r"\{\{.*?\}\}")
# What such text is about anyway: an honest article may use these words.
_THEIRS = frozenset(
    "instruction instructions previous prior ignore disregard article articles summary text write writing word words "
    "sentence paragraph paragraphs headline answer response system prompt model language assistant include mention "
    "report reports following reader readers message note attention story figures phrase link page".split()
)


def _run(context: Context) -> Iterator[Finding]:
    if context.withheld:
        yield from _planted(context)
    if context.format is not None:
        yield from _instructions(context, context.format)


def _planted(context: Context) -> Iterator[Finding]:
    known = {w.text for parsed in context.parsed_sources for w in parsed.words}
    planted = [words(text) for text in context.withheld]
    rare = {w.text for run in planted for w in run if _is_rare(w.text)} - known
    runs = _Runs(planted, context, lambda run: _UNSPACED_RUN if is_unspaced(run[0]) else _RUN)
    for block in context.each(context.blocks):
        own = context.parsed(block).words
        for word in own:
            if word.text in rare:
                yield _echo(block, word.start, word.end)
        for start, end in runs.found(own):
            yield _echo(block, own[start].start, own[end - 1].end)


def _is_rare(word: str) -> bool:
    return (len(word) > 3 or any(c.isdigit() for c in word)) and word not in COMMON and word not in _THEIRS


def _echo(block: Block, start: int, end: int) -> Finding:
    message = f"{said(block.text[start:end])} stands only in text of a source that addresses a language model."
    return finding("structure.instructions", Severity.BLOCKER, block, (start, end), message)


def _instructions(context: Context, fmt: Format) -> Iterator[Finding]:
    told = [*fmt.prompts.values(), fmt.voice, fmt.head.guidance, *(s.guidance for s in fmt.sections)]
    runs = _Runs([words(piece) for text in told for piece in _PLACEHOLDER.split(text)], context, lambda _: _PROMPT_RUN)
    for block in context.each(context.blocks):
        own = context.parsed(block).words
        for start, end in runs.found(own):
            span = own[start].start, own[end - 1].end
            message = f"{said(block.text[slice(*span)])} is from the instructions to the model, not from a source."
            yield finding("structure.instructions", Severity.BLOCKER, block, span, message)


class _Runs:
    """Runs of words that stand in `texts` and in no source."""

    def __init__(self, texts: Iterable[Sequence[Word]], context: Context, length: object) -> None:
        assert callable(length)  # noqa: S101
        self._runs: set[tuple[str, ...]] = set()
        self._lengths: set[int] = set()
        for text in texts:
            plain = [w.text for w in text]
            for n in range(len(plain)):
                size = length(plain[n:])
                if n + size <= len(plain):
                    self._runs.add(tuple(plain[n : n + size]))
                    self._lengths.add(size)
        for parsed in context.parsed_sources:
            plain = [w.text for w in parsed.words]
            for size in self._lengths:
                self._runs.difference_update(zip(*(plain[k:] for k in range(size)), strict=False))

    def found(self, own: Sequence[Word]) -> Iterator[tuple[int, int]]:
        """Spans of word indices, the first of each overlapping group."""
        plain = [w.text for w in own]
        last = 0
        for n in range(len(plain)):
            for size in self._lengths:
                if n >= last and tuple(plain[n : n + size]) in self._runs:
                    last = n + size
                    yield n, last


RULE = Rule("structure.instructions", "words that were planted for the model, or its own instructions", _run)
