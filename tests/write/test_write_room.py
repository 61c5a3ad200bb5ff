"""Prompts that are too long for the model: what goes, in which order, and what is said of it."""

from __future__ import annotations

import re

import pytest
from writing import ONE, TWO, Answer, Model, dossier, paragraphs, task

from pipeline.errors import ContextTooLong
from pipeline.models import ModelCall
from pipeline.write import Head, write_part


def holding(words: int) -> Model:
    """A model that takes no more words of sources."""

    def answer(call: ModelCall) -> Answer:
        sources = call.prompt.partition("</")[0]
        if len(sources.split()) > words:
            return ContextTooLong("m at e", f"the prompt is too long: more than {words} words", "Use fewer sources.")
        return paragraphs(ONE, TWO)

    return Model(always=answer)


async def test_the_least_informative_passages_go_and_the_record_names_them() -> None:
    model = holding(50)
    about = task(model)
    await write_part("sections/0", about)
    shown = re.findall(r"^\[(s1\.p\d+)\]", model.calls[-1].prompt.partition("</")[0], re.MULTILINE)
    gone = [i for i in about.plan.shown if i not in shown]
    assert set(shown) == set(about.plan.shown[: len(shown)])
    assert about.room.left_out == {
        "sections/0": f"sections/0: {len(gone)} of {len(about.plan.shown)} passages left out ({', '.join(gone)}): "
        "the prompt is too long: more than 50 words"
    }


async def test_later_parts_begin_with_what_has_fitted() -> None:
    model = holding(50)
    about = task(model)
    await write_part("sections/0", about)
    before = len(model.calls)
    await write_part("sections/1", about)
    assert before > 1
    assert len(model.calls) == before + 1


async def test_one_passage_too_long_is_cut_to_its_first_sentences() -> None:
    text = " ".join(f"In street number {n} the water stood {n} inches high." for n in range(1, 400))
    model = holding(500)
    about = task(model, dossier=dossier(text))
    written = await write_part("sections/0", about)
    assert not isinstance(written, Head)
    shown = model.calls[-1].prompt.partition("</")[0]
    assert "In street number 1 the water" in shown
    assert "inches high.\n" in shown
    assert re.search(r"passages cut to \d+ words", about.room.left_out["sections/0"])


async def test_a_model_without_room_for_anything_is_refused_with_the_numbers() -> None:
    model = holding(5)
    with pytest.raises(ContextTooLong) as caught:
        await write_part("sections/0", task(model))
    assert "more than 5 words" in str(caught.value)
    assert re.search(r"with one passage of at most \d+ words", str(caught.value))
    assert len(model.calls) < 12
