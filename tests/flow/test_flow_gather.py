from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest
from batch_folder import make_desk
from nutgraf_command import EXAMPLES, Nutgraf

from pipeline import settings
from pipeline.flow.gather import Gathering, gather, grouped, harvested
from pipeline.journal import Journal
from pipeline.models import Relation
from pipeline.state import open_state


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pages = tmp_path / "sources" / "pages"
    pages.mkdir(parents=True)
    for page in [
        *EXAMPLES.glob("seawall-*.html"),
        *EXAMPLES.glob("tram-strike-*.html"),
        EXAMPLES / "grain-ledger.html",
    ]:
        shutil.copy(page, pages)
    (tmp_path / "sources" / "city.toml").write_text('name = "City"\nfolders = ["pages"]\n')
    return tmp_path


def _gather(folder: Path, *, keep: bool) -> Gathering:
    loaded = settings.load(folder, {}, desk="city", environment={})
    assert loaded.desk is not None
    with open_state(loaded.state_folder, None) as state:
        found = asyncio.run(gather(loaded, loaded.desk, state, Journal()))
        if keep:
            found.keep(state)
    return found


def test_a_desks_pages_become_stories_with_frozen_dossiers(folder: Path) -> None:
    found = _gather(folder, keep=False)
    sites = sorted(sorted(d.site or "" for d in s.dossier.documents) for s in found.stories)
    assert sites == [
        ["Brackwater Tribune", "Meridian Wire", "The Harbour Ledger"],
        ["Brackwater Tribune", "The Vesper"],
        ["The Harbour Ledger"],
    ]
    assert all(s.dossier.facts for s in found.stories)


def test_what_was_kept_is_not_new_again_and_a_later_report_joins_its_story(folder: Path) -> None:
    late = folder / "sources" / "pages" / "seawall-wire.html"
    text = late.read_bytes()
    late.unlink()
    first = _gather(folder, keep=True)
    seawall = next(
        s for s in first.stories if len(s.dossier.documents) == 2 and "seawall" in s.dossier.documents[0].title
    )
    assert _gather(folder, keep=False).stories == ()

    late.write_bytes(text)
    (second,) = _gather(folder, keep=True).stories
    assert second.group.story_id == seawall.group.story_id
    (decision,) = second.group.decisions
    assert decision.relation == Relation.REPORT
    assert decision.score > decision.runner_up_score
    with open_state(folder / "output", None) as state:
        assert [d.relation for d in state.decisions(seawall.group.story_id)][-1] == Relation.REPORT


def test_grouping_can_be_switched_off(folder: Path) -> None:
    desk = folder / "sources" / "city.toml"
    desk.write_text(desk.read_text() + '[stories]\ngrouping = "off"\n')
    assert [len(s.dossier.documents) for s in _gather(folder, keep=False).stories] == [1] * 6


def test_the_command_shows_stories_and_remembers_nothing(nutgraf: Nutgraf, folder: Path) -> None:
    nutgraf.folder = folder
    for _ in range(2):
        told = nutgraf("sources", "stories", "city", "--json")
        assert told.code == 0
        assert sorted(len(s["pages"]) for s in told.json) == [1, 2, 3]
    shown = nutgraf("sources", "stories", "city").out
    assert "report" in shown
    assert "Port Halloran" in shown or "seawall" in shown


def test_pages_that_one_run_has_no_room_for_come_with_the_next(tmp_path: Path) -> None:
    make_desk(tmp_path, 6)
    loaded = settings.load(tmp_path, {}, desk="city", environment={})
    assert loaded.desk is not None
    found: list[str] = []
    with open_state(loaded.state_folder, None) as state:
        for _ in range(3):
            some = asyncio.run(harvested(loaded, loaded.desk, state, Journal(), max_pages=4))
            grouped(some, loaded, loaded.desk, state).keep(state)
            found.append(" ".join(sorted(Path(d.location).stem for d in some.documents)))
    assert found == ["0000 0001 0002 0003", "0004 0005", ""]
