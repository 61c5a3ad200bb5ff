"""The archive of related articles and the index of drafts in both databases: found, ranked, replaced, forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from postgres_server import PostgresServer

from pipeline.errors import Busy
from pipeline.models import ArchiveEntry, DraftRow, Publication, TargetKind
from pipeline.related import terms_of
from pipeline.state import State, Wanted, open_state
from pipeline.states import DraftState, PublicationState

NOW = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    with PostgresServer() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def state(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[State]:
    if request.param == "sqlite":
        with open_state(tmp_path, None) as opened:
            yield opened
    else:
        with State(request.getfixturevalue("postgres")) as opened:
            opened.clear_archive()
            yield opened


def entry(key: str, *names: str, title: str = "Council backs seawall", **changes: Any) -> ArchiveEntry:
    terms = terms_of(names, title)
    given: dict[str, Any] = {
        "key": key,
        "version_id": key * 8,
        "story_id": f"story-{key}",
        "desk": "coast",
        "title": title,
        "dek": "Dek “quoted”, 'quoted'",
        "date": "2026-11-01",
        "url": f"https://paper.example/{key}/",
        "names": terms.names,
        "words": terms.words,
    }
    return ArchiveEntry(**(given | changes))


def found(state: State, *names: str, title: str = "", desk: str | None = "coast") -> list[str]:
    candidates = state.similar(desk, *terms_of(names, title))
    return [c.entry.key for c in sorted(candidates, key=lambda c: (-c.relevance, c.entry.key))]


def test_what_shares_more_and_rarer_terms_comes_first(state: State) -> None:
    common = [entry(f"c{n}", "Portwick", title="Market days") for n in range(8)]
    state.archive([*common, entry("a", "Portwick", "Miriam Okafor", title="Seawall vote"), entry("b", "Elsewhere")])
    ranked = found(state, "Portwick", "Miriam Okafor", title="A vote on the seawall")
    assert ranked[0] == "a"
    assert set(ranked) == {"a", "b", *(e.key for e in common)}  # b shares the word


def test_an_entry_comes_back_whole(state: State) -> None:
    kept = entry("a", "Portwick", title="A “seawall” -- (or) NOT: 'x' & y | !z <-> *")
    state.archive([kept])
    (candidate,) = state.similar("coast", *terms_of(("Portwick",)))
    assert candidate.entry == kept
    assert candidate.relevance > 0


def test_an_article_that_comes_again_replaces_itself(state: State) -> None:
    state.archive([entry("a", "Portwick")])
    state.archive([entry("a", "Elsewhere", title="Another headline")])
    assert found(state, "Portwick", title="Council backs seawall") == []
    assert found(state, "Elsewhere") == ["a"]


def test_desks_do_not_see_each_other(state: State) -> None:
    state.archive([entry("a", "Portwick"), entry("b", "Portwick", desk=None), entry("c", "Portwick", desk="sport")])
    assert [found(state, "Portwick", desk=desk) for desk in ("coast", None, "sport", "none")] == [
        ["a"],
        ["b"],
        ["c"],
        [],
    ]


def test_what_is_taken_out_is_gone(state: State) -> None:
    state.archive([entry("a", "Portwick"), entry("b", "Portwick")])
    state.unarchive(["a", "unknown"])
    assert found(state, "Portwick") == ["b"]
    state.clear_archive()
    assert found(state, "Portwick") == []


@pytest.mark.parametrize("nothing", [(), ("Nowhere",)])
def test_no_terms_or_unknown_ones_find_nothing(state: State, nothing: tuple[str, ...]) -> None:
    state.archive([entry("a", "Portwick")])
    assert found(state, *nothing) == []


def test_many_terms_are_no_trouble(state: State) -> None:
    state.archive([entry("a", "Portwick")])
    assert found(state, "Portwick", *(f"Name {n}" for n in range(2000))) == ["a"]


def step(key: str, state: PublicationState = PublicationState.PUBLISHED, **changes: Any) -> Publication:
    given: dict[str, Any] = {
        "target": "rss",
        "kind": TargetKind.RSS,
        "desk": "coast",
        "version_id": key * 8,
        "key": key,
        "slug": f"a-{key}",
        "state": state,
        "at": NOW,
        "published": NOW,
    }
    return Publication(**(given | changes))


def test_what_stands_where(state: State) -> None:
    later = NOW.replace(day=21)
    state.remember_publication(step("a"), "folder-a", "coast")
    state.remember_publication(step("b", published=later), "folder-b", "coast")
    state.remember_publication(step("c", PublicationState.FAILED), "folder-c", "coast")
    state.remember_publication(step("d", PublicationState.RETRACTED), "folder-d", "coast")
    assert state.published_folders("coast", "rss", 10) == ["folder-b", "folder-a", "folder-d"]
    assert state.published_folders("coast", "rss", 1) == ["folder-b"]
    assert state.unfinished("coast") == [("folder-c", "rss")]
    assert state.standing("a") == [("rss", "a" * 8, PublicationState.PUBLISHED)]
    assert state.out_of_the_house("coast") == ["a" * 8, "b" * 8]
    assert state.out_of_the_house(None) == ["a" * 8, "b" * 8]
    assert state.out_of_the_house("sport") == []


def test_one_at_a_time(state: State) -> None:
    with state.holding("x", "draft x"), pytest.raises(Busy), state.holding("x", "draft x"):
        pass
    with state.holding("x", "draft x"), state.holding("y", "draft y"):
        pass


def test_the_index_of_drafts(state: State) -> None:
    states = (DraftState.APPROVED, DraftState.READY, DraftState.NEEDS_ATTENTION, DraftState.REJECTED)
    rows = [
        DraftRow(
            folder=f"draft {n}",
            version_id=f"{n:064x}",
            state=of,
            headline="100% of École",
            created_at=NOW,
            embargo_until=NOW,
        )
        for n, of in enumerate(states)
    ]
    damaged = DraftRow(folder="damaged", version_id=None, damage="can't be read")
    state.rebuild_drafts([*rows, damaged])
    state.index_draft(rows[1].model_copy(update={"assignee": "Ada", "desk": "coast"}))
    assert state.drafts_indexed()
    page = state.draft_page(Wanted(search="école 100%", damaged=False))
    assert [row.folder for row in page.rows] == ["draft 2", "draft 1", "draft 0", "draft 3"]
    assert page.rows[0] == rows[2]
    assert state.draft_page().rows[0] == damaged
    assert state.draft_page(Wanted(states=(DraftState.READY,), assignee="Ada", damaged=False)).total == 1
    assert state.draft_page(limit=1).counts == {
        "approved": 1,
        "ready": 1,
        "needs_attention": 1,
        "rejected": 1,
        "damaged": 1,
    }
    assert (page.desks, page.assignees) == (("coast",), ("Ada",))
    state.unindex_draft("damaged")
    assert state.draft_page().total == 4
    assert state.draft_folders("0" * 60) == [row.folder for row in rows]


def test_an_older_database_counts_what_it_holds(tmp_path: Path) -> None:
    """What was archived before frequencies were kept is found as before."""
    import sqlalchemy as sa

    with open_state(tmp_path, None) as opened:
        opened.archive([entry("a", "Portwick"), entry("b", "Portwick", "Miriam Okafor")])
        opened.unarchive(["b"])
    engine = sa.create_engine(f"sqlite:///{tmp_path}/.state/nutgraf.sqlite")
    with engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE archive_frequency"))
        connection.execute(sa.text("CREATE VIRTUAL TABLE archive_vocabulary USING fts5vocab(archive_terms, row)"))
        connection.execute(sa.text("UPDATE nutgraf_schema SET version = 6"))
    engine.dispose()
    with open_state(tmp_path, None) as opened:
        assert found(opened, "Portwick") == ["a"]
        assert found(opened, "Miriam Okafor") == []
