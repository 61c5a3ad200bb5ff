"""One at a time: whoever holds a name keeps others out, on all machines that share the database."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from pipeline.errors import Busy, StoreError
from pipeline.state import tables
from pipeline.state.database import Database, now

_LONGEST = timedelta(minutes=10)
"""A holder that is gone without a word, on another machine, blocks for no longer."""


class Holds(Database):
    @contextmanager
    def holding(self, name: str, thing: str) -> Iterator[None]:
        """Keep others from entering under the same name; raises Busy, about `thing`, when somebody is in."""
        holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        try:
            taken = self._take(name, holder)
        except StoreError as error:
            if not isinstance(error.__cause__, IntegrityError):
                raise
            taken = False  # somebody else was a moment faster
        if not taken:
            raise Busy(thing, "is being published by another run", "Wait for it to end.")
        try:
            yield
        finally:
            with self.transaction() as connection:
                mine = (tables.holds.c.name == name, tables.holds.c.holder == holder)
                connection.execute(sa.delete(tables.holds).where(*mine))

    def _take(self, name: str, holder: str) -> bool:
        table = tables.holds
        with self.transaction() as connection:
            row = connection.execute(sa.select(table.c.holder, table.c.until).where(table.c.name == name)).first()
            if row is not None and _gone(row.holder, row.until):
                connection.execute(sa.delete(table).where(table.c.name == name, table.c.holder == row.holder))
            # Two that come at once may both find nothing: the primary key lets one of them in.
            free = sa.select(sa.literal(name), sa.literal(holder), sa.literal(now() + _LONGEST)).where(
                ~sa.exists().where(table.c.name == name)
            )
            connection.execute(sa.insert(table).from_select(["name", "holder", "until"], free))
            found = sa.select(table.c.holder).where(table.c.name == name)
            return connection.scalar(found) == holder  # PostgreSQL's driver counts no rows of such an insert


def _gone(holder: str, until: datetime) -> bool:
    host, pid, _ = holder.split(":")
    if until < now():
        return True
    if host != socket.gethostname() or pid == str(os.getpid()):
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
