"""`Polite`: pages as their publishers allow them, and at a pace that no server minds."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from pipeline.errors import FetchError, Refused
from pipeline.fetch.client import Fetcher, Turn, Validators
from pipeline.fetch.faults import shown
from pipeline.fetch.gate import LONGEST_WAIT, Gate, Sleep
from pipeline.fetch.sites import Memory, Sites
from pipeline.fetch.sniffing import PAGE, Wanted
from pipeline.models import Page, Rights
from pipeline.rights import decide, host_of

DELAY = 2.0
"""Default seconds between two requests to one host."""

_TRIES = 3
_NEXT = "Record a licence reason for the host under [licences] of the desk if you may use it."


class Polite:
    """Fetches as the origin's rules allow: what they reserve is never asked for, also not through a redirect.

    licences   host to the reason why its pages may be used in spite of a reservation
    delay      seconds between two requests to one host; Crawl-delay can only lengthen it, up to a minute
    memory     keeps robots.txt and tdmrep.json between runs, for a day at most
    gate       keeps the hosts' turns, also for others in this event loop; one of its own unless given
    """

    def __init__(
        self,
        fetcher: Fetcher,
        *,
        licences: Mapping[str, str],
        delay: float = DELAY,
        memory: Memory | None = None,
        gate: Gate | None = None,
        sleep: Sleep = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetcher, self._licences, self._delay = fetcher, licences, delay
        self._gate = gate or Gate(sleep, clock)
        self._sites = Sites(fetcher, memory, self._paced)

    async def fetch(self, url: str) -> Page:
        """One page with its rights decided (from its own head too: `allowed` may be false).

        Raises Refused (`rights_reserved`) for what may not be fetched, FetchError for what can't be.
        """
        page = await self.fetch_if_changed(url)
        assert page is not None  # noqa: S101  (nothing was known that it could be unchanged from)
        return page

    async def fetch_if_changed(
        self, url: str, known: Validators | None = None, *, wanted: Wanted = PAGE
    ) -> Page | None:
        """`fetch`, but None when the page is still the known version."""
        page = await self._patiently(url, known, wanted)
        if page is None:
            return None
        return page.model_copy(update={"rights": await self._rights(page)})

    async def rights(self, url: str) -> Rights:
        """What the origin's rules say about an address, without fetching it; raises FetchError when it is down."""
        return decide(url, site=await self._sites.rules(url), licences=self._licences)

    async def _rights(self, page: Page) -> Rights:
        url = page.url or page.location
        return decide(
            url, site=await self._sites.rules(url), headers=page.headers, body=page.body, licences=self._licences
        )

    async def _patiently(self, url: str, known: Validators | None, wanted: Wanted) -> Page | None:
        """A server that asks for fewer requests is asked again when the gate says so, twice at most."""
        for _ in range(_TRIES - 1):
            try:
                return await self._fetcher.fetch_if_changed(url, known, wanted=wanted, turn=self._turn)
            except FetchError as error:
                if error.status not in {429, 503}:
                    raise
        return await self._fetcher.fetch_if_changed(url, known, wanted=wanted, turn=self._turn)

    @asynccontextmanager
    async def _turn(self, url: str) -> AsyncIterator[None]:
        site = await self._sites.rules(url)
        rights = decide(url, site=site, licences=self._licences)
        if not rights.allowed:
            raise Refused(shown(url), "rights_reserved", rights.ground, _NEXT)
        async with self._paced(site.robots.delay)(url):
            yield

    def _paced(self, pause: float) -> Turn:
        pause = max(self._delay, min(pause, LONGEST_WAIT))
        return lambda url: self._gate.turn(host_of(url), shown(url), pause)
