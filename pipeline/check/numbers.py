"""Every number stands in a source, with its scale, currency and percent; rounding must be announced.

Spelled small counts without a unit ("two sides") are often the writer's own counting: a warning, or up to three a note.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.check import dates
from pipeline.check import derived as derive
from pipeline.check.context import Block, Context
from pipeline.check.rule import Rule, finding, hint, said
from pipeline.models import Evidence, Finding, Number, Severity
from pipeline.text.number_words import shares
from pipeline.text.numbers import hedge, plain, readings
from pipeline.text.quantities import CONVERSIONS, MEASURED_UNITS, STRICT_UNITS

_POUNDS = frozenset({"pound", "GBP"})
_DEGREES = frozenset({"degree", "°C", "°F"})
_MEASURES = MEASURED_UNITS | {"time"}

# Characters within which the same quantity may stand in another measure.
_BESIDE = 40

Span = tuple[int, int, int]


class Figures:
    """The numbers of all sources: value to the units it has there and one place for each."""

    def __init__(self, context: Context) -> None:
        self._units: dict[str, dict[str | None, Span]] = {}
        for i, source in enumerate(context.parsed_sources):
            for number in context.each(source.numbers):
                for value, unit in readings(number):
                    self._units.setdefault(value.lstrip("-"), {}).setdefault(unit, (i, number.start, number.end))
                if number.unit == "fraction":  # "one in five" are two counts, too
                    for count in (count for _, _, *counts in shares(number.text) for count in counts):
                        self._units.setdefault(str(count), {}).setdefault(None, (i, number.start, number.end))
            for date in source.dates:  # "in 2027" may be a year here and part of a name there
                if date.value[:4].isdigit():
                    self._units.setdefault(date.value[:4], {}).setdefault(None, (i, date.start, date.end))
        self._sorted = sorted((Decimal(value), value) for value in self._units)

    def has(self, number: Number, loosened: str) -> bool:
        """Whether the number is said, as it stands or, when the wording loosens it, rounded."""
        if any(self._said(value.lstrip("-"), unit) for value, unit in readings(number)):
            return True
        if number.unit == "fraction" and self._fraction(Decimal(number.value)):
            return True
        if number.unit == "percent" and self._is_fraction(Decimal(number.value)):
            return True
        if not (loosened or number.approximate):
            return False
        low, high = bounds(abs(Decimal(number.value)), loosened)
        first = bisect_left(self._sorted, (low, ""))
        last = bisect_right(self._sorted, (high, "\U0010ffff"))
        digits = _significant(number.value)
        units = {unit for _, unit in readings(number)}
        return any(
            self._said(value, unit)
            for _, value in self._sorted[first:last]
            if _significant(value) > digits
            for unit in units
        )

    def with_other_unit(self, number: Number) -> tuple[Span, ...]:
        return tuple(self._units.get(number.value.lstrip("-"), {}).values())[:1]

    def _said(self, value: str, unit: str | None) -> bool:
        return any(agree(unit, other) for other in self._units.get(value, ()))

    def _is_fraction(self, percent: Decimal) -> bool:
        """ "20%", to its precision, of a source's "one in five"."""
        low, high = ((percent + sign * Decimal(1).scaleb(_exponent(percent)) / 2) / 100 for sign in (-1, 1))
        first = bisect_left(self._sorted, (low, ""))
        last = bisect_right(self._sorted, (high, "\U0010ffff"))
        return any("fraction" in self._units[value] for _, value in self._sorted[first:last])

    def _fraction(self, value: Decimal) -> bool:
        """ "Two-thirds" of a source's 67 percent."""
        percent = value * 100
        return any(
            self._said(plain(p), "percent") for p in (percent.quantize(Decimal(1)), percent.quantize(Decimal("0.1")))
        )


def _converted(numbers: Sequence[Number], number: Number, figures: Figures) -> bool:
    """Whether the number says what one beside it says in another measure, to its precision: 79 °F (26 °C)."""
    i = bisect_left(numbers, number.start, key=lambda n: n.start)
    value = Decimal(number.value)
    for other in (*numbers[max(0, i - 1) : i], *numbers[i + 1 : i + 2]):
        for unit, factor, offset in CONVERSIONS.get(number.unit or "", ()):
            near = other.end >= number.start - _BESIDE and other.start <= number.end + _BESIDE
            if near and unit == other.unit and figures.has(other, ""):
                exact = Decimal(other.value) * factor + offset
                if abs(exact - value) <= Decimal(1).scaleb(_exponent(value)) / 2:
                    return True
    return False


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _significant(value: str) -> int:
    """How many digits say something: 2 in 1,200. What a number is rounded to has fewer than the number."""
    return len(value.replace(".", "").strip("-0"))


def agree(unit: str | None, other: str | None) -> bool:
    """Whether a number with `unit` may rest on a source's number with `other`: what is counted may be named in other
    words, but money isn't people and kilometres aren't hours."""
    if unit is None or unit == other:
        return True
    if unit in _POUNDS and other in _POUNDS:
        return True
    if unit in _DEGREES and other in _DEGREES:
        return "degree" in {unit, other}
    if unit in STRICT_UNITS or other in STRICT_UNITS:
        return False
    if other is None:
        return True
    return not (unit in _MEASURES or other in _MEASURES)


def bounds(value: Decimal, loosened: str) -> tuple[Decimal, Decimal]:
    """Between which exact values a loosened number may stand: "about 300" for 285 to 315, "more than 1,000" for up
    to 1,250, "nearly 40" for 36 and more. A convention of this project, tight on purpose."""
    if loosened == "above":
        return value, value * Decimal("1.25")
    if loosened == "below":
        return value * Decimal("0.9"), value
    return value * Decimal("0.95"), value * Decimal("1.05")


def findings(context: Context, blocks: Sequence[Block]) -> Iterator[Finding]:
    for block in blocks:
        for number in context.each(context.parsed(block).numbers):
            figures = context.once(Figures)
            if not figures.has(number, hedge(block.text, number.start, number.end)):
                if _converted(context.parsed(block).numbers, number, figures):
                    continue
                yield _absent(context, block, number, figures)


def _absent(context: Context, block: Block, number: Number, figures: Figures) -> Finding:
    span = (number.start, number.end)
    evidence: tuple[Evidence, ...] = context.evidence(figures.with_other_unit(number))
    derived = derive.operands(context, block, number)
    if derived:
        evidence = context.around(block, number.start)
        message = f"{said(number.text)} is in no source; it may be derived: {derived}."
    elif evidence:
        other = said(context.quote_of(evidence))
        unit = f" with the unit {number.unit}" if number.unit else ""
        message = f"{said(number.text)} is in no source{unit}; a source says {other}."
    else:
        evidence = context.around(block, number.start)
        message = f"The number {said(number.text)} is in no source{hint(context, evidence)}."
    severity = _severity(number)
    return finding("numbers", severity, block, span, message, evidence)


def _severity(number: Number) -> Severity:
    """A spelled count without a unit ("two sides") may be the writer's own counting."""
    if number.unit in STRICT_UNITS | MEASURED_UNITS or not number.text.isalpha() or Decimal(number.value) > 10:
        return Severity.BLOCKER
    return Severity.NOTE if Decimal(number.value) <= 3 else Severity.WARNING


def _run(context: Context) -> Iterator[Finding]:
    yield from findings(context, context.grounded)
    yield from dates.findings(context, context.grounded)


RULE = Rule("numbers", "a number, unit or date that is in no source", _run)
