from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.numbers import hedge, numbers, readings


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It cost $2.5 million.", [("$2.5 million", "2500000", "USD")]),
        ("two and a half million euros", [("two and a half million euros", "2500000", "EUR")]),
        ("€1.2bn or £5m", [("€1.2bn", "1200000000", "EUR"), ("£5m", "5000000", "GBP")]),
        ("40% of voters", [("40%", "40", "percent")]),
        ("up 0.25 percentage points", [("0.25 percentage points", "0.25", "percentage points")]),
        ("3 to 5 percent", [("3", "3", "percent"), ("5 percent", "5", "percent")]),
        ("$3-5 million", [("$3", "3000000", "USD"), ("5 million", "5000000", "USD")]),
        ("12,500 residents", [("12,500", "12500", "residents")]),
        ("10 000 km", [("10 000 km", "10000", "km")]),
        ("1.234.567,89", [("1.234.567,89", "1234567.89", None)]),
        ("3,5 Prozent", [("3,5 Prozent", "3.5", "percent")]),
        ("a dozen people", [("a dozen", "12", "people")]),
        ("half a million", [("half a million", "500000", None)]),
        ("two hundred and fifty", [("two hundred and fifty", "250", None)]),
        ("twenty-five thousand", [("twenty-five thousand", "25000", None)]),
        ("five and six", [("five", "5", None), ("six", "6", None)]),
        ("the 22nd and the third", [("22nd", "22", "ordinal"), ("third", "3", "ordinal")]),
        ("two-thirds of them", [("two-thirds", "0.6667", "fraction")]),
        ("at 10:30 p.m.", [("10:30 p.m.", "22.5", "time")]),
        ("-3°C", [("-3°C", "-3", "°C")]),
        ("350 degrees Fahrenheit", [("350 degrees Fahrenheit", "350", "°F")]),
        ("共5万人", [("5万", "50000", None)]),
        ("٣٤٪", [("٣٤٪", "34", "percent")]),
        ("one of them, in 2027, on March 3", []),
        ("COVID-19 and the A320", []),
        ("1. First\n2) Second [3] Step 4", []),
    ],
)
def test_numbers(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert [(n.text, n.value, n.unit) for n in numbers(text)] == expected


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("nearly 40%", "below"),
        ("about 40%", "about"),
        ("more than $40", "above"),
        ("40 or so", "about"),
        ("100+ cases", "above"),
        ("exactly 40%", ""),
        ("10% more than 40", ""),
    ],
)
def test_wording_announces_rounding(text: str, how: str) -> None:
    number = numbers(text)[-1]
    assert hedge(text, number.start, number.end) == how
    assert number.approximate == bool(how)


def test_what_can_be_read_two_ways_has_two_readings() -> None:
    assert [readings(n) for n in numbers("1.500 euros, 5m people, 9:30")] == [
        (("1.5", "EUR"), ("1500", "EUR")),
        (("5", "m"), ("5000000", None)),
        (("9.5", "time"), ("21.5", "time")),
    ]


@pytest.mark.parametrize(
    ("text", "language", "read"),
    [
        ("2.300 Euro", "de", [("2300", "EUR")]),
        ("2.300,50 Euro", "de", [("2300.5", "EUR")]),
        ("1,234 Milliarden Euro", "de", [("1234000000", "EUR")]),
        ("2,300 km", "nl", [("2.3", "km"), ("2300", "km")]),
        ("2 300 euros", "fr", [("2300", "EUR")]),
        ("2.300 euros", "en", [("2.3", "EUR"), ("2300", "EUR")]),
        ("2,300 euros", "en", [("2300", "EUR")]),
        ("2.300 euros", None, [("2.3", "EUR"), ("2300", "EUR")]),
        ("Die Stadt hat für den Bau der Brücke und die Rampe 2.300 Euro bezahlt.", None, [("2300", "EUR")]),
        ("The town has paid 2.300 euros for the ramp and the bridge.", None, [("2.3", "EUR"), ("2300", "EUR")]),
    ],
)
def test_the_language_decides_what_a_point_before_three_digits_is(
    text: str, language: str | None, read: list[tuple[str, str]]
) -> None:
    (number,) = numbers(text, language=language)
    assert list(readings(number)) == read


@given(st.text(alphabet=st.sampled_from("0123456789.,:-% $kmone twdhafillio\n")) | st.text())
def test_numbers_lie_in_order_inside_the_text(text: str) -> None:
    found = numbers(text)
    assert all(text[n.start : n.end] == n.text for n in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@given(st.integers(0, 10**9))
def test_an_integer_keeps_its_value_with_and_without_commas(value: int) -> None:
    text = f"They counted {value:,} votes."
    assert [n.value for n in numbers(text)] == [str(value)]
