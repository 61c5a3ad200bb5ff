"""Who is at work on a state: each process signs in, is heard of every few seconds, and signs out.

The durable engine itself would wait for ever for a process that was killed.
"""

from __future__ import annotations

import os
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from pipeline.errors import StoreError
from pipeline.state import State, Worker
from pipeline.state.work import age

BEAT = 5.0
"""Seconds between two signs of life."""
_SILENT = timedelta(seconds=45)
"""Unheard of for so long on another machine, a process is dead; on this one we look."""


@contextmanager
def signed_in(state: State, kind: str, every: Callable[[], None] | None = None) -> Iterator[str]:
    """Be known as a worker; yields its executor id, which no other process ever has.

    `every` is called after each sign of life, in the thread that gives them.
    """
    executor = f"{kind}-{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(4)}"
    state.add_worker(executor, kind, _host(), os.getpid(), _born(os.getpid()))
    over = threading.Event()

    def beat() -> None:
        while not over.wait(BEAT):
            with suppress(StoreError):  # the next one may get through
                if not state.beat(executor):  # taken for dead: the machine slept, or its clock was stopped
                    state.add_worker(executor, kind, _host(), os.getpid(), _born(os.getpid()))
                if every:
                    every()

    thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield executor
    finally:
        over.set()
        thread.join(timeout=30)
        with suppress(StoreError):
            state.remove_worker(executor)


def living(state: State) -> dict[str, Worker]:
    """Executor id to worker; those that died are struck off the list."""
    signed, moment = state.workers()
    alive = {}
    for worker in signed:
        here = worker.host == _host()
        if _runs(worker) if here else age(worker.beat, moment) < _SILENT:
            alive[worker.executor_id] = worker
        else:
            state.remove_worker(worker.executor_id)
    return alive


def _runs(worker: Worker) -> bool:
    born = _born(worker.pid)
    return born != "" and born == worker.born


def _host() -> str:
    """The machine, and the container: process ids mean nothing outside."""
    try:
        space = Path("/proc/self/ns/pid").readlink().name
    except OSError:
        space = ""
    return f"{socket.gethostname()} {space}".strip()


def _born(pid: int) -> str:
    """When a process began, in ticks since the machine did; empty when there is none."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("ascii", errors="replace")
    except OSError:
        return "" if Path("/proc/self").exists() else _signalled(pid)
    fields = stat.rpartition(")")[2].split()
    return "" if fields[0] == "Z" else fields[19]


def _signalled(pid: int) -> str:
    """Where there is no /proc: whether any process has this id."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        pass
    return "unknown"
