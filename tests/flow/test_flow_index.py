from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from builders import NOW, analysis, blocker, dossier, draft

from pipeline.flow.index import open_store, queue, reindex
from pipeline.models import DraftRow, Report
from pipeline.publish import render
from pipeline.settings import Settings
from pipeline.state import Wanted
from pipeline.states import DraftState
from pipeline.store import Folder

SOURCES = dossier("The council voted 7 to 2.")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(dir=tmp_path, output=tmp_path / "output")


def add(settings: Settings, number: int, headline: str = "Council backs seawall", **changes: object) -> Folder:
    made = draft(
        version_id=f"{number:08x}" + "0" * 56,
        analysis=analysis(headline=headline),
        created_at=NOW + timedelta(minutes=number),
        **changes,
    )
    return open_store(settings).add(made, SOURCES, render(made, SOURCES))


def ids(settings: Settings, **wanted: object) -> list[str]:
    rows = queue(settings, Wanted(**wanted)).rows  # type: ignore[arg-type]
    return [(row.version_id or "damaged")[:8].lstrip("0") for row in rows]


def test_the_queue_is_built_when_it_never_was_and_then_kept(settings: Settings) -> None:
    add(settings, 1)
    assert ids(settings) == ["1"]
    folder = add(settings, 2)
    assert ids(settings) == ["2", "1"]
    store = open_store(settings)
    store.update(folder, store.draft(folder).model_copy(update={"state": DraftState.REJECTED}), {})
    assert ids(settings, states=(DraftState.READY,)) == ["1"]


def test_reindex_finds_copies_drops_what_is_gone_and_lists_what_is_damaged(settings: Settings, tmp_path: Path) -> None:
    gone, damaged = add(settings, 1), add(settings, 2)
    assert len(ids(settings)) == 2
    copied = tmp_path / "output" / "by hand"
    shutil.copytree(str(damaged), copied)
    shutil.rmtree(str(gone))
    Path(damaged.file("draft.json")).write_text('{"schema_version": 1}')
    rows = {row.folder: row for row in reindex(settings)}
    assert set(rows) == {"by hand", damaged.name}
    assert rows["by hand"].version_id
    assert "can't be read as version 1" in str(rows[damaged.name].damage)
    assert ids(settings) == ["damaged", "2"]
    assert ids(settings, damaged=False) == ["2"]


def test_parked_drafts_come_first_then_the_newest(settings: Settings) -> None:
    reindex(settings)
    add(settings, 1, state=DraftState.NEEDS_ATTENTION, report=Report(findings=(blocker(),)))
    add(settings, 2)
    add(settings, 3, state=DraftState.NEEDS_ATTENTION)
    add(settings, 4, state=DraftState.APPROVED)
    assert ids(settings) == ["3", "1", "2", "4"]


def test_what_is_wanted(settings: Settings) -> None:
    add(settings, 1, "Ferries: 100% full_day", desk="coast", assignee="Ada")
    add(settings, 2, "ÉCOLE closes", desk="city", report=Report(findings=(blocker(),)))
    add(settings, 3, "Ferries again", desk="coast")
    assert ids(settings, desk="coast") == ["3", "1"]
    assert ids(settings, assignee="Ada") == ["1"]
    assert ids(settings, severity="blockers") == ["2"]
    assert ids(settings, severity="clean") == ["3", "1"]
    assert ids(settings, search="ferries AGAIN") == ["3"]
    assert ids(settings, search="école") == ["2"]
    assert ids(settings, search="100%") == ["1"]
    assert ids(settings, search="full%day") == []
    page = queue(settings, Wanted(states=(DraftState.APPROVED,)))
    assert (page.counts, page.total, page.desks, page.assignees) == ({"ready": 3}, 0, ("city", "coast"), ("Ada",))


def test_the_age_of_a_draft(settings: Settings) -> None:
    new = draft(version_id="a" * 64, created_at=datetime.now(UTC))
    open_store(settings).add(new, SOURCES, {})
    old = draft(version_id="b" * 64, created_at=datetime.now(UTC) - timedelta(days=3))
    open_store(settings).add(old, SOURCES, {})
    assert ids(settings, newest_days=1) == ["aaaaaaaa"]
    assert ids(settings, newest_days=-1) == ["bbbbbbbb"]


def test_pages_of_the_queue(settings: Settings) -> None:
    for number in range(1, 6):
        add(settings, number)
    page = queue(settings, Wanted(), offset=2, limit=2)
    assert ([(r.version_id or "")[:8].lstrip("0") for r in page.rows], page.total) == (["3", "2"], 5)


def test_a_row_says_what_the_draft_says(settings: Settings) -> None:
    folder = add(settings, 7, "a \0 nul", embargo_until=NOW)
    (row,) = queue(settings, Wanted()).rows
    assert row == DraftRow(
        folder=folder.name,
        version_id=f"{7:08x}" + "0" * 56,
        story_id="1234567812345678",
        state=DraftState.READY,
        format="analysis",
        headline=row.headline,
        dek=analysis().dek,
        created_at=NOW + timedelta(minutes=7),
        embargo_until=NOW,
    )
