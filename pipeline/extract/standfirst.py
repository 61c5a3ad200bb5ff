"""The lines between headline and story, where they are part of the story.

Some houses only announce there what the text then says; others begin the story there and don't say it again. So the
text decides: a standfirst of whole sentences with words that the text lacks is its first paragraph. One that the text
repeats is left out, as is a line without a full stop: a second headline.
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from pipeline.extract.cleaning import clean
from pipeline.extract.markup import BREAK, folded, key, stems

_TAGS = ("p", "h2", "h3", "h4", "div", "span")
_MIN_WORDS, _MAX_WORDS = 17, 90
_NEW = 0.25
"""Share of the standfirst's words that the text must lack (measured on news pages)."""
_ENDED = re.compile(r".*[.!?。！？…][\"”“’»)]?")
_ALIKE = 50  # letters of the description that must agree: either of the two may be cut short


def standfirst(tree: HtmlElement, description: str, story: str) -> str:
    """The shown lines that the page also gives as its description, if they add to the story; otherwise nothing."""
    wanted = key(description)[:_ALIKE]
    if len(wanted) < _ALIKE:
        return ""
    known, told = key(story), stems(story)
    for line in tree.iter(*_TAGS):
        text = (line.text or "").lstrip()
        if text[:1].isalnum() and text[0].casefold()[0] != wanted[0]:
            continue  # most lines, at little cost
        begins = key(text[:_ALIKE])
        if not begins or not wanted.startswith(begins[: len(wanted)]):
            continue
        found = clean(folded(line).replace(BREAK, " "))
        if not key(found).startswith(wanted) or not _MIN_WORDS <= len(found.split()) <= _MAX_WORDS:
            continue
        words = stems(found)
        if _ENDED.fullmatch(found) and wanted not in known and len(words - told) >= _NEW * len(words):
            return found
    return ""
