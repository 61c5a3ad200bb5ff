"""The fetcher: nothing unsafe is connected to, nothing is unbounded, every failure is one clear line."""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import brotli
import httpcore2
import pytest
from backports import zstd
from builders import NOW
from site_server import HTML, Reply, Site, redirect

from pipeline import __version__
from pipeline.errors import FetchError
from pipeline.fetch import LIST, Fetcher, Validators
from pipeline.fetch.addresses import Resolver, why_refused
from pipeline.fetch.faults import retry_after, shown
from pipeline.fetch.sniffing import media_type

STORY = (
    b"<!doctype html><html><head><title>Council backs seawall</title></head><body><p>Voted 7 to 2.</p></body></html>"
)
PUBLIC = "93.184.215.14"
NO_TRUST = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def plain(**settings: Any) -> Fetcher:
    """A fetcher that needn't read the system's certificates, which takes longer than most of these tests."""
    return Fetcher(tls=NO_TRUST, **settings)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


@pytest.fixture
def trap() -> Iterator[socket.socket]:
    """A listening socket on loopback that must not see a connection."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.05)
        yield listening
        with pytest.raises(TimeoutError):
            listening.accept()


class Rerouted(httpcore2.AsyncNetworkBackend):
    """Writes down which address was to be connected to and connects to the test's site instead."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connected: list[tuple[str, int]] = []

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 -- the interface's
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        self.connected.append((host, port))
        return await httpcore2.AnyIOBackend().connect_tcp("127.0.0.1", self.port, timeout)


def answering(*addresses: str) -> Resolver:
    """A resolver that gives the addresses one call after the other, the last one for ever."""
    left = list(addresses)

    async def resolve(host: str, port: int) -> list[str]:
        return (left.pop(0) if len(left) > 1 else left[0]).split()

    return resolve


async def failure(fetcher: Fetcher, url: str) -> str:
    async with fetcher:
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(url)
    line = str(caught.value)
    assert "\n" not in line
    assert len(line) < 400
    return line


# --- what is fetched ----------------------------------------------------------------------------


async def test_a_page_with_its_final_url_and_kept_headers(site: Site) -> None:
    site.replies["/old"] = redirect("/story#top", 301)
    site.replies["/story"] = Reply(STORY, headers={**HTML, "X-Robots-Tag": "noai", "Set-Cookie": "a=b", "ETag": '"1"'})
    async with plain(allow_private=True, contact="https://desk.example/bot") as fetcher:
        page = await fetcher.fetch(site.url("/old"))
    assert (page.location, page.url, page.status) == (site.url("/old"), site.url("/story"), 200)
    assert page.headers == {"content-type": "text/html; charset=utf-8", "x-robots-tag": "noai", "etag": '"1"'}
    assert (page.content_type, page.body) == ("text/html", STORY)
    assert site.requests[0].headers["user-agent"] == f"nutgraf/{__version__} (+https://desk.example/bot)"


async def test_cookies_are_not_sent_back(site: Site) -> None:
    site.replies["/a"] = Reply(status=302, headers={"Location": "/b", "Set-Cookie": "visitor=1; Path=/"})
    site.replies["/b"] = Reply(STORY)
    async with plain(allow_private=True) as fetcher:
        await fetcher.fetch(site.url("/a"))
    assert [request.path for request in site.requests] == ["/a", "/b"]
    assert "cookie" not in site.requests[1].headers


async def test_proxies_of_the_environment_are_ignored(
    site: Site, trap: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{trap.getsockname()[1]}")
    site.replies["/story"] = Reply(STORY)
    async with plain(allow_private=True) as fetcher:
        assert (await fetcher.fetch(site.url("/story"))).body == STORY


PACKED: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda body: gzip.compress(body, 1),
    "deflate": zlib.compress,
    "br": lambda body: bytes(brotli.compress(body, quality=1)),
    "zstd": zstd.compress,
}


@pytest.mark.parametrize("coding", PACKED)
async def test_packed_pages_are_unpacked(site: Site, coding: str) -> None:
    site.replies["/story"] = Reply(PACKED[coding](STORY), headers={**HTML, "Content-Encoding": coding})
    async with plain(allow_private=True) as fetcher:
        assert (await fetcher.fetch(site.url("/story"))).body == STORY
    assert coding in site.requests[0].headers["accept-encoding"]


async def test_a_proxy_is_used_when_it_is_configured(site: Site) -> None:
    site.replies["http://news.example/story"] = Reply(STORY)  # a proxy is asked for whole addresses

    async def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    async with plain(proxy=site.url("/"), resolver=unknown) as fetcher:
        assert (await fetcher.fetch("http://news.example/story")).body == STORY


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://169.254.169.254/latest/", "https://localhost/"])
async def test_a_proxy_is_not_asked_for_private_addresses(site: Site, url: str) -> None:
    assert "isn't fetched" in await failure(plain(proxy=site.url("/"), resolver=by_literal), url)
    assert site.requests == []


async def test_an_unchanged_page_is_none(site: Site) -> None:
    site.replies["/story"] = Reply(STORY, headers={**HTML, "ETag": '"1"'})
    async with plain(allow_private=True) as fetcher:
        assert await fetcher.fetch_if_changed(site.url("/story"), Validators('"1"', None)) is None
        assert await fetcher.fetch_if_changed(site.url("/story"), Validators('"0"', None)) is not None
        assert await fetcher.fetch_if_changed(site.url("/story"), Validators()) is not None


async def test_a_304_that_nobody_asked_for_is_no_page(site: Site) -> None:
    site.replies["/story"] = Reply(status=304)
    assert "answered 304" in await failure(plain(allow_private=True), site.url("/story"))


# --- feeds and sitemaps -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "declared", "kind"),
    [
        (b"<?xml version='1.0'?><rss/>", "text/html", "application/xml"),
        (b"\n<feed/>", "", "application/xml"),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', "application/feed+json", "application/json"),
        (b"https://news.example/a\n", "text/plain", "text/plain"),
        (gzip.compress(b"<urlset/>", mtime=0), "application/x-gzip", "application/gzip"),
        ("<?xml version='1.0'?><rss/>".encode("utf-16"), "application/rss+xml", "application/xml"),
    ],
)
async def test_what_may_be_a_list(site: Site, body: bytes, declared: str, kind: str) -> None:
    site.replies["/feed"] = Reply(body, headers={"Content-Type": declared})
    async with plain(allow_private=True) as fetcher:
        page = await fetcher.fetch_if_changed(site.url("/feed"), wanted=LIST)
    assert page is not None
    assert page.content_type == kind
    assert "xml" in site.requests[0].headers["accept"]


@pytest.mark.parametrize(
    ("body", "declared", "cause"),
    [
        (STORY, "application/rss+xml", "is an HTML page, not a feed or sitemap"),
        (b"%PDF-1.7", "text/xml", "is a PDF, not a feed"),
        (b"<rss/>", "image/png", "is an image (image/png), not a feed"),
    ],
)
async def test_what_is_no_list(site: Site, body: bytes, declared: str, cause: str) -> None:
    site.replies["/feed"] = Reply(body, headers={"Content-Type": declared})
    async with plain(allow_private=True) as fetcher:
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch_if_changed(site.url("/feed"), wanted=LIST)
    assert cause in str(caught.value)


# --- Retry-After --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        (" 0 ", 0.0),
        ("Fri, 20 Nov 2026 08:32:00 GMT", 120.0),
        ("Friday, 20-Nov-26 08:32:00 GMT", 120.0),
        ("Fri, 20 Nov 2026 08:00:00 GMT", 0.0),
        ("9" * 400, 999_999_999.0),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("²", None),
    ],
)
def test_retry_after_in_both_forms(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


# --- the address guard --------------------------------------------------------------------------


async def test_the_connection_goes_to_the_address_that_was_checked(site: Site) -> None:
    site.replies["/story"] = Reply(STORY)
    backend = Rerouted(site.port)
    async with plain(resolver=answering(PUBLIC, "127.0.0.1"), backend=backend) as fetcher:
        await fetcher.fetch("http://news.example/story")
    assert backend.connected == [(PUBLIC, 80)]
    assert site.requests[0].headers["host"] == "news.example"


async def test_a_second_answer_of_the_resolver_is_checked_again(site: Site) -> None:
    site.replies["/story"] = redirect("http://news.example/next")
    backend = Rerouted(site.port)
    line = await failure(plain(resolver=answering(PUBLIC, "10.0.0.7"), backend=backend), "http://news.example/story")
    assert "leads to a private address" in line
    assert backend.connected == [(PUBLIC, 80)]


async def test_one_private_answer_among_public_ones_refuses_the_host() -> None:
    backend = Rerouted(0)
    line = await failure(plain(resolver=answering(f"{PUBLIC} 192.168.1.1"), backend=backend), "http://news.example/")
    assert line == (
        "http://news.example/: leads to a private address, which isn't fetched. "
        "Allow private addresses (--allow-private) if this is your own network."
    )
    assert backend.connected == []


async def test_the_next_address_is_tried_when_one_refuses(site: Site) -> None:
    site.replies["/story"] = Reply(STORY)

    class FirstRefuses(Rerouted):
        async def connect_tcp(self, host: str, port: int, *rest: Any, **more: Any) -> httpcore2.AsyncNetworkStream:
            stream = await super().connect_tcp(host, port)
            if len(self.connected) == 1:
                await stream.aclose()
                raise httpcore2.ConnectError("refused")
            return stream

    backend = FirstRefuses(site.port)
    async with plain(resolver=answering(f"{PUBLIC} 8.8.8.8"), backend=backend) as fetcher:
        await fetcher.fetch("http://news.example/story")
    assert [address for address, _ in backend.connected] == [PUBLIC, "8.8.8.8"]


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://[::ffff:127.0.0.1]:{port}/"]
)
async def test_a_redirect_to_loopback_never_connects(site: Site, trap: socket.socket, target: str) -> None:
    port = trap.getsockname()[1]
    site.replies["/story"] = redirect(target.format(port=port))
    backend = Rerouted(site.port)
    resolved = {"news.example": PUBLIC, "localhost": "127.0.0.1"}

    async def resolve(host: str, port: int) -> list[str]:
        return [resolved.get(host, host)]

    fetcher = plain(resolver=resolve, backend=backend, ports={port})
    line = await failure(fetcher, "http://news.example/story")
    assert "leads to a loopback address" in line
    assert len(backend.connected) == 1


async def test_a_redirect_to_the_cloud_metadata_address_is_refused(site: Site) -> None:
    site.replies["/story"] = redirect("http://169.254.169.254/latest/meta-data/")
    backend = Rerouted(site.port)
    line = await failure(plain(resolver=by_literal, backend=backend), "http://news.example/story")
    assert "link-local address" in line
    assert backend.connected == [(PUBLIC, 80)]


async def by_literal(host: str, port: int) -> list[str]:
    """The system's reading of numeric hosts; every name is public."""
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except OSError:
        return ["127.0.0.1"] if host.rstrip(".").endswith("localhost") else [PUBLIC]
    return [str(answer[4][0]) for answer in answers]


HOSTILE = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://127.0.1/",
    "http://0/",
    "http://0.0.0.0/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://0x7f.1/",
    "http://127。0。0。1/",
    "http://①②⑦.⓪.⓪.①/",
    "http://localhost/",
    "http://LOCALHOST./",
    "http://[::1]/",
    "http://[::]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::10.0.0.1]/",
    "http://[64:ff9b:1::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25lo]/",
    "http://[fd00:ec2::254]/",
    "http://[ff02::1]/",
    "http://10.1.2.3/",
    "http://172.31.255.255/",
    "http://192.168.0.1/",
    "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://2852039166/",
    "http://0xa9fea9fe/",
    "http://168.63.129.16/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://198.18.0.1/",
    "http://user:secret@news.example/",
    "http://news.example@127.0.0.1/",
    "http://127.0.0.1\\@news.example/",
    "http://news.example:22/",
    "http://news.example:0/",
    "http://news.example:99999/",
    "http:///etc/passwd",
    "http:\\\\127.0.0.1/",
    "http:127.0.0.1/",
    "file:///etc/passwd",
    "ftp://news.example/",
    "gopher://127.0.0.1:70/_x",
    "//127.0.0.1/",
    "http://news.example\r\nHost: 127.0.0.1/",
    "http://127.0.0.1%00.news.example/",
    f"http://{'a' * 300}.example/",
]


@pytest.mark.parametrize("url", HOSTILE)
async def test_hostile_spellings_are_never_connected_to(url: str) -> None:
    backend = Rerouted(0)

    async def resolve(host: str, port: int) -> list[str]:
        # What no resolver would take for a name; it must not matter.
        return ["127.0.0.1"] if not host.isascii() or "%" in host or len(host) > 253 else await by_literal(host, port)

    line = await failure(plain(resolver=resolve, backend=backend), url)
    assert backend.connected == []
    assert "secret" not in line


@pytest.mark.parametrize(
    "address",
    [
        PUBLIC,
        "8.8.8.8",
        "2606:2800:21f:cb07:6820:80da:af6b:8b2c",
        "64:ff9b::8.8.8.8",
        "2002:808:808::1",
        "::ffff:8.8.8.8",
    ],
)
def test_public_addresses_pass(address: str) -> None:
    assert why_refused(address) is None


# --- limits -------------------------------------------------------------------------------------


async def test_too_many_redirects(site: Site) -> None:
    site.replies["/story"] = redirect("/story")
    line = await failure(plain(allow_private=True), site.url("/story"))
    assert "redirects more than 5 times" in line
    assert len(site.requests) == 6


async def test_five_redirects_are_followed(site: Site) -> None:
    site.replies |= {f"/{n}": redirect(f"/{n + 1}") for n in range(5)} | {"/5": Reply(STORY)}
    async with plain(allow_private=True) as fetcher:
        assert (await fetcher.fetch(site.url("/0"))).url == site.url("/5")


@pytest.mark.parametrize("announced", ["", "20000000"])
async def test_a_page_of_20_mb_is_cut_off(site: Site, announced: str) -> None:
    site.replies["/"] = Reply(b"<p>seawall</p> " * 1_000, repeat=1334, headers={**HTML, "Content-Length": announced})
    line = await failure(plain(allow_private=True), site.url("/"))
    assert "is larger than 5 MB" in line


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "gzip, gzip", "zstd, br"])
async def test_decompression_bombs_stop_at_the_limit(site: Site, coding: str) -> None:
    packed = b"<p>" + b"0" * 80_000_000
    for name in coding.split(", "):
        packed = PACKED[name](packed)
    site.replies["/"] = Reply(packed, headers={**HTML, "Content-Encoding": coding})
    started = time.process_time()
    line = await failure(plain(allow_private=True, max_bytes=2_000_000), site.url("/"))
    assert "is larger than 2 MB" in line
    assert time.process_time() - started < 0.3


async def test_a_coding_that_was_not_asked_for_is_refused(site: Site) -> None:
    site.replies["/"] = Reply(b"\x1b\x00", headers={**HTML, "Content-Encoding": "compress"})
    assert "compressed in a way" in await failure(plain(allow_private=True), site.url("/"))


async def test_damaged_compression(site: Site) -> None:
    site.replies["/"] = Reply(b"this is not gzip", headers={**HTML, "Content-Encoding": "gzip"})
    assert "its compressed content is damaged" in await failure(plain(allow_private=True), site.url("/"))


async def test_a_slow_drip_ends_with_the_total_time(site: Site) -> None:
    site.replies["/"] = Reply(b"<p>x", repeat=100, pause=0.05)
    started = time.monotonic()
    line = await failure(plain(allow_private=True, timeout=0.3), site.url("/"))
    assert "took longer than 0.3 s" in line
    assert time.monotonic() - started < 1.5


async def test_the_total_time_covers_the_resolver() -> None:
    async def asleep(host: str, port: int) -> list[str]:
        await asyncio.sleep(10)
        return []

    assert "took longer than 0.1 s" in await failure(plain(resolver=asleep, timeout=0.1), "http://news.example/")


# --- failures -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        (404, "page not found (404). Check the address."),
        (410, "the page was removed (410)"),
        (401, "asks for a login (401)"),
        (403, "refuses automated readers (403)"),
        (429, "the server asks for fewer requests (429)"),
        (500, "the server failed (500). Try again later."),
        (503, "the server failed (503)"),
        (204, "answered 204 (No Content)"),
        (202, "answered 202 (Accepted)"),
        (302, "answered 302 (Found)"),
    ],
)
async def test_a_status_that_is_no_page(site: Site, status: int, cause: str) -> None:
    site.replies["/x"] = Reply(STORY if status >= 400 or status == 202 else b"", status=status)
    assert f"{site.url('/x')}: {cause}" in await failure(plain(allow_private=True), site.url("/x"))


async def test_an_unknown_host() -> None:
    async def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    line = await failure(plain(resolver=unknown), "http://nowhere.example/a")
    assert (
        line
        == "http://nowhere.example/a: the host nowhere.example can't be found. Check the address and your connection."
    )


async def test_a_refused_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    line = await failure(plain(allow_private=True), f"http://127.0.0.1:{port}/")
    assert "the connection was refused" in line


@pytest.mark.parametrize("reply", [Reply(hang_up=True), Reply(STORY, truncated=True)])
async def test_a_broken_connection(site: Site, reply: Reply) -> None:
    site.replies["/"] = reply
    assert "the connection broke" in await failure(plain(allow_private=True), site.url("/"))


@pytest.mark.parametrize(
    ("body", "declared", "cause"),
    [
        (b"%PDF-1.7 ...", "application/pdf", "is a PDF (application/pdf)"),
        (b"%PDF-1.7 ...", "text/html", "is a PDF, not"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "image/png", "is an image (image/png)"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "text/html", "is an image (JPEG)"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "", "is an image, sound or video"),
        (b"\x00\x00\x00\x18ftypmp42", "", "is a video or image"),
        (b"{}", "application/json", "is application/json"),
        (b"PK\x03\x04\x14\x00", "application/octet-stream", "is a ZIP archive or an office document"),
        (bytes(range(256)) * 20, "text/html", "is binary data"),
        (bytes(range(1, 256)) * 20, "text/plain", "is binary data"),
        (b"<?xml version='1.0'?><!-- x --><rss version='2.0'><channel/></rss>", "text/xml", "is a feed"),
        (b"", "text/html", "is empty"),
        (b" \n ", "text/html", "is empty"),
    ],
)
async def test_what_is_not_a_page(site: Site, body: bytes, declared: str, cause: str) -> None:
    site.replies["/x"] = Reply(body, headers={"Content-Type": declared})
    assert cause in await failure(plain(allow_private=True), site.url("/x"))


@pytest.mark.parametrize(
    ("body", "declared", "kind"),
    [
        (STORY, "text/html", "text/html"),
        (STORY, "", "text/html"),
        (STORY, "application/octet-stream", "text/html"),
        (STORY, "text/plain", "text/html"),
        (b"<?xml version='1.0'?>\n<!-- a --><!-- b -->\n<html/>", "text/xml", "text/html"),
        (STORY, "application/xhtml+xml", "application/xhtml+xml"),
        (b"<div><p>Fragment</p></div>", "", "text/html"),
        (b"The council voted.", "", "text/plain"),
        (b"A line about the <p> element.", "text/plain", "text/plain"),
        ("Der Rat hat über die Gebühren beraten.".encode("utf-16"), "", "text/plain"),
        ("<html><p>über".encode("utf-16-le"), "", "text/html"),
        ("市議会は可決した。".encode("iso-2022-jp"), "text/plain", "text/plain"),
    ],
)
def test_readable_kinds(body: bytes, declared: str, kind: str) -> None:
    assert media_type("x", body, declared) == kind


def test_sniffing_is_linear_in_hostile_comments() -> None:
    started = time.process_time()
    assert media_type("x", b"<!---->" * 200_000 + b"x") == "text/plain"
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize(
    ("url", "line"),
    [
        ("https://ann:secret@news.example/a", "https://news.example/a"),
        ("http://a@b:c@news.example/", "http://news.example/"),
        ("http://news.example/\x1b[31m\n", "http://news.example/[31m"),
        ("http://news.example/" + "a" * 500, "http://news.example/" + "a" * 179 + "…"),
        ("http://news.example/mail@desk", "http://news.example/mail@desk"),
    ],
)
def test_shown_urls_hold_no_credentials_and_no_control_characters(url: str, line: str) -> None:
    assert shown(url) == line


# --- TLS ----------------------------------------------------------------------------------------

# Made for these tests alone: self-signed for news.example, valid until 2126.
CERTIFICATE = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgIoN4gsKi8TBMyC1T
2jGpnqeKZ+dgqvuOCyIeZuZ5i22hRANCAAR4WtGp9tvwNBvIeMlTQaSJUepuO7PR
kMvs/eoXqh9O8/6lEj8P+Klj/9ENK2289FwuXpTN2uF3jrcn2GU5k3zu
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBnzCCAUSgAwIBAgIUeO3rlDw1avXxVjX2qP5wkWlOghgwCgYIKoZIzj0EAwIw
FzEVMBMGA1UEAwwMbmV3cy5leGFtcGxlMCAXDTI2MTEyMzAzNDIxNVoYDzIxMjYx
MDMwMDM0MjE1WjAXMRUwEwYDVQQDDAxuZXdzLmV4YW1wbGUwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAAR4WtGp9tvwNBvIeMlTQaSJUepuO7PRkMvs/eoXqh9O8/6l
Ej8P+Klj/9ENK2289FwuXpTN2uF3jrcn2GU5k3zuo2wwajAdBgNVHQ4EFgQUBFds
T9v6xOW+SKUcQ606oz1CwOwwHwYDVR0jBBgwFoAUBFdsT9v6xOW+SKUcQ606oz1C
wOwwDwYDVR0TAQH/BAUwAwEB/zAXBgNVHREEEDAOggxuZXdzLmV4YW1wbGUwCgYI
KoZIzj0EAwIDSQAwRgIhAMIFAkUtrw9D+9mq7afT+s/g3InjDwK90cp7+MSTVByx
AiEAxgRpsUOAmdQ5p5flPT4CTILjzReWZuUdbNIcXJ9wuCw=
-----END CERTIFICATE-----
"""


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    path = tmp_path / "news.example.pem"
    path.write_text(CERTIFICATE)
    return path


@pytest.fixture
def secure_site(certificate: Path) -> Iterator[Site]:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    with Site(tls) as running:
        running.replies["/story"] = Reply(STORY)
        yield running


async def test_tls_checks_the_name_in_the_url_not_the_pinned_address(secure_site: Site, certificate: Path) -> None:
    trusting = ssl.create_default_context(cafile=str(certificate))
    backend = Rerouted(secure_site.port)
    async with Fetcher(resolver=answering(PUBLIC), backend=backend, tls=trusting) as fetcher:
        page = await fetcher.fetch("https://news.example/story")
        assert page.body == STORY
        with pytest.raises(FetchError, match=r"no secure connection \(TLS: Hostname mismatch"):
            await fetcher.fetch("https://other.example/story")


async def test_an_unknown_certificate_is_refused(secure_site: Site) -> None:
    fetcher = Fetcher(resolver=answering(PUBLIC), backend=Rerouted(secure_site.port))
    assert "no secure connection (TLS: self-signed certificate)" in await failure(fetcher, "https://news.example/story")
    assert secure_site.requests == []


async def test_a_server_that_speaks_no_tls(site: Site) -> None:
    line = await failure(Fetcher(allow_private=True), f"https://127.0.0.1:{site.port}/")
    assert "no secure connection (TLS: " in line
