"""A page's tree: parsed from text, without what a reader doesn't see."""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from pipeline.extract.hiding import HiddenOrder, drop_hidden

BREAK = "\u240d"
"""Stands where a paragraph ends without an element that says so; white space would be folded by the extraction."""

_NO_LETTERS = re.compile(r"[\W_]+")
_FEW_BREAKS, _LONG_LINE = 3, 80
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")
_NO_CHARACTERS = ("\ufffe", "\uffff")


def parse(text: str, orders: list[HiddenOrder] | None = None) -> HtmlElement | None:
    """The tree of an HTML text, hidden elements dropped; None when there is nothing in it.

    Hidden text that addresses a model is added to `orders`.
    """
    source = text.encode("utf-8", "ignore").translate(None, _CONTROLS)  # what XML can't hold
    for character in _NO_CHARACTERS:
        source = source.replace(character.encode(), b"")
    try:
        tree = document_fromstring(source, parser=HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True))
    except (etree.ParserError, ValueError):
        return None
    found = drop_hidden(tree)
    if orders is not None:
        orders += found
    _unwrap_layout(tree)
    return tree


def _unwrap_layout(tree: HtmlElement) -> None:
    """Tables that only arrange the page become plain boxes, so that a story in a cell is read as paragraphs."""
    layout = set(
        tree.xpath(
            "//table[.//table or .//h1 or .//td[count(p) > 2 or count(br) > 5 and string-length() > 600]"
            " or not(.//td[2] or .//tr[2])]"
        )
    )
    for table in layout:
        for part in table.iter("thead", "tbody", "tfoot", "tr", "td", "th"):
            if next(part.iterancestors("table"), None) in layout:
                part.tag = "div"
    for table in layout:
        table.tag = "div"


def mark_breaks(tree: HtmlElement) -> None:
    """Line breaks that separate paragraphs; the extraction would make one paragraph of them.

    Two in a row do, and in `<pre>` an empty line; single ones do where what stands between them is long throughout.
    """
    for first in tree.iter("br"):
        second = first.getnext()
        if second is not None and second.tag == "br" and not (first.tail or "").strip():
            second.tail = f"{BREAK}{second.tail or ''}"
    for box in {one.getparent() for one in tree.iter("br")}:
        breaks = list(box.iterchildren("br"))
        text = folded(box) if len(breaks) >= _FEW_BREAKS else BREAK
        if BREAK not in text and len(text) >= _LONG_LINE * len(breaks):
            for one in breaks:
                one.tail = f"{BREAK}{one.tail or ''}"
    for block in tree.iter("pre"):
        block.text = re.sub(r"\n\s*\n", f"\n{BREAK}\n", block.text or "")


def visible_text(tree: HtmlElement) -> str:
    """All text of the page, white space folded; scripts and style sheets have been dropped from the tree."""
    return " ".join(" ".join(text for body in tree.iter("body") for text in body.itertext()).split())


def folded(element: HtmlElement) -> str:
    """The element's text, white space folded."""
    return " ".join("".join(element.itertext()).split())


def key(text: str) -> str:
    """Letters and digits only, for comparing lines that differ in case, space and punctuation."""
    return _NO_LETTERS.sub("", text.casefold())


def stems(text: str) -> set[str]:
    """Words of four letters and more by their beginnings; scripts without spaces have none."""
    return {word[:5] for word in re.findall(r"[^\W\d_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{4,}", text.casefold())}


def count_words(text: str) -> int:
    """Words, where a pair of Chinese, Japanese or Korean characters counts as one."""
    dense = len(re.findall("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", text))
    return len(re.findall(r"[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+", text)) + dense // 2
