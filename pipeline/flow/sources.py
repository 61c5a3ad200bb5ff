"""`nutgraf sources check`: what a desk's sources would bring now, without anything being marked as dealt with."""

from __future__ import annotations

import asyncio

from pipeline.collect import RefusedPage, SourceReport, collect_desk
from pipeline.desks import Desk
from pipeline.errors import Refused, SourceError
from pipeline.flow.gather import readable
from pipeline.flow.reading import polite_fetching
from pipeline.journal import open_journal
from pipeline.models import Document, Frozen
from pipeline.settings import Settings
from pipeline.state import open_state

SAMPLE = 3
"""New pages that are fetched and tried out, of each source."""


class SourceCheck(Frozen):
    desk: str
    source: SourceReport
    tried: int
    """New pages that were fetched and extracted."""


async def check_sources(settings: Settings, desk: Desk, sample: int = SAMPLE) -> list[SourceCheck]:
    """Read every source of a desk and try out the newest new pages of each; nothing is remembered."""
    with open_state(settings.state_folder, settings.database_url) as state:
        async with polite_fetching(settings, state) as polite:
            harvest = await collect_desk(
                desk,
                polite=polite,
                state=state,
                folder=settings.desk_folder,
                max_bytes=settings.max_bytes,
                per_source=sample,
            )
    found = await asyncio.to_thread(readable, harvest.pages, settings, open_journal(quiet=True))
    refusals = {page.location: _refusal(page.location, one) for page, one in zip(harvest.pages, found, strict=True)}
    checks = []
    for source, pages in zip(harvest.sources, harvest.by_source, strict=True):
        refused = (*source.refused, *filter(None, map(refusals.get, pages)))
        report = source.model_copy(update={"refused": refused})
        checks.append(SourceCheck(desk=desk.id, source=report, tried=len(pages)))
    return checks


def _refusal(location: str, found: Document | SourceError) -> RefusedPage | None:
    if isinstance(found, Document):
        return None
    reason = found.reason if isinstance(found, Refused) else "unreadable"
    return RefusedPage(location=location, reason=reason, cause=found.cause)
