from __future__ import annotations

from typing import Any

from pipeline.models import RelatedArticle
from pipeline.related import ArchiveEntry, related


def entry(version: str, **changes: Any) -> ArchiveEntry:
    values = {
        "version_id": version,
        "story_id": f"story-{version}",
        "desk": "coast",
        "title": f"Title {version}",
        "dek": "Dek",
        "date": "2026-01-01",
        "names": frozenset({"Portwick"}),
    }
    return ArchiveEntry(**(values | changes))


def ids(names: set[str], *archive: ArchiveEntry, **options: Any) -> list[str]:
    return [r.version_id for r in related(names, archive, **({"story_id": "own", "desk": "coast"} | options))]


def test_newest_first_and_no_more_than_the_limit() -> None:
    archive = [entry(str(day), date=f"2026-01-0{day}") for day in (2, 5, 1, 4, 3)]
    assert ids({"Portwick"}, *archive) == ["5", "4", "3", "2"]
    assert ids({"Portwick"}, *archive, limit=2) == ["5", "4"]


def test_of_one_day_more_shared_names_come_first() -> None:
    one = entry("one", date="2026-01-02T18:00:00Z")
    two = entry("two", date="2026-01-02T06:00:00Z", names=frozenset({"Portwick", "Miriam Okafor"}))
    assert ids({"Portwick", "Miriam Okafor"}, one, two) == ["two", "one"]


def test_letter_case_and_spacing_of_names_do_not_matter() -> None:
    assert ids({"miriam  OKAFOR"}, entry("a", names=frozenset({"Miriam Okafor"}))) == ["a"]


def test_nothing_without_a_shared_name() -> None:
    assert ids({"Elsewhere"}, entry("a"), entry("b", names=frozenset())) == []
    assert ids({" "}, entry("a", names=frozenset({"", " "}))) == []


def test_not_itself_nor_another_version_of_its_story() -> None:
    assert ids({"Portwick"}, entry("a", story_id="own"), entry("b", story_id="own"), entry("c")) == ["c"]


def test_another_story_once_in_its_newest_version() -> None:
    old, new = entry("old", story_id="other"), entry("new", story_id="other", date="2026-02-01")
    assert ids({"Portwick"}, old, new) == ["new"]


def test_other_desks_stay_out() -> None:
    assert ids({"Portwick"}, entry("a", desk="sport"), entry("b", desk=None)) == []
    assert ids({"Portwick"}, entry("a", desk="sport"), entry("b", desk=None), desk=None) == ["b"]


def test_what_a_reader_needs_is_carried_over() -> None:
    archived = entry("a", url="https://coast.example/a")
    found = related({"Portwick"}, [archived], story_id="own", desk="coast")
    assert found == (
        RelatedArticle(version_id="a", title="Title a", dek="Dek", url="https://coast.example/a", date="2026-01-01"),
    )
