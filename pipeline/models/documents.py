"""extract → Document: what the extractor sees of one page."""

from __future__ import annotations

from enum import StrEnum
from pathlib import PurePath
from urllib.parse import urlsplit

from pydantic import Field

from pipeline.models.base import Frozen
from pipeline.models.pages import Rights


class PassageKind(StrEnum):
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    TABLE = "table"


class Passage(Frozen):
    """One paragraph of a source; `id` is `s1.p3` in a dossier (document 1, passage 3) or `n1.p2` in notes."""

    id: str
    text: str
    kind: PassageKind = PassageKind.PARAGRAPH


class DocumentWarning(Frozen):
    """Something an editor should know about a document, such as text that addresses a model."""

    code: str
    message: str
    passage: str | None = None


class Copy(Frozen):
    """Another page with a document's text, such as an agency report in a second newspaper."""

    location: str
    url: str | None
    title: str
    site: str | None = None
    published: str | None = None
    page_hash: str


class Document(Frozen):
    """What the extractor sees of one page. Passages are numbered `p1`, `p2`, … until a dossier prefixes them."""

    location: str
    url: str | None
    """Canonical URL if the page names one, else the final URL; None for a local file without one."""
    title: str
    authors: tuple[str, ...] = ()
    published: str | None = None
    """ISO 8601 date or date-time as the page gives it; None when unknown, never today."""
    modified: str | None = None
    site: str | None = None
    language: str | None = None
    """ISO 639-1 code."""
    section: str | None = None
    image_credit: str | None = None
    origins: dict[str, str] = Field(default={})
    """Metadata field to where it was read: `json-ld`, `og:title`, `meta:author`, `microdata`, `byline`, `layout`,
    `entry` (what the feed or sitemap said), …"""
    passages: tuple[Passage, ...]
    warnings: tuple[DocumentWarning, ...] = ()
    rights: Rights = Rights()
    page_hash: str
    """SHA-256 of the page's bytes."""
    copies: tuple[Copy, ...] = ()
    """Pages that say nothing beyond this one; together they count as one source."""

    @property
    def text(self) -> str:
        return "\n".join(p.text for p in self.passages)

    @property
    def publisher(self) -> str:
        """How the text names this source: the site, else the host; of a local file the name, not its folder."""
        if self.site and self.site.strip():
            return self.site
        try:
            host = urlsplit(self.url or "").hostname
        except ValueError:
            host = None
        return host.removeprefix("www.") if host else PurePath(self.location).name
