"""Source text as data: between random delimiters, with everything that could pass for a delimiter or an id disarmed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from pipeline.models import Document, Dossier, Passage

_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
_JOINERS = "\u200c\u200d"
"""Change how Persian and Indic words are read: kept."""
_ID_LOOKALIKE = re.compile(r"[\[［【〔⟦]\s*([sn]\s*\d+\s*\.\s*p\s*\d+[^\]］】〕⟧]*)[\]］】〕⟧]", re.IGNORECASE)
_OPENING = re.compile(r'(?:(?<=[\s(\[{—–-])|^)"')
# `<|im_end|>`, `</s>`, `<system>` and the fence itself; `a < b` and `<5 %` are left alone. [INST] is a role tag, too.
_TAG_OPEN = re.compile(r"<(?=[^\s\d=])")
_TAG_CLOSE = re.compile(r"(?<=[^\s\d=-])>|(?<=[0-9a-f]{8})>")
_WIDE = str.maketrans("＜＞﹤﹥", "‹›‹›")
_ROLE_TAG = re.compile(r"\[(/?(?:INST|SYS\w*|USER|ASSISTANT))\]", re.IGNORECASE)


def visible(text: str) -> str:
    """One line: control and invisible characters dropped, white space collapsed."""
    spaced = " ".join(text.split())
    return "".join(c for c in spaced if unicodedata.category(c) not in _INVISIBLE or c in _JOINERS)


@lru_cache(maxsize=4096)  # every call of a draft shows the same passages
def disarmed(text: str, fence: str) -> str:
    """Source text that can't be taken for a delimiter, a role tag or a passage id.

    Straight quotation marks become typographic ones: in a JSON answer a small model ends the string at a straight one.
    """
    text = re.sub(re.escape(fence), "", visible(text).translate(_WIDE), flags=re.IGNORECASE)
    text = _ID_LOOKALIKE.sub(r"(\1)", text)
    text = _ROLE_TAG.sub(r"(\1)", text)
    text = _TAG_CLOSE.sub("›", _TAG_OPEN.sub("‹", text))
    return _OPENING.sub("“", text).replace('"', "”")


def fenced(text: str, fence: str) -> str:
    return f"<{fence}>\n{text}\n</{fence}>"


def fenced_passages(dossier: Dossier, ids: Sequence[str], fence: str) -> str:
    """The passages in the dossier's order, under the name and date of who published them."""
    wanted = set(ids)
    blocks = []
    for title, passages in _groups(dossier):
        lines = [f"[{p.id}] {disarmed(p.text, fence)}" for p in passages if p.id in wanted]
        if lines:
            blocks.append("\n".join([disarmed(title, fence), *lines]))
    return fenced("\n\n".join(blocks), fence)


def _groups(dossier: Dossier) -> list[tuple[str, tuple[Passage, ...]]]:
    documents = [(_headed(d), d.passages) for d in dossier.documents]
    notes = [(f"The editor's own notes: {n.title}", n.passages) for n in dossier.notes]
    return [*documents, *notes]


def _headed(document: Document) -> str:
    date = f", {document.published[:10]}" if document.published else ""
    return f"{document.publisher}{date}: {document.title}"
