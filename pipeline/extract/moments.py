"""When: dates as pages write them in their statements, to ISO 8601."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from lxml.html import HtmlElement

from pipeline.extract.markup import folded
from pipeline.extract.statements import Stated
from pipeline.text.dates import dates

_FIRST = datetime(1990, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)  # slack for time zones
_PLAIN = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?")
_DATED = re.compile(
    r"(?:^|[\s_-])(?:date|time|fecha|datum|dateline|publish\w*|pubdate|stamp)(?:$|[\s_-])", re.IGNORECASE
)
_MAX_LENGTH = 90
_LONG_WORDS = 20
_EAST = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_ERA = re.compile(r"令和\s*(\d{1,2}|元)\s*年")  # Japan's years since 2019
# CLDR's names of the months as they stand in dates, a language a line, where `text.dates` doesn't know them.
_YEARS = """
januari februari maart april mei juni juli augustus september oktober november december
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
янв фев мар апр мая июн июл авг сен окт ноя дек
січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
ledna února března dubna května června července srpna září října listopadu prosince
januari februari mars april maj juni juli augusti september oktober november december
januar februar marts april maj juni juli august september oktober november desember
tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta
joulukuuta
ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
január február március április május június július augusztus szeptember október november december
ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου
januari februari maret april mei juni juli agustus september oktober november desember
"""
_MONTHS = {name: number % 12 + 1 for number, name in enumerate(_YEARS.split())}
_NAMED = re.compile(r"(?<!\d)(\d{1,2})\.?º?\s+(?:de\s+)?([^\W\d_]{3,14})\.?,?\s+(?:de\s+)?(\d{4})(?!\d)")
_HUNGARIAN = re.compile(r"(?<!\d)(\d{4})\.\s+([^\W\d_]{3,14})\s+(\d{1,2})(?!\d)")
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


def shown_date(tree: HtmlElement, now: datetime) -> str | None:
    """The day, in words or figures, in an element that calls itself a date between headline and text; else None."""
    for element in _between(tree):
        text = folded(element)
        if not 0 < len(text) <= _MAX_LENGTH or not (element.tag == "time" or _DATED.search(element.get("class") or "")):
            continue
        found = [date.value for date in dates(_in_figures(text)) if len(date.value) == len("2026-07-11")]
        if day := next((day for day in (first_date([(value, "")], now)[0] for value in found) if day), None):
            return day
    return None


def _between(tree: HtmlElement) -> Iterator[HtmlElement]:
    """The elements from the headline to the first long paragraph: other stories' dates stand behind them."""
    begun = tree.find(".//h1") is None
    for element in tree.iter():
        if element.tag == "p" and len(folded(element).split()) > _LONG_WORDS:
            return
        begun = begun or element.tag == "h1"
        if begun and isinstance(element.tag, str):
            yield element


def _in_figures(text: str) -> str:
    """The text with dates in other languages as `2026-07-11`."""
    text = _ERA.sub(lambda m: f"{2018 + (1 if m[1] == '元' else int(m[1]))}年", text)
    text = _EAST.sub(lambda m: _day(m[0], m[1], int(m[2]), m[3]), text)
    text = _NAMED.sub(lambda m: _day(m[0], m[3], _MONTHS.get(m[2].casefold(), 0), m[1]), text)
    return _HUNGARIAN.sub(lambda m: _day(m[0], m[1], _MONTHS.get(m[2].casefold(), 0), m[3]), text)


def _day(text: str, year: str, month: int, day: str) -> str:
    return f"{year}-{month:02}-{int(day):02}" if month else text


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
