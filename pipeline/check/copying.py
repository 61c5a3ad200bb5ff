"""How much of the text stands word for word in a source, quotations left out: long runs, and sequences of 8 words.

The limits are the profile's. In scripts without spaces two characters count as a word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.check import quotes
from pipeline.check.context import Block, Context
from pipeline.check.profiles import Copying
from pipeline.check.rule import Rule, finding, said
from pipeline.models import Evidence, Finding, Place, Severity
from pipeline.text.haystack import Haystack
from pipeline.text.suffixes import SuffixAutomaton
from pipeline.text.words import Word, is_unspaced

_GRAM = 8
# Shares of a shorter text jump with every sentence.
_LEAST_GRAMS = 40
# Characters of a run that its message shows: who reads it has the text at hand.
_SHOWN = 80


class _Run(NamedTuple):
    block: Block
    start: int
    """The word of the block, as are those up to `end`."""
    end: int
    document: Haystack
    at: int
    """Where the document has the last of them."""


def automata(context: Context) -> list[tuple[Haystack, SuffixAutomaton]]:
    """One for each document that shares a sequence of words with the text; it knows those parts of it only."""
    size = min(_GRAM, context.profile.copying.warn_words)
    known = {gram for block in context.blocks for gram in _grams(_own(context, block), size)}
    found = []
    for document in context.each(context.once(quotes.haystacks)):
        shared: list[str | None] = [None] * len(document.words)
        for at, gram in enumerate(_grams(document.words, size)):
            if gram in known:
                shared[at : at + size] = gram
        if any(shared):
            found.append((document, SuffixAutomaton(shared)))
    return found


def _grams(words: Sequence[str | None], size: int) -> Iterator[tuple[str | None, ...]]:
    """Every sequence of so many words."""
    return zip(*(words[i:] for i in range(size)), strict=False)


def _run(context: Context) -> Iterator[Finding]:
    limits = context.profile.copying
    grams, copied = Counter[str | None](), Counter[str | None]()
    for block in context.each(context.blocks):
        if block.kind == "heading":
            continue
        tokens = context.parsed(block).words
        own = _own(context, block)
        factor = 2 if 2 * sum(is_unspaced(w.text) for w in tokens) > len(tokens) else 1
        longest: list[tuple[int, _Run | None]] = [(0, None)] * len(tokens)
        for document, automaton in context.once(automata):
            for i, (length, at) in enumerate(automaton.matches(own)):
                if length > longest[i][0]:
                    longest[i] = length, _Run(block, i - length + 1, i, document, at)
        lengths = [length for length, _ in longest]
        grams[block.part] += _sequences(own, factor * _GRAM)
        copied[block.part] += sum(length >= factor * _GRAM for length in lengths)
        for run in _runs([r for _, r in longest], factor * limits.warn_words):
            yield _of_run(context, run, tokens, limits, factor)
    yield from _of_share(grams, copied, limits)


def _own(context: Context, block: Block) -> list[str | None]:
    """The block's words; None for those inside quotation marks."""
    parsed = context.parsed(block)
    own: list[str | None] = []
    quotations = iter(parsed.quotations)
    current = next(quotations, None)
    for word in parsed.words:
        while current is not None and current.end <= word.start:
            current = next(quotations, None)
        own.append(None if current is not None and current.start <= word.start else word.text)
    return own


def _sequences(own: Sequence[str | None], size: int) -> int:
    """How many sequences of so many words stand outside quotation marks."""
    count = stretch = 0
    for word in own:
        stretch = stretch + 1 if word is not None else 0
        count += stretch >= size
    return count


def _runs(longest: Sequence[_Run | None], least: int) -> list[_Run]:
    """The longest runs of at least so many words; of two that overlap the longer one."""
    found: list[_Run] = []
    for run, following in zip(longest, [*longest, None][1:], strict=True):
        if run is None or run.end - run.start + 1 < least:
            continue
        if following is not None and following.start <= run.start:
            continue
        if found and run.start <= found[-1].end:
            if run.end - run.start <= found[-1].end - found[-1].start:
                continue
            found.pop()
        found.append(run)
    return found


def _of_run(context: Context, run: _Run, tokens: Sequence[Word], limits: Copying, factor: int) -> Finding:
    size = run.end - run.start + 1
    span = (tokens[run.start].start, tokens[run.end].end)
    blocks = limits.block_words is not None and size >= factor * limits.block_words
    severity = Severity.BLOCKER if blocks else Severity.WARNING
    what = f"{size} words" if factor == 1 else f"{size} characters"
    copied = said(run.block.text[span[0] : span[1]], _SHOWN)
    message = f"{what} in a row outside quotation marks are copied from a source: {copied}."
    return finding("copying", severity, run.block, span, message, _evidence(context, run, size))


def _evidence(context: Context, run: _Run, size: int) -> tuple[Evidence, ...]:
    number, first = run.document.place(run.at - size + 1)
    other, last = run.document.place(run.at)
    end = last.end if other == number else len(context.sources[number].text)
    return context.evidence([(number, first.start, end)])


def _of_share(grams: Counter[str | None], copied: Counter[str | None], limits: Copying) -> Iterator[Finding]:
    """When too much of the whole is copied: a blocker in each part that has its share in it, or one warning."""
    total = grams.total()
    if total < _LEAST_GRAMS:
        return
    share = copied.total() / total
    told = f"{share:.0%} of the text's sequences of {_GRAM} words are copied from a source"
    nowhere = Place(part=None, paragraph=None, start=0, end=0)
    if limits.block_share is not None and share >= limits.block_share:
        for part, number in copied.items():
            if number and number >= limits.block_share * grams[part]:
                where = "" if part is None else f", {number / grams[part]:.0%} in this part"
                place = nowhere.model_copy(update={"part": part})
                yield Finding(rule="copying", severity=Severity.BLOCKER, place=place, message=f"{told}{where}.")
    elif share >= limits.warn_share:
        yield Finding(rule="copying", severity=Severity.WARNING, place=nowhere, message=f"{told}.")


RULE = Rule("copying", "long stretches, or a large share, of the text word for word as in a source", _run)
