"""A model call of a draft: answered from the ledger when it was paid for before, asked and entered there when not.

The ledger (`state.spending`) is what makes the writing durable: begun again, a draft goes the same way over the same
answers. Nothing of it is recorded a second time by the engine.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pipeline import errors
from pipeline.connect import JUDGING, Connection
from pipeline.errors import ContextTooLong, ModelError, NutgrafError, Unusable
from pipeline.flow.job import Job
from pipeline.flow.paying import Account
from pipeline.flow.together import Together
from pipeline.models import CallRecord, Completion, Frozen, ModelCall, Usage, hash_of
from pipeline.state import Call, Wall


class Order(Frozen):
    """For whose account a job is done: looked up when it is begun, for it may have moved to another run."""

    run_id: str | None = None
    walls: tuple[Wall, ...] = ()


class Stopped(Exception):
    """A call failed in a way that says nothing about the draft: the run stops and can be resumed at this call."""

    def __init__(self, failure: dict[str, Any]) -> None:
        super().__init__(failure["cause"])
        self.failure = failure


@dataclass(frozen=True)
class Asking:
    """What the calls of one job have in common; `answers` are those the ledger has, by the hash of the call."""

    job: Job
    order: Order
    answers: dict[str, str]
    connection: Callable[[Job], Connection]
    together: Together

    async def complete(self, call: ModelCall) -> Completion:
        """What the model answered counts also when it is of no use: it was paid for. Raises Stopped, or as `Client`."""
        key = hash_of(call)
        if key not in self.answers:
            self.answers[key] = await self._ask(call, key)
        outcome = json.loads(self.answers[key])
        if "stopped" in outcome:
            del self.answers[key]
            raise Stopped(outcome["stopped"])
        if "unusable" in outcome:
            raise rebuilt(outcome["unusable"])
        return Completion.model_validate(outcome["completion"])

    async def _ask(self, call: ModelCall, key: str) -> str:
        job, connection = self.job, self.connection(self.job)
        entry = Call(job.version_id, key, call.name, job.model, self.order.run_id, job.desk)
        asked = connection.of_call(call)
        account = Account(self.together, asked, call, entry, self.order.walls)
        async with asked.turn:
            return await _answered(connection, call, account)


async def _answered(connection: Connection, call: ModelCall, account: Account) -> str:
    """The outcome of a call, in the ledger before it is returned."""
    try:
        completion = await connection.complete(call, account.admit)
    except (Unusable, ContextTooLong) as error:
        answer = json.dumps({"unusable": recorded(error)})
        await account.answered(error.usage or Usage(), answer)
        return answer
    except NutgrafError as error:
        if isinstance(error, ModelError):
            await account.failed(error)
        # A judge that can't be asked stops no draft: the report tells.
        kind = "unusable" if call.name.startswith(JUDGING) else "stopped"
        return json.dumps({kind: recorded(error)})
    answer = json.dumps({"completion": completion.model_dump(mode="json")})
    await account.answered(completion.usage, answer)
    return answer


def recorded(error: NutgrafError) -> dict[str, Any]:
    usage: Usage = getattr(error, "usage", None) or Usage()
    return {
        "kind": type(error).__name__,
        "thing": error.thing,
        "cause": error.cause,
        "next_step": error.next_step,
        "usage": usage.model_dump(mode="json"),
        "attempts": list(getattr(error, "attempts", ())),
        "before": [record.model_dump(mode="json") for record in getattr(error, "before", ())],
    }


def rebuilt(record: dict[str, Any]) -> NutgrafError:
    kind: type[NutgrafError] = getattr(errors, record["kind"], NutgrafError)
    error = kind(record["thing"], record["cause"], record["next_step"])
    if isinstance(error, ModelError):
        error.usage = Usage.model_validate(record["usage"])
        error.attempts = tuple(record["attempts"])
        error.before = tuple(CallRecord.model_validate(call) for call in record.get("before", ()))
    return error
