"""What a page says of itself: response headers and `<meta>` elements."""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterable, Iterator, Mapping

from pipeline.rights.robots import PRODUCT

# Directives that hold a colon themselves; any other `name:` in X-Robots-Tag names the reader it speaks to.
_WITH_VALUE = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_META = re.compile(r"<meta\b([^>]{0,600})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_READ_BYTES = 200_000


def signals(headers: Mapping[str, str], body: bytes) -> dict[str, str]:
    """`header:<name>` and `meta:<name>` to the value as seen, at most 500 characters."""
    seen = {}
    for name in ("x-robots-tag", "tdm-reservation", "tdm-policy", "content-usage"):
        if value := headers.get(name, "").strip():
            seen[f"header:{name}"] = value[:500]
    found: dict[str, list[str]] = {}
    for name, content in _metas(body):
        if name in {"robots", PRODUCT, "tdm-reservation", "tdm-policy"}:
            found.setdefault(name, []).append(content)
    return seen | {f"meta:{name}": "\n".join(contents)[:500] for name, contents in found.items()}


def directives(value: str) -> Iterable[str]:
    """The robots directives that speak to us; each line is one header or element of its own."""
    for line in value.lower().splitlines():
        ours = True
        for part in line.split(","):
            name, colon, rest = (piece.strip() for piece in part.partition(":"))
            if colon and name not in _WITH_VALUE:
                ours, name = name in {PRODUCT, "*"}, rest
            if ours:
                yield from name.split()


def _metas(body: bytes) -> Iterator[tuple[str, str]]:
    """Name (lower case) and content of the `<meta>` elements, whatever the page's ASCII-compatible charset."""
    wide = body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    start = body[:_READ_BYTES].decode("utf-16" if wide else "latin-1", "replace")
    for match in _META.finditer(_COMMENT.sub("", start)):
        pairs = _ATTRIBUTE.findall(match[1])
        attributes = {name.lower(): html.unescape(a or b or c).strip() for name, a, b, c in reversed(pairs)}
        if "name" in attributes and "content" in attributes:
            yield attributes["name"].lower(), attributes["content"]
