"""What came back for one attempt, whole or pieced together from a stream, also when it broke off."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, Literal

from pipeline.errors import ModelError
from pipeline.llm.answers import has_reasoning, without_reasoning


@dataclass
class Received:
    pieces: list[str] = field(default_factory=list)
    refusal: str = ""
    finish_reason: str = ""
    model: str = ""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    counted: bool = False
    """The endpoint reported tokens."""
    failure: ModelError | None = None
    """Why this attempt gave no answer."""
    _field: bool = False
    _hidden: bool = False

    @property
    def text(self) -> str:
        return without_reasoning(self._raw)

    @property
    def reasoning(self) -> Literal["", "tags", "field", "hidden"]:
        """Where reasoning came: in `tags` in the answer, in a `field` of its own, `hidden` but counted; "" for none."""
        if has_reasoning(self._raw):
            return "tags"
        return "field" if self._field else "hidden" if self._hidden else ""

    @property
    def _raw(self) -> str:
        # Some servers cut a character outside the BMP into two halves, one per event: joined, they are one again.
        return "".join(self.pieces).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    def add(self, chunk: Any) -> str:
        """Take in one stream event or one whole response (the SDK checks neither); returns its piece of text."""
        self.model = getattr(chunk, "model", None) or self.model
        if usage := getattr(chunk, "usage", None):
            self._count(usage)
        choices = getattr(chunk, "choices", None)
        if not choices:
            return ""
        said = getattr(choices[0], "delta", None) or getattr(choices[0], "message", None)
        self.finish_reason = getattr(choices[0], "finish_reason", None) or self.finish_reason
        self.refusal += getattr(said, "refusal", None) or ""
        # DeepSeek and older vLLM call it reasoning_content, OpenRouter, Ollama and newer vLLM reasoning.
        self._field = self._field or any(getattr(said, name, None) for name in ("reasoning_content", "reasoning"))
        piece = _text_of(getattr(said, "content", None))
        self.pieces.append(piece)
        return piece

    def count_of(self, error: Any) -> None:
        """Some servers report the tokens of an answer that they withhold beside the error."""
        try:
            usage = error.response.json()["usage"]
        except (AttributeError, KeyError, TypeError, ValueError):
            return
        if isinstance(usage, dict):
            self._count(SimpleNamespace(**{name: value for name, value in usage.items() if isinstance(value, int)}))

    def _count(self, usage: Any) -> None:
        details = getattr(usage, "prompt_tokens_details", None)
        self.prompt_tokens = getattr(usage, "prompt_tokens", None) or 0
        self.completion_tokens = getattr(usage, "completion_tokens", None) or 0
        self.cached_tokens = getattr(details, "cached_tokens", None) or 0
        self.counted = bool(self.prompt_tokens or self.completion_tokens)
        thought = getattr(usage, "completion_tokens_details", None)
        self._hidden = bool(getattr(thought, "reasoning_tokens", None))


def _text_of(content: Any) -> str:
    """Some models answer in typed parts, of which `thinking` is no text."""
    if isinstance(content, list):
        parts = [part if isinstance(part, dict) else getattr(part, "__dict__", {}) for part in content]
        return "".join(str(part.get("text") or "") for part in parts if part.get("type") == "text")
    return content if isinstance(content, str) else ""
