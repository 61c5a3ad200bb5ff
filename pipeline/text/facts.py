"""What code finds in one passage."""

from __future__ import annotations

from pipeline.models import Facts
from pipeline.text.parsed import Parsed


def facts(text: str) -> Facts:
    """Quotations, numbers, dates and names of `text`, each in order, with offsets into it."""
    parsed = Parsed(text)
    return Facts(quotations=parsed.quotations, numbers=parsed.numbers, dates=parsed.dates, names=parsed.names)
