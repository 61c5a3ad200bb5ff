"""Every direct quotation stands in a source, word for word.

Compared are folded words: typography, case and punctuation between words may differ, words and figures may not.
Ellipses and square brackets split a quotation; its pieces must stand in one document in their order and near each
other. Nothing is accepted because it is similar: a "not" more changes few letters.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from pipeline.check.context import Block, Context
from pipeline.check.rule import Rule, finding, hint, said
from pipeline.models import Evidence, Finding, Severity
from pipeline.text.words import words

# What may be left out between two pieces of one quotation, in characters: some paragraphs.
_MAX_GAP = 2_500
# Places to try for the first piece, which may be a single common word.
_MAX_TRIES = 200

_LETTER = re.compile(r"\[(\w)\](?=\w)")  # "[T]he": only the case was changed
_SPLIT = re.compile(r"\w*\[[^\[\]]{0,200}\]\w*|…|\.\s?\.\s?\.+")


class Haystack:
    """The words of one document as a string, with the way back to the passages they stand in."""

    def __init__(self) -> None:
        self._parts: list[str] = [" "]
        self._starts: list[int] = []
        self._places: list[tuple[int, int, int]] = []
        self._length = 1
        self._text: str | None = None

    def add(self, source: int, tokens: Sequence[tuple[str, int, int]]) -> None:
        for text, start, end in tokens:
            self._starts.append(self._length)
            self._places.append((source, start, end))
            self._parts += (text, " ")
            self._length += len(text) + 1

    def find(self, pieces: Sequence[str]) -> list[tuple[int, int, int]] | None:
        """(source, start, end) of the pieces, in order and near each other, or None."""
        text = self._text = self._text or "".join(self._parts)
        at = text.find(pieces[0])
        for _ in range(_MAX_TRIES):
            if at < 0:
                return None
            spans = self._chain(text, at, pieces)
            if spans is not None:
                return spans
            at = text.find(pieces[0], at + 1)
        return None

    def _chain(self, text: str, at: int, pieces: Sequence[str]) -> list[tuple[int, int, int]] | None:
        spans = self._spans(at, at + len(pieces[0]))
        end = at + len(pieces[0])
        for piece in pieces[1:]:
            at = text.find(piece, end - 1, end + _MAX_GAP + len(piece))
            if at < 0:
                return None
            end = at + len(piece)
            spans += self._spans(at, end)
        return spans

    def _spans(self, start: int, end: int) -> list[tuple[int, int, int]]:
        """One span for each passage that text[start:end] touches."""
        low, high = bisect_right(self._starts, start + 1) - 1, bisect_right(self._starts, end - 1) - 1
        spans: list[tuple[int, int, int]] = []
        for source, a, b in self._places[low : high + 1]:
            if spans and spans[-1][0] == source:
                spans[-1] = (source, spans[-1][1], b)
            else:
                spans.append((source, a, b))
        return spans


def haystacks(context: Context) -> list[Haystack]:
    """One for each document among the sources."""
    groups: dict[int, Haystack] = {}
    for i, source in enumerate(context.sources):
        groups.setdefault(source.group, Haystack()).add(i, context.parsed_sources[i].words)
    return list(groups.values())


def pieces(quotation: str) -> list[str]:
    """The quotation's stretches of words, each between spaces, as they must stand in a source."""
    stretches = _SPLIT.split(_LETTER.sub(r"\1", quotation))
    joined = (" ".join(word.text for word in words(stretch)) for stretch in stretches)
    return [f" {piece} " for piece in joined if piece]


def stands(documents: Sequence[Haystack], quotation: str) -> bool:
    """Whether one of the documents has the quotation, brackets and ellipses read as omissions or as they are."""
    wanted = pieces(quotation)
    literal = " ".join(word.text for word in words(quotation))
    if not literal:
        return True
    return any(d.find([f" {literal} "]) or (wanted and d.find(wanted)) for d in documents)


def findings(context: Context, blocks: Sequence[Block]) -> Iterator[Finding]:
    for block in blocks:
        for quotation in context.each(context.parsed(block).quotations):
            if stands(context.once(haystacks), quotation.text):
                continue
            evidence: tuple[Evidence, ...] = context.nearest(quotation.text)
            message = (
                f"The quotation {said(quotation.text)} stands in no source word for word{hint(context, evidence)}."
            )
            yield finding("quotes", Severity.BLOCKER, block, (quotation.start, quotation.end), message, evidence)


RULE = Rule("quotes", "a direct quotation that stands in no source word for word", lambda c: findings(c, c.grounded))
