"""What an endpoint can: found by asking it, a few tiny calls at most."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from pipeline.errors import BadRequest, KeyRefused, ModelError, TimedOut, Truncated, Unreachable, Unusable
from pipeline.llm import Capabilities, Client, Endpoint, JsonMode, parse_json
from pipeline.llm.endpoint import Trial
from pipeline.models import CallRecord, Completion, ModelCall, Usage

__all__ = ["Capabilities", "Probed", "Trial", "probe"]

_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "city": {"type": "string", "enum": ["Paris", "Oslo"]},
        "sentence": {"type": "string", "minLength": 1, "maxLength": 200},
    },
    "required": ["city", "sentence"],
    "additionalProperties": False,
}
_ASKED = ModelCall(
    name="probe",
    system="You answer briefly.",
    prompt="Name the capital of France and say one sentence about it. Answer as JSON.",
    json_schema=_SCHEMA,
    max_tokens=400,
    temperature=0.3,
    seed=1,
)
_BARE = Capabilities(
    json_mode=JsonMode.TEXT,
    string_limits=False,
    system_role=False,
    temperature=False,
    seed=False,
    streaming=False,
    stream_usage=False,
)
_MODES = {
    JsonMode.JSON_SCHEMA: "strict JSON schema",
    JsonMode.JSON_OBJECT: "JSON without a schema; checked here",
    JsonMode.TEXT: "plain text; the schema goes into the prompt, and the answer is checked here",
}
_REASONING = {
    "": "none seen",
    "tags": "in tags before the answer; cut off before it is read",
    "field": "in a field of its own, which is never read",
    "hidden": "not shown, only counted",
}
_REASONING_TOKENS = 4000
# Each is tried alone on top of what is already known to work.
_OPTIONS = (
    ("system_role", "system role"),
    ("temperature", "temperature"),
    ("seed", "seed"),
    ("streaming", "streaming"),
    ("stream_usage", "usage in the stream"),
)


Sleep = Callable[[float], Awaitable[None]]


class Probed(NamedTuple):
    capabilities: Capabilities
    record: CallRecord
    """What finding out cost."""


async def probe(
    endpoint: Endpoint,
    *,
    timeout: float = 60.0,  # noqa: ASYNC109 - of each call
    sleep: Sleep = asyncio.sleep,
) -> Probed:
    """Ask for everything at once; only where that fails, find out piece by piece (about ten calls).

    Raises a ModelError when the endpoint can't be reached, refuses the key, doesn't know the model, or answers not
    even a plain question; its `usage` is that of all calls.
    """
    prober = _Prober(endpoint, timeout, sleep)
    try:
        found = await prober.found()
    except ModelError as error:
        error.usage = prober.usage
        raise
    record = CallRecord(name="probe", model=prober.model, finish_reason="stop", usage=prober.usage)
    return Probed(found.model_copy(update={"trials": tuple(_trials(found, prober))}), record)


def _trials(found: Capabilities, prober: _Prober) -> list[Trial]:
    """The table of `nutgraf doctor`: what was tried, whether it works, and what follows."""
    limit = f"sent as {found.max_tokens}"
    allowed = f"; {found.reasoning_tokens} tokens more are allowed for it" if found.reasoning_tokens else ""
    length, speed = found.context_length, found.tokens_per_second
    listed = "" if prober.listed is None else ", listed" if prober.listed else ", though its list doesn't name it"
    return [
        Trial(name="reachable", ok=True, detail=prober.label),
        Trial(name="key", ok=True, detail="accepted"),
        Trial(name="model", ok=True, detail=f"answers as {prober.model}{listed}"),
        Trial(name="JSON", ok=found.json_mode is JsonMode.JSON_SCHEMA, detail=_MODES[found.json_mode]),
        *(_option(name, shown, found, prober) for name, shown in _OPTIONS),
        Trial(name="length limit", ok=True, detail=limit),
        Trial(name="usage", ok=prober.counts, detail="counted" if prober.counts else "the endpoint reports no tokens"),
        Trial(name="reasoning", ok=True, detail=f"{_REASONING[found.reasoning]}{allowed}"),
        Trial(name="context", ok=length is not None, detail=f"{length} tokens" if length else "not told"),
        Trial(name="speed", ok=speed is not None, detail=f"{speed:.0f} tokens a second" if speed else "unknown"),
    ]


def _option(name: str, shown: str, found: Capabilities, prober: _Prober) -> Trial:
    ok = getattr(found, name)
    return Trial(name=shown, ok=ok, detail="taken" if ok else prober.refusals.get(name, "not taken; left out"))


class _Prober:
    """Tries sets of capabilities and remembers what was said."""

    def __init__(self, endpoint: Endpoint, timeout: float, sleep: Sleep) -> None:
        self._endpoint = endpoint
        self._options: dict[str, Any] = {"timeout": timeout, "sleep": sleep, "attempts": 2}
        self.label, self.model = endpoint.label, endpoint.model
        self.listed: bool | None = None
        """Whether the endpoint's list names the model; None without a list."""
        self.usage = Usage()
        self.counts = False
        self.refusals: dict[str, str] = {}
        self._learnt: dict[str, Any] = {}
        self._speeds: list[float] = []

    async def found(self) -> Capabilities:
        await self._look()
        answer = await self.tried(Capabilities())
        if answer is not None and answer.finish_reason == "length" and self._learnt.get("reasoning"):
            answer = await self.tried(Capabilities())  # now with tokens for the reasoning
        found = Capabilities() if self.is_json(answer) else await self._piece_by_piece()
        speed = max(self._speeds, default=None)
        return found.model_copy(update={**self._learnt, "tokens_per_second": speed})

    async def _look(self) -> None:
        """The list of models, for nothing: that nobody is there is known before a question is asked."""
        try:
            async with Client(self._endpoint, **self._options) as client:
                models = await client.models()
        except (KeyRefused, TimedOut):
            models = {}  # some keys may ask but not list, and some lists hang: the question decides
        if models:
            self.listed = self._endpoint.model in models
        length = self._endpoint.context_length or models.get(self._endpoint.model)
        self._learnt["context_length"] = length

    async def tried(self, capabilities: Capabilities, name: str = "") -> Completion | None:
        """The answer, or None when the request was refused; an answer cut short or unusable is an empty one."""
        trying = capabilities.model_copy(update=self._learnt)
        try:
            async with Client(self._endpoint, trying, **self._options) as client:
                answer = await client.complete(_ASKED)
        except BadRequest as error:
            self._count(error.usage)
            if error.stays:
                raise
            self.refusals[name] = error.cause
            return None
        except Unreachable as error:
            self._count(error.usage)
            # Some servers answer 500 to what they don't know; one that never answers fails the bare question, too.
            if error.stays or (not name and capabilities != Capabilities()):
                raise
            self.refusals[name] = error.cause
            return None
        except Unusable as error:
            self._count(error.usage)
            self._reasons(error.reasoning)
            reason = "length" if isinstance(error, Truncated) else "unusable"
            return Completion(text="", model=self.model, finish_reason=reason, usage=error.usage)
        except ModelError as error:
            self._count(error.usage)
            raise
        self.model = answer.model
        self._count(answer.usage)
        self._reasons(answer.reasoning)
        if answer.usage.completion_tokens and answer.usage.seconds:
            self._speeds.append(round(answer.usage.completion_tokens / answer.usage.seconds, 1))
        return answer

    def _count(self, usage: Usage) -> None:
        self.usage += usage
        self.counts = self.counts or usage.completion_tokens > 0

    def _reasons(self, reasoning: str) -> None:
        if reasoning:
            room = (self._learnt.get("context_length") or 4 * _REASONING_TOKENS) // 4
            self._learnt |= {"reasoning": reasoning, "reasoning_tokens": min(_REASONING_TOKENS, room)}

    async def _piece_by_piece(self) -> Capabilities:
        found = await self._bare()
        for name, _ in _OPTIONS:
            if name == "stream_usage" and not found.streaming:
                continue
            found = await self._with(found, name, True, lambda answer: answer is not None)
        with_schema = await self._with(found, "json_mode", JsonMode.JSON_SCHEMA, self.is_json)
        if with_schema.json_mode is JsonMode.JSON_SCHEMA:
            return await self._with(with_schema, "string_limits", True, self.is_json)
        return await self._with(found, "json_mode", JsonMode.JSON_OBJECT, self.is_json)

    async def _bare(self) -> Capabilities:
        """The plainest question, with either name of the token limit."""
        if await self.tried(_BARE) is not None:
            return _BARE
        newer = _BARE.model_copy(update={"max_tokens": "max_completion_tokens"})
        if await self.tried(newer) is not None:
            return newer
        cause = self.refusals.get("", "it refuses a plain question")
        raise BadRequest(
            f"{self._endpoint.model} at {self._endpoint.label}", cause, "Choose another model or endpoint."
        )

    async def _with(
        self, found: Capabilities, name: str, value: object, works: Callable[[Completion | None], bool]
    ) -> Capabilities:
        wanted = found.model_copy(update={name: value})
        return wanted if works(await self.tried(wanted, name)) else found

    @staticmethod
    def is_json(answer: Completion | None) -> bool:
        """Whether the answer is what the schema asks for."""
        try:
            value = parse_json(answer.text if answer else "")
        except ModelError:
            return False
        return (
            isinstance(value, dict)
            and set(value) == {"city", "sentence"}
            and value["city"] in ("Paris", "Oslo")
            and isinstance(value["sentence"], str)
        )
