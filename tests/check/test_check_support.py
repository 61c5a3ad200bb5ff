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


RAIN = "Heavy rain flooded the northern harbour on Monday. Two ferries stayed moored until the storm had passed."


@pytest.mark.parametrize("kind", ["answer", "summary", "claim"])
def test_a_sentence_of_scattered_words_is_close_to_no_place(kind: str) -> None:
    filler = [f"The {a} {b} was quiet." for a in ("old", "new", "red") for b in ("mill", "inn", "farm", "shop")]
    scattered = "Ferries juggled mills whenever purple penguins flooded quiet oranges beneath seven moons."
    found = [f for f in check(scattered, [" ".join([RAIN, *filler])], kind).findings if f.rule == "support"]
    assert [(f.severity, f.place.start, f.place.end) for f in found] == [(Severity.WARNING, 0, len(scattered))]
    assert "No place in the sources says all of" in found[0].message
    retold = "Rain flooded the northern harbour, and two ferries stayed moored."
    assert check(retold, [" ".join([RAIN, *filler])], kind).findings == ()


def test_a_text_with_much_of_its_own_is_believed_less() -> None:
    loose = "Rain flooded a harbour town where ferries tied ropes badly overnight."
    own = "Purple penguins juggle seven oranges beneath moons. Eleven zebras whistle while otters polish trombones. "

    def flagged(text: str) -> bool:
        return any(
            f.rule == "support" and loose in text[f.place.start : f.place.end]
            for f in check(text, [RAIN], "claim").findings
        )

    assert not flagged(loose)
    assert flagged(f"{loose} {own}")


@pytest.mark.parametrize(
    "aside",
    [
        "The passages don't mention penguins juggling oranges.",
        "Let me know whether penguins juggle oranges!",
    ],
)
def test_an_aside_about_the_sources_needs_no_support(aside: str) -> None:
    assert [f for f in check(aside, [RAIN], "answer").findings if f.rule == "support"] == []


def test_what_is_added_to_a_supported_sentence_shows_in_answers() -> None:
    added = f"{RAIN[:-1]}, penguins juggled oranges, zebras whistled and otters polished trombones."
    found = {kind: [f.rule for f in check(added, [RAIN], kind).findings] for kind in ("answer", "claim")}
    assert found["answer"] == ["support"]
    assert check(RAIN, [RAIN], "answer").findings == ()


def test_an_opening_that_counts_what_follows_is_not_measured() -> None:
    opening = "Penguins juggle oranges for several excellent reasons."
    rest = "Heavy rain flooded the northern harbour. Two ferries stayed moored."
    assert check(f"{opening} {rest}", [RAIN], "answer").findings == ()
    assert [f.rule for f in check(f"{rest} {opening}", [RAIN], "answer").findings] == ["support"]
