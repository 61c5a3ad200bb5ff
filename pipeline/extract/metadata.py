"""What a page says about itself: JSON-LD, OpenGraph, `<meta>`, microdata and its headings, weighed, with their origin.

What they don't say trafilatura and htmldate read off the layout. Unknown stays absent: nothing here is made up, a date
in the future or before the web is no date.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from pipeline.extract.authors import authors_of, credit_of, persons, sections_of
from pipeline.extract.cleaning import clean
from pipeline.extract.markup import folded
from pipeline.extract.moments import first_date, same_day, shown_date
from pipeline.extract.statements import Stated, Statements, statements_of, string
from pipeline.extract.titles import ENTRY, SHARED, bare, headline, without_site
from pipeline.models import Entry
from pipeline.text.languages import code_of

_PUBLISHED = ("article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "dcterms.created",
              "pubdate", "publishdate", "parsely-pub-date", "sailthru.date", "article.published")  # fmt: skip
_SECTIONS = ("articleSection", "article:section", "section")
_CERTAIN = ("json-ld", "meta:article:published_time")
_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "last-modified", "article.updated")

_MAX_TITLE = 500


@dataclass(frozen=True)
class Metadata:
    title: str = ""
    titles: tuple[str, ...] = ()
    """Everything the page gives as its title, headings included: a line of the text that says the same is none."""
    description: str = ""
    authors: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    site: str | None = None
    language: str | None = None
    section: str | None = None
    image_credit: str | None = None
    url: str | None = None
    free: bool = True
    """False when the page marks itself `isAccessibleForFree: false`."""
    is_article: bool = False
    """The page calls itself an article (schema.org or OpenGraph)."""
    is_video: bool = False
    article: dict[str, Any] = field(default_factory=dict)
    """The JSON-LD node of the page's article, undigested."""
    origins: dict[str, str] = field(default_factory=dict)
    """Field to where its value was read; absent fields are absent here too."""


def metadata_of(tree: HtmlElement, *, url: str | None, now: datetime, entry: Entry | None = None) -> Metadata:
    """`url` is the page's final URL if it has one; dates after `now` (plus a day for time zones) are absent.

    `entry` is what the feed or sitemap said of the page. The page knows better, but where it says several things the
    entry decides, and where it says nothing certain, the entry goes before what the layout suggests.
    """
    found = statements_of(tree)
    site, site_origin = _site(found)
    names = _names(found, site, url)
    listed = entry.title or "" if entry else ""
    title, title_origin, titles = _title(found, tree, names, clean(listed))
    authors, authors_origin = authors_of(found, tree, names, [clean(name) for name in entry.authors] if entry else ())
    published, published_origin = _published(found, entry, now)
    if not (title and authors and published):
        read_title, read_authors, read_date = _read(tree, url, now, names)
        title, title_origin = (title, title_origin) if title else (read_title, "layout")
        authors, authors_origin = (authors, authors_origin) if authors else (read_authors, "layout")
        published = published or read_date or shown_date(tree, now)
        published_origin = published_origin or "layout"
    changed = [
        *found.stated("dateModified", *_MODIFIED),
        *([(entry.modified, ENTRY)] if entry and entry.modified else []),
    ]
    modified, modified_origin = first_date(changed, now)
    if modified and published and modified[:10] < published[:10]:
        modified = None
    language, language_origin = _language(tree, found)
    section, section_origin = _section(found)
    credit, credit_origin = credit_of(found, tree)
    canonical, canonical_origin = _canonical(tree, found, url)
    origins = {
        "title": title_origin if title else "",
        "authors": authors_origin if authors else "",
        "published": published_origin if published else "",
        "modified": modified_origin if modified else "",
        "site": site_origin,
        "language": language_origin,
        "section": section_origin,
        "image_credit": credit_origin,
        "url": canonical_origin,
    }
    return Metadata(
        title=title[:_MAX_TITLE],
        titles=titles,
        description=found.first("og:description", "description") or string(found.article.get("description")),
        authors=authors,
        published=published,
        modified=modified,
        site=site,
        language=language,
        section=section or None,
        image_credit=credit or None,
        url=canonical,
        free=str(found.article.get("isAccessibleForFree", "true")).strip().lower().split("/")[-1] != "false",
        is_article=bool(found.article) or found.first("og:type").lower() == "article",
        is_video=found.is_video,
        article=found.article,
        origins={name: origin for name, origin in origins.items() if origin},
    )


def _site(found: Statements) -> tuple[str | None, str]:
    publisher = found.article.get("publisher")
    publisher = found.resolved(publisher[0] if isinstance(publisher, list) and publisher else publisher)
    stated = [(found.first("og:site_name"), "og:site_name"), (string(publisher), "json-ld")]
    stated += [(found.first(name), f"meta:{name}") for name in ("application-name", "publisher")]
    name, origin = next(((name, origin) for name, origin in stated if name), ("", ""))
    usable = 1 < len(name) < 80 and not name.startswith(("http:", "https:"))
    return (name.lstrip("@"), origin) if usable else (None, "")


def _names(found: Statements, site: str | None, url: str | None) -> frozenset[str]:
    """What the site calls itself, bare: og:site_name, publisher, and its host with and without ending."""
    publisher = found.article.get("publisher")
    try:
        host = (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        host = ""
    names = (site, (site or "").removesuffix(".com"), string(publisher), host, host.split(".")[0])
    return frozenset(bare(name) for name in names) - {""}


def _title(
    found: Statements, tree: HtmlElement, names: frozenset[str], listed: str
) -> tuple[str, str, tuple[str, ...]]:
    headings = [clean(" ".join(h1.itertext())) for h1 in tree.iter("h1")]
    head = next((clean(" ".join(element.itertext())) for element in tree.findall(".//head/title")), "")
    declared = [(found.first("og:title"), SHARED), *found.stated("headline")]
    # A page with cards of other stories has their headlines as microdata too.
    declared = [one for one in declared if one[0] and one[1] != "microdata"] or [one for one in declared if one[0]][:1]
    title, origin = headline(
        declared, head, headings, names, listed, {bare(section) for section, _ in found.stated(*_SECTIONS)}
    )
    return (
        title,
        origin,
        tuple(
            filter(
                None,
                (
                    title,
                    *headings,
                    without_site(head, names),
                    found.first("twitter:title"),
                    listed,
                    *(text for text, _ in declared),
                ),
            )
        ),
    )


def _published(found: Statements, entry: Entry | None, now: datetime) -> tuple[str | None, str]:
    """What the page states; the entry where that is uncertain (some pages give the day they were built) and differs."""
    stated, origin = first_date(found.stated("datePublished", *_PUBLISHED), now)
    listed, _ = first_date([(entry.published or "", ENTRY)] if entry else [], now)
    if not listed or (stated and (origin in _CERTAIN or same_day(stated, listed))):
        return stated, origin
    return listed, ENTRY


def _read(
    tree: HtmlElement, url: str | None, now: datetime, names: frozenset[str]
) -> tuple[str, tuple[str, ...], str | None]:
    """Title, authors and date as trafilatura and htmldate read them off the layout."""
    from trafilatura import extract_metadata

    limits = {
        "original_date": True,
        "extensive_search": False,
        "max_date": (now + timedelta(days=1)).strftime("%Y-%m-%d"),
    }
    read = extract_metadata(tree, default_url=url, date_config=limits)
    title = without_site(clean(read.title or ""), names)
    # Its names come in title case, sentences too: a name stands on the page as it is, or in capitals.
    shown = folded(tree) if read.author else ""
    authors = persons(clean(read.author or "").split(";"), names)
    menu = sections_of(tree) if authors else ()
    authors = tuple(a for a in authors if (a in shown or a.upper() in shown) and bare(a) not in menu)
    return title, authors, first_date([(read.date or "", "")], now)[0]


def _language(tree: HtmlElement, found: Statements) -> tuple[str | None, str]:
    stated = [(tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "", "html")]
    stated += found.stated("inLanguage", "og:locale", "content-language")
    return next(((code, origin) for tag, origin in stated if (code := code_of(tag))), (None, ""))


def _section(found: Statements) -> Stated:
    for text, origin in found.stated(*_SECTIONS):
        if 1 < len(text) < 60:
            return text, origin
    return "", ""


def _canonical(tree: HtmlElement, found: Statements, url: str | None) -> tuple[str | None, str]:
    """The canonical URL the page names, if it is on the page's own site; otherwise the page's URL.

    A page may not pass itself off as another publisher's.
    """
    links = [link.get("href") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split()]
    for stated, origin in (*((link, "link:canonical") for link in links), (found.first("og:url"), "og:url")):
        if not (stated or "").strip():
            continue
        try:
            target = urljoin(url or "", (stated or "").strip())
            parts, own = urlsplit(target), urlsplit(url or target)
        except ValueError:
            continue
        name = (parts.hostname or "").removeprefix("www.")
        ours = (own.hostname or "").removeprefix("www.")
        related = name == ours or ours.endswith(f".{name}") or name.endswith(f".{ours}")
        usable = parts.scheme in {"http", "https"} and name and "@" not in parts.netloc
        if usable and related and (len(parts.path) > 1 or parts.query or len(own.path) < 2):
            return clean(target), origin
    return url, "request" if url else ""
