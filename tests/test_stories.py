from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from builders import document

from pipeline.extract import extract
from pipeline.models import Copy, Document, GroupingDecision, Page, Relation
from pipeline.stories import Mode, group, known_page, new_story_id, source_key, source_keys

EXAMPLES = Path(__file__).parent.parent / "sources" / "examples"

FIRE = (
    "A fire destroyed the grain store at Port Halloran on Tuesday night, the harbour master Ines Calloway said.",
    "Forty firefighters from Brackwater fought the flames for six hours; 1,200 tonnes of barley were lost.",
    "Calloway said the store had failed an inspection in March, when 14 faults were found in its wiring.",
    "The owner, Meridian Grain, declined to say whether the faults had been repaired before the harvest.",
    "Ships bound for the grain quay will be sent to Alderhaven until the end of the month.",
)
INQUIRY = (
    "An inquest will be held into how Meridian Grain stored its crop, the county decided on Thursday.",
    "Farmers wonder who will pay for the 1,200 tonnes of barley that they had already delivered to Port Halloran.",
    "Councillor Bram Osterley wants every silo inspected, as after the blaze in the timber yard at Selwick.",
    "Insurers expect claims of up to $400,000, and lawyers of both sides have met twice this week.",
    "Ines Calloway will give evidence on the state of the wiring before the committee adjourns.",
)
OTHER_FIRE = (
    "A fire destroyed the timber yard at Selwick on Tuesday night, the mayor Oskar Lindqvist said.",
    "Sixty firefighters from Rathmere fought the flames for three hours; 80 cubic metres of oak were lost.",
    "Lindqvist said the yard had passed an inspection in May, when no fault was found in its wiring.",
    "The owner, Thornaby Timber, thanked the neighbours who had carried the office papers outside.",
    "Lorries bound for the yard will be sent to Garrowby until the end of the week.",
)


def _page(texts: Sequence[str], url: str, **changes: Any) -> Document:
    return document(*texts, **{"url": f"https://{url}", "title": " ".join(texts[0].split()[:7]), **changes})


FIRST = _page(FIRE, "ledger.example/fire", published="2026-11-18T06:00:00Z")
SECOND = _page(INQUIRY, "tribune.example/documents", published="2026-11-20")
ELSEWHERE = _page(OTHER_FIRE, "vesper.example/timber", published="2026-11-18T07:00:00Z")
COPIED = _page(
    ("From our news agencies.", *FIRE[:4]),
    "courier.example/a/17",
    title="Grain store burns",
    published="2026-11-18T08:00:00Z",
)
LATER = _page(
    ("Two people were hurt, it emerged on Wednesday.", *FIRE), "ledger.example/fire-2", published="2026-11-19"
)


def _decisions(*pages: Document, **options: Any) -> list[GroupingDecision]:
    found = [d for story in group(pages, **options) for d in story.decisions]
    return sorted(found, key=lambda d: d.page)


def _stories(*pages: Document, **options: Any) -> list[list[int]]:
    return [sorted(d.page for d in story.decisions) for story in group(pages, **options)]


def _nothing_known(_keys: Sequence[str]) -> None:
    return None


def test_a_changed_page_is_the_same_source() -> None:
    assert source_key(document("old text")) == source_key(document("new text", title="Correction"))


def test_spellings_of_one_address_are_one_source() -> None:
    spellings = (
        "https://www.harbour.example/seawall",
        "http://harbour.example/seawall/",
        "https://HARBOUR.example/seawall",
    )
    assert len({source_key(document("x", url=url)) for url in spellings}) == 1
    assert source_key(document("x", url="https://harbour.example/?id=1")) != source_key(
        document("x", url="https://harbour.example/?id=2")
    )


def test_a_local_file_is_known_by_its_path_and_standard_input_by_its_text() -> None:
    local = document("x", url=None, location="page.html")
    assert source_key(local) == f"file:{Path('page.html').resolve()}"
    piped = document("x", url=None, location="-")
    assert source_key(piped) != source_key(piped.model_copy(update={"page_hash": "1" * 64}))


def test_a_known_story_keeps_its_id_and_a_new_one_gets_the_same_id_everywhere() -> None:
    new = new_story_id(source_key(document("x")))
    assert new == new_story_id(source_key(document("changed")))
    assert new != new_story_id(source_key(document("x")), "city") != new_story_id(source_key(document("x")), "coast")
    assert len(new) == 16


def test_the_keys_of_a_document_are_also_those_of_its_copies() -> None:
    copy = Copy(location="-", url="https://b.example/2", title="t", page_hash="0" * 64)
    assert source_keys([document("x", copies=(copy,))]) == ["harbour.example/seawall", "b.example/2"]


def test_copies_updates_and_reports_are_one_story_and_another_fire_is_not() -> None:
    found = _decisions(FIRST, SECOND, ELSEWHERE, COPIED, LATER)
    assert [d.relation for d in found] == ["new", "report", "new", "copy", "update"]
    assert [d.story_id for d in found] == [found[n].story_id for n in (0, 0, 2, 0, 0)]
    assert [d.nearest for d in found[3:]] == ["ledger.example/fire"] * 2
    assert found[1].score >= 0.25


CHINESE = (
    "哈洛兰市议会周二晚间经过近五个小时的听证，以七票赞成、两票反对通过了耗资四千八百万元重建海堤的方案。",
    "负责工程的官员林晓梅表示，如果省政府如约承担一半费用，明年春天即可开始地质勘探。",
    "渔民要求赔偿，因为码头将关闭十八个月。市政府计划在一月提出补偿方案，三月由议会表决。专家警告说，如果工期拖延，"
    "费用可能进一步上升，最终负担将落在纳税人身上。",
)


def test_a_shortened_copy_is_found_where_words_are_not_spaced() -> None:
    whole = _page(CHINESE, "a.example/1", title="海堤方案获通过", published="2026-11-18T06:00:00Z")
    short = _page(CHINESE[:2], "b.example/2", title="重建海堤", published="2026-11-18T07:00:00Z")
    assert [d.relation for d in _decisions(whole, short)] == [Relation.NEW, Relation.COPY]


def test_a_decision_names_the_story_that_came_second() -> None:
    found = _decisions(FIRST, SECOND, ELSEWHERE)
    assert found[1].runner_up == found[2].story_id
    assert 0 < found[1].runner_up_score < found[1].score
    assert found[2].relation == Relation.NEW
    assert found[2].nearest == "ledger.example/fire"
    assert 0 < found[2].score < 0.25


@pytest.mark.parametrize(
    ("mode", "stories"),
    [("off", [[0], [1], [2]]), ("exact", [[0, 1], [2]]), ("story", [[0, 1, 2]])],
)
def test_modes(mode: Mode, stories: list[list[int]]) -> None:
    retitled = _page(FIRE, "mirror.example/1", title="Barley lost")
    assert sorted(_stories(FIRST, retitled, SECOND, mode=mode)) == stories


def test_the_order_of_the_pages_changes_nothing() -> None:
    pages = [FIRST, SECOND, ELSEWHERE, COPIED, LATER]
    expected = {d.source: (d.story_id, d.relation, d.score) for d in _decisions(*pages)}
    for seed in range(5):
        random.Random(seed).shuffle(pages)  # noqa: S311
        assert {d.source: (d.story_id, d.relation, d.score) for d in _decisions(*pages)} == expected


@pytest.mark.parametrize(("published", "together"), [("2026-11-21", True), ("2026-11-22", False), (None, False)])
def test_a_report_must_fall_into_the_window_of_72_hours(published: str | None, together: bool) -> None:
    """A date without a time may be any moment of its day."""
    far = SECOND.model_copy(update={"published": published})
    assert len(_stories(FIRST, far)) == (1 if together else 2)


def test_beyond_the_window_what_is_much_alike_is_the_same_story() -> None:
    assert len(_stories(FIRST, COPIED.model_copy(update={"published": "2027-02-01"}))) == 1


def test_pages_join_known_stories_by_signature() -> None:
    known = [known_page(FIRST, "fire"), known_page(ELSEWHERE, "timber")]
    changed = _page((*FIRE, "The cause is not known yet."), "ledger.example/fire", published="2026-12-24")
    found = _decisions(FIRST, SECOND, COPIED, known=known)
    assert [(d.story_id, d.relation) for d in found] == [("fire", "same"), ("fire", "report"), ("fire", "copy")]
    (decision,) = _decisions(changed, known=known, mode="off")
    assert (decision.story_id, decision.relation) == ("fire", "update")


def test_pages_without_words_are_stories_of_their_own() -> None:
    assert (
        len(
            _stories(
                document("…", url="https://a.example/1", title=""), document("!", url="https://b.example", title="")
            )
        )
        == 2
    )


def test_a_page_of_many_copies_of_one_word_is_read_as_any_other() -> None:
    assert len(_stories(document("spam " * 20_000, url="https://a.example/1"), FIRST)) == 2


def _example(path: Path) -> Document:
    kind = "text/html" if path.suffix == ".html" else "text/plain"
    now = datetime(2026, 11, 20, tzinfo=UTC)
    return extract(
        Page(location=path.name, url=None, status=None, content_type=kind, body=path.read_bytes(), fetched_at=now)
    )


def test_the_example_pages_group_into_their_stories() -> None:
    paths = sorted(path for path in EXAMPLES.iterdir() if path.is_file())
    together = {frozenset(paths[d.page].name for d in story.decisions) for story in group(map(_example, paths))}
    assert {names for names in together if len(names) > 1} == {
        frozenset({"seawall-ledger.html", "seawall-tribune.html", "seawall-wire.html"}),
        frozenset({"tram-strike-tribune.html", "tram-strike-vesper.html"}),
        frozenset({"maternity-courier.html", "maternity-coast.html"}),
    }
    assert sum(len(names) for names in together) == len(paths)
