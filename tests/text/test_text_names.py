from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.names import names, parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mayor Anna Berg met Dr. Lee in St. Louis.", ["Anna Berg", "Lee", "St. Louis"]),
        ("The Bank of England and the University of the Arts agreed.", ["Bank of England", "University of the Arts"]),
        ("Germany's Angela Merkel spoke.", ["Germany", "Angela Merkel"]),
        ("Officials said so. However, nobody came.", []),
        ("Miller said no.", ["Miller"]),
        ("Harbour workers protest.", []),
        ("Berg left. They followed Berg.", ["Berg", "Berg"]),
        ("The NATO summit and the U.S. army.", ["NATO", "U.S."]),
        ("On Monday in March, I saw the TV.", []),
        ("See Passage 3 and Step 2.", []),
        ("“Inflation is bad,” Jerome Powell said.", ["Jerome Powell"]),
        ("Ludwig van Beethoven met J. K. Rowling.", ["Ludwig van Beethoven", "J. K. Rowling"]),
        ("Mayor Anna Berg Warns of Rising Sea Walls as EU Funds Dry Up", ["EU"]),
        ("BREAKING NEWS FROM PARIS TODAY", []),
        ("council backs wall as berg leaves", []),
        ("市长说。", []),
    ],
)
def test_names(text: str, expected: list[str]) -> None:
    assert [n.text for n in names(text)] == expected


def test_parts_leave_out_titles_links_and_possessives() -> None:
    assert parts("President Ursula von der Leyen's") == ["Ursula", "Leyen"]


@given(st.text(alphabet=st.sampled_from("ABab. '-&\nofthe")) | st.text())
def test_names_slice_right(text: str) -> None:
    found = names(text)
    assert all(text[n.start : n.end] == n.text and n.text for n in found)
