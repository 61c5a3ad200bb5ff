"""Kills a batch with SIGKILL at random moments and starts it again, until every story is written.

    python bench/kill.py [--kills 20] [--stories 40] [--database sqlite|postgres|both] [--seed N]

SQLite: `nutgraf run` is killed and started again. PostgreSQL: one of two `nutgraf serve` is, in turn. Counted at the
endpoint: calls that were answered more than once; and in the output: drafts lost, doubled or torn.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from batch_folder import make_desk, queue_by_hand, work_left
from fake_endpoint import FakeEndpoint
from postgres_server import PostgresServer

from pipeline.errors import StoreError
from pipeline.store import Store

CONCURRENCY = 8
Result = dict[str, object]


def bench(database: str, kills: int, stories: int, seed: int) -> Result:
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory() as place, FakeEndpoint() as fake:
        folder = Path(place)
        make_desk(folder, stories, more=f'[stories]\ngrouping = "off"\n[limits]\nconcurrency = {CONCURRENCY}\n')
        environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("NUTGRAF_", "OPENAI_"))},
            "OPENAI_BASE_URL": fake.base_url,
            "OPENAI_API_KEY": fake.key,
            "NUTGRAF_MODEL": fake.model,
        }
        fake.configure(delay=0.3)
        if database == "sqlite":
            done = killed_runs(folder, environment, kills, dice)
        else:
            with PostgresServer() as url:
                done = killed_workers(folder, {**environment, "NUTGRAF_DATABASE_URL": url}, kills, dice)
        return {"database": database, "kills": done, **counted(folder, fake, done, stories)}


def start(command: str, folder: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    code = [sys.executable, "-c", "from pipeline.cli import main; main()", command, "--quiet", "--dir", str(folder)]
    return subprocess.Popen(code, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def killed_runs(folder: Path, environment: dict[str, str], kills: int, dice: random.Random) -> int:
    """At moments between the start and long after the first calls; what is left after the last kill is finished."""
    done = 0
    while True:
        process = start("run", folder, environment)
        try:
            process.wait(timeout=dice.uniform(0.5, 6.0) if done < kills else 600)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            done += 1
            continue
        return done


def killed_workers(folder: Path, environment: dict[str, str], kills: int, dice: random.Random) -> int:
    workers = [start("serve", folder, environment) for _ in range(2)]
    done = 0
    try:
        queue_by_hand(folder, environment, "city")
        deadline = time.monotonic() + 900
        while work_left(folder, environment) and time.monotonic() < deadline:
            if done < kills:
                time.sleep(dice.uniform(0.5, 6.0))
                victim = dice.randrange(2)
                workers[victim].kill()
                workers[victim].wait()
                workers[victim] = start("serve", folder, environment)
                done += 1
            else:
                time.sleep(0.5)
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
    return done


def counted(folder: Path, fake: FakeEndpoint, kills: int, stories: int) -> Result:
    store = Store(folder / "output")
    drafts, torn = [], 0
    for place in store.folders():
        try:
            drafts.append(store.draft(place))
            store.dossier(place)
        except StoreError:
            torn += 1
    asked = Counter(json.dumps(c["request"]) for c in fake.calls() if "capital of France" not in c["prompt"])
    repeated = sum(asked.values()) - len(asked)
    per_story = Counter(draft.story_id for draft in drafts)
    return {
        "stories": stories,
        "drafts": len(drafts),
        "lost": stories - len(per_story),
        "doubled": sum(per_story.values()) - len(per_story),
        "torn": torn,
        "calls": len(asked),
        "repeated_calls": repeated,
        "allowed": kills * CONCURRENCY,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--stories", type=int, default=40)
    parser.add_argument("--database", choices=("sqlite", "postgres", "both"), default="both")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    databases = ("sqlite", "postgres") if given.database == "both" else (given.database,)
    results = [bench(database, given.kills, given.stories, given.seed) for database in databases]
    for result in results:
        print("  ".join(f"{name} {value}" for name, value in result.items()))
    print(json.dumps({"bench": "kill", "results": results}))


if __name__ == "__main__":
    main()
