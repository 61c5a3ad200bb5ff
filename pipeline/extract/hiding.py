"""What a page hides from its readers: by attributes, by inline styles, by the rules of its own style sheets."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lxml.html import HtmlElement

from pipeline.text.addressing import addressed

_ZERO = r"\s*:\s*0*(\.0*)?(px|r?em|%|pt|v[wh])?\s*(!|;|$)"
_FAR = r"\s*:\s*-\d{3,}(\.\d+)?(px|pt|r?em|%|v[wh])"
_HIDING = re.compile(
    r"(^|;)\s*("
    rf"display\s*:\s*none|visibility\s*:\s*(hidden|collapse)|opacity{_ZERO}|font-size(\s*:\s*[01](\.\d+)?px|{_ZERO})"
    rf"|(left|top|right|text-indent|margin-left|margin-top){_FAR}|color\s*:\s*transparent"
    r"|clip\s*:\s*rect\(\s*(0|1px)|clip-path\s*:\s*inset\(\s*(50|100)%|transform\s*:\s*scale\(\s*0\s*\))",
    re.IGNORECASE,
)
_CLOSED = re.compile(rf"(^|;)\s*(max-)?(height|width){_ZERO}", re.IGNORECASE)
_OVERFLOW = re.compile(r"overflow\s*:\s*(hidden|clip)", re.IGNORECASE)
_COLOURS = re.compile(r"(?:^|;)\s*(color|background(?:-color)?)\s*:\s*([^;!]+)", re.IGNORECASE)
_UNREAD = re.compile(r"/\*.*?\*/|\"[^\"\n]{0,4000}\"|'[^'\n]{0,4000}'", re.DOTALL)  # strings may hold braces
_UNCONDITIONAL = re.compile(r"\s*@(layer\b[^;]*|media(\s+all)?\s*)")
_NAME = re.compile(r"([.#])([\w-]+)")
_ALONE = re.compile(r"\s*[a-z0-9]{0,12}([.#])([\w-]+)\s*", re.IGNORECASE)
_STREAMED = re.compile(r"S:[0-9a-f]+")  # React streams finished parts hidden and shows them with a script
_SHEET = 300_000
"""Letters of style sheets that are read, at most."""

_ORDER = 1_500
"""Letters of hidden text that is read for orders, at most."""
_MOST_ORDERS = 20

Named = tuple[str, str]
"""`.` or `#`, and a class or an id."""


def hides(style: str) -> bool:
    """Whether declarations take the text out of sight: gone, see-through, tiny, far away, or in its own background."""
    if _HIDING.search(style) or (_CLOSED.search(style) and _OVERFLOW.search(style)):
        return True
    colours = {name.lower()[:5]: "".join(value.lower().split()) for name, value in _COLOURS.findall(style)}
    return "color" in colours and colours["color"] == colours.get("backg")


class HiddenOrder(NamedTuple):
    """Hidden text that addresses a language model: the words, and the visible paragraph before it."""

    understood: str
    after: str


def drop_hidden(tree: HtmlElement) -> list[HiddenOrder]:
    """Take out of the tree what its readers don't see; returns what of it was meant for somebody else."""
    orders: list[HiddenOrder] = []
    paragraphs = len(tree.findall(".//p"))
    for element in tree.xpath("//body//*[@hidden or @aria-hidden or @style] | //template"):
        # Hidden from assistive technology only; under an open dialog that is the whole story.
        silent = element.get("aria-hidden", "").strip().lower() == "true" and not _is_story(element, paragraphs)
        if silent or _is_hidden(element):
            _drop(element, orders)
    for element in _hidden_by_sheet(tree):
        # A script may show it: most of the text isn't hidden for good.
        if not _is_story(element, paragraphs):
            _drop(element, orders)
    return orders


def _drop(element: HtmlElement, orders: list[HiddenOrder]) -> None:
    text = " ".join("".join(element.itertext()).split())
    # Menus and dialogs are hidden, too: they are long, or in pieces.
    if len(text) <= _ORDER and len(orders) < _MOST_ORDERS and (understood := addressed(text)):
        before = element.xpath("preceding::p[normalize-space()][1]")
        orders.append(HiddenOrder(understood, " ".join("".join(before[0].itertext()).split()) if before else ""))
    element.drop_tree()


def _is_story(element: HtmlElement, paragraphs: int) -> bool:
    return paragraphs > 4 and len(element.findall(".//p")) * 2 > paragraphs


def _is_hidden(element: HtmlElement) -> bool:
    if element.get("hidden") is not None:
        return not _STREAMED.fullmatch(element.get("id", ""))
    return element.tag == "template" or hides(element.get("style", ""))


def _hidden_by_sheet(tree: HtmlElement) -> list[HtmlElement]:
    names = _hidden_names(tree.xpath("//style[not(@media) or @media='all']/text()"))
    if not names:
        return []
    return [
        element
        for element in tree.xpath("//body//*[@class or @id]")
        if ("#", element.get("id")) in names or any((".", name) in names for name in element.get("class", "").split())
    ]


def _hidden_names(sheets: Iterable[str]) -> set[Named]:
    """Classes and ids that a rule hides and no other rule, for other screens perhaps, mentions."""
    rules = [rule for sheet in _shortened(sheets) for rule in _rules(_UNREAD.sub("", sheet))]
    found = {
        name
        for selectors, declarations, always in rules
        if always and (names := _alone(selectors)) and hides(declarations)
        for name in names
    }
    if not found:
        return found
    mentioned = Counter(name for selectors, _, _ in rules for name in _NAME.findall(selectors))
    return {name for name in found if mentioned[name] == 1}


def _alone(selectors: str) -> list[Named]:
    """The selectors that are nothing but a class or an id."""
    return [(match[1], match[2]) for one in selectors.split(",") if (match := _ALONE.fullmatch(one))]


def _shortened(sheets: Iterable[str]) -> Iterator[str]:
    left = _SHEET
    for sheet in sheets:
        yield sheet[:left]
        left = max(0, left - len(sheet))


def _rules(sheet: str) -> Iterator[tuple[str, str, bool]]:
    """Selectors and declarations of each rule, and whether it holds on every screen and on its own."""
    around: list[bool] = []
    for piece in sheet.split("}"):
        *opened, declarations = piece.split("{")
        if not opened:
            del around[-1:]
            continue
        *blocks, selectors = opened
        around += [_UNCONDITIONAL.fullmatch(block.rpartition(";")[2]) is not None for block in blocks]
        yield selectors.rpartition(";")[2], declarations, all(around)
