"""What a body is, told from its bytes; the label it came with only decides between the readable kinds."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.errors import FetchError

HTML, XHTML, TEXT = "text/html", "application/xhtml+xml", "text/plain"
XML, JSON, GZIP = "application/xml", "application/json", "application/gzip"

_NEXT = "Give the address of an article's page, or save its text to a file and give that."

_NEXT_LIST = "Give the address of an RSS, Atom or JSON feed, or of a sitemap."

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "an image (PNG)"),
    (b"\xff\xd8\xff", "an image (JPEG)"),
    (b"GIF8", "an image (GIF)"),
    (b"II*\x00", "an image (TIFF)"),
    (b"MM\x00*", "an image (TIFF)"),
    (b"\x00\x00\x01\x00", "an image (icon)"),
    (b"RIFF", "an image, sound or video (RIFF)"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"{\\rtf", "an office document (RTF)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound or video file"),
    (b"\x1aE\xdf\xa3", "a video"),
    (b"SQLite format 3\x00", "a database"),
)
_UNREADABLE = re.compile(
    r"(?P<image>image)/(?!svg)|(?P<video>video)/|(?P<sound>audio)/|application/(?P<pdf>pdf)|(?P<font>font)/"
)
_NAMES = {"image": "an image", "video": "a video", "sound": "a sound file", "pdf": "a PDF", "font": "a font"}
_READABLE = frozenset({HTML, XHTML, TEXT, "", "text/markdown", "text/xml", "application/xml"})
# Servers that don't know what they have say one of these: the bytes decide.
_UNLABELLED = frozenset({"application/octet-stream", "binary/octet-stream", "application/unknown", "unknown/unknown"})

_WIDE_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_FEED = re.compile(rb"<(rss|feed|rdf:RDF|urlset|sitemapindex|svg)\b")
_DOCUMENT = re.compile(rb"<(!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_FRAGMENT = re.compile(
    rb"<(html|head|body|title|meta|article|main|div|section|p|h1|script|table)\b[^<>]*>", re.IGNORECASE
)
# Control bytes that text in any charset doesn't hold (tab, line ends, form feed and ISO-2022's escape do occur).
_CONTROL = bytes(set(range(32)) - {9, 10, 12, 13, 27}) + b"\x7f"


def refuse_label(thing: str, declared: str) -> None:
    """Raise FetchError when the declared media type alone says that this can't be an article."""
    if match := _UNREADABLE.match(declared):
        raise FetchError(thing, f"is {_NAMES[str(match.lastgroup)]} ({declared}), not an HTML or text page", _NEXT)
    if declared not in _READABLE and declared not in _UNLABELLED:
        raise FetchError(thing, f"is {declared[:80]}, not an HTML or text page", _NEXT)


def media_type(thing: str, body: bytes, declared: str = "") -> str:
    """`text/html`, `application/xhtml+xml` or `text/plain`; raises FetchError for everything else.

    `declared` is the lower-case media type without parameters, `""` for a local file.
    """
    if not body.strip():
        raise FetchError(thing, "is empty", "Give a page or file that holds the article's text.")
    refuse_label(thing, declared)
    if kind := _binary(body):
        raise FetchError(thing, f"is {kind}, not an HTML or text page", _NEXT)
    start = _narrow(body)
    root = _from_root(start)
    if _FEED.match(root):
        raise FetchError(thing, "is a feed, sitemap or drawing (XML), not a page", "Give the address of one article.")
    if declared == XHTML:
        return XHTML
    if _DOCUMENT.match(root) or (declared not in {TEXT, "text/markdown"} and _FRAGMENT.search(start)):
        return HTML
    return HTML if declared == HTML else TEXT


def refuse_list_label(thing: str, declared: str) -> None:
    """Raise FetchError when the declared media type alone says that this can be no feed or sitemap."""
    if match := _UNREADABLE.match(declared):
        raise FetchError(thing, f"is {_NAMES[str(match.lastgroup)]} ({declared}), not a feed or sitemap", _NEXT_LIST)


def list_type(thing: str, body: bytes, declared: str = "") -> str:
    """`application/xml`, `application/json` or `text/plain`, told from the bytes: feeds carry all kinds of labels.

    A body in a gzip archive is let through as `application/gzip`: sitemaps come so.
    """
    if body.startswith(b"\x1f\x8b"):
        return GZIP
    if kind := _binary(body):
        raise FetchError(thing, f"is {kind}, not a feed or sitemap", _NEXT_LIST)
    start = _narrow(body).lstrip()
    if start.startswith((b"{", b"[")):
        return JSON
    if _DOCUMENT.match(_from_root(start)):
        raise FetchError(thing, "is an HTML page, not a feed or sitemap", _NEXT_LIST)
    return XML if start.startswith(b"<") or declared.endswith("xml") else TEXT


@dataclass(frozen=True)
class Wanted:
    """What a request is for: the Accept header, and what is taken for an answer."""

    accept: str
    refuse_label: Callable[[str, str], None]
    media_type: Callable[[str, bytes, str], str]


PAGE = Wanted("text/html, application/xhtml+xml, text/plain;q=0.8, */*;q=0.1", refuse_label, media_type)
LIST = Wanted(
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.1",
    refuse_list_label,
    list_type,
)


def _binary(body: bytes) -> str | None:
    if b"%PDF-" in body[:1024]:
        return "a PDF"
    for magic, name in _MAGIC:
        if body.startswith(magic):
            return name
    if body[4:8] == b"ftyp":
        return "a video or image (ISO media)"
    if _is_wide(body):
        return None
    sample = body[:16_384]
    noise = len(sample) - len(sample.translate(None, _CONTROL))
    return "binary data" if b"\x00" in sample or noise > len(sample) / 100 else None


def _is_wide(body: bytes) -> bool:
    return body.startswith(_WIDE_BOMS) or body[:2] in {b"<\x00", b"\x00<"}


def _narrow(body: bytes) -> bytes:
    """The first kilobytes as ASCII-compatible bytes, without a byte order mark."""
    start = body[:8192]
    return start.replace(b"\x00", b"").lstrip(b"\xff\xfe") if _is_wide(start) else start.removeprefix(codecs.BOM_UTF8)


def _from_root(start: bytes) -> bytes:
    """From the first tag that is no XML declaration and no comment; by hand, as nested repeats can explode."""
    rest = start.lstrip()
    for opening, closing in ((b"<?xml", b"?>"), (b"<!--", b"-->")):
        while rest.startswith(opening):
            rest = rest.partition(closing)[2].lstrip()
    return rest
