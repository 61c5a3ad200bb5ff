"""One gate per endpoint and process: when one call is told to wait, all calls there wait."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from threading import Lock


class Gate:
    """Closed until a moment of `clock` (seconds). Workers may be tasks of one event loop or threads with their own."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock, self._until = clock, Lock(), 0.0

    def close_for(self, seconds: float) -> None:
        """Keep it closed so long at least; a shorter wish than one that still holds changes nothing."""
        with self._lock:
            self._until = max(self._until, self._clock() + seconds)

    def left(self) -> float:
        """Seconds until it opens; 0 when open."""
        with self._lock:
            return max(0.0, self._until - self._clock())

    async def passed(self, sleep: Callable[[float], Awaitable[None]], longest: float) -> None:
        """Wait until it is open, also when it is closed for longer meanwhile; TimeoutError beyond `longest` seconds."""
        while (left := self.left()) > 0:
            if left > longest:
                raise TimeoutError(f"{left:.0f} s")
            await sleep(left)


_gates: dict[tuple[str, str], Gate] = {}
_lock = Lock()


def gate_of(base_url: str, key: str) -> Gate:
    """The process's gate of an endpoint; limits are per key."""
    with _lock:
        return _gates.setdefault((base_url, key), Gate())
