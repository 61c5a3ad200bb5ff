"""Collects desks side by side, in one event loop of the process: no desk waits for another, and no host is hurried."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from pipeline.collect import MAX_PAGES
from pipeline.errors import NutgrafError
from pipeline.extract import extract
from pipeline.extract.pool import ExtractionPool
from pipeline.fetch import Gate
from pipeline.flow.gather import Harvested, harvested_in_parts
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.batch.office import Office

_ALL = 200 * MAX_PAGES
_LOOK = 0.5
_LAST_WORDS = 10.0
"""Seconds for hosts' names that are being looked up when the process is to end."""


@dataclass(frozen=True)
class Brought:
    """Some of a desk's new pages, not yet in stories; or why there are none."""

    desk: str
    settings: Settings | None = None
    harvested: Harvested | None = None
    error: NutgrafError | None = None
    last: bool = True
    """Whether that was all."""
    seconds: float = 0.0
    """Since the desk was begun."""


class Collector:
    """Its thread and its processes begin with the first desk and last until `close`."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._loop: asyncio.AbstractEventLoop | None = None
        self._over = asyncio.Event()
        self._gate = Gate()
        self._pool = ExtractionPool(extract)
        self._thread = threading.Thread(target=lambda: asyncio.run(self._work()), name="collector", daemon=True)
        self._ready = threading.Event()
        self._starting = threading.Lock()

    def each(self, desks: Sequence[str], bounded: Callable[[str], bool], idle: Callable[[], None]) -> Iterator[Brought]:
        """What comes in of the desks, as it comes; `idle` is called while nothing does.

        Of a desk that is `bounded` no more than MAX_PAGES are taken, for a run that has no room for all.
        """
        came: SimpleQueue[Brought | BaseException] = SimpleQueue()
        loop = self._started()
        begun = [asyncio.run_coroutine_threadsafe(self._bring(d, bounded(d), came), loop) for d in desks]
        left = len(begun)
        try:
            while left:
                try:
                    brought = came.get(timeout=_LOOK)
                except Empty:
                    idle()
                    continue
                if isinstance(brought, BaseException):
                    raise brought
                left -= brought.last
                yield brought
        finally:
            for one in begun:
                one.cancel()

    def close(self) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._over.set)
            self._thread.join(_LAST_WORDS)

    def _started(self) -> asyncio.AbstractEventLoop:
        with self._starting:
            if not self._thread.is_alive():
                self._thread.start()
        self._ready.wait()
        assert self._loop is not None  # noqa: S101  (it is ready)
        return self._loop

    async def _work(self) -> None:
        with self._pool:
            self._loop = asyncio.get_running_loop()
            self._ready.set()
            await self._over.wait()

    async def _bring(self, desk: str, bounded: bool, came: SimpleQueue[Brought | BaseException]) -> None:
        office, began = self._office, time.monotonic()
        office.journal.event("collect", message=f"desk {desk}", desk=desk)
        try:
            settings = office.settings(desk)
            assert settings.desk is not None  # noqa: S101  (it was named)
            most = MAX_PAGES if bounded else _ALL
            parts = harvested_in_parts(
                settings, settings.desk, office.state, office.journal, most, pool=self._pool, gate=self._gate
            )
            async for part in parts:
                last = len(part.harvests) > 1
                came.put(Brought(desk, settings, part, last=last, seconds=time.monotonic() - began))
        except NutgrafError as error:
            came.put(Brought(desk, error=error, seconds=time.monotonic() - began))
        except Exception as error:  # noqa: BLE001  (whoever waits for it is told)
            came.put(error)
