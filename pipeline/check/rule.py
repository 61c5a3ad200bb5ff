"""What a rule is, and how its findings are worded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipeline.check.context import Block, Context
from pipeline.models import Evidence, Finding, Severity


@dataclass(frozen=True)
class Rule:
    """One rule family. Its findings' rule ids begin with `id`, continued after a dot where it tells things apart."""

    id: str
    catches: str
    """One line: what it catches."""
    run: Callable[[Context], Iterator[Finding]]
    languages: frozenset[str] | None = None
    """ISO 639-1 codes it knows; None for any language."""


def finding(
    rule: str,
    severity: Severity,
    block: Block,
    span: tuple[int, int],
    message: str,
    evidence: tuple[Evidence, ...] = (),
) -> Finding:
    start, end = span
    return Finding(rule=rule, severity=severity, place=block.place(start, end), message=message, evidence=evidence)


def said(text: str, most: int = 240) -> str:
    """`text` in quotation marks on one line, shortened at the end when it is very long."""
    line = " ".join(text.split())
    return f"“{line}”" if len(line) <= most else f"“{line[:most].rstrip()}…”"


NEAREST = "; the nearest source text is "
"""What joins a message and the text that `hint` shows."""
INNER = str.maketrans("“”", "‘’")
"""Quotation marks within quotation marks."""


def hint(context: Context, evidence: tuple[Evidence, ...]) -> str:
    """The end of a message: what the nearest source says."""
    nearest = context.quote_of(evidence)
    return f"{NEAREST}{said(nearest.translate(INNER), 160)}" if nearest else ""
