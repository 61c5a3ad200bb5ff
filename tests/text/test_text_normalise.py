from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.normalise import fold, fold_in_place
from pipeline.text.words import words


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("“It’s ‘fine’”", "\"it's 'fine'\""),
        ("a–b — c", "a-b - c"),
        ("a\u00a0b\u2003\n c", "a b c"),
        ("soft\u00adhyphen zero\u200bwidth", "softhyphen zerowidth"),
        ("ﬁne Ｆｕｌｌ", "fine full"),
        ("cafe\u0301", "café"),
        ("한국", "한국"),
        ("10² and ½", "10² and ½"),
        ("STRASSE straße", "strasse strasse"),
    ],
)
def test_one_form_for_what_reads_the_same(written: str, folded: str) -> None:
    assert fold(written).text == folded


def test_folded_offsets_lead_back_to_the_original() -> None:
    text = "He said: “cafe\u0301\u00a0ﬁne”"
    folded = fold(text)
    start = folded.text.index("café")
    assert text[slice(*folded.span(start, start + 4))] == "cafe\u0301"
    start = folded.text.index("fine")
    assert text[slice(*folded.span(start, start + 4))] == "ﬁne"


@given(st.text())
def test_each_folded_character_has_a_place(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert all(0 <= a < b <= len(text) for a, b in zip(folded.starts, folded.ends, strict=True))
    assert folded.starts == sorted(folded.starts)


@given(st.text())
def test_folding_forgets_case_and_space_already_folded(text: str) -> None:
    assert fold(fold(text).text.upper()).text == fold(text.upper()).text or not text.isascii()


def test_words_carry_signs_of_quantity_and_their_places() -> None:
    text = "It’s 3.5% of $2,000, not –4 °C 你好"
    found = words(text)
    assert [w.text for w in found] == ["it's", "3.5", "%", "of", "$", "2,000", "not", "-", "4", "°", "c", "你", "好"]
    assert text[found[0].start : found[0].end] == "It’s"


@given(st.text(alphabet=st.sampled_from("aBéÉßİΣσ“”‘’—`´ \u00a0\u0301\u200bﬁ²½漢가ᄀ９")) | st.text())
def test_folding_in_place_is_folding_where_it_is_possible(text: str) -> None:
    in_place = fold_in_place(text)
    if in_place is not None:
        assert [char for char in in_place if not char.isspace()] == [c for c in fold(text).text if not c.isspace()]
        assert len(in_place) == len(text)


def test_most_texts_fold_in_place() -> None:
    assert fold_in_place("“Ça ne va pas”, dit-il — И Он тоже.") == '"ça ne va pas", dit-il - и он тоже.'
    assert fold_in_place("Stra\u00dfe") is None
