"""One call to a model: asked in the form the endpoint takes, streamed, retried, counted."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Self, cast

from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    stop_after_attempt,
    stop_after_delay,
    wait_exponential_jitter,
)

from pipeline.errors import (
    Declined,
    InvalidOutput,
    KeyRefused,
    ModelError,
    RateLimited,
    TimedOut,
    Truncated,
    Unreachable,
)
from pipeline.llm import faults
from pipeline.llm.endpoint import Capabilities, Endpoint
from pipeline.llm.gate import Gate, gate_of
from pipeline.llm.prices import price
from pipeline.llm.received import Received
from pipeline.llm.request import request_of
from pipeline.models import Completion, ModelCall, Usage

if TYPE_CHECKING:
    from openai import AsyncOpenAI

OnToken = Callable[[str], None]
OnWait = Callable[[float, str], None]
"""Seconds of a wait that begins, and why."""
Admit = Callable[[ModelError | None], Awaitable[None]]
"""Waits or raises before an attempt that must not be made; told how the attempt before it failed."""

_CONNECT_SECONDS = 10.0
LONGEST_WAIT = 120.0
"""Seconds; who is asked to wait longer is told so at once, and the call ends."""
_BACKOFF = wait_exponential_jitter(multiplier=1, max=30, jitter=1)


class Client:
    """Asks one endpoint. An async context manager, to be used in the event loop it was entered in.

    `timeout` bounds each attempt and `stall` the silence between two events of a stream, in seconds; before the
    first event, while the server reads the prompt, only `timeout` counts. A call is tried `attempts` times at most,
    and not again once twice `timeout` has gone by. Retried are a missing connection, 5xx and overload, timeouts and
    429; all else stops at once. When one call is told to wait, all calls of the process to that endpoint wait (`gate`).
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
        gate: Gate | None = None,
    ) -> None:
        self.endpoint = endpoint
        self.capabilities = capabilities or Capabilities()
        self._timeout, self._stall, self._attempts, self._sleep = timeout, stall, attempts, sleep
        key = endpoint.api_key.get_secret_value() if endpoint.api_key else ""
        self._gate = gate or gate_of(endpoint.base_url, key)
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

    async def complete(
        self,
        call: ModelCall,
        on_token: OnToken | None = None,
        on_wait: OnWait | None = None,
        admit: Admit | None = None,
    ) -> Completion:
        """Ask once, with retries. `on_token` gets the raw pieces as they come; a new attempt starts from the front.
        `admit` is awaited before every attempt.

        Raises a ModelError of the kind that stopped it, with the original error as `__cause__`, one line per failed
        attempt in `attempts`, and in `usage` what was spent. Unusable answers (Truncated, Declined, InvalidOutput)
        are not asked for again here.
        """
        started = time.monotonic()
        tries: list[Received] = []

        async def attempt() -> Received:
            await self._pass_gate(on_wait)
            if admit:
                await admit(tries[-1].failure if tries else None)
            tries.append(Received())
            try:
                await self._ask(call, tries[-1], on_token)
            except ModelError as error:
                tries[-1].failure = error
                if error.retry_after is not None:
                    self._gate.close_for(error.retry_after)
                raise
            return tries[-1]

        try:
            answer: Received = await self._retrying(on_wait)(attempt)
            self._refuse_unusable(answer)
            return Completion(
                text=answer.text,
                model=answer.model or self.endpoint.model,
                finish_reason=answer.finish_reason,
                usage=self._usage(tries, started),
                errors=_failures(tries),
                reasoning=answer.reasoning,
            )
        except ModelError as error:
            error.usage = self._usage(tries, started)
            error.attempts = _failures(tries)
            error.reasoning = tries[-1].reasoning if tries else ""
            raise

    async def models(self) -> dict[str, int | None]:
        """The models that `/models` lists, with their tokens of context where it tells (vLLM, llama.cpp, OpenRouter).

        Empty where there is no such list. Raises Unreachable, TimedOut or KeyRefused, without trying again.
        """
        import openai

        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                return {m.id: _told_context(m) async for m in self._connected().models.list()}
        except TimeoutError as error:
            raise faults.of_timeout(self.endpoint, f"no answer within {_CONNECT_SECONDS:g} s") from error
        except openai.APIResponseValidationError:
            return {}
        except openai.APIError as error:
            failure = faults.of_api(self.endpoint, error)
            if isinstance(failure, KeyRefused) or not isinstance(error, openai.APIStatusError):
                raise failure from error
            return {}  # not every endpoint has a list
        except (ValueError, TypeError, AttributeError):
            return {}  # or one in OpenAI's form

    def _connected(self) -> AsyncOpenAI:
        if self._sdk is None:
            raise RuntimeError("a Client is entered before it is used: async with Client(endpoint) as client")
        return self._sdk

    async def _pass_gate(self, on_wait: OnWait | None) -> None:
        left = self._gate.left()
        if 0 < left <= LONGEST_WAIT and on_wait:
            on_wait(left, f"{self.endpoint.label} asks for patience")
        try:
            await self._gate.passed(self._sleep, LONGEST_WAIT)
        except TimeoutError as error:
            raise faults.of_patience(self.endpoint, self._gate.left()) from error

    def _retrying(self, on_wait: OnWait | None) -> AsyncRetrying:
        def told(state: RetryCallState) -> None:
            if on_wait and state.next_action and state.outcome:
                on_wait(state.next_action.sleep, str(state.outcome.exception()))

        return AsyncRetrying(
            retry=retry_if_exception(_passes),
            stop=stop_after_attempt(self._attempts) | stop_after_delay(2 * self._timeout),
            wait=self._wait,
            sleep=self._sleep,
            before_sleep=told,
            reraise=True,
        )

    def _wait(self, state: RetryCallState) -> float:
        """Seconds before the next attempt: what the server asked for, else exponential with jitter."""
        error = cast("ModelError", state.outcome.exception() if state.outcome else None)
        if error.retry_after is not None:
            return error.retry_after
        seconds: float = _BACKOFF(state)
        if isinstance(error, RateLimited):
            self._gate.close_for(seconds)
        return seconds

    async def _ask(self, call: ModelCall, answer: Received, on_token: OnToken | None) -> None:
        """One attempt; what came is in `answer`, also when it fails."""
        import openai

        request = request_of(call, self.endpoint, self.capabilities)
        try:
            async with asyncio.timeout(self._timeout):
                if self.capabilities.streaming:
                    await self._streamed(request, answer, on_token)
                else:
                    await self._whole(request, answer, on_token)
            if answer.finish_reason == "error":
                raise faults.of_damage(self.endpoint, "the provider behind it failed while answering")
        except TimeoutError as error:
            raise faults.of_timeout(self.endpoint, f"no answer within {self._timeout:g} s") from error
        except openai.APIResponseValidationError as error:
            raise faults.of_damage(self.endpoint, "the answer isn't an OpenAI-compatible one") from error
        except openai.APIError as error:
            answer.count_of(error)
            raise faults.of_api(self.endpoint, error) from error
        except ValueError as error:  # JSON or UTF-8 that broke off
            raise faults.of_damage(self.endpoint, f"the answer is damaged ({type(error).__name__})") from error

    async def _whole(self, request: dict[str, Any], answer: Received, on_token: OnToken | None) -> None:
        response = await self._connected().chat.completions.create(**request)
        if isinstance(response, str):
            raise faults.of_damage(self.endpoint, "the answer isn't an OpenAI-compatible one")
        piece = answer.add(response)
        if told := (response.model_extra or {}).get("error"):
            raise faults.of_body(self.endpoint, told)
        if on_token and piece:
            on_token(piece)

    async def _streamed(self, request: dict[str, Any], answer: Received, on_token: OnToken | None) -> None:
        request["stream"] = True
        if self.capabilities.stream_usage:
            request["stream_options"] = {"include_usage": True}
        silence = None
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

    def _refuse_unusable(self, answer: Received) -> None:
        thing = f"{answer.model or self.endpoint.model} at {self.endpoint.label}"
        if answer.refusal or answer.finish_reason == "content_filter":
            said = " ".join(answer.refusal.split())[:200] or "a content filter stopped the answer"
            raise Declined(thing, f"the model declined: {said}", "Read the sources, or choose another model.")
        if answer.finish_reason == "length":
            cause = f"the answer stopped at the token limit ({answer.completion_tokens or 'unknown'} tokens)"
            raise Truncated(thing, cause, "Allow more tokens (NUTGRAF_MAX_TOKENS) or ask for a shorter text.")
        if not answer.text:
            cause = "the answer is empty" if not answer.reasoning else "the answer is nothing but reasoning"
            raise InvalidOutput(thing, cause, "Try again or choose another model.")

    def _usage(self, tries: list[Received], started: float) -> Usage:
        """All attempts of a call, also those that failed. A cost that can't be known whole is None."""
        costs = [self._cost(got) for got in tries]
        return Usage(
            calls=len(tries),
            prompt_tokens=sum(got.prompt_tokens for got in tries),
            completion_tokens=sum(got.completion_tokens for got in tries),
            cached_tokens=sum(got.cached_tokens for got in tries),
            seconds=round(time.monotonic() - started, 3),
            cost=None if None in costs else sum(cost for cost in costs if cost is not None),
        )

    def _cost(self, got: Received) -> float | None:
        if not got.counted and (got.failure is None or faults.may_have_cost(got.failure)):
            return None
        model = got.model or self.endpoint.model
        return price(self.endpoint, model, got.prompt_tokens, got.completion_tokens, got.cached_tokens)


def _passes(error: BaseException) -> bool:
    """Whether another attempt may help, within a time that anyone would wait."""
    if not isinstance(error, Unreachable | RateLimited | TimedOut):
        return False
    return not error.stays and (error.retry_after or 0) <= LONGEST_WAIT


def _failures(tries: list[Received]) -> tuple[str, ...]:
    """One line for each failed attempt, with the kind of the original error."""
    return tuple(f"{got.failure}{_origin(got.failure)}" for got in tries if got.failure)


def _origin(failure: ModelError) -> str:
    return f" [{type(failure.__cause__).__name__}]" if failure.__cause__ else ""


def _told_context(model: Any) -> int | None:
    """vLLM says `max_model_len`, OpenRouter `context_length`, llama.cpp `meta.n_ctx`, LM Studio a length as loaded."""
    extra = model.model_extra or {}
    told = {**extra, **_mapping(extra.get("meta"))}
    names = ("max_model_len", "loaded_context_length", "n_ctx", "context_length", "context_window", "n_ctx_train")
    known = (told.get(name) for name in names)
    return next((value for value in known if isinstance(value, int) and value > 0), None)


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
