"""A model's words as they come, for somebody who waits: of an answer in JSON only its text."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from typing import Any

from pipeline.journal import Journal

_TEXT = re.compile(r'"text"\s*:\s*"((?:[^"\\]|\\.)*)')
_EVERY = 0.1
"""Seconds between two looks at most: each sends all that there is."""


class Listener(Journal):
    """Tells `on_text` everything written so far, anew for each call to the model."""

    def __init__(self, on_text: Callable[[str], None]) -> None:
        self._on_text = on_text
        self._pieces: list[str] = []
        self._told = 0.0

    def event(self, name: str, **fields: Any) -> None:
        if name == "write":
            self._pieces.clear()
        elif fields.get("message"):
            self._on_text(f"… {fields['message']}")

    def token(self, text: str) -> None:
        self._pieces.append(text)
        if time.monotonic() - self._told > _EVERY:
            self._told = time.monotonic()
            self._on_text(readable("".join(self._pieces)))


def readable(answer: str) -> str:
    """The text of an answer that may have broken off: of JSON the values of `text`, a blank line between them."""
    if not answer.lstrip().startswith(("{", "```")):
        return answer
    return "\n\n".join(_unescaped(match[1]) for match in _TEXT.finditer(answer))


def _unescaped(inside: str) -> str:
    try:
        return str(json.loads(f'"{inside}"'))
    except ValueError:
        return inside.rpartition("\\")[0]
