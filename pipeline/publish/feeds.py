"""RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1 of a desk's published articles, whole texts, newest first.

An article keeps its id through corrections; a retracted one stays as a notice, so that readers who have it learn of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

from pipeline.models import Frozen
from pipeline.publish.article import Article, Release, utc
from pipeline.publish.blocks import blocks, joined

_ATOM = "http://www.w3.org/2005/Atom"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_DC = "http://purl.org/dc/elements/1.1/"


class Channel(Frozen):
    """What a feed says about itself."""

    key: str
    """Names the feed where it has no address."""
    title: str
    language: str
    url: str | None = None
    """Its own address."""
    home: str | None = None
    """The site it belongs to."""

    @property
    def about(self) -> str:
        return f"AI-generated news analyses of {self.title}, each with its sources."


def render(kind: str, channel: Channel, articles: Sequence[Article], limit: int = 50) -> str:
    """The whole feed, one of `FEEDS`, of the newest articles; they must be released."""
    pairs = [(article, article.release) for article in articles if article.release is not None]
    pairs.sort(key=lambda pair: (pair[1].published, pair[1].key), reverse=True)
    return FEEDS[kind](channel, pairs[:limit])


_Entries = Sequence[tuple[Article, Release]]


def _title(article: Article) -> str:
    return f"Retracted: {article.title}" if article.retraction else article.title


def _summary(article: Article) -> str:
    return article.retraction.reason if article.retraction else article.dek or article.title


def _id(release: Release) -> str:
    """Stable through new addresses: no address at all."""
    return f"urn:nutgraf:{release.key}"


def _updated(entries: _Entries) -> datetime:
    """Of the newest change; of an empty feed a fixed moment, so that writing it again changes nothing."""
    return max((release.modified for _, release in entries), default=datetime(1970, 1, 1, tzinfo=UTC))


def _rss(channel: Channel, entries: _Entries) -> str:
    from lxml import etree

    root = etree.Element("rss", version="2.0", nsmap={"atom": _ATOM, "content": _CONTENT, "dc": _DC})
    top = etree.SubElement(root, "channel")
    for name, text in (
        ("title", channel.title),
        ("link", channel.home or _origin(entries) or channel.url or f"urn:nutgraf:{channel.key}"),
        ("description", channel.about),
        ("language", channel.language),
        ("lastBuildDate", _rfc822(_updated(entries))),
        ("generator", "nutgraf"),
    ):
        etree.SubElement(top, name).text = text
    if channel.url:
        etree.SubElement(top, f"{{{_ATOM}}}link", href=channel.url, rel="self", type="application/rss+xml")
    for article, release in entries:
        item = etree.SubElement(top, "item")
        etree.SubElement(item, "title").text = _title(article)
        if release.url:
            etree.SubElement(item, "link").text = release.url
        etree.SubElement(item, "guid", isPermaLink="false").text = _id(release)
        etree.SubElement(item, "pubDate").text = _rfc822(release.published)
        etree.SubElement(item, "description").text = _summary(article)
        for label in _categories(article):
            etree.SubElement(item, "category", domain=label["scheme"]).text = label["term"]
        etree.SubElement(item, f"{{{_DC}}}creator").text = article.label.making.words
        etree.SubElement(item, f"{{{_DC}}}rights").text = article.label.credit
        etree.SubElement(item, f"{{{_CONTENT}}}encoded").text = joined(blocks(article))
    return _xml(root)


def _atom(channel: Channel, entries: _Entries) -> str:
    from lxml import etree

    def add(parent: Any, name: str, text: str | None = None, **attributes: str) -> Any:
        made = etree.SubElement(parent, f"{{{_ATOM}}}{name}", **attributes)
        made.text = text
        return made

    root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
    root.set("{http://www.w3.org/XML/1998/namespace}lang", channel.language)
    add(root, "id", channel.url or f"urn:nutgraf:{channel.key}")
    add(root, "title", channel.title)
    add(root, "subtitle", channel.about)
    add(root, "updated", utc(_updated(entries)))
    add(add(root, "author"), "name", channel.title)
    add(root, "generator", "nutgraf")
    if channel.url:
        add(root, "link", rel="self", type="application/atom+xml", href=channel.url)
    if channel.home:
        add(root, "link", rel="alternate", type="text/html", href=channel.home)
    for article, release in entries:
        entry = add(root, "entry")
        add(entry, "id", _id(release))
        add(entry, "title", _title(article), type="text")
        add(entry, "published", utc(release.published))
        add(entry, "updated", utc(release.modified))
        add(add(entry, "author"), "name", article.label.making.words)
        add(entry, "rights", article.label.credit, type="text")
        if release.url:
            add(entry, "link", rel="alternate", type="text/html", href=release.url)
        for source in article.sources:
            if source.url:
                add(entry, "link", rel="related", href=source.url, title=source.title)
        for label in _categories(article):
            add(entry, "category", **label)
        add(entry, "summary", _summary(article), type="text")
        add(entry, "content", joined(blocks(article)), type="html")
    return _xml(root)


def _json_feed(channel: Channel, entries: _Entries) -> str:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.home,
        "feed_url": channel.url,
        "description": channel.about,
        "language": channel.language,
        "items": [_item(article, release) for article, release in entries],
    }
    return json.dumps({k: v for k, v in feed.items() if v is not None}, ensure_ascii=False, indent=1) + "\n"


def _item(article: Article, release: Release) -> dict[str, Any]:
    item = {
        "id": _id(release),
        "url": release.url,
        "title": _title(article),
        "summary": _summary(article),
        "content_html": joined(blocks(article)),
        "date_published": utc(release.published),
        "date_modified": utc(release.modified),
        "authors": [{"name": article.label.making.words}],
        "tags": [label["label"] for label in _categories(article)],
        "language": article.language,
        "_nutgraf": {
            **article.label.front_matter(),
            "credit": article.label.credit,
            "disclaimer": article.disclaimer,
            "corrections": [c.model_dump() for c in article.corrections],
            "retracted": article.retraction.date if article.retraction else None,
        },
    }
    return {key: value for key, value in item.items() if value is not None}


def _origin(entries: _Entries) -> str | None:
    """The site that the articles stand on."""
    links = (urlsplit(release.url) for _, release in entries if release.url)
    return next((f"{link.scheme}://{link.netloc}/" for link in links), None)


def _categories(article: Article) -> list[dict[str, str]]:
    """The machine-readable labels, as RSS and Atom categories."""
    making = article.label.making
    scheme, _, term = making.digital_source_type.rpartition("/")
    return [
        {"term": term, "scheme": f"{scheme}/", "label": making.words},
        {"term": making.ai_disclosure, "scheme": "urn:nutgraf:ai-disclosure", "label": article.label.review},
    ]


def _rfc822(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def _xml(root: Any) -> str:
    from lxml import etree

    text: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return text.decode("utf-8")


FEEDS: Mapping[str, Callable[[Channel, _Entries], str]] = {"rss": _rss, "atom": _atom, "jsonfeed": _json_feed}
FEED_FILES: Mapping[str, str] = {"rss": "rss.xml", "atom": "atom.xml", "jsonfeed": "feed.json"}
