"""Ways to quote a passage, by a seed: those that newspapers use, and those that change what was said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import NamedTuple

from pipeline.text.common_words import listed
from pipeline.text.sentences import sentences

STYLES = ("“{}”", '"{}"', "„{}“", "«{}»", "»{}«", "« {} »", "‘{}’", "'{}'", "”{}”", "「{}」", "‹{}›")
_SWAPS = {
    "tense": "is:was was:is are:were were:are has:had have:had will:would would:will says:said does:did can:could",
    "subject": "I:he he:she she:he we:they they:we you:they my:his our:their their:our his:her her:his us:them",
    "modality": "may:will might:will could:will should:must can:must probably:certainly often:always perhaps:surely "
    "possibly:certainly likely:certain think:know believe:know",
    "quantity": "some:all many:most few:many all:some most:all every:no several:hundreds both:neither more:less "
    "less:more first:last last:first up:down down:up before:after after:before",
}
_TABLES = {way: dict(pair.split(":") for pair in listed(pairs)) for way, pairs in _SWAPS.items()}
_NEGATIONS = re.compile(r"\b(?:not|never|no)\s|(?<=\w)n[’']t\b")
_AUXILIARY = re.compile(r"\b(?:is|are|was|were|will|would|has|have|had|can|could|should|do|does|did)\b")
_FILLERS = listed("really very always never only also hardly perhaps clearly terribly")
_NAMES = listed("Brancaster Corvane Fennimore Hexholme Kelmarsh Merrivane Pellworth Rathmere")
_WORD = re.compile(r"\w+(?:[’'-]\w+)*")


class Base(NamedTuple):
    """A stretch of one source that is to be quoted, and a stretch of another source."""

    said: str
    elsewhere: str
    sources: tuple[str, ...]


Way = Callable[[Base, Random], str | None]


def bases(bodies: Sequence[str], each: int, chance: Random) -> Iterator[Base]:
    """Up to `each` stretches of 6 to 40 words from every body, with another body as the second source."""
    usable = [(body, found) for body in bodies if (found := list(_stretches(body)))]
    for i, (body, found) in enumerate(usable):
        other, others = usable[(i + 1) % len(usable)]
        for said in chance.sample(found, min(each, len(found))):
            yield Base(said, chance.choice(others), (body, other))


def _stretches(body: str) -> Iterator[str]:
    for start, end in sentences(body):
        text = body[start:end].strip("\"“”„«»‘’' ").rstrip(".")
        if 6 <= len(text.split()) <= 40 and not re.search(
            r"[\"“”„«»‘‚‹›\[\]…「」\n]|(?<!\w)[’']|[’'](?!\w)|\.\.", text
        ):
            yield text


def plain(text: str) -> str:
    """For an independent look whether a changed quotation stands in a source after all."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold().replace("’", "'")))


# --- legitimate ---------------------------------------------------------------------------------


def _marked(style: str) -> Way:
    return lambda base, _: f"Officials said: {style.format(base.said)}."


def _interrupted(base: Base, chance: Random) -> str:
    left, right = _cut(base.said, chance)
    return f"“{left},” the mayor said, “{right}.”"


def _ellipsis(base: Base, chance: Random) -> str | None:
    said = base.said.split()
    if len(said) < 9:
        return None
    at = chance.randrange(3, len(said) - 5)
    mark = chance.choice((" … ", "… ", " ... ", " [...] ", " [ … ] ", " . . . "))
    return f"She said “{' '.join(said[:at])}{mark}{' '.join(said[at + chance.randint(1, 3) :])}”."


def _bracketed(base: Base, chance: Random) -> str:
    left, right = _cut(base.said, chance)
    return f"She said “{left} [the city] {right}”."


def _replaced(base: Base, chance: Random) -> str:
    said = base.said.split()
    at = chance.randrange(1, len(said) - 1)
    return f"She said “{' '.join(said[:at])} [the council] {' '.join(said[at + 1 :])}”."


def _bracket_letter(base: Base, _: Random) -> str | None:
    return f"She said “[{base.said[0].swapcase()}]{base.said[1:]}”." if base.said[:2].isalpha() else None


def _fragment(base: Base, chance: Random) -> str:
    said = base.said.split()
    at = chance.randrange(len(said) - 4)
    return f"The plan was “{' '.join(said[at : at + chance.randint(2, 4)]).rstrip(',;:')}”, she said, and left."


def _typography(base: Base, _: Random) -> str:
    said = unicodedata.normalize("NFD", base.said).replace(" - ", " — ").replace(" – ", " - ").replace("’", "'")
    return "“" + said.replace(" ", "\u00a0", 2) + ",” she said."


def _wrapped(base: Base, chance: Random) -> str:
    left, right = _cut(base.said, chance)
    return f"She said: “{left}\n{right}.”"


def _nested(base: Base, chance: Random) -> str:
    left, right = _cut(base.said, chance)
    return f"She said: “{left} ‘{right}’”."


def _paragraphs(base: Base, chance: Random) -> str:
    left, right = _cut(base.said, chance)
    return f"She said:\n\n“{left}\n\n“{right}.”"


def _mixed_marks(base: Base, chance: Random) -> str:
    style = chance.choice(('“{}"', '"{}”', '„{}"', "‘{}'"))
    return f"She said {style.format(base.said)}."


def _capitals(base: Base, _: Random) -> str:
    return f"She said “{base.said.upper()}!”"


def _cut(said: str, chance: Random) -> tuple[str, str]:
    tokens = said.split()
    at = chance.randrange(2, len(tokens) - 2)
    return " ".join(tokens[:at]).rstrip(","), " ".join(tokens[at:])


LEGITIMATE: dict[str, Way] = {f"style {style.format('')}": _marked(style) for style in STYLES} | {
    "interrupted": _interrupted,
    "ellipsis": _ellipsis,
    "bracketed insertion": _bracketed,
    "bracketed replacement": _replaced,
    "bracketed letter": _bracket_letter,
    "fragment": _fragment,
    "typography": _typography,
    "line break": _wrapped,
    "nested marks": _nested,
    "paragraphs": _paragraphs,
    "capitals": _capitals,
    "mixed marks": _mixed_marks,
}


# --- altered ------------------------------------------------------------------------------------


def _negated(base: Base, _: Random) -> str | None:
    match = _AUXILIARY.search(base.said)
    return base.said[: match.end()] + " not" + base.said[match.end() :] if match else None


def _negated_in_brackets(base: Base, _: Random) -> str | None:
    match = _AUXILIARY.search(base.said)
    if match is None or _NEGATIONS.search(base.said):
        return None
    return f"{base.said[: match.end()]} [not] {base.said[match.end() :].lstrip()}"


def _affirmed(base: Base, _: Random) -> str | None:
    match = _NEGATIONS.search(base.said)
    return base.said[: match.start()] + base.said[match.end() :] if match else None


def _digit(base: Base, chance: Random) -> str | None:
    at = [i for i, c in enumerate(base.said) if c in "0123456789"]
    if not at:
        return None
    i = chance.choice(at)
    return base.said[:i] + chance.choice([d for d in "123456789" if d != base.said[i]]) + base.said[i + 1 :]


def _swapped(base: Base, chance: Random) -> str:
    match = _inner(base.said, chance)
    other: str = chance.choice(_WORD.findall(base.elsewhere))
    return base.said[: match.start()] + other + base.said[match.end() :]


def _dropped(base: Base, chance: Random) -> str:
    match = _inner(base.said, chance)
    return base.said[: match.start()].rstrip() + " " + base.said[match.end() :].lstrip()


def _added(base: Base, chance: Random) -> str:
    at = _inner(base.said, chance).start()
    filler: str = chance.choice(_FILLERS)
    return f"{base.said[:at]}{filler} {base.said[at:]}"


def _turned(base: Base, chance: Random) -> str | None:
    """Two neighbouring words change places."""
    tokens = base.said.split()
    at = chance.randrange(len(tokens) - 1)
    return " ".join([*tokens[:at], tokens[at + 1], tokens[at], *tokens[at + 2 :]])


def _by_table(way: str) -> Way:
    table = _TABLES[way]

    def change(base: Base, chance: Random) -> str | None:
        found = [m for m in _WORD.finditer(base.said) if m.group() in table]
        if not found:
            return None
        match = chance.choice(found)
        return base.said[: match.start()] + table[match.group()] + base.said[match.end() :]

    return change


def _name(base: Base, chance: Random) -> str | None:
    found = [m for m in _WORD.finditer(base.said) if m.start() and m.group()[0].isupper()]
    if not found:
        return None
    match = chance.choice(found)
    return base.said[: match.start()] + chance.choice(_NAMES) + base.said[match.end() :]


def _merged(base: Base, chance: Random) -> str | None:
    left, right = _cut(base.said, chance)[0], _cut(base.elsewhere, chance)[1]
    return (
        None
        if any(plain(left) in body and plain(right) in body for body in map(plain, base.sources))
        else f"{left} … {right}"
    )


def _reordered(base: Base, chance: Random) -> str | None:
    left, right = _cut(base.said, chance)
    body = plain(base.sources[0])
    return f"{right} … {left}" if body.count(plain(left)) == 1 and body.count(plain(right)) == 1 else None


def _extended(base: Base, chance: Random) -> str:
    return f"{base.said} {_cut(base.elsewhere, chance)[1]}"


def _inner(said: str, chance: Random) -> re.Match[str]:
    return chance.choice(list(_WORD.finditer(said))[1:-1])


ALTERED: dict[str, Way] = {
    "negation added": _negated,
    "negation put in brackets": _negated_in_brackets,
    "negation removed": _affirmed,
    "digit changed": _digit,
    "word swapped": _swapped,
    "word dropped": _dropped,
    "word added": _added,
    "words turned": _turned,
    **{f"{way} changed": _by_table(way) for way in _TABLES},
    "name changed": _name,
    "merged from two sources": _merged,
    "reordered": _reordered,
    "words of another source added": _extended,
}
