"""What small steps are about: a sentence or two of a passage each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.write.cleaning import is_whole, split
from pipeline.write.material import Material

Bite = tuple[str, str]
"""Passage id, and the sentence or two of it that one step is about; or a finished sentence of it."""

_LEAST_WORDS = 6
_DATELINE = re.compile(r"^[A-Z]{2}[^—–]{0,60} [—–] ")


def bites_of(passages: Sequence[tuple[str, str]]) -> list[Bite]:
    """What the steps are about, in the order to take them: the beginnings of all passages, then what follows there.

    Sentences with quotation marks come last: a small model changes the words between them.
    """
    rounds: list[list[Bite]] = []
    quoted: list[Bite] = []
    for identifier, text in passages:
        for n, bite in enumerate(_cut(text)):
            if any(c in bite for c in '"“”„«»'):
                quoted.append((identifier, bite))
                continue
            rounds.extend([] for _ in range(n + 1 - len(rounds)))
            rounds[n].append((identifier, bite))
    return [bite for row in rounds for bite in row] + quoted


def _cut(text: str) -> Iterator[str]:
    """One sentence each, a very short one with what follows; without the place and date that agencies put in front."""
    piece = ""
    for sentence in split(_DATELINE.sub("", text)):
        if len(piece.split()) >= _LEAST_WORDS:
            yield piece
            piece = ""
        piece = f"{piece} {sentence}".strip()
    if piece:
        yield piece


def usable(bites: Sequence[Bite], material: Material) -> list[Bite]:
    """Whole sentences that stand by themselves and are nobody's words; all of them if there are none."""
    good = [
        (i, b)
        for i, b in bites
        if is_whole(b) and not any(c in b for c in '"“”„«»') and not material.leans(split(b)[0])
    ]
    return good or list(bites)


def ahead_of(bites: Sequence[Bite], material: Material) -> list[Bite]:
    """Bites about what is planned, expected or not decided."""
    return [b for b in bites if material.is_ahead(b[1])]
