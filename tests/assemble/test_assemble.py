from __future__ import annotations

from itertools import permutations
from typing import Any

from builders import document

from pipeline.assemble import REPEATS, assemble
from pipeline.models import Document

WIRE = (
    "PORT HALLORAN — The council voted 7-2 on Tuesday to rebuild the seawall at a cost of $48 million.",
    "“It has not approved somebody else’s money,” Finance Director Howard Teague told Meridian Wire.",
    "Roughly 2,000 homes stand behind the wall, according to the bond prospectus.",
    "Repayment would come first from a levy on property in the flood district.",
)
LEDGER = (
    "After five hours of testimony Mayor Ruth Alderman cast the deciding vote for a seawall.",
    "Residents of the lower town had filled the chamber since noon.",
)


def _wire(*texts: str, **changes: Any) -> Document:
    given = {"url": "https://wire.example/1", "site": "Meridian Wire", "published": "2026-11-11T09:30:00-05:00"}
    return document(*(texts or WIRE), **{**given, **changes})


def _courier(*texts: str, **changes: Any) -> Document:
    given = {"url": "https://courier.example/2", "site": "Upland Courier", "published": "2026-11-11T08:00:00-05:00"}
    return document(*(texts or WIRE), **{**given, **changes})


def _ledger(**changes: Any) -> Document:
    given = {"url": "https://ledger.example/3", "site": "The Harbour Ledger", "published": "2026-11-12"}
    return document(*LEDGER, **{**given, **changes})


def _sites(*documents: Document) -> list[str | None]:
    return [d.site for d in assemble(documents).documents]


def test_passages_are_numbered_and_their_facts_keep_their_places() -> None:
    dossier = assemble([_wire()], [("Desk", "# Title\n\nThe wall is\n68 years old.")], ["b: unreachable"])
    assert [p.id for p in dossier.passages()] == ["s1.p1", "s1.p2", "s1.p3", "s1.p4", "n1.p1"]
    assert dossier.failures == ("b: unreachable",)
    (quotation,) = dossier.facts["s1.p2"].quotations
    assert (quotation.text, quotation.speaker) == (
        "It has not approved somebody else’s money,",
        "Finance Director Howard Teague",
    )
    (homes,) = dossier.facts["s1.p3"].numbers
    assert (homes.value, homes.unit) == ("2000", "homes")
    assert WIRE[2][homes.start : homes.end] == homes.text
    assert dossier.facts["s1.p1"].dates
    assert "Ruth Alderman" not in {name.text for name in dossier.facts["s1.p1"].names}
    assert [number.value for number in dossier.facts["n1.p1"].numbers] == ["68"]


def test_a_text_that_two_pages_carry_counts_once_with_both_addresses() -> None:
    (only,) = assemble([_courier(), _wire()]).documents
    assert only.site == "Meridian Wire"  # the Courier's page names the agency
    assert [c.url for c in only.copies] == ["https://courier.example/2"]


def test_the_same_page_twice_is_no_copy_of_itself() -> None:
    (only,) = assemble([_wire(), _wire()]).documents
    assert only.copies == ()


def test_what_only_a_copy_says_stays_citable_where_it_stands() -> None:
    added = "The council of Selwick, across the bay, will pay $3 million of it."
    whole, rest = assemble([_wire(), _courier(*WIRE, added)]).documents
    assert (whole.site, rest.site) == ("Meridian Wire", "Upland Courier")
    assert [(p.id, p.text) for p in rest.passages] == [("s2.p1", added)]
    (warning,) = rest.warnings
    assert warning.code == REPEATS
    assert "4 of its 5 passages stand there" in warning.message


def test_a_copy_with_another_figure_keeps_the_passage_of_the_figure() -> None:
    changed = WIRE[0].replace("$48 million", "$52 million")
    _, rest = assemble([_wire(), _courier(changed, *WIRE[1:])]).documents
    assert [p.text for p in rest.passages] == [changed]


def test_the_newest_version_of_a_page_stands_for_the_story() -> None:
    corrected = (WIRE[0].replace("7-2", "6-3"), *WIRE[1:])
    later = _wire(*corrected, url="https://wire.example/1b", published="2026-11-11T12:00:00-05:00")
    whole, before = assemble([_wire(), later]).documents
    assert [p.text for p in whole.passages] == list(corrected)
    assert [p.text for p in before.passages] == [WIRE[0]]


def test_reports_come_by_date_and_who_relays_another_comes_last() -> None:
    tired = document("Residents told the Upland Courier they were tired.").passages
    pumps = document("Pumps will be tested in the spring.").passages
    relaying = _ledger(site="City Radio", published="2026-11-10").model_copy(update={"passages": tired})
    undated = _ledger(site="Notes", published=None).model_copy(update={"passages": pumps})
    courier = _courier("Bonds will be issued next year, the treasurer said.")
    assert _sites(relaying, undated, _ledger(), courier) == [
        "Upland Courier",
        "The Harbour Ledger",
        "Notes",
        "City Radio",
    ]


def test_the_dossier_does_not_depend_on_the_order_of_its_sources() -> None:
    documents = [
        _wire(),
        _courier(*WIRE, "The council of Selwick will pay $3 million of it."),
        _courier(url="https://mirror.example/9", site="Mirror"),
        _ledger(),
        _ledger(url=None, location="a.html", published=None),
    ]
    first = assemble(documents)
    assert all(assemble(order) == first for order in permutations(documents))
