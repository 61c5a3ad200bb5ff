"""The state database: stories and what they were made from, what was collected, and what endpoints can do.

SQLite at `output/.state/nutgraf.sqlite`, or PostgreSQL through `NUTGRAF_DATABASE_URL`; the durable engine keeps its own
tables in the same database. Except for story identity it is a cache that can be rebuilt from `output/`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy.exc import SQLAlchemyError

from pipeline.errors import StoreError
from pipeline.models import GroupingDecision, KnownPage
from pipeline.states import StoryState, move

_meta = sa.MetaData()

_schema_version = sa.Table("nutgraf_schema", _meta, sa.Column("version", sa.Integer, nullable=False))

_stories = sa.Table(
    "stories",
    _meta,
    sa.Column("story_id", sa.String(16), primary_key=True),
    sa.Column("desk", sa.String),
    sa.Column("state", sa.String, nullable=False),
    sa.Column("reason", sa.String),
    sa.Column("first_seen", sa.DateTime, nullable=False),
    sa.Column("updated", sa.DateTime, nullable=False),
)

_story_sources = sa.Table(
    "story_sources",
    _meta,
    sa.Column("scope", sa.String, primary_key=True),
    sa.Column("source", sa.String, primary_key=True),
    sa.Column("story_id", sa.ForeignKey("stories.story_id"), nullable=False, index=True),
)

_story_pages = sa.Table(
    "story_pages",
    _meta,
    sa.Column("scope", sa.String, primary_key=True),
    sa.Column("source", sa.String, primary_key=True),
    sa.Column("story_id", sa.ForeignKey("stories.story_id"), nullable=False, index=True),
    sa.Column("published", sa.String),
    sa.Column("signature", sa.LargeBinary, nullable=False),
    sa.Column("seen", sa.DateTime, nullable=False, index=True),
)

_versions = sa.Table(
    "versions",
    _meta,
    sa.Column("work", sa.String(64), primary_key=True),
    sa.Column("attempt", sa.Integer, primary_key=True),
    sa.Column("story_id", sa.ForeignKey("stories.story_id"), nullable=False, index=True),
)

_capabilities = sa.Table(
    "capabilities",
    _meta,
    sa.Column("base_url", sa.String, primary_key=True),
    sa.Column("model", sa.String, primary_key=True),
    sa.Column("found", sa.Text, nullable=False),
    sa.Column("probed", sa.DateTime, nullable=False),
)

_site_files = sa.Table(
    "site_files",
    _meta,
    sa.Column("origin", sa.String, primary_key=True),
    sa.Column("files", sa.Text, nullable=False),
    sa.Column("fetched", sa.DateTime, nullable=False),
)

# Per desk: what one desk has read is still new to another.
_fetched = sa.Table(
    "fetched",
    _meta,
    sa.Column("desk", sa.String, primary_key=True),
    sa.Column("location", sa.String, primary_key=True),
    sa.Column("etag", sa.String),
    sa.Column("last_modified", sa.String),
    sa.Column("body_hash", sa.String(64)),
    sa.Column("reader", sa.String(64), nullable=False),
    sa.Column("checked", sa.DateTime, nullable=False),
)

_seen = sa.Table(
    "seen_entries",
    _meta,
    sa.Column("desk", sa.String, primary_key=True),
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("first_seen", sa.DateTime, nullable=False),
)

_decisions = sa.Table(
    "grouping_decisions",
    _meta,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("decided", sa.DateTime, nullable=False),
    sa.Column("source", sa.String, nullable=False),
    sa.Column("story_id", sa.String(16), nullable=False, index=True),
    sa.Column("relation", sa.String, nullable=False),
    sa.Column("score", sa.Float, nullable=False),
    sa.Column("nearest", sa.String),
    sa.Column("runner_up", sa.String),
    sa.Column("runner_up_score", sa.Float, nullable=False),
)


def _first_tables(connection: sa.Connection) -> None:
    _meta.create_all(connection, [_stories, _story_sources, _versions, _capabilities])


def _collecting_tables(connection: sa.Connection) -> None:
    _meta.create_all(connection, [_site_files, _fetched, _seen])


def _grouping_tables(connection: sa.Connection) -> None:
    _meta.create_all(connection, [_story_pages, _decisions])


# One function per schema version; a released one never changes.
_MIGRATIONS: tuple[Callable[[sa.Connection], None], ...] = (_first_tables, _collecting_tables, _grouping_tables)


class Fetched(NamedTuple):
    """The version of a page, list or file that a desk has dealt with."""

    etag: str | None
    last_modified: str | None
    body_hash: str | None
    reader: str
    """Hash of the settings it was read with: under others it counts as new."""


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


def open_state(output: Path, configured: SecretStr | None) -> State:
    return State(database_url(output, configured))


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


class State:
    """One open state database. Every method is one transaction; database trouble is a StoreError."""

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

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> State:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _transaction(self) -> Iterator[sa.Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            cause = str(getattr(error, "orig", None) or error).splitlines()[0]
            raise StoreError(self._thing, cause, "Check that it is reachable and writable.") from error

    def _migrate(self) -> None:
        with self._transaction() as connection:
            _schema_version.create(connection, checkfirst=True)
            at = connection.scalar(sa.select(_schema_version.c.version)) or 0
            if at > len(_MIGRATIONS):
                raise StoreError(self._thing, "was written by a newer nutgraf", "Upgrade nutgraf.")
            for migration in _MIGRATIONS[at:]:
                migration(connection)
            if at < len(_MIGRATIONS):
                connection.execute(sa.delete(_schema_version))
                connection.execute(sa.insert(_schema_version).values(version=len(_MIGRATIONS)))

    # --- stories ---

    def known_story(self, sources: Sequence[str], scope: str = "") -> str | None:
        """The story that any of these source keys belongs to, the first seen when there are several.

        `scope` is the desk that tells its stories apart from those of others, or "" for all that share them.
        """
        query = (
            sa.select(_stories.c.story_id)
            .join(_story_sources, _story_sources.c.story_id == _stories.c.story_id)
            .where(_story_sources.c.scope == scope, _story_sources.c.source.in_(sources))
            .order_by(_stories.c.first_seen, _stories.c.story_id)
            .limit(1)
        )
        with self._transaction() as connection:
            found: str | None = connection.scalar(query)
            return found

    def add_story(self, story_id: str, sources: Sequence[str], desk: str | None, scope: str = "") -> None:
        """Record a story, or that more sources belong to it within `scope`."""
        with self._transaction() as connection:
            if not connection.scalar(sa.select(_stories.c.story_id).where(_stories.c.story_id == story_id)):
                now = _now()
                connection.execute(
                    sa.insert(_stories).values(
                        story_id=story_id, desk=desk, state=StoryState.QUEUED, first_seen=now, updated=now
                    )
                )
            of_these = (_story_sources.c.scope == scope, _story_sources.c.source.in_(sources))
            known = set(connection.scalars(sa.select(_story_sources.c.source).where(*of_these)))
            new = [source for source in dict.fromkeys(sources) if source not in known]
            rows = [{"scope": scope, "source": source, "story_id": story_id} for source in new]
            if rows:
                connection.execute(sa.insert(_story_sources), rows)

    def story_state(self, story_id: str) -> StoryState | None:
        with self._transaction() as connection:
            found = connection.scalar(sa.select(_stories.c.state).where(_stories.c.story_id == story_id))
            return None if found is None else StoryState(found)

    def move_story(self, story_id: str, new: StoryState, reason: str | None = None) -> None:
        """Change a story's state; raises NotAllowed when the table of moves forbids it."""
        where = _stories.c.story_id == story_id
        with self._transaction() as connection:
            old = StoryState(connection.execute(sa.select(_stories.c.state).where(where)).scalar_one())
            state = move(f"story {story_id}", old, new)
            connection.execute(sa.update(_stories).where(where).values(state=state, reason=reason, updated=_now()))

    # --- what stories look like ---

    def known_pages(self, since: datetime, scope: str = "") -> list[KnownPage]:
        """The pages seen since then that are in a story of `scope`, in order of their keys."""
        kept = _story_pages.c
        query = (
            sa.select(kept.source, kept.story_id, kept.published, kept.signature)
            .where(kept.scope == scope, kept.seen >= since.astimezone(UTC).replace(tzinfo=None))
            .order_by(_story_pages.c.source)
        )
        with self._transaction() as connection:
            return [KnownPage.model_validate(dict(row)) for row in connection.execute(query).mappings()]

    def remember_pages(self, pages: Sequence[KnownPage], scope: str = "") -> None:
        """Keep the latest form of pages whose stories are recorded."""
        rows = {page.source: {**dict(page), "scope": scope, "seen": _now()} for page in pages}
        if not rows:
            return
        with self._transaction() as connection:
            old = (_story_pages.c.scope == scope, _story_pages.c.source.in_(rows))
            connection.execute(sa.delete(_story_pages).where(*old))
            connection.execute(sa.insert(_story_pages), list(rows.values()))

    def remember_decisions(self, decisions: Sequence[GroupingDecision]) -> None:
        """Keep why each page was put in its story, with score and runner-up; earlier decisions stay."""
        now = _now()
        rows = [{**d.model_dump(mode="json", exclude={"page"}), "decided": now} for d in decisions]
        if rows:
            with self._transaction() as connection:
                connection.execute(sa.insert(_decisions), rows)

    def decisions(self, story_id: str) -> list[GroupingDecision]:
        """The decisions by which pages came into a story, the oldest first; `page` is 0, for no list is left."""
        query = sa.select(_decisions).where(_decisions.c.story_id == story_id).order_by(_decisions.c.number)
        with self._transaction() as connection:
            rows = [dict(row) for row in connection.execute(query).mappings()]
        return [GroupingDecision(page=0, **{k: row[k] for k in row if k not in ("number", "decided")}) for row in rows]

    # --- versions ---

    def attempts(self, work: str) -> int:
        """How many attempts at this work (version_id without attempt) were begun."""
        query = sa.select(sa.func.max(_versions.c.attempt)).where(_versions.c.work == work)
        with self._transaction() as connection:
            return connection.scalar(query) or 0

    def add_attempt(self, work: str, attempt: int, story_id: str) -> None:
        where = (_versions.c.work == work) & (_versions.c.attempt == attempt)
        with self._transaction() as connection:
            if connection.scalar(sa.select(_versions.c.attempt).where(where)) is None:
                connection.execute(sa.insert(_versions).values(work=work, attempt=attempt, story_id=story_id))

    # --- capabilities ---

    def capabilities(self, base_url: str, model: str) -> Any | None:
        """What was found out about an endpoint, as JSON data; None when it was never probed."""
        where = (_capabilities.c.base_url == base_url) & (_capabilities.c.model == model)
        with self._transaction() as connection:
            found = connection.scalar(sa.select(_capabilities.c.found).where(where))
            return None if found is None else json.loads(found)

    def remember_capabilities(self, base_url: str, model: str, found: Any) -> None:
        where = (_capabilities.c.base_url == base_url) & (_capabilities.c.model == model)
        with self._transaction() as connection:
            connection.execute(sa.delete(_capabilities).where(where))
            connection.execute(
                sa.insert(_capabilities).values(base_url=base_url, model=model, found=json.dumps(found), probed=_now())
            )

    # --- collecting ---

    def site_files(self, origin: str, max_age_hours: float) -> dict[str, Any] | None:
        """What an origin says about all of its pages (robots.txt and the like), unless that is older."""
        oldest = _now() - timedelta(hours=max_age_hours)
        where = (_site_files.c.origin == origin) & (_site_files.c.fetched > oldest)
        with self._transaction() as connection:
            found = connection.scalar(sa.select(_site_files.c.files).where(where))
            return None if found is None else dict(json.loads(found))

    def remember_site_files(self, origin: str, files: Mapping[str, Any]) -> None:
        with self._transaction() as connection:
            connection.execute(sa.delete(_site_files).where(_site_files.c.origin == origin))
            row = {"origin": origin, "files": json.dumps(dict(files)), "fetched": _now()}
            connection.execute(sa.insert(_site_files), [row])

    def fetched(self, desk: str) -> dict[str, Fetched]:
        """Location to the version of it that the desk has dealt with."""
        columns = (_fetched.c.location, *(_fetched.c[name] for name in Fetched._fields))
        with self._transaction() as connection:
            rows = connection.execute(sa.select(*columns).where(_fetched.c.desk == desk))
            return {location: Fetched(*rest) for location, *rest in rows}

    def remember_fetched(self, desk: str, versions: Mapping[str, Fetched]) -> None:
        now = _now()
        rows = [{"desk": desk, "location": at, "checked": now, **v._asdict()} for at, v in versions.items()]
        with self._transaction() as connection:
            for some in _chunks([row["location"] for row in rows]):
                where = (_fetched.c.desk == desk) & _fetched.c.location.in_(some)
                connection.execute(sa.delete(_fetched).where(where))
            if rows:
                connection.execute(sa.insert(_fetched), rows)

    def seen(self, desk: str, keys: Collection[str]) -> set[str]:
        """Those of the entries' keys that the desk has dealt with."""
        found: set[str] = set()
        with self._transaction() as connection:
            for some in _chunks(list(keys)):
                where = (_seen.c.desk == desk) & _seen.c.key.in_(some)
                found.update(connection.scalars(sa.select(_seen.c.key).where(where)))
        return found

    def remember_seen(self, desk: str, keys: Collection[str]) -> None:
        new = set(keys) - self.seen(desk, keys)
        now = _now()
        with self._transaction() as connection:
            if new:
                connection.execute(sa.insert(_seen), [{"desk": desk, "key": k, "first_seen": now} for k in sorted(new)])


def _chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Databases limit the number of parameters of one statement."""
    for start in range(0, len(values), 500):
        yield values[start : start + 500]
