"""What a publisher says about machine use of a page, and what follows from it: the one place that decides.

Read from the response's headers and the page's own head:

- `noai` in `<meta name="robots">` or `X-Robots-Tag`, for every reader or for this one by name;
- TDMRep (W3C community group report, 2024): `tdm-reservation` as header or meta, the header before the meta.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterable, Iterator, Mapping

from pipeline.models import Rights

PRODUCT = "nutgraf"
"""Our product token in robots rules."""

# Directives that hold a colon themselves; any other `name:` in X-Robots-Tag names the reader it speaks to.
_WITH_VALUE = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_META = re.compile(r"<meta\b([^>]{0,600})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_READ_BYTES = 200_000


def decide(*, headers: Mapping[str, str], body: bytes, host: str | None, licences: Mapping[str, str]) -> Rights:
    """The signals seen and the decision on them, with its ground.

    `headers` have lower-case names, repeated ones joined by line feeds. `licences` maps a host to the reason why its
    pages may be used in spite of a reservation; it covers subdomains. `host` is None for a local file.
    """
    signals = dict(_signals(headers, body))
    reservation = _reservation(signals)
    if reservation is None:
        return Rights(signals=signals)
    if reason := _licence(host, licences):
        return Rights(signals=signals, ground=f"licensed: {reason} (in spite of {reservation})")
    return Rights(signals=signals, allowed=False, ground=f"the publisher reserves it: {reservation}")


def _signals(headers: Mapping[str, str], body: bytes) -> Iterator[tuple[str, str]]:
    for name in ("x-robots-tag", "tdm-reservation", "tdm-policy"):
        if value := headers.get(name, "").strip():
            yield f"header:{name}", value[:500]
    found: dict[str, list[str]] = {}
    for name, content in _metas(body):
        if name in {"robots", PRODUCT, "tdm-reservation", "tdm-policy"}:
            found.setdefault(name, []).append(content)
    for name, contents in found.items():
        yield f"meta:{name}", "\n".join(contents)[:500]


def _metas(body: bytes) -> Iterator[tuple[str, str]]:
    """Name (lower case) and content of the `<meta>` elements, whatever the page's ASCII-compatible charset."""
    wide = body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    start = body[:_READ_BYTES].decode("utf-16" if wide else "latin-1", "replace")
    for match in _META.finditer(_COMMENT.sub("", start)):
        pairs = _ATTRIBUTE.findall(match[1])
        attributes = {name.lower(): html.unescape(a or b or c).strip() for name, a, b, c in reversed(pairs)}
        if "name" in attributes and "content" in attributes:
            yield attributes["name"].lower(), attributes["content"]


def _reservation(signals: Mapping[str, str]) -> str | None:
    """The first signal that reserves the page, as `name: value`; None when none does."""
    if "noai" in _directives(signals.get("header:x-robots-tag", "")):
        return f"X-Robots-Tag: {' '.join(signals['header:x-robots-tag'].split())}"
    for name in ("meta:robots", f"meta:{PRODUCT}"):
        if "noai" in _directives(signals.get(name, "")):
            return f"{name}: {' '.join(signals[name].split())}"
    for name in ("header:tdm-reservation", "meta:tdm-reservation"):
        if name in signals:
            return f"{name}: 1" if signals[name].split()[:1] == ["1"] else None
    return None


def _directives(value: str) -> Iterable[str]:
    """The robots directives that speak to us; each line is one header or element of its own."""
    for line in value.lower().splitlines():
        ours = True
        for part in line.split(","):
            name, colon, rest = (piece.strip() for piece in part.partition(":"))
            if colon and name not in _WITH_VALUE:
                ours, name = name in {PRODUCT, "*"}, rest
            if ours:
                yield from name.split()


def _licence(host: str | None, licences: Mapping[str, str]) -> str | None:
    labels = (host or "").lower().rstrip(".").split(".")
    for start in range(len(labels)):
        if reason := licences.get(".".join(labels[start:])):
            return reason
    return None
