"""Entries of feeds and sitemaps: which are the same, and which a desk wants."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from pipeline.desks import Filters
from pipeline.models import Entry

_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|at_(medium|campaign|custom\d)|ns_\w+", re.IGNORECASE
)
_ABSOLUTE = re.compile(r"https?://[a-z0-9.-]+(?::\d+)?(?:/[^\s\\]*)?")
_TAG = re.compile(r"<[^<>]*>")
_WEB_BEGINS = datetime(1991, 1, 1, tzinfo=UTC)
_MAX_URL = 2000


def canonical(url: str) -> str:
    """What two spellings of one address have in common: no scheme, `www.`, fragment, tracking or final slash."""
    parts = urlsplit(url)
    host = parts.netloc.lower().removeprefix("www.").removesuffix(":80").removesuffix(":443")
    kept = [(name, value) for name, value in parse_qsl(parts.query, True) if not _TRACKING.fullmatch(name)]
    return f"{host}{parts.path.rstrip('/')}{'?' + urlencode(kept) if kept else ''}"


def keys(entry: Entry) -> tuple[str, ...]:
    """What an entry is known by, its id in its feed and its address: SHA-256, as either may be long and hostile."""
    named = [f"id\n{entry.source}\n{entry.id}", *([f"url\n{canonical(entry.url)}"] if entry.url else [])]
    return tuple(hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest() for name in named)


def address(base: str, link: object) -> str | None:
    """An absolute http or https URL; None for anything else."""
    if not isinstance(link, str) or not link.strip() or len(link) > _MAX_URL:
        return None
    if _ABSOLUTE.fullmatch(link):  # nearly all of them: taking them apart would be most of the time for a feed
        return link
    try:
        url = urljoin(base, link.strip())
        parts = urlsplit(url)
        return url if parts.scheme in {"http", "https"} and parts.hostname else None
    except ValueError:
        return None


def moment(value: object, now: datetime) -> str | None:
    """An ISO 8601 time in UTC from one with or without zone; None when unreadable, before the web or in the future."""
    if not isinstance(value, str):
        return None
    try:
        at = datetime.fromisoformat(value.strip())
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at.isoformat() if _WEB_BEGINS <= at <= now + timedelta(days=1) else None


def plain(value: object, limit: int) -> str | None:
    """The text of a title or a name, without markup, on one line; None when nothing is left."""
    if not isinstance(value, str):
        return None
    text = value[: limit * 4]
    if "<" in text or "&" in text:
        text = html.unescape(_TAG.sub(" ", text))
    return " ".join(text.split())[:limit] or None


def newest(entries: Iterable[Entry]) -> str | None:
    """The latest date that an entry gives."""
    return max((at for entry in entries if (at := entry.published or entry.modified)), default=None)


def wanted(entry: Entry, filters: Filters, now: datetime) -> bool:
    """Whether an entry passes the desk's filters as far as it can tell.

    Without a date no age is too old. Keywords are looked for as whole words, whatever their case, in title, summary
    and text; an entry that has nothing but a title isn't refused for what its title doesn't say.
    """
    at = entry.published or entry.modified
    if filters.max_age_hours is not None and at:
        age = now - datetime.fromisoformat(max(at, entry.modified or at))
        if age > timedelta(hours=filters.max_age_hours):
            return False
    text = " ".join(filter(None, (entry.title, entry.summary, entry.content)))
    if any(_occurs(word, text) for word in filters.exclude_keywords):
        return False
    tells = bool(entry.summary or entry.content)
    return not (filters.keywords and tells) or any(_occurs(word, text) for word in filters.keywords)


def _occurs(word: str, text: str) -> bool:
    pattern = re.escape(word)
    if max(word) < "\u2e80":  # scripts beyond write without spaces
        pattern = rf"(?<!\w){pattern}(?!\w)"
    return re.search(pattern, text, re.IGNORECASE) is not None
