"""Direct quotations: the words between quotation marks, in the styles that newspapers use.

Nested marks belong to the outer quotation. A quotation that runs over several paragraphs gives one entry for each,
because each paragraph opens with its own mark. A mark that is opened and never closed quotes to its paragraph's end:
a forgotten mark must not hide invented words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.models import Quotation
from pipeline.text.speakers import VERB, speaker_of

# Opening mark to the marks that may close it: “…” „…“ ”…” «…» »…« 「…」 and so on.
_PAIRS = {
    "“": "”“",
    "„": "“”",
    "‟": "”",
    "”": "”",
    "«": "»",
    "»": "«»",
    "「": "」",
    "『": "』",
    "〝": "〞〟",
    "＂": "＂",
    '"': '"',
    "‘": "’'",
    "‚": "‘’",
    "‹": "›",
    "'": "'",
    "″": "″",
    "❝": "❞",
    "❛": "❜",
    "`": "`'’´",
    "´": "´",
}
_SINGLES = "‘'`´"
_MIXED = frozenset('"“”„')
_MARK = re.compile("[" + re.escape("".join(dict.fromkeys("".join(_PAIRS) + "".join(_PAIRS.values())))) + "]")
# Speech behind a dash, up to another dash or a comma before who says it: "— No vamos —dijo Ruiz", "– Nej, säger Lind".
_DASH = "—–―"
_SPEECH = re.compile(
    rf"\s*[{_DASH}]\s?(?P<said>[^{_DASH}\n]{{2,600}}?)"
    rf"(?:\s?[{_DASH}]\s?(?=(?:[^\s{_DASH}]+\s){{0,2}}{VERB}\b)|,\s(?={VERB}\s))"
)
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uff00-\uffef]")
# Apostrophes at the beginning of a word: '90s, 'em, 'tis.
_ELISION = re.compile(
    r"\d0s\b|\d\d\b(?![)%]|[.,:]\d)|(?:em|tis|twas|til|cause|cos|n|bout|round|ere|s|t|ll|re|ve|d)\b", re.IGNORECASE
)

# A single mark further apart from its partner than this many marks is taken for an apostrophe.
_SINGLE_REACH = 40
# Beyond so many marks of its own kind an opened quotation is given up: each of them would be looked at again from the
# next one.
_REACH = 60


def quotations(text: str) -> tuple[Quotation, ...]:
    """Quotations in order, marks not included, white space trimmed; `speaker` when the text names one beside it."""
    return tuple(Quotation(start=a, end=b, text=text[a:b], speaker=speaker_of(text, a, b)) for a, b in _spans(text))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for first, end in _paragraphs(text):
        speech = _SPEECH.match(text, first, end)
        if speech:
            yield from _trimmed(text, *speech.span("said"))
        start = speech.end() if speech else first
        marks = [(m.start(), m.group()) for m in _MARK.finditer(text, start, end)]
        at = 0
        while at < len(marks):
            opened, mark = marks[at]
            if not _opens(text, start, end, opened, mark):
                at += 1
                continue
            closing = _closing(text, start, end, marks, at)
            if closing is None:
                if mark in _SINGLES:  # most likely an apostrophe
                    at += 1
                    continue
                yield from _trimmed(text, opened + 1, end)
                break
            closed, again = closing
            yield from _trimmed(text, opened + 1, marks[closed][0])
            at = closed if again else closed + 1


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Paragraphs end at a line break before an opening mark, and at empty lines."""
    start = 0
    for match in re.finditer(rf"\n(?=\s*[“„«»「『\"{_DASH}])|\n\s*\n", text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    inner = text[start:end]
    stripped = inner.strip()
    if stripped:
        begin = start + len(inner) - len(inner.lstrip())
        yield begin, begin + len(stripped)


def _before(text: str, start: int, at: int) -> str:
    return text[at - 1] if at > start else ""


def _after(text: str, end: int, at: int) -> str:
    return text[at + 1] if at + 1 < end else ""


def _opens(text: str, start: int, end: int, at: int, mark: str) -> bool:
    if mark not in _PAIRS:
        return False
    before, after = _before(text, start, at), _after(text, end, at)
    if mark in '"″':
        # After a digit it says inches; glued to the word before and not to the next it closes something lost.
        return not before.isdigit() and not (before.isalnum() and not _UNSPACED.match(before) and not after.isalnum())
    if mark in "”»":
        return not before.strip() and bool(after.strip())
    if mark in _SINGLES:
        if before.isalnum() or not after.strip():
            return False
        if mark != "‘" and not (after.isalnum() or after in "[(…@#–—*$€£<"):
            return False
        if text[max(start, at - 2) : at].strip() == ":":
            return True
        return not _ELISION.match(text, at + 1, end)
    return True


def _closing(text: str, start: int, end: int, marks: list[tuple[int, str]], opened: int) -> tuple[int, bool] | None:
    """Index of the closing mark and whether it opens the next quotation too (the closing one was forgotten)."""
    opener = marks[opened][1]
    closers = _PAIRS[opener]
    depth = 0
    nested: int | None = None
    fallback: int | None = None
    last = min(len(marks), opened + _SINGLE_REACH) if opener in _SINGLES else len(marks)
    reach = _REACH
    for i in range(opened + 1, last):
        at, mark = marks[i]
        reach -= mark == opener or mark in closers
        if not reach:
            break
        if mark == opener and opener not in closers and mark not in _SINGLES:
            depth += 1
            nested = nested or i
        before, after = _before(text, start, at), _after(text, end, at)
        if mark not in closers:
            if fallback is None and {opener, mark} <= _MIXED and before.strip() and not after.isalnum():
                fallback = i  # “…" as typed in a hurry, if nothing better follows
            continue
        if opener in _SINGLES:
            if after.isalnum() or not before.strip():
                continue
            if before in "sS" and after.strip() == "" and fallback is None:
                fallback = i  # "the workers' rights": perhaps only a possessive
                continue
            return i, False
        if mark == opener and not before.strip() and (after.isalnum() or after == "["):
            return (i, True) if fallback is None else (fallback, False)
        if depth:
            depth -= 1
            continue
        return i, False
    if depth and nested is not None and not (fallback is not None and fallback < nested):
        return nested, True
    return (fallback, False) if fallback is not None else None
