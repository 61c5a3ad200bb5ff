"""What an origin says about all of its pages: robots.txt and tdmrep.json, fetched once and kept for a day."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from typing import Any, Protocol

from pipeline.errors import FetchError
from pipeline.fetch.client import Fetcher, Turn, origin_of
from pipeline.fetch.faults import shown
from pipeline.rights import Robots, SiteRules
from pipeline.rights.robots import MAX_BYTES

MAX_AGE_HOURS = 24
"""RFC 9309, 2.4: a robots.txt isn't used for longer."""


class Memory(Protocol):
    """Where site files are kept between runs (`State`)."""

    def site_files(self, origin: str, max_age_hours: float) -> dict[str, Any] | None: ...

    def remember_site_files(self, origin: str, files: dict[str, Any]) -> None: ...


class Sites:
    """Each origin's rules, asked for when they are first needed. `turn` is the pace at which to ask."""

    def __init__(self, fetcher: Fetcher, memory: Memory | None, turn: Callable[[float], Turn]) -> None:
        self._fetcher, self._memory, self._turn = fetcher, memory, turn
        self._known: dict[str, SiteRules | FetchError] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def rules(self, url: str) -> SiteRules:
        """Raises FetchError when the origin can't be reached or fails: that forbids all (RFC 9309, 2.3.1.4)."""
        origin = origin_of(url)
        async with self._locks[origin]:
            if origin not in self._known:
                self._known[origin] = await self._asked(origin)
        found = self._known[origin]
        if isinstance(found, FetchError):
            raise FetchError(shown(url), f"{found.cause} (asking for its robots.txt)", found.next_step)
        return found

    async def _asked(self, origin: str) -> SiteRules | FetchError:
        files = self._memory.site_files(origin, MAX_AGE_HOURS) if self._memory else None
        if files is None:
            try:
                files = {"robots": await self._read(f"{origin}/robots.txt", pause=0)}
            except FetchError as error:
                return error
            files["tdmrep"] = await self._tdmrep(origin, Robots(files["robots"]).delay)
            if self._memory:
                self._memory.remember_site_files(origin, files)
        return SiteRules(Robots(files["robots"]), files["tdmrep"])

    async def _tdmrep(self, origin: str, pause: float) -> str | None:
        try:
            return await self._read(f"{origin}/.well-known/tdmrep.json", pause)
        except FetchError:
            return None  # "implies that the origin server does not implement this protocol"

    async def _read(self, url: str, pause: float) -> str | None:
        """The file's text; None when the server says that there is none (4xx) or only leads on and on."""
        try:
            body = await self._fetcher.read(url, MAX_BYTES, turn=self._turn(pause))
        except FetchError as error:
            if error.status is not None and 300 <= error.status < 500:
                return None
            raise
        if len(body) == MAX_BYTES:  # the last line may be cut in two
            body = body[: body.rfind(b"\n") + 1]
        return body.decode("utf-8-sig", "replace")
