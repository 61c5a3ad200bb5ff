"""The store of a working folder with its index: every draft that is written is in the queue at once."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.errors import StoreError
from pipeline.flow.existing import look
from pipeline.flow.publishing import rebuild_archive
from pipeline.models import Draft, DraftRow, row_of
from pipeline.settings import Settings
from pipeline.state import DraftPage, Wanted, open_state
from pipeline.store import Folder, Store


def open_store(settings: Settings) -> Store:
    """The drafts of the settings' output; what is written there is told to the index."""

    def changed(folder: Folder, draft: Draft) -> None:
        with open_state(settings.state_folder, settings.database_url) as state:
            state.index_draft(row_of(folder.name, draft))

    return Store(settings.output, changed=changed)


def reindex(settings: Settings) -> list[DraftRow]:
    """Build the index and the archive anew from what lies in the output; damaged drafts are in it as such: its rows.

    Articles that were edited by hand become versions on the way.
    """
    # Without the hook: the rows are written together at the end.
    rows = list(_rows(Store(settings.output), settings))
    with open_state(settings.state_folder, settings.database_url) as state:
        state.rebuild_drafts(rows)
        rebuild_archive(Store(settings.output), settings, state)
    return rows


def queue(settings: Settings, wanted: Wanted, *, offset: int = 0, limit: int = 50) -> DraftPage:
    """A page of the queue; the index is built first if it never was."""
    with open_state(settings.state_folder, settings.database_url) as state:
        if state.drafts_indexed():
            return state.draft_page(wanted, offset=offset, limit=limit)
    reindex(settings)
    with open_state(settings.state_folder, settings.database_url) as state:
        return state.draft_page(wanted, offset=offset, limit=limit)


def _rows(store: Store, settings: Settings) -> Iterator[DraftRow]:
    for folder in store.folders():
        try:
            yield row_of(folder.name, look(store, folder, settings).draft)
        except StoreError as error:
            yield DraftRow(folder=folder.name, version_id=None, damage=f"{error.cause}"[:500])
