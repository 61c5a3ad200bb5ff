"""The index of drafts: what the queue shows, kept by the store and rebuilt from `output/`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from pipeline.models import DraftRow
from pipeline.state import tables
from pipeline.state.database import Database, chunks, now
from pipeline.states import DraftState

_T = tables.drafts.c
_DAMAGED = "damaged"


class Wanted(NamedTuple):
    """Which drafts of the queue; what is None or empty asks for nothing."""

    states: Collection[DraftState] = ()
    desk: str | None = None
    severity: str | None = None
    """`blockers`, `warnings` (and no blockers) or `clean`."""
    newest_days: int | None = None
    """Written in the last so many days; negative: before them."""
    assignee: str | None = None
    search: str = ""
    damaged: bool = True
    """Whether drafts that can't be read are among them."""


class DraftPage(NamedTuple):
    """One page of the queue, and how many there are."""

    rows: tuple[DraftRow, ...]
    total: int
    counts: dict[str, int]
    """State (and `damaged`) to how many fit all that is wanted but the states."""
    desks: tuple[str, ...]
    assignees: tuple[str, ...]


class Drafts(Database):
    def index_draft(self, row: DraftRow) -> None:
        """Put a draft in the index, or bring it up to date."""
        with self.transaction() as connection:
            connection.execute(sa.delete(tables.drafts).where(_T.folder == row.folder))
            connection.execute(sa.insert(tables.drafts), [_values(row)])

    def unindex_draft(self, folder: str) -> None:
        with self.transaction() as connection:
            connection.execute(sa.delete(tables.drafts).where(_T.folder == folder))

    def rebuild_drafts(self, rows: Iterable[DraftRow]) -> None:
        """Exactly these drafts make up the index from now on."""
        values = [_values(row) for row in rows]
        with self.transaction() as connection:
            connection.execute(sa.delete(tables.drafts))
            connection.execute(sa.delete(tables.draft_index_built))
            for some in chunks(values):
                connection.execute(sa.insert(tables.drafts), list(some))
            connection.execute(sa.insert(tables.draft_index_built), [{"at": now()}])

    def drafts_indexed(self) -> bool:
        """Whether the index was ever built."""
        with self.transaction() as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(tables.draft_index_built)) == 1

    def folders_of(self, story_id: str) -> list[str]:
        """Folder names of a story's drafts."""
        query = sa.select(_T.folder).where(_T.story_id == story_id).order_by(_T.folder)
        with self.transaction() as connection:
            return list(connection.scalars(query))

    def draft_folders(self, version_id: str) -> list[str]:
        """Folder names of the drafts whose id begins so."""
        literal = _T.version_id.startswith(version_id, autoescape=True)
        with self.transaction() as connection:
            return list(connection.scalars(sa.select(_T.folder).where(literal).order_by(_T.folder).limit(10)))

    def draft_page(self, wanted: Wanted = Wanted(), *, offset: int = 0, limit: int = 50) -> DraftPage:  # noqa: B008
        """The queue: parked drafts first, then by how many blockers, the newest first among equals."""
        rest = _conditions(wanted)
        chosen = [*rest, *_of_states(wanted)]
        query = sa.select(tables.drafts).where(*chosen).order_by(*_ORDER).offset(offset).limit(limit)
        by_state = sa.select(sa.func.coalesce(_T.state, _DAMAGED), sa.func.count()).where(*rest).group_by(_T.state)
        with self.transaction() as connection:
            rows = tuple(_row(found) for found in connection.execute(query).mappings())
            counts = {str(state): int(count) for state, count in connection.execute(by_state)}
            total = connection.scalar(sa.select(sa.func.count()).select_from(tables.drafts).where(*chosen)) or 0
            desks, assignees = (
                tuple(connection.scalars(sa.select(column).where(column.is_not(None)).distinct().order_by(column)))
                for column in (_T.desk, _T.assignee)
            )
        return DraftPage(rows, total, counts, desks, assignees)


_URGENCY = sa.case(
    (_T.damage.is_not(None), 0),
    (_T.state == DraftState.NEEDS_ATTENTION.value, 1),
    (_T.state == DraftState.READY.value, 2),
    (_T.state == DraftState.APPROVED.value, 3),
    else_=4,
)
_ORDER: Sequence[sa.ColumnElement[Any]] = (_URGENCY, _T.created_at.desc(), _T.folder)


def _of_states(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    if not wanted.states:
        return [] if wanted.damaged else [_T.damage.is_(None)]
    among = _T.state.in_([str(s) for s in wanted.states])
    return [among | _T.damage.is_not(None) if wanted.damaged else among]


def _conditions(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.desk is not None:
        found.append(_T.desk == wanted.desk)
    if wanted.assignee is not None:
        found.append(_T.assignee == wanted.assignee)
    if wanted.severity == "blockers":
        found.append(_T.blockers > 0)
    elif wanted.severity == "warnings":
        found.append((_T.blockers == 0) & (_T.warnings > 0))
    elif wanted.severity == "clean":
        found.append((_T.blockers == 0) & (_T.warnings == 0) & _T.damage.is_(None))
    if wanted.newest_days:
        moment = now() - timedelta(days=abs(wanted.newest_days))
        found.append(_T.created_at >= moment if wanted.newest_days > 0 else _T.created_at < moment)
    found += [_T.search.contains(word, autoescape=True) for word in wanted.search.casefold().split()[:10]]
    return found


def _values(row: DraftRow) -> dict[str, Any]:
    values = row.model_dump()
    for name in ("created_at", "embargo_until"):
        values[name] = values[name].astimezone(UTC).replace(tzinfo=None) if values[name] else None
    told = (row.headline, row.dek, row.desk, row.version_id, row.folder, row.assignee)
    # A database takes neither NUL nor lone surrogates.
    values = {k: _storable(v) if isinstance(v, str) else v for k, v in values.items()}
    return {**values, "search": _storable("\n".join(t for t in told if t).casefold())}


def _storable(text: str) -> str:
    return str(text).replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _row(found: Any) -> DraftRow:
    values = {name: found[name] for name in DraftRow.model_fields}
    for name in ("created_at", "embargo_until"):
        moment: datetime | None = values[name]
        values[name] = moment.replace(tzinfo=UTC) if moment else None
    return DraftRow(**values)
