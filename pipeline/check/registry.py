"""All rules, in the order in which they run."""

from __future__ import annotations

from pipeline.check import inference, names, numbers, quotes, structure, style, support
from pipeline.check.rule import Rule

RULES: tuple[Rule, ...] = (
    structure.RULE,
    quotes.RULE,
    numbers.RULE,
    names.RULE,
    inference.RULE,
    support.RULE,
    style.RULE,
)
