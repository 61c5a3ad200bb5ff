"""Turns: one connection to a host at a time, with a pause in between, and longer ones where a host asks for them."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from pipeline.errors import FetchError

LONGEST_WAIT = 60.0
"""Seconds; who asks for more isn't waited for in this run."""
_LONGEST_HOLD = 86_400.0
_FIRST_BACKOFF = 5.0

Sleep = Callable[[float], Awaitable[object]]


@dataclass
class _Host:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0
    refusals: int = 0


class Gate:
    """Keeps the hosts' turns; `sleep` and `clock` (seconds that only grow) are the system's unless given."""

    def __init__(self, sleep: Sleep = asyncio.sleep, clock: Callable[[], float] = time.monotonic) -> None:
        self._sleep, self._clock = sleep, clock
        self._hosts: defaultdict[str, _Host] = defaultdict(_Host)

    @asynccontextmanager
    async def turn(self, host: str, thing: str, pause: float) -> AsyncIterator[None]:
        """Wait for the host's turn; `pause` seconds pass between the end of this one and the next.

        A FetchError with status 429 or 503 inside makes the host's next turn wait as long as it asks for, else longer
        every time. Raises FetchError when that would be more than LONGEST_WAIT.
        """
        state = self._hosts[host]
        async with state.lock:
            wait = state.free_at - self._clock()
            if wait > LONGEST_WAIT:
                raise FetchError(thing, f"{host} asks for no requests for {wait:.0f} s", "Try again later.")
            if wait > 0:
                await self._sleep(wait)
            try:
                yield
                state.refusals = 0
            except FetchError as error:
                if error.status in {429, 503}:
                    asked = error.retry_after
                    pause = max(pause, _FIRST_BACKOFF * 2**state.refusals if asked is None else asked)
                    state.refusals = min(state.refusals + 1, 10)
                raise
            finally:
                state.free_at = self._clock() + min(pause, _LONGEST_HOLD)
