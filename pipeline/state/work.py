"""Who is at work, the runs, and the drafts that are to be written in them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from pipeline.state import tables
from pipeline.state.database import Database, chunks, now
from pipeline.states import STORY_MOVES, StoryState

OPEN = (StoryState.QUEUED, StoryState.WRITING)


class Worker(NamedTuple):
    executor_id: str
    kind: str
    """`run`, `serve` or `draft`."""
    host: str
    """Where its process id means something: host name and, in a container, its own space of ids."""
    pid: int
    born: str
    """When the process began, as its system tells it: a process id may be given again."""
    started: datetime
    beat: datetime
    """When it was last heard of, by the database's clock, in UTC."""


class RunRow(NamedTuple):
    run_id: str
    desks: tuple[str, ...]
    executor_id: str
    max_cost: float | None
    state: str
    """`running`, `done`, `stopped` (it can go on), `cancelled`."""
    reason: str | None
    started: datetime
    finished: datetime | None
    collected: Sequence[Mapping[str, Any]]
    """What the sources brought: counts, refusals, sources that failed."""


class Work(NamedTuple):
    version_id: str
    story_id: str
    run_id: str
    desk: str
    title: str
    state: StoryState
    kind: str | None
    """Why it waits or failed, as the name of an error."""
    reason: str | None
    tries: int
    result: Mapping[str, Any]
    """Of a draft that is done: its state, folder, findings by rule, seconds by stage, tokens and cost."""
    queued: datetime
    updated: datetime


class WorkTable(Database):
    # --- workers ---

    def add_worker(self, executor_id: str, kind: str, host: str, pid: int, born: str) -> None:
        row = {"executor_id": executor_id, "kind": kind, "host": host, "pid": pid, "born": born}
        with self.transaction() as connection:
            connection.execute(sa.insert(tables.workers).values(**row, started=now(), beat=self._clock))

    def beat(self, executor_id: str) -> bool:
        """Say that it lives; False when it was taken for dead meanwhile."""
        where = tables.workers.c.executor_id == executor_id
        with self.transaction() as connection:
            return connection.execute(sa.update(tables.workers).where(where).values(beat=self._clock)).rowcount > 0

    def remove_worker(self, executor_id: str) -> None:
        with self.transaction() as connection:
            connection.execute(sa.delete(tables.workers).where(tables.workers.c.executor_id == executor_id))

    def workers(self) -> tuple[list[Worker], datetime]:
        """Everyone who has signed in and not out, and what time it is there."""
        with self.transaction() as connection:
            rows = connection.execute(sa.select(tables.workers).order_by(tables.workers.c.started))
            found = [Worker(**row) for row in rows.mappings()]
            return found, connection.scalar(sa.select(self._clock)) or now()

    @property
    def _clock(self) -> Any:
        """The database's time, one for all machines."""
        return (
            sa.func.current_timestamp(type_=sa.DateTime) if self._is_sqlite else sa.func.timezone("UTC", sa.func.now())
        )

    # --- runs ---

    def add_run(self, run_id: str, desks: Collection[str], executor_id: str, max_cost: float | None) -> None:
        row = {"run_id": run_id, "desks": json.dumps(sorted(desks)), "executor_id": executor_id, "max_cost": max_cost}
        with self.transaction() as connection:
            connection.execute(sa.insert(tables.runs).values(**row, state="running", started=now(), collected="[]"))

    def update_run(self, run_id: str, **changes: Any) -> None:
        if "collected" in changes:
            changes["collected"] = json.dumps(changes["collected"])
        with self.transaction() as connection:
            connection.execute(sa.update(tables.runs).where(tables.runs.c.run_id == run_id).values(**changes))

    def end_run(self, run_id: str, state: str, reason: str | None = None) -> None:
        self.update_run(run_id, state=state, reason=reason, finished=now())

    def runs(self, *, run_id: str | None = None, limit: int = 1000) -> list[RunRow]:
        """The newest first."""
        query = sa.select(tables.runs).order_by(tables.runs.c.started.desc(), tables.runs.c.run_id).limit(limit)
        if run_id is not None:
            query = query.where(tables.runs.c.run_id == run_id)
        with self.transaction() as connection:
            return [_run(row) for row in connection.execute(query).mappings()]

    # --- drafts to be written ---

    def add_work(self, version_id: str, story_id: str, run_id: str, desk: str, title: str) -> bool:
        """Put a draft into a run; False when it has been written already, or is in another run that goes on."""
        table, moment = tables.work, now()
        with self.transaction() as connection:
            where = table.c.version_id == version_id
            state = connection.scalar(sa.select(table.c.state).where(where))
            if state is not None:
                return False
            row = {"version_id": version_id, "story_id": story_id, "run_id": run_id, "desk": desk, "title": title}
            connection.execute(
                sa.insert(table).values(**row, state=StoryState.QUEUED, tries=0, queued=moment, updated=moment)
            )
            return True

    def take_over(self, version_ids: Iterable[str], run_id: str) -> None:
        """Unfinished drafts of earlier runs belong to this one."""
        with self.transaction() as connection:
            for some in chunks(list(version_ids)):
                where = tables.work.c.version_id.in_(some)
                connection.execute(sa.update(tables.work).where(where).values(run_id=run_id, tries=0, updated=now()))

    def work(
        self,
        *,
        run_id: str | None = None,
        states: Collection[StoryState] = (),
        desks: Collection[str] = (),
        version: str | None = None,
        since: datetime | None = None,
    ) -> list[Work]:
        """In the order in which they were queued; `version` is the beginning of a version's id or a story's whole id,
        and `since` the moment from which on they have changed, for who can bear to miss one that was stored later.
        """
        table = tables.work
        query = sa.select(table).order_by(table.c.queued, table.c.version_id)
        if run_id is not None:
            query = query.where(table.c.run_id == run_id)
        if states:
            query = query.where(table.c.state.in_(states))
        if desks:
            query = query.where(table.c.desk.in_(desks))
        if since is not None:
            query = query.where(table.c.updated >= since)
        if version is not None:
            either = table.c.version_id.startswith(version, autoescape=True)
            query = query.where(either | (table.c.story_id == version))
        with self.transaction() as connection:
            return [_work(row) for row in connection.execute(query).mappings()]

    def run_of(self, version_id: str) -> tuple[str | None, float | None]:
        """The run a draft belongs to, and what that may cost at most."""
        both = tables.work.join(tables.runs, tables.work.c.run_id == tables.runs.c.run_id, isouter=True)
        query = sa.select(tables.work.c.run_id, tables.runs.c.max_cost).select_from(both)
        with self.transaction() as connection:
            row = connection.execute(query.where(tables.work.c.version_id == version_id)).one_or_none()
            return (row[0], row[1]) if row else (None, None)

    def moved(self, run_id: str, known: Mapping[str, Work]) -> dict[str, Work]:
        """All of a run; read anew are those that `known` doesn't have as they are, so that none is ever missed."""
        table = tables.work
        marks = sa.select(table.c.version_id, table.c.updated).where(table.c.run_id == run_id)
        with self.transaction() as connection:
            now_ = {row.version_id: row.updated for row in connection.execute(marks)}
            found = {v: known[v] for v, updated in now_.items() if v in known and known[v].updated == updated}
            for some in chunks([v for v in now_ if v not in found]):
                rows = connection.execute(sa.select(table).where(table.c.version_id.in_(some))).mappings()
                found.update({row["version_id"]: _work(row) for row in rows})
            return found

    def note(
        self,
        version_id: str,
        story_id: str,
        state: StoryState,
        *,
        kind: str | None = None,
        reason: str | None = None,
        result: Mapping[str, Any] | None = None,
    ) -> None:
        """What became of a draft: its story is in this state now, and so is its place in a run, if it has one."""
        moment, story = now(), tables.stories.c.story_id == story_id
        with self.transaction() as connection:
            old = connection.scalar(sa.select(tables.stories.c.state).where(story))
            if old is not None:  # another version of the story may have moved it on meanwhile
                by_way = state == old or state in STORY_MOVES[StoryState(old)]
                steps = [state] if by_way else [StoryState.WRITING, state]
                for step in steps:
                    values = {"state": step, "reason": reason, "updated": moment}
                    connection.execute(sa.update(tables.stories).where(story).values(**values))
            tries = {"tries": tables.work.c.tries + 1} if state == StoryState.WAITING else {}
            changes: dict[str, Any] = {"state": state, "kind": kind, "reason": reason, "updated": moment, **tries}
            if result is not None:
                changes["result"] = json.dumps(result)
            connection.execute(sa.update(tables.work).where(tables.work.c.version_id == version_id).values(**changes))

    def forget_work(self, version_ids: Iterable[str]) -> None:
        with self.transaction() as connection:
            for some in chunks(list(version_ids)):
                connection.execute(sa.delete(tables.work).where(tables.work.c.version_id.in_(some)))


def _run(row: Mapping[Any, Any]) -> RunRow:
    parsed = {"desks": tuple(json.loads(row["desks"])), "collected": json.loads(row["collected"])}
    return RunRow(**{**row, **parsed})


def _work(row: Mapping[Any, Any]) -> Work:
    return Work(**{**row, "state": StoryState(row["state"]), "result": json.loads(row["result"] or "{}")})


def age(since: datetime, until: datetime) -> timedelta:
    return until.replace(tzinfo=None) - since.replace(tzinfo=None)
