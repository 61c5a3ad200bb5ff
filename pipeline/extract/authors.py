"""Who wrote it: persons and agencies, never a section, handle, address, role or "By".

A newsroom is an author only where the page's structured data says so and nobody else is named.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from lxml.html import HtmlElement

from pipeline.extract.cleaning import clean
from pipeline.extract.statements import Stated, Statements, string
from pipeline.extract.titles import ENTRY, bare

_METAS = ("author", "article:author", "byl", "parsely-author", "dc.creator", "sailthru.author", "cxenseparse:author",
          "dcsext.author", "citation_author")  # fmt: skip
_MAX_AUTHORS = 20
_BY = re.compile(
    r"^\s*(?:(?:story|written|words|reported)\s+)?"
    r"(?:by|von|par|por|di|door|av|af|text|author|autor|redaktion)\s*[: ]\s*",
    re.IGNORECASE,
)
_MAILED = re.compile(r"^\s*\S+@\S+\s+\(([^()]+)\)\s*$")  # as RSS asks for
_AND = re.compile(r"\s*(?:;|\||/|•|·|\n|\b(?:and|und|et|og|och|en|ve)\b|&)\s*", re.IGNORECASE)
_AND_LETTER = re.compile(r"(\w+ \w+) [yei] (\w+ \w+)")  # "Ortega y Gasset" is one
_AGENCIES = frozenset({
    "aa", "afp", "agerpres", "ani", "ansa", "ap", "apa", "bloomberg", "cna", "cnn", "cp", "dapd", "dpa", "efe", "epa",
    "epd", "ians", "idnes", "interfax", "itar-tass", "jiji", "kna", "kyodo", "mti", "ntb", "pap", "pti", "ria",
    "ritzau", "reuters", "sda", "sid", "stt", "tass", "tt", "ukrinform", "upi", "xinhua", "yonhap",
})  # fmt: skip
_PLATFORM = re.compile(r"\s+(twitter|facebook|instagram|linkedin|bluesky|e-?mail|follow)\b.*", re.IGNORECASE)
_ROLE = re.compile(
    r"\b(reporter|correspondent|editor|columnist|writer|journalist|contributor|producer|analyst|staff|redakteur(in)?|"
    r"korrespondent(in)?|volontär(in)?|leiter(in)?|chef(in)?|autor(in)?|rédact\w+|journaliste|periodista|redactor\w*|"
    r"professor|professorin|dr)\b",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"https?:|www\.|[@<>{}\[\]=_#]|\d{2,}|\.(com|org|net|de|co\.uk)\b"
    r"|^(authors?|autor|admin|administrator|editor|staff( writer)?|guest|unknown|anonymous|null|none|undefined|"
    r"redaktion|news|newsroom|nachrichten|noticias|home|web ?desk|agency|agencies|agenturen|agencias)$",
    re.IGNORECASE,
)
_LOWER = re.compile(r"^[a-z]+$")
_BYLINES = (
    "//body//*[@rel='author' or contains(@class, 'byline') or contains(@class, 'Byline') or contains(@class, 'author')"
    " or contains(@class, 'Author') or contains(@class, 'autor') or contains(@class, 'auteur')]"
)
_FIRST_LINES = 6
_BEGINS = re.compile(r"(?:By|BY|Von|von|Par|Por|Di|Door|Av|Af|Text)\s*:?\s+(?=[^\W\d_a-zß-ÿ])")
_CAPITALISED = re.compile(r"[^\W\d_a-zß-ÿ][\w'’.-]*(?:\s+[^\W\d_a-zß-ÿ][\w'’.-]*){1,3}")


def authors_of(
    found: Statements, tree: HtmlElement, names: Collection[str], listed: Collection[str] = ()
) -> tuple[tuple[str, ...], str]:
    """The authors and where they were read; ((), "") when the page names none.

    `names` are the site's names in bare form (titles.bare), `listed` whom the feed entry names: more than a newsroom.
    """
    stated = found.article.get("author") or found.article.get("creator")
    named = [
        string(name) for item in (stated if isinstance(stated, list) else [stated]) for name in _names(found, item)
    ]
    if people := _people(named, names):
        return people, "json-ld"
    sections = sections_of(tree)
    for value, origin in [*found.stated("author", *_METAS), *_linked(tree), *_bylines(tree), *_bold_line(tree)]:
        people = _people(_all(found, value, origin), names) if origin != "json-ld" else ()
        if people and not sections.issuperset(map(bare, people)):
            return people, origin
    if people := _people(listed, names):
        return people, ENTRY
    house = next((name for name in named if _is_house(name, names) and "@" not in name and "//" not in name), "")
    return ((house,), "json-ld") if house else ((), "")


def _names(found: Statements, item: Any) -> list[Any]:
    """One author of the JSON-LD, or several in one node."""
    node = found.resolved(item)
    name = node.get("name") if isinstance(node, dict) else None
    return name[:_MAX_AUTHORS] if isinstance(name, list) else [node]


def _all(found: Statements, value: str, origin: str) -> list[str]:
    """Every value of the place that the first was read from."""
    if origin == "microdata":
        return found.properties.get("author", [])
    name = origin.removeprefix("meta:")
    return found.meta[name] if origin.startswith("meta:") else [value]


def persons(stated: Iterable[str], names: Collection[str]) -> tuple[str, ...]:
    """The names of persons and agencies in statements such as `By Ann Lee and Bo Kim, dpa`."""
    return _people([re.sub(r"^\w+ (?=(By|Von) )", "", one) for one in stated], names)


def _people(stated: Iterable[str], names: Collection[str]) -> tuple[str, ...]:
    kept = [_BY.sub("", _PLATFORM.sub("", name)).strip(" .,-–:()") for given in stated for name in _split(given)]
    kept = [name for name in kept if _is_somebody(name, names)]
    return tuple(dict.fromkeys(kept))[:_MAX_AUTHORS]


def _split(statement: str) -> Iterator[str]:
    statement = _MAILED.sub(r"\1", statement)
    for part in _AND.split(_AND_LETTER.sub(r"\1;\2", _BY.sub("", statement))):
        # "Ann Lee, Bo Kim" are two, "Lee, Ann" is one, "Ann Lee, Chief Reporter" can't be told: the first is kept.
        pieces = [piece.strip() for piece in part.split(",") if piece.strip()]
        several = all(1 < len(piece.split()) < 4 for piece in pieces)
        yield from (p for n, p in enumerate(pieces) if n == 0 or several or p.casefold() in _AGENCIES)


def _is_somebody(name: str, names: Collection[str]) -> bool:
    if name.casefold() in _AGENCIES:
        return True
    words = name.split()
    if not (1 < len(name) < 60 and len(words) < 6) or _NOBODY.search(name) or _LOWER.search(name):
        return False
    if len(words) > 1 and (_ROLE.search(name) or bare(words[0]) in names):
        return False
    return not _is_house(name, names)


def _is_house(name: str, names: Collection[str]) -> bool:
    own = bare(name)
    return bool(own) and any(own == n or (len(n) > 4 and (n in own or (len(own) > 4 and own in n))) for n in names)


def sections_of(tree: HtmlElement) -> frozenset[str]:
    """What the page's menus lead to: one of these is no author."""
    links = tree.xpath("(//nav//a | //header//a)[not(@rel='author')][position() < 200]")
    return frozenset(bare(clean("".join(link.itertext()))[:60]) for link in links) - {""}


def _linked(tree: HtmlElement) -> Iterator[Stated]:
    """Links to authors' pages that stand together, the first such group before any other story's."""
    links = tree.xpath("//body//a[@rel='author']")
    together = [link for link in links if link.getparent() is links[0].getparent()]
    if len(together) > 1:
        yield ";".join(clean("".join(link.itertext())) for link in together[:_MAX_AUTHORS]), "byline"


def _bylines(tree: HtmlElement) -> Iterator[Stated]:
    """Elements that call themselves a byline and read like one."""
    for element in tree.xpath(_BYLINES)[:40]:
        text = clean(" ".join(element.itertext()))
        if len(text.split()) <= 10 and (match := _BEGINS.match(text)):
            yield text[match.end() :], "byline"
    for paragraph in tree.xpath("//body//p")[:_FIRST_LINES]:
        text = clean("".join(paragraph.itertext()))
        match = _BEGINS.match(text) if len(text.split()) <= 14 else None
        name = text[match.end() :].split(",")[0] if match else ""
        if all(_CAPITALISED.fullmatch(part) for part in _AND.split(name)):
            yield name, "byline"


def _bold_line(tree: HtmlElement) -> Iterator[Stated]:
    """A name in bold letters on a line of its own before the first paragraph."""
    for paragraph in tree.iter("p"):
        text = clean("".join(paragraph.itertext()))
        if len(text.split()) > 20:
            return
        bold = paragraph.find("strong") if paragraph.find("strong") is not None else paragraph.find("b")
        alone = bold is not None and clean("".join(bold.itertext())) == text
        if alone and all(_CAPITALISED.fullmatch(part) for part in text.split("/")):
            yield text, "byline"


def credit_of(found: Statements, tree: HtmlElement) -> tuple[str, str]:
    """The lead image's credit and where it was read."""
    image: Any = found.resolved(found.article.get("image"))
    image = image[0] if isinstance(image, list) and image else image
    if isinstance(image, dict):
        for key in ("creditText", "creator", "author", "copyrightHolder", "copyrightNotice"):
            if credit := string(found.resolved(image.get(key))):
                return credit[:200], "json-ld"
    for element in tree.xpath(
        "//body//figure//*[contains(@class, 'credit') or contains(@class, 'copyright') or @itemprop='copyrightHolder']"
    )[:1]:
        if credit := clean("".join(element.itertext())):
            return credit[:200], "figure"
    return "", ""
