"""What endpoints can, as a probe found it."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa

from pipeline.state import tables
from pipeline.state.database import Database, now


class Endpoints(Database):
    def capabilities(self, base_url: str, model: str) -> Any | None:
        """What was found out about an endpoint, as JSON data; None when it was never probed."""
        where = (tables.capabilities.c.base_url == base_url) & (tables.capabilities.c.model == model)
        with self.transaction() as connection:
            found = connection.scalar(sa.select(tables.capabilities.c.found).where(where))
            return None if found is None else json.loads(found)

    def remember_capabilities(self, base_url: str, model: str, found: Any) -> None:
        where = (tables.capabilities.c.base_url == base_url) & (tables.capabilities.c.model == model)
        with self.transaction() as connection:
            connection.execute(sa.delete(tables.capabilities).where(where))
            connection.execute(
                sa.insert(tables.capabilities).values(
                    base_url=base_url, model=model, found=json.dumps(found), probed=now()
                )
            )
