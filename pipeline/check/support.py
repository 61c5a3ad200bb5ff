"""Every sentence has something in the sources that says it; in headline, dek and lede that is a must."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import log

from pipeline.check.context import Context, Sentence
from pipeline.check.profiles import Closeness
from pipeline.check.rule import Rule, finding, hint, said
from pipeline.models import Finding, Severity

# A sentence of fewer content words says too little to be measured.
_LEAST_TERMS = 4
# A sentence about the sources or to the reader says nothing that a source could say.
_ASIDE = re.compile(
    r"\bpassages?\b|\b(?:provided|given) (?:texts?|information|context|sources?)\b|\banswer the question\b"
    r"|\bunable to answer\b|\bcan(?:no|')t answer\b|\blet me know\b|\bi(?:'ll|'m| can| am| will| cannot)\b",
    re.IGNORECASE,
)


def _run(context: Context) -> Iterator[Finding]:
    sentences = [s for s in context.each(context.sentences) if measured(s)]
    yield from _covered(context, sentences)
    if context.profile.closeness:
        yield from _close(context, sentences, context.profile.closeness)


def measured(sentence: Sentence) -> bool:
    """Whether a sentence says enough, and doesn't only announce what follows."""
    return len(set(sentence.terms)) >= _LEAST_TERMS and not sentence.text.endswith(":")


def claims(sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences that say something a source could say."""
    return [s for s in sentences if not _ASIDE.search(s.text.replace("’", "'"))]


def _covered(context: Context, sentences: Sequence[Sentence]) -> Iterator[Finding]:
    for sentence in sentences:
        threshold = context.profile.support.get(sentence.block.kind)
        if threshold is None or sentence.support >= threshold.warn:
            continue
        if sentence.support < threshold.block:
            yield _finding(context, sentence, Severity.BLOCKER, "Nothing in the sources supports")
        else:
            yield _finding(context, sentence, Severity.WARNING, "The sources say little of")


def _close(context: Context, sentences: Sequence[Sentence], wanted: Closeness) -> Iterator[Finding]:
    told = claims(sentences)
    least = wanted.share + wanted.own * log(1 + sum(s.cover.absent for s in told))
    for sentence in told:
        if closeness(context, sentence) < least:
            yield _finding(context, sentence, Severity.WARNING, "No place in the sources says all of")


def closeness(context: Context, sentence: Sentence) -> float:
    """How much of the sentence stands together in one place of the sources, 0 to 1; see `Closeness`."""
    pairs = context.profile.closeness.pairs if context.profile.closeness else 0.0
    if not pairs:
        return sentence.cover.close
    return (1 - pairs) * sentence.cover.close + pairs * context.aligner.paired(sentence.terms)


def _finding(context: Context, sentence: Sentence, severity: Severity, verdict: str) -> Finding:
    evidence = context.evidence(sentence.matches)
    message = f"{verdict} {said(sentence.text)}{hint(context, evidence)}."
    span = (sentence.start, sentence.end)
    return finding("support", severity, sentence.block, span, message, evidence)


RULE = Rule("support", "a sentence that the sources hardly support", _run)
