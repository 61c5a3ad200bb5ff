from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from writing import FENCE, TEXTS, Model, dossier, finding, section, task

from pipeline.errors import InvalidOutput
from pipeline.models import ModelCall
from pipeline.write import Head, SmallSteps, rewrite_part, write_analysis, write_part


def share(sentence: str, passages: Sequence[str]) -> float:
    have = set(re.findall(r"\w+", " ".join(passages).lower()))
    own = re.findall(r"\w+", sentence.lower())
    return sum(w in have for w in own) / max(1, len(own))


STEPS = SmallSteps(share)


def inside(call: ModelCall) -> str:
    return call.prompt.split(f"<{FENCE}>\n")[1].split(f"\n</{FENCE}>")[0]


async def test_small_steps_make_a_whole_article() -> None:
    model = Model(always=lambda call: f"<{FENCE}>\n{inside(call).removesuffix('.')} indeed. Then it invented a thing.")
    analysis = await write_analysis(task(model, steps=STEPS))
    assert [len(s.paragraphs) for s in analysis.sections] == [2, 2, 2]
    said = [p.text for _, ps in analysis.parts() for p in ps]
    assert not any("invented" in text or FENCE in text for text in said)
    assert all(call.json_schema is None and FENCE in call.system for call in model.calls)
    assert {call.prompt.rpartition("\n")[2] for call in model.calls} == {"Headline:", "Sentence:"}
    assert not any("{{" in call.system or "{{" in call.prompt for call in model.calls)
    for part, ps in analysis.parts():
        for p in ps if part not in ("headline", "dek") else ():
            assert len(p.citations) == len(re.findall(r"indeed\.", p.text))


@pytest.mark.parametrize(
    "stray",
    ["The council voted on Tuesday in Boston to rebuild the seawall.", "The council voted 9-2 to rebuild the seawall."],
)
async def test_a_step_prefers_the_try_that_invents_nothing(stray: str) -> None:
    good = "The council voted to rebuild the seawall."
    model = Model(always=lambda call: good if (call.seed or 0) > 1 else stray)
    about = task(model, steps=STEPS, dossier=dossier(TEXTS[0]))
    assert await section(model, steps=STEPS, dossier=dossier(TEXTS[0])) == [good]
    assert about.plan.sections[0] == ("s1.p1",)


async def test_steps_that_bring_nothing_are_invalid_output() -> None:
    with pytest.raises(InvalidOutput):
        await section(Model(always=lambda _: InvalidOutput("model", "empty")), steps=STEPS)


async def test_a_rewrite_in_steps_does_not_say_the_refused_sentence_again() -> None:
    model = Model(always=lambda call: f"{inside(call).removesuffix('.')} indeed.")
    about = task(model, steps=STEPS)
    before = await write_analysis(about)
    refused = before.sections[0].paragraphs[0].text.split("indeed.")[0] + "indeed."
    after = await rewrite_part("sections/0", about, before, [finding("sections/0", "Wrong.")])
    assert refused in before.sections[0].paragraphs[0].text
    assert all(refused not in p.text for p in after.sections[0].paragraphs)


@pytest.mark.parametrize(
    "poor",
    [
        "",
        "Council: the wall is backed by all",
        "Council backs seawall again",
        "The council is the council is the council",
        "Council says it backs the wall and the pier and the harbour and all of the town",
        "Council backs the great harbour seawall",
    ],
)
async def test_a_headline_in_steps_is_short_full_and_in_other_words(poor: str) -> None:
    title, good = "Council backs the great harbour seawall", "The great harbour seawall wins over council"
    model = Model(poor, good, always=lambda call: f"{inside(call).removesuffix('.')} indeed.")
    made = await write_part("head", task(model, steps=STEPS, dossier=dossier(title=title)))
    assert isinstance(made, Head)
    assert made.headline == good


async def test_a_part_that_would_be_empty_keeps_the_best_of_what_was_dropped() -> None:
    model = Model(always=lambda call: f"Nothing of {'the old seawall' if call.seed == 1 else 'it'} is in any source.")
    assert await section(model, steps=STEPS) == ["Nothing of the old seawall is in any source."]
