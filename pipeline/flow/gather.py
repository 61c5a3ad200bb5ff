"""From a desk to dossiers: its new pages collected, extracted, put into stories and frozen.

Nothing is remembered until `Gathering.keep`: call it once the dossiers are safe, and the next run begins after them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import cast

from pipeline.assemble import assemble, repeats
from pipeline.collect import Harvest, collect_desk
from pipeline.desks import Desk
from pipeline.errors import Refused, SourceError
from pipeline.extract.repeats import SeenTexts, refuse_repeated
from pipeline.flow.job import read_notes
from pipeline.flow.packed import Packed
from pipeline.flow.reading import extracted, polite_fetching
from pipeline.journal import Journal
from pipeline.models import Document, Dossier, Frozen, Page, StoryGroup
from pipeline.settings import Settings
from pipeline.state import Fetched, State
from pipeline.stories import group, known_page, source_key, source_keys

REMEMBERED = timedelta(days=30)
"""How long a page can still draw others into its story."""


class GatheredStory(Frozen):
    """One story of a desk's new pages: why each page is in it, and all that may be said about it."""

    group: StoryGroup
    dossier: Dossier


Earlier = Callable[[str], Sequence[Document]]
"""The documents that a story was written from last."""


@dataclass
class Harvested:
    """What collecting brought: the harvests of all its turns, and the documents packed, for there may be thousands."""

    harvests: list[Harvest] = field(default_factory=list)
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
        """The last turn's: what each source said."""
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


async def harvested(settings: Settings, desk: Desk, state: State, journal: Journal, turns: int = 1) -> Harvested:
    """A desk's new pages, and of each its document or why there is none.

    One turn of collecting holds its pages in memory; with more of them, what had no room in one comes in the next.
    """
    found, ahead = Harvested(), _Ahead(state)
    async with polite_fetching(settings, state) as polite:
        for _ in range(turns):
            harvest = await collect_desk(
                desk,
                polite=polite,
                state=cast("State", ahead),
                folder=settings.desk_folder,
                max_bytes=settings.max_bytes,
            )
            for page in await asyncio.to_thread(readable, harvest.pages, settings, journal):
                if isinstance(page, Document):
                    found.documents.add(page)
                else:
                    found.failures.append(page)
            came = bool(harvest.pages)
            harvest.pages = []
            found.harvests.append(harvest)
            ahead.note(harvest)
            if not came or not any(source.left for source in harvest.sources):
                break
    return found


class _Ahead:
    """The state as it will be when what was collected so far is kept."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._seen: set[str] = set()
        self._versions: dict[str, Fetched] = {}

    def note(self, harvest: Harvest) -> None:
        self._seen |= harvest.seen
        self._versions |= harvest.versions

    def seen(self, desk: str, keys: Collection[str]) -> set[str]:
        return self._state.seen(desk, keys) | self._seen.intersection(keys)

    def fetched(self, desk: str) -> dict[str, Fetched]:
        return {**self._state.fetched(desk), **self._versions}


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
