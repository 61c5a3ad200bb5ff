"""Added status words, and numbers that are said of something else."""

from __future__ import annotations

import pytest

from pipeline.check import Profile, check
from pipeline.models import Severity

ONLY = Profile("polarity", frozenset({"polarity"}))
SOURCE = (
    "Lena Holt, a senior analyst at Moorgate Bank, reviewed the city's bonds. "
    "The city has $96 million of debt outstanding. The crash killed 12 people and injured 40. "
    "Ferries ran slowly all week, and the council met twice to talk about the timetable of the winter. "
    "It was the worst flood since 1953, said the former harbour master, who retired last year."
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Lena Holt is a former senior analyst at Moorgate Bank.", ["former"]),
        ("Lena Holt, the first senior analyst at Moorgate Bank, reviewed the bonds.", ["first"]),
        ("Lena Holt, a senior analyst at Moorgate Bank, reviewed the bonds.", []),
        ("The ex harbour master spoke of the deadliest flood since 1953.", []),
        ("The former harbour master spoke of the worst flood since 1953.", []),
        ("Holt and the harbour master spoke, the former of bonds and the latter of floods.", []),
        ("The first analyst reviewed the bonds, the second the flood.", []),
        ("A long acting drug was reviewed by an analyst at Moorgate Bank.", []),
        ("A former nurse juggles.", []),  # nothing in the sources to compare with
    ],
)
def test_an_added_status(text: str, words: list[str]) -> None:
    found = [f for f in check(text, [SOURCE], ONLY, language="en").findings if f.rule == "polarity.status"]
    assert [text[f.place.start : f.place.end] for f in found] == words
    assert all(f.severity == Severity.WARNING and f.evidence for f in found)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("The city will raise $96 million of debt.", ["$96 million"]),
        ("The city owes $96 million of debt.", []),
        ("The crash killed 40 people.", []),  # "killed" stands near it too: the rule `swaps` looks at that
        ("Debt of $96 million is outstanding.", []),
        ("The city will raise $97 million.", []),
    ],
)
def test_a_number_said_of_something_else(text: str, numbers: list[str]) -> None:
    found = [f for f in check(text, [SOURCE], ONLY, language="en").findings if f.rule == "polarity.predicate"]
    assert [text[f.place.start : f.place.end] for f in found] == numbers
    assert all(f.severity == Severity.WARNING for f in found)
