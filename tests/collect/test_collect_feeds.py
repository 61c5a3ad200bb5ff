"""Feeds as they are and as they should not be."""

from __future__ import annotations

import json
import time

import pytest
from builders import NOW
from feed_samples import BODY, KINDS, at, rss

from pipeline.collect.feeds import feed_entries
from pipeline.errors import FetchError
from pipeline.fetch.sniffing import list_type
from pipeline.models import Entry, Page

URL = "https://news.example/feed/"


def read(body: bytes | str) -> tuple[Entry, ...]:
    raw = body.encode() if isinstance(body, str) else body
    kind = list_type(URL, raw)
    return feed_entries(Page(location=URL, url=URL, status=200, content_type=kind, body=raw, fetched_at=NOW), NOW)


def item(inside: str, version: str = "2.0") -> Entry:
    (entry,) = read(f'<rss version="{version}"><channel><title>N</title><item>{inside}</item></channel></rss>')
    return entry


@pytest.mark.parametrize("kind", KINDS)
def test_what_every_kind_of_feed_says(kind: str) -> None:
    entries = read(KINDS[kind](3))
    assert [entry.id for entry in entries] == ["id-0", "id-1", "id-2"]
    entry = entries[1]
    assert entry.source == URL
    assert (entry.url, entry.title) == ("https://news.example/story/1", "Story 1 & more")
    assert (entry.authors, entry.published) == (("Ann Writer 1",), at(1).isoformat())
    assert "Summary" in (entry.summary or "")
    assert entry.content == BODY


RUSSIAN = (
    "Городской совет во вторник вечером одобрил план восстановления набережной стоимостью сорок восемь миллионов "
    "рублей, изыскания могут начаться весной, если область подтвердит свою половину расходов, рыбаки требуют "
    "компенсации за восемнадцать месяцев без причала, а администрация обещает представить предложение в январе, "
    "сообщил казначей города, добавив, что без подписи области работы не начнутся"
)
ITEM = "<item><title>A</title><link>https://n.example/a</link></item>"


@pytest.mark.parametrize(
    "feed",
    [
        f'<rss version="0.91"><channel><title>N</title>{ITEM}</channel></rss>',
        f'<rss version="0.92"><channel>{ITEM}</channel></rss>',
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        '<item rdf:about="https://n.example/a"><title>A</title><link>https://n.example/a</link></item></rdf:RDF>',
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        f'xmlns="http://my.netscape.com/rdf/simple/0.9/">{ITEM}</rdf:RDF>',
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>A</title>'
        '<link rel="alternate" href="https://n.example/a"/><id>https://n.example/a</id></entry></feed>',
        '<feed><entry><title>A</title><link href="https://n.example/a"/></entry></feed>',
        f'<rss version="2.0"><channel>{ITEM}',
        f'<rss version="2.0"><channel>{ITEM.replace("</link>", "</link><description>x &nbsp; & y</description>")}',
        f'\ufeff  \n<?xml version="1.0"?><rss version="2.0"><channel>{ITEM}</channel></rss>',
    ],
)
def test_old_and_broken_feeds(feed: str) -> None:
    (entry,) = read(feed)
    assert (entry.title, entry.url, entry.published) == ("A", "https://n.example/a", None)


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "utf-8", "utf-16"])
def test_charsets(charset: str) -> None:
    inside = ITEM.replace(">A<", ">Küste<")
    feed = f'<?xml version="1.0" encoding="{charset}"?><rss version="2.0"><channel>{inside}</channel></rss>'
    assert read(feed.encode(charset))[0].title == "Küste"


@pytest.mark.parametrize(
    ("charset", "word"), [("iso-8859-1", "Überflutete Küste, größte Schäden"), ("windows-1251", RUSSIAN)]
)
def test_a_feed_that_lies_about_its_charset(charset: str, word: str) -> None:
    told = ITEM.replace(">A<", f">{word}<")
    feed = f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{told}</channel></rss>'
    assert read(feed.encode(charset))[0].title == word


def test_bare_ampersands_stay() -> None:
    entry = item(
        "<title>Tom & Jerry &amp; Co</title><link>https://n.example/?a=1&b=2</link><guid>x</guid>"
        "<description><![CDATA[<p>A & B &amp; C</p>]]></description>"
    )
    assert (entry.title, entry.url, entry.summary) == (
        "Tom & Jerry & Co", "https://n.example/?a=1&b=2", "<p>A & B &amp; C</p>"
    )  # fmt: skip


@pytest.mark.parametrize("guid", ["a", "25", "2025-01-02", "Thu, 19 Nov 2026 10:00:00 GMT"])
def test_a_guid_is_no_date(guid: str) -> None:
    entry = item(f"<title>A</title><link>https://n.example/a</link><guid>{guid}</guid>")
    assert (entry.id, entry.published, entry.modified) == (guid, None, None)
    assert item(f"<title>A</title><guid>{guid}</guid>").url is None


def test_the_time_of_a_change_is_not_that_of_publication() -> None:
    inside = '<title>A</title><link href="https://n.example/a"/><id>x</id><updated>2026-11-19T10:00:00Z</updated>'
    (entry,) = read(f'<feed xmlns="http://www.w3.org/2005/Atom"><entry>{inside}</entry></feed>')
    assert (entry.published, entry.modified) == (None, "2026-11-19T10:00:00+00:00")


def test_relative_links_and_links_that_lead_elsewhere() -> None:
    assert item("<link>/a?b=1</link><guid>x</guid>").url == "https://news.example/a?b=1"
    for link in ("javascript:alert(1)", "file:///etc/passwd", "http://[::1", "https://n.example/" + "a" * 3000):
        assert item(f"<title>A</title><link>{link}</link><guid isPermaLink='false'>x</guid>").url is None


def test_an_entry_without_address_and_id_is_none() -> None:
    assert read(rss(1).replace(b"https://news.example/story/0", b"").replace(b"id-0", b"")) == ()


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("Fri, 20 Nov 2026 08:00:00 +0200", "2026-11-20T06:00:00+00:00"),
        ("20 Nov 26 08:00 GMT", "2026-11-20T08:00:00+00:00"),
        ("2026-11-20T08:00:00Z", "2026-11-20T08:00:00+00:00"),
        ("2026-11-20", "2026-11-20T00:00:00+00:00"),
        # What names no day has no date: neither today's nor the first of the month.
        ("2026", None),
        ("November 2026", None),
        ("Friday", None),
        ("10:30", None),
        ("today", None),
        ("11/12/2026", None),
        ("soon", None),
        # In the future, before the web.
        ("Fri, 20 Nov 2099 08:00:00 GMT", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
    ],
)
def test_dates(text: str, published: str | None) -> None:
    assert item(f"<title>A</title><link>/a</link><pubDate>{text}</pubDate>").published == published


def test_one_vague_date_does_not_cost_the_others() -> None:
    entries = read(rss(3).replace(b"Fri, 20 Nov 2026 07:59:00 GMT", b"Friday"))
    assert [entry.published for entry in entries] == [at(0).isoformat(), None, at(2).isoformat()]


def test_json_feeds_with_wrong_types() -> None:
    items = [
        {"id": 7, "url": "/a", "title": ["x"], "authors": "Ann", "date_published": 20261120},
        {"id": None, "external_url": "https://other.example/b", "author": {"name": "Bob"}},
        "nothing",
        {"title": "no address"},
        {"id": "t", "url": "/t", "content_text": "One <b>.\n\nTwo."},
    ]
    first, second, third = read(json.dumps({"items": items}))
    assert (first.id, first.url, first.title, first.authors, first.published) == (
        "7", "https://news.example/a", None, (), None,
    )  # fmt: skip
    assert (second.url, second.authors) == ("https://other.example/b", ("Bob",))
    assert third.content == "<p>One &lt;b&gt;.</p><p>Two.</p>"


NO_FEEDS = ['{"a": 1}', "[1, 2]", "{", "<html", "<svg/>", "just text", "<a>" * 10_000, "[" * 100_000]


@pytest.mark.parametrize("body", NO_FEEDS)
def test_what_is_no_feed(body: str) -> None:
    with pytest.raises(FetchError, match="feed"):
        read(body)


def test_an_empty_feed_is_a_feed() -> None:
    assert read('<rss version="2.0"><channel><title>N</title></channel></rss>') == ()


LAUGHS = "".join(f"<!ENTITY {b} '{f'&{a};' * 20}'>" for a, b in zip("abcdefg", "bcdefgh", strict=True))


@pytest.mark.parametrize("inside", [f"<!ENTITY a 'ha'>{LAUGHS}", "<!ENTITY h SYSTEM 'file:///etc/passwd'>"])
def test_entities_are_not_resolved(inside: str) -> None:
    started = time.process_time()
    item = ITEM.replace(">A<", ">A &h;<")
    feed = f'<?xml version="1.0"?><!DOCTYPE x [{inside}]><rss version="2.0"><channel>{item}</channel></rss>'
    try:
        titles = [entry.title or "" for entry in read(feed)]
    except FetchError:
        titles = []
    assert all("root:" not in title and len(title) < 100 for title in titles)
    assert time.process_time() - started < 2


def test_as_many_entries_as_anyone_can_read() -> None:
    assert len(read(rss(3000, body=""))) == 2000
