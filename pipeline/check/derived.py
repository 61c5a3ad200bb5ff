"""Numbers that no source has but that follow from two that stand in the sentence's evidence: named with their operands,
so that an editor can check the sum; not excused."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import permutations

from pipeline.check.context import Block, Context
from pipeline.models import Number

# Of more numbers than this every small one is the difference of some two.
_MOST = 8


def operands(context: Context, block: Block, number: Number) -> str:
    """How the number follows from the evidence, "9 − 7", or nothing."""
    value = abs(Decimal(number.value))
    near = list(_near(context, block, number))
    if not value or len(near) > _MOST:
        return ""
    for one, other in permutations(near, 2):
        first, second = abs(Decimal(one.value)), abs(Decimal(other.value))
        if number.unit == "percent":
            if second and one.unit != "percent" and _rounds(first / second * 100, value):
                return f"{one.text} of {other.text}"
            if second and first != second and _rounds(abs(first - second) / second * 100, value):
                return f"from {other.text} to {one.text}"
        if not _of_one_kind(number, one, other):
            continue
        if first > second and first - second == value:
            return f"{one.text} − {other.text}"
        if first + second == value:
            return f"{one.text} + {other.text}"
    return ""


def _near(context: Context, block: Block, number: Number) -> Iterator[Number]:
    for source, start, end in context.carrying(block, number.start):
        yield from (n for n in context.parsed_sources[source].numbers if start <= n.start < end)


def _of_one_kind(number: Number, one: Number, other: Number) -> bool:
    if number.unit == "percentage points":
        return one.unit == other.unit == "percent"
    return one.unit == other.unit or None in {one.unit, other.unit}


def _rounds(exact: Decimal, value: Decimal) -> bool:
    """Whether the exact value is `value` to its precision."""
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and abs(exact - value) <= Decimal(1).scaleb(min(exponent, 0)) / 2
