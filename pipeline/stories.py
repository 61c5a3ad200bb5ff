"""Which story a set of pages belongs to: a story keeps its id when a page changes or a later report joins it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from pipeline.models import Document, hash_of


def source_key(document: Document) -> str:
    """What stays the same when a page changes: its canonical URL, a file's path, for standard input its text."""
    if document.url:
        parts = urlsplit(document.url)
        host = parts.netloc.lower().removeprefix("www.")
        return f"{host}{parts.path.rstrip('/')}{'?' + parts.query if parts.query else ''}"
    if document.location == "-":
        return f"text:{hash_of(document.text)}"
    return f"file:{Path(document.location).resolve()}"


def story_id(documents: Sequence[Document], known: Callable[[Sequence[str]], str | None]) -> str:
    """The id of the story that any of the documents belongs to already, else a new one.

    A new id is 16 hex digits of the hash of the first document's key: the same on every machine. `known` looks keys up
    in the state database.
    """
    keys = [source_key(document) for document in documents]
    return known(keys) or hash_of(keys[0])[:16]
