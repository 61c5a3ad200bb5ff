"""What follows a decision by itself: approved drafts go to the targets of their desk, the archive follows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pipeline.errors import NutgrafError
from pipeline.flow.publishing import archiving
from pipeline.flow.publishing.publisher import Publisher
from pipeline.flow.publishing.targets import chosen_targets
from pipeline.models import Publication
from pipeline.settings import Settings
from pipeline.state import open_state
from pipeline.states import DraftState
from pipeline.store import Folder, Store

if TYPE_CHECKING:
    import httpx2


def after_decision(
    store: Store, folder: Folder, settings: Settings, transport: httpx2.BaseTransport | None = None
) -> list[Publication | NutgrafError]:
    """Publish a draft that was just approved, or note that it waits for its embargo, and bring the archive up to date.

    `settings` are those of the draft's desk. What a target refused is in the list, in its place; nothing is raised for
    it: the approval stands, and `nutgraf publish --due` tries again.
    """
    draft = store.draft(folder)
    with open_state(settings.state_folder, settings.database_url) as state:
        publisher = Publisher(settings, store, state, transport=transport)
        done: list[Publication | NutgrafError] = []
        targets = [t for t in settings.desk.publish if t.on_approval] if settings.desk else []
        if draft.state == DraftState.APPROVED and targets and settings.desk and settings.desk.id == draft.desk:
            for target in chosen_targets(settings.desk, [t.id for t in targets]):
                if draft.embargo_until and draft.embargo_until > datetime.now(UTC):
                    reason = f"embargo until {draft.embargo_until:%Y-%m-%d %H:%M} UTC"
                    done.append(publisher.wait(folder, target, reason))
                else:
                    done.append(attempt(publisher, folder, target.id))
        archiving.settle(store, folder, settings, state)
        return done


def attempt(publisher: Publisher, folder: Folder, target: str) -> Publication | NutgrafError:
    """Publish to a target of the desk; what went wrong is returned."""
    try:
        return publisher.publish(folder, chosen_targets(publisher.settings.desk, [target])[0])
    except NutgrafError as error:
        return error


def due(publisher: Publisher) -> list[Publication | NutgrafError]:
    """Try again what waits for the end of an embargo, failed, or was cut off, for the publisher's desk."""
    store, desk = publisher.store, publisher.settings.desk
    named = {folder.name: folder for folder in store.folders()}
    done: list[Publication | NutgrafError] = []
    for name, target in publisher.state.unfinished(desk.id if desk else None):
        if name in named and not _waits(store, named[name]):
            done.append(attempt(publisher, named[name], target))
    return done


def _waits(store: Store, folder: Folder) -> bool:
    until = store.draft(folder).embargo_until
    return until is not None and until > datetime.now(UTC)


def rebuild_archive(store: Store, settings: Settings) -> int:
    """For `nutgraf reindex`: the archive and what stands where, built again from the drafts; returns the articles."""
    with open_state(settings.state_folder, settings.database_url) as state:
        return archiving.rebuild(store, settings, state)
