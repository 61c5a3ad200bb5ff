"""Every name is a name of the sources: all of it, or at least a part.

A word counts as a source's name when it has a capital there; in small letters it counts only for a name of one word
("Parliament"), because common words are surnames too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from pipeline.check.aliases import aliases
from pipeline.check.context import Block, Context
from pipeline.check.rule import Rule, finding, hint, said
from pipeline.models import Finding, Name, Severity
from pipeline.text.common_words import LINKS
from pipeline.text.names import key_of, parts

_DOTTED = re.compile(r"\b(?:[A-Z]\.){2,}")
# Beside a name that a source has, initials tell no other person: "J.R.R. Tolkien".
_INITIALS = re.compile(r"[A-Z]|(?:[A-Z]\.){2,}")

Span = tuple[int, int, int]


class Vocabulary:
    """The words of all sources, those with a capital apart."""

    def __init__(self, context: Context) -> None:
        self.capital: dict[str, Span] = {}
        self.small: set[str] = set()
        self._context = context
        for i, (source, parsed) in enumerate(context.each(zip(context.sources, context.parsed_sources, strict=True))):
            caseless = source.text.islower()  # a source that has lost its capitals
            for word in parsed.words:
                key = word.text.removesuffix("'s")
                written = source.text[word.start : word.end]
                if caseless or (written != written.lower() and any(map(str.isupper, written))):
                    for piece in {key, *key.split("'")}:
                        self.capital.setdefault(piece, (i, word.start, word.end))
                else:
                    self.small.add(key)
            for match in _DOTTED.finditer(source.text):
                self.capital.setdefault(match.group().replace(".", "").lower(), (i, *match.span()))

    def place(self, part: str) -> Span | None:
        """Where `part` stands as a name, under this or another spelling."""
        for key in aliases(key_of(part)):
            if all(piece in self.capital for piece in key.split()):
                return self.capital[key.split()[0]]
        if len(part) > 1 and part.replace(".", "").isupper() and key_of(part) in self._initials:
            return self._initials[key_of(part)]
        return None

    def has_whole(self, name: str) -> bool:
        """Whether a source has the name as it is written, or its initials ("EU" for "European Union")."""
        initials = "".join(word[0] for word in parts(name)).lower()
        if len(initials) > 1 and initials in self.capital:
            return True
        return any(name in source.text for source in self._context.sources)

    @cached_property
    def _initials(self) -> dict[str, Span]:
        """Initials of the capitalised runs of the sources: "EU" for "European Union"."""
        found: dict[str, Span] = {}
        for i, parsed in enumerate(self._context.parsed_sources):
            for name in self._context.each(parsed.names):
                words = [w for w in re.split(r"[\s-]+", name.text) if w and w.lower() not in LINKS]
                for low in range(len(words[:8])):
                    for high in range(low + 2, min(len(words), 8) + 1):
                        initials = "".join(w[0] for w in words[low:high]).lower()
                        found.setdefault(initials, (i, name.start, name.end))
        return found


def findings(context: Context, blocks: Sequence[Block]) -> Iterator[Finding]:
    for block in blocks:
        for name in context.each(context.parsed(block).names):
            pieces = [piece for part in parts(name.text) for piece in re.split("[-–&]", part) if piece]
            found = _judged(context, block, name, pieces)
            if found:
                yield found


def _judged(context: Context, block: Block, name: Name, pieces: Sequence[str]) -> Finding | None:
    vocabulary = context.once(Vocabulary)
    found = {piece: vocabulary.place(piece) for piece in pieces}
    places = [place for place in found.values() if place]
    missing = [piece for piece, place in found.items() if not place and not _is_no_name(piece)]
    if places:
        missing = [piece for piece in missing if not _INITIALS.fullmatch(piece)]
    alone = len(pieces) == 1 and key_of(pieces[0]) in vocabulary.small
    if not missing or alone or vocabulary.has_whole(name.text):
        return None
    span = (name.start, name.end)
    if places:
        evidence = context.evidence(places, at_most=1)
        lost = " and ".join(said(piece) for piece in missing)
        message = f"Of the name {said(name.text)}, {lost} is in no source."
        return finding("names", context.profile.partial_name, block, span, message, evidence)
    evidence = context.around(block, name.start)
    message = f"The name {said(name.text)} is in no source{hint(context, evidence)}."
    return finding("names", Severity.BLOCKER, block, span, message, evidence)


def _is_no_name(piece: str) -> bool:
    """A number, or the pronoun in "I'll"."""
    return piece.isdigit() or piece[:2] in {"I'", "I’"}


RULE = Rule(
    "names",
    "a name of which nothing, or only a part, is in a source",
    lambda c: findings(c, c.grounded),
    languages=frozenset({"en"}),
)
