"""The state database: stories and what they were made from, what was collected, what endpoints can do, what was
published.

SQLite at `output/.state/nutgraf.sqlite`, or PostgreSQL through `NUTGRAF_DATABASE_URL`; the durable engine keeps its own
tables in the same database. Except for story identity it is a cache that can be rebuilt from `output/`.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr

from pipeline.state.archive import Archive
from pipeline.state.batchfiles import BatchFileTable
from pipeline.state.collecting import Collecting, Fetched
from pipeline.state.database import database_url
from pipeline.state.drafts import DraftPage, Drafts, Wanted
from pipeline.state.endpoints import Endpoints
from pipeline.state.holds import Holds
from pipeline.state.spending import Call, Later, Over, Reserved, Spending, Spent, Wall
from pipeline.state.stories import Stories
from pipeline.state.work import RunRow, Work, Worker, WorkTable

__all__ = [
    "Call",
    "DraftPage",
    "Fetched",
    "Later",
    "Over",
    "Reserved",
    "RunRow",
    "Spent",
    "State",
    "Wall",
    "Wanted",
    "Work",
    "Worker",
    "database_url",
    "open_state",
]


class State(Stories, Collecting, Endpoints, Drafts, Archive, Holds, WorkTable, Spending, BatchFileTable):
    """One open state database. Every method is one transaction; database trouble is a StoreError."""


def open_state(output: Path, configured: SecretStr | None) -> State:
    return State(database_url(output, configured))
