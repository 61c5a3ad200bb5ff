from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.dates import dates


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("On March 14, 2027.", [("March 14, 2027", "2027-03-14")]),
        ("on 14 March and Mar. 15th", [("14 March", "--03-14"), ("Mar. 15th", "--03-15")]),
        ("March 3-5, 2027", [("March 3-5, 2027", "2027-03-03"), ("5", "2027-03-05")]),
        ("2027-03-14", [("2027-03-14", "2027-03-14")]),
        ("14.03.2027 and 3/14/2027", [("14.03.2027", "2027-03-14"), ("3/14/2027", "2027-03-14")]),
        ("am 14. März 2027", [("14. März 2027", "2027-03-14")]),
        ("le 3 mars 2027", [("3 mars 2027", "2027-03-03")]),
        ("September 2026", [("September 2026", "2026-09")]),
        ("Last May they may march.", [("May", "--05")]),
        ("in 2019-20 and 1708–1765", [("2019", "2019"), ("20", "2020"), ("1708", "1708"), ("1765", "1765")]),
        ("the 1990s", [("1990s", "1990s")]),
        ("on Mondays", [("Monday", "Monday")]),
        ("he speaks on friday, may 30", [("friday", "Friday"), ("may 30", "--05-30")]),
        ("1500 residents, $2000, 2,000 and 1999.5", []),
        ("March 45", []),
    ],
)
def test_dates(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(d.text, d.value) for d in dates(text)] == expected


@given(st.text(alphabet=st.sampled_from("0123456789-./ MarchnovdyS,")) | st.text())
def test_dates_slice_right(text: str) -> None:
    assert all(text[d.start : d.end] == d.text for d in dates(text))
