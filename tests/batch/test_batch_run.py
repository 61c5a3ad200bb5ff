from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

import pytest
from batch_folder import make_desk, page
from nutgraf_command import Nutgraf

from pipeline.store import Store

APART = '[stories]\ngrouping = "off"\n'


def _files(folder: Path) -> dict[Path, int]:
    return {p: p.stat().st_mtime_ns for p in (folder / "output").glob("20*/**/*")}


def test_a_run_writes_each_story_once_and_a_second_run_nothing(nutgraf: Nutgraf) -> None:
    make_desk(nutgraf.folder, 3, more=APART)
    told = nutgraf("run", "--json")
    assert told.code == 0
    assert told.json["stories"] == {"done": 3}
    drafts = [d for _, d in Store(nutgraf.folder / "output").readable()]
    assert sorted(d.desk or "" for d in drafts) == ["city"] * 3
    assert len({d.story_id for d in drafts}) == 3
    calls, files = len(nutgraf.fake.calls()), _files(nutgraf.folder)

    finished = nutgraf("cancel", told.json["run_id"])
    assert (finished.code, "nothing of it is left" in finished.err) == (2, True)
    again = nutgraf("run", "--json").json
    assert again["stories"] == {}
    assert len(nutgraf.fake.calls()) == calls
    assert _files(nutgraf.folder) == files

    folder = nutgraf.folder / "output" / "runs" / told.json["run_id"]
    events = [json.loads(line) for line in (folder / "run.jsonl").read_text().splitlines()]
    asked = [e for e in events if e["event"] == "gen_ai.client.inference.operation.details"]
    assert len(asked) == told.json["calls"] == len(nutgraf.written_calls())
    assert sum(e["gen_ai.usage.input_tokens"] for e in asked) == told.json["prompt_tokens"]
    assert [e["event"] for e in events if e["event"].startswith("run.")] == [
        "run.started",
        "run.collected",
        "run.finished",
    ]
    page_text = (folder / "summary.html").read_text()
    assert "<svg" in page_text
    assert all(d.analysis and d.analysis.headline.split()[0] in page_text for d in drafts)

    status = nutgraf("status", "--json").json
    assert status["stories"] == {"done": 3}
    assert [run["state"] for run in status["runs"]] == ["done", "done"]
    assert status["today"]["calls"] == told.json["calls"]


def test_a_changed_page_is_a_new_version_that_keeps_the_other_sources(nutgraf: Nutgraf) -> None:
    place = make_desk(nutgraf.folder, 1)
    (place / "copy.html").write_text(
        page(0)
        .replace("post0.example/0", "other.example/a")
        .replace(
            "<article>",
            "<article><p>A second report says: the mayor left early and would not answer any questions at all.</p>",
        )
    )
    first = nutgraf("run", "--json").json
    assert first["stories"] == {"done": 1}
    old = next(iter(Store(nutgraf.folder / "output").readable()))[1]
    changed = place / "0000.html"
    changed.write_text(
        changed.read_text().replace("</article>", "<p>The minister promised an answer by Friday.</p></article>")
    )
    second = nutgraf("run", "--json").json
    assert second["stories"] == {"done": 1}
    store = Store(nutgraf.folder / "output")
    new = store.draft(store.resolve(second["lines"][0]["version_id"]))
    assert (new.story_id, new.predecessor) == (old.story_id, old.version_id)
    dossier = store.dossier(store.resolve(new.version_id))
    assert any("Friday" in passage.text for passage in dossier.passages())
    assert {d.state for _, d in store.readable()} == {"ready", "superseded"}


def test_a_dry_run_asks_nothing_and_remembers_nothing(nutgraf: Nutgraf) -> None:
    make_desk(nutgraf.folder, 2, more=APART + "[model]\nprompt_price = 1.0\ncompletion_price = 2.0\n")
    found = nutgraf("run", "--dry-run", "--json").json
    assert len(found) == 2
    assert all(one["cost"] > 0 and one["calls"] == 4 for one in found)
    assert nutgraf.fake.calls() == []
    assert len(nutgraf("run", "--dry-run", "--json").json) == 2


def test_what_a_run_has_no_room_for_comes_with_the_next(nutgraf: Nutgraf) -> None:
    make_desk(nutgraf.folder, 3, more=APART)
    first = nutgraf("run", "--limit", "2", "--json").json
    assert first["stories"] == {"done": 2, "waiting": 1}
    assert first["waiting"] == {"room": 1}
    assert nutgraf("run", "--json").json["stories"] == {"done": 1}
    assert nutgraf("status", "--json").json["stories"] == {"done": 3}


def test_a_second_run_is_told_who_is_at_it_and_a_draft_works_beside_it(nutgraf: Nutgraf) -> None:
    make_desk(nutgraf.folder, 2, more=APART)
    other = nutgraf.folder / "other.html"
    other.write_text(page(99))
    nutgraf.fake.configure(delay=0.25)
    process = nutgraf.start("run")
    try:
        while not nutgraf.written_calls():
            assert process.poll() is None
            time.sleep(0.05)
        second = nutgraf("run")
        assert second.code == 75
        assert f"is held by another run (process {process.pid}" in second.err
        assert nutgraf("draft", other, "--quiet").code in (0, 3)
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.communicate()


def test_a_retried_and_a_cancelled_story(nutgraf: Nutgraf) -> None:
    make_desk(nutgraf.folder, 1)
    nutgraf.fake.configure(delay=0.25)
    process = nutgraf.start("run")
    while not nutgraf.written_calls():
        time.sleep(0.05)
    run = nutgraf("status", "--json").json["runs"][0]
    assert run["state"] == "running"
    assert nutgraf("cancel", run["run_id"], "--json").json == {"cancelled": 1}
    process.wait(60)
    process.communicate()
    status = nutgraf("status", "--json").json
    assert [t["state"] for t in status["troubles"]] == ["failed"]
    assert status["runs"][0]["state"] == "cancelled"
    nutgraf.fake.configure(delay=0.0)
    assert nutgraf("retry", "--failed", "--json").json == [status["troubles"][0]["version_id"]]
    assert nutgraf("run", "--json").json["stories"] == {"done": 1}


def test_a_run_that_is_killed_leaves_what_happened(nutgraf: Nutgraf) -> None:
    make_desk(nutgraf.folder, 1)
    nutgraf.fake.configure(delay=0.6)
    process = nutgraf.start("run")
    deadline = time.monotonic() + 30
    events: list[dict[str, str]] = []
    while "gen_ai.client.inference.operation.details" not in [e["event"] for e in events]:
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.1)
        for path in (nutgraf.folder / "output").glob("runs/*/run.jsonl"):
            events = [json.loads(line) for line in path.read_text().split("\n")[:-1]]
    process.kill()
    process.communicate()
    assert [e["event"] for e in events][:2] == ["run.started", "run.collected"]
    assert "story.queued" in [e["event"] for e in events]
    assert "run.finished" not in [e["event"] for e in events]


def test_prune_with_nothing_there_removes_nothing(nutgraf: Nutgraf) -> None:
    pruned = nutgraf("prune", "--older-than", "90d", "--json")
    assert pruned.code == 0, pruned.err
    assert set(pruned.json.values()) == {0}


def test_stories_of_a_desk_that_is_gone_end_with_a_reason_and_can_be_brought_back(nutgraf: Nutgraf) -> None:
    make_desk(nutgraf.folder, 1)
    make_desk(nutgraf.folder, 1, name="county", first=1)
    assert nutgraf("doctor").code == 0
    for _ in range(20):
        nutgraf.fake.reply(status=401, body={"error": {"message": "no"}})
    assert nutgraf("run", "--quiet", "--json").json["stories"] == {"waiting": 2}
    nutgraf.fake.reset()
    desk = nutgraf.folder / "sources" / "county.toml"
    text = desk.read_text()
    desk.unlink()

    assert nutgraf("run", "--quiet", "--json").json["stories"] == {"done": 1}
    [trouble] = nutgraf("status", "--json").json["troubles"]
    assert (trouble["state"], trouble["desk"]) == ("failed", "county")
    assert trouble["reason"].startswith("its desk is gone: put sources/county.toml back, then `nutgraf retry ")
    refused = nutgraf("retry", trouble["version_id"])
    assert refused.code == 2
    assert "its desk 'county' has no file any more" in refused.err
    assert nutgraf("retry", "--failed", "--json").json == []

    desk.write_text(text)
    assert nutgraf("retry", "--failed", "--json").json == [trouble["version_id"]]
    assert nutgraf("run", "--quiet", "--json").json["stories"] == {"done": 1}


@pytest.mark.parametrize(
    ("arguments", "desk", "said"),
    [
        (["run"], None, "there is none to run"),
        (["run", "nowhere"], 'name = "City"\n', "desk 'nowhere': there is no such desk"),
        (["run"], 'name = "City"\n[schedule]\ncron = "61 * * * *"\n', "is no cron expression"),
        (["run"], 'name = "City"\n[schedule]\ncron = "1 * * * *"\ntimezone = "Mars"\n', "must be a time zone"),
        (["run", "--max-cost", "1"], 'name = "City"\n', "is unpriced, so no limit can be kept"),
        (["run"], 'name = "City"\n[limits]\nmax_cost_per_day = 1\n', "is unpriced, so no limit can be kept"),
        (["run", "--max-cost", "0"], 'name = "City"\n', "must be more than 0"),
        (["serve"], None, "there is none to run"),
        (["retry"], None, "needs ids or --failed"),
        (["retry", "ffff"], None, "there is no such work"),
        (["cancel", "ffff"], None, "there is no such run"),
        (["prune", "--older-than", "soon"], None, "is no age"),
    ],
)
def test_a_mistake_is_one_line(nutgraf: Nutgraf, arguments: list[str], desk: str | None, said: str) -> None:
    if desk is not None:
        (nutgraf.folder / "sources").mkdir()
        (nutgraf.folder / "sources" / "city.toml").write_text(desk)
    result = nutgraf(*arguments)
    assert result.code == 2
    assert said in result.err
    assert len(result.err.splitlines()) == 1


@pytest.mark.parametrize("address", ["127.0.0.1:9/nutgraf", "127.0.0.1:port/nutgraf", "@/nutgraf", "[::1/nutgraf"])
def test_a_database_out_of_reach_is_one_line(nutgraf: Nutgraf, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    make_desk(nutgraf.folder, 1)
    monkeypatch.setenv("NUTGRAF_DATABASE_URL", f"postgresql://desk:hunter2@{address}")
    result = nutgraf("run")
    assert (result.code, len(result.err.splitlines())) == (1, 1)
    assert "hunter2" not in result.err


def test_prune_removes_texts_and_keeps_records_of_approved_articles(nutgraf: Nutgraf) -> None:
    make_desk(nutgraf.folder, 2, more=APART)
    lines = nutgraf("run", "--json").json["lines"]
    approved = lines[0]["version_id"]
    assert nutgraf("review", "approve", approved, "--by", "Ada", "--override", "a test").code == 0
    assert nutgraf("prune", "--json").json == {"drafts": 0, "texts": 0, "records": 0}  # no desk says how long
    store = Store(nutgraf.folder / "output")
    for place in list(store.folders()):
        old = json.loads(Path(str(place), "draft.json").read_text())
        Path(str(place), "draft.json").write_text(json.dumps({**old, "created_at": "2026-01-01T00:00:00Z"}))
    pruned = nutgraf("prune", "--older-than", "30d", "--json").json
    assert (pruned["drafts"], pruned["texts"]) == (1, 1)
    left = [d.version_id for _, d in store.readable()]
    assert left == [approved]
    dossier = store.dossier(store.resolve(approved))
    assert dossier.is_emptied
    assert dossier.documents[0].url
    assert nutgraf("prune", "--older-than", "30d", "--json").json["texts"] == 0
    shutil.rmtree(nutgraf.folder / "output")
