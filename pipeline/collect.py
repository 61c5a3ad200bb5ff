"""Locations to pages: URLs, local HTML or text files, and standard input, in the order given."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from pipeline.errors import FetchError, SourceError
from pipeline.fetch import MAX_BYTES, media_type
from pipeline.models import Page
from pipeline.rights import decide

Fetch = Callable[[str], Awaitable[Page]]
"""`Fetcher.fetch` or a stand-in: a URL to its page, or FetchError."""

STDIN = "-"
_HOSTS_AT_ONCE = 16
_SCHEME = re.compile(r"\s*(https?:|[a-z][a-z0-9+.-]*://)", re.IGNORECASE)


async def collect(
    locations: Sequence[str],
    *,
    fetcher: Fetch,
    licences: Mapping[str, str],
    max_bytes: int = MAX_BYTES,
    base: Path,
    stdin: BinaryIO | None = None,
) -> list[Page | SourceError]:
    """One page, with its rights decided, or one error per location, in the order given.

    Hosts are read in parallel, the pages of one host one after the other; a failing source doesn't stop the others.
    Paths are relative to `base`. `licences` is what a desk records: host to reason. `stdin` is read at most once.
    """
    results: list[Page | SourceError | None] = [None] * len(locations)
    limit = asyncio.Semaphore(_HOSTS_AT_ONCE)

    async def read(group: list[int]) -> None:
        async with limit:
            for index in group:
                try:
                    page = await _one(locations[index], fetcher, max_bytes, base, stdin or sys.stdin.buffer)
                    results[index] = _judged(page, licences)
                except SourceError as error:
                    results[index] = error

    groups: dict[str, list[int]] = {}
    for index, location in enumerate(locations):
        groups.setdefault(_host(location) or "", []).append(index)
    await asyncio.gather(*map(read, groups.values()))
    return [result for result in results if result is not None]


async def _one(location: str, fetcher: Fetch, max_bytes: int, base: Path, stdin: BinaryIO) -> Page:
    if location == STDIN:
        return await asyncio.to_thread(_read_stdin, stdin, max_bytes)
    if _SCHEME.match(location):
        return await fetcher(location)
    return await asyncio.to_thread(_read_file, location, base, max_bytes)


def _judged(page: Page, licences: Mapping[str, str]) -> Page:
    host = _host(page.url) if page.url else None
    rights = decide(headers=page.headers, body=page.body, host=host, licences=licences)
    return page.model_copy(update={"rights": rights})


def _host(location: str) -> str | None:
    try:
        return urlsplit(location).hostname
    except ValueError:
        return None


def _read_stdin(stdin: BinaryIO, max_bytes: int) -> Page:
    return _local_page(STDIN, "standard input", stdin.read(max_bytes + 1), max_bytes)


def _read_file(location: str, base: Path, max_bytes: int) -> Page:
    thing = "".join(c for c in location if c.isprintable()) or "(no name)"
    path = base / location
    try:
        if path.is_dir():
            raise FetchError(thing, "is a folder, not a file", "Name the files in it.")
        if not path.exists():
            hint = "Check the path; a web address begins with https://."
            raise FetchError(thing, "there is no such file", hint)
        if not path.is_file():  # a pipe or device may never end
            raise FetchError(thing, "isn't a regular file", "Give an HTML or text file, or - for standard input.")
        with path.open("rb") as file:
            body = file.read(max_bytes + 1)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else "not a usable path"
        raise FetchError(thing, f"can't be read ({why})", "Check the file and its permissions.") from error
    return _local_page(location, thing, body, max_bytes)


def _local_page(location: str, thing: str, body: bytes, max_bytes: int) -> Page:
    if len(body) > max_bytes:
        cause = f"is larger than {max_bytes / 1e6:g} MB"
        raise FetchError(thing, cause, "Give a single article or raise the size limit.")
    kind = media_type(thing, body)
    return Page(location=location, url=None, status=None, content_type=kind, body=body, fetched_at=datetime.now(UTC))
