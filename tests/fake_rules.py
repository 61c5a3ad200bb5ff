"""What the fake endpoint can be told, and the documented rules it holds requests to."""

from __future__ import annotations

import json
import random
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from typing import Any

from fake_answers import Writer, schema_in
from fake_obedience import each_text, obeyed

KEY = "test-key-3f9c1a"
MODEL = "fake-1"
PARAMETERS = {
    *("model", "messages", "max_tokens", "max_completion_tokens", "temperature", "top_p", "seed", "stop", "n"),
    *("stream", "stream_options", "response_format", "presence_penalty", "frequency_penalty", "user"),
}


@dataclass
class Config:
    key: str = KEY
    models: list[str] = field(default_factory=lambda: [MODEL])
    models_status: int = 200
    """Of the list of models."""
    mode: str = "grounded"
    """Or `prose`, `broken`, `invent`, `repeat`, `html`, `empty`: what goes wrong with the answers."""
    markers: bool = True
    """Text fields cite their passage as `[s1.p1]` unless a list of ids beside them does."""
    refuse: list[str] = field(default_factory=list)
    """Answered with 400: parameter names, `json_schema`, `json_object`, `system`, or a schema's keyword."""
    refuse_status: int = 400
    """The status of these refusals: llama.cpp says 500 when a model's template has no system role."""
    ignore: list[str] = field(default_factory=list)
    """Taken without a word and not kept: `json_schema`, `json_object` (older Ollama), `stream_options`."""
    thinking: str = ""
    """Each answer begins with reasoning: `tags`, `reasoning_content`, `reasoning`, or `hidden` (only counted)."""
    thoughts: int = 0
    """Tokens of it; they count towards the limit of the answer, as with OpenAI's reasoning models."""
    temperatures: list[float] = field(default_factory=list)
    """The only ones taken, when there are any: reasoning models of OpenAI take 1."""
    orders: list[dict[str, Any]] = field(default_factory=list)
    """What the model obeys (fake_obedience.Order), once it sees it anywhere in a prompt."""
    extra: list[str] = field(default_factory=list)
    """Parameters beyond OpenAI's that are taken."""
    usage: bool = True
    context: int | None = None
    """Prompt tokens (words and signs) beyond which the prompt is too long."""
    too_long: str = "openai"
    """How that is said: `openai`, `llama.cpp` or `vllm`."""
    delay: float = 0.0
    """Seconds before each answer."""
    batches: bool = True
    batch_seconds: float = 0.0
    """How long a batch takes."""
    batch_fails: int = 0
    """Of each batch so many first lines fail, and as many at its end are missing from the answer."""
    batch_end: str = "completed"
    """Or `expired` or `cancelled`, with the lines that were answered by then; `failed`, with none."""
    faults: float = 0.0
    """The share of calls that meet with a fault of any kind (see `fault`), drawn with a fixed seed."""


@dataclass
class Reply:
    """One programmed answer; used for the next call, or the next whose prompt contains `match`."""

    match: str = ""
    text: str | None = None
    json: Any = None
    pieces: list[str] | None = None
    """The text as the events of a stream shall hold it, halves of surrogate pairs included."""
    finish_reason: str = "stop"
    think: str | None = None
    """Reasoning put in front, as `<think>…</think>` unless it brings its own tags."""
    reasoning: str | None = None
    """Sent apart, in the field of the next name."""
    reasoning_field: str = "reasoning_content"
    refusal: str | None = None
    choices: list[Any] | None = None
    """Instead of the choices, such as []."""
    usage: dict[str, Any] | None = None
    error: Any = None
    """Beside the choices of an answer that isn't streamed."""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None
    """The whole body of an answer with another status: JSON data, or a string as it is."""
    delay: float = 0.0
    fault: str = ""
    """`reset`, `hang`, `stall` (silence after half), `cut` (stream or body broken off), `silent_cut` (a stream that
    ends as if it were whole), `cut_utf8`, `drip` (one byte every `interval` seconds), `stream_error`, `no_json`."""
    interval: float = 1.0
    drawn: str = ""
    """The kind of fault that was drawn (`Config.faults`)."""


_FAULTS: dict[str, Callable[[], Reply]] = {
    "429": lambda: Reply(status=429, headers={"retry-after": "1"}, body={"error": {"message": "Too many requests."}}),
    "500": lambda: Reply(status=500, body={"error": {"message": "The server had an error."}}),
    "503": lambda: Reply(status=503, body={"error": {"message": "The engine is overloaded."}}),
    "reset": lambda: Reply(fault="reset"),
    "hang": lambda: Reply(fault="hang"),
    "truncated body": lambda: Reply(fault="cut"),
    "broken JSON": lambda: Reply(text='{"headline": "Half a'),
    "wrong schema": lambda: Reply(json={"wrong": "schema"}),
    "refusal": lambda: Reply(refusal="I can't help with that."),
    "no choice": lambda: Reply(choices=[]),
}


class RefusedCall(Exception):
    def __init__(self, status: int, message: str, code: str | None = None, param: str | None = None, **more: Any):
        kind = more.pop("type", "invalid_request_error")
        self.status = status
        self.body = {"error": {"message": message, "type": kind, "param": param, "code": code, **more}}


class State:
    """What the process knows between calls."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.reset()

    def reset(self) -> None:
        self.files, self.batches = dict[str, str](), dict[str, dict[str, Any]]()
        self.dice = random.Random(7)  # noqa: S311  (the same faults in every run)
        self.config, self.replies, self.calls, self.writer = Config(), list[Reply](), list[dict[str, Any]](), Writer()

    def control(self, order: dict[str, Any]) -> None:
        known = {f.name for f in fields(Config)}
        if unknown := set(order.get("config", {})) - known:
            raise ValueError(f"unknown setting: {', '.join(sorted(unknown))}")
        with self.lock:
            if order.get("reset"):
                self.reset()
            for name, value in order.get("config", {}).items():
                setattr(self.config, name, value)
            self.replies += [Reply(**reply) for reply in order.get("replies", [])]

    def drawn_fault(self) -> Reply | None:
        """One of the ways in which an endpoint fails, as often as the settings say."""
        with self.lock:
            if self.dice.random() >= self.config.faults:
                return None
            name = self.dice.choice(list(_FAULTS))
            return replace(_FAULTS[name](), drawn=name)

    def next_reply(self, prompt: str) -> Reply | None:
        with self.lock:
            for index, reply in enumerate(self.replies):
                if reply.match in prompt:
                    return self.replies.pop(index)
        return None


def tokens(text: str) -> int:
    return len(re.findall(r"\w+|[^\w\s]", text))


def check_request(body: dict[str, Any], config: Config) -> None:
    """The documented rules; raises RefusedCall."""
    if unknown := set(body) - PARAMETERS - set(config.extra):
        name = min(unknown)
        raise RefusedCall(400, f"Unknown parameter: '{name}'.", "unknown_parameter", name)
    if body.get("model") not in config.models:
        message = f"The model `{body.get('model')}` does not exist or you do not have access to it."
        raise RefusedCall(404, message, "model_not_found", "model")
    for name in config.refuse:
        if name in body:
            instead = " Use 'max_completion_tokens' instead." if name == "max_tokens" else ""
            message = f"Unsupported parameter: '{name}' is not supported with this model.{instead}"
            raise RefusedCall(config.refuse_status, message, "unsupported_parameter", name)
    warmth = body.get("temperature", 1)
    if config.temperatures and warmth not in config.temperatures:
        message = f"Unsupported value: 'temperature' does not support {warmth} with this model. Only the default (1)."
        raise RefusedCall(400, message, "unsupported_value", "temperature")
    messages = body.get("messages")
    if not messages or not all(isinstance(m.get("content"), str) for m in messages):
        raise RefusedCall(400, "Invalid 'messages': a non-empty list of texts is required.", None, "messages")
    if "system" in config.refuse and any(m["role"] == "system" for m in messages):
        raise RefusedCall(
            config.refuse_status, "Only user and assistant roles are supported!", "unsupported_value", "messages"
        )
    if body.get("stream_options") is not None and not body.get("stream"):
        raise RefusedCall(400, "'stream_options' is only allowed when 'stream' is enabled.", None, "stream_options")
    check_format(body.get("response_format") or {"type": "text"}, messages, config)
    used = sum(tokens(m["content"]) for m in messages)
    if config.context and used > config.context:
        raise too_long(used, config)


def check_format(response_format: dict[str, Any], messages: list[dict[str, Any]], config: Config) -> None:
    kind = response_format.get("type")
    if kind not in ("text", "json_object", "json_schema") or kind in config.refuse:
        message = f"Invalid parameter: 'response_format' of type '{kind}' is not supported with this model."
        raise RefusedCall(400, message, "unsupported_value", "response_format")
    if kind == "json_object" and not any("json" in m["content"].lower() for m in messages):
        message = "'messages' must contain the word 'json' to use 'response_format' of type 'json_object'."
        raise RefusedCall(400, message, None, "messages")
    if kind == "json_schema":
        given = response_format.get("json_schema", {})
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", given.get("name", "")):
            raise RefusedCall(400, "Invalid 'response_format.json_schema.name'.", None, "response_format")
        if given.get("strict"):
            check_strict(given.get("schema", {}), config)


def check_strict(schema: Any, config: Config, place: str = "()") -> None:
    """OpenAI's rules of strict mode: every object closed and all its properties required."""

    def refuse(why: str) -> RefusedCall:
        message = f"Invalid schema for response_format 'answer': In context={place}, {why}"
        return RefusedCall(400, message, None, "response_format")

    if isinstance(schema, list):
        for item in schema:
            check_strict(item, config, place)
        return
    if not isinstance(schema, dict):
        return
    for name in set(schema) & set(config.refuse):
        raise refuse(f"'{name}' is not permitted.")
    if schema.get("type") == "object":
        if schema.get("additionalProperties") is not False:
            raise refuse("'additionalProperties' is required to be supplied and to be false.")
        if set(schema.get("required", [])) != set(schema.get("properties", {})):
            raise refuse("'required' is required to be an array including every key in properties.")
    for name, inner in schema.items():
        for key, value in inner.items() if name in ("properties", "$defs") else [(name, inner)]:
            check_strict(value, config, f"{place} {key}")


def too_long(used: int, config: Config) -> RefusedCall:
    limit = config.context
    if config.too_long == "llama.cpp":
        message = f"request ({used} tokens) exceeds the available context size ({limit} tokens), try increasing it"
        return RefusedCall(400, message, "400", type="exceed_context_size_error", n_prompt_tokens=used, n_ctx=limit)
    message = f"This model's maximum context length is {limit} tokens. However, you requested {used} tokens."
    if config.too_long == "vllm":
        return RefusedCall(400, message, "400", type="BadRequestError")
    return RefusedCall(400, message, "context_length_exceeded", "messages")


def default_text(body: dict[str, Any], state: State) -> str:
    """The answer when none was programmed, spoilt as the mode says."""
    config, prompt = state.config, "\n".join(m["content"] for m in body["messages"])
    asked = body.get("response_format") or {}
    asked = {} if asked.get("type") in config.ignore else asked
    schema = asked.get("json_schema", {}).get("schema") or schema_in(body["messages"][-1]["content"])
    if config.mode == "prose" or schema is None:
        return state.writer.text(prompt)
    if config.mode == "repeat":
        return json.dumps(Writer().answer(schema, prompt, markers=config.markers), ensure_ascii=False)
    value = state.writer.answer(schema, prompt, markers=config.markers)
    spoil = {
        "invent": lambda text: f'{text} "We lost 987,654 crowns," said Zebulon Quark.',
        "html": lambda text: f"<b>{text}</b><script>alert(1)</script>",
        "empty": lambda _: "",
    }.get(config.mode)
    value = obeyed(value, body["messages"], config.orders)
    text = json.dumps(each_text(value, spoil) if spoil else value, ensure_ascii=False)
    if config.mode == "broken":
        return text[: len(text) * 2 // 3]
    return f"Here is the JSON you asked for:\n```json\n{text}\n```" if not asked else text
