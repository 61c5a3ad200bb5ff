from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from nutgraf_command import EXAMPLES, Nutgraf

from pipeline.labels import DISCLAIMER

ONE = EXAMPLES / "ferries-coast.html"


@pytest.fixture
def parked(nutgraf: Nutgraf) -> Path:
    nutgraf("doctor")
    nutgraf.fake.configure(mode="invent")
    result = nutgraf("draft", EXAMPLES / "grain-ledger.html", "--json")
    nutgraf.fake.configure(mode="grounded")
    assert result.code == 3
    return Path(result.json["path"])


@pytest.fixture
def ready(nutgraf: Nutgraf) -> Path:
    result = nutgraf("draft", ONE, "--json")
    assert result.code == 0
    return Path(result.json["path"])


def test_extract_shows_metadata_and_numbered_passages(nutgraf: Nutgraf) -> None:
    result = nutgraf("extract", ONE, "--quiet")
    assert result.code == 0
    assert "[p1]" in result.out
    assert "[p2]" in result.out
    (told,) = nutgraf("extract", ONE, "--json").json
    assert told["refused"] is None
    assert told["passages"][0]["id"] == "p1"
    assert told["published"].startswith("2026-")


def test_check_says_what_the_draft_says(nutgraf: Nutgraf, parked: Path, ready: Path) -> None:
    again = nutgraf("check", parked, "--json")
    assert again.code == 3
    assert again.json["findings"] == json.loads((parked / "draft.json").read_text())["report"]["findings"]
    assert nutgraf("check", parked).code == 3
    assert nutgraf("check", ready.name).code == 0


def test_the_queue_lists_parked_drafts_first(nutgraf: Nutgraf, ready: Path, parked: Path) -> None:
    rows = nutgraf("review", "list", "--json").json
    assert [(r["state"], r["path"]) for r in rows] == [("needs_attention", str(parked)), ("ready", str(ready))]
    assert rows[0]["blockers"] > 0
    assert nutgraf("review", "list", "--state", "rejected", "--json").json == []
    assert str(rows[0]["id"])[:8] in nutgraf("review", "list").out


def test_show_has_the_article_and_its_findings(nutgraf: Nutgraf, parked: Path) -> None:
    shown = " ".join(nutgraf("review", "show", parked).out.split())
    assert DISCLAIMER in shown
    assert "State: needs_attention" in shown
    assert nutgraf("review", "show", parked.name[-8:], "--json").json["analysis"]["headline"]


def test_approving_with_open_blockers_needs_a_reason_and_is_recorded(nutgraf: Nutgraf, parked: Path) -> None:
    refused = nutgraf("review", "approve", parked, "--by", "Ada")
    assert refused.code == 1
    assert "open blockers" in refused.err
    assert not (parked / "review.jsonl").exists()

    keys = [b["key"] for b in nutgraf("review", "show", parked, "--json").json["open_blockers"]]
    reasons = [part for key in keys for part in ("--override", f"{key}=checked by phone")]
    done = nutgraf("review", "approve", parked, "--by", "Ada", *reasons, "--json")
    assert (done.code, done.json["state"]) == (0, "approved")
    (line,) = (parked / "review.jsonl").read_text().splitlines()
    decision = json.loads(line)
    assert (decision["by"], decision["verdict"]) == ("Ada", "approve")
    assert [o["key"] for o in decision["overridden"]] == keys
    assert {o["reason"] for o in decision["overridden"]} == {"checked by phone"}
    assert "not reviewed" not in (parked / "article.html").read_text()
    assert DISCLAIMER in (parked / "article.html").read_text()
    assert "approve by Ada" in nutgraf("review", "show", parked).out


def test_rejecting_keeps_the_reason(nutgraf: Nutgraf, ready: Path) -> None:
    assert nutgraf("review", "reject", ready, "--by", "Ada", "--reason", "not_news", "--words", "old news").code == 0
    assert json.loads((ready / "draft.json").read_text())["state"] == "rejected"
    assert "old news" in (ready / "review.jsonl").read_text()


@pytest.mark.parametrize("command", [("check",), ("review", "show"), ("review", "approve"), ("review", "reject")])
def test_an_unknown_draft_is_a_usage_error(nutgraf: Nutgraf, command: tuple[str, ...]) -> None:
    extra = ("--reason", "other", "--words", "x") if command[-1] == "reject" else ()
    result = nutgraf(*command, "ffffffff", *extra)
    assert result.code == 2
    assert "there is no such draft" in result.err


def test_related_articles_are_approved_drafts_of_the_desk(nutgraf: Nutgraf) -> None:
    (nutgraf.folder / "sources").mkdir()
    (nutgraf.folder / "sources" / "city.toml").write_text('name = "City"\ndiscussion_url = "https://talk.example/"\n')
    first = nutgraf("draft", EXAMPLES / "seawall-ledger.html", "--desk", "city", "--json")
    nutgraf("review", "approve", first.json["id"], "--by", "Ada", "--override", "x")
    page = nutgraf.folder / "later.html"
    text = (EXAMPLES / "seawall-tribune.html").read_text()
    page.write_text(text.replace("brackwatertribune.example/news/", "brackwatertribune.example/other/"))
    second = nutgraf("draft", page, "--desk", "city", "--json")
    draft = json.loads((Path(second.json["path"]) / "draft.json").read_text())
    assert [r["version_id"] for r in draft["related"]] == [first.json["id"]]
    article = (Path(second.json["path"]) / "article.html").read_text()
    assert "Share your thoughts" in article
    assert "https://talk.example/" in article


def test_a_desk_words_the_disclaimer_itself(nutgraf: Nutgraf) -> None:
    (nutgraf.folder / "sources").mkdir()
    (nutgraf.folder / "sources" / "city.toml").write_text(
        'name = "City"\ndisclaimer = "Von einer Maschine verfasst."\n'
    )
    folder = Path(nutgraf("draft", ONE, "--desk", "city", "--json").json["path"])
    for name in ("article.md", "article.html"):
        assert "Von einer Maschine verfasst." in (folder / name).read_text()


def test_init_makes_a_folder_to_edit_and_overwrites_nothing(nutgraf: Nutgraf, tmp_path: Path) -> None:
    target = tmp_path / "desk"
    nutgraf.folder = target
    environment = {**os.environ}
    command = [sys.executable, "-c", "from pipeline.cli import main; main()", "init", str(target)]
    assert subprocess.run(command, env=environment, capture_output=True, check=False).returncode == 0
    mine = target / "prompts" / "analysis" / "format.toml"
    assert mine.is_file()
    assert (target / "output").is_dir()
    mine.write_text(mine.read_text() + "\n# mine\n")
    assert subprocess.run(command, env=environment, capture_output=True, check=False).returncode == 0
    assert mine.read_text().endswith("# mine\n")
    result = nutgraf("draft", *sorted((target / "sources" / "examples").glob("seawall-*.html")), "--desk", "examples")
    assert result.code == 0


def test_doctor_tries_the_endpoint_and_names_what_is_wrong(nutgraf: Nutgraf) -> None:
    good = nutgraf("doctor", "--json")
    assert good.code == 0
    assert {"topic": "model", "name": "JSON", "ok": True, "detail": "strict JSON schema"} in good.json
    bad = nutgraf("doctor", "--model", "nope")
    assert bad.code == 1
    assert "no model 'nope' there" in bad.out


def test_help_is_fast_and_every_command_has_json() -> None:
    command = [sys.executable, "-c", "from pipeline.cli import main; main()"]
    shown = subprocess.run([*command, "--help"], capture_output=True, text=True, check=True).stdout
    for name in ("draft", "extract", "check", "review", "init", "doctor"):
        assert name in shown
        inner = ["show"] if name == "review" else []
        assert (
            "--json"
            in subprocess.run([*command, name, *inner, "--help"], capture_output=True, text=True, check=True).stdout
        )


def test_debug_shows_the_traceback_and_without_it_there_is_none() -> None:
    command = [sys.executable, "-c", "from pipeline.cli import main; main()", "check", "ffffffff"]
    plain = subprocess.run(command, capture_output=True, text=True, check=False)
    debug = subprocess.run([*command, "--debug"], capture_output=True, text=True, check=False)
    assert "Traceback" not in plain.stderr
    assert "Traceback" in debug.stderr
