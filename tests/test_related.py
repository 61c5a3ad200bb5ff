from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pipeline.models import ArchiveEntry, Candidate, RelatedArticle
from pipeline.related import Terms, ranked, terms_of

TODAY = date(2026, 11, 20)
QUERY = terms_of({"Portwick", "Miriam Okafor"}, "Portwick votes for a taller seawall")


def entry(key: str, *names: str, title: str = "", **changes: Any) -> ArchiveEntry:
    terms = terms_of(names or ("Portwick", f"Only {key}"), title)
    values: dict[str, Any] = {
        "key": key,
        "version_id": f"version-{key}",
        "story_id": f"story-{key}",
        "desk": "coast",
        "title": title or f"Title {key}",
        "dek": "Dek",
        "date": "2026-11-01",
        "names": terms.names,
        "words": terms.words,
    }
    return ArchiveEntry(**(values | changes))


def keys(*found: tuple[ArchiveEntry, float], terms: Terms = QUERY, **options: Any) -> list[str]:
    candidates = [Candidate(entry=e, relevance=relevance) for e, relevance in found]
    given: dict[str, Any] = {"story_id": "own", "today": TODAY} | options
    return [r.version_id.removeprefix("version-") for r in ranked(candidates, terms, **given)]


def test_the_most_relevant_first_and_no_more_than_the_limit() -> None:
    found = [(entry(str(n)), 10.0 - n) for n in (3, 1, 2, 5, 4, 6)]
    assert keys(*found) == ["1", "2", "3", "4"]
    assert keys(*found, limit=2) == ["1", "2"]


def test_of_two_equally_relevant_ones_the_newer_comes_first_but_age_alone_never_decides() -> None:
    old, new = entry("a", date="2020-01-01"), entry("b", date="2026-11-19")
    assert keys((old, 5.0), (new, 5.0)) == ["b", "a"]
    assert keys((old, 11.0), (new, 5.0)) == ["a", "b"]


def test_not_itself_nor_another_version_of_its_story() -> None:
    assert keys((entry("a", story_id="own"), 9.0), (entry("b"), 1.0)) == ["b"]


def test_another_story_once() -> None:
    assert keys((entry("a", story_id="x"), 5.0), (entry("b", story_id="x"), 4.0)) == ["a"]


def test_of_articles_that_tell_the_same_only_the_better_one() -> None:
    same = {"title": "Storm floods the lower town of Portwick again"}
    found = [(entry("a", "Portwick", **same), 5.0), (entry("b", "Portwick", **same), 4.9), (entry("c"), 2.0)]
    assert keys(*found) == ["a", "c"]


def test_a_shared_name_or_two_shared_words_are_the_least() -> None:
    assert keys((entry("a", "Elsewhere", title="A taller tower"), 5.0)) == []
    assert keys((entry("a", "Elsewhere", title="A taller seawall elsewhere"), 5.0)) == ["a"]
    assert keys((entry("a", "MIRIAM  okafor"), 5.0)) == ["a"]


def test_what_is_hardly_relevant_beside_the_best_is_left_out() -> None:
    assert keys((entry("a"), 10.0), (entry("b"), 1.0)) == ["a"]


def test_what_a_reader_needs_is_carried_over() -> None:
    archived = entry("a", url="https://coast.example/a")
    found = ranked([Candidate(entry=archived, relevance=1.0)], QUERY, story_id="own", today=TODAY)
    assert found == (
        RelatedArticle(
            version_id="version-a", title="Title a", dek="Dek", url="https://coast.example/a", date="2026-11-01"
        ),
    )


@pytest.mark.parametrize("names", [set(), {" "}, {""}])
def test_blank_names_are_no_terms(names: set[str]) -> None:
    assert terms_of(names, "", "of the and it") == Terms(frozenset(), frozenset())


def test_scripts_without_spaces_have_terms_too() -> None:
    assert len(terms_of((), "海堤").words) == 2
