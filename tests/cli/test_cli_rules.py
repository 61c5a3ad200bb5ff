from __future__ import annotations

import json
from pathlib import Path

import pytest
from nutgraf_command import EXAMPLES, Nutgraf

from pipeline.cli import main

SOURCE = "The council voted 7 to 2 on Tuesday. “We will not wait,” said Mayor Anna Berg."


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source.txt"
    path.write_text(SOURCE)
    return path


def test_rules_lists_ids_with_what_they_catch(capsys: pytest.CaptureFixture[str]) -> None:
    def shown(*arguments: str) -> str:
        with pytest.raises(SystemExit, match="0"):
            main(["rules", *arguments])
        return capsys.readouterr().out

    told = {entry["id"]: entry for entry in json.loads(shown("--json"))}
    assert told["quotes"]["severity"] == "blocker/note"
    assert told["names"]["languages"] == ["en"]
    assert told["copying"]["languages"] is None
    lines = shown()
    assert all(entry["id"] in lines and entry["catches"] in lines for entry in told.values())


def test_a_text_is_checked_against_the_sources_given(nutgraf: Nutgraf, source: Path, tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    text.write_text("The council voted 9 to 2. “We will wait,” said Berg.")
    result = nutgraf("check", text, "--source", source, "--kind", "answer")
    assert result.code == 3
    assert "line 1\n“We will wait,” said Berg.\nBLOCKER  quotes: The quotation “We will wait,” stands" in result.out
    assert "BLOCKER  numbers: " in result.out
    assert "source.txt: “" in result.out
    assert "We will not wait" in result.out
    told = nutgraf("check", text, "--source", source, "--kind", "answer", "--json")
    assert [f["rule"] for f in told.json["findings"]][:2] == ["numbers", "quotes"]
    text.write_text("The council voted 7 to 2. “We will not wait,” said Berg.")
    assert nutgraf("check", text, "--source", source, "--kind", "answer").code == 0


def test_a_page_is_read_as_its_passages(nutgraf: Nutgraf, tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    text.write_text("Zebulon Quark opposes the ferry timetable.")
    page = EXAMPLES / "ferries-coast.html"
    told = nutgraf("check", text, "--source", page, "--kind", "claim", "--json").json
    assert [f["rule"] for f in told["findings"]][:1] == ["names"]
    assert all(e["passage"].startswith("s1.p") for s in told["sentences"] for e in s["evidence"])


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("missing.txt", "--source", "source.txt"), 2, "no such draft"),
        (("source.txt", "--source", "missing.txt"), 2, "can't be read"),
        (("source.txt", "--source", "source.txt", "--kind", "poem"), 2, "no kind of text"),
        (("-", "--source", "-"), 2, "only once"),
    ],
)
def test_what_is_not_there(
    nutgraf: Nutgraf, source: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: int, told: str
) -> None:
    monkeypatch.chdir(source.parent)
    result = nutgraf("check", *arguments)
    assert (result.code, told in result.err) == (code, True)


def test_a_draft_is_checked_against_other_sources(nutgraf: Nutgraf, source: Path) -> None:
    draft = Path(nutgraf("draft", EXAMPLES / "ferries-coast.html", "--json").json["path"])
    assert nutgraf("check", draft, "--source", EXAMPLES / "ferries-coast.html").code == 0
    result = nutgraf("check", draft, "--source", source)
    assert result.code == 3
    assert "lede, paragraph 1\n" in result.out
    assert "BLOCKER  names: " in result.out
