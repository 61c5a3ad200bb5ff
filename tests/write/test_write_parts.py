from __future__ import annotations

import json
import re

import pytest
from writing import ONE, TWO, Answer, Model, completion, head, paragraphs, section, task

from pipeline.errors import ContextTooLong, Declined, InvalidOutput, Truncated
from pipeline.models import (
    ModelCall,
)
from pipeline.write import Head, write_analysis, write_part

DEEP = '{"paragraphs": ' + "[" * 5000


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("Here is your section: the council chose.", "no JSON"),
        ('{"paragraphs": [{"text": "The council', "not valid JSON"),
        (DEEP, "not valid JSON"),
        ("", "the answer is empty"),
        ("[1]", "the answer: Input should be"),
        ('{"paragraphs": "none"}', "paragraphs: Input should be a valid list"),
        ('{"paragraphs": [{"text": 5}]}', "paragraphs.0.text: Input should be a valid string"),
        ('{"paragraphs": []}', "section 1 has no whole sentence"),
        (paragraphs("", "  \u200b"), "section 1 has no whole sentence"),
        (paragraphs("It breaks off. Here in the", "It breaks off."), "section 1 needs 2 paragraphs and has 1"),
        (paragraphs(ONE, ONE), "section 1 needs 2 paragraphs and has 1"),
        (completion("{", "length"), "it was too long and broke off"),
        (Truncated("model", "stopped at its limit"), "it was too long and broke off"),
        ('{"secret-injected-key": 1, "paragraphs": []}', "the answer: Extra inputs are not permitted"),
    ],
)
async def test_a_bad_answer_is_asked_for_again_with_the_exact_fault(bad: Answer, said: str) -> None:
    model = Model(bad, paragraphs(ONE, TWO))
    assert await section(model) == [ONE, TWO]
    first, second = model.calls
    assert said in second.prompt.removeprefix(first.prompt)
    assert "council" not in second.prompt.removeprefix(first.prompt).lower()
    assert "secret" not in second.prompt
    assert second.seed == (first.seed or 0) + 1


async def test_two_bad_answers_are_invalid_output() -> None:
    model = Model("prose", "more prose")
    with pytest.raises(InvalidOutput):
        await section(model)
    assert len(model.calls) == 2


async def test_two_truncated_answers_are_truncated() -> None:
    with pytest.raises(Truncated):
        await section(Model(completion("{", "length"), completion("{", "length")))


async def test_a_refusal_is_not_asked_again() -> None:
    model = Model(Declined("model", "it refused"))
    with pytest.raises(Declined):
        await section(model)
    assert len(model.calls) == 1


async def test_an_answer_with_a_doubt_is_better_than_none() -> None:
    assert await section(Model(paragraphs(ONE), "prose")) == [ONE]


async def test_json_within_a_code_fence_or_behind_reasoning_left_over() -> None:
    assert await section(Model(f"```json\n{paragraphs(ONE, TWO)}\n```")) == [ONE, TWO]
    assert await section(Model(f"<think>Hm.</think>{paragraphs(ONE, TWO)}")) == [ONE, TWO]


async def test_html_stays_as_text_for_the_checker() -> None:
    written = await write_part("head", task(Model(head(headline="<b>Council</b>\n Backs\x07 Wall."))))
    assert isinstance(written, Head)
    assert written.headline == "<b>Council</b> Backs Wall"


async def test_an_empty_headline_or_dek_is_invalid() -> None:
    model = Model(head(headline="[s1.p1] "), head(dek="It is decided. And so the"))
    written = await write_part("head", task(model))
    assert isinstance(written, Head)
    assert '"headline" is empty' in model.calls[1].prompt
    assert written.dek == "It is decided."


async def test_markers_become_citations_and_unknown_ids_vanish() -> None:
    text = "The wall cracked [s1.p3, s9.p9]. It is old (S1.P1)."
    model = Model(paragraphs(text, f"[s1.p2] {TWO} [n7.p1]", citations=["s1.p3", "s8.p8"]))
    about = task(model)
    written = await write_part("sections/0", about)
    assert not isinstance(written, Head)
    assert [p.text for p in written.paragraphs] == ["The wall cracked. It is old.", TWO]
    shown = set(about.plan.shown)
    assert all(set(p.citations) <= shown for p in written.paragraphs)


async def test_more_paragraphs_than_the_format_has_are_dropped() -> None:
    assert len(await section(Model(paragraphs(ONE, TWO, "Third comes this.", "Then a fourth one.")))) == 3


async def test_the_same_text_for_every_call_ends() -> None:
    same = json.dumps({"paragraphs": json.loads(paragraphs(ONE, TWO))["paragraphs"]})
    model = Model(head(), always=lambda _: same)
    analysis = await write_analysis(task(model))
    assert [len(s.paragraphs) for s in analysis.sections] == [2, 2, 2]
    assert "section 2 repeats a sentence of another part" in model.calls[3].prompt
    assert len(model.calls) == 6


async def test_a_section_that_fails_leaves_the_others_standing() -> None:
    missed: list[str] = []
    model = Model(head(), "prose", "prose")
    analysis = await write_analysis(task(model), missed=lambda part, error: missed.append(f"{part} {error.cause}"))
    assert missed == ["sections/0 there is no JSON in it"]
    assert [len(s.paragraphs) for s in analysis.sections] == [0, 2, 2]


async def test_too_long_a_prompt_loses_the_least_informative_passages() -> None:
    def short(call: ModelCall) -> Answer:
        fits = len(re.findall(r"^\[s", call.prompt, re.MULTILINE)) <= 3
        return paragraphs(ONE, TWO) if fits else ContextTooLong("prompt", "too long")

    model = Model(always=short)
    about = task(model)
    await write_part("sections/0", about)
    shown = re.findall(r"^\[(s1\.p\d+)\]", model.calls[-1].prompt, re.MULTILINE)
    assert set(shown) == set(about.plan.shown[: len(shown)])
    assert 1 <= len(shown) <= 3


async def test_a_prompt_that_never_fits_is_refused() -> None:
    with pytest.raises(ContextTooLong):
        await section(Model(always=lambda _: ContextTooLong("prompt", "too long")))
