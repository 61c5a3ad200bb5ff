"""What surrounds a quotation in its source: who says it there, and whether its sense turns where it was cut."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from pipeline.check.aliases import keys
from pipeline.check.context import Block, Context
from pipeline.check.rule import finding, said
from pipeline.models import Evidence, Finding, Quotation, Severity
from pipeline.text.common_words import listed
from pipeline.text.haystack import Found, Haystack
from pipeline.text.words import words

# A speaker is introduced some sentences before the quotation, or named soon after it.
_NEAR_BEFORE = 150
_NEAR_AFTER = 60
# A negation among so few words left out turns what is left.
_FEW = 3
# A negation in brackets may stand for one within so many words left out.
_NEAR = 10
# A quoted word or two is a term, not a statement that could be cut.
_LEAST_WORDS = 3

_TURNS = listed("but unless not except however although though provided aber sondern mais sauf pero salvo ma tranne")
_TURN = "|".join(_TURNS)
# The same sentence goes on, perhaps after a "she said", or the next one begins with a turn.
_GOES_ON = re.compile(
    rf"\W{{0,3}}\s*(?P<turn>{_TURN})\b"
    rf"|[,.]?[\"”’»“]\s?[^\"“„«”».!?\n]{{1,60}},\s[\"“„«‘»](?P<later>{_TURN})\b",
    re.IGNORECASE,
)
_NEGATIONS = frozenset(
    listed(
        "not never no nor neither nobody nothing none without cannot nicht nie nichts kein keine pas jamais nunca non "
        "mai 不 没 未"
    )
)
_CONTRACTED = re.compile(r"\w+n't\Z")


def findings(
    context: Context, block: Block, quotation: Quotation, places: Sequence[tuple[Haystack, Found]]
) -> Iterator[Finding]:
    """Warnings about a quotation that stands at `places`; a single place without fault is enough."""
    speaker = _other_speaker(context, quotation, places)
    if speaker is not None:
        message = f"{said(quotation.text)} is given to {quotation.speaker}; {speaker}."
        span = (quotation.start, quotation.end)
        yield finding("quotes.speaker", Severity.WARNING, block, span, message, evidence(context, *places[0]))
    turns = [_turn(context, block, quotation, document, found) for document, found in places]
    if all(turns):
        message = f"The quotation {said(quotation.text)} is cut: the source {turns[0]}."
        span = (quotation.start, quotation.end)
        yield finding("quotes.truncated", Severity.WARNING, block, span, message, evidence(context, *places[0]))


def put_in(document: Haystack, found: Found, inserted: Sequence[str], *, ellipsis: bool) -> str | None:
    """What words in brackets turn round: one of them denies what the source doesn't, or none what it does."""
    denied = next(filter(_negates, inserted), None)
    left_out = [word for after, before in found.cuts for word in document.words[after:before][:_NEAR]]
    lost = next(filter(_negates, left_out), None)
    if denied or not lost:
        return None if lost else denied
    few = all(before - after <= _FEW for after, before in found.cuts)
    return None if ellipsis or not inserted or not few else f"something for “{lost}”"


def _other_speaker(context: Context, quotation: Quotation, places: Sequence[tuple[Haystack, Found]]) -> str | None:
    """What is wrong with the speaker whom the text names; None when one of the places bears it out."""
    named = keys(quotation.speaker or "")
    if not named:
        return None
    others: list[str | None] = []
    for document, found in places:
        other = _speaker_there(context, document, found.first)
        given = keys(other or "")
        later = keys(_speaker_there(context, document, found.last) or "") if found.cuts else given
        if given and later and not given & later:
            others.append(f"{other} and somebody else")
            continue
        if given & named or (not given and _is_near(document, found, named)):
            return None
        if not given and named <= keys(_publisher(context, document, found)):  # the report's own words
            return None
        others.append(other)
    if others[0]:
        return f"the source gives it to {others[0]}"
    return "that name isn't near it in the source"


def _speaker_there(context: Context, document: Haystack, at: int) -> str | None:
    number, first = document.place(at)
    quotations = context.parsed_sources[number].quotations
    i = bisect_right(quotations, first.start, key=lambda q: q.start) - 1
    return quotations[i].speaker if i >= 0 and first.start < quotations[i].end else None


def _publisher(context: Context, document: Haystack, found: Found) -> str:
    group = context.sources[document.place(found.first)[0]].group
    return context.publishers[group] if group < len(context.publishers) else ""


def _is_near(document: Haystack, found: Found, named: frozenset[str]) -> bool:
    window = document.words[max(0, found.first - _NEAR_BEFORE) : found.last + _NEAR_AFTER]
    said = {word.removesuffix("'s") for word in window}
    return any(said.issuperset(key.split("-")) for key in named)  # a text's words have no hyphens


def _turn(context: Context, block: Block, quotation: Quotation, document: Haystack, found: Found) -> str:
    """How the source goes on, or what it says before, that the quotation leaves out; or nothing."""
    if len(words(quotation.text)) < _LEAST_WORDS:
        return ""
    number, last = document.place(found.last)
    after = _GOES_ON.match(context.sources[number].text, last.end)
    if after and not _GOES_ON.match(block.text, quotation.end):
        return f"goes on with {said(after['turn'] or after['later'])}"
    for start, end in found.cuts:
        lost = next(filter(_negates, document.words[start:end]), None) if end - start <= _FEW else None
        if lost and not any(_negates(w.text) for w in words(quotation.text)):
            return f"has {said(lost)} where the quotation leaves words out"
    before = document.words[found.first - 1] if found.first else ""
    if _negates(before) and not any(
        _negates(w.text) for w in words(block.text[max(0, quotation.start - 40) : quotation.start])
    ):
        same = document.place(found.first - 1)[0] == document.place(found.first)[0]
        return f"says {said(before)} before it" if same and _joined(context, document, found) else ""
    return ""


def _negates(word: str) -> bool:
    return word in _NEGATIONS or _CONTRACTED.match(word) is not None


def _joined(context: Context, document: Haystack, found: Found) -> bool:
    """Whether nothing but a space lies between the quotation's first word and the one before it."""
    number, first = document.place(found.first)
    return context.sources[number].text[document.place(found.first - 1)[1].end : first.start].isspace()


def evidence(context: Context, document: Haystack, found: Found) -> tuple[Evidence, ...]:
    number, first = document.place(found.first)
    other, last = document.place(found.last)
    end = last.end if other == number else len(context.sources[number].text)
    return context.evidence([(number, first.start, end)])
