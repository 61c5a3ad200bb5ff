from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pytest
from writing import ANALYSIS, FENCE, TEXTS, Model, dossier, finding, section, task

from pipeline.assemble import assemble
from pipeline.check import check_analysis
from pipeline.errors import InvalidOutput
from pipeline.models import Analysis, Document, Dossier, ModelCall, Passage
from pipeline.write import Head, Previous, SmallSteps, rewrite_part, write_analysis, write_part


def share(sentence: str, passages: Sequence[str]) -> float:
    have = set(re.findall(r"\w+", " ".join(passages).lower()))
    own = re.findall(r"\w+", sentence.lower())
    return sum(w in have for w in own) / max(1, len(own))


STEPS = SmallSteps(share)
NO_PHRASES = "xh"
"""Xhosa: code can add nothing of its own."""


def inside(call: ModelCall) -> str:
    return call.prompt.split(f"<{FENCE}>\n")[1].split(f"\n</{FENCE}>")[0]


async def test_small_steps_make_a_whole_article() -> None:
    model = Model(always=lambda call: f"<{FENCE}>\n{inside(call).removesuffix('.')} indeed. Then it invented a thing.")
    analysis = await write_analysis(task(model, steps=STEPS, language=NO_PHRASES))
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
    about = task(model, steps=STEPS, language=NO_PHRASES)
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
    assert await section(model, steps=STEPS, language=NO_PHRASES) == ["Nothing of the old seawall is in any source."]


NEWS = (
    "The council voted on Monday to replace the old bridge, a project of €31 million that critics call too dear.",
    "“If the state does not pay, we come back to this room,” said Finance Director Ada Lind.",
    "Lind said the city would borrow the whole sum, which is about a third of its yearly budget.",
    "A decision on the state's grant is expected in March, and the minister has not said how it will go.",
    "The old bridge was closed in May after divers found cracks in two of its piers.",
    "Some 4,000 drivers took the bridge on a weekday before it was closed. Lorries lose an hour a day now.",
    "The shipyard on the island has sent 60 workers home. Its owner, Berta Quill, said the rest may follow.",
    "“A ferry is not a road,” Quill said. “We lose a ship a year to it.”",
    "Engineers had warned of the piers in a report of 2019. The report was filed and never read in the council.",
    "Fishermen want a higher bridge, so that masts can pass. The harbour master calls that a dream.",
)
OTHER = "On Monday the council voted to replace the old bridge for €27 million; 19 trees must go."


def reports(*groups: tuple[str, Sequence[str]]) -> Dossier:
    return assemble(
        [
            Document(
                location=f"{n}.html",
                url=f"https://{n}.example/",
                title="Council votes to replace the old bridge in the harbour",
                site=site,
                passages=tuple(Passage(id=f"p{i}", text=text) for i, text in enumerate(texts, 1)),
                page_hash=str(n),
            )
            for n, (site, texts) in enumerate(groups)
        ]
    )


def echo(call: ModelCall) -> str:
    return inside(call)


async def written(about: Dossier, always: Callable[[ModelCall], str] = echo) -> Analysis:
    return await write_analysis(task(Model(always=always), steps=STEPS, dossier=about))


def texts(analysis: Analysis, *, heading: str = "") -> str:
    parts = [s.paragraphs for s in analysis.sections if s.heading == heading] if heading else None
    return "\n".join(p.text for ps in (parts or [ps for _, ps in analysis.parts()]) for p in ps)


async def test_differing_figures_are_shown_with_their_publishers_and_never_as_settled() -> None:
    about = reports(("The Post", NEWS), ("Coast Radio", [OTHER]))
    analysis = await written(about)
    whole = texts(analysis)
    assert "€31 million in The Post" in whole
    assert "€27 million in Coast Radio" in whole
    assert not [
        f for f in check_analysis(analysis, about, ANALYSIS, language="en").findings if f.rule == "numbers.differ"
    ]
    concluded = texts(analysis, heading="Reading Between the Lines")
    assert "suggests" in concluded
    assert "The Post" in concluded


async def test_one_report_is_called_one_and_conclusions_are_marked() -> None:
    about = reports(("The Post", NEWS))
    analysis = await written(about)
    assert "a single report, by The Post" in texts(analysis, heading="Reading Between the Lines")
    report = check_analysis(analysis, about, ANALYSIS, language="en")
    assert not [f for f in report.findings if f.rule in ("inference.unhedged", "quotes", "names", "numbers")]


async def test_quotations_are_whole_and_say_whose_they_are() -> None:
    whole = texts(await written(reports(("The Post", NEWS))))
    assert whole.count("If the state does not pay, we come back to this room") == 1
    assert "Finance Director Ada Lind" in whole


async def test_a_model_that_says_nothing_writes_nothing() -> None:
    with pytest.raises(InvalidOutput):
        await written(reports(("The Post", NEWS)), lambda _: "")


async def test_what_the_last_analysis_says_is_not_said_again() -> None:
    about = reports(("The Post", NEWS))
    known = Previous(version_id="v", date="2026-11-01", paragraphs=(NEWS[4],))
    analysis = await write_analysis(task(Model(always=echo), steps=STEPS, dossier=about, previous=known))
    assert "divers found cracks" not in texts(analysis)
