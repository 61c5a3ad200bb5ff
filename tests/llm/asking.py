"""Asking the fake endpoint with quick time limits; the waits between attempts are only noted down."""

from __future__ import annotations

from typing import Any

import pytest
from fake_endpoint import FakeEndpoint

from pipeline.errors import ModelError
from pipeline.llm import Client
from pipeline.llm.gate import Gate
from pipeline.models import Completion, ModelCall

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"headline": {"type": "string", "minLength": 1, "maxLength": 90}},
    "required": ["headline"],
    "additionalProperties": False,
}
CALL = ModelCall(
    name="write.head",
    system="You write for a newsroom.",
    prompt="[s1.p1] The council of Port Amble voted 7-2 to rebuild its seawall.\n\nWrite the headline.",
    json_schema=SCHEMA,
    max_tokens=200,
    seed=7,
)


class Asker:
    def __init__(self, fake: FakeEndpoint) -> None:
        self._fake = fake
        self.waits: list[float] = []
        self.time = 0.0
        self.gate = Gate(lambda: self.time)

    async def __call__(self, call: ModelCall = CALL, on_token: Any = None, **options: Any) -> Completion:
        endpoint = options.pop("endpoint", self._fake.endpoint)
        capabilities, on_wait = options.pop("capabilities", None), options.pop("on_wait", None)
        async with Client(
            endpoint, capabilities, **{"timeout": 5, "stall": 2, "sleep": self._sleep, "gate": self.gate, **options}
        ) as client:
            return await client.complete(call, on_token, on_wait)

    async def failing(self, kind: type[ModelError], *args: Any, **options: Any) -> ModelError:
        """The error of exactly that kind, which is one line with a next step."""
        with pytest.raises(kind) as caught:
            await self(*args, **options)
        assert type(caught.value) is kind
        assert "\n" not in str(caught.value)
        assert caught.value.next_step
        return caught.value

    async def _sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.time += seconds
