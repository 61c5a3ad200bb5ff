"""When: dates as pages write them in their statements, to ISO 8601."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from pipeline.extract.statements import Stated

_FIRST = datetime(1990, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)  # slack for time zones
_PLAIN = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?")
_LOOSE = re.compile(
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"
    r"(?:(?:T|,?\s+)(?P<time>\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s*(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d)?)?"
)


def first_date(stated: Iterable[Stated], now: datetime) -> tuple[str | None, str]:
    """The first statement that is a date or date-time between the web's first years and `now`, and its origin."""
    for text, origin in stated:
        if written := iso(text.strip()):
            moment = datetime.fromisoformat(written)
            if _FIRST <= _aware(moment) <= now + _DAY:
                return written, origin
    return None, ""


def iso(text: str) -> str | None:
    """ISO 8601: as it stands, or made from RFC 2822 and other spellings with the year first; else None."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        pass
    else:
        if _PLAIN.fullmatch(text):
            return text
        return moment.date().isoformat() if len(text) <= len("2026-W30-1") else moment.isoformat()
    try:
        if match := _LOOSE.fullmatch(text):
            day = f"{match['year']}-{int(match['month']):02}-{int(match['day']):02}"
            zone = (match["zone"] or "").replace("UTC", "Z").replace("GMT", "Z")
            written = f"{day}T{match['time']}{zone}" if match["time"] else day
            return written if datetime.fromisoformat(written) else None
        return parsedate_to_datetime(text[:64]).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def same_day(one: str, other: str) -> bool:
    """Of two ISO texts, with a day of slack for time zones."""
    return abs(_aware(datetime.fromisoformat(one)) - _aware(datetime.fromisoformat(other))) <= _DAY


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
