"""A number that is said of another thing than in the sources: killed there and injured here, owed there, raised here.

Only predicates of a short list of pairs are compared, within a few words of the number and of its places in the
sources.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from pipeline.check import swaps
from pipeline.check.context import Context, Sentence
from pipeline.check.rule import finding, said
from pipeline.models import Finding, Severity
from pipeline.text.common_words import listed
from pipeline.text.terms import stem
from pipeline.text.words import Word

_REACH = 6
_PAIRS = (
    ("kill killed kills killing die died dead deaths death", "injure injured injuries injury wounded hurt"),
    (
        "raise raised raises raising borrow borrowed issue issued",
        "outstanding owe owed owes owing repay repaid existing",
    ),
    ("cost costs costing spend spent spends pay paid pays", "save saves saved savings cut cuts"),
    ("earn earned earns profit profits gain gained", "lose lost loses loss losses deficit"),
    ("buy bought buys acquire acquired", "sell sold sells"),
    ("import imports imported", "export exports exported"),
    ("plan planned plans propose proposed target seek seeks sought", "completed spent built finished"),
    ("hire hired hires add added adds create created", "cut cuts lay laid layoffs dismiss dismissed fired"),
    ("birth births born", "death deaths died"),
    ("income revenue revenues sales", "profit profits earnings"),
    ("men male boys", "women female girls"),
)
_OPPOSED = [(frozenset(map(stem, listed(a))), frozenset(map(stem, listed(b)))) for a, b in _PAIRS]


def findings(context: Context, sentence: Sentence) -> Iterator[Finding]:
    parsed = context.parsed(sentence.block)
    index = context.once(swaps.Index)
    low = bisect_left(parsed.numbers, sentence.start, key=lambda n: n.start)
    for number in parsed.numbers[low:]:
        if number.start >= sentence.end:
            break
        places = index.own(swaps.of_number(number))
        if not places:
            continue
        here = _around(parsed.words, parsed.terms, number.start, number.end)
        there = set[str]()
        for source, place in places:
            other = context.parsed_sources[source]
            there |= _around(other.words, other.terms, place.start, place.end)
        for one, two in (*_OPPOSED, *((b, a) for a, b in _OPPOSED)):
            if here & one and not here & two and there & two and not there & one:
                source, place = places[0]
                evidence = context.evidence([(source, place.start, place.end)])
                message = f"{said(number.text)} is said of something else in the sources."
                span = (number.start, number.end)
                yield finding("polarity.predicate", Severity.WARNING, sentence.block, span, message, evidence)
                break


def _around(words: Sequence[Word], terms: Sequence[str | None], start: int, end: int) -> set[str]:
    low = bisect_left(words, start, key=lambda w: w.start)
    high = bisect_left(words, end, low, key=lambda w: w.start)
    return {term for term in terms[max(0, low - _REACH) : high + _REACH] if term}
