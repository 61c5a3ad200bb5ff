"""collect → Page: one fetched or read page, and what its publisher said about it."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from pipeline.models.base import Frozen


class Rights(Frozen):
    """What a publisher said about machine use, and what was decided on it."""

    signals: dict[str, str] = Field(default={})
    """Signal name (`robots`, `robots:content-usage`, `tdmrep`, `rsl`, `header:x-robots-tag`, `meta:robots`) to its
    value as seen."""
    allowed: bool = True
    ground: str = "no reservation found"


class Entry(Frozen):
    """What a feed or a sitemap says about a page; the page itself may know better."""

    source: str
    """URL of the feed or sitemap."""
    id: str
    """The feed's own id of the entry, else its address."""
    url: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    """ISO 8601, UTC; None when unknown."""
    modified: str | None = None
    summary: str | None = None
    """Plain text or HTML, as the feed gives it, shortened."""
    content: str | None = Field(default=None, repr=False)
    """HTML of the whole article, from feeds that carry it."""


class Page(Frozen):
    """One fetched or read page, undecoded."""

    location: str
    """What was asked for: a URL, a path as the user wrote it, or `-`."""
    url: str | None
    """Final URL after redirects; None for a local file."""
    status: int | None
    headers: dict[str, str] = Field(default={})
    """Lower-case names; only those that later stages read."""
    content_type: str
    """Sniffed media type without parameters, such as `text/html` or `text/plain`."""
    body: bytes
    fetched_at: datetime
    rights: Rights = Rights()
    entry: Entry | None = None
    """How the page was found, when a feed or sitemap named it."""
