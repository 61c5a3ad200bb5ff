"""Local sources: files, folders and standard input."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import FetchError
from pipeline.fetch import media_type
from pipeline.models import Page
from pipeline.rights import decide

STDIN = "-"
_PAGES = frozenset({".html", ".htm", ".xhtml", ".txt"})
_MAX_FILES = 10_000


def pages_in(folder: Path) -> Iterator[Path]:
    """The saved pages (by their names' endings) in a folder and the folders inside, sorted; hidden ones are left out.

    Raises FetchError when there is no such folder. Links out of the folder aren't followed.
    """
    if not folder.is_dir():
        raise FetchError(str(folder), "there is no such folder", "Correct `folders` in the desk file.")
    root = folder.resolve()
    found = 0
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.suffix.lower() not in _PAGES or any(part.startswith(".") for part in inside.parts):
            continue
        if path.is_file() and path.resolve().is_relative_to(root) and found < _MAX_FILES:
            found += 1
            yield path


def read_stdin(stdin: BinaryIO, max_bytes: int) -> Page:
    """Raises FetchError for what is too large, empty or no text."""
    return _local_page(STDIN, "standard input", stdin.read(max_bytes + 1), max_bytes)


def read_file(location: str, base: Path, max_bytes: int) -> Page:
    """One file, `location` relative to `base`; raises FetchError for what isn't there, too large, empty or no text."""
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
    return Page(
        location=location.encode("utf-8", "replace").decode(),  # a file's name may hold any bytes
        url=None,
        status=None,
        content_type=kind,
        body=body,
        fetched_at=datetime.now(UTC),
        rights=decide(None, body=body, licences={}),
    )
