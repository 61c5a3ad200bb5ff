"""English number words: "two and a half million", "a dozen", "three-quarters", "twenty-third"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.text.quantities import ENGLISH_SCALES, ONES, ORDINALS, SCALE, TENS


def _either(names: object) -> str:
    """Alternatives, each with a small or a capital first letter."""
    words = sorted((str(n) for n in names), key=len, reverse=True)  # type: ignore[attr-defined]
    return "(?:" + "|".join(f"[{w[0]}{w[0].upper()}]{w[1:]}" for w in words) + ")"


_SMALL = rf"(?:{_either(TENS)}(?:[\s-]{_either(list(ONES)[1:10])})?|{_either(ONES)})\b"
_LARGE = _either(ENGLISH_SCALES)
_HALF = r"(?:[\s-]+and[\s-]+a[\s-]+(?P<half>half|quarter)\b)?"
_SCALED = rf"(?:{_SMALL}|[Aa]n?\b){{half}}(?:[\s-]+{_LARGE}s?\b)+"
# The look ahead passes over most words by their first letter.
_CARDINAL = re.compile(
    rf"\b(?=[AaEeFfHhNnOoSsTtZz])(?:[Hh]alf\s+an?\s+(?P<of>{_LARGE})\b"
    rf"|{_SCALED.format(half=_HALF)}(?:,?\s+(?:and\s+)?(?:{_SCALED.format(half='')}|{_SMALL}))*"
    rf"|{_SMALL}(?:[\s-]+and[\s-]+a[\s-]+(?P<rest>half|quarter)\b)?"
    r"|(?P<less>[Hh]alf|[Aa]\squarter\sof)\s+an?(?=\s+per\s?cent))"
)
_PARTS = {"half": 2, "halves": 2, "third": 3, "quarter": 4} | {
    word: value for word, value in ORDINALS.items() if 5 <= value <= 10
}
# "One in five", "3 out of 10": a share, not two counts.
_SHARE = re.compile(
    rf"\s(?:in|out\sof)\s(?:every\s)?(?P<of>{_either([*list(ONES)[1:], *TENS])}|\d{{1,3}})\b"
    r"(?!-\w|[-.,:]\d|\s?(?:%|per\s?cent|million|billion)\b)"
)
_SHARED = re.compile(rf"\b(?P<top>{_either(list(ONES)[1:13])}|(?<![\d.,$€£])\d{{1,2}})\Z")
_FRACTION = re.compile(
    rf"\b(?=[AaEeFfNnOoSsTt])(?P<top>[Aa]|{_either(list(ONES)[1:10])})[\s-]"
    rf"(?P<part>{_either(w for w in _PARTS if w != 'half')})s?\b"
    r"(?:(?<=-thirds)|(?<=-quarters)|(?<=-fifths)|(?=\s+of\b|\s+(?:the|all|their|its|his|her|more|less|fewer)\b|[.,;]))"
)
_ORDINAL = re.compile(
    rf"\b(?=[EeFfNnSsTt]\w*?(?:th|ird|irst|econd|ty)\b)"
    rf"(?:(?P<tens>{_either(TENS)})-)?(?P<word>{_either(['first', 'second', *ORDINALS])})\b(?!-?\s?rate)"
)
_TOKEN = re.compile(r"[a-z]+")
# Every number in words has one of these; most passages have none, and looking is ten times as fast as reading.
_NUMBER_WORDS = frozenset(
    word + plural
    for word in (*ONES, *TENS, *ORDINALS, *ENGLISH_SCALES, *_PARTS, "first", "second")
    for plural in ("", "s")
)
_COUNTS = ONES | TENS
_HALVES = {"half": Decimal("0.5"), "quarter": Decimal("0.25")}


def worded(text: str) -> Iterator[tuple[int, int, Decimal, str | None, Decimal | None, bool]]:
    """(start, end, value, unit, scale, approximate) of number words; "one" alone is no number but a pronoun."""
    taken: list[tuple[int, int]] = []
    for start, end, part, whole in shares(text):
        taken.append((start, end))
        yield start, end, (Decimal(part) / whole).quantize(Decimal("0.0001")), "fraction", None, False
    if _NUMBER_WORDS.isdisjoint(_TOKEN.findall(text.lower())):
        return
    for match in _FRACTION.finditer(text):
        top = match["top"].lower()
        value = Decimal(ONES.get(top, 1)) / _PARTS[match["part"].lower()]
        taken.append(match.span())
        yield *match.span(), value.quantize(Decimal("0.0001")), "fraction", None, True
    for match in _CARDINAL.finditer(text):
        if match.group().lower() in {"one", "a", "an"} or any(a <= match.start() < b for a, b in taken[-3:]):
            continue
        yield *match.span(), _value(match), None, None, False
    for match in _ORDINAL.finditer(text):
        word = match["word"].lower()
        if match["tens"]:
            ones = {"first": 1, "second": 2}.get(word, ORDINALS.get(word, 0))
            yield *match.span(), Decimal(TENS[match["tens"].lower()] + ones), "ordinal", None, False
        elif word in ORDINALS:
            yield *match.span(), Decimal(ORDINALS[word]), "ordinal", None, False


def shares(text: str) -> Iterator[tuple[int, int, int, int]]:
    """(start, end, 1, 5) of "one in five"."""
    for match in _SHARE.finditer(text):
        before = _SHARED.search(text, max(0, match.start() - 8), match.start())
        if before:
            top, bottom = (int(w) if w.isdigit() else _COUNTS[w.lower()] for w in (before["top"], match["of"]))
            if top < bottom:
                yield before.start(), match.end(), top, bottom


def _value(match: re.Match[str]) -> Decimal:
    if match["less"]:
        return Decimal("0.5") if match["less"].lower() == "half" else Decimal("0.25")
    if match["of"]:
        return SCALE[match["of"].lower()] / 2
    total = Decimal(0)
    group = Decimal(0)
    for token in _TOKEN.findall(match.group().lower()):
        if token in ONES:
            group += ONES[token]
        elif token in TENS:
            group += TENS[token]
        elif token in _HALVES:
            group += _HALVES[token]
        elif token in {"a", "an"}:
            group += 1 if group == 0 else 0
        elif token in {"hundred", "hundreds", "dozen", "dozens"}:
            group *= SCALE[token.rstrip("s")]
        elif token.rstrip("s") in SCALE:
            total, group = total + group * SCALE[token.rstrip("s")], Decimal(0)
    return total + group
