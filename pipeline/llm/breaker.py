"""Stops asking an endpoint that is down: one that refuses the key at once, one that only fails after a while."""

from __future__ import annotations

import time
from collections.abc import Callable

from pipeline.errors import KeyRefused, ModelError, RateLimited, TimedOut, UnknownModel, Unreachable

_FATAL = (KeyRefused, UnknownModel)
_DOWN = (Unreachable, RateLimited, TimedOut)


class Breaker:
    """Opens after `most` failed attempts in a row, or at the first that no later one can mend.

    With `pause` seconds it lets one attempt through after each such time; without, it stays open.
    """

    def __init__(self, most: int = 12, pause: float | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self.pause, self._clock = most, pause, clock
        self._failures = 0
        self._until = 0.0
        self.opened: ModelError | None = None
        """What opened it."""

    def check(self) -> None:
        """Raise what opened it, unless it is closed or it is time for a trial."""
        if self.opened is None:
            return
        if self.pause is not None and self._clock() >= self._until:
            self._until = self._clock() + self.pause
            return
        again = type(self.opened)(self.opened.thing, self.opened.cause, self.opened.next_step)
        again.stays = True  # asking once more is what it stops
        raise again

    def failed(self, error: ModelError) -> None:
        if isinstance(error, _DOWN):
            self._failures += 1
        if isinstance(error, _FATAL) or self._failures >= self._most:
            self.opened = error
            self._until = self._clock() + (self.pause or 0.0)

    def worked(self) -> None:
        self._failures, self.opened = 0, None
