"""Locations to pages: URLs, local HTML or text files, and standard input, in the order given."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from pipeline.collect.files import STDIN, read_file, read_stdin
from pipeline.errors import SourceError
from pipeline.fetch import MAX_BYTES
from pipeline.models import Page

Fetch = Callable[[str], Awaitable[Page]]
"""`Polite.fetch` or a stand-in: a URL to its page with its rights decided, or SourceError."""

_SCHEME = re.compile(r"\s*(https?:|[a-z][a-z0-9+.-]*://)", re.IGNORECASE)


async def collect(
    locations: Sequence[str],
    *,
    fetch: Fetch,
    base: Path,
    max_bytes: int = MAX_BYTES,
    stdin: BinaryIO | None = None,
) -> list[Page | SourceError]:
    """One page, or one error, per location, in the order given; a failing source doesn't stop the others.

    All are asked for at once: `fetch` keeps the pace. Paths are relative to `base`. `stdin` is read at most once.
    """

    async def one(location: str) -> Page | SourceError:
        try:
            if location == STDIN:
                return await asyncio.to_thread(read_stdin, stdin or sys.stdin.buffer, max_bytes)
            if _SCHEME.match(location):
                return await fetch(location)
            return await asyncio.to_thread(read_file, location, base, max_bytes)
        except SourceError as error:
            return error

    return list(await asyncio.gather(*map(one, locations)))
