from __future__ import annotations

import pytest

from pipeline.check import Block, Profile, SourceText, check
from pipeline.models import Severity

SOURCE = "Mayor Anna Berg spent 40 euros on Monday. “We pay,” she said."


def test_new_facts_in_an_inference_are_reported_once_and_as_such() -> None:
    text = "That suggests Carla Stone paid 50 euros on Friday and said “we never pay”."
    report = check([Block("sections/3", 0, "inference", text)], [SOURCE])
    found = [(f.rule, f.severity, text[f.place.start : f.place.end]) for f in report.blockers]
    assert found == [
        ("inference.names", Severity.BLOCKER, "Carla Stone"),
        ("inference.numbers", Severity.BLOCKER, "50 euros"),
        ("inference.dates", Severity.BLOCKER, "Friday"),
        ("inference.quotes", Severity.BLOCKER, "we never pay"),
    ]
    assert all("inference" in f.message for f in report.blockers)


def test_an_inference_may_use_what_the_sources_have() -> None:
    text = "That suggests Berg would pay 40 euros on any Monday: “We pay”."
    assert check([Block("sections/3", 0, "inference", text)], [SOURCE]).blockers == ()


def test_names_are_left_out_where_the_language_is_not_known() -> None:
    block = Block("sections/3", 0, "inference", "Das heißt, Carla Stone zahlt 50 Euro.")
    assert [f.rule for f in check([block], [SOURCE], language="de").blockers] == ["inference.numbers"]


PASSAGE = SourceText(SOURCE, 0, "s1.p1")


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("That suggests the wall stays unbuilt.", []),
        ("The wall may stay unbuilt.", []),
        ("According to Berg, the wall stays unbuilt.", []),
        ("What does Berg pay for?", []),
        ("The wall stays unbuilt and the harbour floods.", ["inference.unhedged"]),
        ("", []),
    ],
)
def test_a_conclusion_is_marked_as_one(text: str, rules: list[str]) -> None:
    block = Block("sections/3", 0, "inference", text, ("s1.p1",))
    report = check([block], [PASSAGE], Profile("inference", frozenset({"inference"})))
    assert [f.rule for f in report.findings] == rules
    assert all(f.severity == Severity.WARNING and text in f.message for f in report.findings)


def test_an_inference_points_at_what_it_reads() -> None:
    block = Block("sections/3", 0, "inference", "That suggests Berg pays.")
    profile = Profile("inference", frozenset({"inference"}))
    assert [f.rule for f in check([block], [PASSAGE], profile).findings] == ["inference.citations"]
    assert check([block], [SOURCE], profile).findings == ()  # a text without passages has nothing to point at


def test_cited_passages_carry_something_of_the_paragraph() -> None:
    sources = [PASSAGE, SourceText("The ferry to the island leaves at noon.", 0, "s1.p2")]
    block = Block("sections/0", 0, "reported", "Berg spent 40 euros.", ("s1.p1", "s1.p2", "s1.p9"))
    found = check([block], sources, Profile("citation", frozenset({"support.citation"}))).findings
    assert [(f.severity, f.message.split(" points at ")[1][:5]) for f in found] == [
        (Severity.WARNING, "s1.p2"),
        (Severity.WARNING, "s1.p9"),
    ]
    assert [e.passage for f in found for e in f.evidence] == ["s1.p2"]
