"""The one way to the web that every command takes: safe, bounded, polite, with the desk's licences."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pipeline.fetch import Fetcher, Polite
from pipeline.settings import Settings
from pipeline.state import State


@asynccontextmanager
async def polite_fetching(settings: Settings, state: State | None = None) -> AsyncIterator[Polite]:
    """A `Polite` as the settings ask for; with a `state`, it needn't ask a site for its rules more than once a day."""
    desk = settings.desk
    async with Fetcher(
        max_bytes=settings.max_bytes,
        timeout=settings.fetch_timeout,
        contact=settings.contact,
        allow_private=settings.allow_private,
        ports=desk.ports if desk else (),
        proxy=settings.proxy,
    ) as fetcher:
        yield Polite(fetcher, licences=desk.licences if desk else {}, delay=settings.fetch_delay, memory=state)
