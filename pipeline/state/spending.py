"""What model calls may cost and did cost: reserved before each attempt, settled after it.

An answer is kept with what was paid for it, so that work that is done again from its beginning asks for nothing twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from pipeline.state import tables
from pipeline.state.database import Database, now


class Call(NamedTuple):
    """Which call of which draft, for whose account."""

    version_id: str
    call: str
    """Hash of the request."""
    name: str
    model: str
    run_id: str | None = None
    desk: str | None = None


class Wall(NamedTuple):
    """A sum that is not crossed, in US dollars."""

    name: str
    """`max_cost_per_story`, `max_cost_per_run`, `max_cost_per_day`, or `--max-cost`."""
    amount: float


class Reserved(NamedTuple):
    number: int


class Later(NamedTuple):
    """Other calls hold what is left; when they are settled, it may do."""


class Over(NamedTuple):
    wall: Wall
    spent: float


class Spent(NamedTuple):
    calls: int
    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int
    cost: float
    """Of the attempts that have a price."""
    unpriced: int
    """Attempts without one."""


_calls = tables.model_calls


class Spending(Database):
    def answers(self, version_id: str) -> dict[str, str]:
        """What was answered to a draft's calls before, by the hash of the call."""
        mine = (_calls.c.version_id == version_id, _calls.c.answer.is_not(None))
        with self.transaction() as connection:
            rows = connection.execute(sa.select(_calls.c.call, _calls.c.answer).where(*mine).order_by(_calls.c.number))
            return {row.call: row.answer for row in reversed(rows.all())}

    def reserve(self, call: Call, worst: float | None, walls: Sequence[Wall] = ()) -> Reserved | Later | Over:
        """Enter an attempt with the most it can cost, unless a wall stands before it; `worst` None: unpriced."""
        with self.transaction(exclusive=bool(walls)) as connection:
            held = False
            for wall in walls:
                spent, reserved = self._sums(connection, wall, call)
                if spent + (worst or 0.0) > wall.amount:
                    return Over(wall, spent)
                held = held or spent + reserved + (worst or 0.0) > wall.amount
            if held:
                return Later()
            moment = now()
            row = {**call._asdict(), "charge": worst, "state": "reserved", "day": f"{moment:%Y-%m-%d}", "began": moment}
            tokens = {"prompt_tokens": 0, "completion_tokens": 0, "cached_tokens": 0}
            added = connection.execute(sa.insert(_calls).values(**row, **tokens)).inserted_primary_key
            return Reserved(added[0] if added else 0)

    def settle(
        self,
        number: int,
        charge: float | None,
        *,
        tokens: tuple[int, int, int] = (0, 0, 0),
        answer: str | None = None,
        error: str | None = None,
    ) -> None:
        """What the attempt did cost; `tokens` are those of the prompt, the answer, and from the cache."""
        counted = dict(zip(("prompt_tokens", "completion_tokens", "cached_tokens"), tokens, strict=True))
        state = "failed" if error else "answered"
        values: dict[str, Any] = {**counted, "charge": charge, "answer": answer, "error": error, "state": state}
        with self.transaction() as connection:
            connection.execute(sa.update(_calls).where(_calls.c.number == number).values(**values, ended=now()))

    def _sums(self, connection: sa.Connection, wall: Wall, call: Call) -> tuple[float, float]:
        """Settled and reserved dollars on this side of a wall. A reservation nobody settled was lost: it is spent."""
        match wall.name:
            case "max_cost_per_story":
                where = [_calls.c.version_id == call.version_id]
            case "max_cost_per_day":
                where = [_calls.c.day == f"{now():%Y-%m-%d}", _calls.c.desk == call.desk]
            case "max_cost_per_run":
                where = [_calls.c.run_id == call.run_id, _calls.c.desk == call.desk]
            case _:
                where = [_calls.c.run_id == call.run_id]
        open_ = _calls.c.state == "reserved"
        charge = sa.func.coalesce(_calls.c.charge, 0.0)
        total = sa.func.coalesce(sa.func.sum(charge), 0.0)
        held = sa.func.coalesce(sa.func.sum(sa.case((open_, charge), else_=0.0)), 0.0)
        both = connection.execute(sa.select(total, held).where(*where)).one()
        return both[0] - both[1], both[1]

    def lose_reservations(self, version_ids: Sequence[str]) -> None:
        """The process that made these calls is gone: what they reserved counts as spent."""
        where = (_calls.c.version_id.in_(version_ids), _calls.c.state == "reserved")
        with self.transaction() as connection:
            lost = {"state": "failed", "error": "the process ended during the call", "ended": now()}
            connection.execute(sa.update(_calls).where(*where).values(**lost))

    def spent(self, *, run_id: str | None = None, day: str | None = None) -> Spent:
        where = [_calls.c.run_id == run_id] if run_id else []
        where += [_calls.c.day == day] if day else []
        sums = [
            sa.func.coalesce(sa.func.sum(_calls.c[name]), 0)
            for name in ("prompt_tokens", "completion_tokens", "cached_tokens", "charge")
        ]
        unpriced = sa.func.coalesce(sa.func.sum(sa.case((_calls.c.charge.is_(None), 1), else_=0)), 0)
        with self.transaction() as connection:
            row = connection.execute(sa.select(sa.func.count(), *sums, unpriced).where(*where)).one()
        return Spent(row[0], int(row[1]), int(row[2]), int(row[3]), float(row[4]), int(row[5]))

    def calls_of(self, run_id: str, *, ended_since: datetime | None = None) -> list[dict[str, Any]]:
        """Every attempt of a run, or those that ended since, the earliest first, without the answers."""
        columns = [c for c in _calls.c if c.name != "answer"]
        query = sa.select(*columns).where(_calls.c.run_id == run_id).order_by(_calls.c.began, _calls.c.number)
        if ended_since is not None:
            query = query.where(_calls.c.ended >= ended_since)
        with self.transaction() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def forget_answers(self, version_ids: Sequence[str]) -> None:
        """The answers go, what they cost stays."""
        with self.transaction() as connection:
            where = _calls.c.version_id.in_(version_ids)
            connection.execute(sa.update(_calls).where(where).values(answer=None))
