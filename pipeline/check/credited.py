"""A number that a sentence gives to a publisher by name, and that only another publisher's report has.

The publisher is the one named before the number ("The Ledger has $48 million"), in a sentence that begins with the
number the one behind it ("$48 million in The Ledger").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.check import swaps
from pipeline.check.context import Context, Sentence
from pipeline.check.rule import Rule, finding, said
from pipeline.check.swaps import Item
from pipeline.models import Finding, Severity
from pipeline.text.words import words


class Named(NamedTuple):
    """A publisher named at that place; `groups` are its documents."""

    start: int
    groups: frozenset[int]


Known = dict[str, list[tuple[tuple[str, ...], frozenset[int]]]]


def publishers(context: Context) -> Known:
    """By their first word, articles left out: all words of the name, and the documents."""
    groups: dict[tuple[str, ...], set[int]] = {}
    for group, name in enumerate(context.publishers):
        key = tuple(word.text for word in words(name.removeprefix("The ").removeprefix("the ")))
        if key:
            groups.setdefault(key, set()).add(group)
    known: Known = {}
    for key, found in groups.items() if len(groups) > 1 else ():
        known.setdefault(key[0], []).append((key, frozenset(found)))
    return known


def _run(context: Context) -> Iterator[Finding]:
    if context.once(publishers):
        for sentence in context.each(context.sentences):
            yield from _findings(context, sentence)


def _findings(context: Context, sentence: Sentence) -> Iterator[Finding]:
    named = _named(context, sentence)
    parsed = context.parsed(sentence.block)
    inside = [n for n in parsed.numbers if sentence.start <= n.start < sentence.end] if named else ()
    numbers = [swaps.of_number(number) for number in inside]
    for at, number in enumerate(numbers):
        places = context.once(swaps.Index).own(number)
        has = {context.sources[source].group for source, _ in places}
        given = _given(numbers, at, named)
        if not has or max(has) >= len(context.publishers) or any(p.groups & has for p in given):
            continue
        source, place = places[0]
        wrong, right = (context.publishers[min(groups)] for groups in (given[0].groups, has))
        message = f"{said(number.text)} is given to {wrong}, whose report doesn't have it; {right} does."
        evidence = context.evidence([(source, place.start, place.end)])
        span = (number.start, number.end)
        yield finding("swaps.publisher", Severity.WARNING, sentence.block, span, message, evidence)


def _given(numbers: Sequence[Item], at: int, named: Sequence[Named]) -> Sequence[Named]:
    """The publishers that the number is given to; all of the sentence where none is nearer."""
    start, end = numbers[at].start, numbers[at].end
    last = numbers[at - 1].end if at else 0
    following = numbers[at + 1].start if at + 1 < len(numbers) else float("inf")
    before = [p for p in named if last <= p.start < start]
    behind = [p for p in named if end <= p.start < following]
    if named[0].start < numbers[0].start:
        return before or [p for p in named if p.start < start][-1:] + behind
    return behind or named


def _named(context: Context, sentence: Sentence) -> list[Named]:
    """Where publishers are named, with a capital."""
    known = context.once(publishers)
    parsed = context.parsed(sentence.block)
    tokens = parsed.words[parsed.between(sentence.start, sentence.end)]
    return [
        Named(word.start, groups)
        for at, word in enumerate(tokens)
        for key, groups in known.get(word.text, ())
        if tuple(w.text for w in tokens[at : at + len(key)]) == key and not sentence.block.text[word.start].islower()
    ]


RULE = Rule("swaps.publisher", "a number given to a publisher that hasn't it, while another one has", _run)
