"""A desk's new pages → drafts to be written: grouped, frozen and queued in one transaction."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from pipeline.batch.collector import Brought
from pipeline.batch.office import MAILED, Office
from pipeline.batch.queues import HELD, queue_of
from pipeline.errors import Refused, StoreError
from pipeline.flow.gather import GatheredStory, Gathering, grouped, harvested
from pipeline.flow.job import Job, earlier_drafts, make_job
from pipeline.models import Document
from pipeline.states import StoryState

_AT_ONCE = 25
"""Stories entered in one transaction."""


@dataclass
class Collected:
    """What one desk brought."""

    desk: str
    pages: int = 0
    stories: int = 0
    queued: int = 0
    held: int = 0
    refused: tuple[str, ...] = ()
    """Pages that can't be used, with the reason."""
    failed: tuple[str, ...] = ()
    """Sources that could not be read."""
    seconds: float = 0.0

    def add(self, more: Collected) -> None:
        """What came in after it."""
        self.pages += more.pages
        self.stories += more.stories
        self.queued += more.queued
        self.held += more.held
        self.refused += more.refused
        self.failed += more.failed
        self.seconds = more.seconds


def gather_desk(office: Office, desk: str) -> Gathering:
    """Everything new of a desk; nothing is remembered."""
    settings = office.settings(desk)
    assert settings.desk is not None  # noqa: S101  (it was named)
    found = asyncio.run(harvested(settings, settings.desk, office.state, office.journal))
    return grouped(found, settings, settings.desk, office.state, lambda story: _earlier(office, story))


def queue_stories(
    office: Office, brought: Brought, run_id: str, room: int | None, *, mailed: bool = False
) -> Collected:
    """Queue the stories in what a desk brought, `room` of them at most; the others are held for a later run.

    With `mailed` the stories wait for the answer to a batch file (see `mail.py`).
    """
    if brought.error is not None:
        raise brought.error
    started = time.monotonic()
    settings, found = brought.settings, brought.harvested
    assert settings is not None  # noqa: S101  (there is no error)
    assert settings.desk is not None  # noqa: S101  (it was named)
    assert found is not None  # noqa: S101
    with office.state.hold("grouping"):
        gathering = grouped(found, settings, settings.desk, office.state, lambda story: _earlier(office, story))
        collected = _told(gathering)
        stories = gathering.each()
        # A story is known if and only if it is queued. All of thousands in one transaction would keep others waiting.
        while some := list(islice(stories, _AT_ONCE)):
            with office.state.transaction(exclusive=True):
                for story in some:
                    gathering.keep_story(story, office.state)
                    job = make_job(
                        story.dossier,
                        settings,
                        office.state,
                        office.store,
                        connection=office.connection(brought.desk),
                    )
                    _enter(office, job, story, run_id, collected, room, mailed=mailed)
        gathering.remember(office.state)
    collected.seconds = round(brought.seconds + time.monotonic() - started, 2)
    return collected


def _enter(
    office: Office,
    job: Job,
    story: GatheredStory,
    run_id: str,
    collected: Collected,
    room: int | None,
    *,
    mailed: bool,
) -> None:
    title = story.dossier.documents[0].title
    full = room is not None and collected.queued >= room
    assert job.desk is not None  # noqa: S101  (jobs of a batch have one)
    if not office.state.add_work(job.version_id, job.story_id, run_id, job.desk, title):
        return  # the same version was written, or is about to be
    office.enqueue(job, HELD if full or mailed else queue_of(job.desk))
    if full:
        reason = "the run had no room for more stories"
        office.state.note(job.version_id, job.story_id, StoryState.WAITING, kind="Held", reason=reason)
        collected.held += 1
        return
    if mailed:
        reason = "its first call is sent in a batch file"
        office.state.note(job.version_id, job.story_id, StoryState.WAITING, kind=MAILED, reason=reason)
    else:
        office.state.note(job.version_id, job.story_id, StoryState.QUEUED)
    collected.queued += 1
    office.journal.event("queue", message=title, version_id=job.version_id, story_id=job.story_id)


def _told(gathering: Gathering) -> Collected:
    sources = [source for harvest in gathering.harvested.harvests for source in harvest.sources]
    refused = [f"{page.location} [{page.reason}]" for source in sources for page in source.refused]
    refused += [f"{error.thing} [{error.reason}]" for error in gathering.failures if isinstance(error, Refused)]
    failed = [f"{source.location}: {source.error}" for source in gathering.harvest.sources if source.error]
    failed += [str(error) for error in gathering.failures if not isinstance(error, Refused)]
    return Collected(
        gathering.desk.id,
        pages=gathering.harvested.pages,
        stories=len(gathering.groups),
        refused=tuple(dict.fromkeys(refused)),
        failed=tuple(failed),
    )


def _earlier(office: Office, story_id: str) -> Sequence[Document]:
    """What the story's latest draft was made from."""
    drafts = sorted(earlier_drafts(office.store, office.state, story_id), key=lambda pair: pair[1].created_at)
    if not drafts:
        return ()
    try:
        return office.store.dossier(drafts[-1][0]).documents
    except StoreError:
        return ()
