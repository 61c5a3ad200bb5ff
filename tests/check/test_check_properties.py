from __future__ import annotations

import gc
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.check import PROFILES, RULES, Block, Profile, SourceText, check
from pipeline.check.context import Context
from pipeline.check.profiles import Copying
from pipeline.check.runner import run
from pipeline.models import Report

FACTS = ("quotes", "numbers", "names")
KINDS = ("headline", "dek", "lede", "heading", "reported", "analysis", "inference", "text")
ODD = st.text(alphabet=st.sampled_from("aBc 12.,:%$-\n\"'“”‘’«»[]<>*#`。漢字\u0301\u200b&sp/")) | st.text()
STORY = (
    "Mayor Anna Berg said on Monday that the European Commission would pay 43 percent of the seawall. "
    "“We will not wait for another flood,” she told the Harbour Post in March 2027. "
    "The wall will cost $2.8 million and run for 3 kilometres past 1,250 houses; 17 fishermen protested."
)


def _facts(report: Report) -> list[str]:
    return [f.rule for f in report.findings if f.rule.split(".")[0] in FACTS]


@settings(deadline=None)
@given(text=ODD, others=st.lists(ODD, max_size=2))
def test_a_text_copied_whole_from_a_source_has_no_fact_of_its_own(text: str, others: list[str]) -> None:
    report = check(text, [*others, text], "answer")
    assert _facts(report) == []
    assert report.unchecked == ()


@settings(deadline=None)
@given(text=ODD, sources=st.lists(ODD, max_size=3), kind=st.sampled_from(KINDS), more=ODD)
def test_no_text_crashes_a_rule_and_offsets_lie_inside(text: str, sources: list[str], kind: str, more: str) -> None:
    blocks = [Block("a", 0, kind, text), Block("b", 0, "inference", more)]
    report = check(blocks, sources, "article")
    assert report.unchecked == ()
    texts = {"a": text, "b": more, None: ""}
    places = [f.place for f in report.findings] + [s.place for s in report.sentences]
    assert all(0 <= p.start <= p.end <= len(texts[p.part]) for p in places)
    evidence = [e for f in report.findings for e in f.evidence] + [e for s in report.sentences for e in s.evidence]
    assert all(0 <= e.start < e.end <= len(sources[e.source]) for e in evidence)
    assert Report.model_validate(report.model_dump()) == report


@settings(deadline=None)
@given(text=ODD, sources=st.lists(ODD, max_size=2), more=ODD)
def test_a_further_source_never_takes_support_from_a_fact(text: str, sources: list[str], more: str) -> None:
    before = check(text, sources, "answer").findings
    after = check(text, [*sources, more], "answer").findings

    def absent(found: tuple[object, ...]) -> set[tuple[str, int, int]]:
        return {
            (f.rule, f.place.start, f.place.end)  # type: ignore[attr-defined]
            for f in found
            if f.rule.split(".")[0] in FACTS  # type: ignore[attr-defined]
        }

    assert absent(after) <= absent(before)


def test_the_story_itself_is_clean() -> None:
    assert check(STORY, [STORY], "answer", language="en").findings == ()


@pytest.mark.parametrize("at", [i for i, char in enumerate(STORY) if char.isdigit()])
@pytest.mark.parametrize("digit", "4569")
def test_a_changed_digit_is_found(at: int, digit: str) -> None:
    if STORY[at] == digit:
        return
    changed = STORY[:at] + digit + STORY[at + 1 :]
    found = check(changed, [STORY], "answer", language="en").blockers
    assert [f.rule.partition(".")[0] for f in found if f.place.start <= at < f.place.end] == ["numbers"]


FIGURES = st.one_of(
    st.integers(11, 9_999_999).map(str),
    st.integers(1_000, 9_999_999).map("{:,}".format),
    st.tuples(st.integers(1, 999), st.integers(1, 99)).map(lambda parts: f"{parts[0]}.{parts[1]}"),
)
FRAMES = (
    "The wall costs {} dollars in all.",
    "The wall costs ${} million, Berg said.",
    "Turnout fell by {} percent in the town.",
    "Some of it, {}%, was paid.",
    "They walked {} km along the quay.",
    "Berg counted {} people at the gate.",
)


@settings(deadline=None)
@given(figure=FIGURES, frame=st.sampled_from(FRAMES), at=st.integers(0, 99), digit=st.integers(1, 9))
def test_a_changed_digit_of_any_number_is_found(figure: str, frame: str, at: int, digit: int) -> None:
    places = [i for i, char in enumerate(figure) if char.isdigit()]
    place = places[at % len(places)]
    if figure[place] == str(digit):
        return
    source = frame.format(figure)
    text = frame.format(figure[:place] + str(digit) + figure[place + 1 :])
    assert _facts(check(source, [source], "answer", language="en")) == []
    assert "numbers" in {rule.partition(".")[0] for rule in _facts(check(text, [source], "answer", language="en"))}


@pytest.mark.parametrize(
    "piece",
    [
        " ",
        "\n",
        ".",
        "«a ",
        "„a ",
        "「漢",
        '"a ',
        "“a ",
        " 'a",
        "1,",
        "A",
        "a\u0301\u0301",
        "漢",
        "<a ",
        "*a",
        "[s1.p1,",
        "A. ",
        "9",
        "Ab ",
        "not rose, ",
        "one in 5 ",
    ],
)
def test_long_runs_of_anything_take_near_linear_time(piece: str) -> None:
    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        gc.collect()
        gc.disable()  # what other tests left in memory is not the checker's to walk through
        try:
            start = time.process_time()
            report = check(text, [text], "article")
            spent = time.process_time() - start
        finally:
            gc.enable()
        assert report.unchecked == ()
        return spent

    seconds(1_000)  # imports and caches
    # Quadratic work would take 64 times as long.
    assert seconds(24_000) < 24 * max(seconds(3_000), 0.01)


@settings(deadline=None)
@given(text=ODD, others=st.lists(ODD, max_size=2), kind=st.sampled_from(("answer", "summary", "claim")))
def test_a_copied_text_has_no_blocker_outside_articles(text: str, others: list[str], kind: str) -> None:
    found = check(text, [*others, text], kind).blockers
    assert [f.rule for f in found if f.rule != "structure"] == []


def test_a_copied_article_is_blocked_for_copying_alone() -> None:
    long = STORY + " " + " ".join(f"Plank {i} of the old pier is painted in colour {i}." for i in range(8))
    block = Block("sections/0", 0, "reported", long)
    assert {f.rule for f in check([block], [long], "article", language="en").blockers} == {"copying"}
    lenient = replace(PROFILES["article"], copying=Copying(block_words=None, block_share=None))
    warned = check([block], [long], lenient, language="en")
    assert warned.blockers == ()
    assert "copying" in {f.rule for f in warned.findings}


@settings(deadline=None)
@given(text=ODD, sources=st.lists(ODD, max_size=2))
def test_spans_slice_to_what_the_message_quotes(text: str, sources: list[str]) -> None:
    for found in check(text, [STORY, *sources], "article").findings:
        if found.rule in {"quotes", "quotes.speaker", "quotes.truncated", "swaps", "polarity", "copying"}:
            words = " ".join(text[found.place.start : found.place.end].split())
            assert words[:60] in found.message


def test_a_line_of_a_megabyte_is_checked() -> None:
    text = " ".join(f"Berg said “wall {i} is {i % 7} metres” on pier {i % 13}, not higher." for i in range(18_000))
    assert len(text) > 1_000_000
    profile = Profile("new", frozenset({"quotes", "copying"}))
    start = time.process_time()
    context = Context((Block(None, None, "text", text),), (SourceText(text[: len(text) // 2], 0),), profile)
    assert run(context, RULES, budget=60).unchecked == ()
    assert time.process_time() - start < 30
