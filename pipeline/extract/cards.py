"""Cards of other stories: small boxes of a linked headline and perhaps a line or a picture, several on a page."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipeline.extract.markup import count_words, folded

_HEADINGS = "//body//*[self::h2 or self::h3 or self::h4 or self::h5 or self::h6]"
_LEAST = 4
"""Cards; fewer linked headings may belong to the story."""
_CARD_WORDS = 60
_HEADLINE_WORDS = 3
_LINKED = 0.8


def drop_cards(tree: HtmlElement, url: str | None) -> None:
    """Drop each box around one linked headline of the page's own site that holds few words and not the page's title."""
    headlines = [heading for heading in tree.xpath(_HEADINGS) if _leads_on(heading, url)]
    if len(headlines) < _LEAST:
        return
    holds = Counter(box for heading in headlines for box in heading.iterancestors())
    cards = [card for heading in headlines if (card := _card(heading, holds)) is not None]
    if len(cards) >= _LEAST:
        for card in cards:
            if card.getparent() is not None:
                card.drop_tree()


def _leads_on(heading: HtmlElement, url: str | None) -> bool:
    around = next(heading.iterancestors("a"), None)
    links = [around] if around is not None else list(heading.iter("a"))
    whole = folded(heading)
    if not links or count_words(whole) < _HEADLINE_WORDS or not all(_is_own(link.get("href"), url) for link in links):
        return False
    return around is not None or sum(len(folded(link)) for link in links) >= _LINKED * len(whole)


def _is_own(href: str | None, url: str | None) -> bool:
    """A link to another page of the site: what leads elsewhere may be what the story is about."""
    if not href or href.startswith(("#", "mailto:", "javascript:")):
        return False
    try:
        host, own = urlsplit(href).hostname, urlsplit(url or "").hostname
    except ValueError:
        return False
    return host is None or own is None or host.split(".")[-2:] == own.split(".")[-2:]


def _card(heading: HtmlElement, holds: Counter[HtmlElement]) -> HtmlElement | None:
    """The largest box with no other linked headline, if it is small."""
    card = None
    for box in heading.iterancestors():
        if holds[box] > 1 or box.tag in {"body", "main"} or box.find(".//h1") is not None:
            break
        card = box
    return card if card is not None and count_words(folded(card)) <= _CARD_WORDS else None
