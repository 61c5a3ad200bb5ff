"""From a desk to dossiers: its new pages collected, extracted, put into stories and frozen.

Nothing is remembered until `Gathering.keep`: call it once the dossiers are safe, and the next run begins after them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pipeline.assemble import assemble, repeats
from pipeline.collect import Harvest, collect_desk
from pipeline.desks import Desk
from pipeline.errors import Refused, SourceError
from pipeline.extract.repeats import SeenTexts, refuse_repeated
from pipeline.flow.job import read_notes
from pipeline.flow.reading import extracted, polite_fetching
from pipeline.journal import Journal
from pipeline.models import Document, Dossier, Frozen, Page, StoryGroup
from pipeline.settings import Settings
from pipeline.state import State
from pipeline.stories import group, known_page, source_key, source_keys

REMEMBERED = timedelta(days=30)
"""How long a page can still draw others into its story."""


class GatheredStory(Frozen):
    """One story of a desk's new pages: why each page is in it, and all that may be said about it."""

    group: StoryGroup
    dossier: Dossier


@dataclass(frozen=True)
class Gathering:
    desk: Desk
    harvest: Harvest
    stories: tuple[GatheredStory, ...]
    failures: tuple[SourceError, ...]
    """Pages that were fetched and can't be used."""

    def keep(self, state: State) -> None:
        """Record stories, their pages and the decisions on them, and mark what was collected as dealt with."""
        for story in self.stories:
            state.add_story(story.group.story_id, source_keys(story.dossier.documents), self.desk.id, self.desk.scope)
            state.remember_decisions(story.group.decisions)
            pages = [d for d in story.dossier.documents if not repeats(d)]
            state.remember_pages([known_page(d, story.group.story_id) for d in pages], self.desk.scope)
        self.harvest.remember(state)


Earlier = Callable[[str], Sequence[Document]]
"""The documents that a story was written from last."""


async def gather(settings: Settings, desk: Desk, state: State, journal: Journal) -> Gathering:
    """Everything new of a desk as stories with their dossiers, in order of their first pages."""
    harvest, found = await harvested(settings, desk, state, journal)
    return grouped(harvest, found, settings, desk, state)


async def harvested(
    settings: Settings, desk: Desk, state: State, journal: Journal
) -> tuple[Harvest, list[Document | SourceError]]:
    """A desk's new pages, and of each its document or why there is none."""
    async with polite_fetching(settings, state) as polite:
        harvest = await collect_desk(
            desk, polite=polite, state=state, folder=settings.desk_folder, max_bytes=settings.max_bytes
        )
    return harvest, await asyncio.to_thread(readable, harvest.pages, settings, journal)


def grouped(
    harvest: Harvest,
    found: Sequence[Document | SourceError],
    settings: Settings,
    desk: Desk,
    state: State,
    earlier: Earlier = lambda _: (),
) -> Gathering:
    """Documents as stories. A story that is known keeps the documents it had, but for the pages that are new now.

    Where several processes gather, one at a time may group and keep (`State.hold`): or both begin the same story.
    """
    documents = [d for d in found if isinstance(d, Document)]
    known = state.known_pages(datetime.now(UTC) - REMEMBERED, desk.scope)
    notes = read_notes(settings)
    stories = []
    for story in group(documents, known, mode=desk.stories.grouping, scope=desk.scope):
        pages = [documents[d.page] for d in story.decisions]
        new = set(source_keys(pages))
        kept = [d for d in earlier(story.story_id) if source_key(d) not in new]
        stories.append(GatheredStory(group=story, dossier=assemble([*pages, *kept], notes)))
    return Gathering(desk, harvest, tuple(stories), tuple(e for e in found if isinstance(e, SourceError)))


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
