"""The tables, and how an older database becomes today's. The durable engine's own tables are its own."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSVECTOR

meta = sa.MetaData()

schema_version = sa.Table("nutgraf_schema", meta, sa.Column("version", sa.Integer, nullable=False))

stories = sa.Table(
    "stories",
    meta,
    sa.Column("story_id", sa.String(16), primary_key=True),
    sa.Column("desk", sa.String),
    sa.Column("state", sa.String, nullable=False),
    sa.Column("reason", sa.String),
    sa.Column("first_seen", sa.DateTime, nullable=False),
    sa.Column("updated", sa.DateTime, nullable=False),
)

story_sources = sa.Table(
    "story_sources",
    meta,
    sa.Column("scope", sa.String, primary_key=True),
    sa.Column("source", sa.String, primary_key=True),
    sa.Column("story_id", sa.ForeignKey("stories.story_id"), nullable=False, index=True),
)

story_pages = sa.Table(
    "story_pages",
    meta,
    sa.Column("scope", sa.String, primary_key=True),
    sa.Column("source", sa.String, primary_key=True),
    sa.Column("story_id", sa.ForeignKey("stories.story_id"), nullable=False, index=True),
    sa.Column("published", sa.String),
    sa.Column("signature", sa.LargeBinary, nullable=False),
    sa.Column("seen", sa.DateTime, nullable=False, index=True),
)

versions = sa.Table(
    "versions",
    meta,
    sa.Column("work", sa.String(64), primary_key=True),
    sa.Column("attempt", sa.Integer, primary_key=True),
    sa.Column("story_id", sa.ForeignKey("stories.story_id"), nullable=False, index=True),
)

capabilities = sa.Table(
    "capabilities",
    meta,
    sa.Column("base_url", sa.String, primary_key=True),
    sa.Column("model", sa.String, primary_key=True),
    sa.Column("found", sa.Text, nullable=False),
    sa.Column("probed", sa.DateTime, nullable=False),
)

site_files = sa.Table(
    "site_files",
    meta,
    sa.Column("origin", sa.String, primary_key=True),
    sa.Column("files", sa.Text, nullable=False),
    sa.Column("fetched", sa.DateTime, nullable=False),
)

# Per desk: what one desk has read is still new to another.
fetched = sa.Table(
    "fetched",
    meta,
    sa.Column("desk", sa.String, primary_key=True),
    sa.Column("location", sa.String, primary_key=True),
    sa.Column("etag", sa.String),
    sa.Column("last_modified", sa.String),
    sa.Column("body_hash", sa.String(64)),
    sa.Column("reader", sa.String(64), nullable=False),
    sa.Column("checked", sa.DateTime, nullable=False),
)

seen = sa.Table(
    "seen_entries",
    meta,
    sa.Column("desk", sa.String, primary_key=True),
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("first_seen", sa.DateTime, nullable=False),
)

decisions = sa.Table(
    "grouping_decisions",
    meta,
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

# What the queue shows of each draft: rebuilt from output/ by `nutgraf reindex`.
drafts = sa.Table(
    "draft_index",
    meta,
    sa.Column("folder", sa.String, primary_key=True),
    sa.Column("version_id", sa.String(64), index=True),
    sa.Column("story_id", sa.String(16)),
    sa.Column("state", sa.String, index=True),
    sa.Column("desk", sa.String),
    sa.Column("format", sa.String),
    sa.Column("headline", sa.Text),
    sa.Column("dek", sa.Text),
    sa.Column("created_at", sa.DateTime),
    sa.Column("blockers", sa.Integer, nullable=False),
    sa.Column("warnings", sa.Integer, nullable=False),
    sa.Column("reasons", sa.Integer, nullable=False),
    sa.Column("assignee", sa.String),
    sa.Column("embargo_until", sa.DateTime),
    sa.Column("damage", sa.Text),
    sa.Column("search", sa.Text, nullable=False),
)

# One row once the index has been built: before that it knows nothing of what lies in output/.
draft_index_built = sa.Table("draft_index_built", meta, sa.Column("at", sa.DateTime, nullable=False))


archive = sa.Table(
    "archive",
    meta,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("key", sa.String, nullable=False, unique=True),
    sa.Column("version_id", sa.String(64), nullable=False),
    sa.Column("story_id", sa.String, nullable=False),
    sa.Column("desk", sa.String, nullable=False, index=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("dek", sa.Text, nullable=False),
    sa.Column("date", sa.String(10), nullable=False),
    sa.Column("url", sa.Text),
    sa.Column("terms", sa.Text, nullable=False),
    sa.Column("search", sa.Text().with_variant(TSVECTOR(), "postgresql")),
)

# In how many articles of a desk a term stands: neither database can say so fast.
archive_frequency = sa.Table(
    "archive_frequency",
    meta,
    sa.Column("desk", sa.String, primary_key=True),
    sa.Column("term", sa.String(16), primary_key=True),
    sa.Column("articles", sa.Integer, nullable=False),
)

published = sa.Table(
    "published",
    meta,
    sa.Column("desk", sa.String, primary_key=True),
    sa.Column("target", sa.String, primary_key=True),
    sa.Column("key", sa.String, primary_key=True, index=True),
    sa.Column("folder", sa.String, nullable=False),
    sa.Column("version_id", sa.String(64), nullable=False),
    sa.Column("state", sa.String, nullable=False),
    sa.Column("published", sa.String, nullable=False),
)

# Who is publishing an article to a target right now: two at once would make two posts.
holds = sa.Table(
    "holds",
    meta,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("holder", sa.String, nullable=False),
    sa.Column("until", sa.DateTime, nullable=False),
)


# Who is at work on this state: a process that has not been heard of for a while is dead.
workers = sa.Table(
    "workers",
    meta,
    sa.Column("executor_id", sa.String, primary_key=True),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("host", sa.String, nullable=False),
    sa.Column("pid", sa.Integer, nullable=False),
    sa.Column("born", sa.String, nullable=False),
    sa.Column("started", sa.DateTime, nullable=False),
    sa.Column("beat", sa.DateTime, nullable=False),
)

runs = sa.Table(
    "runs",
    meta,
    sa.Column("run_id", sa.String, primary_key=True),
    sa.Column("desks", sa.Text, nullable=False),
    sa.Column("executor_id", sa.String, nullable=False),
    sa.Column("max_cost", sa.Float),
    sa.Column("state", sa.String, nullable=False, index=True),
    sa.Column("reason", sa.String),
    sa.Column("started", sa.DateTime, nullable=False),
    sa.Column("finished", sa.DateTime),
    sa.Column("collected", sa.Text, nullable=False),
)

# One draft to be written, in the run that has it now.
work = sa.Table(
    "work",
    meta,
    sa.Column("version_id", sa.String(64), primary_key=True),
    sa.Column("story_id", sa.String(16), nullable=False, index=True),
    sa.Column("run_id", sa.String, nullable=False, index=True),
    sa.Column("desk", sa.String, nullable=False),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("state", sa.String, nullable=False, index=True),
    sa.Column("kind", sa.String),
    sa.Column("reason", sa.String),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("result", sa.Text),
    sa.Column("queued", sa.DateTime, nullable=False),
    sa.Column("updated", sa.DateTime, nullable=False),
)

# Every attempt at a model call: what it may cost before it is made, what it did cost after.
model_calls = sa.Table(
    "model_calls",
    meta,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("version_id", sa.String(64), nullable=False),
    sa.Column("call", sa.String(64), nullable=False),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("run_id", sa.String, index=True),
    sa.Column("desk", sa.String),
    sa.Column("day", sa.String(10), nullable=False),
    sa.Column("model", sa.String, nullable=False),
    sa.Column("state", sa.String, nullable=False),
    sa.Column("charge", sa.Float),
    sa.Column("prompt_tokens", sa.Integer, nullable=False),
    sa.Column("completion_tokens", sa.Integer, nullable=False),
    sa.Column("cached_tokens", sa.Integer, nullable=False),
    sa.Column("answer", sa.Text),
    sa.Column("error", sa.String),
    sa.Column("began", sa.DateTime, nullable=False),
    sa.Column("ended", sa.DateTime),
    sa.Index("model_calls_of_version", "version_id", "call"),
    sa.Index("model_calls_of_day", "day", "desk"),
)


# Batch files that were sent and whose answers were not taken in yet.
batch_files = sa.Table(
    "batch_files",
    meta,
    sa.Column("token", sa.String, primary_key=True),
    sa.Column("batch_id", sa.String),
    sa.Column("desk", sa.String, nullable=False, index=True),
    sa.Column("lines", sa.Text, nullable=False),
    sa.Column("sent", sa.DateTime, nullable=False),
)


def _first_tables(connection: sa.Connection) -> None:
    meta.create_all(connection, [stories, story_sources, versions, capabilities])


def _collecting_tables(connection: sa.Connection) -> None:
    meta.create_all(connection, [site_files, fetched, seen])


def _grouping_tables(connection: sa.Connection) -> None:
    meta.create_all(connection, [story_pages, decisions])


def _draft_index(connection: sa.Connection) -> None:
    meta.create_all(connection, [drafts, draft_index_built])


def _publishing_tables(connection: sa.Connection) -> None:
    meta.create_all(connection, [archive, published, holds])
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("CREATE INDEX archive_search ON archive USING gin (search)"))
        return
    connection.execute(sa.text("CREATE VIRTUAL TABLE archive_terms USING fts5(names, words)"))
    connection.execute(sa.text("CREATE VIRTUAL TABLE archive_vocabulary USING fts5vocab(archive_terms, row)"))


def _batch_tables(connection: sa.Connection) -> None:
    meta.create_all(connection, [workers, runs, work, model_calls])


def _archive_frequencies(connection: sa.Connection) -> None:
    meta.create_all(connection, [archive_frequency])
    counted: Counter[tuple[str, str]] = Counter()
    for desk, terms in connection.execute(sa.select(archive.c.desk, archive.c.terms)):
        counted.update((desk, term) for some in json.loads(terms) for term in some)
    rows = [{"desk": desk, "term": term, "articles": articles} for (desk, term), articles in counted.items()]
    if rows:
        connection.execute(sa.insert(archive_frequency), rows)
    if connection.dialect.name == "sqlite":
        connection.execute(sa.text("DROP TABLE archive_vocabulary"))


def _batch_file_table(connection: sa.Connection) -> None:
    meta.create_all(connection, [batch_files])


# One function per schema version; a released one never changes.
MIGRATIONS: tuple[Callable[[sa.Connection], None], ...] = (
    _first_tables,
    _collecting_tables,
    _grouping_tables,
    _draft_index,
    _publishing_tables,
    _batch_tables,
    _archive_frequencies,
    _batch_file_table,
)
