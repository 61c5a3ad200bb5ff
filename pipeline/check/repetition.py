"""Sentences and phrases that the article has already used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipeline.check.context import Block, Context
from pipeline.check.rule import finding, said
from pipeline.models import Finding, Severity
from pipeline.text.words import Word

# A shorter sentence may be repeated for effect.
_LEAST_WORDS = 5
# Sentences that share this part of their word triples are nearly the same.
_NEARLY = 0.7
# Shorter runs are fixed expressions; one of this length is none when half of it is names and numbers.
_GRAM = 6
_LEAST_RUN = 7
# A triple that stands in more sentences than this says nothing about two of them.
_COMMON = 40


def repetition(context: Context) -> Iterator[Finding]:
    """Repeated sentences (blocker), nearly repeated ones and runs of words shared between parts (warnings)."""
    seen: dict[tuple[str, ...], None] = {}
    triples: dict[tuple[str, ...], list[int]] = {}
    sizes: list[int] = []
    repeated: set[tuple[Block, int]] = set()
    for block, start, end, tokens in context.each(_sentences(context)):
        if len(tokens) < _LEAST_WORDS:
            continue
        here = said(block.text[start:end])
        if tokens in seen:
            repeated.add((block, start))
            yield finding(
                "structure.repetition",
                Severity.BLOCKER,
                block,
                (start, end),
                f"The sentence {here} stands in the text twice.",
            )
            continue
        seen[tokens] = None
        grams = set(zip(tokens, tokens[1:], tokens[2:], strict=False))
        shared = Counter(i for gram in grams for i in triples.get(gram, ())[:_COMMON])
        if any(n >= _NEARLY * max(len(grams), sizes[i]) for i, n in shared.items()):
            repeated.add((block, start))
            yield finding(
                "structure.repetition",
                Severity.WARNING,
                block,
                (start, end),
                f"The sentence {here} nearly repeats an earlier one.",
            )
        for gram in grams:
            triples.setdefault(gram, []).append(len(sizes))
        sizes.append(len(grams))
    yield from _runs(context, repeated)


def _sentences(context: Context) -> Iterator[tuple[Block, int, int, tuple[str, ...]]]:
    for block in context.blocks:
        if block.kind in {"headline", "heading"}:
            continue
        parsed = context.parsed(block)
        for (start, end), (low, high) in zip(parsed.sentences, parsed.sentence_words, strict=True):
            yield block, start, end, tuple(w.text for w in parsed.words[low:high])


def _runs(context: Context, repeated: set[tuple[Block, int]]) -> Iterator[Finding]:
    """Runs of words that an earlier part has too, outside quotations and sentences already found."""
    first_part: dict[tuple[str, ...], str | None] = {}
    for block in context.each(context.blocks):
        if block.kind in {"headline", "dek", "heading"}:
            continue
        tokens = context.parsed(block).words
        grams = list(zip(*([w.text for w in tokens[i:]] for i in range(_GRAM)), strict=False))
        shared = [first_part.get(gram, block.part) != block.part for gram in grams]
        for low, high in _stretches(shared):
            run = tokens[low : high + _GRAM - 1]
            long = len(run) >= _LEAST_RUN or sum(_is_proper(block, word) for word in run) < len(run) / 2
            if long and _tells(context, block, run[0], run[-1], repeated):
                span = (run[0].start, run[-1].end)
                message = f"{said(block.text[span[0] : span[1]])} stands in an earlier part too."
                yield finding("structure.repetition", Severity.WARNING, block, span, message)
        for gram in grams:
            first_part.setdefault(gram, block.part)


def _is_proper(block: Block, word: Word) -> bool:
    first = block.text[word.start : word.start + 1]
    return first.isupper() or not first.isalpha()


def _stretches(flags: list[bool]) -> Iterator[tuple[int, int]]:
    """[low, high) of each stretch of true flags."""
    low: int | None = None
    for i, flag in enumerate([*flags, False]):
        if flag and low is None:
            low = i
        elif not flag and low is not None:
            yield low, i
            low = None


def _tells(context: Context, block: Block, first: Word, last: Word, repeated: set[tuple[Block, int]]) -> bool:
    parsed = context.parsed(block)
    if any(q.start <= first.start and last.end <= q.end for q in parsed.quotations):
        return False
    return not any((block, a) in repeated and a <= first.start and last.end <= b for a, b in parsed.sentences)
