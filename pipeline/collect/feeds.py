"""RSS 0.9x to 2.0, RDF, Atom and JSON Feed to entries."""

from __future__ import annotations

import html
import io
import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from pipeline.collect.entries import address, moment, plain
from pipeline.collect.mending import is_marked, mended, unmarked, with_marked_guids
from pipeline.errors import FetchError
from pipeline.fetch.sniffing import JSON
from pipeline.models import Entry, Page

_MAX_ENTRIES = 2000
_SUMMARY = 2000
_SLOW_BYTES = 1_000_000
"""feedparser takes two seconds for a megabyte of broken markup: larger feeds have to do without it."""

# What stands in an element that gives a date. `fastfeedparser` fills in what such a text leaves open, a day from a
# year or a month, with today: an unknown date is absent, never today.
_DATES = re.compile(
    rb"<(?:\w+:)?(?:pubDate|date|published|updated|issued|modified|created)\b[^<>]{0,200}>\s*(?:<!\[CDATA\[)?([^<\]]{0,80})"
)
_PUBLISHED = re.compile(rb"<(?:\w+:)?(?:pubDate|date|published|issued|created)\b", re.IGNORECASE)
_FULL_DATE = re.compile(
    rb"(?<!\d)\d{4}-?\d\d-?\d\d(?!\d)"  # ISO 8601
    rb"|\d{1,2}[ -][a-z]{3,9}\.?,?[ -]\d{2,4}|[a-z]{3,9}\.? +\d{1,2},? +(?:\d\d:\d\d:\d\d +)?(?:[a-z]{3,4} +)?\d{4}",
    re.IGNORECASE,
)


def _is_full_date(text: bytes) -> bool:
    return not text.strip() or _FULL_DATE.search(text) is not None


def feed_entries(page: Page, now: datetime) -> tuple[Entry, ...]:
    """The entries in the feed's order; raises FetchError when there is no way to read it as a feed.

    `fastfeedparser` reads what is well-formed; `feedparser` what it finds nothing in, or no dates.
    """
    source = page.url or page.location
    if page.content_type == JSON:
        return _json_entries(page, source, now)
    body = mended(page.body)
    fast = _read(_fast, body, source, now)
    full = all(map(_is_full_date, _DATES.findall(body)))
    if fast and full and all(entry.published or entry.modified for entry in fast):
        return fast
    if fast and not full:
        fast = tuple(entry.model_copy(update={"published": None, "modified": None}) for entry in fast)
    bearable = len(body) <= _SLOW_BYTES and b"<!ENTITY" not in body  # it would resolve them
    slow = _read(_slow, body, source, now) if bearable else None
    best = max((found for found in (fast, slow) if found is not None), key=_worth, default=None)
    if best is None:
        raise FetchError(source, "can't be read as a feed", "Give the address of an RSS, Atom or JSON feed.")
    return best


def _worth(entries: tuple[Entry, ...]) -> tuple[int, int]:
    return len(entries), sum(bool(entry.published or entry.modified) for entry in entries)


def _read(
    parse: Callable[[bytes], list[Mapping[str, Any]] | None], body: bytes, source: str, now: datetime
) -> tuple[Entry, ...] | None:
    """None when the parser makes nothing of it; hostile feeds meet other people's code here."""
    try:
        found = parse(body)
    except Exception:  # noqa: BLE001  (any way to fail means only that this parser can't)
        return None
    if found is None:
        return None
    entries = (_entry(item, source, now) for item in found[:_MAX_ENTRIES])
    return tuple(entry for entry in entries if entry)


def _fast(body: bytes) -> list[Mapping[str, Any]]:
    import fastfeedparser

    marked = with_marked_guids(body)
    found: list[dict[str, Any]] = fastfeedparser.parse(marked, include_tags=False, include_media=False)["entries"]
    only_changed = not _PUBLISHED.search(body)  # it gives the time of a change for that of publication
    return [
        {
            **item,
            "id": unmarked(item.get("id")),
            "link": None if is_marked(item.get("link")) else item.get("link"),
            "published": None if only_changed else item.get("published"),
        }
        for item in found
    ]


def _slow(body: bytes) -> list[Mapping[str, Any]] | None:
    import feedparser

    # A stream: given bytes, it would first try them as a file's name.
    found = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    return [*map(_dated, found.entries)] if found.version else None


def _dated(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """feedparser gives times as tuples, in UTC, also for texts that name no day."""
    times: dict[str, str | None] = {"published": None, "updated": None}
    for name in times:
        # Asked for an `updated` that isn't there, it warns and gives `published`; `in` tells the truth.
        if f"{name}_parsed" in item and item[f"{name}_parsed"] and _is_full_date(str(item[name]).encode()):
            times[name] = "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}".format(*item[f"{name}_parsed"][:6])
    return {**item, **times}


def _entry(item: Mapping[str, Any], source: str, now: datetime) -> Entry | None:
    url = address(source, item.get("link"))
    identity = item.get("id") if isinstance(item.get("id"), str) else None
    if not (url or identity):
        return None
    names = [author.get("name") for author in item.get("authors") or []] or [item.get("author")]
    contents = [c.get("value") for c in item.get("content") or [] if isinstance(c.get("value"), str)]
    summary = item.get("summary") or item.get("description")
    return Entry(
        source=source,
        id=(identity or url or "")[:_SUMMARY],
        url=url,
        title=plain(item.get("title"), 500),
        authors=tuple(name for raw in names if (name := plain(raw, 200))),
        published=moment(item.get("published"), now),
        modified=moment(item.get("updated"), now),
        summary=summary[:_SUMMARY] if isinstance(summary, str) and summary.strip() else None,
        content=max(contents, key=len, default=None),
    )


def _json_entries(page: Page, source: str, now: datetime) -> tuple[Entry, ...]:
    """JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1); what has the wrong type is passed over."""
    try:
        data = json.loads(page.body)
    except (ValueError, RecursionError):
        data = None
    items = data.get("items") if isinstance(data, dict) else None
    if not isinstance(items, list):
        raise FetchError(source, "is JSON, but not a JSON Feed", "Give the address of an RSS, Atom or JSON feed.")
    found = [_entry(_from_json(item), source, now) for item in items[:_MAX_ENTRIES] if isinstance(item, dict)]
    return tuple(entry for entry in found if entry)


def _from_json(item: dict[str, Any]) -> dict[str, Any]:
    listed = item.get("authors")
    authors = listed if isinstance(listed, list) else [item.get("author")]
    text = item.get("content_html") or _paragraphs(item.get("content_text"))
    return {
        "id": str(item["id"]) if isinstance(item.get("id"), (str, int)) else None,
        "link": item.get("url") or item.get("external_url"),
        "title": item.get("title"),
        "authors": [author for author in authors if isinstance(author, dict)],
        "published": item.get("date_published"),
        "updated": item.get("date_modified"),
        "summary": item.get("summary"),
        "content": [{"value": text}],
    }


def _paragraphs(text: object) -> str | None:
    if not isinstance(text, str):
        return None
    return "".join(f"<p>{html.escape(part)}</p>" for part in text.split("\n\n"))
