from __future__ import annotations

from writing import ANALYSIS, BRIEF, TEXTS, dossier, rank

from pipeline.models import (
    Dossier,
    Passage,
    PassageKind,
)
from pipeline.write import plan


def test_each_passage_goes_to_one_part_while_they_reach() -> None:
    made = plan(dossier(*(f"{t} Number {n}." for n in range(4) for t in TEXTS)), ANALYSIS, rank)
    reporting = [*made.head, *made.sections[0], *made.sections[1]]
    assert len(reporting) == len(set(reporting)) == 18
    assert not set(made.sections[2][:4]) & set(reporting)
    assert made == plan(dossier(*(f"{t} Number {n}." for n in range(4) for t in TEXTS)), ANALYSIS, rank)


def test_few_passages_are_shared() -> None:
    made = plan(dossier("The only passage there is."), ANALYSIS, rank)
    assert [made.head, *made.sections] == [("s1.p1",)] * 4


def test_the_angle_decides_what_is_central() -> None:
    assert plan(dossier(), ANALYSIS, rank, "steel contractors dearer").head[0] == "s1.p8"


def test_headings_are_not_written_from() -> None:
    about = dossier()
    passages = (Passage(id="s1.p99", text="Council backs wall", kind=PassageKind.HEADING), *about.documents[0].passages)
    about = Dossier(documents=(about.documents[0].model_copy(update={"passages": passages}),))
    assert all("s1.p99" not in ids for ids in plan(about, ANALYSIS, rank).sections)


def test_a_rank_that_forgets_and_repeats_still_gives_every_passage() -> None:
    made = plan(dossier(), BRIEF, lambda _q, _t: [3, 3, 99])
    assert made.head == ("s1.p4", "s1.p1", "s1.p2")
