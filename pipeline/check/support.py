"""Every sentence has something in the sources that says it; in headline, dek and lede that is a must."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.context import Context
from pipeline.check.rule import Rule, finding, hint, said
from pipeline.models import Finding, Severity

# A sentence of fewer content words says too little to be measured.
_LEAST_TERMS = 4


def _run(context: Context) -> Iterator[Finding]:
    for sentence in context.each(context.sentences):
        threshold = context.profile.support.get(sentence.block.kind)
        if threshold is None or len(set(sentence.terms)) < _LEAST_TERMS or sentence.support >= threshold.warn:
            continue
        if sentence.text.endswith(":"):
            continue  # it announces what follows
        evidence = context.evidence(sentence.matches)
        span = (sentence.start, sentence.end)
        if sentence.support < threshold.block:
            message = f"Nothing in the sources supports {said(sentence.text)}{hint(context, evidence)}."
            yield finding("support", Severity.BLOCKER, sentence.block, span, message, evidence)
        else:
            message = f"The sources say little of {said(sentence.text)}{hint(context, evidence)}."
            yield finding("support", Severity.WARNING, sentence.block, span, message, evidence)


RULE = Rule("support", "a sentence that the sources hardly support", _run)
