"""`nutgraf extract --jsonl`: a stream of pages in, one line each out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from nutgraf_command import EXAMPLES, Nutgraf

COMMAND = [sys.executable, "-c", "from pipeline.cli import main; main()", "extract", "--jsonl"]


def line(name: str) -> str:
    return json.dumps({"id": name, "url": None, "html": (EXAMPLES / name).read_text("utf-8"), "extra": 1}) + "\n"


def test_lines_stream_through_and_mistakes_stay_in_their_place(tmp_path: Path) -> None:
    names = [path.name for path in sorted(EXAMPLES.glob("*-ledger.html"))]
    text = line(names[0]) + "no json\n" + "".join(map(line, names[1:]))
    done = subprocess.run([*COMMAND, "-"], input=text, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    out = [json.loads(one) for one in done.stdout.splitlines()]
    assert [one["id"] for one in out] == [names[0], None, *names[1:]]
    assert out[1]["error"].startswith("line: is no JSON")
    assert all(one["refused"] is None and one["site"] == "The Harbour Ledger" for one in out if "error" not in one)
    given = tmp_path / "pages.jsonl"
    given.write_text(text)
    assert subprocess.run([*COMMAND, str(given)], capture_output=True, text=True, check=True).stdout == done.stdout


def test_usage(nutgraf: Nutgraf) -> None:
    assert nutgraf("extract").code == 2
    assert nutgraf("extract", "--jsonl", "none.jsonl").code == 2
    both = nutgraf("extract", EXAMPLES / "ferries-coast.html", "--jsonl", "none.jsonl")
    assert (both.code, "not both" in both.err) == (2, True)
