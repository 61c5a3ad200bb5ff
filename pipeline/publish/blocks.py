"""An article as a row of HTML blocks, for what brings a page of its own: content systems and feeds.

Only elements that their sanitisers keep, everything escaped, the label first and the disclaimer closing the text.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from html import escape
from typing import NamedTuple

from pipeline.labels import INFERENCE
from pipeline.models import SectionKind
from pipeline.publish.article import Article, ViewSource


class BlockKind(StrEnum):
    LABEL = "label"
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST = "list"
    ORDERED = "ordered"


class Block(NamedTuple):
    kind: BlockKind
    html: str
    """What stands inside of the block's element: escaped text, links; of a list its `li` elements."""


def blocks(article: Article) -> list[Block]:
    """In reading order; the headline is the page's own business."""
    label = article.label
    found = [Block(BlockKind.LABEL, f"{label.making.words} · {label.review}")]
    if article.retraction:
        gone = f"Retracted on {article.retraction.date}: {_escape(article.retraction.reason)}"
        found.append(_paragraph(f"<strong>{gone}</strong>"))
    if article.dek:
        found.append(_paragraph(f"<em>{_escape(article.dek)}</em>"))
    found += [_paragraph(_escape(p.text)) for p in article.lede]
    for section in article.sections:
        found += [_heading(section.heading)] if section.heading else []
        found += [_paragraph(f"<em>{INFERENCE}</em>")] if section.kind is SectionKind.INFERENCE else []
        found += [_paragraph(_escape(p.text)) for p in section.paragraphs]
    found.append(_paragraph(f"<em>{_escape(article.disclaimer)}</em>"))
    return found + _surroundings(article)


def joined(found: Iterable[Block]) -> str:
    """The blocks as plain HTML, one a line."""
    return "\n".join(element(block) for block in found)


def element(block: Block) -> str:
    tag = {
        BlockKind.LABEL: "p",
        BlockKind.PARAGRAPH: "p",
        BlockKind.HEADING: "h2",
        BlockKind.LIST: "ul",
        BlockKind.ORDERED: "ol",
    }[block.kind]
    return f"<{tag}>{block.html}</{tag}>"


def _surroundings(article: Article) -> list[Block]:
    found: list[Block] = []
    if article.corrections:
        notes = (f"<li>{_escape(c.note)} ({c.date})</li>" for c in reversed(article.corrections))
        found += [_heading("Corrections"), Block(BlockKind.LIST, "".join(notes))]
    if article.sources:
        items = "".join(f"<li>{_source(source)}</li>" for source in article.sources)
        found += [_heading("Sources"), Block(BlockKind.ORDERED, items)]
    if article.discussion_url:
        found += [
            _heading("Share your thoughts"),
            _paragraph(_link("Join the discussion", article.discussion_url)),
        ]
    if article.related:
        entries = (" · ".join(filter(None, (_link(r.title, r.url), _escape(r.dek), r.date))) for r in article.related)
        items = "".join(f"<li>{entry}</li>" for entry in entries)
        found += [_heading("Related articles"), Block(BlockKind.LIST, items)]
    return found


def _source(source: ViewSource) -> str:
    copies = ", ".join(_link(copy.publisher, copy.url) for copy in source.copies)
    also = f"also in {copies}" if copies else ""
    return " · ".join(filter(None, (_link(source.title, source.url), _escape(source.publisher), source.date, also)))


def _link(title: str, url: str | None) -> str:
    return f'<a href="{escape(url)}" rel="noopener nofollow">{_escape(title)}</a>' if url else _escape(title)


def _paragraph(inner: str) -> Block:
    return Block(BlockKind.PARAGRAPH, inner)


def _heading(text: str) -> Block:
    return Block(BlockKind.HEADING, _escape(text))


def _escape(text: str) -> str:
    """As HTML, and so that no content system takes `[shortcode]` or `{{ template }}` for its own."""
    return escape(text).replace("[", "&#91;").replace("]", "&#93;").replace("{", "&#123;").replace("}", "&#125;")
