from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from pipeline.cli import main

LINE = json.dumps({"id": "é", "sources": ["It rained on 3 days."], "text": "It rained on 4 days."}) + "\n"


def _run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["check", *arguments])
    out, err = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return ended.value.code, out, err


def test_lines_of_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(LINE + "nonsense\n", encoding="utf-8")
    code, out, _ = _run(capsys, "--jsonl", str(path), "--kind", "claim")
    good, bad = map(json.loads, out.splitlines())
    assert code == 0
    assert (good["id"], [f["rule"] for f in good["findings"]]) == ("é", ["numbers"])
    assert "error" in bad


def test_lines_of_standard_input(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(LINE.encode())))
    code, out, _ = _run(capsys, "--jsonl", "-")
    assert (code, json.loads(out)["id"]) == (0, "é")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--jsonl", "no-such-file.jsonl"], "no-such-file.jsonl: No such file"),
        (["--jsonl", "-", "--kind", "poem"], "poem"),
        ([], "--jsonl"),
        (["draft", "--jsonl", "-"], "only one"),
    ],
)
def test_mistakes_are_one_line(capsys: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
    code, out, err = _run(capsys, *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err
