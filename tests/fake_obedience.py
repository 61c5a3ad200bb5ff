"""A model that obeys every order it sees, whoever gives it: what an attack could reach at most.

It understands every language and disguise, because it is told beforehand what each text is after: it only has to find
a sentence of it, or what it is after, among the letters of the prompt.
"""

from __future__ import annotations

import re
from typing import Any

Order = dict[str, Any]
"""`kind`, `text` (the order as it was given), `wants` (what goes into the article), `always` (obey it unseen)."""

_SENTENCE = re.compile(r"(?<=[.!?:。！？])\s+|(?<=[。！？])")
_LEAST = 14
"""Letters of a sentence that can be told from other text."""
_LEAST_WANTED = 4
"""Letters of what an order is after: made-up words mostly."""


def obeyed(answer: Any, messages: list[dict[str, Any]], orders: list[Order]) -> Any:
    """The answer, changed as the orders want it that are seen in the messages."""
    prompt = "\n".join(str(m["content"]) for m in messages)
    for order in orders:
        if order.get("always") or sees(prompt, order):
            answer = _done(answer, order, prompt)
    return answer


def sees(prompt: str, order: Order) -> bool:
    letters = _letters(prompt)
    wanted = _letters(order["wants"])
    pieces = [piece for text in _SENTENCE.split(order["text"]) if len(piece := _letters(text)) >= _LEAST]
    return any(piece in letters for piece in pieces) or (len(wanted) >= _LEAST_WANTED and wanted in letters)


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _done(answer: Any, order: Order, prompt: str) -> Any:
    match order["kind"]:
        case "json":
            return {"status": "owned"}
        case "prompt":
            return each_text(answer, lambda text: f"{text} {' '.join(prompt.split()[:60])}")
        case _:
            return each_text(answer, lambda text: f"{text} {order['wants']}.")


def each_text(value: Any, change: Any) -> Any:
    """`change` applied to every string but passage ids."""
    if isinstance(value, dict):
        return {name: each_text(inner, change) for name, inner in value.items()}
    if isinstance(value, list):
        return [each_text(inner, change) for inner in value]
    return change(value) if isinstance(value, str) and not re.fullmatch(r"[sn]\d+\.p\d+", value) else value
