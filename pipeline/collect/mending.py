"""Feeds as they should have been written: what lenient parsers would lose or make up is mended before they see it."""

from __future__ import annotations

import re

_DECLARED = re.compile(rb"""^\s*<\?xml\b[^>]{0,100}?\bencoding\s*=\s*["']([\w.-]+)""")
_BARE = re.compile(rb"&(?!#\d{1,7};|#[xX][\da-fA-F]{1,6};|\w{2,31};)")
WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
"""How text in UTF-16 begins."""
# `fastfeedparser` takes a guid that isn't an address for a date if it can ("a", "25"): one that is none is made one.
_GUID = re.compile(rb"(<guid\b[^<>]{0,200}>\s*(?:<!\[CDATA\[)?\s*)(?!https?://)(?=[^<\s])")
_MANY = 300
_NO_ADDRESS = "http://guid.invalid/"


def mended(body: bytes) -> bytes:
    """Bytes that aren't UTF-8 as announced are read as what they are; bare ampersands outside of CDATA are escaped."""
    if body.startswith(WIDE):
        return body
    declared = _DECLARED.match(body)
    if declared is None or declared[1].lower() in {b"utf-8", b"utf8"}:
        body = _in_utf8(body)
    first, *rest = body.split(b"<![CDATA[")
    pieces = [_escaped(first)]
    for piece in rest:
        inside, end, outside = piece.partition(b"]]>")
        pieces += [b"<![CDATA[", inside, end, _escaped(outside)]
    return b"".join(pieces)


def with_marked_guids(body: bytes) -> bytes:
    """Every guid looks like an address; `unmarked` gives back what it was."""
    return _GUID.sub(rb"\1" + _NO_ADDRESS.encode(), body)


def unmarked(text: object) -> str | None:
    """A guid as it stood; None for what is no text."""
    return text.removeprefix(_NO_ADDRESS) if isinstance(text, str) else None


def is_marked(link: object) -> bool:
    return isinstance(link, str) and link.startswith(_NO_ADDRESS)


def _escaped(text: bytes) -> bytes:
    return _BARE.sub(b"&amp;", text) if b"&" in text else text


def _in_utf8(body: bytes) -> bytes:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        telling = b"\n".join(line for line in body.splitlines() if not line.isascii())[:60_000]
        charset = "cp1252"  # a few accents; a detector guesses wildly there
        if sum(byte > 127 for byte in telling) > _MANY:
            from charset_normalizer import from_bytes

            best = from_bytes(telling).best()
            charset = best.encoding if best else charset
        return body.decode(charset, "replace").encode()
    return body
