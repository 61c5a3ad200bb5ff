"""A page made from what the feed carries, for feeds that carry whole articles."""

from __future__ import annotations

import html

from pipeline.collect.entries import plain
from pipeline.models import Entry, Page, Rights


def full_text_page(entry: Entry, feed: Page, location: str, site: Rights, min_words: int) -> Page | None:
    """The entry as an HTML page of its own; None when the feed carries fewer than `min_words` of it.

    `site` is what the origin's rules say about the entry's own address: that it wasn't fetched doesn't change them.
    """
    content = entry.content or entry.summary or ""
    if len((plain(content, 100_000) or "").split()) < min_words:
        return None
    title = html.escape(entry.title or "")
    link = f'<link rel="canonical" href="{html.escape(entry.url)}">' if entry.url else ""
    body = (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{title}</title>{link}</head>'
        f"<body><article><h1>{title}</h1>{content}</article></body></html>"
    )
    return Page(
        location=location,
        url=entry.url,
        status=feed.status,
        content_type="text/html",
        headers={"content-type": "text/html; charset=utf-8"},
        body=body.encode("utf-8", "replace"),
        fetched_at=feed.fetched_at,
        rights=site,
    )
