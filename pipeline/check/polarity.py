"""A sentence that says a thing which its evidence says the other way round, or more surely than its evidence does.

A word of the sentence is compared with the places where the sentences of its evidence have the same word and say about
the same around it: whether a negation or a doubt reaches it (`clauses`), and whether a thing rose or fell. One place
that says it the same way is enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from pipeline.check import predicates, status
from pipeline.check.clauses import Clauses, Marks, likeness
from pipeline.check.context import Context
from pipeline.check.rule import Rule, finding, hint, said
from pipeline.models import Finding, Severity
from pipeline.text.alignment import Match
from pipeline.text.common_words import listed

# Shares of what is said around a word from which a place says the same but for the mark, and from which one that agrees
# bears the sentence out. `bench/injected.py` measures them.
_LIKE = {"denied": 0.4, "affirmed": 0.5, "turned": 0.2, "settled": 0.55}
_BORNE_OUT = 0.2
# An answer puts conditions and advice of several passages into its own words: places must be more alike by this factor.
_STRICTER = 1.5
# Nobody writes more words to compare into a sentence, or more places of one into another.
_MOST, _MOST_PLACES = 40, 10

_NEGATIONS = frozenset(listed("not never no nor cannot neither nobody nothing"))
# Also deny what follows, at some distance: beside them a missing "not" means nothing.
_HIDDEN = frozenset(
    listed(
        "avoid avoids avoided avoiding prevent prevents prevented fail fails failed lack lacks lacking refuse refuses "
        "refused bypass bypassed instead rather unlike absence unable impossible hardly barely without until only"
    )
)
_CONTRACTED = re.compile(r"\w*n't\Z")
# "No more than" and "not only" deny nothing.
_NO_DENIAL = frozenset(listed("only just merely simply more less fewer later longer least sooner doubt matter wonder"))
# A purpose or a part of several: "take care not to slip", "not all".
_NO_STATEMENT = frozenset(listed("to all every always necessarily"))
_CONDITIONS = frozenset(listed("if unless whether"))
_CONDITION_REACH = 6
_DOUBTS = frozenset(
    listed(
        "may might could possibly perhaps probably likely alleged allegedly reportedly suspected accused apparently "
        "potentially rumoured rumored"
    )
)
_SOFT = _DOUBTS | frozenset(
    listed(
        "would should can plan plans planned propose proposes proposed expect expects expected suggest suggests "
        "suggested believe believes believed seem seems appear appears claim claims claimed if whether said says "
        "according estimate estimated about hope hopes possible potential risk charged charges accuses reported"
    )
)
"""A sentence with one of these says nothing for sure."""
_SURE = frozenset(
    listed(
        "certainly definitely undoubtedly proved proven proves confirmed confirms guaranteed guarantees undeniably "
        "inevitably conclusively unquestionably"
    )
)
_PAIRS = (
    ("rise rises rose risen rising", "fall falls fell fallen falling"),
    ("increase increases increased increasing", "decrease decreases decreased decreasing"),
    ("increase increases increased increasing rose grew", "decline declines declined declining dropped drops fell"),
    ("grow grows grew grown growing", "shrink shrinks shrank shrunk shrinking"),
    ("gain gains gained", "loss losses lost"),
    ("higher", "lower"),
    ("faster", "slower"),
    ("won wins", "lost loses"),
    ("approve approves approved", "reject rejects rejected"),
    ("support supports supported", "oppose opposes opposed"),
    ("allow allows allowed permit permits permitted", "ban bans banned forbid forbids forbade prohibits prohibited"),
    ("above", "below"),
    ("best", "worst"),
    ("accept accepts accepted", "refuse refuses refused"),
    ("strengthen strengthens strengthened", "weaken weakens weakened"),
    ("growth growing", "decline shrinking contraction"),
    ("larger bigger greater", "smaller lesser"),
    ("more greater", "fewer less"),
    ("most", "least"),
    ("older", "younger"),
    ("longer", "shorter"),
    ("early earlier", "late later"),
    ("convict convicts convicted", "acquit acquits acquitted"),
    ("guilty", "innocent"),
    ("cleared", "accused"),
    ("legal lawful", "illegal unlawful"),
    ("success succeeded", "failure failed"),
    ("maximum", "minimum"),
    ("hire hires hired", "fire fires fired dismissed"),
    ("upgrade upgraded", "downgrade downgraded"),
    ("expand expands expanded", "shrink shrank contract contracted"),
    ("positive", "negative"),
)
_OPPOSITES: dict[str, list[tuple[frozenset[str], frozenset[str]]]] = {}
"""A word to those that say the same and those that say the opposite, for each pair it is in."""
for _one, _other in (pair for a, b in _PAIRS for pair in ((listed(a), listed(b)), (listed(b), listed(a)))):
    for _word in _one:
        _OPPOSITES.setdefault(_word, []).append((frozenset(_one), frozenset(_other)))


def _is_negation(words: Sequence[str], at: int) -> bool:
    following = words[at + 1] if at + 1 < len(words) else ""
    return (words[at] in _NEGATIONS or _CONTRACTED.match(words[at]) is not None) and following not in _NO_DENIAL


def _denies(words: Sequence[str], at: int) -> bool:
    """Whether the word denies what follows, in a statement."""
    stated = _CONDITIONS.isdisjoint(words[max(0, at - _CONDITION_REACH) : at])
    return stated and _is_negation(words, at) and (at + 1 == len(words) or words[at + 1] not in _NO_STATEMENT)


def _may_deny(words: Sequence[str], at: int) -> bool:
    return words[at] in _HIDDEN or (_is_negation(words, at) and not _denies(words, at))


_DENIED = Marks(_NEGATIONS | _HIDDEN, _denies, _may_deny, reached=2)
_DOUBTED = Marks(_SOFT, lambda words, at: words[at] in _DOUBTS, lambda words, at: words[at] in _SOFT, reached=1)

Evidence = Sequence[tuple[Match, Clauses]]
Place = tuple[Match, Clauses, int, bool]
"""A word of the evidence, and whether it says what the sentence says."""


def _run(context: Context) -> Iterator[Finding]:
    for sentence in context.each(context.sentences):
        yield from status.findings(context, sentence)
        yield from predicates.findings(context, sentence)
        here = Clauses(context.parsed(sentence.block), sentence.start, sentence.end)
        evidence = [(match, context.once(_Read)[match]) for match in sentence.matches]
        for at, what, match in _differences(context, here, evidence):
            span = here.span(at)
            shown = context.evidence([match])
            message = f"{said(sentence.block.text[slice(*span)])} {what}{hint(context, shown)}."
            yield finding("polarity", Severity.WARNING, sentence.block, span, message, shown)


class _Read(dict[Match, Clauses]):
    """The sentences of the sources, read when they are first asked for."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._sources = context.parsed_sources

    def __missing__(self, match: Match) -> Clauses:
        self[match] = read = Clauses(self._sources[match.source], match.start, match.end)
        return read


def _differences(context: Context, here: Clauses, evidence: Evidence) -> Iterator[tuple[int, str, Match]]:
    """(word, what is wrong with it, where) of the sentence: at most one each of denial, direction and doubt."""
    least = _STRICTER if context.profile.answers else 1.0
    for find in (_denials, _directions, _doubts):
        for at, sort, what, places in islice(find(here, evidence), _MOST):
            match = _otherwise(context, here, at, places, least * _LIKE[sort])
            if match is not None:
                yield at, what, match
                break


def _otherwise(context: Context, here: Clauses, at: int, places: Sequence[Place], least: float) -> Match | None:
    """The place that is most like the word's, when none bears out what is said of it."""
    best, found = least, None
    for match, there, place, agrees in places[: 5 * _MOST_PLACES]:
        like = likeness(here, at, there, place, context.aligner.weight)
        if agrees and like >= _BORNE_OUT:
            return None
        if not agrees and like >= best:
            best, found = like, match
    return found


def _denials(here: Clauses, evidence: Evidence) -> Iterator[tuple[int, str, str, list[Place]]]:
    mine, theirs = here.states(_DENIED), _reached(evidence, _DENIED)
    for at in sorted(at for at, state in mine.items() if state):
        yield at, "denied", "is denied here, not in the source", _places(here, at, evidence, _DENIED)
    for at in _free(here, mine, theirs):
        yield at, "affirmed", "is said here, and denied in the source", _places(here, at, evidence, _DENIED)


def _doubts(here: Clauses, evidence: Evidence) -> Iterator[tuple[int, str, str, list[Place]]]:
    mine = here.states(_DOUBTED)
    for at, word in enumerate(here.words if not mine else ()):
        if word in _SURE:
            sure = _among(evidence, frozenset({word}), _SOFT)
            yield at, "settled", "is surer than the source", sure
    for at in _free(here, mine, _reached(evidence, _DOUBTED)):
        yield at, "settled", "is a fact here, and doubtful in the source", _places(here, at, evidence, _DOUBTED)


def _directions(here: Clauses, evidence: Evidence) -> Iterator[tuple[int, str, str, list[Place]]]:
    for at, word in enumerate(here.words):
        for same, other in _OPPOSITES.get(word, ()):
            if other.isdisjoint(here.words):
                yield at, "turned", "goes the other way in the source", _among(evidence, same, other)


def _reached(evidence: Evidence, marks: Marks) -> frozenset[str | None]:
    """The words that marks reach in the evidence."""
    return frozenset(there.terms[at] for _, there in evidence for at, state in there.states(marks).items() if state)


def _free(here: Clauses, mine: Mapping[int, bool | None], theirs: frozenset[str | None]) -> list[int]:
    """Words of the sentence that no mark reaches, and that one reaches in the evidence."""
    return sorted(at for term in theirs for at in here.places.get(term or "", ()) if at not in mine)


def _among(evidence: Evidence, same: frozenset[str], other: frozenset[str]) -> list[Place]:
    """Where the evidence has one of these words: those that agree and those that don't."""
    return [
        (match, there, at, word in same)
        for match, there in evidence
        for at, word in enumerate(there.words)
        if word in same or word in other
    ]


def _places(here: Clauses, at: int, evidence: Evidence, marks: Marks) -> list[Place]:
    """Where the evidence has the word; it agrees unless it is surely under a mark here and surely not there, or the
    other way round."""
    mine = here.states(marks).get(at, False)
    return [
        (match, there, place, {mine, there.states(marks).get(place, False)} != {True, False})
        for match, there in evidence
        for place in there.places.get(here.terms[at] or "", ())[:_MOST_PLACES]
    ]


RULE = Rule(
    "polarity",
    "what the sources deny, doubt, or say the other way round (rose for fell, will for may)",
    _run,
    languages=frozenset({"en"}),
)
