"""`nutgraf review` on a draft: edits, differences, history, decisions."""

from __future__ import annotations

import json
import shutil
import stat
import sys
from pathlib import Path

import pytest
from builders import analysis, blocker, dossier, draft
from nutgraf_command import Nutgraf, Result

from pipeline.models import Report
from pipeline.publish import render
from pipeline.states import DraftState
from pipeline.store import Store

SOURCES = dossier("The council voted 7 to 2 on Tuesday, a margin that suggests the mayor has the votes.")


@pytest.fixture
def folder(nutgraf: Nutgraf) -> Path:
    made = draft()
    return Path(str(Store(nutgraf.folder / "output").add(made, SOURCES, render(made, SOURCES))))


def editor(folder: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """An editor that runs `code` over `text`, the content of the file it is given."""
    program = folder / "editor"
    program.write_text(
        f"#!{sys.executable}\nimport pathlib, sys\nfile = pathlib.Path(sys.argv[-1])\ntext = file.read_text()\n"
        f"{code}\nfile.write_text(text)\n"
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("EDITOR", str(program))
    monkeypatch.delenv("VISUAL", raising=False)


def test_an_edit_in_the_editor_is_checked_and_shown(
    nutgraf: Nutgraf, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch, "text = text.replace('a long dispute', 'a dispute over 12 trains')")
    edited = nutgraf("review", "edit", "abcd", "--by", "Ada")
    assert edited.code == 0, edited.err
    assert "[-long dispute-]{+dispute over 12 trains+}" in edited.out
    assert "needs_attention: version 2" in edited.out
    assert "over 12 trains" in (folder / "article.md").read_text()

    parts = nutgraf("review", "diff", "abcd", "--json").json
    assert [(p["part"], p["paragraph"]) for p in parts] == [("dek", 0)]
    assert "{+dispute over 12 trains+}" in nutgraf("review", "diff", "abcd").out
    assert nutgraf("review", "diff", "abcd", "--from", "2").out.strip() == "No difference."
    assert nutgraf("review", "diff", "abcd", "--to", "9").code == 2

    steps = nutgraf("review", "history", "abcd", "--json").json
    assert [(s["what"], s["by"], s["version"]) for s in steps] == [("written", "small", 1), ("edit", "Ada", 2)]

    assert nutgraf("review", "restore", "abcd", "--version", "1", "--by", "Ada", "--json").json["version"] == 3
    assert nutgraf("review", "show", "abcd", "--json").json["analysis"]["dek"] == analysis().dek


def test_an_editor_that_changes_nothing_makes_no_version(
    nutgraf: Nutgraf, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch, "")
    assert nutgraf("review", "edit", folder, "--by", "Ada").out == f"unchanged: {folder}\n"


def test_a_broken_edit_is_one_line_and_the_text_is_kept(
    nutgraf: Nutgraf, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch, "text = text.replace('# Council backs seawall', 'Council backs seawall')")
    failed = nutgraf("review", "edit", folder, "--by", "Ada")
    assert failed.code == 2
    (line,) = failed.err.splitlines()
    assert "article.md: the headline is missing" in line
    kept = Path(line.rpartition("kept in ")[2].rstrip("."))
    assert "\nCouncil backs seawall" in kept.read_text()
    shutil.rmtree(kept.parent)
    assert len(list((folder / "versions").iterdir())) == 1


def test_an_edit_over_somebody_elses_is_refused_and_kept(
    nutgraf: Nutgraf, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = f"other = pathlib.Path({str(folder / 'article.md')!r})\n"
    other += "other.write_text(other.read_text().replace('long', 'short'))\ntext = text.replace('long', 'bitter')"
    editor(tmp_path, monkeypatch, other)
    refused = nutgraf("review", "edit", folder, "--by", "Ada")
    assert refused.code == 1
    assert "article.md changed it on" in refused.err
    kept = Path(refused.err.strip().rpartition("kept in ")[2].rstrip("."))
    assert "bitter" in kept.read_text()
    shutil.rmtree(kept.parent)
    assert "short" in nutgraf("review", "show", folder, "--json").json["analysis"]["dek"]


@pytest.mark.parametrize("command", ["no-such-editor", "false", "'"])
def test_an_editor_that_fails_is_one_line(
    nutgraf: Nutgraf, folder: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("VISUAL", command)
    failed = nutgraf("review", "edit", folder, "--by", "Ada")
    assert failed.code == 2
    assert failed.err.startswith(f"nutgraf: editor {command!r}:") or "editor" in failed.err
    assert len(failed.err.splitlines()) == 1


def test_a_hand_edit_is_taken_in_by_show_and_a_broken_one_is_told(nutgraf: Nutgraf, folder: Path) -> None:
    article = folder / "article.md"
    article.write_text(article.read_text().replace("long dispute", "dispute"))
    assert nutgraf("review", "show", folder, "--json").json["analysis"]["dek"].endswith("settles a dispute.")
    broken = article.read_text().replace("# Council", "Council")
    article.write_text(broken)
    shown = nutgraf("review", "show", folder)
    assert shown.code == 0
    assert "article.md: the headline is missing" in shown.err
    refused = nutgraf("review", "approve", folder, "--by", "Ada")
    assert (refused.code, len(refused.err.splitlines())) == (2, 1)
    assert article.read_text() == broken


def test_decisions_change_the_state_and_are_listed(nutgraf: Nutgraf, folder: Path) -> None:
    def done(*command: str) -> Result:
        result = nutgraf("review", command[0], folder, *command[1:], "--by", "Ada")
        assert result.code == 0, result.err
        return result

    done("assign", "--to", "Ben")
    done("embargo", "--until", "2026-12-01T06:00+01:00")
    done("approve")
    (row,) = nutgraf("review", "list", "--assignee", "Ben", "--json").json
    assert (row["state"], row["embargo_until"]) == ("approved", "2026-12-01T05:00:00Z")
    done("withdraw", "--words", "the mayor called")
    done("send-back", "--words", "call her back")
    assert json.loads((folder / "draft.json").read_text())["reasons"] == ["Sent back by Ada: call her back"]
    done("reject", "--reason", "inaccurate", "--words", "it was 6 to 3")
    text = nutgraf("review", "history", folder).out
    for verdict in ("assign", "embargo", "approve", "withdraw", "send_back", "reject"):
        assert f"{verdict} by Ada" in text
    assert "inaccurate; it was 6 to 3" in text


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (("reject", "--reason", "dull", "--words", "x"), "--reason 'dull': is not on the list"),
        (("reject", "--reason", "other", "--words", " "), "--words: is empty"),
        (("embargo", "--until", "tomorrow"), "--until 'tomorrow': is no time"),
        (("embargo", "--until", "2026-12-01T06:00"), "--until: has no time zone"),
        (("approve", "--by", " "), "--by: is empty"),
        (("edit", "--by", " "), "--by: is empty"),
        (("edit", "--file", "/no/such/file"), "/no/such/file: No such file"),
        (("restore", "--version", "7"), "version 7: there is no such text"),
    ],
)
def test_mistakes_are_one_line(nutgraf: Nutgraf, folder: Path, command: tuple[str, ...], told: str) -> None:
    failed = nutgraf("review", command[0], folder, *command[1:])
    assert failed.code == 2
    assert told in failed.err
    assert len(failed.err.splitlines()) == 1


def test_several_blockers_need_their_keys(nutgraf: Nutgraf) -> None:
    parked = draft(
        state=DraftState.NEEDS_ATTENTION, report=Report(findings=(blocker(message="a"), blocker(message="b")))
    )
    Store(nutgraf.folder / "output").add(parked, SOURCES, render(parked, SOURCES))
    refused = nutgraf("review", "approve", "abcd", "--by", "Ada", "--override", "trust me")
    assert refused.code == 2
    assert "names none of the 2 open blockers" in refused.err
    keys = [f.key for f in parked.report.blockers]
    assert all(key in nutgraf("review", "show", "abcd").out for key in keys)
    first = nutgraf("review", "approve", "abcd", "--by", "Ada", "--override", f"{keys[0]}=heard it")
    assert first.code == 1
    assert keys[1] in first.err


def test_reindex_and_a_damaged_draft(nutgraf: Nutgraf, folder: Path) -> None:
    assert [r["id"][:4] for r in nutgraf("review", "list", "--json").json] == ["abcd"]
    shutil.copytree(folder, folder.with_name("copied by hand"))
    (folder / "draft.json").write_text("{")
    told = nutgraf("reindex")
    assert told.out == "2 drafts, 1 of them damaged.\n"
    listed = nutgraf("review", "list", "--json")
    assert [Path(r["path"]).name for r in listed.json] == ["copied by hand"]
    assert f"{folder}: draft.json can't be read" in listed.err
    shutil.rmtree(folder)
    assert nutgraf("reindex", "--json").json == {"drafts": 1, "damaged": []}
