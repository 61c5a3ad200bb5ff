"""What a page states about itself in JSON-LD, `<meta>` and microdata, undigested."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml.html import HtmlElement

from pipeline.extract.cleaning import clean

_ARTICLE = re.compile(r"(Article|Posting|Report|Review|Analysis)\b", re.IGNORECASE)
_WANTED = ("headline", "author", "datePublished", "articleBody", "isAccessibleForFree")
_PROPERTIES = ("headline", "author", "datepublished", "datemodified")

Stated = tuple[str, str]
"""A value and where it was read: `json-ld`, `meta:author`, `microdata`, …"""


@dataclass(frozen=True)
class Statements:
    article: dict[str, Any]
    """The JSON-LD node of the page's article; empty without one."""
    meta: dict[str, list[str]] = field(default_factory=dict)
    """Lower-case names to their values."""
    properties: dict[str, list[str]] = field(default_factory=dict)
    """Microdata: lower-case `itemprop` to its values in reading order; `meta` elements not included."""
    nodes: dict[str, dict[str, Any]] = field(default_factory=dict)
    """JSON-LD nodes by `@id`."""
    is_video: bool = False
    """The page calls itself a video, and no article."""

    def first(self, *names: str) -> str:
        return next((value for name in names for value in self.meta.get(name, ()) if value), "")

    def stated(self, key: str, *metas: str) -> list[Stated]:
        """All statements of one thing: JSON-LD, then `<meta>` by the names given, then microdata."""
        found = [(string(self.article.get(key)), "json-ld")]
        found += [(value, f"meta:{name}") for name in metas for value in self.meta.get(name, ())]
        found += [(value, "microdata") for value in self.properties.get(key.lower(), ())]
        return [(value, origin) for value, origin in found if value]

    def resolved(self, value: Any) -> Any:
        """A JSON-LD value; what only refers to another node of the page is that node."""
        if isinstance(value, dict) and "name" not in value and (known := self.nodes.get(str(value.get("@id")))):
            return known
        return value


def statements_of(tree: HtmlElement) -> Statements:
    nodes = list(_all_nodes(tree))
    articles = [node for node in nodes if _ARTICLE.search(string(node.get("@type")))]
    metas = _metas(tree)
    kind = next(iter(metas.get("og:type", ())), "").lower()
    video = kind.startswith("video") or any(string(node.get("@type")) == "VideoObject" for node in nodes)
    return Statements(
        article=max(articles, key=lambda node: sum(key in node for key in _WANTED), default={}),
        meta=metas,
        properties=_properties(tree),
        nodes={str(node["@id"]): node for node in nodes if "@id" in node and "name" in node},
        is_video=video and not articles and kind != "article",
    )


def string(value: Any) -> str:
    """A JSON-LD value as text: a string, the name of an object, or a list of them joined by spaces."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or ""
    if isinstance(value, list):
        return " ".join(filter(None, (string(item) for item in value[:20] if not isinstance(item, list))))
    return clean(re.sub(r"<[^<>]{0,200}>", "", html.unescape(value))) if isinstance(value, str) else ""


def _metas(tree: HtmlElement) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        if name and element.get("content"):
            metas.setdefault(name.strip().lower(), []).append(clean(html.unescape(element.get("content"))))
    return metas


def _properties(tree: HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in tree.xpath("//body//*[@itemprop and not(self::meta)]"):
        for name in element.get("itemprop").lower().split():
            if name in _PROPERTIES:
                named = element.xpath(".//*[@itemprop='name']") if name == "author" else ()
                value = element.get("datetime") or element.get("content")
                texts = [" ".join(part.itertext()) for part in named] or [value or " ".join(element.itertext())]
                found.setdefault(name, []).extend(filter(None, map(clean, texts)))
    return found


def _all_nodes(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            yield from _nodes(_json(script.text))


def _json(text: str) -> Any:
    """Lenient where publishers are sloppy: comments around, trailing semicolons and commas, raw line ends."""
    stripped = re.sub(r"^\s*(<!--|//<!\[CDATA\[)|(-->|//\]\]>)\s*$", "", text).strip().rstrip(";")
    for attempt in _repaired(stripped):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _repaired(text: str) -> Iterable[str]:
    yield text
    commas = re.sub(r",(\s*[}\]])", r"\1", text)
    yield commas
    # A quotation mark inside a string: one that no structure of JSON follows or precedes.
    yield re.sub(r'(?<![{\[,:\s\\])"(?!\s*[,:}\]])|(?<=[\w.]\s)"(?=\w)', r"\"", commas)


def _nodes(data: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 6:
        return
    if isinstance(data, list):
        for item in data[:200]:
            yield from _nodes(item, depth + 1)
    elif isinstance(data, dict):
        yield data
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _nodes(data.get(key), depth + 1)
