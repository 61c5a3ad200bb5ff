"""Writes that many tasks wait for, in one transaction at a time: a commit costs more than what is committed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

from pipeline.state import State

T = TypeVar("T")
_MOST = 100


class Together:
    """The writes of one event loop to one state database, each committed before its task goes on."""

    def __init__(self, state: State) -> None:
        self.state = state
        self._waiting: list[tuple[Callable[[], Any], asyncio.Future[Any]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def do(self, write: Callable[[], T]) -> T:
        """What `write` returns, once it is committed; raises what it raises."""
        future = asyncio.get_running_loop().create_future()
        self._waiting.append((write, future))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return cast("T", await future)

    async def _write(self) -> None:
        while self._waiting:
            now, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
            outcomes = await asyncio.to_thread(self._committed, [write for write, _ in now])
            for (_, future), outcome in zip(now, outcomes, strict=True):
                if future.cancelled():
                    continue
                if isinstance(outcome, Exception):
                    future.set_exception(outcome)
                else:
                    future.set_result(outcome)

    def _committed(self, writes: Sequence[Callable[[], Any]]) -> list[Any]:
        try:
            with self.state.transaction(exclusive=True):
                return [write() for write in writes]
        except Exception:  # noqa: BLE001  (one of them undid the others: each by itself)
            return [_alone(write) for write in writes]


def _alone(write: Callable[[], Any]) -> Any:
    try:
        return write()
    except Exception as error:  # noqa: BLE001  (raised where it was asked for)
        return error
