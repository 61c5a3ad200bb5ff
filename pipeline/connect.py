"""The configured model, connected at the first call: the embedded server or an endpoint, with what it can."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, nullcontext
from urllib.parse import urlsplit

from pydantic import SecretStr, ValidationError

from pipeline.capabilities import Capabilities, probe
from pipeline.desks import ModelChoice
from pipeline.embedded import EmbeddedServer, find_gguf
from pipeline.errors import ModelError, UsageError
from pipeline.journal import Journal
from pipeline.llm import Admit, Breaker, Client, Endpoint, price, worst_price
from pipeline.models import CallRecord, Completion, ModelCall, Usage
from pipeline.settings import EMBEDDED, Settings
from pipeline.state import State

_SMALL_MODEL = 500_000_000
"""Bytes of weights under which a model can hold one passage but no section (about a billion parameters at 4 bits)."""
JUDGING = "judge."
"""Calls whose names begin so go to the judge's model."""
_OPENAI = "https://api.openai.com/v1"


class Connection:
    """One model for one run. `label` and `model` are known before anything is started or asked."""

    def __init__(
        self, settings: Settings, state: State, journal: Journal, *, stream: bool = True, at_once: int | None = None
    ) -> None:
        """`stream` off: answers come whole, which costs less where nobody reads along; `at_once` limits the calls."""
        self._settings, self._state, self._journal = settings, state, journal
        self._stream = stream
        self._turns = asyncio.Semaphore(at_once) if at_once else None
        self.breaker = Breaker()
        self._stack = AsyncExitStack()
        self._client: Client | None = None
        self._opening = asyncio.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._before: tuple[CallRecord, ...] = ()
        """What trying out the endpoint cost, for the call that caused it."""
        if settings.uses_embedded:
            gguf = find_gguf(settings.gguf)
            self.label, self.model = EMBEDDED, gguf.stem
            self.small_steps = gguf.stat().st_size < _SMALL_MODEL
        else:
            endpoint = configured(settings)
            self.label, self.model = endpoint.label, endpoint.model
            self.small_steps = False
        if settings.small_steps is not None:
            self.small_steps = settings.small_steps
        self._judge = (
            Connection(settings.for_judge(), state, journal, stream=stream, at_once=at_once) if settings.judge else None
        )

    @property
    def judge(self) -> str | None:
        """The model that gives the second opinion, if one is wanted."""
        return self._judge.model if self._judge else None

    async def complete(self, call: ModelCall, admit: Admit | None = None) -> Completion:
        """Answer a call; the first one starts the embedded model or probes the endpoint. Raises ModelError kinds.

        `admit` is awaited before every attempt (see `llm.Client`).
        """
        if self._judge and call.name.startswith(JUDGING):
            self._loop = asyncio.get_running_loop()
            return await self._judge.complete(call, admit)
        async with self._opening:
            if self._client is None:
                self._client = await self._open()
            before, self._before = self._before, ()
        self._journal.event("write", message=call.name, call=call.name)
        try:
            on_token = self._journal.token if self._stream else None
            done = await self._client.complete(call, on_token, self._waiting, admit)
        except ModelError as error:
            error.before = before
            raise
        return done.model_copy(update={"before": before}) if before else done

    @property
    def turn(self) -> AbstractAsyncContextManager[None]:
        """Held from asking until the answer is safe: a process that dies loses no more than `at_once` calls."""
        return self._turns or nullcontext()

    def of_call(self, call: ModelCall) -> Connection:
        """The judge's for the judge's calls."""
        return self._judge if self._judge and call.name.startswith(JUDGING) else self

    def worst_price(self, call: ModelCall) -> float | None:
        """The most that one attempt can cost in US dollars; None when the model has no price."""
        return None if self._settings.uses_embedded else worst_price(configured(self._settings), call)

    def price(self, usage: Usage) -> float | None:
        """What the counted tokens of an answer cost, whatever came before it."""
        if self._settings.uses_embedded:
            return None
        tokens = usage.prompt_tokens, usage.completion_tokens, usage.cached_tokens
        return price(configured(self._settings), self.model, *tokens)

    def _waiting(self, seconds: float, why: str) -> None:
        self._journal.event("wait", message=f"{seconds:.0f} s: {why}", seconds=round(seconds, 1))

    async def _open(self) -> Client:
        self._journal.event("model", message=f"{self.model} at {self.label}", model=self.model, endpoint=self.label)
        self._loop = asyncio.get_running_loop()
        endpoint = await self._stack.enter_async_context(opened(self._settings))
        capabilities = Capabilities() if self._settings.uses_embedded else await self._known(endpoint)
        if not self._stream:
            capabilities = capabilities.model_copy(update={"streaming": False})
        client = Client(endpoint, capabilities, timeout=self._settings.model_timeout)
        return await self._stack.enter_async_context(client)

    async def _known(self, endpoint: Endpoint) -> Capabilities:
        """What the endpoint can, from the state or, once, from a probe."""
        found = self._state.capabilities(endpoint.base_url, endpoint.model)
        try:
            if found is not None:
                return Capabilities.model_validate(found)
        except ValidationError:
            pass  # of another version
        self._journal.event("model", message="trying out what the endpoint can (kept for later runs)")
        capabilities, record = await probe(endpoint)
        self._before = (record,)
        self._state.remember_capabilities(endpoint.base_url, endpoint.model, capabilities.model_dump(mode="json"))
        return capabilities

    async def aclose(self) -> None:
        """End the client and the embedded server, from within the event loop that asked."""
        await self._stack.aclose()
        self._loop = self._client = None
        if self._judge:
            await self._judge.aclose()

    def close(self) -> None:
        """End the client and the embedded server, in their own event loop, which runs in another thread."""
        if self._loop is not None:
            asyncio.run_coroutine_threadsafe(self.aclose(), self._loop).result(timeout=30)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Endpoint]:
    """The endpoint of the settings; the embedded server, where it is the one, runs as long as the context."""
    if not settings.uses_embedded:
        yield configured(settings)
        return
    with EmbeddedServer(settings.gguf) as server:
        yield server.endpoint


def configured(settings: Settings) -> Endpoint:
    """The endpoint that the settings name; raises UsageError when no model is named."""
    base_url = (settings.base_url or _OPENAI).rstrip("/")
    if settings.base_url is None and settings.api_key is None:
        raise UsageError(
            f"model {settings.model}",
            "there is no key and no endpoint for it",
            "Set OPENAI_API_KEY or OPENAI_BASE_URL.",
        )
    if not settings.model:
        raise UsageError(
            "model", f"none is set for {base_url}", "Set NUTGRAF_MODEL, or `--model embedded` for the embedded one."
        )
    prices = settings.desk.model if settings.desk else ModelChoice()
    return Endpoint(
        base_url=base_url,
        api_key=settings.api_key or SecretStr("none"),
        model=settings.model,
        prompt_price=prices.prompt_price,
        completion_price=prices.completion_price,
        label=urlsplit(base_url).netloc.rpartition("@")[2],
    )
