"""A desk's sources to new pages: lists are read, then the pages they name, each host at its own pace."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from pipeline.collect.entries import canonical, keys, newest, wanted
from pipeline.collect.files import pages_in, read_file
from pipeline.collect.full_text import full_text_page
from pipeline.collect.harvest import Harvest, RefusedPage, SourceReport
from pipeline.collect.lists import Lists, known_version, version_of
from pipeline.desks import Desk
from pipeline.errors import FetchError, Refused, SourceError
from pipeline.fetch import MAX_BYTES, Polite
from pipeline.models import Entry, Page, hash_of
from pipeline.rights import host_of
from pipeline.state import Fetched, State

MAX_PAGES = 300
"""New pages of one run, the newest of each list first; what is left over comes with the next run."""
_LISTS = 5.0
"""Seconds after which the pages of the lists that came in aren't kept waiting for the other lists."""
_AT_ONCE = 8
"""Pages of one host or folder in hand: the gate lets one request at a time through, and reading takes time too."""

Keep = Callable[[Page, Mapping[str, Fetched], set[str]], Awaitable[None]]
"""Takes a page, and what to remember (`Harvest.versions`, `Harvest.seen`) once it is safe."""
Item = TypeVar("Item")


async def collect_desk(  # noqa: PLR0913
    desk: Desk,
    *,
    polite: Polite,
    state: State,
    folder: Path,
    max_bytes: int = MAX_BYTES,
    max_pages: int = MAX_PAGES,
    per_source: int | None = None,
    now: datetime | None = None,
    keep: Keep | None = None,
) -> Harvest:
    """The desk's new pages, with their rights decided and what their feed said of them.

    With `keep` each page is handed on as it comes in, and none is held; a host that is slow keeps no other waiting.

    An entry is new once, by its id and its canonical URL; a list or single page that is unchanged costs one
    conditional request. `folder` is what the desk's `folders` are relative to. `per_source` tries the desk out: so many
    new pages of each source, and lists are read although they haven't changed.

    A source that fails is its report's `error`; what may not be used is in `refused`.
    """
    sources = [
        *(_Source("feed", feed.url, full_text=feed.full_text) for feed in desk.feeds),
        *(_Source("sitemap", url) for url in desk.sitemaps),
        *(_Source("page", url) for url in desk.urls),
        *(_Source("folder", name) for name in desk.folders),
    ]
    run = _Run(desk, polite, state, max_bytes, max_pages, now or datetime.now(UTC), keep)
    if per_source is not None:
        run.known_lists = {}
    run.leave_out(sources)
    reading = [asyncio.create_task(run.read(source, folder)) for source in sources]

    async def rest(*some: int) -> None:
        await asyncio.gather(*(reading[n] for n in some))
        await run.take_each([sources[n] for n in some], per_source)

    try:
        if reading:
            await asyncio.wait(reading, timeout=_LISTS)
        there = [n for n, task in enumerate(reading) if task.done()]
        await asyncio.gather(rest(*there), *(rest(n) for n in range(len(sources)) if n not in there))
    finally:
        for task in reading:
            task.cancel()
    for source in sources:
        run.close(source)
    return run.harvest


@dataclass
class _Source:
    kind: str
    location: str
    full_text: bool = False
    started: float = field(default_factory=time.monotonic)
    ended: float = 0.0
    error: str | None = None
    allowed: bool = True
    unchanged: bool = False
    count: int = 0
    newest: str | None = None
    page: Page | None = None
    """A feed as it was fetched: entries with full text are pages made from it."""
    entries: Sequence[Entry] = ()
    """New ones only, after `choose`."""
    chosen: Sequence[Entry] = ()
    versions: dict[str, Fetched] = field(default_factory=dict)
    left: int = 0
    """Files of a folder that there was no room for."""
    unfinished: bool = False
    """Something of it has to be tried again, so the list has to be read again."""
    pages: dict[str, Page] = field(default_factory=dict)
    refused: list[RefusedPage] = field(default_factory=list)

    def refuse(self, location: str, error: SourceError) -> None:
        reason = error.reason if isinstance(error, Refused) else "unreachable"
        self.refused.append(RefusedPage(location=location, reason=reason, cause=error.cause))


class _Run:
    def __init__(
        self,
        desk: Desk,
        polite: Polite,
        state: State,
        max_bytes: int,
        max_pages: int,
        now: datetime,
        keep: Keep | None,
    ) -> None:
        self._desk, self._polite, self._state, self._now = desk, polite, state, now
        self._max_bytes, self._max_pages = max_bytes, max_pages
        self._hand_on = keep
        self._known = self.known_lists = state.fetched(desk.id)
        self._taken: set[str] = set()
        self._room = max_pages
        self.harvest = Harvest(desk.id)

    # --- lists, single pages and folders ---

    async def read(self, source: _Source, folder: Path) -> None:
        """Fill in what the source itself says; whatever fails is its error."""
        source.started = time.monotonic()
        try:
            if source.kind == "page":
                await self._page(source)
            elif source.kind == "folder":
                await self._folder(source, folder)
            else:
                await self._list(source)
        except SourceError as error:
            source.error = str(error)
            source.allowed = not (isinstance(error, Refused) and error.reason == "rights_reserved")
        source.ended = time.monotonic()

    async def _list(self, source: _Source) -> None:
        reader = hash_of([source.full_text, self._desk.filters.model_dump(), self._desk.licences])
        lists = Lists(self._polite, self.known_lists, reader, self._max_bytes, self._now)
        found = await lists.read(source.kind, source.location)
        source.page, source.versions, source.unfinished = found.page, found.versions, found.unfinished
        source.unchanged = found.unchanged
        source.count, source.newest = len(found.entries), newest(found.entries)
        source.entries = [e for e in found.entries if wanted(e, self._desk.filters, self._now)]

    async def _page(self, source: _Source) -> None:
        reader = hash_of(self._desk.licences)
        known = self._known.get(source.location)
        known = known if known and known.reader == reader else None
        page = await self._polite.fetch_if_changed(source.location, known_version(known))
        source.count = 1
        version = version_of(page, reader) if page else known
        source.unchanged = known is not None and version is not None and version.body_hash == known.body_hash
        if page is None or version is None or source.unchanged:
            return
        source.versions[source.location] = version
        await self._keep(source, page, source.versions, set())

    async def _folder(self, source: _Source, folder: Path) -> None:
        async def take(at: str) -> None:
            try:
                page = await asyncio.to_thread(read_file, at, folder, self._max_bytes)
            except FetchError as error:
                source.refuse(at, error)
            else:
                await self._keep(source, page, {at: source.versions[at]}, set())

        await asyncio.to_thread(self._look_through, source, folder / source.location)
        await _few_at_once(take, list(source.versions))
        source.unchanged = not source.versions

    def _look_through(self, source: _Source, root: Path) -> None:
        """Which files are new or changed."""
        for path in pages_in(root):
            source.count += 1
            status = path.stat()
            # As the desk names it: the same file from wherever the command is run.
            at, version = str(Path(source.location, path.relative_to(root))), f"{status.st_mtime_ns}-{status.st_size}"
            if (known := self._known.get(at)) and known.etag == version:
                continue
            if len(source.versions) >= self._max_pages:
                source.left += 1
                continue
            source.versions[at] = Fetched(version, None, None, "")

    # --- the entries of lists ---

    def leave_out(self, sources: Sequence[_Source]) -> None:
        """Single pages that a list names too."""
        self._taken |= {key for s in sources if s.kind == "page" for key in keys(_itself(s.location))}

    async def take_each(self, sources: Sequence[_Source], per_source: int | None) -> None:
        """The new entries of some lists; hosts don't wait for each other."""
        self._choose(sources, per_source)
        by_host: defaultdict[str, list[tuple[_Source, Entry]]] = defaultdict(list)
        for source in sources:
            for entry in source.chosen:
                by_host[host_of(entry.url or source.location)].append((source, entry))
        await asyncio.gather(*(_few_at_once(self._take, pairs) for pairs in by_host.values()))

    def _choose(self, sources: Sequence[_Source], per_source: int | None) -> None:
        """Which entries are new, and which of them this run takes; one address in two lists is the first one's."""
        every = {key for source in sources for entry in source.entries for key in keys(entry)}
        taken = self._taken
        taken |= self._state.seen(self._desk.id, every)
        for source in sources:
            fresh: list[Entry] = []
            for entry in source.entries:
                if not taken.intersection(named := keys(entry)):
                    fresh.append(entry)
                    taken.update(named)
            fresh.sort(key=lambda entry: entry.published or entry.modified or "", reverse=True)
            source.entries = fresh
            source.chosen = fresh[: self._room if per_source is None else min(self._room, per_source)]
            self._room -= len(source.chosen)
            source.unfinished |= len(source.chosen) < len(fresh)

    async def _take(self, chosen: tuple[_Source, Entry]) -> None:
        """Make an entry a page, or a refusal; what may work another time isn't dealt with."""
        source, entry = chosen
        location = entry.url or f"{entry.source}#{entry.id}"
        try:
            page = await self._made(source, entry, location)
        except Refused as error:
            # The site's rules may change, and so may the desk's licences; asking them again costs nothing.
            source.refuse(location, error)
        except FetchError as error:
            source.refuse(location, error)
            if _may_pass(error):
                source.unfinished = True
            else:
                self.harvest.seen.update(keys(entry))
        else:
            page = page.model_copy(update={"entry": entry.model_copy(update={"content": None})})
            await self._keep(source, page, {}, set(keys(entry)))
        source.ended = time.monotonic()

    async def _made(self, source: _Source, entry: Entry, location: str) -> Page:
        if source.full_text and source.page:
            site = await self._polite.rights(entry.url) if entry.url else source.page.rights
            if page := full_text_page(entry, source.page, location, site, self._desk.filters.min_words):
                return page
        if entry.url is None:
            raise Refused(location, "no_address", "the entry has neither an address nor the article's text")
        return await self._polite.fetch(entry.url)

    # --- what comes of it ---

    async def _keep(self, source: _Source, page: Page, versions: Mapping[str, Fetched], seen: set[str]) -> None:
        if page.rights.allowed and self._hand_on:
            await self._hand_on(page, versions, seen)
            return
        self.harvest.seen |= seen
        if page.rights.allowed:
            source.pages[page.location] = page
        else:
            source.refuse(page.location, Refused(page.location, "rights_reserved", page.rights.ground))

    def close(self, source: _Source) -> None:
        harvest = self.harvest
        order = [entry.url or f"{entry.source}#{entry.id}" for entry in source.chosen] or list(source.versions)
        found = [source.pages[location] for location in order if location in source.pages]
        harvest.pages += found
        harvest.by_source.append(tuple(page.location for page in found))
        if not source.unfinished:
            harvest.versions |= source.versions
        single = len(source.versions) if source.kind in {"page", "folder"} else 0
        harvest.sources.append(
            SourceReport(
                kind=source.kind,
                location=source.location,
                error=source.error,
                allowed=source.allowed,
                unchanged=source.unchanged,
                entries=source.count,
                newest=source.newest,
                new=len(source.entries) or single,
                left=len(source.entries) - len(source.chosen) + source.left,
                refused=tuple(source.refused),
                seconds=round(source.ended - source.started, 3),
            )
        )


async def _few_at_once(work: Callable[[Item], Awaitable[None]], items: Iterable[Item]) -> None:
    left = iter(items)

    async def one_after_the_other() -> None:
        for item in left:
            await work(item)

    await asyncio.gather(*(one_after_the_other() for _ in range(_AT_ONCE)))


def _itself(url: str) -> Entry:
    return Entry(source=url, id=canonical(url), url=url)


def _may_pass(error: FetchError) -> bool:
    """No answer, or one that says that it is the server's day."""
    return error.status is None or error.status >= 500 or error.status == 429
