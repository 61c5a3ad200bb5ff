"""Sections that conclude bring in no quotation, number, date or name of their own.

The rules for quotations, numbers and names leave these sections to this one, so that nothing is reported twice: a
finding of theirs appears here as `inference.quotes`, `inference.numbers`, `inference.dates` or `inference.names`.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check import dates, names, numbers, quotes
from pipeline.check.context import Context
from pipeline.check.rule import Rule
from pipeline.models import Finding


def _run(context: Context) -> Iterator[Finding]:
    families = [("quotes", quotes.findings), ("numbers", numbers.findings), ("dates", dates.findings)]
    known = names.RULE.languages
    if context.language is None or known is None or context.language in known:
        families.append(("names", names.findings))
    for what, findings in families:
        for found in findings(context, context.inferred):
            message = f"{found.message.rstrip('.')}, and a section of inference may bring in nothing new."
            yield found.model_copy(update={"rule": f"inference.{what}", "message": message})


RULE = Rule("inference", "a quotation, number, date or name that only an inference section brings in", _run)
