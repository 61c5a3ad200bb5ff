"""The same text on several pages of one host is the host's furniture, not the story of any of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from urllib.parse import urlsplit

from pipeline.errors import Refused
from pipeline.models import Document

Lookup = Callable[[str, str], str | None]
"""(host, hash of a text) to the URL of the page that was seen with it; None for a new one."""


class SeenTexts:
    """The texts of one run."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], str] = {}

    def __call__(self, host: str, digest: str) -> str | None:
        return self._seen.get((host, digest))

    def add(self, document: Document) -> None:
        if place := _place(document):
            self._seen.setdefault(place, document.url or "")


def refuse_repeated(document: Document, seen: Lookup) -> None:
    """Raise Refused (`repeated`) when another page of the document's host had the same text."""
    place = _place(document)
    other = seen(*place) if place else None
    if other and other != document.url:
        cause = f"its text is the same as that of {other}"
        raise Refused(
            document.location,
            "repeated",
            cause,
            "Give one of the two; if they differ, save the page and give the file.",
        )


def _place(document: Document) -> tuple[str, str] | None:
    try:
        host = urlsplit(document.url or "").hostname
    except ValueError:
        host = None
    return (host, hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()) if host else None
