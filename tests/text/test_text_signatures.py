from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.signatures import Frequencies, Signature, cosine, is_copy, sign, sketch

TEXT = (
    "The harbour master Ines Calloway said that the store had failed an inspection in March. "
    "Forty firefighters from Brackwater fought the flames for six hours, and 1,200 tonnes of barley were lost."
)


SKETCH = [489077136, 2537221925, 290399418]


def _shingles(said: list[str]) -> set[tuple[str, ...]]:
    return {tuple(said[i : i + 3]) for i in range(len(said) - 2)}


@pytest.mark.parametrize("shared", [0.0, 0.3, 0.6, 0.9])
def test_the_sketch_estimates_the_jaccard_similarity_of_shingles(shared: float) -> None:
    chance = random.Random(3)  # noqa: S311
    errors = []
    for _ in range(40):
        one = [str(chance.randrange(10**6)) for _ in range(400)]
        two = one[: int(400 * shared)] + [str(chance.randrange(10**6)) for _ in range(400 - int(400 * shared))]
        real = len(_shingles(one) & _shingles(two)) / len(_shingles(one) | _shingles(two))
        errors.append(sign("", " ".join(one)).wording(sign("", " ".join(two))) - real)
    assert abs(sum(errors) / len(errors)) < 0.02
    assert max(map(abs, errors)) < 0.15


@given(st.text(), st.text())
def test_a_signature_is_kept_whole_in_bytes(title: str, text: str) -> None:
    signature = sign(title, text)
    assert Signature.unpack(signature.pack()) == signature


def test_a_signature_of_long_text_takes_little_room() -> None:
    assert len(sign("", " ".join(map(str, range(100_000)))).pack()) < 2_200


def test_sketches_are_the_same_everywhere() -> None:
    """Stored ones are compared with later ones: a change of these values needs a migration."""
    assert list(sketch(["the", "store", "had", "failed", "an", "inspection"])[:3]) == SKETCH


def test_typography_makes_no_other_text() -> None:
    assert sign("", "“It’s lost,” she said — twice.").digest == sign("", '"It\'s lost", she said - twice').digest
    assert sign("", "It is lost.").digest != sign("", "It is last.").digest


def test_a_title_is_subject_but_not_wording() -> None:
    one, two = sign("Grain store burns", TEXT), sign("Barley lost in flames", TEXT)
    assert one.wording(two) == 1
    assert one.digest == two.digest
    assert one.terms != two.terms


def test_the_same_words_with_other_names_and_numbers_are_no_copy() -> None:
    other = TEXT
    for old, new in {
        "Ines": "Oskar",
        "Calloway": "Lindqvist",
        "March": "June",
        "Brackwater": "Selwick",
        "1,200": "80",
    }.items():
        other = other.replace(old, new)
    rewritten = TEXT.replace("fought", "battled").replace("said that", "explained that")
    one, form, rewrite = (sign("", text) for text in (TEXT, other, rewritten))
    frequencies = Frequencies([one, form, rewrite])
    vector = frequencies.vector(one)

    def copy(two: Signature) -> bool:
        against = frequencies.vector(two)
        return is_copy(max(0.5, one.wording(two)), max(0.8, cosine(vector.lookup(), against)), vector, against)

    assert copy(rewrite)
    assert not copy(form)


def test_texts_without_capitals_are_not_told_apart_by_names() -> None:
    one, two = (
        sign("", "火災は倉庫を全焼した。港長は検査に不合格だったと述べた。" + end) for end in ("", "原因は不明だ。")
    )
    frequencies = Frequencies([one, two])
    vector, other = frequencies.vector(one), frequencies.vector(two)
    assert is_copy(one.wording(two), cosine(vector.lookup(), other), vector, other)


def test_an_empty_text_is_like_nothing() -> None:
    empty = sign("", "")
    assert empty.wording(empty) == 0
    assert cosine(Frequencies([]).vector(empty).lookup(), Frequencies([]).vector(sign("", TEXT))) == 0
