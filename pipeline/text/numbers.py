"""Numbers with what they count, in digits of any script and in English words.

Dates are left to `dates`; list markers, footnote marks, and digits inside names ("COVID-19", "A320") are no facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from pipeline.models import DateMention, Number
from pipeline.text.common_words import listed
from pipeline.text.dates import dates as find_dates
from pipeline.text.languages import foreign
from pipeline.text.number_words import worded
from pipeline.text.quantities import CURRENCIES, DOLLARS, MEASURES, SCALE, UNITS
from pipeline.text.words import UNSPACED

_DIGITS = re.compile(
    rf"(?=\d)(?<![^\W{UNSPACED}])(?<!\d[.,])(?<![A-Z]-)(?:"
    r"(?P<clock>(?:[01]?\d|2[0-3]):[0-5]\d(?!\d)(?::[0-5]\d)?|\d{1,2}(?:\.[0-5]\d)?(?=\s?[ap]\.?m\b))(?:\s?(?P<half>[ap])\.?m\b\.?)?"
    r"|(?P<grouped>\d{1,3}(?P<sep>[,.'’\u00a0\u2009\u202f ])\d{3}(?:(?P=sep)\d{3})*(?!\d)(?P<rest>[.,]\d+)?)"
    r"|(?P<plain>\d+(?:[.,]\d+)*))"
)
_CURRENCY_BEFORE = re.compile(
    r"(?:(?:US|A|C|HK|NZ|S|R)?\$|[€£¥₹₽₩₴₺₪]|\bRs|\b(?:USD|EUR|GBP|JPY|CNY|RMB|INR|CHF|AUD|CAD|SEK|NOK|DKK))\s?\Z",
    re.IGNORECASE,
)
_MINUS_BEFORE = re.compile(r"(?:(?<![\w.)\]%])[-−]|\bminus )\Z")
_WORD_SCALE = re.compile(
    r"[\s-]{0,2}(hundred|thousand|millions?|billions?|trillions?|mn|mln|bn|tn|tsd|mio|mrd|millionen|milliarden|"
    r"millones|milliards|lakh|crore|dozen)\b|([万萬亿億만억])",
    re.IGNORECASE,
)
_LETTER_SCALE = re.compile(r"([kKmMbB])(?![\w²³/])")
_SPACED_SCALE = re.compile(r"\s([kKmMbB]|[mb]n)(?![\w²³/])")  # "£ 15 m": after money only
_LONG_UNITS = sorted((name for name in UNITS if not re.fullmatch(r"[^\W\d_]", name)), key=len, reverse=True)
_UNIT = re.compile(
    r"[\s-]{0,2}(" + "|".join(re.escape(n) + (r"\b" if n[-1].isalnum() else "") for n in _LONG_UNITS) + ")",
    re.IGNORECASE,
)
_LETTER_UNIT = re.compile(r"\s?([mgtlWCF€£$])(?![\w'’])")
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")
_NOUN = re.compile(
    r"\s+(?:(?!(?:of|and|or|in|on|at|to|for|from|by|with|as|the|than|per|but)\b)[a-z-]{3,20}\s+)?([a-z]{3,20})\b"
)
_NOT_COUNTED = frozenset(
    listed("was has its this his does plus versus across less unless always perhaps yes thus previous")
)
_PLURALS = frozenset({"people", "men", "women", "children", "staff", "police"})
_MARKER = re.compile(r"(?:^|\n)[^\S\n]{0,8}\(?\Z")
_AFTER_MARKER = re.compile(r"[.):](?:\s|\Z)")
_NUMBERED = re.compile(
    r"\b(?:step|section|passage|source|option|chapter|figure|table|page|item|point|question|answer|example)\s\Z",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s?(?:--|[-–—])\s?|\s(?:to|or|till)\s|(?P<also>\sand\s)")

_POINT_GROUP = re.compile(r"(?<![\d.,])\d{1,3}\.\d{3}(?![.,]?\d)")
_TWO_WAYS = re.compile(r"(?<![\d.,])\d{1,3}(?P<sep>[.,])\d{3}(?![.,]?\d)")
_POINT_GROUPS = frozenset({"da", "de", "el", "es", "id", "it", "nl", "no", "pt", "ro", "tr"})
"""Languages that write 2.300,50 (CLDR, `decimal` and `group` of each)."""

_ABOUT = r"about|around|roughly|approximately|approx\.?|some|circa|estimated|close to|~|≈|ca\.|perhaps|or so"
_BELOW = r"nearly|almost|just under|under|less than|fewer than|up to|at most|below|as many as|as much as|no more than"
_ABOVE = (
    r"(?<!% )(?<!percent )(?<!times )more than|over|at least|above|just over|"
    r"upwards? of|exceed(?:s|ed|ing)?|no fewer than|no less than"
)
_HEDGE = re.compile(
    rf"(?<!\w)(?:(?P<above>{_ABOVE})|(?P<below>{_BELOW})|(?P<about>{_ABOUT}))\s*(?:an?\s+)?(?:whopping\s+)?\Z",
    re.IGNORECASE,
)
_HEDGE_AFTER = re.compile(r"(?P<about>\s?-odd\b|\sor so\b)|(?P<above>\+|\sor more\b)|(?P<below>\sor (?:less|fewer)\b)")


# Decimal arithmetic keeps 28 digits; whatever is longer is no quantity.
_MOST_DIGITS = 24


@dataclass(slots=True)
class _Found:
    start: int
    end: int
    value: Decimal
    unit: str | None = None
    scale: Decimal | None = None
    approximate: bool = False


def numbers(text: str, dated: Sequence[DateMention] | None = None, language: str | None = None) -> tuple[Number, ...]:
    """Numbers in order; `dated` are the text's date mentions, when the caller has them already.

    `language` decides whether 2.300 is a decimal; where it isn't known, the text does if it is plainly not English.
    `value` is a plain decimal with the scale worked in ("2.5 million" is `2500000`, a time is in hours). `unit` is
    `percent`, `percentage points`, a currency code, a measure (`km`), `ordinal`, `fraction`, `time`, or the plural
    noun that follows (`residents`).
    """
    visible = _without_dates(text, find_dates(text) if dated is None else dated)
    found = [*_digits(visible, _groups_with_points(text, language)), *(_Found(*word) for word in worded(visible))]
    found.sort(key=lambda f: (f.start, -f.end))
    found = [f for i, f in enumerate(found) if i == 0 or f.start >= found[i - 1].end]
    for number, end in zip(found, [*(f.start for f in found[1:]), len(text)], strict=False):
        _add_unit(visible, number, end)
    for first, second in pairwise(found):
        _share_unit(visible, first, second)
    return tuple(
        Number(
            start=f.start,
            end=f.end,
            text=text[f.start : f.end],
            value=plain(f.value * (f.scale or 1)),
            unit=f.unit or _noun(visible, f.end),
            approximate=f.approximate or bool(hedge(text, f.start, f.end)),
        )
        for f in found
    )


def hedge(text: str, start: int, end: int) -> str:
    """How the wording loosens the number at text[start:end]: `about`, `below`, `above`, or `` for an exact one."""
    match = _HEDGE.search(text, max(0, start - 24), start) or _HEDGE_AFTER.match(text, end)
    return (match.lastgroup or "") if match else ""


def readings(number: Number) -> tuple[tuple[str, str | None], ...]:
    """Every (plain decimal, unit) the number may mean: a single point before three digits that was taken for a decimal
    one may group, "5m" may be millions, a clock without a.m. and p.m. may be in either half of the day, "$" may be
    any country's dollar."""
    value, unit, text = number.value, number.unit, number.text
    if unit == "USD" and "us" not in text.lower():
        return tuple((value, dollar) for dollar in DOLLARS)
    if unit == "time" and "m" not in text.lower():
        hours = Decimal(value)
        return (value, unit), (plain(hours + 12 if hours < 12 else hours - 12), unit)
    if unit == "m" and text[-1:] == "m" and text[-2:-1].isdigit():
        return (value, unit), (plain(Decimal(value) * 1_000_000), None)
    if match := _TWO_WAYS.search(text):
        read, decimal = Decimal(value), Decimal(match[0].replace(",", "."))
        if read == decimal or (match["sep"] == "." and read != decimal * 1000):
            return (value, unit), (plain(read * 1000), unit)
    return ((value, unit),)


def plain(value: Decimal) -> str:
    """A decimal without exponent and without idle zeros."""
    if value == value.to_integral_value():
        return format(value.to_integral_value(), "f")
    return format(value, "f").rstrip("0").rstrip(".")


def _without_dates(text: str, dated: Sequence[DateMention]) -> str:
    """The text with dates blanked out, offsets unchanged."""
    parts, at = [], 0
    for date in dated:
        if date.start >= at:
            parts += [text[at : date.start], "\x00" * (date.end - date.start)]
            at = date.end
    return "".join(parts) + text[at:] if parts else text


def _groups_with_points(text: str, language: str | None) -> bool:
    if language is None and _POINT_GROUP.search(text):
        language = foreign(text)
    return language in _POINT_GROUPS


def _digits(text: str, points_group: bool) -> Iterator[_Found]:
    for match in _DIGITS.finditer(text):
        start, end = match.span()
        if _is_marker(text, start, end):
            continue
        if match["clock"]:
            yield _Found(start, end, _hours(match["clock"], match["half"]), "time")
            continue
        token = match["plain"]
        if token and len(re.findall(r"[.,]", token)) > 1:
            for part in re.finditer(r"\d+", token):
                yield _Found(start + part.start(), start + part.end(), Decimal(part.group()[:_MOST_DIGITS]))
            continue
        currency = _CURRENCY_BEFORE.search(text, max(0, start - 5), start)
        minus = _MINUS_BEFORE.search(text, max(0, start - 7), start)
        value = _value(match, points_group)
        number = _Found(start, end, -value if minus and not currency else value)
        if currency:
            number.start = currency.start()
            number.unit = CURRENCIES[currency.group().strip().lower()]
        elif minus:
            number.start = minus.start()
        yield number


def _is_marker(text: str, start: int, end: int) -> bool:
    """A list marker ("2. Then"), a footnote mark ("[3]") or a section number."""
    short = end - start <= 3
    if short and _AFTER_MARKER.match(text, end) and _MARKER.search(text, max(0, start - 10), start):
        return True
    if text[start - 1 : start] == "[" and text[end : end + 1] == "]":
        return True
    return short and _NUMBERED.search(text, max(0, start - 9), start) is not None


def _hours(clock: str, half: str | None) -> Decimal:
    hour, _, minutes = clock.replace(".", ":").partition(":")
    hours = int(hour) % 24
    if half:
        hours = hours % 12 + (12 if half in "pP" else 0)
    return Decimal(hours) + (Decimal(minutes[:2]) / 60).quantize(Decimal("0.0001")) if minutes else Decimal(hours)


def _value(match: re.Match[str], points_group: bool) -> Decimal:
    """`1.500` is one and a half unless a decimal comma follows and `3,5` is; `1,500` is fifteen hundred. Where points
    group, it is the other way round."""
    if match["grouped"]:
        sep, rest = match["sep"], match["rest"] or ""
        whole = match["grouped"][: len(match["grouped"]) - len(rest)]
        decimal = "," if points_group else "."
        if sep == decimal and whole.count(sep) == 1 and (not rest or rest[0] == sep):
            return Decimal(whole.replace(",", "."))
        return Decimal(whole.replace(sep, "")[:_MOST_DIGITS] + rest.replace(",", ".")[:_MOST_DIGITS])
    return Decimal(match["plain"].replace(",", ".")[:_MOST_DIGITS])


def _add_unit(text: str, number: _Found, limit: int) -> None:
    """Take in the scale and the unit that follow, but nothing of the next number, which begins at `limit`."""
    if number.unit in {"time", "fraction", "ordinal"}:
        return
    for _ in range(2):  # "three hundred thousand" is one number word; "2.5 hundred thousand" is not
        match = _WORD_SCALE.match(text, number.end, limit) or _LETTER_SCALE.match(text, number.end, limit)
        if match is None and number.unit in CURRENCIES.values():
            match = _SPACED_SCALE.match(text, number.end, limit)
        if match is None or (match[1] == "m" and not number.unit):  # "5m" without a currency is metres
            break
        number.scale = (number.scale or Decimal(1)) * SCALE[(match[1] or match[2]).lower()]
        number.end = match.end()
    if _ORDINAL.match(text, number.end, limit):
        number.end, number.unit = number.end + 2, "ordinal"
        return
    unit = _UNIT.match(text, number.end, limit) or _LETTER_UNIT.match(text, number.end, limit)
    if unit and (number.unit is None or UNITS[unit[1].lower()] in CURRENCIES.values()):
        number.end, number.unit = unit.end(), UNITS[unit[1].lower()]


def _share_unit(text: str, first: _Found, second: _Found) -> None:
    """In a range the unit and the scale are said once: "3 to 5 percent", "$3-5 million"."""
    joint = _RANGE.fullmatch(text, first.end, second.start)
    if not joint or (joint["also"] and "between" not in text[max(0, first.start - 16) : first.start].lower()):
        return
    first.unit, second.unit = first.unit or second.unit, second.unit or first.unit
    if first.scale is None and second.scale is not None and first.value < 1000:
        first.scale = second.scale


def _noun(text: str, end: int) -> str | None:
    match = _NOUN.match(text, end)
    if not match:
        return None
    first = text[end : match.start(1)].strip()
    for word in (first, match[1]):
        if word in MEASURES:
            return MEASURES[word]
        if word in _PLURALS or (word.endswith("s") and not word.endswith("ss") and word not in _NOT_COUNTED):
            return word
    return None
