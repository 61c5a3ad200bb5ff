"""Every weekday, day of a month and year stands in a source, or follows from a source's own date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice

from pipeline.check.context import Block, Context
from pipeline.check.rule import finding, hint, said
from pipeline.models import Finding, Severity
from pipeline.text.parsed import Parsed
from pipeline.text.quantities import ONES

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_RELATIVE = re.compile(
    r"\b(?:today|tonight|yesterday|tomorrow|this (?:morning|afternoon|evening)|last night)\b", re.IGNORECASE
)
_NUMBERS = {"a": 1, "an": 1} | ONES
_DISTANT = re.compile(
    r"\b(?:(?P<which>last|this|next)\s(?P<unit>year|month)"
    rf"|(?P<count>\d{{1,2}}|{'|'.join(_NUMBERS)})\s(?P<units>year|decade)s?\s"
    r"(?P<way>ago|earlier|before|later|after|on))\b",
    re.IGNORECASE,
)
_VALUE = re.compile(r"(?P<year>\d{4}|-)(?:-(?P<month>\d\d))?(?:-(?P<day>\d\d))?")
# Who reads more of these in a source has a table before him.
_MOST_DISTANT = 200
_FOUR_DIGITS = re.compile(r"(?<!\d)\d{4}(?!\d)")
# Where an answer repeats its question: "To remove the door panel on a 2006 Chevy, ...".
_ASKED = re.compile(r"(?:\A|[\n:]\s*)To [a-z][^,.:;?!\n]*(?=[,:])|\b(?:steps|instructions|how) (?:for|to) [^,.:;?!\n]*")
_OPENING = 3
"""Sentences in which an answer comes to its question."""


class Calendar:
    """Weekdays, days, months and years that the sources name or imply."""

    def __init__(self, context: Context) -> None:
        self.weekdays: set[str] = set()
        self.days: set[tuple[int, int]] = set()
        self.months: set[int] = set()
        self.years: set[str] = set()
        self.decades: set[str] = set()
        published: list[date] = []
        relative = False
        distant: list[re.Match[str]] = []
        for source, parsed in context.each(zip(context.sources, context.parsed_sources, strict=True)):
            for mention in parsed.dates:
                known = self._add(mention.value, mention.text)
                if known and not source.citable:
                    published.append(known)
            self.years.update(_FOUR_DIGITS.findall(source.text))
            relative = relative or _RELATIVE.search(source.text) is not None
            if "year" in source.text or "month" in source.text or "decade" in source.text:  # most have none
                distant += islice(_DISTANT.finditer(source.text), _MOST_DISTANT)
        if context.profile.answers:
            self.years.update(year for block in context.blocks[:1] for year in _asked(context.parsed(block)))
        for day in published:
            self._add_around(day, relative=relative)
        self._add_distant(published, distant[:_MOST_DISTANT])

    def has(self, value: str) -> bool:
        if value in _WEEKDAYS:
            return value in self.weekdays
        if value.endswith("s"):
            return value in self.decades or any(year[:3] == value[:3] for year in self.years)
        match = _VALUE.fullmatch(value)
        if match is None:
            return True
        year, month, day = match["year"], match["month"], match["day"]
        if year != "-" and year not in self.years:
            return False
        if day:
            return (int(month), int(day)) in self.days
        return not month or int(month) in self.months

    def _add(self, value: str, text: str) -> date | None:
        if value in _WEEKDAYS:
            self.weekdays.add(value)
            return None
        if value.endswith("s"):
            self.decades.add(value)
            return None
        match = _VALUE.fullmatch(value)
        if match is None:
            return None
        if match["year"] != "-":
            self.years.add(match["year"])
        if not match["month"]:
            return None
        month, day = int(match["month"]), int(match["day"] or 0)
        self.months.add(month)
        if not day:
            return None
        self.days.add((month, day))
        if "/" in text and day <= 12:  # read either way
            self.days.add((day, month))
            self.months.add(day)
        return self._weekday_of(match["year"], month, day)

    def _weekday_of(self, year: str, month: int, day: int) -> date | None:
        try:
            known = date(int(year), month, day)
        except ValueError:  # no year, or the 30th of February
            return None
        self.weekdays.add(_WEEKDAYS[known.weekday()])
        return known

    def _add_around(self, published: date, *, relative: bool) -> None:
        """ "On Friday" in a report of Monday, 15 March is the 12th or the 19th; "yesterday" is the 14th, a Sunday."""
        named = set(self.weekdays)
        for distance in range(-7, 8):
            try:
                day = published + timedelta(days=distance)
            except OverflowError:
                continue
            weekday = _WEEKDAYS[day.weekday()]
            if weekday in named or (relative and abs(distance) <= 1):
                self.days.add((day.month, day.day))
                self.months.add(day.month)
                self.weekdays.add(weekday)
        # A day of the month without a year belongs to the year of the report.
        for month, number in list(self.days):
            self._weekday_of(str(published.year), month, number)

    def _add_distant(self, published: Sequence[date], distant: Sequence[re.Match[str]]) -> None:
        """ "Last year" in a report of 2026 is 2025; "two years later" follows any year that is named."""
        named = {int(year) for year in self.years if len(year) == 4}
        for match in distant:
            if match["which"]:
                step = {"last": -1, "this": 0, "next": 1}[match["which"].lower()]
                for day in published:
                    if match["unit"].lower() == "year":
                        self.years.add(str(day.year + step))
                    else:
                        self.months.add((day.month - 1 + step) % 12 + 1)
                continue
            count = int(match["count"]) if match["count"].isdigit() else _NUMBERS[match["count"].lower()]
            count *= 10 if match["units"].lower() == "decade" else 1
            ago = match["way"].lower() == "ago"
            sign = -1 if match["way"].lower() in {"ago", "earlier", "before"} else 1
            years = {day.year for day in published} | (set() if ago else named)
            self.years.update(str(year + sign * count) for year in years)


def _asked(answer: Parsed) -> Iterator[str]:
    """Years in the words with which an answer repeats its question, which is no source."""
    opening = answer.text[: answer.sentences[:_OPENING][-1][1]] if answer.sentences else ""
    for question in _ASKED.findall(opening):
        yield from _FOUR_DIGITS.findall(question)


def findings(context: Context, blocks: Sequence[Block]) -> Iterator[Finding]:
    for block in blocks:
        for mention in context.each(context.parsed(block).dates):
            if context.once(Calendar).has(mention.value):
                continue
            evidence = context.around(block, mention.start)
            message = f"The date {said(mention.text)} is in no source{hint(context, evidence)}."
            yield finding("numbers.dates", Severity.BLOCKER, block, (mention.start, mention.end), message, evidence)
