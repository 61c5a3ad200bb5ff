"""Feeds and sitemaps, read only when they have changed; an index leads to its sitemaps, within bounds."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pipeline.collect.feeds import feed_entries
from pipeline.collect.sitemaps import MAX_ENTRIES, read_sitemap
from pipeline.errors import Refused, SourceError
from pipeline.fetch import LIST, Polite, Validators
from pipeline.models import Entry, Page
from pipeline.state import Fetched

_MAX_SITEMAPS = 50
_MAX_DEPTH = 3


@dataclass
class Listing:
    entries: list[Entry] = field(default_factory=list)
    page: Page | None = None
    """A feed as it was fetched; None when it was unchanged."""
    unchanged: bool = True
    versions: dict[str, Fetched] = field(default_factory=dict)
    unfinished: bool = False
    """A sitemap of an index could not be read."""


class Lists:
    """Reads a desk's lists. `known` are their versions; those read with other settings (`reader`) don't count."""

    def __init__(
        self, polite: Polite, known: Mapping[str, Fetched], reader: str, max_bytes: int, now: datetime
    ) -> None:
        self._polite, self._known, self._reader = polite, known, reader
        self._max_bytes, self._now = max_bytes, now

    async def read(self, kind: str, url: str) -> Listing:
        """Raises SourceError when the list itself can't be read or may not be used."""
        if kind == "feed":
            return await self._feed(url)
        listing = Listing()
        await self._sitemap(url, listing, 1, {url})
        return listing

    async def _feed(self, url: str) -> Listing:
        listing = Listing()
        listing.page = await self._changed(url, listing)
        if listing.page:
            listing.entries = list(feed_entries(listing.page, self._now))
        return listing

    async def _sitemap(self, url: str, listing: Listing, depth: int, met: set[str]) -> None:
        page = await self._changed(url, listing)
        if page is None or len(listing.entries) >= MAX_ENTRIES:
            return
        found = read_sitemap(page, self._now, self._max_bytes)
        listing.entries += found.entries[: MAX_ENTRIES - len(listing.entries)]
        if not found.children:
            return
        # An index may stay the same while its sitemaps change: it is read every time.
        listing.versions.pop(url, None)
        if depth == _MAX_DEPTH:
            return
        newest_first = sorted(found.children, key=lambda child: child.modified or "9", reverse=True)
        for child in newest_first:
            if child.url is None or child.url in met or len(met) > _MAX_SITEMAPS:
                continue
            met.add(child.url)
            try:
                await self._sitemap(child.url, listing, depth + 1, met)
            except SourceError:
                listing.unfinished = True

    async def _changed(self, url: str, listing: Listing) -> Page | None:
        """The list, or None when it is unchanged; raises Refused when its publisher reserves it."""
        known = self._known.get(url)
        if known and known.reader != self._reader:
            known = None
        page = await self._polite.fetch_if_changed(url, known_version(known), wanted=LIST)
        if page is None:
            return None
        if not page.rights.allowed:
            raise Refused(url, "rights_reserved", page.rights.ground)
        version = version_of(page, self._reader)
        if known and known.body_hash == version.body_hash:
            return None
        listing.unchanged = False
        listing.versions[url] = version
        return page


def version_of(page: Page, reader: str) -> Fetched:
    """What to ask with the next time, and what to compare with when the server doesn't know."""
    body_hash = hashlib.sha256(page.body).hexdigest()
    return Fetched(page.headers.get("etag"), page.headers.get("last-modified"), body_hash, reader)


def known_version(known: Fetched | None) -> Validators | None:
    return Validators(known.etag, known.last_modified) if known else None
