"""What stands on a page around its story, dropped from the tree before the text is read."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from lxml.html import HtmlElement

from pipeline.extract.markup import folded

_LINES = ("p", "li", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = frozenset({"p", "div", "ul", "ol", "li", "table", "section", "article", "blockquote", "figure", "h1", "h2",
                     "h3", "h4", "h5", "h6"})  # fmt: skip
_PAGE = frozenset({"body", "main", "article"})
_MIN_LINK_WORDS = 4
_BOX_WORDS = 40
_LISTED = 0.6
_MOST = 0.5
_CAPTION_WORDS = 60

_BESIDE = re.compile(
    r"caption|(fact|info)[-_]?box|(author|contributor)[-_]+(bio|biography|wrap|info|box|layout)|biography|newsletter"
    r"|(most|more)[-_]?(read|popular|viewed)|popular[-_]articles|read[-_]?more|promo\b|print[-_]header",
    re.IGNORECASE,
)
"""Class names and tags of what stands beside a story: captions, boxes of facts, authors, appeals, other stories."""
_BESIDE_SHARE = 0.3
_ONWARD = re.compile(
    r"(more|other|related|recommended|further)\b.*\b(stories|articles|news|coverage|posts)\W*", re.IGNORECASE
)
_PICTURE = re.compile(r"image|photo|picture", re.IGNORECASE)
_STORY = 400
"""Letters of paragraphs in the article with the headline, from which on articles within another are other stories."""


def prune(tree: HtmlElement) -> None:
    """Drop captions, boxes beside the story, teasers, and lines that lead elsewhere."""
    _drop_boxes(tree)
    _drop_captions(tree)
    _drop_others(tree)
    for listing in list(tree.iter("ul", "ol")):
        if _lists_others(listing):
            listing.drop_tree()
    for line in list(tree.iter(*_LINES)):
        if _only_links(line):
            line.drop_tree()
    _unwrap(tree)
    _rejoin(tree)


def _drop_captions(tree: HtmlElement) -> None:
    for caption in list(tree.iter("figcaption")):
        caption.drop_tree()
    for line in tree.xpath(
        "//figure[.//img or .//picture or .//video]//p[not(ancestor::blockquote or ancestor::table)]"
    ):
        line.drop_tree()
    for box in tree.xpath("//div[@class and (.//img or .//picture) and .//p]"):
        if _PICTURE.search(box.get("class")) and len(folded(box).split()) < _CAPTION_WORDS:
            box.drop_tree()


def _drop_others(tree: HtmlElement) -> None:
    """Other stories: posts nested in an article next to the one with the headline, paragraphs within a link."""
    if any(_running(article) >= _STORY for article in tree.xpath("//article[.//h1 and not(.//article)]")):
        for other in tree.xpath("//article[not(.//h1)]//article"):
            other.drop_tree()
    for teaser in tree.xpath("//a[@href and .//p and count(.//p) < 4]"):
        teaser.drop_tree()


def _lists_others(listing: HtmlElement) -> bool:
    """Headlines of other stories, each with a kicker or a few words around its link."""
    items = [folded(item) for item in listing.iterchildren("li")]
    links = [folded(link) for link in listing.iter("a") if not (link.get("href") or "#").startswith("#")]
    linked, whole = sum(map(len, links)), sum(map(len, items))
    if not 1 < len(items) <= len(links):
        return False
    above = listing.getprevious()
    return linked >= _LISTED * whole or (above is not None and bool(_ONWARD.fullmatch(folded(above)[:80])))


def _drop_boxes(tree: HtmlElement) -> None:
    """Boxes named as beside the story, unless much of the page's running text is in one: names are but a hint."""
    most = _BESIDE_SHARE * _running(tree)
    for box in tree.xpath("//body//*[@class]"):
        if box.tag not in _PAGE and _is_beside(f"{box.tag} {box.get('class')}") and _running(box) <= most:
            box.drop_tree()


@lru_cache(maxsize=4096)
def _is_beside(names: str) -> bool:
    return _BESIDE.search(names) is not None


def _running(box: HtmlElement) -> int:
    """Letters in paragraphs."""
    own = [box] if box.tag == "p" else []
    return sum(len(folded(paragraph)) for paragraph in own + list(box.iterdescendants("p")))


def _only_links(line: HtmlElement) -> bool:
    """A line that is nothing but links to other pages: a headline of another story, a list of topics."""
    links = [link for link in line.iter("a") if not (link.get("href") or "#").startswith("#")]
    if not links or any(child.tag in _BLOCKS for child in line.iterdescendants()):
        return False
    whole = folded(line)
    linked = sum(len(folded(link)) for link in links)
    return len(whole.split()) >= _MIN_LINK_WORDS and linked >= 0.8 * len(whole)


def count_headlines(tree: HtmlElement) -> int:
    """Links of four words or more."""
    return sum(len(folded(link).split()) >= _MIN_LINK_WORDS for link in tree.iter("a"))


def _rejoin(tree: HtmlElement) -> None:
    """Boxes of one kind with paragraphs in them are one story, cut up by advertisements and lists of other stories.

    Within an article, or anywhere if most of the page's running text is in them; not comments below a story.
    """
    most = _MOST * _running(tree)
    for kind, (first, *others) in _kinds(tree).items():
        if not kind.article and sum(_running(box) for box in (first, *others)) < most:
            continue
        for box in others:
            # Neighbours are found as they are, with the headings between them.
            if box.getparent() is not first.getparent() and not box.xpath("preceding-sibling::h2"):
                first.extend(list(box))


class _Kind(NamedTuple):
    """Boxes whose classes, and outside of articles those of the two boxes around, are the same, within one box."""

    around: HtmlElement
    classes: tuple[str | None, ...]
    article: bool


def _kinds(tree: HtmlElement) -> dict[_Kind, list[HtmlElement]]:
    found: dict[_Kind, list[HtmlElement]] = {}
    for box in tree.xpath("//div[@class][count(p) > 1]"):
        if sum(len(folded(paragraph).split()) for paragraph in box.iterchildren("p")) < _BOX_WORDS:
            continue
        article = next(box.iterancestors("article"), None)
        if article is not None and article.find(".//article") is None:
            found.setdefault(_Kind(box.getparent().getparent(), (box.get("class"),), True), []).append(box)
        elif article is None and (around := box.xpath("ancestor::div[3]")):
            classes = tuple(one.get("class") for one in (box, box.getparent(), box.getparent().getparent()))
            found.setdefault(_Kind(around[0], classes, False), []).append(box)
    return found


def _unwrap(tree: HtmlElement) -> None:
    """Paragraphs that each stand in boxes of their own become paragraphs side by side; empty emphasis goes.

    Alone in its box, a paragraph with a link looks like a menu to the extraction, one after `<b></b>` like nothing.
    """
    for emphasis in tree.xpath("//body//*[self::b or self::strong or self::em or self::i][not(*) and not(text())]"):
        emphasis.drop_tree()
    for paragraph in tree.xpath("//body//div/p[not(../*[2])]"):
        box = paragraph.getparent()
        while box.tag == "div" and len(box) == 1 and not (box.text or "").strip() and not (box[0].tail or "").strip():
            outer = box.getparent()
            box.drop_tag()
            box = outer
