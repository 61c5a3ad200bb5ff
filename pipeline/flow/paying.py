"""One model call on somebody's account: admitted before every attempt, settled after it."""

from __future__ import annotations

import asyncio
from functools import partial

from pipeline.connect import Connection
from pipeline.desks import Limits
from pipeline.errors import ModelError, OverBudget, UsageError
from pipeline.flow.together import Together
from pipeline.llm import may_have_cost
from pipeline.models import ModelCall, Usage
from pipeline.state import Call, Later, Over, Wall

_SOON = 0.2
"""Seconds until it is worth asking again whether other calls have left something of the budget."""


def walls(limits: Limits, connection: Connection, max_cost: float | None = None) -> tuple[Wall, ...]:
    """The limits of a desk, and of this run over all its desks; raises UsageError when the model has no price."""
    names = ("max_cost_per_story", "max_cost_per_run", "max_cost_per_day")
    given = [(name, getattr(limits, name)) for name in names] + [("--max-cost", max_cost)]
    found = tuple(Wall(name, amount) for name, amount in given if amount is not None)
    trial = ModelCall(name="", system="", prompt="", max_tokens=1)
    if found and connection.worst_price(trial) is None:
        raise UsageError(
            found[0].name,
            f"{connection.model} at {connection.label} is unpriced, so no limit can be kept",
            "Give prompt_price and completion_price under [model] in the desk file, or drop the limit.",
        )
    return found


class Account:
    """What one call does to the ledger and to the breaker."""

    def __init__(
        self, together: Together, connection: Connection, call: ModelCall, entry: Call, walls: tuple[Wall, ...]
    ) -> None:
        self._together, self._connection, self._entry, self._walls = together, connection, entry, walls
        self._worst = connection.worst_price(call)
        self._number: int | None = None

    async def admit(self, failed: ModelError | None) -> None:
        """Before each attempt. Raises OverBudget when a wall stands before it, or what opened the breaker."""
        if failed is not None:
            await self.failed(failed)
        self._connection.breaker.check()
        while True:
            reserve = partial(self._together.state.reserve, self._entry, self._worst, self._walls)
            found = await self._together.do(reserve)
            match found:
                case Over():
                    cause = (
                        f"{found.wall.name} of ${found.wall.amount:g} leaves no room for it: ${found.spent:.4f} spent"
                    )
                    raise OverBudget(f"call {self._entry.name}", cause, "It waits for more budget.")
                case Later():
                    await asyncio.sleep(_SOON)
                case _:
                    self._number = found.number
                    return

    async def answered(self, usage: Usage, answer: str) -> None:
        """The last attempt was answered, with something usable or not."""
        self._connection.breaker.worked()
        tokens = usage.prompt_tokens, usage.completion_tokens, usage.cached_tokens
        # What can't be counted is taken for the most it can have been.
        charge = self._connection.price(usage) if any(tokens) else self._worst
        await self._settle(charge, tokens=tokens, answer=answer)

    async def failed(self, error: ModelError) -> None:
        """The last attempt failed; one that may have cost unseen counts as the worst."""
        self._connection.breaker.failed(error)
        lost = self._worst if may_have_cost(error) else (None if self._worst is None else 0.0)
        await self._settle(lost, error=f"{type(error).__name__}: {error.cause}"[:300])

    async def _settle(
        self,
        charge: float | None,
        *,
        tokens: tuple[int, int, int] = (0, 0, 0),
        answer: str | None = None,
        error: str | None = None,
    ) -> None:
        if self._number is None:
            return
        number, self._number = self._number, None
        settle = self._together.state.settle
        await self._together.do(partial(settle, number, charge, tokens=tokens, answer=answer, error=error))
