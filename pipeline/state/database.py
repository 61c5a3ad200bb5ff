"""An open database: where it is, its transactions, its migrations."""

from __future__ import annotations

import fcntl
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy.exc import SQLAlchemyError

from pipeline.errors import StoreError
from pipeline.state.tables import MIGRATIONS, schema_version

_LOCK_POLLING = 0.05
_LOCK_FAMILY = 1_851_094_119
"""Tells our advisory locks from those of other programs on one PostgreSQL."""


def database_url(output: Path, configured: SecretStr | None) -> str:
    """The configured database, or SQLite inside `output/`, whose folder is made."""
    if configured:
        return configured.get_secret_value()
    folder = output / ".state"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(str(folder), error.strerror or str(error), "Check the folder's permissions.") from error
    return f"sqlite:///{folder / 'nutgraf.sqlite'}"


def now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


class Database:
    """One open database, brought up to today's tables; database trouble is a StoreError."""

    def __init__(self, url: str) -> None:
        try:
            self._thing = f"state database {sa.make_url(url).render_as_string(hide_password=True)}"
        except (SQLAlchemyError, ValueError):  # ValueError: of a port that is no number
            cause = "is no database address"
            raise StoreError("NUTGRAF_DATABASE_URL", cause, "Use postgresql://user:password@host/name.") from None
        arguments: dict[str, Any] = {"timeout": 30} if url.startswith("sqlite") else {}
        driver = url.replace("postgresql://", "postgresql+psycopg://", 1)
        try:
            self._engine = sa.create_engine(driver, connect_args=arguments)
        except (SQLAlchemyError, ImportError) as error:
            cause = f"is no database that nutgraf can use ({error})"
            raise StoreError(self._thing, cause, "Use postgresql://… or leave NUTGRAF_DATABASE_URL out.") from None
        self._is_sqlite = self._engine.dialect.name == "sqlite"
        self._exclusive = "BEGIN IMMEDIATE" if self._is_sqlite else f"SELECT pg_advisory_xact_lock({_LOCK_FAMILY}, 0)"
        self._open: ContextVar[sa.Connection | None] = ContextVar("open", default=None)
        self._migrate()

    @contextmanager
    def hold(self, name: str, *, wait: bool = True) -> Iterator[bool]:
        """Hold a lock that ends with the process, however it ends; yields False when another has it (`wait` off)."""
        locked = self._held_file(name, wait) if self._is_sqlite else self._held_in_server(name, wait)
        with locked as held:
            yield held

    @contextmanager
    def _held_file(self, name: str, wait: bool) -> Iterator[bool]:
        path = Path(str(self._engine.url.database)).with_name(f"{name}.lock")
        with path.open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                yield False
                return
            yield True

    @contextmanager
    def _held_in_server(self, name: str, wait: bool) -> Iterator[bool]:
        """An advisory lock of a session: the server gives it up when the connection ends."""
        key = {"family": _LOCK_FAMILY, "key": zlib.crc32(name.encode()) - 2**31}
        connection = self._connected()

        def take() -> bool:
            try:
                held = connection.execute(sa.text("SELECT pg_try_advisory_lock(:family, :key)"), key).scalar()
                connection.commit()
            except SQLAlchemyError as error:
                raise self._failed(error) from error
            return bool(held)

        try:
            # Asked again and again: who waits inside the server holds a snapshot, and CREATE INDEX CONCURRENTLY of the
            # engine's migrations, done under such a lock, waits for all of those.
            while not (held := take()) and wait:
                time.sleep(_LOCK_POLLING)
            yield held
        finally:
            connection.invalidate()  # closes the session, and with it the lock
            connection.close()

    def _connected(self) -> sa.Connection:
        try:
            return self._engine.connect()
        except SQLAlchemyError as error:
            raise self._failed(error) from error

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def transaction(self, *, exclusive: bool = False) -> Iterator[sa.Connection]:
        """One transaction; inside of another one, a part of it. `exclusive`: no other exclusive one at the same time,
        so that what is read stays true until what is decided on it is written.
        """
        outer = self._open.get()
        if outer is not None:
            yield outer
            return
        try:
            with self._engine.begin() as connection:
                if exclusive:
                    connection.exec_driver_sql(self._exclusive)
                mark = self._open.set(connection)
                try:
                    yield connection
                finally:
                    self._open.reset(mark)
        except SQLAlchemyError as error:
            raise self._failed(error) from error

    def _failed(self, error: SQLAlchemyError) -> StoreError:
        cause = str(getattr(error, "orig", None) or error).splitlines()[0]
        return StoreError(self._thing, cause, "Check that it is reachable and writable.")

    def _migrate(self) -> None:
        if self._is_sqlite:
            self._remember_ahead()
        with self.transaction(exclusive=True) as connection:
            schema_version.create(connection, checkfirst=True)
            at = connection.scalar(sa.select(schema_version.c.version)) or 0
            if at > len(MIGRATIONS):
                raise StoreError(self._thing, "was written by a newer nutgraf", "Upgrade nutgraf.")
            for migration in MIGRATIONS[at:]:
                migration(connection)
            if at < len(MIGRATIONS):
                connection.execute(sa.delete(schema_version))
                connection.execute(sa.insert(schema_version).values(version=len(MIGRATIONS)))

    def _remember_ahead(self) -> None:
        """A write-ahead log: who reads doesn't wait for who writes, and a commit is one write to the disk."""
        with self.transaction() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")


def chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Databases limit the number of parameters of one statement."""
    for start in range(0, len(values), 500):
        yield values[start : start + 500]
