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
# A sentence about the sources or to the reader, or one that sends to an expert, says nothing that a source could say.
_ASIDE = re.compile(
    r"\bpassages?\b|\b(?:provided|given) (?:texts?|information|context|sources?)\b|\banswer the question\b"
    r"|\bunable to answer\b|\bcan(?:no|')t answer\b|\blet me know\b|\bi(?:'ll|'m| can| am| will| cannot)\b"
    r"|\bconsult(?:ing)?\b|\b(?:seek|contact|ask|speak (?:to|with)|talk to)\b[^.]{0,60}"
    r"\b(?:professional|doctor|expert|specialist|provider|physician|lawyer|advice|help|assistance|guidance)s?\b",
    re.IGNORECASE,
)
# An opening that only counts what follows.
_ANNOUNCES = re.compile(
    r"\b(?:several|various|many|multiple|different|certain|the following|a (?:few|couple|number|variety|range) of)\b",
    re.IGNORECASE,
)
_CONCLUDES = re.compile(
    r"\W*(?:therefore|thus|hence|overall|accordingly|consequently|so,|in (?:conclusion|summary|short|essence|general)"
    r"|to (?:conclude|sum up|summarize))\b",
    re.IGNORECASE,
)


class Claim(NamedTuple):
    """A sentence that says something a source could say: how much of it stands together in one place of the sources,
    0 to 1 (see `Closeness`), and how many of its terms are in no source. What a conclusion takes up from the text
    before it counts as standing there: it was measured where it was said first."""

    sentence: Sentence
    close: float
    absent: int


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
    said: set[str] = set()
    for number, sentence in enumerate(context.each(context.sentences)):
        announces = number == 0 and len(context.sentences) > 2 and _ANNOUNCES.search(sentence.text)
        if measured(sentence) and not announces and not _ASIDE.search(sentence.text.replace("’", "'")):
            found.append(_claim(context, sentence, said if _CONCLUDES.match(sentence.text) else set(), form))
        said.update(sentence.terms)
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
    least = wanted.share + wanted.own * log(1 + sum(claim.absent for claim in told))
    for claim in told:
        if claim.close < least:
            yield _finding(context, claim.sentence, Severity.WARNING, "No place in the sources says all of")


def _claim(context: Context, sentence: Sentence, said: set[str], form: Closeness) -> Claim:
    aligner, absent = context.aligner, sentence.cover.absent
    terms = tuple(dict.fromkeys(sentence.terms))
    new = [term for term in terms if term not in said]
    close = aligner.close(new)
    if len(new) < len(terms):
        absent = aligner.cover(new).absent
        close = 1 - sum(map(aligner.weight, new)) / sum(map(aligner.weight, terms)) * (1 - close)
    elif form.stretch:
        close = (1 - form.stretch) * close + form.stretch * aligner.weakest(terms, _STRETCH)
    if form.pairs:
        close = (1 - form.pairs) * close + form.pairs * aligner.paired(sentence.terms)
    return Claim(sentence, close, absent)


def _finding(context: Context, sentence: Sentence, severity: Severity, verdict: str) -> Finding:
    evidence = context.evidence(sentence.matches)
    message = f"{verdict} {said(sentence.text)}{hint(context, evidence)}."
    span = (sentence.start, sentence.end)
    return finding("support", severity, sentence.block, span, message, evidence)


RULE = Rule("support", "a sentence that the sources hardly support", _run)
