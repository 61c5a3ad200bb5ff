from __future__ import annotations

import pytest

from pipeline.check import Block, check
from pipeline.models import Severity

SOURCE = "The council voted to build a seawall along the northern harbour. Fishermen fear for their pier."
FOREIGN = "penguins juggle oranges beneath purple moons"


def test_every_sentence_gets_its_evidence_and_place() -> None:
    text = "Fishermen fear for the pier. The council voted for a seawall."
    report = check(text, [SOURCE], "answer")
    assert [text[s.place.start : s.place.end] for s in report.sentences] == [
        "Fishermen fear for the pier.",
        "The council voted for a seawall.",
    ]
    best = [s.evidence[0] for s in report.sentences]
    assert [SOURCE[e.start : e.end] for e in best] == [
        "Fishermen fear for their pier.",
        "The council voted to build a seawall along the northern harbour.",
    ]
    assert report.findings == ()


@pytest.mark.parametrize(
    ("kind", "severity"),
    [
        ("headline", Severity.BLOCKER),
        ("dek", Severity.BLOCKER),
        ("lede", Severity.BLOCKER),
        ("reported", Severity.WARNING),
        ("analysis", Severity.WARNING),
        ("inference", None),
    ],
)
def test_what_nothing_supports(kind: str, severity: Severity | None) -> None:
    found = check([Block("x", 0, kind, FOREIGN)], [SOURCE]).findings
    assert [f.severity for f in found if f.rule == "support"] == ([severity] if severity else [])


def test_a_lead_in_and_a_short_sentence_are_not_measured() -> None:
    text = "Here is a concise overview covering everything important:\n\nPenguins juggle."
    assert check(text, [SOURCE], "answer").findings == ()


def test_what_is_not_citable_supports_but_is_no_evidence() -> None:
    from pipeline.check import SourceText

    sources = [SourceText("The weather was fine.", 0), SourceText("Council backs seawall project", 0, citable=False)]
    (sentence,) = check("Council backs seawall project", sources, "answer").sentences
    assert (sentence.support, sentence.evidence) == (1.0, ())
