"""Figures on which the sources differ, used as if settled: without the other figure, without whose figure it is."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pipeline.check.context import Block, Context
from pipeline.check.rule import Rule, finding, said
from pipeline.models import Evidence, Finding, Number, Severity
from pipeline.text.disagreement import Difference, Text, differences
from pipeline.text.normalise import fold


def _run(context: Context) -> Iterator[Finding]:
    if len(context.publishers) < 2:
        return
    texts = [
        Text(s.group, str(n), s.text, context.parsed_sources[n])
        for n, s in enumerate(context.sources)
        if s.citable and s.group < len(context.publishers)
    ]
    for difference in context.each(differences(texts)):
        yield from _of(context, difference)


def _of(context: Context, difference: Difference) -> Iterator[Finding]:
    """One finding at the first use, unless some sentence shows the difference or names whose figure it has."""
    values = {(f.value, f.unit) for f in difference.figures}
    first: tuple[Block, Number] | None = None
    for block in context.blocks:
        if block.kind == "heading":
            continue
        parsed = context.parsed(block)
        used = [n for n in parsed.numbers if _key(n) in values]
        for start, end in parsed.sentences:
            inside = [n for n in used if start <= n.start < end]
            if len({_key(n) for n in inside}) > 1 or (inside and _named(context, difference, block.text[start:end])):
                return
        if used and first is None:
            first = block, used[0]
    if first is None:
        return
    block, number = first
    shown = " and ".join(f"{said(f.text)} ({context.publishers[f.group]})" for f in difference.figures)
    message = f"{said(number.text)} is given as settled, but the sources differ: {shown}."
    evidence = tuple(_evidence(context, int(f.id), f.sentence) for f in difference.figures)
    yield finding("numbers.differ", Severity.WARNING, block, (number.start, number.end), message, evidence)


def _key(number: Number) -> tuple[object, str]:
    return Decimal(number.value), str(number.unit)


def _named(context: Context, difference: Difference, sentence: str) -> bool:
    text = fold(sentence).text
    names = (fold(context.publishers[f.group]).text.removeprefix("the ") for f in difference.figures)
    return any(name and name in text for name in names)


def _evidence(context: Context, source: int, sentence: str) -> Evidence:
    start = context.sources[source].text.index(sentence)
    return Evidence(source=source, start=start, end=start + len(sentence), passage=context.sources[source].passage)


RULE = Rule("numbers.differ", "one of several figures that the sources give, as if it were settled", _run)
