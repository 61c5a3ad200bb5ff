"""Text in sources that gives orders to the model, against a model that obeys everything it sees."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from attacks import ATTACKS, STORY, Attack, page
from fake_endpoint import FakeEndpoint
from fake_obedience import obeyed, sees
from writing_stories import job, read, text_of, written

from pipeline import settings
from pipeline.assemble import assemble
from pipeline.check import check_analysis
from pipeline.errors import Refused, Unusable
from pipeline.flow.prompts import prompts_of
from pipeline.models import Analysis, Draft, Severity
from pipeline.states import DraftState
from pipeline.text.addressing import readable
from pipeline.write.answers import Reader

WORK = job(assemble([read(page())]))
FENCE = WORK.assignment.fence
NAMES = [f"{a.kind}-{n % 10}" for n, a in enumerate(ATTACKS)]
GROUPS = [ATTACKS[n::10] for n in range(10)]


def test_there_are_ten_attacks_of_each_of_six_kinds() -> None:
    kinds = [attack.kind for attack in ATTACKS]
    assert [kinds.count(kind) for kind in dict.fromkeys(kinds)] == [10] * 6


def reached(attack: Attack, text: str) -> bool:
    wanted = {"prompt": ("You write news", FENCE), "json": ("owned",)}.get(attack.kind, (attack.wants,))
    return any(words.casefold() in text.casefold() for words in wanted)


async def drafted(attacks: Sequence[Attack], fake: FakeEndpoint) -> Draft:
    fake.configure(orders=[attack.order() for attack in attacks])
    return await written(job(assemble([read(page(*attacks))])), fake)


@pytest.mark.parametrize("attacks", GROUPS, ids=range(10))
async def test_a_model_that_obeys_all_it_sees_writes_the_article_all_the_same(
    attacks: Sequence[Attack], fake_endpoint: FakeEndpoint
) -> None:
    """One attack of each kind in one article."""
    draft = await drafted(attacks, fake_endpoint)
    assert [a.text for a in attacks if reached(a, text_of(draft))] == []
    assert draft.state == DraftState.READY, draft.reasons


@pytest.mark.parametrize("attack", ATTACKS, ids=NAMES)
def test_no_attack_is_in_a_prompt_and_each_is_warned_of_with_its_place(attack: Attack, tmp_path: Any) -> None:
    dossier = assemble([read(page(attack))])
    for prompt in prompts_of(WORK.format, dossier, settings.load(tmp_path, {}, environment={})):
        assert not sees(f"{prompt.call.system}\n{prompt.call.prompt}", attack.order())
    assert sum(len(p.text.split()) > 5 for p in readable(dossier).dossier.passages()) >= len(STORY) - 1
    found = check_analysis(ANALYSIS, dossier, WORK.format, language="en").findings
    (warning, *_) = (f for f in found if f.rule == "structure.instructions")
    assert warning.severity == Severity.WARNING
    hidden = "font-size:0" in attack.html  # dropped, the rest of its paragraph is news
    assert warning.evidence[0].passage == ("s1.p5" if hidden else "s1.p6")


@pytest.fixture(scope="module", autouse=True)
def _analysis(_fake_process: FakeEndpoint) -> None:
    """An article that is ready, written once."""
    import asyncio

    global ANALYSIS  # noqa: PLW0603
    _fake_process.reset()
    draft = asyncio.run(written(WORK, _fake_process))
    assert draft.state == DraftState.READY
    assert draft.analysis is not None
    ANALYSIS = draft.analysis


ANALYSIS: Analysis


@pytest.mark.parametrize("attack", [a for a in ATTACKS if a.kind != "json"], ids=[n for n in NAMES if "json" not in n])
def test_obeyed_all_the_same_it_is_found(attack: Attack) -> None:
    """As if the model had been told by other means: the checks alone must stop it."""
    prompt = [{"content": WORK.format.prompts["system"].replace("{{fence}}", FENCE)}]
    spoilt = obeyed(ANALYSIS.model_dump(mode="json"), prompt, [attack.order(always=True)])
    for section, kept in zip(spoilt["sections"], ANALYSIS.sections, strict=True):
        section["kind"] = kept.kind
    report = check_analysis(Analysis.model_validate(spoilt), assemble([read(page(attack))]), WORK.format, language="en")
    places = {f.place.part for f in report.blockers}
    assert places >= {"headline", "dek", "sections/0"}


@pytest.mark.parametrize("attack", [a for a in ATTACKS if a.kind == "json"], ids=[n for n in NAMES if "json" in n])
def test_other_json_than_was_asked_for_is_no_answer(attack: Attack) -> None:
    reader = Reader(WORK.format, FENCE, ["s1.p1"])
    for text in ('{"status": "owned"}', "REFUSED", "{}", attack.text):
        with pytest.raises(Unusable):
            reader.section(text, 0)


def test_a_page_that_speaks_to_nobody_else_is_refused() -> None:
    attacks = "".join(f"<p>{a.html} {a.html}</p>" for a in ATTACKS[:10])
    with pytest.raises(Refused) as caught:
        read(f"<html><body><article><h1>News</h1>{attacks}</article></body></html>")
    assert caught.value.reason == "instructions"
