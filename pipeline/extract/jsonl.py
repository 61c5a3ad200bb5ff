"""The lines of `nutgraf extract --jsonl`: pages in; documents, refusals or errors out, in input order.

The worker that reads a page also reads and writes its line, so that the process in the middle hardly works.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import BufferedIOBase
from typing import Any, BinaryIO

from pipeline.errors import Refused, SourceError
from pipeline.extract import extract
from pipeline.extract.pool import ExtractionPool
from pipeline.models import Document, Page

MAX_LINE = 64_000_000
"""Bytes of a line; a longer one is an error in its place."""

_FIELDS = ("title", "authors", "published", "modified", "language", "site", "text", "passages", "warnings")
_LISTS = ("authors", "passages", "warnings")
_CHUNK = 1 << 18


def lines_in(file: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream as they come, empty ones left out; of a line that is too long only the beginning.

    Reads past the stream's buffer: a thread that waits in there at the interpreter's end would abort it.
    """
    source = file.raw if isinstance(file, BufferedIOBase) and hasattr(file, "raw") else file
    held: list[bytes] = []
    size = 0
    while chunk := source.read(_CHUNK):
        for number, piece in enumerate(chunk.split(b"\n")):
            if number:
                yield from _whole(held)
                held, size = [], 0
            if size <= MAX_LINE:
                held.append(piece)
                size += len(piece)
    yield from _whole(held)


def _whole(pieces: Iterable[bytes]) -> Iterator[bytes]:
    line = b"".join(pieces)
    if line.strip():
        yield line


def lines_out(lines: Iterable[bytes], pool: ExtractionPool[bytes, bytes]) -> Iterator[bytes]:
    """`{"id", "url", "html"}` to `{"id", "refused", *_FIELDS}`, or to `{"id", "error"}` where a line can't be used.

    `url` may be missing or null; other keys are ignored. The pool's reader is `line_out`.
    """
    for line, found in pool.read((line, line) for line in lines):
        yield found if isinstance(found, bytes) else _encoded(_line(_named(line), found))


def line_out(line: bytes) -> bytes:
    """One line to one line, without line end, in UTF-8."""
    name, page = _page(line)
    found: Document | SourceError
    try:
        found = page if isinstance(page, SourceError) else extract(page)
    except Refused as refused:
        found = refused
    return _encoded(_line(name, found))


def _page(line: bytes) -> tuple[Any, Page | SourceError]:
    if len(line) > MAX_LINE:
        return None, SourceError("line", f"is longer than {MAX_LINE // 1_000_000} MB")
    try:
        data = json.loads(line, parse_constant=_no_constant)
    except UnicodeDecodeError:
        return _named(line), SourceError("line", "isn't in UTF-8")
    except (ValueError, RecursionError) as error:
        return None, SourceError("line", f"is no JSON ({error.__class__.__name__})")
    if not isinstance(data, dict):
        return None, SourceError("line", "is no JSON object")
    name, url, html = data.get("id"), data.get("url"), data.get("html")
    if not isinstance(html, str) or not isinstance(url, str | None):
        return name, SourceError("line", "needs `html`, a text, and `url`, a text or null")
    return name, Page(
        location=(url or str(name)).encode("utf-8", "replace").decode(),
        url=url.encode("utf-8", "replace").decode() if url else None,
        status=None,
        headers={"content-type": "text/html; charset=utf-8"},
        content_type="text/html",
        body=html.encode("utf-8", "replace"),
        fetched_at=datetime.now(UTC),
    )


def _named(line: bytes) -> Any:
    """The id of a line that may not be used for anything else."""
    try:
        data = json.loads(line.decode("utf-8", "replace"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return None
    return data.get("id") if isinstance(data, dict) else None


def _no_constant(name: str) -> Any:
    raise ValueError(name)  # NaN and Infinity are JavaScript's


def _line(name: Any, found: Document | SourceError) -> dict[str, Any]:
    if isinstance(found, Document):
        shown = found.model_dump(mode="json", include=set(_FIELDS) - {"text"})
        return {"id": name, "refused": None, **{f: found.text if f == "text" else shown[f] for f in _FIELDS}}
    if isinstance(found, Refused):
        return {"id": name, "refused": found.reason, **{f: [] if f in _LISTS else None for f in _FIELDS}}
    return {"id": name, "error": str(found)}


def _encoded(line: dict[str, Any]) -> bytes:
    """An id may hold half a surrogate pair, which only its escape can say, or a number too large for any."""
    try:
        return json.dumps(line, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeEncodeError:
        return json.dumps(line).encode()
    except ValueError:
        return _encoded({**line, "id": None})
