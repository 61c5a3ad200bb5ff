"""All rules, in the order in which they run."""

from __future__ import annotations

from pipeline.check import (
    citations,
    copying,
    credited,
    differing,
    echoes,
    inference,
    names,
    numbers,
    polarity,
    quotes,
    structure,
    style,
    support,
    swaps,
)
from pipeline.check.rule import Rule

RULES: tuple[Rule, ...] = (
    structure.RULE,
    echoes.RULE,
    quotes.RULE,
    numbers.RULE,
    differing.RULE,
    names.RULE,
    inference.RULE,
    support.RULE,
    citations.RULE,
    swaps.RULE,
    credited.RULE,
    polarity.RULE,
    copying.RULE,
    style.RULE,
)
