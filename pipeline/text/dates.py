"""Dates as far as a text gives them. Month names in English, German, French and Spanish; weekdays in English."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.models import DateMention

_ENGLISH = (
    "January Jan", "February Feb", "March Mar", "April Apr", "May", "June Jun", "July Jul", "August Aug",
    "September Sept Sep", "October Oct", "November Nov", "December Dec",
)  # fmt: skip
_OTHER = (
    "januar jänner janvier enero", "februar février febrero", "märz mars marzo", "april avril abril", "mai mayo",
    "juni juin junio", "juli juillet julio", "august août agosto", "september septembre septiembre",
    "oktober octobre octubre", "november novembre noviembre", "dezember décembre diciembre",
)  # fmt: skip
_MONTHS = {
    name.lower(): number
    for number, pair in enumerate(zip(_ENGLISH, _OTHER, strict=True), 1)
    for names in pair
    for name in names.split()
}


def _spellings(groups: tuple[str, ...]) -> set[str]:
    names = {name for group in groups for name in group.split()}
    return names | {name.capitalize() for name in names} | {name.upper() for name in names}


def _either(names: set[str]) -> str:
    return "|".join(sorted(names, key=lambda name: (-len(name), name)))


# "may" and "march" in small letters are verbs; other languages write months small.
_CAPITAL = _either(_spellings(_ENGLISH))
_ANY = _either(_spellings(_ENGLISH) | _spellings(_OTHER))
_D = r"(?:3[01]|[12]\d|0?[1-9])"
_Y = r"(?:1[5-9]|20)\d\d"

# Every date begins with a digit or one of these letters, at the beginning of a word: most words are passed over.
_FIRST = "".join(sorted({name[0] for name in _spellings(_ENGLISH) | _spellings(_OTHER)} | set("abdfilmnostuBFILTUW")))

_FULL = re.compile(
    rf"\b(?=\d|[{_FIRST}])(?:"
    rf"(?<![\w.,-])(?P<iso>{_Y})-(?P<iso_m>0[1-9]|1[0-2])-(?P<iso_d>0[1-9]|[12]\d|3[01])(?!\d)"
    rf"|(?<![\w.,])(?P<a>{_D})(?P<sep>[./])(?P<b>{_D})(?P=sep)(?P<y2>{_Y})(?!\d)"
    rf"|\b(?P<m3>{_ANY})\.?\s+(?P<d3>{_D})(?:st|nd|rd|th)?(?![\d%]|[.,]\d)(?:\s*[-–—]\s*(?P<e3>{_D})(?!\d))?(?:,?\s+(?P<y3>{_Y})(?!\d))?"
    rf"|(?<![\w.,])(?P<d4>{_D})(?:st|nd|rd|th|er|\.)?(?:\s*[-–—]\s*(?P<e4>{_D})(?:st|nd|rd|th|\.)?)?\s+(?:of\s+|de\s+)?(?P<m4>{_ANY})\b\.?(?:,?\s+(?:de\s+|del\s+)?(?P<y4>{_Y})(?!\d))?"
    rf"|\b(?P<m5>{_ANY})\b\.?,?\s+(?:of\s+|de\s+)?(?P<y5>{_Y})(?!\d)"
    rf"|\b(?i:in|since|by|until|till|last|next|this|early|late|mid|through|from|to|of|before|after|during|for|between|and)[\s-]+(?P<m6>{_CAPITAL})\b(?!\.?,?\s+[A-Z\d])"
    r"|\b(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)s?\b"
    rf"|(?<![\w.,$€£¥#-])(?P<decade>{_Y[:-2]}0s)\b"
    rf"|(?<![\w$€£¥#.,])(?P<year>{_Y})(?:\s?(?:--|[-–—/])\s?(?P<until>{_Y}|\d\d))?(?![\w%°]|[.,:-]\d|\s?(?:percent|per\scent|[kK]m|k?g|million|billion)\b))"
)
# In a text that has lost its capitals, "may 5" is a date again.
_CASELESS = re.compile(_FULL.pattern, re.IGNORECASE)
# Every date but those of a text in small letters has one of these; most passages have none.
_HINT = re.compile(r"\d|day|[JFMASOND](?:an|eb|ar|pr|ay|un|ul|ug|ep|ct|ov|ec|AN|EB|AR|PR|AY|UN|UL|UG|EP|CT|OV|EC)")
_YEAR_CUE = re.compile(
    r"\b(?:in|since|by|of|from|until|till|during|year|early|late|mid|before|after|fiscal|season|spring|summer|autumn|"
    r"fall|winter|back|to|and|between|through)[\s-]+\Z",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\s+(?!(?:was|is|has|its|as|this|his|does|plus|versus|across|previous)\b)[a-z]+s\b")


def dates(text: str) -> tuple[DateMention, ...]:
    """Date mentions in order; `value` is `2027`, `2027-03`, `2027-03-14`, `--03-14`, `--03`, `1990s` or `Monday`.

    A numeric date that could be read two ways is read with the month first when the separator is a slash.
    """
    caseless = text.islower()
    if not caseless and not _HINT.search(text):
        return ()
    return tuple(
        DateMention(start=start, end=end, text=text[start:end], value=value)
        for match in (_CASELESS if caseless else _FULL).finditer(text)
        for start, end, value in _read(text, match)
    )


def _read(text: str, match: re.Match[str]) -> Iterator[tuple[int, int, str]]:
    start, end = match.span()
    group = match.groupdict()
    if group["iso"]:
        yield start, end, f"{group['iso']}-{group['iso_m']}-{group['iso_d']}"
    elif group["a"]:
        yield from _numeric(match)
    elif group["m3"] or group["m4"]:
        yield from _day_and_month(match, "3" if group["m3"] else "4")
    elif group["m5"]:
        yield start, end, f"{group['y5']}-{_month(group['m5']):02}"
    elif group["m6"]:
        yield match.start("m6"), end, f"--{_month(group['m6']):02}"
    elif group["weekday"]:
        yield match.start("weekday"), match.end("weekday"), group["weekday"].capitalize()
    elif group["decade"]:
        yield start, end, group["decade"]
    elif _is_year(text, match):
        yield from _years(match)


def _month(name: str) -> int:
    return _MONTHS[name.lower()]


def _numeric(match: re.Match[str]) -> Iterator[tuple[int, int, str]]:
    day, month = int(match["a"]), int(match["b"])
    if month > 12 or (match["sep"] == "/" and day <= 12):
        day, month = month, day
    if month <= 12:
        yield *match.span(), f"{match['y2']}-{month:02}-{day:02}"


def _day_and_month(match: re.Match[str], n: str) -> Iterator[tuple[int, int, str]]:
    """One day, or the two of "March 3-5"."""
    month, year = _month(match["m" + n]), match["y" + n] or "-"
    yield *match.span(), f"{year}-{month:02}-{int(match['d' + n]):02}"
    if match["e" + n]:
        yield *match.span("e" + n), f"{year}-{month:02}-{int(match['e' + n]):02}"


def _years(match: re.Match[str]) -> Iterator[tuple[int, int, str]]:
    """One year, or the two of "2019-20"."""
    year, until = match["year"], match["until"]
    yield *match.span("year"), year
    if until:
        yield *match.span("until"), until if len(until) == 4 else year[:2] + until


def _is_year(text: str, match: re.Match[str]) -> bool:
    """A four-digit number is a year unless it counts something ("1500 residents")."""
    until = match.group("until")
    if until and len(until) == 4:
        return True
    cued = _YEAR_CUE.search(text, max(0, match.start() - 14), match.start()) is not None
    if _COUNTED.match(text, match.end()):
        return cued and match.group("year") >= "1900"
    return cued or match.group("year") >= "1900"
