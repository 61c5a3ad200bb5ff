from __future__ import annotations

import pytest

from pipeline.check import Profile, check
from pipeline.models import Severity

ONLY = Profile("names", frozenset({"names"}))
SOURCE = (
    "Mayor Anna Berg opened the pier. Carl Stone, the director of the port, spoke next. "
    "Deputy Mayor Lena Holt listened, and Judge Omar Reyes left early."
)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Mayor Anna Berg spoke.", []),
        ("Berg, the mayor of the town, spoke.", []),
        ("Mayor Stone spoke.", ["Stone"]),
        ("Anna Berg, the director of the port, spoke.", ["Anna Berg"]),
        ("Judge Carl Stone left early.", ["Carl Stone"]),
        ("Director Carl Stone spoke.", []),
        ("Captain Carl Stone spoke.", []),  # nobody has that role: an added word, not somebody else's role
        ("Lena Holt, a deputy mayor, listened.", []),
        ("They thanked the mayor. Stone spoke.", []),
    ],
)
def test_a_role_that_is_somebody_else_s(text: str, people: list[str]) -> None:
    found = [f for f in check(text, [SOURCE], ONLY, language="en").findings if f.rule == "names.role"]
    assert [text[f.place.start : f.place.end] for f in found] == people
    assert all(f.severity == Severity.WARNING and f"“{text[f.place.start : f.place.end]}”" in f.message for f in found)
