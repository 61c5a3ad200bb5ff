"""Which sentences a judge should look at: those that the rules are unsure of, and some of the others by chance."""

from __future__ import annotations

from random import Random

from pipeline.models import Place, Report, SentenceEvidence, Severity

UNSURE_RULES = frozenset({"swaps", "support", "polarity", "inference"})
"""Rule families whose warnings are opinions: the judge has a second look."""
_WELL_SUPPORTED = 0.5
"""A sentence of which the sources cover less is looked at, though no rule complains."""


def doubtful(report: Report, *, seed: int, sample: int, most: int) -> list[SentenceEvidence]:
    """At most `most` sentences that the rules are unsure of, the least supported first where there are more, and
    `sample` others chosen by `seed`; all in their order in the text.

    Sentences with a blocker are left out: nothing that a judge says could help them.
    """
    blocked = [f.place for f in report.blockers]
    warned = [f.place for f in report.of(Severity.WARNING) if f.rule.partition(".")[0] in UNSURE_RULES]
    order = {sentence.place: i for i, sentence in enumerate(report.sentences)}
    open_ = [s for s in report.sentences if not any(_touches(s.place, place) for place in blocked)]
    unsure = [s for s in open_ if s.support < _WELL_SUPPORTED or any(_touches(s.place, place) for place in warned)]
    chosen = sorted(unsure, key=lambda s: s.support)[:most]
    rest = [s for s in open_ if s not in chosen]
    chosen += Random(seed).sample(rest, min(sample, len(rest)))  # noqa: S311  which ones is no secret
    return sorted(chosen, key=lambda s: order[s.place])


def _touches(sentence: Place, found: Place) -> bool:
    same = (sentence.part, sentence.paragraph) == (found.part, found.paragraph)
    return same and sentence.start < max(found.end, found.start + 1) and found.start < sentence.end
