"""Every name is a name of the sources: all of it, or at least a part.

A word counts as a source's name when it has a capital there; in small letters it counts only for a name of one word
("Parliament"), because common words are surnames too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from pipeline.check import roles
from pipeline.check.aliases import aliases, related
from pipeline.check.context import Block, Context
from pipeline.check.rule import Rule, finding, hint, said
from pipeline.models import Finding, Name, Severity
from pipeline.text.common_words import LINKS, UNNAMED_SPEAKERS, listed
from pipeline.text.names import key_of, parts

_DOTTED = re.compile(r"\b(?:[A-Z]\.){2,}")
# Beside a name that a source has, initials tell no other person: "J.R.R. Tolkien".
_INITIALS = re.compile(r"[A-Z]|(?:[A-Z]\.){2,}")
_OPENING = re.compile(r"(?:^|[.!?:]\s+|\n\s*|[•*+–-]\s+|\d[.)]\s+)[\"“(]?\Z")
_VERBS = (
    "is|are|was|were|has|have|had|will|would|can|could|may|might|must|did|does|won|made|took|told|led|wrote|began|beat|"
    "fell|saw|got|gave|came|went|lost|held|kept|left|met|ran|sent|spoke|stood|stands|brought|"
    "allows|supports|defines|requires|provides|offers|covers|includes"
)
_ADVERBS = "later|also|then|had|has|never|already|now|only|still|recently"
# What opens a sentence and then does something, or is described: "Hexholme was fined", "Hexholme, 41, was fined". In a
# list "Soaked" may follow an order: there the verb must be a plain one.
_ACTS = re.compile(
    r"(?P<item>[-•*]\s+|\d{1,2}[.)]\s+)?(?P<name>[A-Z][a-z]{3,})"
    r"(?:['’]s?\s|\sand\s[A-Z]|,\s(?:who|which|whose|\d+|an?|the|from|of|or|now|known|aged|formerly)\b"
    rf"|\s(?:manager|boss|captain|coach|striker|council|fans|players|(?:{_ADVERBS})\s[a-z]{{3,}}s)\b"
    rf"|\s(?:(?:{_ADVERBS}|(?P<things>[a-z]{{3,}}s))\s)?(?:(?:{_VERBS})\b|(?(item)(?!)|(?(things)(?!)|[a-z]{{3,}}ed\b))))"
)
_TURNS = frozenset(listed("otherwise likewise afterward anyway alas nowadays again soon often there"))
_NOUNS = (
    *("s", "ed", "ing", "ly", "ion", "ment", "ity", "ism", "nce", "ncy", "ship", "hood", "dom", "ogy", "ics", "ure"),
    *("age", "ery", "phy", "people", "men", "one", "body", "ware", "work", "health", "growth", "youth"),
    *("strength", "truth", "wealth", "death", "birth", "faith", "length", "depth", "water", "food", "money", "time"),
)

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
        own = key_of(part)
        for key in (*aliases(own), *related(own)):
            if all(piece in self.capital for piece in key.split()):
                return self.capital[key.split()[0]]
        if len(part) > 1 and part.replace(".", "").isupper() and key_of(part) in self._initials:
            return self._initials[key_of(part)]
        return None

    def has_whole(self, name: str) -> bool:
        """Whether a source has the name as it is written, or its initials ("EU" for "European Union")."""
        initials = "".join(word[0] for part in parts(name) for word in part.split("-") if word).lower()
        if len(initials) > 2 and initials in self.capital:
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
            found = None if _is_label(context, block, name) else _judged(context, block, name, pieces)
            if found:
                yield found
        yield from _opening(context, block)


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
    if not places:
        return _absent(context, block, (name.start, name.end))
    if missing == [pieces[0]] and _opens(block.text, name.start) and context.aligner.knows(missing[0]):
        return None  # "Normal PSA levels": the capital is the sentence's
    evidence = context.evidence(places, at_most=1)
    lost = " and ".join(said(piece) for piece in missing)
    message = f"Of the name {said(name.text)}, {lost} is in no source."
    common = all(context.aligner.knows(piece) for piece in missing)
    severity = context.profile.common_part if common else context.profile.partial_name
    return finding("names", severity, block, (name.start, name.end), message, evidence)


def _absent(context: Context, block: Block, span: tuple[int, int]) -> Finding:
    evidence = context.around(block, span[0])
    name = said(block.text[slice(*span)])
    message = f"The name {name} is in no source{hint(context, evidence)}."
    return finding("names", Severity.BLOCKER, block, span, message, evidence)


def _opens(text: str, at: int) -> bool:
    """Whether a sentence or an item of a list begins there."""
    return _OPENING.search(text, max(0, at - 12), at) is not None


def _is_label(context: Context, block: Block, name: Name) -> bool:
    """A heading that is written like a name, "Scope of Coverage:"; one of its words is a common one of the sources."""
    return (
        block.text[name.end : name.end + 1] == ":"
        and _opens(block.text, name.start)
        and any(context.aligner.knows(part) for part in parts(name.text))
    )


def _opening(context: Context, block: Block) -> Iterator[Finding]:
    """A word that opens a sentence, does something and is no word of the sources: "Hexholme was fined". Common nouns
    that stand without an article in the singular are told by their endings."""
    parsed = context.parsed(block)
    places = ((at, end) for start, end in parsed.sentences for at in _starts(block.text, start, end))
    for match in (_ACTS.match(block.text, at, end) for at, end in places):
        if match is None:
            continue
        word = match["name"]
        key = word.lower()
        if key in UNNAMED_SPEAKERS or key in _TURNS or key.endswith(_NOUNS) or context.aligner.knows(word):
            continue
        if context.once(Vocabulary).place(word) is None and not parsed.named(match.start("name")):
            yield _absent(context, block, match.span("name"))


def _starts(text: str, start: int, end: int) -> Iterator[int]:
    """Where the sentence begins, and where something begins after a colon in it."""
    yield start
    colon = text.find(": ", start, end)
    if colon >= 0:
        yield colon + 2


def _is_no_name(piece: str) -> bool:
    """A number, or the pronoun in "I'll"."""
    return piece.isdigit() or piece[:2] in {"I'", "I’"}


def _run(context: Context) -> Iterator[Finding]:
    yield from findings(context, context.grounded)
    yield from roles.findings(context, context.grounded)


RULE = Rule(
    "names",
    "a name of which nothing, or only a part, is in a source; a role that is somebody else's there",
    _run,
    languages=frozenset({"en"}),
)
