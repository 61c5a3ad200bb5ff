"""`nutgraf sources check`: what a desk's sources would bring now, without anything being marked as dealt with."""

from __future__ import annotations

from pipeline.collect import RefusedPage, SourceReport, collect_desk
from pipeline.desks import Desk
from pipeline.errors import Refused
from pipeline.extract import extract
from pipeline.flow.reading import polite_fetching
from pipeline.models import Frozen, Page
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
    refusals = {page.location: found for page in harvest.pages if (found := _refusal(page, desk))}
    checks = []
    for source, pages in zip(harvest.sources, harvest.by_source, strict=True):
        refused = (*source.refused, *(refusals[at] for at in pages if at in refusals))
        report = source.model_copy(update={"refused": refused})
        checks.append(SourceCheck(desk=desk.id, source=report, tried=len(pages)))
    return checks


def _refusal(page: Page, desk: Desk) -> RefusedPage | None:
    try:
        extract(page, languages=desk.filters.languages or None, min_words=desk.filters.min_words)
    except Refused as error:
        return RefusedPage(location=page.location, reason=error.reason, cause=error.cause)
    return None
