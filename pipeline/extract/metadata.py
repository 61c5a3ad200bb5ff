"""What a page says about itself, from JSON-LD, OpenGraph, `<meta>`, its headings, then trafilatura and htmldate.

Unknown stays absent: nothing here is made up, a date in the future or before the web is no date.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from pipeline.extract.cleaning import clean
from pipeline.text.languages import code_of

_ARTICLE = re.compile(r"(Article|Posting|Report|Review|Analysis)\b", re.IGNORECASE)
_SEPARATORS = r"\s+[|–—·»•:-]+\s+|\s*\|\s*"
_FIRST_DATE = datetime(1990, 1, 1, tzinfo=UTC)
_MAX_AUTHORS = 20


@dataclass(frozen=True)
class Metadata:
    title: str = ""
    authors: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    site: str | None = None
    language: str | None = None
    url: str | None = None
    free: bool = True
    """False when the page marks itself `isAccessibleForFree: false`."""
    is_article: bool = False
    """The page calls itself an article (schema.org or OpenGraph)."""


@dataclass(frozen=True)
class _Found:
    """The page's own statements, undigested."""

    article: dict[str, Any]
    meta: dict[str, list[str]] = field(default_factory=dict)

    def first(self, *names: str) -> str:
        return next((value for name in names for value in self.meta.get(name, ()) if value), "")


def metadata_of(tree: HtmlElement, *, url: str | None, now: datetime) -> Metadata:
    """`url` is the page's final URL if it has one; dates after `now` (plus a day for time zones) are absent."""
    found = _Found(_article_node(tree), _metas(tree))
    site = _site(found)
    title, authors = _title(tree, found, site), _authors(found, site)
    published = _date((found.article.get("datePublished"), *_of(found, _PUBLISHED)), now)
    if not (title and authors and published):
        title, authors, published = _filled(tree, url, now, title, authors, published, site)
    modified = _date((found.article.get("dateModified"), *_of(found, _MODIFIED)), now)
    return Metadata(
        title=title,
        authors=authors[:_MAX_AUTHORS],
        published=published,
        modified=modified if not (modified and published) or modified[:10] >= published[:10] else None,
        site=site,
        language=code_of(tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"))
        or code_of(_string(found.article.get("inLanguage")) or found.first("og:locale", "content-language")),
        url=_canonical(tree, found, url),
        free=str(found.article.get("isAccessibleForFree", "true")).strip().lower().split("/")[-1] != "false",
        is_article=bool(found.article) or found.first("og:type").lower() == "article",
    )


# --- where statements stand ---------------------------------------------------------------------

_PUBLISHED = ("article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "dcterms.created",
              "pubdate", "publishdate", "parsely-pub-date", "sailthru.date", "article.published")  # fmt: skip
_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "last-modified", "article.updated")
_AUTHORS = ("author", "article:author", "byl", "parsely-author", "dc.creator", "sailthru.author", "cxenseparse:author")


def _metas(tree: HtmlElement) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        if name and element.get("content"):
            metas.setdefault(name.strip().lower(), []).append(clean(html.unescape(element.get("content"))))
    return metas


def _of(found: _Found, names: Iterable[str]) -> list[str]:
    return [value for name in names for value in found.meta.get(name, ())]


def _article_node(tree: HtmlElement) -> dict[str, Any]:
    """The JSON-LD node that describes the page's article: the one with the most to say."""
    nodes: list[dict[str, Any]] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            nodes += (node for node in _nodes(_json(script.text)) if _ARTICLE.search(_string(node.get("@type"))))
    wanted = ("headline", "author", "datePublished", "articleBody", "isAccessibleForFree")
    return max(nodes, key=lambda node: sum(key in node for key in wanted), default={})


def _json(text: str) -> Any:
    """Lenient where publishers are sloppy: comments around, trailing semicolons and commas, raw line ends."""
    stripped = re.sub(r"^\s*(<!--|//<!\[CDATA\[)|(-->|//\]\]>)\s*$", "", text).strip().rstrip(";")
    for attempt in (stripped, re.sub(r",(\s*[}\]])", r"\1", stripped)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


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


def _string(value: Any) -> str:
    """A JSON-LD value as text: a string, the name of an object, or a list of them joined by spaces."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or ""
    if isinstance(value, list):
        return " ".join(_string(item) for item in value[:20] if not isinstance(item, list))
    return clean(re.sub(r"<[^<>]{0,200}>", "", html.unescape(value))) if isinstance(value, str) else ""


# --- what they mean -----------------------------------------------------------------------------


def _site(found: _Found) -> str | None:
    publisher = found.article.get("publisher")
    name = found.first("og:site_name") or _string(
        publisher[0] if isinstance(publisher, list) and publisher else publisher
    )
    name = name or found.first("application-name", "publisher")
    return name.lstrip("@") if 1 < len(name) < 80 and not name.startswith(("http:", "https:")) else None


def _title(tree: HtmlElement, found: _Found, site: str | None) -> str:
    headings = [clean(" ".join(h1.itertext())) for h1 in tree.iter("h1")]
    named = [_string(found.article.get("headline")), found.first("og:title"), found.first("twitter:title")]
    titles = [clean(" ".join(element.itertext())) for element in tree.findall(".//head/title")]
    named = [_without_site(name, site) for name in (*named, *titles) if name]
    # A headline that the page shows is the headline; what it tells search engines may be another one.
    for heading in headings:
        if heading and any(heading.casefold() in name.casefold() for name in named) and len(heading.split()) > 2:
            return heading
    return next((name for name in named if name), headings[0] if len(headings) == 1 else "")


def _without_site(title: str, site: str | None) -> str:
    """The title without the site's name at its start or end."""
    pieces = re.split(f"({_SEPARATORS})", title)
    known = {(site or "").casefold(), (site or "").casefold().removesuffix(".com")} - {""}
    while len(pieces) > 2 and pieces[-1].casefold().strip() in known:
        pieces = pieces[:-2]
    while len(pieces) > 2 and pieces[0].casefold().strip() in known:
        pieces = pieces[2:]
    return "".join(pieces).strip()


def _authors(found: _Found, site: str | None) -> tuple[str, ...]:
    stated = found.article.get("author") or found.article.get("creator")
    named = [_string(item) for item in (stated if isinstance(stated, list) else [stated]) if item]
    return _persons(named, site) or _persons(_of(found, _AUTHORS), site)


_BY = re.compile(r"^\s*(by|von|par|por|di|door|av|text|author|story by|written by)\s*[: ]\s*", re.IGNORECASE)
_AND = re.compile(r"\s*(?:;|\||/|•|·|\n|\band\b|\bund\b|\bet\b|\by\b|&)\s*", re.IGNORECASE)
_NOBODY = re.compile(
    r"https?:|www\.|[@<>{}\[\]=_#]|\d{2,}|\.(com|org|net|de|co\.uk)\b"
    r"|(?-i:^[a-z]+$)|^(authors?|admin|administrator|editor|staff|guest|unknown|anonymous|null|none|redaktion|news|newsroom|home)$",
    re.IGNORECASE,
)


def _persons(stated: Iterable[str], site: str | None) -> tuple[str, ...]:
    names: list[str] = []
    for statement in stated:
        for part in _AND.split(_BY.sub("", statement)):
            # "Ann Lee, Bo Kim" are two, "Lee, Ann" is one, "Ann Lee, Chief Reporter" can't be told: the first is kept.
            pieces = [piece.strip() for piece in part.split(",") if piece.strip()]
            names += pieces if all(1 < len(piece.split()) < 4 for piece in pieces) else pieces[:1]
    kept = [_BY.sub("", name).strip(" .,-–") for name in names if not _NOBODY.search(name)]
    return tuple(dict.fromkeys(n for n in kept if 1 < len(n) < 60 and len(n.split()) < 6 and _bare(n) != _bare(site)))


def _bare(name: str | None) -> str:
    """A name as a host would write it: `NDR de` and `ndr.de` are the same."""
    return re.sub(r"[\W_]", "", name or "").casefold()


def _date(stated: Iterable[Any], now: datetime) -> str | None:
    """The first statement that is an ISO 8601 date or date-time between the web's first years and `now`."""
    for value in stated:
        text = value.strip() if isinstance(value, str) else ""
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            continue
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        if _FIRST_DATE <= aware <= now + timedelta(days=1):
            return text
    return None


def _filled(
    tree: HtmlElement, url: str | None, now: datetime, title: str, authors: tuple[str, ...], published: str | None,
    site: str | None,
) -> tuple[str, tuple[str, ...], str | None]:  # fmt: skip
    """What the page doesn't state in so many words, read off its layout by trafilatura and htmldate."""
    from trafilatura import extract_metadata

    limits = {
        "original_date": True,
        "extensive_search": False,
        "max_date": (now + timedelta(days=1)).strftime("%Y-%m-%d"),
    }
    read = extract_metadata(tree, default_url=url, date_config=limits)
    title = title or _without_site(clean(read.title or ""), site)
    authors = authors or _persons((read.author or "").split(";"), site)
    return title, authors, published or _date([read.date], now)


def _canonical(tree: HtmlElement, found: _Found, url: str | None) -> str | None:
    """The canonical URL the page names, if it is on the page's own site; otherwise the page's URL.

    A page may not pass itself off as another publisher's.
    """
    links = [link.get("href") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split()]
    for stated in (*links, found.first("og:url")):
        try:
            target = urljoin(url or "", (stated or "").strip())
            parts, own = urlsplit(target), urlsplit(url or target)
        except ValueError:
            continue
        bare = (parts.hostname or "").removeprefix("www.")
        ours = (own.hostname or "").removeprefix("www.")
        related = bare == ours or ours.endswith(f".{bare}") or bare.endswith(f".{ours}")
        usable = parts.scheme in {"http", "https"} and bare and "@" not in parts.netloc
        if usable and related and (len(parts.path) > 1 or parts.query or len(own.path) < 2):
            return clean(target)
    return url
