from __future__ import annotations

import gzip

import pytest
from builders import NOW

from pipeline.collect.sitemaps import MAX_ENTRIES, Sitemap, read_sitemap
from pipeline.errors import FetchError
from pipeline.fetch.sniffing import list_type
from pipeline.models import Page

URL = "https://news.example/sitemap.xml"
XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'


def read(body: bytes | str, limit: int = 1_000_000) -> Sitemap:
    raw = body.encode() if isinstance(body, str) else body
    kind = list_type(URL, raw)
    page = Page(location=URL, url=URL, status=200, content_type=kind, body=raw, fetched_at=NOW)
    return read_sitemap(page, NOW, limit)


def test_addresses_with_dates_and_news() -> None:
    first, second = read(
        f"<?xml version='1.0'?><urlset {XMLNS} {NEWS}><url><loc> https://news.example/a </loc>"
        "<lastmod>2026-11-19</lastmod><n:news><n:publication_date>2026-11-18T10:00:00+01:00</n:publication_date>"
        "<n:title>A &amp; B</n:title></n:news></url>"
        "<url><loc>/b</loc><lastmod>soon</lastmod></url></urlset>"
    ).entries
    assert (first.id, first.url, first.title) == ("https://news.example/a", "https://news.example/a", "A & B")
    assert (first.published, first.modified) == ("2026-11-18T09:00:00+00:00", "2026-11-19T00:00:00+00:00")
    assert (second.url, second.title, second.published, second.modified) == ("https://news.example/b", None, None, None)


def test_an_image_has_an_address_of_its_own() -> None:
    image = "<i:image xmlns:i='http://www.google.com/schemas/sitemap-image/1.1'><i:loc>https://cdn.example/x.jpg</i:loc></i:image>"
    (entry,) = read(f"<urlset {XMLNS}><url>{image}<loc>https://news.example/a</loc></url></urlset>").entries
    assert entry.url == "https://news.example/a"


def test_an_index_names_sitemaps() -> None:
    found = read(f"<sitemapindex {XMLNS}><sitemap><loc>https://news.example/1.xml</loc></sitemap></sitemapindex>")
    assert found.entries == ()
    assert [child.url for child in found.children] == ["https://news.example/1.xml"]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_text_sitemaps(pack: type[bytes]) -> None:
    found = read(pack(b"\xef\xbb\xbfhttps://news.example/a\r\nnot an address\nhttps://news.example/b\n"))
    assert [entry.url for entry in found.entries] == ["https://news.example/a", "https://news.example/b"]


def test_gzip_is_unpacked_within_the_limit() -> None:
    packed = gzip.compress(f"<urlset {XMLNS}><url><loc>https://news.example/a</loc></url></urlset>".encode())
    assert len(read(packed).entries) == 1
    with pytest.raises(FetchError, match=r"unpacks to more than 1 MB"):
        read(gzip.compress(b"<urlset>" + b" " * 50_000_000))
    with pytest.raises(FetchError, match="damaged"):
        read(b"\x1f\x8b" + b"x" * 100)


@pytest.mark.parametrize(
    ("body", "count"),
    [
        (f"<urlset {XMLNS}><url><loc>https://news.example/a</loc></url><url><lo", 1),
        ("<urlset><url><loc>https://news.example/a?b=1&c=2</loc></url></urlset>", 1),
        (f"<urlset {XMLNS}></urlset>", 0),
        (f"<urlset {XMLNS}><url><loc>ftp://news.example/a</loc></url><url/></urlset>", 0),
    ],
)
def test_broken_ones(body: str, count: int) -> None:
    assert len(read(body).entries) == count


def test_addresses_are_whole_or_left_out() -> None:
    amp = read("<urlset><url><loc>https://news.example/a?b=1&c=2</loc></url></urlset>")
    assert [entry.url for entry in amp.entries] == ["https://news.example/a?b=1&c=2"]
    cut = read(f"<urlset {XMLNS}><url><loc>https://news.example/a</loc></url><url><loc>https://news.exa")
    assert [entry.url for entry in cut.entries] == ["https://news.example/a"]
    wide = (
        f'<?xml version="1.0" encoding="utf-16"?><urlset {XMLNS}><url><loc>https://news.example/a</loc></url></urlset>'
    )
    assert len(read(wide.encode("utf-16")).entries) == 1


def test_a_text_that_is_labelled_xml_is_a_text_sitemap() -> None:
    body = b"https://news.example/a\nhttps://news.example/b\n"
    page = Page(location=URL, url=URL, status=200, content_type="application/xml", body=body, fetched_at=NOW)
    assert len(read_sitemap(page, NOW, 1000).entries) == 2


def test_the_news_extension_under_https() -> None:
    news = 'xmlns:n="https://www.google.com/schemas/sitemap-news/0.9"'
    (entry,) = read(
        f"<urlset {XMLNS} {news}><url><loc>https://news.example/a</loc><n:news><n:title>T</n:title></n:news></url></urlset>"
    ).entries
    assert entry.title == "T"


@pytest.mark.parametrize("body", ["<rss/>", "<<<", "a text", "{}"])
def test_what_is_no_sitemap(body: str) -> None:
    with pytest.raises(FetchError, match="sitemap"):
        read(body)


def test_the_protocols_limit_is_ours() -> None:
    body = "<urlset>" + "<url><loc>https://news.example/a</loc></url>" * (MAX_ENTRIES + 10) + "</urlset>"
    assert len(read(body, 10_000_000).entries) == MAX_ENTRIES
