"""An open database: where it is, its transactions, its migrations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy.exc import SQLAlchemyError

from pipeline.errors import StoreError
from pipeline.state.tables import MIGRATIONS, schema_version


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
        except SQLAlchemyError:
            cause = "is no database address"
            raise StoreError("NUTGRAF_DATABASE_URL", cause, "Use postgresql://user:password@host/name.") from None
        arguments: dict[str, Any] = {"timeout": 30} if url.startswith("sqlite") else {}
        driver = url.replace("postgresql://", "postgresql+psycopg://", 1)
        try:
            self._engine = sa.create_engine(driver, connect_args=arguments)
        except (SQLAlchemyError, ImportError) as error:
            cause = f"is no database that nutgraf can use ({error})"
            raise StoreError(self._thing, cause, "Use postgresql://… or leave NUTGRAF_DATABASE_URL out.") from None
        self._migrate()

    @property
    def _is_sqlite(self) -> bool:
        return self._engine.dialect.name == "sqlite"

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            cause = str(getattr(error, "orig", None) or error).splitlines()[0]
            raise StoreError(self._thing, cause, "Check that it is reachable and writable.") from error

    def _migrate(self) -> None:
        with self.transaction() as connection:
            schema_version.create(connection, checkfirst=True)
            at = connection.scalar(sa.select(schema_version.c.version)) or 0
            if at > len(MIGRATIONS):
                raise StoreError(self._thing, "was written by a newer nutgraf", "Upgrade nutgraf.")
            for migration in MIGRATIONS[at:]:
                migration(connection)
            if at < len(MIGRATIONS):
                connection.execute(sa.delete(schema_version))
                connection.execute(sa.insert(schema_version).values(version=len(MIGRATIONS)))


def chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Databases limit the number of parameters of one statement."""
    for start in range(0, len(values), 500):
        yield values[start : start + 500]
