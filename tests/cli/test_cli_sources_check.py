"""`nutgraf sources check`: what a desk's sources bring, without anything being marked as seen."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from nutgraf_command import EXAMPLES, Nutgraf
from site_server import Reply, Site

XML = {"Content-Type": "application/rss+xml"}


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


@pytest.fixture
def desk(nutgraf: Nutgraf, site: Site) -> Nutgraf:
    names = ["ferries-coast", "grain-ledger", "missing", "wall"]
    now = format_datetime(datetime.now(UTC), usegmt=True)
    items = "".join(f"<item><link>{site.url('/' + name)}</link><pubDate>{now}</pubDate></item>" for name in names)
    site.replies |= {f"/{name}": Reply((EXAMPLES / f"{name}.html").read_bytes()) for name in names[:2]}
    site.replies |= {
        "/feed": Reply(f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), headers=XML),
        "/wall": Reply(b"<html><title>Stub</title><body><article><p>Too short.</p></article></body></html>"),
    }
    sources = nutgraf.folder / "sources"
    sources.mkdir()
    (sources / "city.toml").write_text(f'name = "City"\nfeeds = ["{site.url("/feed")}"]\n')
    return nutgraf


def test_each_source_with_its_counts_and_refusals(desk: Nutgraf, site: Site) -> None:
    for _ in range(2):  # the first run marks nothing as seen
        result = desk("sources", "check", "city", "--sample", "4", "--allow-private", "--json")
        assert result.code == 0, result.err
        (check,) = result.json
        source = check["source"]
        assert (check["desk"], source["kind"], source["location"]) == ("city", "feed", site.url("/feed"))
        assert (source["error"], source["allowed"], source["entries"], source["new"]) == (None, True, 4, 4)
        assert source["newest"][:4] == str(datetime.now(UTC).year)
        assert source["seconds"] > 0
        assert [(page["location"], page["reason"]) for page in source["refused"]] == [
            (site.url("/missing"), "unreachable"),
            (site.url("/wall"), "too_short"),
        ]
        assert check["tried"] == 3


def test_a_page_that_holds_only_boilerplate_is_refused(desk: Nutgraf, site: Site) -> None:
    site.replies["/missing"] = site.replies["/ferries-coast"]
    (check,) = desk("sources", "check", "city", "--sample", "4", "--allow-private", "--json").json
    assert [page["reason"] for page in check["source"]["refused"]] == ["repeated", "too_short"]


def test_as_text(desk: Nutgraf, site: Site) -> None:
    result = desk("sources", "check", "--allow-private", "--sample", "0", "--quiet")
    assert result.code == 0
    first, second = result.out.splitlines()
    assert first.startswith(f"  ok  city  feed {site.url('/feed')}  (")
    assert second.startswith("      reachable, allowed, 4 entries, newest ")
    assert second.endswith(", 4 new, 0 tried out")


def test_a_source_that_fails_is_exit_code_1(desk: Nutgraf, site: Site) -> None:
    site.replies["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /", headers={"Content-Type": "text/plain"})
    result = desk("sources", "check", "city", "--allow-private", "--quiet")
    assert result.code == 1
    assert "not allowed" in result.out
    assert "robots.txt: forbids /feed" in result.out
    assert site.paths() == []


def test_a_desk_that_is_not_there(nutgraf: Nutgraf) -> None:
    assert nutgraf("sources", "check", "nope").code == 2


def test_no_desks(nutgraf: Nutgraf) -> None:
    result = nutgraf("sources", "check", "--quiet")
    assert (result.code, result.out) == (
        0,
        "No sources: name some under feeds, sitemaps, urls or folders of a desk file.\n",
    )


def test_folders_are_read_from_within_the_working_folder(nutgraf: Nutgraf) -> None:
    pages = nutgraf.folder / "sources" / "pages"
    pages.mkdir(parents=True)
    (pages / "ferries.html").write_bytes((EXAMPLES / "ferries-coast.html").read_bytes())
    (nutgraf.folder / "sources" / "city.toml").write_text('name = "City"\nfolders = ["pages"]\n')
    told = subprocess.run(
        [*nutgraf.command, "sources", "check", "city", "--quiet"],
        cwd=nutgraf.folder,
        env={**nutgraf.whole_environment, "PYTHONPATH": str(EXAMPLES.parents[1])},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "1 new, 1 tried out" in told.stdout
    assert "refused" not in told.stdout
