from __future__ import annotations

from pipeline.check import Block, check
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
