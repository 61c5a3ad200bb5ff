"""Other wordings of a sentence, made by code: parts that may go, and other words for the same. And how close a sentence
is to its source.

For small models, which hand back most sentences as they got them. A part goes only at commas, and what is left is
judged by the checker like a model's own sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.formats import Phrases
from pipeline.text.words import words

_GRAM = 8
_LEAST_WORDS = 6
_QUOTED = re.compile(r"[“„«\"][^”“»\"]*[”“»\"]")
_COMMA = re.compile(r"(?<!\d),\s|,\s(?!\d)")
_HALF = re.compile(r"\s[—–]\s|;\s|,\s(?:and|but|und|aber)\s")


def wordings(sentence: str, phrases: Phrases) -> list[str]:
    """The sentence, then shorter forms of it, then all of them with other words where there are any."""
    whole = [sentence, *_shorter(sentence, phrases)]
    changed = [_swapped(s, phrases) for s in whole]
    return list(dict.fromkeys(s for s in (*whole, *changed) if len(s.split()) >= _LEAST_WORDS or s == sentence))


class Source:
    """A passage as something that may be copied."""

    def __init__(self, text: str) -> None:
        self._grams = frozenset(_grams([w.text for w in words(text)]))

    def copied(self, sentence: str) -> tuple[float, int]:
        """(share of the sentence's sequences of eight words, longest run in words) that stand there, too."""
        flags = [g in self._grams for g in _grams([w.text for w in words(sentence)])]
        run = longest = 0
        for flag in flags:
            run = run + 1 if flag else 0
            longest = max(longest, run)
        return (sum(flags) / len(flags) if flags else 0.0), (longest + _GRAM - 1 if longest else 0)


def kept_order(sentence: str, source: str) -> float:
    """Share of the sentence's words that stand in the source in this order: what is only shortened says nothing new."""
    own, other = [w.text for w in words(sentence)], [w.text for w in words(source)]
    best = [0] * (len(other) + 1)
    for word in own:
        before = 0
        for n, candidate in enumerate(other, 1):
            before, best[n] = best[n], before + 1 if word == candidate else max(best[n], best[n - 1])
    return best[-1] / len(own) if own else 0.0


def shares_run(one: str, other: str, size: int) -> bool:
    """Whether both have the same words in a row, so many of them."""
    a, b = ([w.text for w in words(text)] for text in (one, other))
    runs = {tuple(a[i : i + size]) for i in range(len(a) - size + 1)}
    return any(tuple(b[i : i + size]) in runs for i in range(len(b) - size + 1))


def _grams(tokens: list[str]) -> list[tuple[str, ...]]:
    return list(zip(*(tokens[i:] for i in range(_GRAM)), strict=False))


def _shorter(sentence: str, phrases: Phrases) -> Iterator[str]:
    if _QUOTED.search(sentence):
        return
    end = sentence[-1:] if sentence[-1:] in ".!?" else "."
    segments = _COMMA.split(sentence.rstrip(".!?"))
    droppable = {w.casefold() for w in phrases.droppable}
    between = droppable | {w.casefold() for w in phrases.appositives}
    gone = [
        n
        for n, segment in enumerate(segments)
        if n and segment.split() and segment.split()[0].casefold() in (between if n + 1 < len(segments) else droppable)
    ]
    # "A, the B and C": a list, not a remark.
    gone = [n for n in gone if n + 1 == len(segments) or not re.match(r"(?:and|or|und|oder)\b", segments[n + 1])]
    opening = {w.casefold() for w in phrases.openings}
    starts = [0]
    first = segments[0].split()
    if len(segments) > 1 and first and first[0].casefold() in opening and len(first) <= 9:
        starts.append(1)
    for start in starts:
        for drop in ([], *([n] for n in gone), gone):
            kept = [s for n, s in enumerate(segments) if n >= start and n not in drop]
            if kept and (drop or start):
                leading = segments[start].split()[0].casefold() in opening
                yield _upper(_rejoined(kept, segments, start, drop, leading=leading)) + end
    halves = _HALF.split(sentence.rstrip(".!?"))
    if len(halves) > 1 and len(halves[0].split()) >= _LEAST_WORDS:
        yield halves[0].rstrip(", ") + end


def _rejoined(kept: list[str], segments: list[str], start: int, drop: list[int], *, leading: bool) -> str:
    """A remark behind the first part takes both of its commas with it; one behind another remark, or behind a part
    that only leads up to the sentence, leaves one."""
    text, last = kept[0], start
    for n in range(start + 1, len(segments)):
        if n not in drop:
            text += (" " if n - last > 1 and last == start and not leading else ", ") + segments[n]
            last = n
    return text


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _swapped(sentence: str, phrases: Phrases) -> str:
    """With other words for all that `swaps` knows, quotations left alone; each place is changed once."""
    if not phrases.swaps:
        return sentence
    table = dict(reversed(phrases.swaps))
    pattern = re.compile(
        "|".join(
            rf"(?<![\w’']){re.escape(k)}(?![\w’'])" if k[0] != " " else rf"{re.escape(k)}(?!\w)"
            for k in sorted(table, key=len, reverse=True)
        )
    )
    quoted = [m.span() for m in _QUOTED.finditer(sentence)]

    def other(match: re.Match[str]) -> str:
        inside = any(a <= match.start() < b for a, b in quoted)
        return match[0] if inside else table[match[0]]

    return re.sub(r"(\d) %", r"\1%", pattern.sub(other, sentence))
