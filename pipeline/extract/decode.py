"""Bytes to text: HTTP charset, byte order mark, `<meta>`, what its language usually comes in, detector, in this order.

A label that doesn't fit the bytes is passed over.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from pipeline.models import Page

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
# Labels of the WHATWG Encoding Standard; Python's registry also knows codecs that are no charsets.
_KNOWN = re.compile(
    r"utf-?8|utf-?16-?([lb]e)?|iso-?8859-?\d{1,2}|windows-\d{3,4}|cp-?\d{3,4}|koi8-?[ru]|gbk|gb2312|gb18030|big5(-hkscs)?|"
    r"euc-?(jp|kr)|s?hift[-_]jis|shift-?jis|s-?jis|iso-2022-(jp|kr)|ks_c_5601-1987|tis-620|us-ascii|ascii|latin-?1|mac-?roman"
)
# What browsers read under these labels: the superset that pages really use.
_SUPERSETS = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso-8859-9": "cp1254",
    "tis-620": "cp874",
    "iso-8859-11": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
}
# The HTML Standard's fallback by language ("Determining the character encoding", last step): a detector can't tell
# neighbouring code pages apart by a few accents.
_BY_LANGUAGE = {
    **dict.fromkeys(("ar", "fa"), "cp1256"),
    **dict.fromkeys(("be", "bg", "ky", "mk", "ru", "sr", "tg", "tt", "uk"), "cp1251"),
    **dict.fromkeys(("cs", "hr", "hu", "pl", "sk", "sl", "bs", "ro"), "cp1250"),
    **dict.fromkeys(("da", "de", "en", "es", "fi", "fr", "ga", "is", "it", "nb", "nl", "no", "pt", "sv"), "cp1252"),
    **dict.fromkeys(("et", "lt", "lv"), "cp1257"),
    "el": "cp1253",
    "he": "cp1255",
    "ja": "cp932",
    "ko": "cp949",
    "th": "cp874",
    "tr": "cp1254",
    "vi": "cp1258",
}
_HTML_LANGUAGE = re.compile(rb"""<html\b[^>]*\slang\s*=\s*["']?([a-z]{2})\b""", re.IGNORECASE)
_SINGLE_BYTE = re.compile(r"cp(125\d|874)|iso-?8859|koi8|mac|windows")
_TOLERATED = 0.02
_META_BYTES = 4096
_DETECTED_BYTES = 60_000


def text_of(page: Page) -> str:
    """The page's text; never raises: what no charset explains becomes U+FFFD."""
    body = page.body
    for charset in _candidates(page):
        if (text := _fitting(body, charset)) is not None:
            return text.removeprefix("\ufeff")
    return body.decode("cp1252", "replace")


def _candidates(page: Page) -> Iterator[str]:
    body = page.body
    declared = _label(page.headers.get("content-type", ""))
    if declared and _SINGLE_BYTE.match(declared) and _is_utf8(body):
        declared = None  # a server's default label; text that happens to be valid UTF-8 practically doesn't occur
    if declared:
        yield declared
    for bom, charset in _BOMS:
        if body.startswith(bom):
            yield charset
    if body[:2] in {b"<\x00", b"\x00<"}:
        yield "utf-16-le" if body[:1] == b"<" else "utf-16-be"
    meta = None if page.content_type == "text/plain" else _label(body[:_META_BYTES].decode("latin-1"))
    # A page that can say so in ASCII isn't UTF-16, whatever it says.
    if meta and not meta.startswith("utf-16") and not (_SINGLE_BYTE.match(meta) and _is_utf8(body)):
        yield meta
    yield "utf-8"
    language = _HTML_LANGUAGE.search(body[:_META_BYTES])
    if language and (usual := _BY_LANGUAGE.get(language[1].decode().lower())):
        yield usual
    if detected := _detected(body):
        yield detected


def _label(text: str) -> str | None:
    match = _CHARSET.search(text)
    label = match[1].lower() if match else ""
    label = _SUPERSETS.get(label, label)
    if not (_KNOWN.fullmatch(label) or label in _SUPERSETS.values()):
        return None
    try:
        return codecs.lookup(label).name
    except LookupError:
        return None


def _is_utf8(body: bytes) -> bool:
    try:
        return not body.isascii() and bool(body.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _fitting(body: bytes, charset: str) -> str | None:
    """The text in that charset, or None when more than a few of its non-ASCII characters are broken."""
    text = body.decode(charset, "replace")
    broken = text.count("\ufffd")
    if broken and broken > _TOLERATED * sum(not c.isascii() for c in text):
        return None
    return text


def _detected(body: bytes) -> str | None:
    """A guess from the parts that hold non-ASCII bytes: markup would only dilute it."""
    from charset_normalizer import from_bytes

    without_code = re.sub(rb"(?is)<(script|style)\b.*?(?:</\1>|\Z)|<[^<>]*>", b" ", body[: 10 * _DETECTED_BYTES])
    telling = b"\n".join(line for line in without_code.splitlines() if not line.isascii())[:_DETECTED_BYTES]
    best = from_bytes(telling).best() if telling else None
    return best.encoding if best else None
