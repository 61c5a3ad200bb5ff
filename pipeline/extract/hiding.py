"""What a page hides from its readers: by attributes, by inline styles, by the rules of its own style sheets."""

from __future__ import annotations

import re
from collections.abc import Iterator
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
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CONDITIONAL = re.compile(r"@[\w-]+[^{};]{0,300}\{((?:[^{}]|\{[^{}]*\})*+)\}")
_RULE = re.compile(r"([^{}]{1,400})\{([^{}]{0,4000})\}")
_SIMPLE = re.compile(r"[a-z0-9]{0,12}([.#])([\w-]+)", re.IGNORECASE)
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
    names = set(_hidden_names("".join(tree.xpath("//style[not(@media) or @media='all']/text()"))[:_SHEET]))
    if not names:
        return []
    return [
        element
        for element in tree.xpath("//body//*[@class or @id]")
        if ("#", element.get("id")) in names or any((".", name) in names for name in element.get("class", "").split())
    ]


def _hidden_names(sheet: str) -> Iterator[Named]:
    """Classes and ids that a rule hides and no other rule, for other screens perhaps, mentions."""
    found: list[Named] = []
    mentioned: dict[Named, int] = {}
    plain = _COMMENT.sub("", sheet)
    for selectors, _ in (rule for block in _CONDITIONAL.findall(plain) for rule in _RULE.findall(block)):
        for name in _SIMPLE.findall(selectors):
            mentioned[name] = mentioned.get(name, 0) + 1
    for selectors, declarations in _RULE.findall(_CONDITIONAL.sub("", plain)):
        for selector in selectors.rpartition(";")[2].split(","):
            for name in _SIMPLE.findall(selector):
                mentioned[name] = mentioned.get(name, 0) + 1
            if (only := _SIMPLE.fullmatch(selector.strip())) and hides(declarations):
                found.append((only[1], only[2]))
    return (name for name in found if mentioned[name] == 1)
