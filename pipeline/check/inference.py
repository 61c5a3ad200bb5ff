"""Sections that conclude: recognisable as conclusions, with the passages they read, and nothing new brought in.

The rules for quotations, numbers and names leave these sections to this one, so that nothing is reported twice: a
finding of theirs appears here as `inference.quotes`, `inference.numbers`, `inference.dates` or `inference.names`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.check import dates, names, numbers, quotes
from pipeline.check.context import Context
from pipeline.check.rule import Rule, finding, said
from pipeline.models import Finding, Severity

_HEDGED = re.compile(
    r"\b(?:may|might|could|would|should|can|perhaps|possibly|probably|likely|unlikely|presumably|apparently|maybe|"
    r"potentially|if|whether|unless|suggest\w*|impl(?:y|ies|ied|ication\w*)|indicat\w+|hint\w*|point(?:s|ed|ing)? to|"
    r"seem\w*|appear\w*|tend\w*|expect\w*|infer\w*|conclu\w+|signal\w*|mean(?:s|t|ing)? that|read(?:s|ing)? as|"
    r"risk\w*|open question|question\w*|unclear|uncertain\w*|remains to be|left open|not say|unsaid|silen\w+|"
    r"between the lines|one reading|taken together|in other words|what (?:is|goes|stays|remains)|"
    r"sa(?:y|ys|id)|according to|argue\w*|warn\w*|claim\w*|believ\w+|thinks?|hopes?|fear\w*|told|insist\w*)\b|\?",
    re.IGNORECASE,
)


def _run(context: Context) -> Iterator[Finding]:
    yield from _nothing_new(context)
    has_passages = any(source.passage for source in context.sources)
    for block in context.each(context.inferred):
        span = (0, len(block.text))
        if not block.text.strip():
            continue
        if context.language in {None, "en"} and not _HEDGED.search(block.text):
            message = f"{said(block.text)} is stated as a fact: nothing marks it as a conclusion."
            yield finding("inference.unhedged", Severity.WARNING, block, span, message)
        if has_passages and not block.citations:
            message = f"{said(block.text)} points at no passage that it reads."
            yield finding("inference.citations", Severity.WARNING, block, span, message)


def _nothing_new(context: Context) -> Iterator[Finding]:
    families = [("quotes", quotes.findings), ("numbers", numbers.findings), ("dates", dates.findings)]
    known = names.RULE.languages
    if context.language is None or known is None or context.language in known:
        families.append(("names", names.findings))
    for what, findings in families:
        for found in findings(context, context.inferred):
            if found.rule.startswith("quotes."):  # it stands in a source: nothing new
                yield found
                continue
            message = f"{found.message.rstrip('.')}, and a section of inference may bring in nothing new."
            yield found.model_copy(update={"rule": f"inference.{what}", "message": message})


RULE = Rule(
    "inference",
    "a conclusion that brings in a quotation, number, date or name, isn't marked as one, or points at no passage",
    _run,
)
