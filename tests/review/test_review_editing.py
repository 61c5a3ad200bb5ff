from __future__ import annotations

import pytest
from builders import analysis, blocker, draft

from pipeline.errors import NotFound, UsageError
from pipeline.models import Finding, Paragraph, Place, Report, Severity
from pipeline.review import Edit, edited, open_reasons, rechecked, restored, text_hash
from pipeline.states import DraftState

KNOWN = {"s1.p1", "s1.p2"}


def edit(part: str, paragraph: int | None, text: str, *citations: str) -> Edit:
    return Edit(part=part, paragraph=paragraph, text=text, citations=citations or None)


def test_each_place_can_be_edited_and_nothing_else_changes() -> None:
    base = analysis()
    assert edited(base, edit("headline", 0, " New\nheadline "), KNOWN) == base.model_copy(
        update={"headline": "New headline"}
    )
    assert edited(base, edit("dek", 0, ""), KNOWN).dek == ""
    assert edited(base, edit("lede", 0, "It voted."), KNOWN).lede == (
        Paragraph(text="It voted.", citations=("s1.p1",)),
    )
    changed = edited(base, edit("sections/0", None, "What Follows"), KNOWN)
    assert (changed.sections[0].heading, changed.sections[0].paragraphs) == (
        "What Follows",
        base.sections[0].paragraphs,
    )
    changed = edited(base, edit("sections/0", 0, "Maybe.", "s1.p2", "s1.p2"), KNOWN)
    assert changed.sections[0].paragraphs == (Paragraph(text="Maybe.", citations=("s1.p2",)),)


def test_a_blank_line_splits_an_empty_text_removes_and_the_place_after_the_last_adds() -> None:
    base = analysis()
    split = edited(base, edit("lede", 0, "One.\r\n \r\nTwo,\nstill two."), KNOWN)
    assert [(p.text, p.citations) for p in split.lede] == [("One.", ("s1.p1",)), ("Two, still two.", ("s1.p1",))]
    assert edited(split, edit("lede", 0, ""), KNOWN).lede == split.lede[1:]
    assert edited(base, edit("lede", 1, "More."), KNOWN).lede == (*base.lede, Paragraph(text="More."))


@pytest.mark.parametrize(
    ("part", "paragraph"),
    [("lede", 5), ("lede", -1), ("lede", None), ("sections/1", 0), ("sections/-1", 0), ("sections/x", 0), ("foot", 0)],
)
def test_a_place_that_is_not_there_is_named(part: str, paragraph: int | None) -> None:
    with pytest.raises(NotFound, match="is not in this draft"):
        edited(analysis(), edit(part, paragraph, "x"), KNOWN)


def test_what_no_article_can_have_is_refused() -> None:
    with pytest.raises(UsageError, match="the headline: is empty"):
        edited(analysis(), edit("headline", 0, " "), KNOWN)
    with pytest.raises(UsageError, match=r"'s9.p9': is in no source"):
        edited(analysis(), edit("lede", 0, "x", "s9.p9"), KNOWN)
    with pytest.raises(UsageError, match="A paragraph has 20,000 at most"):
        edited(analysis(), edit("lede", 0, "x" * 20_001), KNOWN)


def test_a_part_comes_back_as_it_was() -> None:
    old = analysis()
    new = edited(edited(old, edit("lede", 0, "x"), KNOWN), edit("sections/0", 0, "y"), KNOWN)
    assert restored(restored(new, old, "sections/0"), old, "lede") == old
    with pytest.raises(NotFound, match="section 4"):
        restored(new, old, "sections/3")


def test_the_hash_names_the_text() -> None:
    assert text_hash(analysis()) == text_hash(analysis())
    assert text_hash(analysis()) != text_hash(analysis(dek="Another."))
    assert text_hash(None) == "none"


def test_the_state_follows_what_is_found() -> None:
    approved = draft(state=DraftState.APPROVED)
    assert rechecked(approved, analysis(dek="x"), Report()).state == DraftState.READY
    parked = rechecked(approved, analysis(dek="x"), Report(findings=(blocker(),)))
    assert (parked.state, parked.reasons) == (DraftState.NEEDS_ATTENTION, ('numbers: "9" is in no source.',))
    assert rechecked(parked, analysis(), Report()).reasons == ()


def test_a_part_that_could_not_be_written_stays_a_reason_until_it_has_a_text() -> None:
    empty = analysis(sections=(analysis().sections[0].model_copy(update={"paragraphs": ()}),))
    parked = draft(
        analysis=empty,
        state=DraftState.NEEDS_ATTENTION,
        reasons=("sections/0: the model declined", "numbers: old", "Sent back by Ada: do it"),
    )
    assert open_reasons(parked, Report()) == ("sections/0: the model declined",)
    assert rechecked(parked, analysis(), Report()).reasons == ()


def test_what_a_judge_found_stays_with_its_paragraph() -> None:
    judged = Finding(
        rule="judge.support",
        severity=Severity.WARNING,
        place=Place(part="lede", paragraph=0, start=0, end=3),
        message="Not said.",
    )
    before = draft(report=Report(findings=(judged, blocker())))
    assert rechecked(before, analysis(dek="x"), Report()).report.findings == (judged,)
    assert rechecked(before, analysis(lede=(Paragraph(text="x"),)), Report()).report.findings == ()
