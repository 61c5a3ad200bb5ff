"""URLs, files and standard input in one list, in order, each for itself."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pytest
from site_server import Reply, Site

from pipeline.collect import Fetch, collect
from pipeline.errors import FetchError, SourceError
from pipeline.fetch import Fetcher
from pipeline.models import Page

STORY = b"<!doctype html><html><head><title>Council backs seawall</title></head><body><p>Voted.</p></body></html>"


async def no_network(url: str) -> Page:
    raise AssertionError(url)


async def read(base: Path, *locations: str, fetch: Fetch = no_network, **rest: Any) -> list[Page | SourceError]:
    return await collect(locations, fetch=fetch, base=base, **rest)


async def test_order_is_kept_and_a_failure_stays_alone(tmp_path: Path) -> None:
    (tmp_path / "story.html").write_bytes(STORY)
    with Site() as site:
        site.replies["/a"] = Reply(STORY)
        async with Fetcher(allow_private=True) as fetcher:
            found = await read(
                tmp_path, site.url("/gone"), "story.html", site.url("/a"), "missing.html", "-",
                fetch=fetcher.fetch, stdin=io.BytesIO(b"Council backs seawall\n\nVoted."),
            )  # fmt: skip
        kinds = [item.content_type if isinstance(item, Page) else str(item) for item in found]
    assert kinds == [
        f"{site.url('/gone')}: page not found (404). Check the address.",
        "text/html",
        "text/html",
        "missing.html: there is no such file. Check the path; a web address begins with https://.",
        "text/plain",
    ]
    pages = [item for item in found if isinstance(item, Page)]
    assert [item.location for item in pages] == ["story.html", site.url("/a"), "-"]
    assert [item.url for item in pages] == [None, site.url("/a"), None]


async def test_a_reservation_in_a_saved_page_counts(tmp_path: Path) -> None:
    (tmp_path / "saved.html").write_text('<html><head><meta name="robots" content="noai"></head></html>')
    (found,) = await read(tmp_path, "saved.html")
    assert isinstance(found, Page)
    assert not found.rights.allowed


@pytest.mark.parametrize(
    ("name", "body", "cause"),
    [
        ("empty.html", b"", "is empty"),
        ("blank.txt", b" \r\n\t", "is empty"),
        ("paper.pdf", b"%PDF-1.7\n%\xe2\xe3", "is a PDF"),
        ("photo.html", b"\x89PNG\r\n\x1a\n", "is an image (PNG)"),
        ("noise.txt", bytes(range(256)) * 8, "is binary data"),
        ("letter.docx", b"PK\x03\x04\x14\x00", "is a ZIP archive or an office document"),
        ("feed.xml", b"<?xml version='1.0'?><rss/>", "is a feed"),
        ("large.html", STORY * 100, "is larger than 0.01 MB"),
    ],
)
async def test_files_that_are_no_text(tmp_path: Path, name: str, body: bytes, cause: str) -> None:
    (tmp_path / name).write_bytes(body)
    (found,) = await read(tmp_path, name, max_bytes=10_000)
    assert isinstance(found, FetchError)
    assert str(found).startswith(f"{name}: {cause}")
    assert found.next_step


async def test_what_is_not_a_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    found = await read(tmp_path, "folder", "pipe", "a\0b", "x" * 5000, "")
    assert [str(item).partition(": ")[2].split(".")[0] for item in found] == [
        "is a folder, not a file",
        "isn't a regular file",
        "there is no such file",
        "can't be read (File name too long)",
        "is a folder, not a file",
    ]


async def test_an_unreadable_file_names_the_cause(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    (found,) = await read(tmp_path, "loop")
    assert isinstance(found, FetchError)
    assert found.thing == "loop"


async def test_other_schemes_are_left_to_the_fetcher(tmp_path: Path) -> None:
    async with Fetcher() as fetcher:
        (found,) = await read(tmp_path, "file:///etc/passwd", fetch=fetcher.fetch)
    assert "isn't an http or https address" in str(found)


async def test_standard_input_is_bounded(tmp_path: Path) -> None:
    (found,) = await read(tmp_path, "-", stdin=io.BytesIO(STORY * 100), max_bytes=10_000)
    assert str(found) == ("standard input: is larger than 0.01 MB. Give a single article or raise the size limit.")


async def test_absolute_paths_and_colons_in_names(tmp_path: Path) -> None:
    (tmp_path / "a: b.html").write_bytes(STORY)
    found = await read(Path("/"), str(tmp_path / "a: b.html"))
    assert isinstance(found[0], Page)
    assert isinstance((await read(tmp_path, "a: b.html"))[0], Page)
