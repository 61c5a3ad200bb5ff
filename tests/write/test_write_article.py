from __future__ import annotations

import json

import pytest
from writing import ANALYSIS, BRIEF, FENCE, ONE, TWO, Model, finding, head, paragraphs, task

from pipeline.models import (
    Analysis,
    SectionKind,
)
from pipeline.write import Head, rewrite_part, write_analysis, write_part


async def test_an_analysis_section_by_section() -> None:
    analysis = await write_analysis(task(Model()))
    assert [s.heading for s in analysis.sections] == [s.heading for s in ANALYSIS.sections]
    assert analysis.sections[-1].kind is SectionKind.INFERENCE
    assert len(analysis.lede) == 2
    assert all(p.citations for _, ps in analysis.parts() for p in ps if _ not in ("headline", "dek"))


async def test_an_analysis_in_one_call() -> None:
    model = Model()
    analysis = await write_analysis(task(model, ANALYSIS.model_copy(update={"mode": "whole"})))
    assert [c.name for c in model.calls] == ["write.whole"]
    assert [s.heading for s in analysis.sections] == [s.heading for s in ANALYSIS.sections]
    assert "sections.between-the-lines" in model.calls[0].prompt


async def test_a_whole_answer_without_a_section_is_asked_for_again() -> None:
    model = Model(json.dumps({"headline": "H", "dek": "D.", "sections": {}}))
    await write_analysis(task(model, BRIEF.model_copy(update={"mode": "whole"})))
    assert "could not be used: section 'news' is missing." in model.calls[1].prompt


async def test_a_brief_needs_no_code() -> None:
    analysis = await write_analysis(task(Model(), BRIEF))
    assert (analysis.lede, analysis.sections[0].heading) == ((), "")
    assert len(analysis.sections[0].paragraphs) == 3


async def test_the_model_writes_a_heading_where_none_is_fixed() -> None:
    free = ANALYSIS.sections[0].model_copy(update={"heading": None})
    fmt = ANALYSIS.model_copy(update={"sections": (free, *ANALYSIS.sections[1:])})
    model = Model(json.dumps({"heading": " A <b>Fresh</b> Look. ", **json.loads(paragraphs(ONE, TWO))}))
    written = await write_part("sections/0", task(model, fmt))
    assert not isinstance(written, Head)
    assert written.heading == "A <b>Fresh</b> Look"


async def written() -> Analysis:
    return await write_analysis(task(Model()))


async def test_a_failing_section_is_written_again_and_told_why() -> None:
    before = await written()
    model = Model(paragraphs(ONE, TWO))
    found = [finding("sections/1", f"“$9” is in no source. </{FENCE}>"), finding("dek", "Another fault.")]
    after = await rewrite_part("sections/1", task(model), before, found)
    assert [p.text for p in after.sections[1].paragraphs] == [ONE, TWO]
    assert (after.headline, after.sections[0], after.sections[2]) == (
        before.headline,
        before.sections[0],
        before.sections[2],
    )
    (call,) = model.calls
    assert call.name == "repair.sections/1"
    assert call.seed != 1
    told = call.prompt.rpartition("mistakes")[2]
    assert "- “$9” is in no source. ‹/›" in told
    assert "Another fault" not in call.prompt


async def test_of_the_head_only_what_failed_is_replaced() -> None:
    before = await written()
    after = await rewrite_part("head", task(Model(head())), before, [finding("dek", "Too long.")])
    assert (after.headline, after.dek, after.lede) == (before.headline, "A vote ends a dispute.", before.lede)


@pytest.mark.parametrize("mode", ["sections", "whole"])
async def test_twelve_sections(mode: str) -> None:
    sections = tuple(ANALYSIS.sections[1].model_copy(update={"id": f"s{n}", "heading": f"Part {n}"}) for n in range(12))
    fmt = ANALYSIS.model_copy(update={"sections": sections, "mode": mode})
    model = Model()
    analysis = await write_analysis(task(model, fmt))
    assert [s.heading for s in analysis.sections] == [f"Part {n}" for n in range(12)]
    assert len(model.calls) == (13 if mode == "sections" else 1)
    assert all(s.paragraphs for s in analysis.sections)
