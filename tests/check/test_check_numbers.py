from __future__ import annotations

import pytest

from pipeline.check import SourceText, check
from pipeline.models import Finding, Severity


def _found(text: str, *sources: str) -> list[Finding]:
    return [f for f in check(text, sources, "answer").findings if f.rule.startswith("numbers")]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("It costs $2.5 million.", "It costs $2,500,000."),
        ("It costs $2.5 million.", "It costs two and a half million dollars."),
        ("Twelve people came.", "A dozen people came."),
        ("12 people came.", "Twelve people came."),
        ("40% voted.", "40 percent voted."),
        ("40 per cent voted.", "40% voted."),
        ("Nearly 40% voted.", "39.6% voted."),
        ("About 300 came.", "287 came."),
        ("More than 1,000 came.", "1,132 came."),
        ("Two-thirds voted for it.", "67 percent voted for it."),
        ("It runs for 3 km.", "It runs for 3 kilometres."),
        ("It costs 1,500 euros.", "Es kostet 1.500 Euro."),
        (
            "It costs 2,300 euros.",
            "Die Rampe der Brücke kostet die Stadt 2.300 Euro, und nicht mehr.",
        ),
        ("Die Rampe der Brücke kostet die Stadt 2.300 Euro, nicht mehr.", "The ramp costs the town 2,300 euros."),
        ("It costs 2.300 euros.", "It costs 2.3 euros."),
        ("It opens at 5 p.m.", "It opens at 17:00."),
        ("5m people saw it.", "Five million people saw it."),
        ("Between 3 and 5 percent.", "From 3% to 5%."),
        ("It is 20°F.", "It is 20 degrees."),
        ("1. The wall.\n2. The pier.", "The wall, the pier."),
        ("One of them came.", "They came."),
        ("One in five voted.", "20% voted."),
        ("20% voted.", "1 out of 5 voted."),
        ("He won five of 12 games.", "He won 5 in 12 games."),
        ("33% voted.", "A third of them voted."),
        ("It rose by 0.5 percentage points.", "It rose by half a percentage point."),
        ("It lasted 2.5 hours.", "It lasted two-and-a-half hours."),
        ("It costs $30 million.", "It costs A$30 million."),
        ("It opens at 7:30 p.m.", "It opens at 7.30pm."),
        ("It costs 30 million rupees.", "It costs Rs 3 crore."),
    ],
)
def test_the_same_number_in_other_words(text: str, source: str) -> None:
    assert _found(text, source) == []


@pytest.mark.parametrize(
    ("text", "number", "source"),
    [
        ("It costs $2.6 million.", "$2.6 million", "It costs $2.5 million."),
        ("It costs 2.3 euros.", "2.3 euros", "Die Rampe der Brücke kostet die Stadt 2.300 Euro, nicht mehr."),
        ("It costs $2.5 billion.", "$2.5 billion", "It costs $2.5 million."),
        ("It costs €2.5 million.", "€2.5 million", "It costs $2.5 million."),
        ("It rose by 2 percentage points.", "2 percentage points", "It rose by 2 percent."),
        ("It rose by 40 percent.", "40 percent", "It counted 40 residents."),
        ("40% voted.", "40%", "39.6% voted."),
        ("One in four voted.", "One in four", "20% voted, and 4 of them left."),
        ("Half a percent voted.", "Half a percent", "5% voted."),
        ("It costs US$30 million.", "US$30 million", "It costs A$30 million."),
        ("It opens at 7.30pm.", "7.30pm.", "It opens at 8.30pm."),
        ("Nearly 40% voted.", "40%", "31% voted."),
        ("Nearly 40% voted.", "40%", "41% voted."),
        ("About 300 came.", "300", "240 came."),
        ("It runs for 3 km.", "3 km", "It runs for 3 hours."),
        ("15 fishermen protested.", "15", "12 fishermen protested."),
    ],
)
def test_a_number_that_no_source_has(text: str, number: str, source: str) -> None:
    (found,) = _found(text, source)
    assert found.severity == Severity.BLOCKER
    assert text[found.place.start : found.place.end] == number
    assert f"“{number}”" in found.message


def test_small_spelled_counts_are_the_writers_own_counting() -> None:
    source = "Berg wants the wall; Lee wants the pier."
    assert [f.severity for f in _found("The two sides disagree.", source)] == [Severity.NOTE]
    assert [f.severity for f in _found("The seven sides disagree.", source)] == [Severity.WARNING]
    assert [f.severity for f in _found("The 7 sides disagree.", source)] == [Severity.BLOCKER]
    assert [f.severity for f in _found("It took two years.", source)] == [Severity.BLOCKER]


def test_another_unit_is_shown_as_evidence() -> None:
    source = "The council paid 40 euros."
    (found,) = _found("The council paid 40 dollars.", source)
    assert [source[e.start : e.end] for e in found.evidence] == ["40 euros"]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("They met on March 14.", "They met on March 14, 2027."),
        ("They met on 14 March 2027.", "They met on 2027-03-14."),
        ("They met on Sunday.", "They met on March 14, 2027."),
        ("They met in March.", "They met on 14 March."),
        ("It began in the 1990s.", "It began in 1994."),
        ("It ended in 2008.", "The season 2007-08."),
        ("They met on Friday.", "they met on friday."),
    ],
)
def test_dates_that_a_source_gives_or_implies(text: str, source: str) -> None:
    assert _found(text, source) == []


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("They met on March 15.", "March 15"),
        ("They met on March 14, 2026.", "March 14, 2026"),
        ("They met on Tuesday.", "Tuesday"),
        ("They met in April.", "April"),
        ("It began in the 1980s.", "1980s"),
    ],
)
def test_dates_of_no_source(text: str, date: str) -> None:
    (found,) = _found(text, "They met on Sunday, March 14, 2027.")
    assert (found.rule, found.severity) == ("numbers.dates", Severity.BLOCKER)
    assert text[found.place.start : found.place.end] == date


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("To open the door of a 2006 Chevy, turn the key.", []),
        ("Here are the steps to open the door of a 2006 Chevy:\n\nTurn the key.", []),
        ("Turn the key of the 2006 Chevy.", ["2006"]),
        ("Turn the key. Pull. Push. To close it in 2006, turn the key.", ["2006"]),
    ],
)
def test_an_answer_may_repeat_its_question_s_year(text: str, found: list[str]) -> None:
    source = "To open the door of a Chevy, turn the key, pull and push. To close it, turn the key."
    assert [text[f.place.start : f.place.end] for f in _found(text, source)] == found
    assert [f.rule for f in check(text, [source], "claim").findings if f.rule == "numbers.dates"] == ["numbers.dates"]


@pytest.mark.parametrize(
    ("text", "source", "known"),
    [
        ("It burned in 2025.", "It burned last year.", True),
        ("It burned in 2024.", "It burned last year.", False),
        ("It burned in October.", "It burned last month.", True),
        ("It burned in 2023.", "It burned three years ago.", True),
        ("It reopened in 1994.", "It burned in 1992 and reopened two years later.", True),
        ("It reopened in 1995.", "It burned in 1992 and reopened two years later.", False),
        ("It opens in 2036.", "It opens a decade later.", True),
    ],
)
def test_years_that_are_told_by_their_distance(text: str, source: str, known: bool) -> None:
    sources = [SourceText(source, 0), SourceText("2026-11-13", 0, citable=False)]
    assert [f.rule for f in check(text, sources, "answer").findings if f.rule == "numbers.dates"] == [
        "numbers.dates"
    ] * (not known)


def test_a_source_s_own_date_places_its_weekdays() -> None:
    sources = [
        SourceText("The council meets on Friday. The wall broke yesterday.", 0),
        SourceText("2027-03-15", 0, citable=False),
    ]

    def dated(text: str) -> list[str]:
        return [f.rule for f in check(text, sources, "answer").findings if f.rule == "numbers.dates"]

    assert dated("The council meets on March 19.") == []
    assert dated("The wall broke on Sunday, March 14.") == []
    assert dated("The council meets on March 17.") == ["numbers.dates"]


@pytest.mark.parametrize(
    ("text", "source", "found"),
    [
        ("It was 79°F (26°C).", "It was 79 degrees.", []),
        ("It was 79°F (27°C).", "It was 79 degrees.", ["27°C"]),
        ("It was 26°C.", "It was 79°F.", ["26°C"]),  # a conversion stands beside its original
        ("The road is 10 miles (16 km) long.", "The road is 10 miles long.", []),
        ("About 31 people came.", "Some 30 people came.", ["31"]),  # no rounder than the source
        ("About 300 people came.", "In all 296 people came.", []),
        ("More than 40 people came.", "In all 50 people came.", ["40"]),
        ("More than 1,000 people came.", "In all 1,432 people came.", ["1,000"]),
        ("It cost £ 15 m.", "It cost £15m.", []),
    ],
)
def test_conversions_and_what_rounding_is(text: str, source: str, found: list[str]) -> None:
    report = check(text, [source], "answer")
    assert [text[f.place.start : f.place.end] for f in report.findings if f.rule == "numbers"] == found


@pytest.mark.parametrize(
    ("text", "source", "operands"),
    [
        ("Sales rose by 25%.", "Sales were 120 boats in May and 150 boats in June.", "from 120 to 150"),
        ("Turnout rose by 2 percentage points.", "Turnout rose from 4% to 6%.", "6% − 4%"),
        ("Turnout rose by 2 percentage points.", "Turnout rose from 4 boats to 6 boats.", ""),
    ],
)
def test_changes_are_derived_from_what_they_change(text: str, source: str, operands: str) -> None:
    (found,) = [f for f in check(text, [source], "answer").findings if f.rule == "numbers"]
    assert found.message.endswith(f"it may be derived: {operands}.") == bool(operands)


@pytest.mark.parametrize(
    ("text", "operands"),
    [
        ("The motion passed by 14 votes, with 23 for and 9 against.", "23 − 9"),
        ("In all 32 votes were cast, 23 for and 9 against.", "23 + 9"),
        ("Of the council 72% voted: 23 for and 9 against.", "23 of 32"),
    ],
)
def test_a_derived_number_is_named_with_its_operands(text: str, operands: str) -> None:
    source = (
        "The vote on the motion was 23 for and 9 against, out of 32."
        if "72%" in text
        else ("The council cast its votes on the motion: 23 for and 9 against.")
    )
    (found,) = [f for f in check(text, [source], "answer").findings if f.rule == "numbers"]
    assert found.message.endswith(f"it may be derived: {operands}.")
    assert found.severity == Severity.BLOCKER
