"""Politeness: nothing that is reserved is asked for, and no host is asked too often."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from site_server import HTML, Reply, Site, redirect

from pipeline.errors import FetchError, Refused
from pipeline.fetch import Fetcher, Polite, Validators
from pipeline.fetch.gate import Gate

STORY = b"<!doctype html><html><head><title>Council backs seawall</title></head><body><p>Voted.</p></body></html>"
NO_TRUST = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
TEXT = {"Content-Type": "text/plain"}


class Time:
    """A clock that moves when someone sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds
        await asyncio.sleep(0)

    def clock(self) -> float:
        return self.now


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        running.replies["/story"] = Reply(STORY)
        yield running


@asynccontextmanager
async def polite(time: Time | None = None, **settings: Any) -> Any:
    time = time or Time()
    async with Fetcher(allow_private=True, tls=NO_TRUST, timeout=5) as fetcher:
        yield Polite(fetcher, **{"licences": {}, "delay": 0, "sleep": time.sleep, "clock": time.clock, **settings})


def robots(text: str, **more: Any) -> Reply:
    return Reply(text.encode(), headers=TEXT, **more)


# --- robots.txt ---------------------------------------------------------------------------------


async def test_the_rules_are_asked_for_once_and_recorded(site: Site) -> None:
    site.replies["/robots.txt"] = robots("User-agent: *\nDisallow: /private")
    async with polite() as fetch:
        pages = [await fetch.fetch(site.url("/story")) for _ in range(2)]
    assert [request.path for request in site.requests] == [
        "/robots.txt",
        "/.well-known/tdmrep.json",
        "/story",
        "/story",
    ]
    assert pages[1].rights.allowed
    assert pages[1].rights.signals == {"robots": "allowed"}


async def test_what_robots_forbids_is_never_asked_for(site: Site) -> None:
    site.replies["/robots.txt"] = robots("User-agent: nutgraf\nDisallow: /story")
    async with polite() as fetch:
        with pytest.raises(Refused) as caught:
            await fetch.fetch(site.url("/story"))
    assert caught.value.reason == "rights_reserved"
    assert "robots.txt: forbids /story" in str(caught.value)
    assert site.paths() == []


async def test_a_redirect_leads_to_nothing_that_robots_forbids(site: Site) -> None:
    with Site() as other:
        other.replies["/robots.txt"] = robots("User-agent: *\nDisallow: /")
        other.replies["/b"] = Reply(STORY)
        site.replies["/a"] = redirect(other.url("/b"))
        async with polite() as fetch:
            with pytest.raises(Refused):
                await fetch.fetch(site.url("/a"))
        assert (site.paths(), other.paths()) == (["/a"], [])


async def test_the_rules_of_the_final_page_count(site: Site) -> None:
    with Site() as other:
        other.replies |= {"/robots.txt": robots("User-agent: *\nAllow: /"), "/b": Reply(STORY)}
        site.replies["/a"] = redirect(other.url("/b"))
        async with polite() as fetch:
            assert (await fetch.fetch(site.url("/a"))).rights.signals == {"robots": "allowed"}


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 429])
async def test_a_4xx_robots_txt_allows(site: Site, status: int) -> None:
    site.replies["/robots.txt"] = robots("User-agent: *\nDisallow: /", status=status)
    async with polite() as fetch:
        assert (await fetch.fetch(site.url("/story"))).rights.allowed


@pytest.mark.parametrize(
    ("reply", "cause"),
    [
        (Reply(status=500), "the server failed (500)"),
        (Reply(status=503), "the server failed (503)"),
        (Reply(hang_up=True), "the connection broke"),
        (Reply(b"x", truncated=True), "the connection broke"),
        (redirect("http://[::1"), "isn't a valid web address"),
    ],
)
async def test_a_robots_txt_that_fails_forbids(site: Site, reply: Reply, cause: str) -> None:
    site.replies["/robots.txt"] = reply
    async with polite() as fetch:
        for _ in range(2):
            with pytest.raises(FetchError) as caught:
                await fetch.fetch(site.url("/story"))
    assert f"{site.url('/story')}: {cause}" in str(caught.value)
    assert "(asking for its robots.txt)" in str(caught.value)
    assert [request.path for request in site.requests] == ["/robots.txt"]


async def test_five_redirects_to_robots_txt_are_followed(site: Site) -> None:
    site.replies |= {f"/r{n}": redirect(f"/r{n + 1}") for n in range(1, 5)}
    site.replies |= {"/robots.txt": redirect("/r1"), "/r5": robots("User-agent: *\nDisallow: /")}
    async with polite() as fetch:
        with pytest.raises(Refused):
            await fetch.fetch(site.url("/story"))


async def test_an_endless_redirect_is_no_robots_txt(site: Site) -> None:
    site.replies["/robots.txt"] = redirect("/robots.txt")
    async with polite() as fetch:
        assert (await fetch.fetch(site.url("/story"))).rights.allowed


async def test_only_the_first_500_kib_of_robots_txt_are_read(site: Site) -> None:
    filler = "# " + "x" * 97 + "\n"
    site.replies["/robots.txt"] = robots("User-agent: *\n" + filler * 6000 + "Disallow: /\n")
    async with polite() as fetch:
        assert (await fetch.fetch(site.url("/story"))).rights.allowed
        site.replies["/robots.txt"] = robots("User-agent: *\nDisallow: /\n" + filler * 6000)
    async with polite() as fetch:
        with pytest.raises(Refused):
            await fetch.fetch(site.url("/story"))


async def test_a_licence_opens_what_robots_closes(site: Site) -> None:
    site.replies["/robots.txt"] = robots("User-agent: *\nDisallow: /")
    async with polite(licences={"127.0.0.1": "contract"}) as fetch:
        page = await fetch.fetch(site.url("/story"))
    assert page.rights.ground == "licensed: contract (in spite of robots.txt: forbids /story)"


async def test_tdmrep_is_asked_for_before_the_page(site: Site) -> None:
    rules = b'[{"location": "/story", "tdm-reservation": 1}]'
    site.replies["/.well-known/tdmrep.json"] = Reply(rules, headers={"Content-Type": "application/json"})
    async with polite() as fetch:
        with pytest.raises(Refused, match="tdmrep: 1"):
            await fetch.fetch(site.url("/story"))
    assert site.paths() == []


@pytest.mark.parametrize("reply", [Reply(status=500), Reply(b"<html>", status=200), Reply(hang_up=True)])
async def test_a_tdmrep_that_fails_reserves_nothing(site: Site, reply: Reply) -> None:
    site.replies["/.well-known/tdmrep.json"] = reply
    async with polite() as fetch:
        assert (await fetch.fetch(site.url("/story"))).rights.allowed


async def test_a_reservation_in_the_page_stands_on_it(site: Site) -> None:
    site.replies["/story"] = Reply(STORY, headers={**HTML, "X-Robots-Tag": "noai"})
    async with polite() as fetch:
        rights = (await fetch.fetch(site.url("/story"))).rights
    assert (rights.allowed, rights.ground) == (False, "the publisher reserves it: X-Robots-Tag: noai")


async def test_site_files_are_kept_between_runs(site: Site) -> None:
    kept: dict[str, Any] = {}

    class Memory:
        def site_files(self, origin: str, max_age_hours: float) -> dict[str, Any] | None:
            assert max_age_hours == 24
            return kept.get(origin)

        def remember_site_files(self, origin: str, files: dict[str, Any]) -> None:
            kept[origin] = files

    site.replies["/robots.txt"] = robots("User-agent: *\nDisallow: /private")
    for _ in range(2):
        async with polite(memory=Memory()) as fetch:
            assert (await fetch.fetch(site.url("/story"))).rights.signals == {"robots": "allowed"}
    assert [request.path for request in site.requests].count("/robots.txt") == 1
    assert kept == {site.url(""): {"robots": "User-agent: *\nDisallow: /private", "tdmrep": None}}


async def test_a_failing_robots_txt_is_not_kept(site: Site) -> None:
    site.replies["/robots.txt"] = Reply(status=500)

    class Memory:
        def site_files(self, origin: str, max_age_hours: float) -> None:
            return None

        def remember_site_files(self, origin: str, files: dict[str, Any]) -> None:
            raise AssertionError(files)

    async with polite(memory=Memory()) as fetch:
        with pytest.raises(FetchError):
            await fetch.fetch(site.url("/story"))


# --- pace ---------------------------------------------------------------------------------------


async def test_two_seconds_between_requests_to_a_host(site: Site) -> None:
    time = Time()
    async with polite(time, delay=2) as fetch:
        await asyncio.gather(*(fetch.fetch(site.url("/story")) for _ in range(3)))
    assert time.slept == [2.0] * 4  # after robots.txt, tdmrep.json and two of the pages


async def test_crawl_delay_lengthens_the_pause_but_not_without_end(site: Site) -> None:
    site.replies["/robots.txt"] = [robots("User-agent: *\nCrawl-delay: 5"), robots("User-agent: *\nCrawl-delay: 9999")]
    for longest in (5.0, 60.0):
        time = Time()
        async with polite(time, delay=2) as fetch:
            await fetch.fetch(site.url("/story"))
            await fetch.fetch(site.url("/story"))
        assert time.slept == [2.0, longest, longest]


async def test_one_connection_to_a_host_several_hosts_at_once() -> None:
    under_way: list[str] = []
    most = {"a.example": 0, "b.example": 0, "all": 0}
    gate = Gate()

    async def visit(host: str) -> None:
        async with gate.turn(host, host, 0):
            under_way.append(host)
            most[host] = max(most[host], under_way.count(host))
            most["all"] = max(most["all"], len(under_way))
            await asyncio.sleep(0.002)
            under_way.remove(host)

    await asyncio.gather(*(visit(host) for _ in range(4) for host in ("a.example", "b.example")))
    assert most == {"a.example": 1, "b.example": 1, "all": 2}


@pytest.mark.parametrize("status", [429, 503])
async def test_retry_after_is_waited_for(site: Site, status: int) -> None:
    site.replies["/story"] = [Reply(status=status, headers={"Retry-After": "7"}), Reply(STORY)]
    time = Time()
    async with polite(time) as fetch:
        assert (await fetch.fetch(site.url("/story"))).body == STORY
    assert time.slept == [7.0]


async def test_a_busy_server_is_asked_three_times_ever_later(site: Site) -> None:
    site.replies["/story"] = Reply(status=429)
    time = Time()
    async with polite(time) as fetch:
        with pytest.raises(FetchError, match="asks for fewer requests"):
            await fetch.fetch(site.url("/story"))
    assert site.paths() == ["/story"] * 3
    assert time.slept == [5.0, 10.0]


async def test_who_asks_for_more_than_a_minute_is_left_alone(site: Site) -> None:
    site.replies["/story"] = Reply(status=429, headers={"Retry-After": "600"})
    time = Time()
    async with polite(time) as fetch:
        for _ in range(2):
            with pytest.raises(FetchError, match=r"asks for no requests for 600 s\. Try again later"):
                await fetch.fetch(site.url("/story"))
    assert site.paths() == ["/story"]
    assert time.slept == []


async def test_other_errors_are_not_tried_again(site: Site) -> None:
    site.replies["/story"] = Reply(status=500)
    async with polite() as fetch:
        with pytest.raises(FetchError):
            await fetch.fetch(site.url("/story"))
    assert site.paths() == ["/story"]


async def test_an_unchanged_page_is_none(site: Site) -> None:
    site.replies["/story"] = Reply(STORY, headers={**HTML, "Last-Modified": "Fri, 20 Nov 2026 08:00:00 GMT"})
    async with polite() as fetch:
        known = Validators(None, "Fri, 20 Nov 2026 08:00:00 GMT")
        assert await fetch.fetch_if_changed(site.url("/story"), known) is None


async def test_waiting_does_not_count_as_fetching(site: Site) -> None:
    async def slow(seconds: float) -> None:
        await asyncio.sleep(0.12)

    async with Fetcher(allow_private=True, tls=NO_TRUST, timeout=0.25) as fetcher:
        fetch = Polite(fetcher, licences={}, delay=1, sleep=slow)
        site.replies |= {"/1": redirect("/2"), "/2": redirect("/story")}
        assert (await fetch.fetch(site.url("/1"))).body == STORY
