"""Every sentence has something in the sources that says it; in headline, dek and lede that is a must."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import log
from typing import NamedTuple

from pipeline.check.context import Context, Sentence
from pipeline.check.profiles import Closeness
from pipeline.check.rule import Rule, finding, hint, said
from pipeline.models import Finding, Severity

# A sentence of fewer content words says too little to be measured.
_LEAST_TERMS = 4
# What is added to a supported sentence shows in a stretch of so many content words.
_STRETCH = 6
# A sentence about the sources or to the reader says nothing that a source could say.
_ASIDE = re.compile(
    r"\bpassages?\b|\b(?:provided|given) (?:texts?|information|context|sources?)\b|\banswer the question\b"
    r"|\bunable to answer\b|\bcan(?:no|')t answer\b|\blet me know\b|\bi(?:'ll|'m| can| am| will| cannot)\b",
    re.IGNORECASE,
)
# An opening that only counts what follows.
_ANNOUNCES = re.compile(
    r"\b(?:several|various|many|multiple|different|certain|the following|a (?:few|couple|number|variety|range) of)\b",
    re.IGNORECASE,
)


class Claim(NamedTuple):
    """A sentence that says something a source could say: how much of it stands together in one place of the sources,
    0 to 1 (see `Closeness`)."""

    sentence: Sentence
    close: float


def _run(context: Context) -> Iterator[Finding]:
    yield from _covered(context, [s for s in context.each(context.sentences) if measured(s)])
    if context.profile.closeness:
        yield from _close(context, context.profile.closeness)


def measured(sentence: Sentence) -> bool:
    """Whether a sentence says enough, and doesn't only announce what follows."""
    return len(set(sentence.terms)) >= _LEAST_TERMS and not sentence.text.endswith(":")


def claims(context: Context, form: Closeness) -> list[Claim]:
    """The text's claims, in their order."""
    found: list[Claim] = []
    for number, sentence in enumerate(context.each(context.sentences)):
        announces = number == 0 and len(context.sentences) > 2 and _ANNOUNCES.search(sentence.text)
        if measured(sentence) and not announces and not _ASIDE.search(sentence.text.replace("’", "'")):
            found.append(Claim(sentence, _closeness(context, sentence.terms, form)))
    return found


def _covered(context: Context, sentences: Sequence[Sentence]) -> Iterator[Finding]:
    for sentence in sentences:
        threshold = context.profile.support.get(sentence.block.kind)
        if threshold is None or sentence.support >= threshold.warn:
            continue
        if sentence.support < threshold.block:
            yield _finding(context, sentence, Severity.BLOCKER, "Nothing in the sources supports")
        else:
            yield _finding(context, sentence, Severity.WARNING, "The sources say little of")


def _close(context: Context, wanted: Closeness) -> Iterator[Finding]:
    told = claims(context, wanted)
    least = wanted.share + wanted.own * log(1 + sum(claim.sentence.cover.absent for claim in told))
    for claim in told:
        if claim.close < least:
            yield _finding(context, claim.sentence, Severity.WARNING, "No place in the sources says all of")


def _closeness(context: Context, terms: Sequence[str], form: Closeness) -> float:
    close = context.aligner.close(terms)
    if form.stretch:
        weakest = context.aligner.weakest(tuple(dict.fromkeys(terms)), _STRETCH)
        close = (1 - form.stretch) * close + form.stretch * weakest
    return (1 - form.pairs) * close + form.pairs * context.aligner.paired(terms) if form.pairs else close


def _finding(context: Context, sentence: Sentence, severity: Severity, verdict: str) -> Finding:
    evidence = context.evidence(sentence.matches)
    message = f"{verdict} {said(sentence.text)}{hint(context, evidence)}."
    span = (sentence.start, sentence.end)
    return finding("support", severity, sentence.block, span, message, evidence)


RULE = Rule("support", "a sentence that the sources hardly support", _run)
