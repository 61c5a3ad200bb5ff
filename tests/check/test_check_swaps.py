from __future__ import annotations

import pytest

from pipeline.check import Profile, SourceText, check
from pipeline.models import Severity

ONLY = Profile("swaps", frozenset({"swaps"}))
SOURCE = (
    "The city council approved the seawall for $48 million after a long debate on Tuesday. "
    "Mayor Anna Berg called the vote a promise to the harbour. "
    "Engineers had asked for a pumping station, which would cost another $4 million and protect the hospital. "
    "Carl Stone of the fishermen's guild said the nets would rot behind any concrete barrier."
)


def _swapped(text: str, source: str = SOURCE) -> list[str]:
    report = check(text, [source], ONLY, language="en")
    assert all(f.severity == Severity.WARNING for f in report.findings)
    assert all(text[f.place.start : f.place.end] in f.message for f in report.findings)
    return [text[f.place.start : f.place.end] for f in report.findings]


@pytest.mark.parametrize(
    ("text", "swapped"),
    [
        ("The council approved a seawall for $48 million.", []),
        ("The council approved a seawall for $4 million.", ["$4 million"]),
        ("A pumping station that protects the hospital costs $4 million.", []),
        ("A pumping station that protects the hospital costs $48 million.", ["$48 million"]),
        ("Berg called the vote a promise to the harbour.", []),
        ("Carl Stone called the vote a promise to the harbour.", ["Carl Stone"]),
        ("Anna Berg said the nets would rot behind any concrete barrier.", ["Anna Berg"]),
        ("Berg said $52 million would rot.", []),  # in no source: the rule `numbers` says so
        ("", []),
    ],
)
def test_what_is_said_of_another(text: str, swapped: list[str]) -> None:
    assert _swapped(text) == swapped


def test_the_source_itself_and_its_passages_are_clean() -> None:
    assert _swapped(SOURCE) == []
    passages = [SourceText(s, 0, f"s1.p{i}") for i, s in enumerate(SOURCE.split(". "))]
    assert check(SOURCE, passages, ONLY).findings == ()


def test_evidence_shows_what_stands_there() -> None:
    (found,) = check("The council approved a seawall for $4 million.", [SOURCE], ONLY).findings
    assert [SOURCE[e.start : e.end] for e in found.evidence] == ["$48 million"]


def test_a_sentence_about_a_figure_itself_is_no_swap() -> None:
    passages = [
        "The council approved the wall for $48 million at the close of a long hearing.",
        "Coast Radio has seen a report of the engineers, who stand alone.",
        "Gloria Reyes could find $640 a year but doubted that the figure would hold.",
    ]
    about = "The figure of $48 million stands alone in the report of Coast Radio, so it may not hold."
    assert check(about, passages, ONLY).findings == ()
    assert len(check("Gloria Reyes could find $48 million a year.", passages, ONLY).findings) == 1
