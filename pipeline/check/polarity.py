"""A sentence that says a thing which its evidence says the other way round, or more surely than its evidence does.

Compared are single words that both have: whether a negation or a doubt stands before them, whether a thing rose or
fell. One sentence of the evidence that says it the same way is enough. The evidence must nearly say the sentence: with
looser evidence a missing "not" means nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from pipeline.check import predicates, status
from pipeline.check.context import Context, Sentence
from pipeline.check.rule import Rule, finding, said
from pipeline.models import Finding, Severity
from pipeline.text.alignment import Match
from pipeline.text.common_words import STOPWORDS, listed
from pipeline.text.terms import stem
from pipeline.text.words import Word

# Share of the sentence's weight that an evidence sentence must have to be compared with it.
_LEAST_SHARED = 0.6
# Words over which a negation or a doubt reaches.
_REACH = 3

_NEGATIONS = frozenset(listed("not never no nor without cannot neither nobody nothing"))
# Also deny what follows, at some distance: a sentence that has one isn't taken for a statement of what a source denies.
_HIDDEN = frozenset(
    listed(
        "avoid avoids avoided avoiding prevent prevents prevented fail fails failed lack lacks lacking refuse refuses "
        "refused bypass bypassed instead rather unlike absence unable impossible hardly barely"
    )
)
_CONTRACTED = re.compile(r"\w+n't\Z")
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
)
_OPPOSITES = [(frozenset(listed(a)), frozenset(listed(b))) for a, b in _PAIRS]
_NOT_ONLY = (["only"], ["just"], ["merely"])

Words = list[str]
Marks = Callable[[str], bool]


def _run(context: Context) -> Iterator[Finding]:
    for sentence in context.each(context.sentences):
        yield from status.findings(context, sentence)
        yield from predicates.findings(context, sentence)
        compared = _compared(context, sentence)
        if not compared:
            continue
        parsed = context.parsed(sentence.block)
        told = parsed.words[parsed.between(sentence.start, sentence.end)]
        for message, word in _differences(told, [found for _, found in compared]):
            span = (word.start, word.end)
            quoted = said(sentence.block.text[span[0] : span[1]])
            evidence = context.evidence([compared[0][0]])
            nearest = f": {said(context.quote_of(evidence), 160)}" if evidence else ""
            yield finding("polarity", Severity.WARNING, sentence.block, span, f"{quoted} {message}{nearest}.", evidence)


def _compared(context: Context, sentence: Sentence) -> list[tuple[Match, Words]]:
    """The evidence sentences that nearly say the sentence, with their words."""
    weights = {term: context.aligner.weight(term) for term in sentence.terms}
    total = sum(weights.values())
    found = []
    for match in sentence.matches:
        source = context.parsed_sources[match.source]
        inside = source.between(match.start, match.end)
        shared = sum(weights[term] for term in weights.keys() & source.terms[inside])
        if total and shared >= _LEAST_SHARED * total:
            found.append((match, [w.text for w in source.words[inside]]))
    return found


def _differences(told: Sequence[Word], evidence: Sequence[Words]) -> Iterator[tuple[str, Word]]:
    plain = [word.text for word in told]
    denies = _denies(plain)
    negated, affirmed = _under(plain, _negates), _free(plain, _negates)
    theirs_negated = [_under(found, _negates) for found in evidence]
    theirs_affirmed = [_free(found, _negates) for found in evidence]
    for term, at in negated.items():
        if _any(term, theirs_affirmed) and not any(_denies(found) for found in evidence):
            yield "is denied here, not in the source", told[at]
            return
    for term, at in affirmed.items():
        if not denies and _any(term, theirs_negated) and not _any(term, theirs_affirmed):
            yield "is said here, and denied in the source", told[at]
            return
    yield from _direction(told, evidence)
    if not _SOFT.isdisjoint(plain):
        return
    doubted = [_under(found, _DOUBTS.__contains__) for found in evidence]
    certain = [_free(found, _DOUBTS.__contains__) for found in evidence]
    for at, word in enumerate(plain):
        sure = word in _SURE and not any(word in found for found in evidence)
        if sure and all(not _SOFT.isdisjoint(found) for found in evidence):
            yield "is surer than the source", told[at]
            return
        term = stem(word)
        if word not in STOPWORDS and _any(term, doubted) and not _any(term, certain):
            yield "is a fact here, and doubtful in the source", told[at]
            return


def _direction(told: Sequence[Word], evidence: Sequence[Words]) -> Iterator[tuple[str, Word]]:
    for one, other in _OPPOSITES:
        for here, there in ((one, other), (other, one)):
            at = next((word for word in told if word.text in here), None)
            if at is None or any(word.text in there for word in told):
                continue
            if any(not here.isdisjoint(found) for found in evidence):
                continue
            if any(not there.isdisjoint(found) for found in evidence):
                yield "goes the other way in the source", at
                return


def _denies(tokens: Words) -> bool:
    return any(_negates(token) or token in _HIDDEN for token in tokens)


def _negates(word: str) -> bool:
    return word in _NEGATIONS or _CONTRACTED.match(word) is not None


def _under(tokens: Words, marks: Marks) -> dict[str, int]:
    """Stems of the first content word after each mark, within its reach, and where they stand."""
    found: dict[str, int] = {}
    for at, token in enumerate(tokens):
        if marks(token) and tokens[at + 1 : at + 2] not in _NOT_ONLY:
            for i in range(at + 1, min(len(tokens), at + 1 + _REACH)):
                if tokens[i] not in STOPWORDS and not marks(tokens[i]):
                    found.setdefault(stem(tokens[i]), i)
                    break
    return found


def _free(tokens: Words, marks: Marks) -> dict[str, int]:
    """Stems of the content words that no mark reaches."""
    found: dict[str, int] = {}
    reached = -1
    for at, token in enumerate(tokens):
        if marks(token) and tokens[at + 1 : at + 2] not in _NOT_ONLY:
            reached = at + _REACH
        elif token not in STOPWORDS and at > reached:
            found.setdefault(stem(token), at)
    return found


def _any(term: str, found: Iterable[dict[str, int]]) -> bool:
    return any(term in terms for terms in found)


RULE = Rule(
    "polarity",
    "what the sources deny, doubt, or say the other way round (rose for fell, will for may)",
    _run,
    languages=frozenset({"en"}),
)
