"""Every figure of the checker: what people called unsupported, their evidence, errors put in, quotations, speed.

    python bench/grounding.py [--sets]

Runs `nutgraf check --jsonl` over the labelled sets in `NUTGRAF_DATA` (by default `../shared/data` beside the
repository), one `--kind` for each kind of text and no setting for a set, and scores it with the data's own scorer. In
the same run, PyPI's `grounded-check`, whose finding is "something is in no source". The thresholds were fitted on
these sets: `bench/grounding_fit.py` says how well they do on sources left out. It and the other benches of the checker
run too, one after the other, unless `--sets` asks for the labelled sets alone. Ends with one JSON line.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.check.jsonl import check_lines
from pipeline.models import Severity

ROOT = Path(__file__).resolve().parent.parent
SETS = (
    ("answer", "ragtruth_qa"),
    ("claim", "wice"),
    ("summary", "cliff_xsum"),
    ("summary", "cliff_cnndm"),
    ("summary", "faithbench"),
)
OTHERS = ("grounding_fit", "injected", "swaps_fit", "support_fit", "quotations", "speed")
_GROUNDING = {"quotes", "numbers", "names", "swaps", "support", "polarity", "judge"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--sets", action="store_true", help="only the labelled sets")
    given = parser.parse_args()
    figures = _on_sets()
    for bench in () if given.sets else OTHERS:
        print(f"bench/{bench}.py")
        figures[bench] = _other(bench)
    print(json.dumps(figures))


def _other(bench: str) -> Any:
    """The figures of another bench: its last line; all lines are printed."""
    command = [sys.executable, str(ROOT / "bench" / f"{bench}.py")]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip().splitlines()
    print("\n".join(f"  {line}" for line in told[:-1]), flush=True)
    return json.loads(told[-1])


def _on_sets() -> dict[str, Any]:
    folder, scorer = data_folder(), _scorer()
    figures: dict[str, Any] = {}
    if folder is None or scorer is None:
        print("no labelled data or no scorer: set NUTGRAF_DATA to a folder that has grounding/ and ../tools/")
        return figures
    peer = importlib.util.find_spec("grounded") is not None
    if not peer:
        print("grounded-check isn't installed: no peer in this run (dependency group bench)")
    for kind, name in SETS:
        path = folder / f"{name}.jsonl"
        with path.open("rb") as lines:
            ours = _scored(scorer, path, check_lines(lines, kind))
        figures[name] = {"kind": kind, **_short(ours)}
        if peer:
            figures[name]["grounded_check_ba"] = _scored(scorer, path, _peer(path))["response"]["ba"]
        print(f"{name:12} {figures[name]}", flush=True)
    return figures


def data_folder() -> Path | None:
    """The labelled sets, when they are there."""
    folder = Path(os.environ.get("NUTGRAF_DATA") or ROOT.parent / "shared" / "data") / "grounding"
    return folder if folder.is_dir() else None


def flagging(rule: str, severity: Severity) -> bool:
    """Whether the scorer counts a finding of this rule as "unsupported"."""
    return rule.partition(".")[0] in _GROUNDING and severity in {Severity.BLOCKER, Severity.WARNING}


def _scorer() -> Path | None:
    folder = data_folder()
    path = folder.parent.parent / "tools" / "score_grounding.py" if folder else None
    return path if path and path.is_file() else None


def _scored(scorer: Path, path: Path, answers: Iterator[str]) -> dict[str, Any]:
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(f"{answer}\n" for answer in answers)
        file.flush()
        command = [sys.executable, str(scorer), str(path), file.name]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    scored: dict[str, Any] = json.loads(told)
    return scored


def _short(scored: dict[str, Any]) -> dict[str, Any]:
    response, evidence, characters = scored["response"], scored["evidence"], scored["characters"]
    short = {key: response[key] for key in ("ba", "ba95", "precision", "recall", "f1")}
    if characters:
        short["characters_f1"] = characters["f1"]
    if evidence:
        short |= {key: evidence[key] for key in ("hit@1", "hit@3", "full@5")}
    return short


def _peer(path: Path) -> Iterator[str]:
    """The peer's verdict in the scorer's form: one finding over the whole text when anything is in no source."""
    from grounded import Source, extract, verify

    for line in path.open(encoding="utf-8"):
        given = json.loads(line)
        sources = [Source(Path(str(i)), text) for i, text in enumerate(given["sources"])]
        missing = verify(extract(given["text"]), sources).failures
        whole = {"rule": "support", "severity": "warning", "start": 0, "end": len(given["text"])}
        yield json.dumps({"id": given["id"], "findings": [whole] if missing else [], "sentences": []})


if __name__ == "__main__":
    main()
