from __future__ import annotations

import pytest

from pipeline.check import check
from pipeline.models import Finding, Severity

SOURCE = (
    "Mayor Anna Berg met the European Commission in St. Louis. The U.S. Senate and Germany agreed, "
    "Hugh Miller of the parliament said. They asked for a grant."
)


def _names(text: str, source: str = SOURCE, language: str | None = "en") -> list[Finding]:
    return [f for f in check(text, [source], "answer", language=language).findings if f.rule == "names"]


@pytest.mark.parametrize(
    "text",
    [
        "They met Anna Berg and Mr. Berg.",
        "They met President Berg's team.",
        "They asked the EC.",
        "They asked the US and American senators.",
        "German voters and the Germans agreed.",
        "They asked the Parliament.",
        "They met in ST. LOUIS.",
        "Researchers agreed. However, nobody came.",
        "They met A. R. Berg and J.R. Berg.",
        "Sure, I'll help, and I’m glad.",
        "Germanic habits: they asked for a grant at 150°F.",
        "Grant requests met with Berg's support.",
    ],
)
def test_names_that_a_source_has(text: str) -> None:
    assert _names(text) == []


@pytest.mark.parametrize(
    ("text", "name", "severity"),
    [
        ("They met Carla Stone.", "Carla Stone", Severity.BLOCKER),
        ("They met Anna Stone.", "Anna Stone", Severity.WARNING),
        ("They met Carl Grant.", "Carl Grant", Severity.BLOCKER),
        ("They went to Paris.", "Paris", Severity.BLOCKER),
        ("Stone said no.", "Stone", Severity.BLOCKER),
        ("They asked the WHO.", "WHO", Severity.BLOCKER),
        ("Hexholme was fined.", "Hexholme", Severity.BLOCKER),
        ("Hexholme, 41, came late.", "Hexholme", Severity.BLOCKER),
        ("Result: Hexholme beat them.", "Hexholme", Severity.BLOCKER),
        ("They came – Hexholme too.", "Hexholme", Severity.BLOCKER),
        ("They asked a company (Hexholme) for more.", "Hexholme", Severity.BLOCKER),
    ],
)
def test_names_that_no_source_has(text: str, name: str, severity: Severity) -> None:
    (found,) = _names(text)
    assert found.severity == severity
    assert text[found.place.start : found.place.end] == name
    assert f"“{name}”" in found.message


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("He met an Irishman.", "They flew to Ireland."),
        ("It has three Galleries.", "The Sackler Gallery is open."),
        ("They follow Christianity.", "A Christian choir sang."),
        ("It won the Presidents' Trophy.", "It won a President's Trophy."),
        ("The Prostate-Specific Antigen is tested.", "The PSA is tested."),
        ("Soaked bread was served. Leasing can help. Officials were late.", "They came."),
        ("1. Soak tarnished spoons.\n2. Add eggs now.", "They came."),
    ],
)
def test_forms_of_a_name_and_words_that_are_none(text: str, source: str) -> None:
    assert _names(text, source) == []


def test_a_part_that_is_a_common_word_there_is_only_noted_in_short_texts() -> None:
    source = "Anna Berg held a white flag."
    (found,) = _names("They met Anna White.", source)
    assert found.severity == Severity.NOTE
    (found,) = [f for f in check("They met Anna White.", [source]).findings if f.rule == "names"]
    assert found.severity == Severity.WARNING


def test_a_source_that_lost_its_capitals_still_has_names() -> None:
    assert _names("They met Anna Berg.", "the mayor anna berg came.") == []


def test_a_long_form_of_a_source_s_acronym() -> None:
    assert _names("They asked the World Health Organization.", "The WHO came.") == []


def test_languages_with_other_capitals_are_left_out() -> None:
    report = check("Der Bürgermeister traf Carla Stone.", [SOURCE], "answer", language="de")
    assert [u.rule for u in report.not_applicable] == ["names", "swaps", "polarity"]
    assert "de" in report.not_applicable[0].reason
    assert _names("Sie trafen Carla Stone.", language="de") == []
