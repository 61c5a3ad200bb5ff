from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.check import PROFILES, Profile, check
from pipeline.models import Severity

ONLY = Profile("polarity", frozenset({"polarity"}))
SOURCE = (
    "The council will not rebuild the harbour road. Prices of fish rose by a third in the winter. "
    "The storm may close the ferry terminal. The mayor allegedly took money from the builder."
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The council will rebuild the harbour road.", ["rebuild"]),
        ("The council won't rebuild the harbour road.", []),
        ("The council won't, it says, rebuild the harbour road.", []),
        ("The council will not wait until builders rebuild the harbour road.", []),
        ("The council will never rebuild the harbour road.", []),
        ("Prices of fish fell by a third in the winter.", ["fell"]),
        ("Fish prices rose a third in the winter.", []),
        ("Prices of fish did not rise by a third in the winter.", ["rise"]),
        ("Prices of fish rose by no more than a third in the winter.", []),
        ("If prices of fish do not rise by a third in the winter, boats stay in the harbour.", []),
        ("Take care not to rebuild the harbour road.", []),
        ("The storm will close the ferry terminal.", ["close"]),
        ("The storm could close the ferry terminal.", []),
        ("The mayor took money from the builder.", ["took"]),
        ("The mayor is said to have taken money from the builder.", []),
        ("The storm will definitely reach the ferry terminal and may close it.", []),
        ("Nobody knows what the winter brings.", []),
    ],
)
def test_what_the_evidence_says_the_other_way(text: str, words: list[str]) -> None:
    report = check(text, [SOURCE], ONLY, language="en")
    assert [text[f.place.start : f.place.end] for f in report.findings] == words
    assert all(
        f.severity == Severity.WARNING and f"“{w}”" in f.message for f, w in zip(report.findings, words, strict=True)
    )
    assert all(f.evidence for f in report.findings)


def test_answers_are_compared_more_strictly() -> None:
    source = "Fishermen say that the town council will pay for the harbour lights when the season begins."
    text = "The town council will not pay, its owners and tenants say."
    polarity = {kind: replace(PROFILES[kind], rules=ONLY.rules) for kind in ("article", "answer")}
    found = {kind: len(check(text, [source], only, language="en").findings) for kind, only in polarity.items()}
    assert found == {"article": 1, "answer": 0}


def test_one_sentence_that_says_it_the_same_way_is_enough() -> None:
    other = "The council will rebuild the harbour road."
    assert check(other, [SOURCE, other], ONLY).findings == ()
    assert check(SOURCE, [SOURCE, other], ONLY).findings == ()


def test_more_certain_than_the_source() -> None:
    source = "Early samples suggest that the seagrass meadow stores carbon for centuries."
    text = "Early samples proved that the seagrass meadow stores carbon for centuries."
    (found,) = check(text, [source], ONLY).findings
    assert found.message.startswith(
        "“proved” is surer than the source; the nearest source text is “Early samples suggest"
    )
