from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from time import thread_time

import pytest

from pipeline.check import PROFILES, RULES, Block, Profile, Rule, check
from pipeline.check.context import Context, SourceText
from pipeline.check.rule import finding
from pipeline.check.runner import run
from pipeline.errors import UsageError
from pipeline.models import Finding, Severity

BLOCKS = (Block("lede", 0, "lede", "One two."), Block("sections/0", 0, "reported", "Three."))


def _report(*rules: Rule, budget: float = 5.0, language: str | None = None) -> tuple[list[str], list[str], list[str]]:
    profile = Profile("test", frozenset(r.id for r in rules))
    context = Context(BLOCKS, (SourceText("One.", 0),), profile, language)
    report = run(context, rules, budget)
    return (
        [f.message for f in report.findings],
        [f"{u.rule}: {u.reason}" for u in report.unchecked],
        [u.rule for u in report.not_applicable],
    )


def _ordered(context: Context) -> Iterator[Finding]:
    lede, section = context.blocks
    yield finding("a", Severity.NOTE, lede, (0, 3), "note")
    yield finding("a", Severity.BLOCKER, section, (0, 5), "second blocker")
    yield finding("a", Severity.BLOCKER, lede, (4, 7), "first blocker")
    yield finding("a", Severity.BLOCKER, lede, (4, 7), "first blocker")


def _crashes(context: Context) -> Iterator[Finding]:
    yield from _ordered(context)
    raise ValueError("broken\nrule")


def _endless(context: Context) -> Iterator[Finding]:
    for _ in context.each(count()):
        pass
    yield from ()


def _busy(context: Context) -> Iterator[Finding]:
    yield from _ordered(context)
    started = thread_time()
    while thread_time() - started < 0.06:
        pass


def test_findings_come_by_severity_then_place_and_once() -> None:
    assert _report(Rule("a", "", _ordered))[0] == ["first blocker", "second blocker", "note"]


def test_a_crash_costs_only_its_own_rule() -> None:
    found, unchecked, _ = _report(Rule("b", "", _crashes), Rule("a", "", _ordered))
    assert len(found) == 3
    assert unchecked == ["b: crashed with ValueError: broken rule"]


def test_a_rule_that_takes_too_long_is_unchecked() -> None:
    found, unchecked, _ = _report(Rule("slow", "", _endless), Rule("a", "", _ordered), budget=0.05)
    assert len(found) == 3
    assert unchecked == ["slow: took too long"]


def test_a_rule_that_never_looks_at_the_clock_is_unchecked_too() -> None:
    assert _report(Rule("busy", "", _busy), budget=0.03) == ([], ["busy: took too long"], [])


def test_a_rule_that_does_not_know_the_language_is_not_applicable() -> None:
    rule = Rule("a", "", _ordered, languages=frozenset({"en"}))
    assert _report(rule, language="sv") == ([], [], ["a"])
    assert len(_report(rule, language="en")[0]) == 3
    assert len(_report(rule, language=None)[0]) == 3


def test_profiles_name_known_rules_and_rules_say_what_they_catch() -> None:
    known = {rule.id for rule in RULES}
    assert all(profile.rules <= known for profile in PROFILES.values())
    assert all(rule.catches and "\n" not in rule.catches for rule in RULES)
    assert len(known) == len(RULES)


def test_an_answer_is_not_asked_for_structure() -> None:
    text = "**The wall** stands."
    assert [f.rule for f in check(text, [text], "answer").findings] == []
    assert [f.rule for f in check(text, [text], "article").findings] == ["structure.markup"]


def test_an_unknown_profile_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="poem: no kind of text"):
        check("text", [], "poem")
