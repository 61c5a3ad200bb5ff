"""What words went and what words came, between two texts of one draft."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal

from pipeline.models import Analysis, Frozen

_TOKEN = re.compile(r"\w+(?:['’.,-]\w+)*|\s+|[^\w\s]")


class Change(Frozen):
    """A stretch of text that stayed, went or came."""

    kind: Literal["same", "gone", "new"]
    text: str


class PartChange(Frozen):
    """One paragraph, headline or heading that differs between two texts."""

    part: str
    paragraph: int | None
    """In the newer text; None for a heading, and for what is no longer there."""
    changes: tuple[Change, ...]


def changes(old: str, new: str) -> tuple[Change, ...]:
    """`old` into `new` word by word; the `same` and `new` stretches join to `new`, `same` and `gone` to `old`."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    found: list[Change] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Change(kind="same", text="".join(before[a:b])))
            continue
        if a < b:
            found.append(Change(kind="gone", text="".join(before[a:b])))
        if c < d:
            found.append(Change(kind="new", text="".join(after[c:d])))
    return tuple(_joined(found))


def changed_parts(old: Analysis, new: Analysis) -> tuple[PartChange, ...]:
    """Every place that differs, in reading order, each with its words."""
    found: list[PartChange] = []
    before, after = dict(old.parts()), dict(new.parts())
    for part in sorted(before.keys() | after.keys(), key=_reading_order):
        number = int(part.partition("/")[2]) if "/" in part else None
        if number is not None:
            headings = [a.sections[number].heading if number < len(a.sections) else "" for a in (old, new)]
            if headings[0] != headings[1]:
                found.append(PartChange(part=part, paragraph=None, changes=changes(*headings)))
        texts = [[p.text for p in side.get(part, ())] for side in (before, after)]
        for gone, place, come in _paired(*texts):
            if gone != come:
                found.append(PartChange(part=part, paragraph=place, changes=changes(gone, come)))
    return tuple(found)


def _paired(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, int | None, str]]:
    """(old paragraph, the new one's number, new paragraph); "" where there is no counterpart."""
    for _, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for offset in range(max(b - a, d - c)):
            there, here = a + offset < b, c + offset < d
            yield old[a + offset] if there else "", c + offset if here else None, new[c + offset] if here else ""


def _joined(found: list[Change]) -> Iterator[Change]:
    """A space between two changed words joins them: three replaced words read better as one stretch."""
    gone, come = "", ""
    for number, change in enumerate(found):
        between = change.kind == "same" and change.text.isspace() and 0 < number < len(found) - 1
        if change.kind == "gone" or (between and (gone or come)):
            gone += change.text
        if change.kind == "new" or (between and (gone or come)):
            come += change.text
        if change.kind == "same" and not between:
            yield from _stretch(gone, come)
            gone, come = "", ""
            yield change
    yield from _stretch(gone, come)


def _stretch(gone: str, come: str) -> Iterator[Change]:
    if gone:
        yield Change(kind="gone", text=gone)
    if come:
        yield Change(kind="new", text=come)


def _reading_order(part: str) -> tuple[int, int]:
    return ("headline", "dek", "lede", "sections").index(part.partition("/")[0]), int(part.partition("/")[2] or 0)
