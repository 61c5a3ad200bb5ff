"""Small words that change who somebody is or how much is claimed, and that no source has there: "former", "acting",
"the only", "the first", "not yet"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.check.context import Context, Sentence
from pipeline.check.rule import finding, said
from pipeline.models import Finding, Severity
from pipeline.text.common_words import listed
from pipeline.text.words import Word

# The words before the bar ask for one of all words of their line near the evidence.
_STATUS = """
former formerly | ex previous previously once onetime then retired past late old
interim acting caretaker | temporary temporarily
deputy vice | assistant
outgoing | departing leaving resigned resigning stepping
disgraced |
convicted | convicting conviction guilty sentenced jailed
estranged | separated divorced
"""
# These do so after "the".
_SUPERLATIVES = """
first | inaugural debut earliest never 1st initial initially maiden unprecedented new
only sole | single alone just solely exclusively one
largest biggest | greatest
smallest | least
oldest | eldest earliest
youngest |
deadliest worst |
fastest | quickest
"""


def _groups(lines: str) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in lines.strip().splitlines():
        asking, _, others = line.partition("|")
        found |= dict.fromkeys(listed(asking), frozenset(listed(asking + others)))
    return found


_ASKING, _AFTER_THE = _groups(_STATUS), _groups(_SUPERLATIVES)
# Words on either side that say what the status is said of, and characters around the evidence that count as near.
_REACH = 4
_AROUND = 150
# "The first is a film … the second", "the former and the latter" point at things of the text.
_COUNTED = frozenset(listed("second latter other"))
_POINTING = frozenset(listed("is was one ones and two place time step"))


def findings(context: Context, sentence: Sentence) -> Iterator[Finding]:
    parsed = context.parsed(sentence.block)
    told = parsed.words[parsed.between(sentence.start, sentence.end)]
    asked = [(at, word, group) for at, word in enumerate(told) if (group := _group(told, at))]
    if not asked or not sentence.matches:
        return
    points = any(word.text in _COUNTED for word in parsed.words)
    terms = parsed.terms[parsed.between(sentence.start, sentence.end)]
    for at, word, group in asked:
        beside = [*terms[max(0, at - _REACH) : at], *terms[at + 1 : at + 1 + _REACH]]
        near = _evidence(context, sentence, frozenset(filter(None, beside)))
        if near and near.isdisjoint(group) and not (points and word.text in {"first", "former"}):
            evidence = context.evidence(sentence.matches, at_most=1)
            message = f"{said(word.text)} is said here and nowhere near it in the sources."
            yield finding(
                "polarity.status", Severity.WARNING, sentence.block, (word.start, word.end), message, evidence
            )


def _group(told: Sequence[Word], at: int) -> frozenset[str]:
    """The words of which one must stand near the evidence; none when this word asks for nothing."""
    word = told[at].text
    following = told[at + 1].text if at + 1 < len(told) else ""
    if not following or following in _POINTING or told[at + 1].start > told[at].end + 1:
        return frozenset()
    if word == "acting" and told[at - 1].text not in {"the", "an"}:
        return frozenset()
    if at and told[at - 1].text == "the" and word in _AFTER_THE:
        return _AFTER_THE[word]
    return _ASKING.get(word, frozenset())


def _evidence(context: Context, sentence: Sentence, about: frozenset[str]) -> set[str]:
    """Words of the evidence that has one of the words beside, and of what stands around it."""
    found: set[str] = set()
    for source, start, end in sentence.matches:
        parsed = context.parsed_sources[source]
        if not about.isdisjoint(parsed.terms[parsed.between(start, end)]):
            inside = parsed.between(max(0, start - _AROUND), end + _AROUND)
            found.update(word.text for word in parsed.words[inside])
    return found
