"""The story of a page that only a script would show, from the structured data that it is published with."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from pipeline.extract.cleaning import clean
from pipeline.extract.passages import Block
from pipeline.extract.statements import string
from pipeline.models import PassageKind

_MAX_UPDATES = 500
_BREAKS = re.compile(r"(?i)\s*\n+\s*|<br\s*/?>|</?p\b[^<>]{0,200}>")


def stated_blocks(article: dict[str, Any]) -> list[Block]:
    """Paragraphs of `articleBody`, and the headings and paragraphs of `liveBlogUpdate`, of a schema.org article."""
    blocks = list(_paragraphs(article.get("articleBody")))
    updates = article.get("liveBlogUpdate")
    for update in updates[:_MAX_UPDATES] if isinstance(updates, list) else ():
        if isinstance(update, dict):
            heading = string(update.get("headline"))
            blocks += [(PassageKind.HEADING, heading)] if heading else []
            blocks += _paragraphs(update.get("articleBody"))
    return blocks


def _paragraphs(text: Any) -> Iterator[Block]:
    if not isinstance(text, str):
        return
    for piece in _BREAKS.split(html.unescape(text)):
        if paragraph := clean(re.sub(r"<[^<>]{0,500}>", "", piece)):
            yield PassageKind.PARAGRAPH, paragraph
