"""From a desk to dossiers: its new pages collected, extracted, put into stories and frozen.

Nothing is remembered until `Gathering.keep`: call it once the dossiers are safe, and the next run begins after them.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from pipeline.assemble import assemble, repeats
from pipeline.collect import MAX_PAGES, Harvest, collect_desk
from pipeline.desks import Desk
from pipeline.errors import Refused, SourceError
from pipeline.extract import extract
from pipeline.extract.pool import ExtractionPool
from pipeline.extract.repeats import SeenTexts, refuse_repeated
from pipeline.fetch import Gate
from pipeline.flow.job import read_notes
from pipeline.flow.packed import Packed
from pipeline.flow.reading import extracted, polite_fetching, reader_of
from pipeline.journal import Journal
from pipeline.models import Document, Dossier, Frozen, Page, StoryGroup
from pipeline.settings import Settings
from pipeline.state import Fetched, State
from pipeline.stories import group, known_page, source_key, source_keys

REMEMBERED = timedelta(days=30)
"""How long a page can still draw others into its story."""
_QUIET = 2.0
"""Seconds beside a host's pause in which nothing comes in: who is asked still is slow, and the others' pages go on."""
_LONGEST = 60.0
"""Seconds after which they do in any case. Not sooner: reports of one event that come in together are one story."""


class GatheredStory(Frozen):
    """One story of a desk's new pages: why each page is in it, and all that may be said about it."""

    group: StoryGroup
    dossier: Dossier


Earlier = Callable[[str], Sequence[Document]]
"""The documents that a story was written from last."""


@dataclass
class Harvested:
    """What collecting brought, the documents packed, for there may be thousands: all of it, or what came in so far."""

    harvests: list[Harvest]
    """What to remember of it; the last of all says what each source said."""
    documents: Packed = field(default_factory=Packed)
    failures: list[SourceError] = field(default_factory=list)
    """Pages that were fetched and can't be used."""

    @property
    def pages(self) -> int:
        return len(self.documents) + len(self.failures)


@dataclass(frozen=True)
class Gathering:
    """The stories in what was collected; their dossiers are put together one at a time."""

    desk: Desk
    harvested: Harvested
    groups: Sequence[StoryGroup]
    notes: Sequence[tuple[str, str]]
    earlier: Earlier

    @property
    def failures(self) -> tuple[SourceError, ...]:
        return tuple(self.harvested.failures)

    @property
    def harvest(self) -> Harvest:
        """What each source said, unless there is more to come."""
        return self.harvested.harvests[-1]

    @property
    def stories(self) -> tuple[GatheredStory, ...]:
        """All at once, for looking at."""
        return tuple(self.each())

    def each(self) -> Iterator[GatheredStory]:
        """A story that is known keeps the documents it had, but for the pages that are new now."""
        for group_ in self.groups:
            pages = [self.harvested.documents[d.page] for d in group_.decisions]
            new = set(source_keys(pages))
            kept = [d for d in self.earlier(group_.story_id) if source_key(d) not in new]
            yield GatheredStory(group=group_, dossier=assemble([*pages, *kept], self.notes))

    def keep(self, state: State) -> None:
        """Record everything, and mark what was collected as dealt with."""
        for story in self.each():
            self.keep_story(story, state)
        self.remember(state)

    def keep_story(self, story: GatheredStory, state: State) -> None:
        """Record a story, its pages and the decisions on them."""
        documents = story.dossier.documents
        state.add_story(story.group.story_id, source_keys(documents), self.desk.id, self.desk.scope)
        state.remember_decisions(story.group.decisions)
        pages = [known_page(d, story.group.story_id) for d in documents if not repeats(d)]
        state.remember_pages(pages, self.desk.scope)

    def remember(self, state: State) -> None:
        """Mark what was collected as dealt with."""
        for harvest in self.harvested.harvests:
            harvest.remember(state)


async def gather(settings: Settings, desk: Desk, state: State, journal: Journal) -> Gathering:
    """What is new of a desk as stories, in order of their first pages."""
    return grouped(await harvested(settings, desk, state, journal), settings, desk, state)


async def harvested(
    settings: Settings, desk: Desk, state: State, journal: Journal, max_pages: int = MAX_PAGES
) -> Harvested:
    """A desk's new pages, and of each its document or why there is none."""
    with ExtractionPool(extract) as pool:
        incoming = _Incoming(settings, desk, journal, pool)
        harvest = await incoming.collected(state, max_pages, None)
    return incoming.so_far(harvest)


async def harvested_in_parts(
    settings: Settings,
    desk: Desk,
    state: State,
    journal: Journal,
    max_pages: int,
    *,
    pool: ExtractionPool[Page, Document],
    gate: Gate,
) -> AsyncIterator[Harvested]:
    """What `harvested` brings, as it comes in: what is slow holds up nothing else. There is one part at least."""
    incoming = _Incoming(settings, desk, journal, pool)
    collecting = asyncio.ensure_future(incoming.collected(state, max_pages, gate))
    began = time.monotonic()
    try:
        while not collecting.done():
            before = incoming.pages
            await asyncio.wait({collecting}, timeout=_QUIET + settings.fetch_delay)
            late = time.monotonic() - began > _LONGEST
            if not collecting.done() and incoming.pages and (late or incoming.pages == before):
                yield incoming.so_far()
                began = time.monotonic()
    finally:
        collecting.cancel()
    yield incoming.so_far(await collecting)


class _Incoming:
    """Reads pages as they come in.

    A page with the text of another page of its site holds boilerplate only, and is refused.
    """

    def __init__(self, settings: Settings, desk: Desk, journal: Journal, pool: ExtractionPool[Page, Document]) -> None:
        self._settings, self._desk, self._journal, self._pool = settings, desk, journal, pool
        self._reader = reader_of(settings)
        self._seen = SeenTexts()
        self._came = Harvested([Harvest(desk.id)])

    @property
    def pages(self) -> int:
        return self._came.pages

    def so_far(self, last: Harvest | None = None) -> Harvested:
        """What came since this was asked for before; at the end with the report of all of it."""
        came, self._came = self._came, Harvested([Harvest(self._desk.id)])
        came.harvests += [last] if last else []
        return came

    async def collected(self, state: State, max_pages: int, gate: Gate | None) -> Harvest:
        async with polite_fetching(self._settings, state, gate) as polite:
            return await collect_desk(
                self._desk,
                polite=polite,
                state=state,
                folder=self._settings.desk_folder,
                max_bytes=self._settings.max_bytes,
                max_pages=max_pages,
                keep=self._take,
            )

    async def _take(self, page: Page, versions: Mapping[str, Fetched], seen: set[str]) -> None:
        found = _unless_repeated(await self._pool.read_one(page, self._reader), self._seen)
        if isinstance(found, Document):
            self._journal.event("extract", message=page.location)
            self._came.documents.add(found)
        else:
            self._journal.event("warning", message=str(found))
            self._came.failures.append(found)
        self._came.harvests[0].versions |= versions
        self._came.harvests[0].seen |= seen


def grouped(
    found: Harvested, settings: Settings, desk: Desk, state: State, earlier: Earlier = lambda _: ()
) -> Gathering:
    """Where several processes gather, one at a time may group and keep (`State.hold`): or both begin the same story."""
    known = state.known_pages(datetime.now(UTC) - REMEMBERED, desk.scope)
    groups = group(found.documents, known, mode=desk.stories.grouping, scope=desk.scope)
    return Gathering(desk, found, groups, read_notes(settings), earlier)


def readable(pages: list[Page], settings: Settings, journal: Journal) -> list[Document | SourceError]:
    """Documents and refusals in the order of the pages.

    A page with the text of another page of its site holds boilerplate only, and is refused.
    """
    seen = SeenTexts()
    return [_unless_repeated(found, seen) for found in extracted(pages, settings, journal)]


def _unless_repeated(found: Document | SourceError, seen: SeenTexts) -> Document | SourceError:
    if isinstance(found, SourceError):
        return found
    try:
        refuse_repeated(found, seen)
    except Refused as refused:
        return refused
    seen.add(found)
    return found
