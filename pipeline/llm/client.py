"""One call to a model: asked in the form the endpoint takes, streamed, retried, counted."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self, cast

from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception_type,
    stop_after_attempt,
    stop_after_delay,
    wait_exponential_jitter,
)

from pipeline.errors import Declined, InvalidOutput, ModelError, RateLimited, TimedOut, Truncated, Unreachable
from pipeline.llm import faults
from pipeline.llm.answers import without_reasoning
from pipeline.llm.endpoint import Capabilities, Endpoint, JsonMode
from pipeline.llm.prices import price
from pipeline.models import Completion, ModelCall, Usage

if TYPE_CHECKING:
    from openai import AsyncOpenAI

OnToken = Callable[[str], None]

_CONNECT_SECONDS = 10.0
_LONGEST_WAIT = 60.0
"""Seconds; a server that asks for more is not waited for longer."""
_BACKOFF = wait_exponential_jitter(multiplier=1, max=30, jitter=1)


@dataclass
class _Answer:
    """What came back, whole or pieced together from a stream."""

    pieces: list[str] = field(default_factory=list)
    refusal: str = ""
    finish_reason: str = ""
    model: str = ""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0

    @property
    def text(self) -> str:
        # Some servers cut a character outside the BMP into two halves, one per event: joined, they are one again.
        joined = "".join(self.pieces).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return without_reasoning(joined)

    def add(self, chunk: Any) -> str:
        """Take in one stream event or one whole response (the SDK checks neither); returns its piece of text."""
        self.model = getattr(chunk, "model", None) or self.model
        if usage := getattr(chunk, "usage", None):
            details = getattr(usage, "prompt_tokens_details", None)
            self.prompt_tokens = getattr(usage, "prompt_tokens", None) or 0
            self.completion_tokens = getattr(usage, "completion_tokens", None) or 0
            self.cached_tokens = getattr(details, "cached_tokens", None) or 0
        choices = getattr(chunk, "choices", None)
        if not choices:
            return ""
        said = getattr(choices[0], "delta", None) or getattr(choices[0], "message", None)
        self.finish_reason = getattr(choices[0], "finish_reason", None) or self.finish_reason
        self.refusal += getattr(said, "refusal", None) or ""
        piece = getattr(said, "content", None) or ""
        self.pieces.append(piece)
        return str(piece)


class Client:
    """Asks one endpoint. An async context manager, to be used in the event loop it was entered in.

    `timeout` bounds each attempt and `stall` the silence between two events of a stream, in seconds; before the
    first event, while the server reads the prompt, only `timeout` counts. A call is tried `attempts` times at most,
    and not again once twice `timeout` has gone by. Retried are a missing connection, 5xx and overload, timeouts and
    429; all else stops at once.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        capabilities: Capabilities | None = None,
        *,
        timeout: float = 300.0,
        stall: float = 60.0,
        attempts: int = 4,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.endpoint = endpoint
        self.capabilities = capabilities or Capabilities()
        self._timeout, self._stall, self._attempts, self._sleep = timeout, stall, attempts, sleep
        self._sdk: AsyncOpenAI | None = None

    async def __aenter__(self) -> Self:
        import httpx2
        from openai import AsyncOpenAI

        key = self.endpoint.api_key
        self._sdk = AsyncOpenAI(
            base_url=self.endpoint.base_url,
            api_key=key.get_secret_value() if key else "none",  # None would send OPENAI_API_KEY to anyone
            max_retries=0,
            http_client=httpx2.AsyncClient(
                timeout=httpx2.Timeout(None, connect=_CONNECT_SECONDS),
                trust_env=not self.endpoint.is_local,
            ),
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._sdk:
            await self._sdk.close()
            self._sdk = None

    async def complete(self, call: ModelCall, on_token: OnToken | None = None) -> Completion:
        """Ask once, with retries. `on_token` gets the raw pieces as they come; a new attempt starts from the front.

        Raises a ModelError of the kind that stopped it, with the original error as `__cause__`, one line per failed
        attempt in `attempts`, and in `usage` what was spent. Unusable answers (Truncated, Declined, InvalidOutput)
        are not asked for again here.
        """
        started = time.monotonic()
        failures: list[ModelError] = []
        paid: _Answer | None = None

        async def attempt() -> _Answer:
            try:
                return await self._ask(call, on_token)
            except ModelError as error:
                failures.append(error)
                raise

        try:
            answer: _Answer = await self._retrying()(attempt)
            paid = answer
            self._refuse_unusable(answer)
            return Completion(
                text=answer.text,
                model=answer.model or self.endpoint.model,
                finish_reason=answer.finish_reason,
                usage=self._usage(answer, failures, started),
                errors=tuple(str(failure) for failure in failures),
            )
        except ModelError as error:
            error.usage = self._usage(paid, failures, started)
            error.attempts = tuple(str(failure) for failure in failures)
            raise

    async def context_length(self) -> int | None:
        """Tokens of context as `/models` tells it (vLLM, llama.cpp, OpenRouter do); None when it doesn't."""
        if self.endpoint.context_length:
            return self.endpoint.context_length
        import openai

        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                found = [m async for m in self._connected().models.list() if m.id == self.endpoint.model]
        except (openai.OpenAIError, TimeoutError, ValueError, TypeError, AttributeError):
            return None  # not every endpoint has a list, or one in OpenAI's form
        told = {**(found[0].model_extra or {}), **_mapping((found[0].model_extra or {}).get("meta"))} if found else {}
        known = (told.get(name) for name in ("max_model_len", "context_length", "n_ctx", "n_ctx_train"))
        return next((value for value in known if isinstance(value, int) and value > 0), None)

    def _connected(self) -> AsyncOpenAI:
        if self._sdk is None:
            raise RuntimeError("a Client is entered before it is used: async with Client(endpoint) as client")
        return self._sdk

    def _retrying(self) -> AsyncRetrying:
        return AsyncRetrying(
            retry=retry_if_exception_type((Unreachable, RateLimited, TimedOut)),
            stop=stop_after_attempt(self._attempts) | stop_after_delay(2 * self._timeout),
            wait=_wait,
            sleep=self._sleep,
            reraise=True,
        )

    async def _ask(self, call: ModelCall, on_token: OnToken | None) -> _Answer:
        import openai

        try:
            async with asyncio.timeout(self._timeout):
                if self.capabilities.streaming:
                    return await self._streamed(call, on_token)
                return await self._whole(call, on_token)
        except TimeoutError as error:
            raise faults.of_timeout(self.endpoint, f"no answer within {self._timeout:g} s") from error
        except openai.APIResponseValidationError as error:
            raise faults.of_damage(self.endpoint, "the answer isn't an OpenAI-compatible one") from error
        except openai.APIError as error:
            raise faults.of_api(self.endpoint, error) from error
        except ValueError as error:  # JSON or UTF-8 that broke off
            raise faults.of_damage(self.endpoint, f"the answer is damaged ({type(error).__name__})") from error

    async def _whole(self, call: ModelCall, on_token: OnToken | None) -> _Answer:
        response = await self._connected().chat.completions.create(**self._request(call))
        if isinstance(response, str):
            raise faults.of_damage(self.endpoint, "the answer isn't an OpenAI-compatible one")
        answer = _Answer()
        piece = answer.add(response)
        if on_token and piece:
            on_token(piece)
        return answer

    async def _streamed(self, call: ModelCall, on_token: OnToken | None) -> _Answer:
        request = {**self._request(call), "stream": True}
        if self.capabilities.stream_usage:
            request["stream_options"] = {"include_usage": True}
        answer, silence = _Answer(), None
        async with await self._connected().chat.completions.create(**request) as stream:
            while True:
                try:
                    async with asyncio.timeout(silence):
                        event = await anext(stream)
                except StopAsyncIteration:
                    break
                except TimeoutError as error:
                    raise faults.of_timeout(self.endpoint, f"the stream was silent for {silence:g} s") from error
                silence = self._stall
                piece = answer.add(event)
                if on_token and piece:
                    on_token(piece)
        if silence is None:
            raise faults.of_damage(self.endpoint, "the answer isn't an OpenAI-compatible stream")
        if not answer.finish_reason and any(answer.pieces):
            raise faults.of_damage(self.endpoint, "the stream ended before the answer did")
        return answer

    def _request(self, call: ModelCall) -> dict[str, Any]:
        """Parameters of `chat.completions.create`, without those the endpoint doesn't take."""
        can = self.capabilities
        prompt, response_format = self._held_to_schema(call)
        if can.system_role and call.system:
            messages = [{"role": "system", "content": call.system}, {"role": "user", "content": prompt}]
        else:
            messages = [{"role": "user", "content": f"{call.system}\n\n{prompt}".strip()}]
        request: dict[str, Any] = {
            "model": self.endpoint.model,
            "messages": messages,
            can.max_tokens: call.max_tokens,
            "extra_body": self.endpoint.extra_body or None,
        }
        if can.temperature:
            request["temperature"] = call.temperature
        if can.seed and call.seed is not None:
            request["seed"] = call.seed
        if response_format:
            request["response_format"] = response_format
        return request

    def _held_to_schema(self, call: ModelCall) -> tuple[str, dict[str, Any] | None]:
        """The prompt and the `response_format`; where no strict schema is to be had, the schema joins the prompt."""
        if call.json_schema is None:
            return call.prompt, None
        if self.capabilities.json_mode is JsonMode.JSON_SCHEMA:
            schema = call.json_schema if self.capabilities.string_limits else _without_limits(call.json_schema)
            return call.prompt, {
                "type": "json_schema",
                "json_schema": {"name": "answer", "strict": True, "schema": schema},
            }
        schema_text = json.dumps(call.json_schema, ensure_ascii=False)
        prompt = f"{call.prompt}\n\nAnswer with one JSON object that satisfies this JSON schema only:\n{schema_text}"
        as_object = self.capabilities.json_mode is JsonMode.JSON_OBJECT
        return prompt, {"type": "json_object"} if as_object else None

    def _refuse_unusable(self, answer: _Answer) -> None:
        thing = f"{answer.model or self.endpoint.model} at {self.endpoint.label}"
        if answer.refusal or answer.finish_reason == "content_filter":
            said = " ".join(answer.refusal.split())[:200] or "a content filter stopped the answer"
            raise Declined(thing, f"the model declined: {said}", "Read the sources, or choose another model.")
        if answer.finish_reason == "length":
            cause = f"the answer stopped at the token limit ({answer.completion_tokens or 'unknown'} tokens)"
            raise Truncated(thing, cause, "Allow more tokens (NUTGRAF_MAX_TOKENS) or ask for a shorter text.")
        if not answer.text:
            raise InvalidOutput(thing, "the answer is empty", "Try again or choose another model.")

    def _usage(self, answer: _Answer | None, failures: list[ModelError], started: float) -> Usage:
        """All attempts of a call. A cost that can't be known whole is None."""
        got = answer or _Answer()
        tokens = got.prompt_tokens, got.completion_tokens, got.cached_tokens
        uncounted = any(faults.may_have_cost(failure) for failure in failures) or (answer and not any(tokens))
        return Usage(
            calls=len(failures) + bool(answer),
            prompt_tokens=tokens[0],
            completion_tokens=tokens[1],
            cached_tokens=tokens[2],
            seconds=round(time.monotonic() - started, 3),
            cost=None if uncounted else price(self.endpoint, got.model or self.endpoint.model, *tokens),
        )


def _wait(state: RetryCallState) -> float:
    """Seconds before the next attempt: what the server asked for (clamped), else exponential with jitter."""
    error = state.outcome.exception() if state.outcome else None
    asked = cast("ModelError", error).retry_after
    return _BACKOFF(state) if asked is None else min(asked, _LONGEST_WAIT)


def _without_limits(schema: Any) -> Any:
    """A schema without `minLength` and `maxLength`; a property of that name stays."""
    if isinstance(schema, list):
        return [_without_limits(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: {key: _without_limits(inner) for key, inner in value.items()}
        if name == "properties"
        else _without_limits(value)
        for name, value in schema.items()
        if name not in ("minLength", "maxLength")
    }


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
