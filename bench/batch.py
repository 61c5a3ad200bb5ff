"""How near a batch comes to what its endpoint allows: wall time over the ideal.

    python bench/batch.py [--stories 300] [--concurrency 64] [--seconds 1.0]

From ready dossiers, against a fake endpoint in a process of its own that takes a fixed time for each call. The ideal is
the larger of calls x seconds / concurrency and the longest chain of calls of one story. The wall time is that of the
whole command, start and end included; beside it stands the time from the first call to the last.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from batch_folder import make_desk, queue_ready
from fake_endpoint import FakeEndpoint

from pipeline.store import Store

DESK = '[stories]\ngrouping = "off"\n[limits]\nconcurrency = {}\n'


def bench(stories: int, concurrency: int, seconds: float) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as place, FakeEndpoint() as fake:
        folder = Path(place)
        make_desk(folder, stories, more=DESK.format(concurrency))
        environment = fake.environment()
        queue_ready(folder, environment, "city")
        command = [sys.executable, "-c", "from pipeline.cli import main; main()"]
        subprocess.run([*command, "doctor", "--dir", place], env=environment, capture_output=True, check=True)
        fake.configure(delay=seconds)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        started = time.monotonic()
        run = [*command, "run", "--quiet", "--json", "--dir", place]
        told = json.loads(subprocess.run(run, env=environment, capture_output=True, text=True, check=False).stdout)
        wall = time.monotonic() - started
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert told["stories"] == {"done": stories}, told["stories"]
        calls = [c for c in fake.calls() if "capital of France" not in c["prompt"]]
        drafts = [draft for _, draft in Store(folder / "output").readable()]
        longest = max(Counter({d.version_id: d.provenance.usage.calls for d in drafts}).values())
        ideal = max(len(calls) * seconds / concurrency, longest * seconds)
        asking = max(c["at"] for c in calls) - min(c["at"] for c in calls) + seconds
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return {
            "stories": stories,
            "calls": len(calls),
            "longest_chain": longest,
            "ideal_s": round(ideal, 2),
            "wall_s": round(wall, 2),
            "ratio": round(wall / ideal, 3),
            "asking_s": round(asking, 2),
            "asking_ratio": round(asking / ideal, 3),
            "cpu_ms_per_story": round(1000 * cpu / stories, 1),
            "parked": told["drafts"].get("needs_attention", 0),
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stories", type=int, nargs="+", default=[300])
    parser.add_argument("--concurrency", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=1.0)
    given = parser.parse_args()
    results = []
    for stories in given.stories:
        results.append(bench(stories, given.concurrency, given.seconds))
        print("  ".join(f"{name} {value}" for name, value in results[-1].items()), flush=True)
    print(json.dumps({"bench": "batch", "results": results}))


if __name__ == "__main__":
    main()
