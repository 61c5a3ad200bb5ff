"""What an endpoint can: found by asking it, a few tiny calls at most."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from pipeline.errors import BadRequest, ModelError, Truncated, Unreachable, Unusable
from pipeline.llm import Capabilities, Client, Endpoint, JsonMode, parse_json
from pipeline.llm.endpoint import Trial
from pipeline.models import Completion, ModelCall, Usage

__all__ = ["Capabilities", "Trial", "probe"]

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
    JsonMode.JSON_OBJECT: "JSON without a schema",
    JsonMode.TEXT: "plain text; the schema goes into the prompt",
}
# Each is tried alone on top of what is already known to work.
_OPTIONS = (
    ("system_role", "system role"),
    ("temperature", "temperature"),
    ("seed", "seed"),
    ("streaming", "streaming"),
    ("stream_usage", "usage in the stream"),
)


Sleep = Callable[[float], Awaitable[None]]


async def probe(
    endpoint: Endpoint,
    *,
    timeout: float = 60.0,  # noqa: ASYNC109 - of each call
    sleep: Sleep = asyncio.sleep,
) -> Capabilities:
    """Ask for everything at once; only where that fails, find out piece by piece (about ten calls).

    Raises a ModelError when the endpoint can't be reached, refuses the key, doesn't know the model, or answers not
    even a plain question.
    """
    prober = _Prober(endpoint, timeout, sleep)
    answer = await prober.tried(Capabilities())
    found = Capabilities() if prober.is_json(answer) else await prober.piece_by_piece()
    async with Client(endpoint) as client:
        length = await client.context_length()
    speed = prober.tokens_per_second
    trials = (
        Trial(name="model", ok=True, detail=f"answers as {prober.model}"),
        Trial(name="JSON", ok=found.json_mode is JsonMode.JSON_SCHEMA, detail=_MODES[found.json_mode]),
        *(_option(name, shown, found, prober) for name, shown in _OPTIONS),
        Trial(name="length limit", ok=True, detail=f"sent as {found.max_tokens}"),
        Trial(name="usage", ok=prober.counts, detail="counted" if prober.counts else "the endpoint reports no tokens"),
        Trial(name="context", ok=length is not None, detail=f"{length} tokens" if length else "not told"),
        Trial(name="speed", ok=speed is not None, detail=f"{speed:.0f} tokens a second" if speed else "unknown"),
    )
    return found.model_copy(update={"context_length": length, "tokens_per_second": speed, "trials": trials})


def _option(name: str, shown: str, found: Capabilities, prober: _Prober) -> Trial:
    ok = getattr(found, name)
    return Trial(name=shown, ok=ok, detail="taken" if ok else prober.refusals.get(name, "not taken; left out"))


class _Prober:
    """Tries sets of capabilities and remembers what was said."""

    def __init__(self, endpoint: Endpoint, timeout: float, sleep: Sleep) -> None:
        self._endpoint = endpoint
        self._options: dict[str, Any] = {"timeout": timeout, "sleep": sleep, "attempts": 2}
        self.model = endpoint.model
        self.usage = Usage()
        self.counts = False
        self.refusals: dict[str, str] = {}

    @property
    def tokens_per_second(self) -> float | None:
        if not self.usage.completion_tokens or not self.usage.seconds:
            return None
        return round(self.usage.completion_tokens / self.usage.seconds, 1)

    async def tried(self, capabilities: Capabilities, name: str = "") -> Completion | None:
        """The answer, or None when the request was refused; an answer cut short or unusable is an empty one."""
        try:
            async with Client(self._endpoint, capabilities, **self._options) as client:
                answer = await client.complete(_ASKED)
        except BadRequest as error:
            self.refusals[name] = error.cause
            return None
        except Unreachable as error:
            # Some servers answer 500 to what they don't know; one that never answers fails the bare question, too.
            if not name and capabilities != Capabilities():
                raise
            self.refusals[name] = error.cause
            return None
        except Unusable as error:
            self._count(error.usage)
            reason = "length" if isinstance(error, Truncated) else "unusable"
            return Completion(text="", model=self.model, finish_reason=reason, usage=error.usage)
        self.model = answer.model
        self._count(answer.usage)
        return answer

    def _count(self, usage: Usage) -> None:
        self.usage += usage
        self.counts = self.counts or usage.completion_tokens > 0

    async def piece_by_piece(self) -> Capabilities:
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
