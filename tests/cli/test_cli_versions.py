"""Drafts that follow each other: what takes whose place, and what is never lost."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from nutgraf_command import EXAMPLES, Nutgraf

ONE = EXAMPLES / "ferries-coast.html"


def _state(path: str) -> Any:
    return json.loads((Path(path) / "draft.json").read_text())["state"]


@pytest.fixture
def known(nutgraf: Nutgraf) -> Nutgraf:
    """The endpoint was tried out while it still behaved."""
    assert nutgraf("doctor").code == 0
    return nutgraf


@pytest.mark.parametrize("mode", ["prose", "invent"])
def test_a_worse_draft_does_not_retire_a_ready_one(known: Nutgraf, mode: str) -> None:
    good = known("draft", ONE, "--json").json
    known.fake.configure(mode=mode)
    bad = known("draft", ONE, "--fresh", "--json")
    assert bad.code == 3
    assert _state(good["path"]) == "ready"
    assert known("review", "approve", good["id"], "--by", "Ada").code == 0


def test_a_version_that_is_asked_for_again_stands_again(nutgraf: Nutgraf) -> None:
    page = nutgraf.folder / "page.html"
    text = ONE.read_text()
    page.write_text(text)
    first = nutgraf("draft", page, "--json").json
    page.write_text(text.replace("</article>", "<p>The ferry line answered on Friday evening.</p></article>"))
    second = nutgraf("draft", page, "--json").json
    assert (_state(first["path"]), _state(second["path"])) == ("superseded", "ready")
    page.write_text(text)
    calls = len(nutgraf.fake.calls())
    again = nutgraf("draft", page, "--json")
    assert (again.code, again.json["id"]) == (0, first["id"])
    assert (_state(first["path"]), _state(second["path"])) == ("ready", "superseded")
    assert len(nutgraf.fake.calls()) == calls


def test_desks_keep_their_stories_apart_unless_they_share_them(nutgraf: Nutgraf) -> None:
    sources = nutgraf.folder / "sources"
    sources.mkdir()
    (sources / "note.md").write_text("The ferry line was founded in 1961.\n")
    (sources / "city.toml").write_text('name = "City"\n')
    (sources / "coast.toml").write_text('name = "Coast"\nnotes = ["note.md"]\n')
    first = nutgraf("draft", ONE, "--desk", "city", "--json").json
    second = nutgraf("draft", ONE, "--desk", "coast", "--json").json
    assert first["story_id"] != second["story_id"]
    assert (_state(first["path"]), _state(second["path"])) == ("ready", "ready")


def test_a_desk_that_changes_its_disclaimer_changes_it_without_a_call(nutgraf: Nutgraf) -> None:
    (nutgraf.folder / "sources").mkdir()
    desk = nutgraf.folder / "sources" / "city.toml"
    desk.write_text('name = "City"\n')
    nutgraf("draft", ONE, "--desk", "city", "--json")
    calls = len(nutgraf.fake.calls())
    desk.write_text('name = "City"\ndisclaimer = "Von einer Maschine verfasst."\n')
    told = nutgraf("draft", ONE, "--desk", "city", "--json").json
    assert "Von einer Maschine verfasst." in (Path(told["path"]) / "article.html").read_text()
    assert len(nutgraf.fake.calls()) == calls


def test_a_fresh_attempt_that_was_killed_is_finished_and_not_begun_anew(nutgraf: Nutgraf) -> None:
    nutgraf("draft", ONE)
    before = len(nutgraf.written_calls())
    nutgraf.fake.configure(delay=0.4)
    process = nutgraf.start("draft", ONE, "--fresh")
    deadline = time.monotonic() + 60
    while len(nutgraf.written_calls()) < before + 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    nutgraf.fake.configure(delay=0.0)
    assert nutgraf("draft", ONE, "--fresh").code == 0
    prompts = [c["prompt"] for c in nutgraf.written_calls()[before:]]
    assert len(prompts) - len(set(prompts)) <= 1  # the call that was in flight


def test_a_damaged_draft_stops_no_other(nutgraf: Nutgraf) -> None:
    broken = Path(nutgraf("draft", ONE, "--json").json["path"])
    (broken / "draft.json").write_text('{"x":')
    assert nutgraf("draft", EXAMPLES / "grain-ledger.html").code == 0
    listed = nutgraf("review", "list")
    assert listed.code == 0
    assert f"{broken}: draft.json can't be read" in listed.err
    shown = nutgraf("review", "show", broken)
    assert shown.code == 1
    assert "http" not in shown.err


def test_an_interrupt_is_one_line_and_the_same_command_goes_on(nutgraf: Nutgraf) -> None:
    nutgraf.fake.configure(delay=0.5)
    process = nutgraf.start("draft", ONE, "--quiet")
    while not nutgraf.written_calls():
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (130, "")
    assert err == "nutgraf: stopped. The same command goes on where it was.\n"
    nutgraf.fake.configure(delay=0.0)
    assert nutgraf("draft", ONE).code == 0
    prompts = [c["prompt"] for c in nutgraf.written_calls()]
    assert len(prompts) - len(set(prompts)) <= 1


def test_a_failed_source_is_told_with_the_draft(nutgraf: Nutgraf) -> None:
    result = nutgraf("draft", ONE, "missing.html", "--quiet")
    assert result.code == 0
    assert "structure.sources" in result.out
    assert "missing.html" in result.out


@pytest.mark.parametrize("key", ["sk-SECRET-123\n", "sk-SECRET 123", "sk-SECRET-\u0416"])
def test_a_key_is_in_no_message(nutgraf: Nutgraf, key: str) -> None:
    process = subprocess.run(
        [*nutgraf.command, "draft", ONE, "--dir", nutgraf.folder],
        env={**nutgraf.whole_environment, "OPENAI_API_KEY": key},
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode in (1, 2)
    assert "SECRET" not in process.stdout + process.stderr


def test_a_named_model_without_an_endpoint_is_a_mistake(nutgraf: Nutgraf) -> None:
    nutgraf.unset = ("OPENAI_API_KEY", "OPENAI_BASE_URL")
    result = nutgraf("draft", ONE, "--model", "gpt-5-mini")
    assert result.code == 2
    assert "Set OPENAI_API_KEY or OPENAI_BASE_URL" in result.err


def test_a_blank_name_approves_nothing(nutgraf: Nutgraf) -> None:
    made = nutgraf("draft", ONE, "--json").json
    assert nutgraf("review", "approve", made["id"], "--by", "").code == 2
    assert _state(made["path"]) == "ready"
