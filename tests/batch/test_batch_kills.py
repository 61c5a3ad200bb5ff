from __future__ import annotations

import json
import sqlite3
import subprocess
import time
from collections import Counter
from collections.abc import Callable

import pytest
from batch_folder import make_desk
from nutgraf_command import Nutgraf
from postgres_server import PostgresServer

from pipeline.store import Store

CONCURRENCY = 3
STORIES = 5
DESK = f'[stories]\ngrouping = "off"\n[limits]\nconcurrency = {CONCURRENCY}\n'


def _check(nutgraf: Nutgraf, kills: int) -> None:
    store = Store(nutgraf.folder / "output")
    drafts = [store.draft(folder) for folder in store.folders()]
    assert len(drafts) == STORIES
    assert len({d.story_id for d in drafts}) == STORIES
    asked = Counter(json.dumps(c["request"]) for c in nutgraf.written_calls())  # its seed is part of a call
    assert sum(asked.values()) - len(asked) <= kills * CONCURRENCY


def test_a_run_that_is_killed_three_times_loses_and_repeats_nothing(nutgraf: Nutgraf) -> None:
    make_desk(nutgraf.folder, STORIES, more=DESK)
    nutgraf.fake.configure(delay=0.15)
    for kill in range(3):
        process = nutgraf.start("run", "--quiet")
        _when_asked(nutgraf, 4 * kill + 3)
        process.kill()
        process.communicate()
    assert nutgraf("run", "--quiet").code == 0
    _check(nutgraf, 3)


def test_work_left_by_another_version_is_begun_again_and_its_answers_are_not_paid_for_twice(nutgraf: Nutgraf) -> None:
    make_desk(nutgraf.folder, STORIES, more=DESK)
    nutgraf.fake.configure(delay=0.2)
    process = nutgraf.start("run", "--quiet")
    _when_asked(nutgraf, 8)
    process.kill()
    process.communicate()
    nutgraf.fake.configure(delay=0.0)
    with sqlite3.connect(nutgraf.folder / "output" / ".state" / "nutgraf.sqlite") as database:
        database.execute("UPDATE workflow_status SET application_version = 'older' WHERE rowid % 2 = 0")
        database.execute("UPDATE operation_outputs SET function_name = 'write.' || function_name")
    database.close()
    assert nutgraf("run", "--quiet", "--json").json["stories"] == {"done": STORIES}
    _check(nutgraf, 1)


def test_one_of_two_workers_beside_a_run_is_killed_three_times(
    nutgraf: Nutgraf, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_desk(nutgraf.folder, STORIES, more=DESK)
    nutgraf.fake.configure(delay=0.3)
    with PostgresServer() as url:
        monkeypatch.setenv("NUTGRAF_DATABASE_URL", url)
        workers = [_serve(nutgraf), _serve(nutgraf)]
        run = nutgraf.start("run", "--quiet", "--json")
        try:
            for kill in range(3):
                _when_asked(nutgraf, 4 * kill + 3)
                victim = kill % 2
                workers[victim].kill()
                workers[victim].communicate()
                workers[victim] = _serve(nutgraf)
            told, _ = run.communicate(timeout=60)
            assert json.loads(told)["stories"] == {"done": STORIES}
            _check(nutgraf, 3)
        finally:
            for process in (*workers, run):
                process.kill()
                process.communicate()


def _serve(nutgraf: Nutgraf) -> subprocess.Popen[str]:
    return nutgraf.start("serve", "--quiet")


def _when_asked(nutgraf: Nutgraf, calls: int) -> None:
    _when(lambda: len(nutgraf.written_calls()) >= calls)


def _when(true: Callable[[], bool], seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)
