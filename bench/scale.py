"""What a second worker adds: two `nutgraf serve` on one PostgreSQL against one; the endpoint is the limit of each.

    python bench/scale.py [--stories 160] [--concurrency 8] [--seconds 1.0]

Throughput is stories over the time from the first call to the last, counted at the endpoint.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from batch_folder import make_desk, queue_ready, work_left
from fake_endpoint import FakeEndpoint
from postgres_server import PostgresServer

DESK = '[stories]\ngrouping = "off"\n[limits]\nconcurrency = {}\n'


def bench(workers: int, stories: int, concurrency: int, seconds: float) -> float:
    """Stories a second."""
    with tempfile.TemporaryDirectory() as place, FakeEndpoint() as fake, PostgresServer() as url:
        folder = Path(place)
        make_desk(folder, stories, more=DESK.format(concurrency))
        environment = fake.environment(NUTGRAF_DATABASE_URL=url)
        command = [sys.executable, "-c", "from pipeline.cli import main; main()"]
        subprocess.run([*command, "doctor", "--dir", place], env=environment, capture_output=True, check=True)
        fake.configure(delay=seconds)
        queue_ready(folder, environment, "city")
        started = [
            subprocess.Popen([*command, "serve", "--quiet", "--dir", place], env=environment) for _ in range(workers)
        ]
        try:
            deadline = time.monotonic() + 900
            while work_left(folder, environment) and time.monotonic() < deadline:
                time.sleep(1)
        finally:
            for process in started:
                process.terminate()
                process.wait()
        moments = [c["at"] for c in fake.calls() if "capital of France" not in c["prompt"]]
        asking: float = max(moments) - min(moments) + seconds
        return stories / asking


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stories", type=int, default=160)
    parser.add_argument("--concurrency", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=1.0)
    given = parser.parse_args()
    one = bench(1, given.stories, given.concurrency, given.seconds)
    two = bench(2, given.stories, given.concurrency, given.seconds)
    print(f"one worker {one:.2f} stories/s  two workers {two:.2f} stories/s  ratio {two / one:.2f}")
    print(json.dumps({"bench": "scale", "one": round(one, 3), "two": round(two, 3), "ratio": round(two / one, 3)}))


if __name__ == "__main__":
    main()
