"""Every direct quotation stands in a source, word for word.

Compared are folded words: typography, case and punctuation between words may differ, words and figures may not.
Ellipses and square brackets split a quotation; its pieces must stand in one document in their order and near each
other. Nothing is accepted because it is similar: a "not" more changes few letters. What stands there is compared with
its surroundings by `quoted`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.check import quoted, translated
from pipeline.check.context import Block, Context
from pipeline.check.rule import Rule, finding, hint, said
from pipeline.models import Evidence, Finding, Quotation, Severity
from pipeline.text.common_words import LINKS, STOPWORDS
from pipeline.text.haystack import Found, Haystack, Piece
from pipeline.text.parsed import Parsed
from pipeline.text.words import Word, words

_LETTER = re.compile(r"\[(\w)\](?=\w)")  # "[T]he": only the case was changed
_SPLIT = re.compile(r"\w*\[[^\[\]]{0,200}\]\w*|…|\.\s?\.\s?\.+")
_ELLIPSIS = re.compile(r"…|\.\s?\.\s?\.")
_BRACKETS = re.compile(r"\[([^\[\]]{0,200})\]")

# Characters between two parts of one statement: “Yes,” said the mayor of the town, “we know.”
_ASIDE = 80

_QUESTION = re.compile(r"\b(?:questions?|asks?|asked)(?:\s(?:of|is|was))?\s*[:,]?\s*[\"“‘']\Z", re.IGNORECASE)
_MENTION = re.compile(r"\bthe (?:word|verb|noun|adjective|adverb|term|letter)\s[\"“‘']\Z", re.IGNORECASE)
_REFUSAL = re.compile(r"\W*(?:unable|not able|cannot) (?:to )?answer\b", re.IGNORECASE)

# Nobody looks at more near misses than these, and each is looked for in all sources.
_MOST_LOOKUPS = 100

Places = list[tuple[Haystack, Found]]


def haystacks(context: Context) -> list[Haystack]:
    """One for each document among the sources."""
    groups: dict[int, list[int]] = {}
    for number, source in enumerate(context.sources):
        groups.setdefault(source.group, []).append(number)
    return [Haystack([(n, context.parsed_sources[n].words) for n in numbers]) for numbers in groups.values()]


def spoken(context: Context) -> list[Haystack]:
    """The same with what is quoted alone: a quotation may run on over the "she said" in the middle of it."""
    groups: dict[int, list[tuple[int, list[Word]]]] = {}
    for number, source in enumerate(context.sources):
        groups.setdefault(source.group, []).append((number, _spoken(context.parsed_sources[number])))
    return [Haystack(passages) for passages in groups.values()]


def _spoken(parsed: Parsed) -> list[Word]:
    """The words of the quotations, those of different statements kept apart."""
    found: list[Word] = []
    last: Quotation | None = None
    for quotation in parsed.quotations:
        near = last is not None and quotation.start - last.end <= _ASIDE
        if last is not None and not (near and quotation.speaker in {None, last.speaker}):
            found.append(Word("\0", last.end, last.end))
        found += parsed.words[parsed.between(quotation.start, quotation.end)]
        last = quotation
    return found


def pieces(quotation: str) -> list[Piece]:
    """The quotation's stretches of words as they must stand in a source."""
    stretches = _SPLIT.split(_LETTER.sub(r"\1", quotation))
    return [piece for stretch in stretches if (piece := _piece(stretch))]


def places(context: Context, quotation: str) -> Places:
    """Where the documents have the quotation, its brackets and ellipses read as they are or else as omissions."""
    found = _places(context.once(haystacks), quotation)
    return found or _places(context.once(spoken), quotation)


def _places(documents: Sequence[Haystack], quotation: str) -> Places:
    literal, split = [_piece(quotation)], pieces(quotation)
    found = [(document, place) for document in documents for place in document.find(literal)]
    if found or split == literal:
        return found
    return [(document, place) for document in documents for place in document.find(split)]


def _piece(stretch: str) -> Piece:
    return tuple(word.text for word in words(stretch))


def findings(context: Context, blocks: Sequence[Block]) -> Iterator[Finding]:
    absent = 0
    for block in blocks:
        for quotation in context.each(context.parsed(block).quotations):
            if not _piece(quotation.text) or (context.profile.answers and _is_asked(block, quotation)):
                continue
            found = places(context, quotation.text)
            true = [place for place in found if not _put_in(quotation, *place)]
            if true:
                yield from quoted.findings(context, block, quotation, true)
                yield from translated.kept(context, block, quotation, quoted.evidence(context, *true[0]))
            elif found:
                yield _reversed(context, block, quotation, found)
            else:
                absent += 1
                yield _absent(context, block, quotation, look=absent <= _MOST_LOOKUPS)


def _put_in(quotation: Quotation, document: Haystack, found: Found) -> str | None:
    """What square brackets put in that turns what the source says at that place."""
    inside = _BRACKETS.findall(quotation.text) if "[" in quotation.text else ()
    if inside and not found.cuts and found.last - found.first + 1 == len(_piece(quotation.text)):
        return None  # the source has these brackets
    put = [word.text for stretch in inside for word in words(stretch)]
    return quoted.put_in(document, found, put, ellipsis=_ELLIPSIS.search(quotation.text) is not None)


def _reversed(context: Context, block: Block, quotation: Quotation, found: Places) -> Finding:
    evidence = quoted.evidence(context, *found[0])
    put = _put_in(quotation, *found[0]) or ""
    word = put if "“" in put else said(put)
    message = f"The quotation {said(quotation.text)} has {word} put in{hint(context, evidence)}."
    return finding("quotes", Severity.BLOCKER, block, (quotation.start, quotation.end), message, evidence)


def _is_asked(block: Block, quotation: Quotation) -> bool:
    """Whether an answer repeats what it was asked, speaks of a word, or words its own refusal."""
    before = block.text[max(0, quotation.start - 40) : quotation.start]
    named = quotation.text.islower() and quotation.text.isalpha() and _MENTION.search(before) is not None
    return named or _QUESTION.search(before) is not None or _REFUSAL.match(quotation.text) is not None


def _is_title(context: Context, text: str) -> bool:
    """Whether all words but links have capitals and are known to the sources: the title of a work, which is a name."""
    said = [w for w in re.findall(r"[^\W_]+", text) if w.lower() not in STOPWORDS | LINKS]
    return bool(said) and all((w[0].isupper() or w[0].isdigit()) and context.aligner.knows(w) for w in said)


def _absent(context: Context, block: Block, quotation: Quotation, *, look: bool) -> Finding:
    span = (quotation.start, quotation.end)
    original = translated.original(context, block, quotation) if look else ()
    if original:
        message = (
            f"The quotation {said(quotation.text)} is in another language than its source: "
            f"compare it with {said(context.quote_of(original), 160)}."
        )
        return finding("quotes.translated", Severity.WARNING, block, span, message, original)
    evidence: tuple[Evidence, ...] = context.nearest(quotation.text) if look else ()
    if context.profile.titles and _is_title(context, quotation.text):
        message = f"The title {said(quotation.text)} stands in no source word for word{hint(context, evidence)}."
        return finding("quotes", Severity.NOTE, block, span, message, evidence)
    message = f"The quotation {said(quotation.text)} stands in no source word for word{hint(context, evidence)}."
    return finding("quotes", Severity.BLOCKER, block, span, message, evidence)


RULE = Rule(
    "quotes",
    "a direct quotation that stands in no source word for word, has another speaker there, or is cut before a “but”",
    lambda c: findings(c, c.grounded),
)
