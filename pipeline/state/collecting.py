"""What was collected, so that a desk reads each thing once."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from pipeline.state import tables
from pipeline.state.database import Database, chunks, now


class Fetched(NamedTuple):
    """The version of a page, list or file that a desk has dealt with."""

    etag: str | None
    last_modified: str | None
    body_hash: str | None
    reader: str
    """Hash of the settings it was read with: under others it counts as new."""


class Collecting(Database):
    def site_files(self, origin: str, max_age_hours: float) -> dict[str, Any] | None:
        """What an origin says about all of its pages (robots.txt and the like), unless that is older."""
        oldest = now() - timedelta(hours=max_age_hours)
        where = (tables.site_files.c.origin == origin) & (tables.site_files.c.fetched > oldest)
        with self.transaction() as connection:
            found = connection.scalar(sa.select(tables.site_files.c.files).where(where))
            return None if found is None else dict(json.loads(found))

    def remember_site_files(self, origin: str, files: Mapping[str, Any]) -> None:
        with self.transaction() as connection:
            connection.execute(sa.delete(tables.site_files).where(tables.site_files.c.origin == origin))
            row = {"origin": origin, "files": json.dumps(dict(files)), "fetched": now()}
            connection.execute(sa.insert(tables.site_files), [row])

    def fetched(self, desk: str) -> dict[str, Fetched]:
        """Location to the version of it that the desk has dealt with."""
        columns = (tables.fetched.c.location, *(tables.fetched.c[name] for name in Fetched._fields))
        with self.transaction() as connection:
            rows = connection.execute(sa.select(*columns).where(tables.fetched.c.desk == desk))
            return {location: Fetched(*rest) for location, *rest in rows}

    def remember_fetched(self, desk: str, versions: Mapping[str, Fetched]) -> None:
        moment = now()
        rows = [{"desk": desk, "location": at, "checked": moment, **v._asdict()} for at, v in versions.items()]
        with self.transaction() as connection:
            for some in chunks([row["location"] for row in rows]):
                where = (tables.fetched.c.desk == desk) & tables.fetched.c.location.in_(some)
                connection.execute(sa.delete(tables.fetched).where(where))
            if rows:
                connection.execute(sa.insert(tables.fetched), rows)

    def seen(self, desk: str, keys: Collection[str]) -> set[str]:
        """Those of the entries' keys that the desk has dealt with."""
        found: set[str] = set()
        with self.transaction() as connection:
            for some in chunks(list(keys)):
                where = (tables.seen.c.desk == desk) & tables.seen.c.key.in_(some)
                found.update(connection.scalars(sa.select(tables.seen.c.key).where(where)))
        return found

    def remember_seen(self, desk: str, keys: Collection[str]) -> None:
        new = set(keys) - self.seen(desk, keys)
        moment = now()
        with self.transaction() as connection:
            if new:
                connection.execute(
                    sa.insert(tables.seen), [{"desk": desk, "key": k, "first_seen": moment} for k in sorted(new)]
                )
