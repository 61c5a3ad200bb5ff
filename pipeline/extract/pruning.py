"""What stands on a page around its story, dropped from the tree before the text is read."""

from __future__ import annotations

from lxml.html import HtmlElement

from pipeline.extract.markup import folded

_LINES = ("p", "li", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = frozenset({"p", "div", "ul", "ol", "li", "table", "section", "article", "blockquote", "figure", "h1", "h2",
                     "h3", "h4", "h5", "h6"})  # fmt: skip
_MIN_LINK_WORDS = 4
_BOX_WORDS = 40


def prune(tree: HtmlElement) -> None:
    """Drop captions, and lines that lead elsewhere."""
    for caption in list(tree.iter("figcaption")):
        caption.drop_tree()
    for line in list(tree.iter(*_LINES)):
        if _only_links(line):
            line.drop_tree()
    _rejoin(tree)


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
    """Boxes of one article with the same class and paragraphs in them are one story, cut up by advertisements."""
    boxes: dict[tuple[HtmlElement, str], list[HtmlElement]] = {}
    for article in tree.iter("article"):
        if article.find(".//article") is not None:
            continue
        for box in article.xpath(".//div[@class][count(p) > 1]"):
            if sum(len(folded(paragraph).split()) for paragraph in box.iterchildren("p")) >= _BOX_WORDS:
                boxes.setdefault((article, box.get("class")), []).append(box)
    for first, *others in boxes.values():
        for box in others:
            own, ours = box.getparent(), first.getparent()
            # Neighbours are found as they are, with the headings between them.
            if own is not ours and own.getparent() is ours.getparent() and not own.xpath("preceding-sibling::h2"):
                first.extend(list(box))
