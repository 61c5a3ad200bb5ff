"""Stories, the pages they were made from, and the versions begun of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import sqlalchemy as sa

from pipeline.models import GroupingDecision, KnownPage, hash_of
from pipeline.state import tables
from pipeline.state.database import Database, now
from pipeline.states import StoryState, move


class Stories(Database):
    def known_story(self, sources: Sequence[str], scope: str = "") -> str | None:
        """The story that any of these source keys belongs to, the first seen when there are several.

        `scope` is the desk that tells its stories apart from those of others, or "" for all that share them.
        """
        query = (
            sa.select(tables.stories.c.story_id)
            .join(tables.story_sources, tables.story_sources.c.story_id == tables.stories.c.story_id)
            .where(tables.story_sources.c.scope == scope, tables.story_sources.c.source.in_(sources))
            .order_by(tables.stories.c.first_seen, tables.stories.c.story_id)
            .limit(1)
        )
        with self.transaction() as connection:
            found: str | None = connection.scalar(query)
            return found

    def add_story(self, story_id: str, sources: Sequence[str], desk: str | None, scope: str = "") -> None:
        """Record a story, or that more sources belong to it within `scope`."""
        with self.transaction() as connection:
            if not connection.scalar(sa.select(tables.stories.c.story_id).where(tables.stories.c.story_id == story_id)):
                moment = now()
                connection.execute(
                    sa.insert(tables.stories).values(
                        story_id=story_id, desk=desk, state=StoryState.QUEUED, first_seen=moment, updated=moment
                    )
                )
            of_these = (tables.story_sources.c.scope == scope, tables.story_sources.c.source.in_(sources))
            known = set(connection.scalars(sa.select(tables.story_sources.c.source).where(*of_these)))
            new = [source for source in dict.fromkeys(sources) if source not in known]
            rows = [{"scope": scope, "source": source, "story_id": story_id} for source in new]
            if rows:
                connection.execute(sa.insert(tables.story_sources), rows)

    def story_state(self, story_id: str) -> StoryState | None:
        with self.transaction() as connection:
            found = connection.scalar(sa.select(tables.stories.c.state).where(tables.stories.c.story_id == story_id))
            return None if found is None else StoryState(found)

    def story_counts(self) -> dict[str, int]:
        """How many stories are in each state."""
        query = sa.select(tables.stories.c.state, sa.func.count()).group_by(tables.stories.c.state)
        with self.transaction() as connection:
            return {row[0]: row[1] for row in connection.execute(query.order_by(tables.stories.c.state))}

    def move_story(self, story_id: str, new: StoryState, reason: str | None = None) -> None:
        """Change a story's state; raises NotAllowed when the table of moves forbids it."""
        where = tables.stories.c.story_id == story_id
        with self.transaction() as connection:
            old = StoryState(connection.execute(sa.select(tables.stories.c.state).where(where)).scalar_one())
            state = move(f"story {story_id}", old, new)
            connection.execute(sa.update(tables.stories).where(where).values(state=state, reason=reason, updated=now()))

    # --- what stories look like ---

    def known_pages(self, since: datetime, scope: str = "") -> list[KnownPage]:
        """The pages seen since then that are in a story of `scope`, in order of their keys."""
        kept = tables.story_pages.c
        query = (
            sa.select(kept.source, kept.story_id, kept.published, kept.signature)
            .where(kept.scope == scope, kept.seen >= since.astimezone(UTC).replace(tzinfo=None))
            .order_by(tables.story_pages.c.source)
        )
        with self.transaction() as connection:
            return [KnownPage.model_validate(dict(row)) for row in connection.execute(query).mappings()]

    def remember_pages(self, pages: Sequence[KnownPage], scope: str = "") -> None:
        """Keep the latest form of pages whose stories are recorded."""
        rows = {page.source: {**dict(page), "scope": scope, "seen": now()} for page in pages}
        if not rows:
            return
        with self.transaction() as connection:
            old = (tables.story_pages.c.scope == scope, tables.story_pages.c.source.in_(rows))
            connection.execute(sa.delete(tables.story_pages).where(*old))
            connection.execute(sa.insert(tables.story_pages), list(rows.values()))

    def remember_decisions(self, decisions: Sequence[GroupingDecision]) -> None:
        """Keep why each page was put in its story, with score and runner-up; earlier decisions stay."""
        moment = now()
        rows = [{**d.model_dump(mode="json", exclude={"page"}), "decided": moment} for d in decisions]
        if rows:
            with self.transaction() as connection:
                connection.execute(sa.insert(tables.decisions), rows)

    def decisions(self, story_id: str) -> list[GroupingDecision]:
        """The decisions by which pages came into a story, the oldest first; `page` is 0, for no list is left."""
        query = (
            sa.select(tables.decisions)
            .where(tables.decisions.c.story_id == story_id)
            .order_by(tables.decisions.c.number)
        )
        with self.transaction() as connection:
            rows = [dict(row) for row in connection.execute(query).mappings()]
        return [GroupingDecision(page=0, **{k: row[k] for k in row if k not in ("number", "decided")}) for row in rows]

    # --- versions ---

    def attempts(self, work: str) -> int:
        """How many attempts at this work (version_id without attempt) were begun."""
        query = sa.select(sa.func.max(tables.versions.c.attempt)).where(tables.versions.c.work == work)
        with self.transaction() as connection:
            return connection.scalar(query) or 0

    def versions_of(self, story_id: str) -> list[str]:
        """The version ids that were begun of a story; whether a draft came of each is for the store to say."""
        query = sa.select(tables.versions.c.work, tables.versions.c.attempt).where(
            tables.versions.c.story_id == story_id
        )
        with self.transaction() as connection:
            return [hash_of([work, attempt]) for work, attempt in connection.execute(query)]

    def add_attempt(self, work: str, attempt: int, story_id: str) -> None:
        where = (tables.versions.c.work == work) & (tables.versions.c.attempt == attempt)
        with self.transaction() as connection:
            if connection.scalar(sa.select(tables.versions.c.attempt).where(where)) is None:
                connection.execute(sa.insert(tables.versions).values(work=work, attempt=attempt, story_id=story_id))
