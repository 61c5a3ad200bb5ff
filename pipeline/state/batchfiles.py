"""Batch files that were sent: what is in them stands here before the endpoint has heard of them."""

from __future__ import annotations

import json
from typing import NamedTuple

import sqlalchemy as sa

from pipeline.state import tables
from pipeline.state.database import Database, now


class Line(NamedTuple):
    """Which call of which draft a line asks for."""

    version_id: str
    call: str
    number: int
    """The entry in the ledger that holds its price."""


class BatchFile(NamedTuple):
    token: str
    batch_id: str | None
    """None when nobody knows whether the endpoint took it."""
    desk: str
    lines: dict[str, Line]
    """By custom id."""


class BatchFileTable(Database):
    def add_batch_file(self, token: str, desk: str, lines: dict[str, Line]) -> None:
        row = {"token": token, "desk": desk, "lines": json.dumps(lines), "sent": now()}
        with self.transaction() as connection:
            connection.execute(sa.insert(tables.batch_files).values(**row))

    def name_batch_file(self, token: str, batch_id: str) -> None:
        with self.transaction() as connection:
            where = tables.batch_files.c.token == token
            connection.execute(sa.update(tables.batch_files).where(where).values(batch_id=batch_id))

    def batch_files(self, desk: str) -> list[BatchFile]:
        """Those of a desk whose answers were not taken in yet, the oldest first."""
        query = sa.select(tables.batch_files).where(tables.batch_files.c.desk == desk)
        with self.transaction() as connection:
            rows = connection.execute(query.order_by(tables.batch_files.c.sent)).mappings()
            return [
                BatchFile(
                    row["token"],
                    row["batch_id"],
                    row["desk"],
                    {key: Line(*line) for key, line in json.loads(row["lines"]).items()},
                )
                for row in rows
            ]

    def remove_batch_file(self, token: str) -> None:
        with self.transaction() as connection:
            connection.execute(sa.delete(tables.batch_files).where(tables.batch_files.c.token == token))
