from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.sentences import sentences


@pytest.mark.parametrize(
    "expected",
    [
        ["One. ", "Two! ", "Three?"],
        ["Mr. Lee met Dr. Ada B. Stone at 5 p.m. on Monday. ", "They left."],
        ["The U.S. Senate voted. ", "It passed."],
        ["It rose to 3.5 million. ", "No. 5 fell."],
        ["“Stop.” ", "She left."],
        ["“Stop!” he said. ", "“Go on.”"],
        ["He works for Acme Corp. in Paris. ", "She doesn't."],
        ["He joined Acme Inc. ", "The firm grew."],
        ["We studied art. ", "School was dull."],
        ["今天很好。", "明天也好！", "他说「走。」"],
        ["هل هذا صحيح؟ ", "نعم."],
        ["यह सच है। ", "हाँ।"],
        ["A heading\n\n", "A paragraph."],
        ["1. First thing\n", "2. Second thing"],
        ["Wait... what? ", "Yes."],
        ["The pill works.", "It lasts long."],
    ],
)
def test_split(expected: list[str]) -> None:
    text = "".join(expected)
    assert [text[a:b] for a, b in sentences(text)] == [s.strip() for s in expected]


def test_a_line_wrapped_by_layout_goes_on() -> None:
    text = (
        "The council voted on Tuesday evening to build the wall and asked\nMayor Berg to sign the contract.\nNext line."
    )
    assert [text[a:b] for a, b in sentences(text)] == [text[: text.index("\nNext")], "Next line."]


@given(st.text(alphabet=st.sampled_from("aB1.!?。 \n\"”')")) | st.text())
def test_every_character_that_is_no_space_is_in_one_sentence(text: str) -> None:
    spans = sentences(text)
    assert all(a < b and not text[a].isspace() and not text[b - 1].isspace() for a, b in spans)
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
