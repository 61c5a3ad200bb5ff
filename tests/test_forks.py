from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

import pytest
from pebble import ProcessExpired

from pipeline.forks import Workers


@pytest.fixture
def workers() -> Iterator[Workers]:
    made = Workers(1, recycle=100)
    yield made
    made.end(at_once=True)


def test_a_worker_that_is_killed_while_nothing_is_to_do_is_replaced(workers: Workers) -> None:
    """The system takes the idle ones, too, when memory is short: days later there may be work."""
    killed = workers.schedule(os.getpid).result(timeout=30)
    os.kill(killed, signal.SIGKILL)
    time.sleep(0.5)
    assert workers.schedule(os.getpid).result(timeout=30) != killed


def test_work_that_waits_when_the_only_worker_is_killed_is_done_by_the_next(workers: Workers) -> None:
    killed = workers.schedule(os.getpid).result(timeout=30)
    os.kill(killed, signal.SIGKILL)
    assert [workers.schedule(abs, -n).result(timeout=30) for n in range(5)] == list(range(5))


def test_work_that_kills_its_process_fails_alone(workers: Workers) -> None:
    fatal = workers.schedule(signal.raise_signal, signal.SIGKILL)
    after = workers.schedule(abs, -2)
    with pytest.raises(ProcessExpired):
        fatal.result(timeout=30)
    assert after.result(timeout=30) == 2


def test_work_that_takes_too_long_fails_alone(workers: Workers) -> None:
    slow = workers.schedule(time.sleep, 60, timeout=0.3)
    after = workers.schedule(abs, -2)
    with pytest.raises(TimeoutError):
        slow.result(timeout=30)
    assert after.result(timeout=30) == 2
