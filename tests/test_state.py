from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from pipeline.errors import NotAllowed, StoreError
from pipeline.models import KnownPage
from pipeline.state import Fetched, State, database_url, open_state, tables
from pipeline.state.tables import MIGRATIONS
from pipeline.states import StoryState


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with open_state(tmp_path, None) as opened:
        yield opened


def test_a_later_source_joins_the_story_of_a_known_one(state: State) -> None:
    state.add_story("first", ["a.example/1"], "city")
    state.add_story("first", ["a.example/1", "b.example/2"], "city")
    assert state.known_story(["b.example/2", "c.example/3"]) == "first"
    assert state.known_story(["c.example/3"]) is None


def test_a_source_stays_with_the_story_it_was_first_seen_in(state: State) -> None:
    state.add_story("first", ["a.example/1"], None)
    state.add_story("second", ["b.example/2", "a.example/1"], None)
    assert state.known_story(["a.example/1"]) == "first"
    assert state.known_story(["b.example/2"]) == "second"


def test_story_states_follow_the_table_of_moves(state: State) -> None:
    state.add_story("s", ["a"], None)
    assert state.story_state("s") == StoryState.QUEUED
    with pytest.raises(NotAllowed, match="story s: is queued and can't become done"):
        state.move_story("s", StoryState.DONE)
    state.move_story("s", StoryState.WRITING)
    state.move_story("s", StoryState.WAITING, "endpoint is down")
    assert state.story_state("s") == StoryState.WAITING


def test_what_stories_look_like_is_remembered_by_desk_and_time(state: State) -> None:
    before = datetime.now(UTC) - timedelta(minutes=1)
    pages = [KnownPage(source=s, story_id=s[0], published="2026-11-18", signature=s.encode()) for s in ("a/1", "b/1")]
    for page, desk in zip(pages, ("city", "coast"), strict=True):
        state.add_story(page.story_id, [page.source], desk, desk)
        state.remember_pages([page], desk)
    assert state.known_pages(before) == []
    assert state.known_pages(before, "coast") == pages[1:]
    assert state.known_pages(datetime.now(UTC) + timedelta(minutes=1)) == []
    changed = pages[0].model_copy(update={"signature": b"changed", "published": None})
    state.remember_pages([changed], "city")
    assert state.known_pages(before, "city") == [changed]


def test_attempts_are_counted_per_work(state: State) -> None:
    state.add_story("s", ["a"], None)
    assert state.attempts("work") == 0
    for attempt in (1, 1, 2):
        state.add_attempt("work", attempt, "s")
    assert state.attempts("work") == 2
    assert state.attempts("other") == 0


def test_capabilities_are_remembered_by_base_url_and_model(state: State) -> None:
    state.remember_capabilities("http://a/v1", "m", {"streaming": True})
    state.remember_capabilities("http://a/v1", "m", {"streaming": False})
    assert state.capabilities("http://a/v1", "m") == {"streaming": False}
    assert state.capabilities("http://a/v1", "other") is None


def test_a_database_is_opened_again_with_what_it_holds(tmp_path: Path) -> None:
    for _ in range(2):
        with open_state(tmp_path, None) as state:
            state.add_story("s", ["a"], None)
            assert state.known_story(["a"]) == "s"


def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    url = database_url(tmp_path, None)
    State(url).close()
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE nutgraf_schema SET version = 99"))
    engine.dispose()
    with pytest.raises(StoreError, match=r"written by a newer nutgraf\. Upgrade nutgraf"):
        State(url)


def test_a_file_that_is_no_database_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / ".state").mkdir()
    (tmp_path / ".state" / "nutgraf.sqlite").write_bytes(b"not a database, just a long enough text file " * 30)
    with pytest.raises(StoreError, match="file is not a database"):
        open_state(tmp_path, None)


def test_a_password_in_the_url_is_in_no_error() -> None:
    with pytest.raises(StoreError) as caught:
        State("postgresql://desk:hunter2@127.0.0.1:1/nutgraf")
    assert "hunter2" not in str(caught.value)


# --- collecting ---------------------------------------------------------------------------------


def test_site_files_are_kept_for_a_while(state: State) -> None:
    assert state.site_files("https://a.example", 24) is None
    for text in ("first", "second"):
        state.remember_site_files("https://a.example", {"robots": text, "tdmrep": None})
    assert state.site_files("https://a.example", 24) == {"robots": "second", "tdmrep": None}
    assert state.site_files("https://a.example", -1) is None


def test_versions_are_kept_per_desk(state: State) -> None:
    version = Fetched('"1"', None, "0" * 64, "settings")
    state.remember_fetched("city", {"https://a.example/feed": version, "https://b.example/feed": version})
    state.remember_fetched("city", {"https://a.example/feed": version._replace(etag='"2"')})
    assert {at: found.etag for at, found in state.fetched("city").items()} == {
        "https://a.example/feed": '"2"',
        "https://b.example/feed": '"1"',
    }
    assert state.fetched("coast") == {}


def test_more_seen_entries_than_one_statement_takes(state: State) -> None:
    keys = [f"{n:064}" for n in range(1200)]
    state.remember_seen("city", keys[:700])
    state.remember_seen("city", keys[600:1100])
    assert state.seen("city", keys) == set(keys[:1100])
    assert state.seen("coast", keys) == set()


def test_a_database_of_an_older_version_gets_the_new_tables(tmp_path: Path) -> None:
    url = database_url(tmp_path, None)
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        MIGRATIONS[0](connection)
        connection.execute(sa.text("CREATE TABLE nutgraf_schema (version INTEGER NOT NULL)"))
        connection.execute(sa.text("INSERT INTO nutgraf_schema VALUES (1)"))
    engine.dispose()
    with State(url) as state:
        state.add_story("s", ["a"], None)
        assert state.seen("city", ["x"]) == set()
        assert state.known_pages(datetime(2026, 1, 1, tzinfo=UTC)) == []


def test_a_change_that_is_stored_late_is_not_missed(state: State) -> None:
    """A worker under load may commit seconds after it took the time: who waits for a run must see it all the same."""
    state.add_run("r", ["city"], "e", None)
    state.add_work("v1", "s1", "r", "city", "One")
    state.add_work("v2", "s2", "r", "city", "Two")
    known = state.moved("r", {})
    with state.transaction() as connection:
        late = {"state": StoryState.DONE, "updated": datetime(2000, 1, 1)}  # noqa: DTZ001  (as the table has it)
        connection.execute(sa.update(tables.work).where(tables.work.c.version_id == "v1").values(**late))
    now = state.moved("r", known)
    assert {v: row.state for v, row in now.items()} == {"v1": "done", "v2": "queued"}
    assert now["v2"] is known["v2"]
    state.take_over(["v2"], "another")
    assert set(state.moved("r", now)) == {"v1"}
