"""One writer at a time for each draft, among the threads and the processes of a machine."""

from __future__ import annotations

import fcntl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import Busy

_threads: dict[str, threading.RLock] = {}
_PATIENCE = 10.0
"""Seconds to wait for another writer; a save takes a fraction of one."""


@contextmanager
def exclusive(state_folder: Path | str, version_id: str) -> Iterator[None]:
    """Hold a draft while it is read, changed and written. Raises Busy when another process holds it for too long.

    `state_folder` is where `.state/` lies; where that is no folder (an address of fsspec) only threads are held off.
    """
    with _threads.setdefault(version_id, threading.RLock()):
        if isinstance(state_folder, str):
            yield
            return
        folder = state_folder / ".state"
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "review.lock").open("a") as file:
            _wait_for(file.fileno(), version_id)
            yield


def _wait_for(descriptor: int, version_id: str) -> None:
    """Lock one byte of the file, which the version's id names; the lock ends with the file."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, int(version_id[:12], 16))
        except (BlockingIOError, PermissionError):
            if time.monotonic() > until:
                cause = "is being changed by another process"
                raise Busy(f"draft {version_id[:8]}", cause, "Try again when it has ended.") from None
            time.sleep(0.02)
        else:
            return
