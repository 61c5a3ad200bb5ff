"""The one way to the web, and the one way from pages to documents, that every command takes."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from functools import partial

from pipeline.desks import Filters
from pipeline.errors import SourceError
from pipeline.extract import extract
from pipeline.extract.pool import ExtractionPool
from pipeline.fetch import Fetcher, Gate, Polite
from pipeline.journal import Journal
from pipeline.models import Document, Page
from pipeline.settings import Settings
from pipeline.state import State


@asynccontextmanager
async def polite_fetching(
    settings: Settings, state: State | None = None, gate: Gate | None = None
) -> AsyncIterator[Polite]:
    """A `Polite` as the settings ask for; with a `state`, it needn't ask a site for its rules more than once a day.

    Those that share a `gate` make one request at a time to a host.
    """
    desk = settings.desk
    async with Fetcher(
        max_bytes=settings.max_bytes,
        timeout=settings.fetch_timeout,
        contact=settings.contact,
        allow_private=settings.allow_private,
        ports=desk.ports if desk else (),
        proxy=settings.proxy,
    ) as fetcher:
        licences = desk.licences if desk else {}
        yield Polite(fetcher, licences=licences, delay=settings.fetch_delay, memory=state, gate=gate)


def reader_of(settings: Settings) -> Callable[[Page], Document]:
    """`extract` with the desk's filters."""
    filters = settings.desk.filters if settings.desk else Filters()
    return partial(extract, languages=filters.languages or None, min_words=filters.min_words)


def extracted(
    pages: Sequence[Page | SourceError], settings: Settings, journal: Journal
) -> Iterator[Document | SourceError]:
    """Documents, or why there is none, in the order of the pages.

    In processes of their own, one page too: a hostile page may cost its time limit, never the run.
    """
    if not pages:
        return
    usable = sum(isinstance(page, Page) for page in pages)
    workers = max(1, min(usable, len(os.sched_getaffinity(0))))
    with ExtractionPool(reader_of(settings), workers=workers) as pool:
        for location, found in pool.read((_location(page), page) for page in pages):
            if isinstance(found, SourceError):
                journal.event("warning", message=str(found))
            else:
                journal.event("extract", message=location)
            yield found


def _location(page: Page | SourceError) -> str:
    return page.location if isinstance(page, Page) else page.thing
