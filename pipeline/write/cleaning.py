"""What a model wrote, made fit to read: markers taken off, loops cut, a sentence that broke off removed."""

from __future__ import annotations

import re
from collections.abc import Collection

from pipeline.text.sentences import sentences
from pipeline.text.words import words
from pipeline.write.fencing import visible

_ID = r"[sn]\d+\.p\d+"
_MARKER = re.compile(rf"\s*[\[(]\s*{_ID}(?:\s*(?:[,;]|and)\s*{_ID})*\s*[\])]|^\s*\[?{_ID}\s*[\]:]\s*", re.IGNORECASE)
_IDS = re.compile(_ID, re.IGNORECASE)
_MARKDOWN = re.compile(r"^\s*#{1,6}\s+|\*\*|^\s*[-*•]\s+")
_WHOLE = re.compile(r"[.!?…。！？｡؟۔।॥‽][\"'”’»›)\]」』】）]*\Z")
_ENDS = re.compile(r"[.!?…。！？｡؟۔।॥‽]")

_ALIKE = 0.8
"""Share of common words from which two sentences of one text are the same sentence again."""


def without_markers(text: str, known: Collection[str]) -> tuple[str, tuple[str, ...]]:
    """The text without `[s1.p3]` markers, and the known ids they named, in order."""
    ids = [i.lower() for marker in _MARKER.findall(text) for i in _IDS.findall(marker)]
    return _MARKER.sub("", text), tuple(dict.fromkeys(i for i in ids if i in known))


def tidy(text: str, fence: str) -> str:
    """One line of plain text; HTML stays as it is, for the checker to flag."""
    return visible(_MARKDOWN.sub("", re.sub(rf"</?{re.escape(fence)}>?", "", text)))


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def is_whole(sentence: str) -> bool:
    return bool(_WHOLE.search(sentence))


def without_torn_end(text: str) -> str:
    """Back to the last whole sentence; "" if there is none. Scripts without sentence signs stay as they are."""
    if is_whole(text):
        return text
    found = split(text)
    while found and not is_whole(found[-1]):
        found.pop()
    return " ".join(found) if found or _ENDS.search(text) else text


def without_loop(text: str) -> str:
    """Cut where a sentence comes again, nearly word for word."""
    kept: list[str] = []
    seen: list[frozenset[str]] = []
    for sentence in split(text):
        bag = bag_of(sentence)
        if any(alike(bag, other) for other in seen):
            break
        kept.append(sentence)
        seen.append(bag)
    return " ".join(kept)


def bag_of(sentence: str) -> frozenset[str]:
    return frozenset(w.text for w in words(sentence))


def alike(one: frozenset[str], other: frozenset[str], least: float = _ALIKE) -> bool:
    """Whether two sentences, as sets of words, say the same in the same words."""
    if not one or not other:
        return one == other
    return len(one & other) / len(one | other) >= least
