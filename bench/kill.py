"""Kills a batch with SIGKILL at random points and starts it again, until every story is written.

    python bench/kill.py [--kills 20] [--stories 40] [--database sqlite|postgres|both] [--seed N]

SQLite: `nutgraf run` is killed and started again. PostgreSQL: one of two `nutgraf serve` is, and started again. Half of
the kills come at some time after a start (collecting, queueing and the end of other work), half of them once a few more
calls were made. Counted: at the endpoint the calls that were made, beside the answers that were recorded, and the kills
that met with calls in flight; in the output the drafts lost, doubled or torn.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import sqlalchemy as sa
from batch_folder import make_desk, queue_by_hand, work_left
from fake_endpoint import FakeEndpoint
from postgres_server import PostgresServer
from pydantic import SecretStr

from pipeline.errors import StoreError
from pipeline.state import open_state
from pipeline.state.tables import model_calls
from pipeline.store import Store

CONCURRENCY = 8
SECONDS = 0.5
"""That a call takes."""
Result = dict[str, object]
Process = subprocess.Popen[bytes]


def bench(database: str, kills: int, stories: int, seed: int) -> Result:
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory() as place, FakeEndpoint() as fake:
        folder = Path(place)
        make_desk(folder, stories, more=f'[stories]\ngrouping = "off"\n[limits]\nconcurrency = {CONCURRENCY}\n')
        environment = fake.environment()
        fake.configure(delay=SECONDS)
        killer, began = Killer(fake, dice, kills), time.monotonic()
        if database == "sqlite":
            killed_runs(folder, environment, killer)
            recorded = answers(folder, None)
        else:
            with PostgresServer() as url:
                killed_workers(folder, {**environment, "NUTGRAF_DATABASE_URL": url}, killer)
                recorded = answers(folder, url)
        told = {"kills": killer.done, "kills_in_flight": killer.in_flight, "seconds": round(time.monotonic() - began)}
        return {"database": database, **told, **counted(folder, stories), **repeated(fake, recorded, killer.done)}


def start(command: str, folder: Path, environment: dict[str, str]) -> Process:
    code = [sys.executable, "-c", "from pipeline.cli import main; main()", command, "--quiet", "--dir", str(folder)]
    return subprocess.Popen(code, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Killer:
    """Chooses the moments."""

    def __init__(self, fake: FakeEndpoint, dice: random.Random, kills: int) -> None:
        self._fake, self._dice, self._kills = fake, dice, kills
        self.done = self.in_flight = 0

    def kills(self, process: Process, over: Callable[[Process], object]) -> bool:
        """Wait for the next moment and kill; False when all kills are done, or the work is `over` before."""
        if self.done == self._kills:
            return False
        if self._dice.random() < 0.5:
            moment = time.monotonic() + self._dice.uniform(0.0, 4.0)
            while time.monotonic() < moment and not over(process):
                time.sleep(0.1)
        else:
            calls = len(self._fake.calls()) + self._dice.randint(1, 12)
            while len(self._fake.calls()) < calls and not over(process):
                time.sleep(0.1)
            time.sleep(self._dice.uniform(0.0, SECONDS))
        if over(process):
            return False
        process.kill()
        process.wait()
        self.done += 1
        self.in_flight += any(call["at"] > time.time() - SECONDS for call in self._fake.calls())
        return True


def killed_runs(folder: Path, environment: dict[str, str], killer: Killer) -> None:
    process = start("run", folder, environment)
    while killer.kills(process, lambda run: run.poll() is not None):
        process = start("run", folder, environment)
    process.wait(timeout=600)


def killed_workers(folder: Path, environment: dict[str, str], killer: Killer) -> None:
    workers = [start("serve", folder, environment) for _ in range(2)]
    try:
        queue_by_hand(folder, environment, "city")
        deadline = time.monotonic() + 900
        while left := work_left(folder, environment):
            victim = killer.done % 2
            if killer.kills(workers[victim], lambda _: not work_left(folder, environment)):
                workers[victim] = start("serve", folder, environment)
            elif time.monotonic() > deadline:
                raise TimeoutError(f"{left} stories are not written")
            else:
                time.sleep(0.5)
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()


def answers(folder: Path, database: str | None) -> Counter[str]:
    """How often each call of each story was answered, by the record."""
    with (
        open_state(folder / "output", SecretStr(database) if database else None) as state,
        state.transaction() as connection,
    ):
        query = sa.select(model_calls.c.version_id, model_calls.c.call).where(model_calls.c.answer.is_not(None))
        return Counter(f"{version} {call}" for version, call in connection.execute(query))


def counted(folder: Path, stories: int) -> Result:
    store = Store(folder / "output")
    drafts, torn = [], 0
    for place in store.folders():
        try:
            drafts.append(store.draft(place))
            store.dossier(place)
        except StoreError:
            torn += 1
    per_story = Counter(draft.story_id for draft in drafts)
    return {
        "stories": stories,
        "drafts": len(drafts),
        "lost": stories - len(per_story),
        "doubled": sum(per_story.values()) - len(per_story),
        "torn": torn,
    }


def repeated(fake: FakeEndpoint, recorded: Counter[str], kills: int) -> Result:
    """An answer that a kill lost is asked for again, one that was recorded is not."""
    made = sum("capital of France" not in call["prompt"] for call in fake.calls())
    return {
        "calls": made,
        "recorded_answers": len(recorded),
        "recorded_twice": sum(recorded.values()) - len(recorded),
        "repeated_calls": made - len(recorded),
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
