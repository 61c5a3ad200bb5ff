"""From the raw text of an answer to what counts: reasoning removed, JSON found."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from pipeline.errors import InvalidOutput

_TAG = r"(think|thinking|reasoning|thought)"
_BLOCK = re.compile(
    rf"\s*(?:<{_TAG}>.*?(?:</\1>|\Z)|\[THINK\].*?(?:\[/THINK\]|\Z)|◁think▷.*?(?:◁/think▷|\Z))",
    re.DOTALL | re.IGNORECASE,
)
_UNOPENED = re.compile(rf"\A(?!\s*[\[{{]).*?(?:</{_TAG}>|◁/think▷)", re.DOTALL | re.IGNORECASE)
# Models of the gpt-oss family write their channels into the text where a server doesn't read them.
_CHANNELS = re.compile(r"\A\s*<\|(?:start|channel)\|>.*<\|channel\|>\s*final\b.*?<\|message\|>", re.DOTALL)
_CHANNEL_END = re.compile(r"<\|(?:end|return)\|>\s*\Z")
_FENCE = re.compile(r"```(?:json)?[ \t]*\r?\n(.*?)\n?[ \t]*```", re.DOTALL | re.IGNORECASE)


def without_reasoning(text: str) -> str:
    """The answer without its reasoning: `<think>…</think>` in front, never closed, or closed but never opened.

    Only what stands before the answer is touched: a tag inside a JSON string is the text of the answer.
    """
    if final := _CHANNELS.match(text):
        text = _CHANNEL_END.sub("", text[final.end() :])
    while block := _BLOCK.match(text):
        text = text[block.end() :]
    return _UNOPENED.sub("", text, count=1).strip()


def has_reasoning(text: str) -> bool:
    """Whether `without_reasoning` takes anything but white space away."""
    return len(without_reasoning(text)) < len(text.strip())


def parse_json(text: str) -> Any:
    """The one JSON value of a model's answer, which may stand in a code fence or with prose around it.

    Raises InvalidOutput whose cause is the decoder's own error (message, line, column) and nothing of the text,
    so that it can be quoted back to the model.
    """
    text = text.strip()
    if fence := _FENCE.search(text) if not text.startswith(("{", "[")) else None:
        text = fence[1].strip()
    start = 0 if text.startswith("[") else text.find("{")
    if start < 0:
        raise InvalidOutput("model answer", "there is no JSON in it", "Answer with one JSON object only.")
    try:
        value, end = json.JSONDecoder(parse_constant=_refuse_constant).raw_decode(text, start)
        json.dumps(value, ensure_ascii=False).encode()  # half a surrogate pair could not be stored later
    except (ValueError, RecursionError) as error:
        cause = str(error) if not isinstance(error, UnicodeError) else "half a surrogate pair in a string"
        raise InvalidOutput("model answer", f"not valid JSON: {cause}", "Answer with one JSON object only.") from error
    if "{" in text[end:]:
        raise InvalidOutput(
            "model answer",
            f"not valid JSON: extra data after the first value (char {end})",
            "Answer with one JSON object only.",
        )
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
