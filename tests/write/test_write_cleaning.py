from __future__ import annotations

import pytest

from pipeline.write.cleaning import without_loop, without_markers, without_torn_end


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("It is old. It cracked. It is old. It fell.", "It is old. It cracked."),
        (
            "The council has yet to decide on it. The council has yet to decide on it now. More.",
            "The council has yet to decide on it.",
        ),
        ("One thing is sure. Another is not.", "One thing is sure. Another is not."),
    ],
)
def test_a_loop_is_cut(text: str, cut: str) -> None:
    assert without_loop(text) == cut


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("It is old. It was bui", "It is old."),
        ("He said: “It is old.”", "He said: “It is old.”"),
        ("これは古い。それは", "これは古い。"),
        ("กำแพงเก่ามาก", "กำแพงเก่ามาก"),
        ("It was bui", "It was bui"),
    ],
)
def test_a_torn_end_goes(text: str, cut: str) -> None:
    assert without_torn_end(text) == cut


def test_markers_of_several_shapes() -> None:
    known = {"s1.p1", "n1.p2"}
    assert without_markers("A [s1.p1; n1.p2] b [S3.p1]", known) == ("A b", ("s1.p1", "n1.p2"))
    assert without_markers("s1.p1] A [note 1] (2024)", known) == ("A [note 1] (2024)", ("s1.p1",))
