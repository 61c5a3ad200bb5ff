"""What becomes of a batch when three calls in ten meet with a fault, of the ten kinds that we know of.

    python bench/faults.py [--stories 100] [--share 0.3] [--concurrency 32]

Each story must end as a draft that is ready, or parked with its reasons. After a 429 no attempt of that call may come
before the time that Retry-After asks for.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from batch_folder import make_desk
from fake_endpoint import FakeEndpoint

from pipeline.store import Store

DESK = '[stories]\ngrouping = "off"\n[limits]\nconcurrency = {}\n'
PATIENCE = "5"
"""Seconds for an answer: a hanging call costs so much."""


def bench(stories: int, share: float, concurrency: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as place, FakeEndpoint() as fake:
        folder = Path(place)
        make_desk(folder, stories, more=DESK.format(concurrency))
        environment = fake.environment(NUTGRAF_MODEL_TIMEOUT=PATIENCE)
        command = [sys.executable, "-c", "from pipeline.cli import main; main()"]
        subprocess.run([*command, "doctor", "--dir", place], env=environment, check=True, capture_output=True)
        fake.configure(faults=share)
        began = time.monotonic()
        run = [*command, "run", "--quiet", "--json", "--dir", place]
        told = json.loads(subprocess.run(run, env=environment, stdout=subprocess.PIPE, check=False).stdout)
        seconds = time.monotonic() - began
        calls = [call for call in fake.calls() if "capital of France" not in call["prompt"]]
        return {"stories": stories, "seconds": round(seconds, 1), **of_calls(calls), **of_drafts(folder, told)}


def of_calls(calls: list[dict[str, Any]]) -> dict[str, Any]:
    attempts: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for call in calls:
        attempts[json.dumps(call["request"])].append(call)
    waits = [
        later["at"] - first["at"] for c in attempts.values() for first, later in pairwise(c) if first["status"] == 429
    ]
    return {
        "calls": len(calls),
        "faults": dict(Counter(call["fault"] for call in calls if call["fault"]).most_common()),
        "least_wait_after_429": round(min(waits), 2) if waits else None,
    }


def of_drafts(folder: Path, told: dict[str, Any]) -> dict[str, Any]:
    drafts = [draft for _, draft in Store(folder / "output").readable()]
    parked = [draft for draft in drafts if draft.state != "ready"]
    return {
        "states": told["stories"],
        "drafts": told["drafts"],
        "lost": sum(told["stories"].values()) - len({draft.story_id for draft in drafts}),
        "parked_without_reason": sum(not draft.reasons for draft in parked),
        "reasons": dict(Counter(_short(reason) for draft in parked for reason in draft.reasons).most_common()),
    }


def _short(reason: str) -> str:
    """Without the part and the endpoint."""
    return re.sub(r"^\S+: (\S+ at \S+: |model answer: )?", "", reason).partition(".")[0][:60]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stories", type=int, default=100)
    parser.add_argument("--share", type=float, default=0.3)
    parser.add_argument("--concurrency", type=int, default=32)
    given = parser.parse_args()
    result = bench(given.stories, given.share, given.concurrency)
    for name, value in result.items():
        print(f"{name}: {value}")
    print(json.dumps({"bench": "faults", **result}))


if __name__ == "__main__":
    main()
