"""The lines of `nutgraf extract --jsonl`: pages in; documents, refusals or errors out, in input order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from pipeline.errors import Refused, SourceError
from pipeline.extract.pool import ExtractionPool
from pipeline.models import Document, Page

_FIELDS = ("title", "authors", "published", "modified", "language", "site", "text", "passages", "warnings")


def lines_out(lines: Iterable[bytes], pool: ExtractionPool) -> Iterator[str]:
    """`{"id", "url", "html"}` to `{"id", "refused", *_FIELDS}`, or to `{"id", "error"}` where a line can't be used.

    `url` may be missing or null; other keys are ignored, empty lines skipped.
    """
    for name, found in pool.read(_page(line) for line in lines if line.strip()):
        yield json.dumps(_line(name, found), ensure_ascii=False)


def _page(line: bytes) -> tuple[Any, Page | SourceError]:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        return None, SourceError("line", f"is no JSON ({error.__class__.__name__})")
    if not isinstance(data, dict):
        return None, SourceError("line", "is no JSON object")
    name, url, html = data.get("id"), data.get("url"), data.get("html")
    if not isinstance(html, str) or not isinstance(url, str | None):
        return name, SourceError("line", "needs `html`, a text, and `url`, a text or null")
    return name, Page(
        location=url or str(name),
        url=url or None,
        status=None,
        headers={"content-type": "text/html; charset=utf-8"},
        content_type="text/html",
        body=html.encode("utf-8", "replace"),
        fetched_at=datetime.now(UTC),
    )


def _line(name: Any, found: Document | SourceError) -> dict[str, Any]:
    if isinstance(found, Document):
        shown = found.model_dump(mode="json", include=set(_FIELDS) - {"text"})
        return {"id": name, "refused": None, **{f: found.text if f == "text" else shown[f] for f in _FIELDS}}
    if isinstance(found, Refused):
        lists = ("authors", "passages", "warnings")
        return {"id": name, "refused": found.reason, **{f: [] if f in lists else None for f in _FIELDS}}
    return {"id": name, "error": str(found)}
