"""Words as the comparisons see them: folded, with the place in the original."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.text.normalise import fold, fold_in_place

# Scripts written without spaces: each character is a word of its own.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)

# Signs that change what a number says count as words; other punctuation doesn't.
_WORD = re.compile(
    rf"\d+(?:[.,]\d+)+(?!\w)|[{UNSPACED}]|[^\W_{UNSPACED}]+(?:'[^\W_{UNSPACED}]+)*|[%‰°$€£¥₹₩₽]|(?<!\w)-(?=\d)"
)
_UNSPACED = re.compile(f"[{UNSPACED}]")


class Word(NamedTuple):
    text: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """Folded words of `text` in order; punctuation other than signs of quantity is left out."""
    # Tuples are made without the detour over Word's constructor, which takes as long as all the rest.
    new = tuple.__new__
    in_place = fold_in_place(text)
    if in_place is not None:
        return [new(Word, (m.group(), *m.span())) for m in _WORD.finditer(in_place)]
    folded = fold(text)
    starts, ends = folded.starts, folded.ends
    return [new(Word, (m.group(), starts[m.start()], ends[m.end() - 1])) for m in _WORD.finditer(folded.text)]


def is_unspaced(word: str) -> bool:
    """Whether the word is one character of a script that is written without spaces."""
    return len(word) == 1 and word > "\u0dff" and _UNSPACED.match(word) is not None
