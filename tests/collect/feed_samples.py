"""Feeds of one kind each, with as many entries as a test asks for."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from xml.sax.saxutils import escape

FIRST = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
BODY = "<p>The council of Port Halloran voted seven to two for the seawall, after a debate of four hours.</p>" * 8


def at(n: int) -> datetime:
    """Entry 0 is the newest."""
    return FIRST - timedelta(minutes=n)


def rss(count: int, site: str = "https://news.example", body: str = BODY) -> bytes:
    items = "".join(
        f"<item><title>Story {n} &amp; more</title><link>{site}/story/{n}</link><guid isPermaLink='false'>id-{n}</guid>"
        f"<dc:creator>Ann Writer {n}</dc:creator><pubDate>{format_datetime(at(n), usegmt=True)}</pubDate>"
        f"<description>{escape('<b>Summary</b> of ' + str(n))}</description>"
        f"<content:encoded><![CDATA[{body}]]></content:encoded></item>"
        for n in range(count)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>News</title>'
        f"<link>{site}/</link><description>All of it</description>{items}</channel></rss>"
    ).encode()


def atom(count: int, site: str = "https://news.example", body: str = BODY) -> bytes:
    entries = "".join(
        f'<entry><title type="html">Story {n} &amp;amp; more</title><link rel="alternate" href="{site}/story/{n}"/>'
        f"<id>id-{n}</id><author><name>Ann Writer {n}</name></author><published>{at(n).isoformat()}</published>"
        f"<updated>{at(n).isoformat()}</updated><summary>Summary of {n}</summary>"
        f'<content type="html">{escape(body)}</content></entry>'
        for n in range(count)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>'
        f"<id>urn:news</id><updated>{FIRST.isoformat()}</updated>{entries}</feed>"
    ).encode()


def json_feed(count: int, site: str = "https://news.example", body: str = BODY) -> bytes:
    items = [
        {
            "id": f"id-{n}",
            "url": f"{site}/story/{n}",
            "title": f"Story {n} & more",
            "authors": [{"name": f"Ann Writer {n}"}],
            "date_published": at(n).isoformat(),
            "summary": f"Summary of {n}",
            "content_html": body,
        }
        for n in range(count)
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": items}).encode()


KINDS: dict[str, Callable[..., bytes]] = {"rss": rss, "atom": atom, "json": json_feed}
