"""`nutgraf draft` as a function: sources in, a stored draft out."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.connect import Connection
from pipeline.desks import Limits
from pipeline.flow import previous
from pipeline.flow.asking import Order
from pipeline.flow.engine import Tools, run, supersede
from pipeline.flow.existing import renderings
from pipeline.flow.index import open_store
from pipeline.flow.job import Job, make_job, read_dossier
from pipeline.flow.paying import walls
from pipeline.flow.together import Together
from pipeline.journal import Journal
from pipeline.models import Dossier, Draft
from pipeline.settings import Settings
from pipeline.state import State, open_state
from pipeline.states import DraftState
from pipeline.store import Folder, Store


class Written(NamedTuple):
    folder: Folder
    draft: Draft
    dossier: Dossier


def draft_story(
    sources: Sequence[str],
    settings: Settings,
    journal: Journal,
    *,
    angle: str | None = None,
    update_of: str | None = None,
    fresh: bool = False,
) -> Written:
    """Write one article from its sources; the same version is returned as it is, without a model call.

    Raises SourceError (no source can be used), ModelError (the endpoint stopped the run, which can be resumed by
    the same call), Busy, NotFound and UsageError (`update_of`), and the errors of settings, formats and store.
    """
    store = open_store(settings)
    store.clean()
    if update_of:
        previous.named(update_of, store)  # a mistyped name costs no fetching
    dossier = asyncio.run(read_dossier(sources, settings, journal))
    with open_state(settings.state_folder, settings.database_url) as state:
        connection = Connection(settings, state, journal)
        job = make_job(
            dossier,
            settings,
            state,
            store,
            connection=connection,
            angle=angle,
            update_of=update_of,
            fresh=fresh,
        )
        folder = store.find(job.version_id)
        if folder is None:
            limits = settings.desk.limits if settings.desk else Limits()
            order = Order(walls=walls(limits, connection))
            tools = Tools(lambda _: connection, lambda _: order, journal, store, Together(state), connection.close)
            run(job, settings, tools)
            folder = store.find(job.version_id)
            assert folder is not None  # noqa: S101  (run has stored it)
        else:
            _bring_up_to_date(store, state, folder, job)
        return Written(folder, store.draft(folder), store.dossier(folder))


def _bring_up_to_date(store: Store, known: State, folder: Folder, job: Job) -> None:
    """A version that is there costs no call, but what code adds to it follows the desk, and it stands again if it was
    superseded; what somebody has decided on stays as it is.
    """
    old, dossier = store.draft(folder), store.dossier(folder)
    state = old.state
    if state == DraftState.SUPERSEDED:
        state = DraftState.NEEDS_ATTENTION if old.reasons else DraftState.READY
    if old.desk != job.desk or state not in (DraftState.READY, DraftState.NEEDS_ATTENTION):
        return
    new = old.model_copy(update={"state": state, "disclaimer": job.disclaimer, "discussion_url": job.discussion_url})
    if new != old:
        store.update(folder, new, renderings(store, folder, old, new, dossier))
        if state != old.state:
            supersede(store, new, known)
