"""A desk's run over a loopback site: what is new comes in once, and what is unchanged costs one request."""

from __future__ import annotations

import os
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from builders import NOW
from feed_samples import BODY, KINDS, json_feed, rss
from site_server import HTML, Reply, Site

from pipeline.collect import Harvest, collect_desk
from pipeline.desks import Desk
from pipeline.fetch import Fetcher, Polite
from pipeline.state import State, open_state

NO_TRUST = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
XML = {"Content-Type": "application/xml"}


def story(n: int, **headers: str) -> Reply:
    page = f"<!doctype html><html><head><title>Story {n}</title></head><body><p>Voted {n}.</p></body></html>"
    return Reply(page.encode(), headers={**HTML, **headers})


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        running.replies |= {f"/story/{n}": story(n) for n in range(10)}
        yield running


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with open_state(tmp_path / "output", None) as opened:
        yield opened


class Runs:
    """A desk run again and again; `keep=False` forgets what came in."""

    def __init__(self, site: Site, state: State, folder: Path) -> None:
        self.site, self.state, self.folder = site, state, folder

    async def __call__(
        self, *, keep: bool = True, per_source: int | None = None, max_pages: int = 300, **desk: Any
    ) -> Harvest:
        self.site.requests.clear()
        async with Fetcher(allow_private=True, tls=NO_TRUST, timeout=5) as fetcher:
            given = Desk(**{"id": "city", "name": "City", **desk})
            polite = Polite(fetcher, licences=given.licences, delay=0, memory=self.state, sleep=_no_time)
            harvest = await collect_desk(
                given,
                polite=polite,
                state=self.state,
                folder=self.folder,
                per_source=per_source,
                max_pages=max_pages,
                now=NOW,
            )
        if keep:
            harvest.remember(self.state)
        return harvest


async def _no_time(seconds: float) -> None:
    """Nobody waits in these tests."""


@pytest.fixture
def run(site: Site, state: State, tmp_path: Path) -> Runs:
    return Runs(site, state, tmp_path)


def paths(harvest: Harvest) -> list[str]:
    return ["/" + page.location.split("/", 3)[3] for page in harvest.pages]


def feed(site: Site, count: int, make: Callable[..., bytes] = rss, **headers: str) -> Reply:
    return Reply(make(count, site.url("")), headers={**XML, **headers})


# --- feeds --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
async def test_a_feed_s_pages_come_with_what_the_feed_said(site: Site, run: Runs, kind: str) -> None:
    site.replies["/feed"] = feed(site, 3, KINDS[kind])
    harvest = await run(feeds=[site.url("/feed")])
    assert paths(harvest) == ["/story/0", "/story/1", "/story/2"]
    page = harvest.pages[1]
    assert page.body == story(1).body
    assert page.entry is not None
    assert (page.entry.title, page.entry.authors) == ("Story 1 & more", ("Ann Writer 1",))
    assert page.entry.published == "2026-11-20T07:59:00+00:00"
    assert page.entry.content is None
    (report,) = harvest.sources
    assert (report.kind, report.location, report.error) == ("feed", site.url("/feed"), None)
    assert (report.entries, report.new, report.newest) == (3, 3, "2026-11-20T08:00:00+00:00")


async def test_an_unchanged_feed_costs_one_conditional_request(site: Site, run: Runs) -> None:
    site.replies["/feed"] = feed(site, 3, ETag='"1"')
    await run(feeds=[site.url("/feed")])
    again = await run(feeds=[site.url("/feed")])
    assert [request.path for request in site.requests] == ["/feed"]
    assert site.requests[0].headers["if-none-match"] == '"1"'
    assert (again.pages, again.sources[0].unchanged, again.sources[0].new) == ([], True, 0)


async def test_a_feed_that_looks_the_same_is_not_parsed_though_the_server_says_nothing(site: Site, run: Runs) -> None:
    site.replies["/feed"] = feed(site, 3)
    await run(feeds=[site.url("/feed")])
    again = await run(feeds=[site.url("/feed")])
    assert (again.sources[0].unchanged, again.sources[0].entries, site.paths()) == (True, 0, ["/feed"])


async def test_only_new_entries_are_fetched(site: Site, run: Runs) -> None:
    site.replies["/feed"] = feed(site, 2)
    await run(feeds=[site.url("/feed")])
    site.replies["/feed"] = feed(site, 4)
    again = await run(feeds=[site.url("/feed")])
    assert (paths(again), again.sources[0].entries, again.sources[0].new) == (["/story/2", "/story/3"], 4, 2)


async def test_a_moved_entry_and_another_spelling_are_not_new(site: Site, run: Runs) -> None:
    site.replies["/feed"] = feed(site, 2)
    await run(feeds=[site.url("/feed")])
    moved = rss(2, site.url("")).replace(b"/story/0", b"/moved/0").replace(b"/story/1", b"/story/1/?utm_source=rss")
    site.replies["/feed"] = Reply(moved.replace(b"id-1", b"another-id"), headers=XML)
    assert paths(await run(feeds=[site.url("/feed")])) == []


async def test_an_address_in_two_feeds_is_fetched_once(site: Site, run: Runs) -> None:
    site.replies |= {"/a": feed(site, 2), "/b": feed(site, 3, json_feed)}
    harvest = await run(feeds=[site.url("/a"), site.url("/b")])
    assert sorted(paths(harvest)) == ["/story/0", "/story/1", "/story/2"]
    assert [report.new for report in harvest.sources] == [2, 1]


async def test_what_is_not_remembered_is_new_again(site: Site, run: Runs) -> None:
    site.replies["/feed"] = feed(site, 2, ETag='"1"')
    for _ in range(2):
        assert len((await run(feeds=[site.url("/feed")], keep=False)).pages) == 2


async def test_what_one_desk_has_seen_is_new_to_another(site: Site, run: Runs) -> None:
    site.replies["/feed"] = feed(site, 2, ETag='"1"')
    await run(feeds=[site.url("/feed")])
    assert len((await run(id="coast", feeds=[site.url("/feed")])).pages) == 2


async def test_other_filters_read_an_unchanged_feed_again(site: Site, run: Runs) -> None:
    site.replies["/feed"] = feed(site, 3, ETag='"1"')
    assert paths(await run(feeds=[site.url("/feed")], filters={"exclude_keywords": ["1"]})) == ["/story/0", "/story/2"]
    assert paths(await run(feeds=[site.url("/feed")])) == ["/story/1"]


@pytest.mark.parametrize("reply", [Reply(status=503), Reply(hang_up=True)])
async def test_what_may_work_later_is_tried_again_although_the_feed_is_unchanged(
    site: Site, run: Runs, reply: Reply
) -> None:
    site.replies |= {"/feed": feed(site, 2, ETag='"1"'), "/story/1": reply}
    first = await run(feeds=[site.url("/feed")])
    assert paths(first) == ["/story/0"]
    assert [(page.location, page.reason) for page in first.sources[0].refused] == [
        (site.url("/story/1"), "unreachable")
    ]
    site.replies["/story/1"] = story(1)
    assert paths(await run(feeds=[site.url("/feed")])) == ["/story/1"]


async def test_what_is_gone_is_not_asked_for_again(site: Site, run: Runs) -> None:
    site.replies |= {"/feed": feed(site, 2), "/story/1": Reply(status=404)}
    first = await run(feeds=[site.url("/feed")])
    assert [page.cause for page in first.sources[0].refused] == ["page not found (404)"]
    site.replies["/feed"] = feed(site, 3)
    assert paths(await run(feeds=[site.url("/feed")])) == ["/story/2"]


async def test_reserved_pages_are_refused_with_their_ground(site: Site, run: Runs) -> None:
    site.replies |= {
        "/feed": feed(site, 3, ETag='"1"'),
        "/robots.txt": Reply(b"User-agent: *\nDisallow: /story/0", headers={"Content-Type": "text/plain"}),
        "/story/1": story(1, **{"TDM-Reservation": "1"}),
    }
    harvest = await run(feeds=[site.url("/feed")])
    assert paths(harvest) == ["/story/2"]
    assert [(page.reason, page.cause) for page in harvest.sources[0].refused] == [
        ("rights_reserved", "the publisher reserves it: robots.txt: forbids /story/0"),
        ("rights_reserved", "the publisher reserves it: header:tdm-reservation: 1"),
    ]
    assert "/story/0" not in site.paths()
    licensed = await run(feeds=[site.url("/feed")], licences={"127.0.0.1": "contract"})
    assert paths(licensed) == ["/story/0"]
    assert "licensed: contract" in licensed.pages[0].rights.ground


async def test_full_text_is_used_without_fetching(site: Site, run: Runs) -> None:
    site.replies["/feed"] = feed(site, 2)
    harvest = await run(feeds=[{"url": site.url("/feed"), "full_text": True}])
    assert site.paths() == ["/feed"]
    page = harvest.pages[0]
    assert (page.url, page.content_type, page.rights.allowed) == (site.url("/story/0"), "text/html", True)
    assert BODY.encode() in page.body
    assert b"<h1>Story 0 &amp; more</h1>" in page.body


async def test_a_teaser_is_no_full_text(site: Site, run: Runs) -> None:
    site.replies["/feed"] = Reply(rss(1, site.url(""), body="<p>Read on.</p>"), headers=XML)
    harvest = await run(feeds=[{"url": site.url("/feed"), "full_text": True}])
    assert harvest.pages[0].body == story(0).body


async def test_full_text_is_reserved_as_its_page_is(site: Site, run: Runs) -> None:
    site.replies |= {
        "/feed": feed(site, 1),
        "/robots.txt": Reply(b"User-agent: *\nContent-Usage: /story ai-use=n", headers={"Content-Type": "text/plain"}),
    }
    harvest = await run(feeds=[{"url": site.url("/feed"), "full_text": True}])
    assert harvest.pages == []
    assert harvest.sources[0].refused[0].reason == "rights_reserved"


async def test_a_failing_source_does_not_stop_the_others(site: Site, run: Runs) -> None:
    site.replies |= {"/feed": feed(site, 1), "/broken": Reply(b"<html><body>no feed</body></html>")}
    harvest = await run(feeds=[site.url("/broken"), site.url("/gone"), site.url("/feed")])
    assert [bool(report.error) for report in harvest.sources] == [True, True, False]
    assert "is an HTML page, not a feed" in (harvest.sources[0].error or "")
    assert paths(harvest) == ["/story/0"]


async def test_a_reserved_feed_is_not_allowed(site: Site, run: Runs) -> None:
    site.replies["/feed"] = Reply(rss(1, site.url("")), headers={**XML, "TDM-Reservation": "1"})
    (report,) = (await run(feeds=[site.url("/feed")])).sources
    assert (report.allowed, "reserves it" in (report.error or "")) == (False, True)


async def test_more_than_there_is_room_for_comes_with_the_next_run(site: Site, run: Runs) -> None:
    site.replies["/feed"] = feed(site, 5, ETag='"1"')
    first = await run(feeds=[site.url("/feed")], max_pages=3)
    assert (paths(first), first.sources[0].left) == (["/story/0", "/story/1", "/story/2"], 2)
    assert paths(await run(feeds=[site.url("/feed")], max_pages=3)) == ["/story/3", "/story/4"]
    assert (await run(feeds=[site.url("/feed")])).sources[0].unchanged


async def test_a_sample_of_each_source(site: Site, run: Runs) -> None:
    site.replies |= {"/a": feed(site, 3), "/b": Reply(rss(6, site.url("")).replace(b"id-", b"b-"), headers=XML)}
    harvest = await run(feeds=[site.url("/a"), site.url("/b")], per_source=2)
    assert harvest.by_source == [
        (site.url("/story/0"), site.url("/story/1")),
        (site.url("/story/3"), site.url("/story/4")),
    ]


async def test_a_desk_that_is_tried_out_shows_what_its_lists_hold_though_nothing_is_new(site: Site, run: Runs) -> None:
    site.replies["/feed"] = feed(site, 3, ETag='"1"')
    await run(feeds=[site.url("/feed")])
    (report,) = (await run(keep=False, per_source=2, feeds=[site.url("/feed")])).sources
    assert (report.unchanged, report.entries, report.new) == (False, 3, 0)
    assert report.newest
    (report,) = (await run(keep=False, feeds=[site.url("/feed")])).sources
    assert (report.unchanged, report.entries, report.new) == (True, 0, 0)


# --- sitemaps -----------------------------------------------------------------------------------


def sitemap(site: Site, *paths: str, kind: str = "urlset", **headers: str) -> Reply:
    name = "url" if kind == "urlset" else "sitemap"
    inside = "".join(f"<{name}><loc>{site.url(path)}</loc></{name}>" for path in paths)
    return Reply(f"<{kind}>{inside}</{kind}>".encode(), headers={**XML, **headers})


async def test_an_index_is_read_every_time_its_sitemaps_only_when_they_change(site: Site, run: Runs) -> None:
    site.replies |= {
        "/index.xml": sitemap(site, "/1.xml", "/2.xml", kind="sitemapindex", ETag='"i"'),
        "/1.xml": sitemap(site, "/story/1", ETag='"1"'),
        "/2.xml": sitemap(site, "/story/2", ETag='"2"'),
    }
    assert paths(await run(sitemaps=[site.url("/index.xml")])) == ["/story/1", "/story/2"]
    site.replies["/2.xml"] = sitemap(site, "/story/2", "/story/3", ETag='"3"')
    again = await run(sitemaps=[site.url("/index.xml")])
    assert paths(again) == ["/story/3"]
    assert site.paths() == ["/index.xml", "/1.xml", "/2.xml", "/story/3"]


async def test_indexes_that_lead_in_circles_and_too_deep(site: Site, run: Runs) -> None:
    site.replies |= {
        "/1.xml": sitemap(site, "/1.xml", "/2.xml", kind="sitemapindex"),
        "/2.xml": sitemap(site, "/1.xml", "/3.xml", kind="sitemapindex"),
        "/3.xml": sitemap(site, "/4.xml", kind="sitemapindex"),
        "/4.xml": sitemap(site, "/story/1"),
    }
    assert (await run(sitemaps=[site.url("/1.xml")])).pages == []
    assert site.paths() == ["/1.xml", "/2.xml", "/3.xml"]


async def test_an_index_without_end_is_left_at_fifty(site: Site, run: Runs) -> None:
    many = [f"/{n}.xml" for n in range(200)]
    site.replies |= {"/index.xml": sitemap(site, *many, kind="sitemapindex")} | {path: sitemap(site) for path in many}
    await run(sitemaps=[site.url("/index.xml")])
    assert len(site.paths()) == 51


async def test_a_sitemap_of_an_index_that_fails_is_tried_again(site: Site, run: Runs) -> None:
    site.replies |= {
        "/index.xml": sitemap(site, "/1.xml", "/2.xml", kind="sitemapindex"),
        "/2.xml": sitemap(site, "/story/2"),
    }
    assert paths(await run(sitemaps=[site.url("/index.xml")])) == ["/story/2"]
    site.replies["/1.xml"] = sitemap(site, "/story/1")
    assert paths(await run(sitemaps=[site.url("/index.xml")])) == ["/story/1"]


# --- single pages and folders -------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{"ETag": '"1"'}, {"Last-Modified": "Fri, 20 Nov 2026 08:00:00 GMT"}, {}])
async def test_a_single_page_comes_again_when_it_changes(site: Site, run: Runs, headers: dict[str, str]) -> None:
    site.replies["/page"] = story(1, **headers)
    assert paths(await run(urls=[site.url("/page")])) == ["/page"]
    again = await run(urls=[site.url("/page")])
    assert (again.pages, again.sources[0].unchanged, site.paths()) == ([], True, ["/page"])
    site.replies["/page"] = story(2)
    assert paths(await run(urls=[site.url("/page")])) == ["/page"]


async def test_a_licence_brings_a_reserved_page_that_is_unchanged(site: Site, run: Runs) -> None:
    site.replies["/page"] = story(1, **{"TDM-Reservation": "1", "ETag": '"1"'})
    assert (await run(urls=[site.url("/page")])).sources[0].refused[0].reason == "rights_reserved"
    assert paths(await run(urls=[site.url("/page")], licences={"127.0.0.1": "contract"})) == ["/page"]


async def test_a_single_page_that_a_feed_names_too_comes_once(site: Site, run: Runs) -> None:
    site.replies["/feed"] = feed(site, 2)
    harvest = await run(feeds=[site.url("/feed")], urls=[site.url("/story/1")])
    assert sorted(paths(harvest)) == ["/story/0", "/story/1"]


async def test_saved_pages_in_folders(site: Site, run: Runs, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    (folder / "more").mkdir(parents=True)
    for name in ("a.html", "b.HTM", "c.txt", "more/d.xhtml", "e.pdf", "notes.md", ".hidden.html"):
        (folder / name).write_text("<html><p>Voted.</p></html>")
    (folder / "empty.html").write_text("")
    (tmp_path / "secret.html").write_text("<html><p>Secret.</p></html>")
    (folder / "link.html").symlink_to(tmp_path / "secret.html")
    first = await run(folders=["saved"])
    assert [Path(page.location).name for page in first.pages] == ["a.html", "b.HTM", "c.txt", "d.xhtml"]
    assert [page.cause for page in first.sources[0].refused] == ["is empty"]
    assert (await run(folders=["saved"])).sources[0].unchanged
    (folder / "a.html").write_text("<html><p>Voted again.</p></html>")
    os.utime(folder / "a.html", (1, 1))
    assert [Path(page.location).name for page in (await run(folders=["saved"])).pages] == ["a.html"]


async def test_a_missing_folder_is_an_error_of_its_own(site: Site, run: Runs) -> None:
    (report,) = (await run(folders=["nowhere"])).sources
    assert "there is no such folder" in (report.error or "")
