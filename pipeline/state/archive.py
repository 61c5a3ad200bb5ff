"""The archive of approved and published articles: found by their terms, and listed for feeds.

SQLite ranks by BM25 (FTS5), PostgreSQL by `ts_rank`. Both only append: an article that comes again replaces its row.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY

from pipeline.models import ArchiveEntry, Candidate, Publication
from pipeline.state import tables
from pipeline.state.database import Database, chunks
from pipeline.states import PublicationState

_ROWS_RANKED = 1500
"""The rarest terms are looked for until they stand in this many articles: more are slow to rank and say little."""
_TERMS = 40
_CANDIDATES = 60
_NAME_WEIGHT = 4.0
"""How much more a shared name says than a shared word, in BM25."""


class Archive(Database):
    def archive(self, entries: Iterable[ArchiveEntry]) -> None:
        """Add articles, or replace those with the same key."""
        with self.transaction() as connection:
            for entry in entries:
                self._remove(connection, [entry.key])
                row = entry.model_dump(mode="json", exclude={"names", "words"})
                names, words = sorted(entry.names), sorted(entry.words)
                row |= {"desk": entry.desk or "", "terms": json.dumps([names, words])}
                if self._is_sqlite:
                    number = connection.execute(sa.insert(tables.archive).values(row)).lastrowid
                    of_desk = _of_desk(entry.desk)
                    index = {"rowid": number, "names": of_desk(names), "words": of_desk(words)}
                    connection.execute(sa.text(_INDEX), index)
                else:
                    made = sa.func.array_to_tsvector(sa.cast([*names, *words], sa.ARRAY(sa.Text)))
                    connection.execute(sa.insert(tables.archive).values(row | {"search": made}))
                _count(connection, _MORE, row["desk"], names, words)

    def unarchive(self, keys: Collection[str]) -> None:
        with self.transaction() as connection:
            self._remove(connection, list(keys))

    def clear_archive(self) -> None:
        """Forget all of it, before it is built again."""
        with self.transaction() as connection:
            connection.execute(sa.delete(tables.archive))
            connection.execute(sa.delete(tables.archive_frequency))
            connection.execute(sa.delete(tables.published))
            if self._is_sqlite:
                connection.execute(sa.text("DELETE FROM archive_terms"))

    def similar(self, desk: str | None, names: Collection[str], words: Collection[str]) -> list[Candidate]:
        """Articles of the desk that share terms, the most relevant ones."""
        with self.transaction() as connection:
            find = self._by_bm25 if self._is_sqlite else self._by_rank
            found = find(connection, desk or "", sorted(names), sorted(words))
        return [Candidate(entry=_entry(row), relevance=float(relevance)) for row, relevance in found]

    # --- what stands where ---

    def remember_publication(self, publication: Publication, folder: str, desk: str | None) -> None:
        """Keep the last step of an article in a target; `folder` is the name of its draft's folder."""
        where = {"desk": desk or "", "target": publication.target, "key": publication.key}
        table = tables.published
        row = {
            **where,
            "folder": folder,
            "version_id": publication.version_id,
            "state": publication.state,
            "published": publication.published.isoformat() if publication.published else "",
        }
        with self.transaction() as connection:
            connection.execute(sa.delete(table).where(*(table.c[name] == value for name, value in where.items())))
            connection.execute(sa.insert(table).values(row))

    def published_folders(self, desk: str | None, target: str, limit: int) -> list[str]:
        """The draft folders of what a reader of this target meets, or met: the newest articles first."""
        t = tables.published.c
        standing = t.state.in_([PublicationState.PUBLISHED, PublicationState.RETRACTED])
        query = (
            sa.select(t.folder)
            .where(t.desk == (desk or ""), t.target == target, standing)
            .order_by(t.published.desc(), t.key)
            .limit(limit)
        )
        with self.transaction() as connection:
            return list(connection.scalars(query))

    def unfinished(self, desk: str | None, *, failed: bool = True) -> list[tuple[str, str]]:
        """(draft folder, target) of what waits or was cut off, and of what failed."""
        t = tables.published.c
        open_ = t.state.in_([PublicationState.PENDING, *([PublicationState.FAILED] if failed else [])])
        query = sa.select(t.folder, t.target).where(t.desk == (desk or ""), open_).order_by(t.folder, t.target)
        with self.transaction() as connection:
            return [(folder, target) for folder, target in connection.execute(query)]

    def out_of_the_house(self, desk: str | None) -> list[str]:
        """The versions that readers have before them, of one desk or of all."""
        p, a = tables.published.c, tables.archive.c
        sent = sa.select(p.version_id).where(p.state == PublicationState.PUBLISHED)
        archived = sa.select(a.version_id)
        if desk is not None:
            sent, archived = sent.where(p.desk == desk), archived.where(a.desk == desk)
        with self.transaction() as connection:
            return sorted(connection.scalars(sent.union(archived)))

    def standing(self, key: str) -> list[tuple[str, str, PublicationState]]:
        """(target, version_id, state) of an article wherever it was sent."""
        t = tables.published.c
        with self.transaction() as connection:
            rows = connection.execute(sa.select(t.target, t.version_id, t.state).where(t.key == key))
            return [(target, version, PublicationState(state)) for target, version, state in rows]

    # --- the two databases ---

    def _remove(self, connection: sa.Connection, keys: Sequence[str]) -> None:
        kept = tables.archive.c
        for some in chunks(keys):
            where = kept.key.in_(some)
            for number, desk, terms in connection.execute(
                sa.select(kept.number, kept.desk, kept.terms).where(where)
            ).all():
                _count(connection, _LESS, desk, *json.loads(terms))
                if self._is_sqlite:
                    connection.execute(sa.text("DELETE FROM archive_terms WHERE rowid = :number"), {"number": number})
            connection.execute(sa.delete(tables.archive).where(where))

    def _by_bm25(self, connection: sa.Connection, desk: str, names: list[str], words: list[str]) -> list[Any]:
        chosen = _rarest(_frequency(connection, desk, [*names, *words]))
        query = " OR ".join(_of_desk(desk)(chosen).split()) or '""'
        rows = connection.execute(sa.text(_BM25), {"query": query, "limit": _CANDIDATES}).all()
        relevance = {row.rowid: row.relevance for row in rows}
        where = tables.archive.c.number.in_(relevance)
        found = connection.execute(sa.select(tables.archive).where(where)).mappings()
        return [(row, relevance[row["number"]]) for row in found]

    def _by_rank(self, connection: sa.Connection, desk: str, names: list[str], words: list[str]) -> list[Any]:
        frequency = _frequency(connection, desk, [*names, *words])
        chosen = _rarest(frequency)
        if not chosen:
            return []
        query = sa.cast(" | ".join(f"'{term}'" for term in chosen), TSQUERY)
        rank = sa.func.ts_rank(tables.archive.c.search, query)
        found = connection.execute(
            sa.select(tables.archive)
            .where(tables.archive.c.desk == desk, tables.archive.c.search.op("@@")(query))
            .order_by(rank.desc())
            .limit(_CANDIDATES)
        ).mappings()
        return [(row, _weight(row["terms"], frequency)) for row in found]


_INDEX = "INSERT INTO archive_terms(rowid, names, words) VALUES (:rowid, :names, :words)"
_BM25 = (
    f"SELECT rowid, -bm25(archive_terms, {_NAME_WEIGHT}, 1) AS relevance FROM archive_terms "  # noqa: S608
    "WHERE archive_terms MATCH :query ORDER BY relevance DESC LIMIT :limit"
)


_MORE = """
INSERT INTO archive_frequency (desk, term, articles) VALUES (:desk, :term, 1)
ON CONFLICT (desk, term) DO UPDATE SET articles = archive_frequency.articles + 1
"""
_LESS = "UPDATE archive_frequency SET articles = articles - 1 WHERE desk = :desk AND term = :term"


def _count(connection: sa.Connection, change: str, desk: str, names: Iterable[str], words: Iterable[str]) -> None:
    """In one order, so that two who count at once don't wait for each other in a circle."""
    rows = [{"desk": desk, "term": term} for term in sorted({*names, *words})]
    if rows:
        connection.execute(sa.text(change), rows)


def _frequency(connection: sa.Connection, desk: str, terms: Sequence[str]) -> dict[str, int]:
    t = tables.archive_frequency.c
    found: dict[str, int] = {}
    for some in chunks(terms):
        where = (t.desk == desk, t.term.in_(some), t.articles > 0)
        found.update(
            (term, articles) for term, articles in connection.execute(sa.select(t.term, t.articles).where(*where))
        )
    return found


def _rarest(frequency: Mapping[str, int]) -> list[str]:
    """The terms that are in the archive, the rarest first, as far as ranking what holds them stays fast."""
    chosen: list[str] = []
    rows = 0
    for term, documents in sorted(frequency.items(), key=lambda pair: (pair[1], pair[0]))[:_TERMS]:
        rows += documents
        if chosen and rows > _ROWS_RANKED:
            break
        chosen.append(term)
    return chosen


def _weight(terms: str, frequency: Mapping[str, int]) -> float:
    """Of an article in PostgreSQL, whose `ts_rank` doesn't know that a rare term says more: BM25's idf, summed."""
    names, words = json.loads(terms)
    weighed = ((term, weight) for some, weight in ((names, _NAME_WEIGHT), (words, 1.0)) for term in some)
    return sum(weight * math.log(1 + _ROWS_RANKED / frequency[t]) for t, weight in weighed if t in frequency)


def _of_desk(desk: str | None) -> Callable[[Collection[str]], str]:
    """Terms as they stand in the index: with their desk in them, so that only its own articles are looked through."""
    mark = blake2b((desk or "").encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    return lambda terms: " ".join(f"{term}{mark}" for term in terms)


def _entry(row: Any) -> ArchiveEntry:
    names, words = json.loads(row["terms"])
    kept = {name: row[name] for name in ("key", "version_id", "story_id", "title", "dek", "date", "url")}
    return ArchiveEntry(**kept, desk=row["desk"] or None, names=frozenset(names), words=frozenset(words))
