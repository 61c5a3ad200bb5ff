"""Who answers a call, and what it can."""

from __future__ import annotations

from enum import StrEnum
from ipaddress import ip_address
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr

from pipeline.models import Frozen


def _host(base_url: str) -> str:
    """`host:port` without credentials."""
    return urlsplit(base_url).netloc.rpartition("@")[2] or "the endpoint"


class Endpoint(Frozen):
    """An OpenAI-compatible endpoint and the model asked there. Its repr shows neither the key nor the URL."""

    base_url: str = Field(repr=False)
    """Ends where `/chat/completions` begins, such as `https://api.example.org/v1`."""
    api_key: SecretStr | None = Field(default=None, repr=False)
    model: str
    label: str = Field(default_factory=lambda data: _host(data.get("base_url", "")))
    """How messages name it: `embedded`, or the host."""
    extra_body: dict[str, Any] = Field(default={})
    """Parameters beyond OpenAI's, sent with every call (sampling against repetition, for one)."""
    context_length: int | None = None
    """Tokens of prompt and answer together; None when unknown."""
    prompt_price: float | None = None
    """US dollars per million tokens, as a desk gives them; used when no price list knows the model."""
    completion_price: float | None = None

    @property
    def is_local(self) -> bool:
        """Served by this machine: no proxy stands between, and no price list knows it."""
        host = urlsplit(self.base_url).hostname or ""
        try:
            return ip_address(host).is_loopback
        except ValueError:
            return host == "localhost" or host.endswith(".localhost")


class JsonMode(StrEnum):
    """How an endpoint is held to JSON, strongest first."""

    JSON_SCHEMA = "json_schema"
    JSON_OBJECT = "json_object"
    TEXT = "text"


class Trial(Frozen):
    """One thing that was tried on an endpoint, for `nutgraf doctor`."""

    name: str
    ok: bool
    detail: str


class Capabilities(Frozen):
    """What an endpoint takes. The defaults fit llama.cpp, vLLM and Ollama; `probe` finds out for the others."""

    json_mode: JsonMode = JsonMode.JSON_SCHEMA
    string_limits: bool = True
    """Strict schemas may hold `minLength` and `maxLength` (OpenAI refuses them)."""
    system_role: bool = True
    temperature: bool = True
    seed: bool = True
    max_tokens: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    streaming: bool = True
    stream_usage: bool = True
    """`stream_options.include_usage` is understood."""
    reasoning: Literal["", "tags", "field", "hidden"] = ""
    """Where the model's reasoning comes: in tags before the answer, in a field of its own, or only counted."""
    reasoning_tokens: int = 0
    """Allowed for reasoning beyond a call's own limit, which is meant for the answer."""
    context_length: int | None = None
    tokens_per_second: float | None = None
    trials: tuple[Trial, ...] = ()
    """How each of these was found; empty for the defaults."""
