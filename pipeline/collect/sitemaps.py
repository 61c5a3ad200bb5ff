"""Sitemaps: XML with index and news extension, plain text, also in gzip (sitemaps.org/protocol.html)."""

from __future__ import annotations

import io
import re
import zlib
from dataclasses import dataclass
from datetime import datetime

from pipeline.collect.entries import address, moment, plain
from pipeline.collect.mending import WIDE, mended
from pipeline.errors import FetchError
from pipeline.fetch.sniffing import GZIP
from pipeline.models import Entry, Page

MAX_ENTRIES = 50_000
"""The protocol's own limit for one file."""

_PLACE = re.compile(rb"</?[\w:]*loc\b[^<>]{0,200}>")
_END = 5000
_NEWS = "://www.google.com/schemas/sitemap-news/0.9"


@dataclass(frozen=True)
class Sitemap:
    entries: tuple[Entry, ...] = ()
    children: tuple[Entry, ...] = ()
    """The sitemaps that an index names."""


def read_sitemap(page: Page, now: datetime, max_bytes: int) -> Sitemap:
    """Raises FetchError when it is no sitemap, or unpacks to more than `max_bytes`."""
    source = page.url or page.location
    body = _unpacked(page, source, max_bytes)
    marked = body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", *WIDE))  # whatever its label says
    return _from_xml(mended(body), source, now) if marked else _from_text(body, source)


def _unpacked(page: Page, source: str, max_bytes: int) -> bytes:
    if page.content_type != GZIP:
        return page.body
    try:
        body = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(page.body, max_bytes + 1)
    except zlib.error:
        raise FetchError(source, "its gzip archive is damaged", "Try again later.") from None
    if len(body) > max_bytes:
        raise FetchError(source, f"unpacks to more than {max_bytes / 1e6:g} MB", "Raise the size limit.")
    return body


def _from_text(body: bytes, source: str) -> Sitemap:
    lines = body.decode("utf-8-sig", "replace").splitlines()[:MAX_ENTRIES]
    urls = [url for line in lines if line.strip().startswith("http") and (url := address(source, line))]
    if not urls:
        raise FetchError(source, "is no sitemap: it names no addresses", "Give the address of a sitemap.")
    return Sitemap(tuple(Entry(source=source, id=url, url=url) for url in urls))


def _from_xml(body: bytes, source: str, now: datetime) -> Sitemap:
    from lxml import etree

    entries: list[Entry] = []
    children: list[Entry] = []
    known = False
    try:
        # Entities stay unresolved, nothing is loaded, and each element is let go once it is read.
        for _, element in etree.iterparse(
            io.BytesIO(body), events=("end",), resolve_entities=False, no_network=True, recover=True
        ):
            kind = etree.QName(element).localname if isinstance(element.tag, str) else ""
            known = known or kind in {"urlset", "sitemapindex"}
            if kind not in {"url", "sitemap"}:
                continue
            if entry := _entry(element, source, now):
                (entries if kind == "url" else children).append(entry)
            element.clear()
            if len(entries) + len(children) >= MAX_ENTRIES:
                break
    except etree.LxmlError:
        pass
    places = _PLACE.findall(body[-_END:])
    if entries and places and not places[-1].startswith(b"</"):
        entries.pop()  # its address is cut off
    if not (known or entries or children):
        raise FetchError(source, "is XML, but no sitemap", "Give the address of a sitemap; feeds go under `feeds`.")
    return Sitemap(tuple(entries), tuple(children))


def _entry(element: object, source: str, now: datetime) -> Entry | None:
    texts = _texts(element)
    url = address(source, texts.get("loc"))
    if url is None:
        return None
    return Entry(
        source=source,
        id=url,
        url=url,
        title=plain(texts.get("title"), 500),
        published=moment(texts.get("publication_date"), now),
        modified=moment(texts.get("lastmod"), now),
    )


def _texts(element: object) -> dict[str, str]:
    """`loc` and `lastmod` of the element, `title` and `publication_date` of its news extension."""
    found: dict[str, str] = {}
    for child in element.iter():  # type: ignore[attr-defined]  # lxml has no types
        if not isinstance(child.tag, str) or not child.text:
            continue
        namespace, _, name = child.tag.rpartition("}")
        news = namespace.endswith(_NEWS)
        if (name in {"loc", "lastmod"} and not news and child.getparent() is element) or (
            name in {"title", "publication_date"} and news
        ):
            found.setdefault(name, child.text.strip())
    return found
