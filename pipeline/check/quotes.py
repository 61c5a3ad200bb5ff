"""Every direct quotation stands in a source, word for word.

Compared are folded words: typography, case and punctuation between words may differ, words and figures may not.
Ellipses and square brackets split a quotation; its pieces must stand in one document in their order and near each
other. Nothing is accepted because it is similar: a "not" more changes few letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.check.context import Block, Context
from pipeline.check.rule import Rule, finding, hint, said
from pipeline.models import Evidence, Finding, Severity
from pipeline.text.words import Word, words

# What may be left out between two pieces of one quotation, in characters: some paragraphs.
_MAX_GAP = 2_500
# Places to try for the first piece, which may be a single common word.
_MAX_TRIES = 200

_LETTER = re.compile(r"\[(\w)\](?=\w)")  # "[T]he": only the case was changed
_SPLIT = re.compile(r"\w*\[[^\[\]]{0,200}\]\w*|…|\.\s?\.\s?\.+")


class Haystack:
    """The words of one document, each between spaces, so that a plain search finds whole words only."""

    def __init__(self, passages: Sequence[Sequence[Word]]) -> None:
        self._text = f" {' '.join(word.text for passage in passages for word in passage)} "

    def has(self, pieces: Sequence[str]) -> bool:
        """Whether the pieces stand here in their order and near each other."""
        at = self._text.find(pieces[0])
        for _ in range(_MAX_TRIES):
            if at < 0:
                return False
            if self._follow(at + len(pieces[0]), pieces[1:]):
                return True
            at = self._text.find(pieces[0], at + 1)
        return False

    def _follow(self, end: int, pieces: Sequence[str]) -> bool:
        for piece in pieces:
            # The space that ends one piece may begin the next.
            at = self._text.find(piece, end - 1, end + _MAX_GAP + len(piece))
            if at < 0:
                return False
            end = at + len(piece)
        return True


def haystacks(context: Context) -> list[Haystack]:
    """One for each document among the sources."""
    groups: dict[int, list[list[Word]]] = {}
    for source, parsed in zip(context.sources, context.parsed_sources, strict=True):
        groups.setdefault(source.group, []).append(parsed.words)
    return [Haystack(passages) for passages in groups.values()]


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
    return any(d.has([f" {literal} "]) or (wanted and d.has(wanted)) for d in documents)


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
