"""What follows a decision by itself: approved drafts go to the targets of their desk, the archive follows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pipeline.desks import PublishTarget, load_desk
from pipeline.errors import NotFound, NutgrafError, StoreError
from pipeline.flow.publishing import archiving
from pipeline.flow.publishing.publisher import Publisher
from pipeline.flow.publishing.standing import sent_hash, standing
from pipeline.flow.publishing.targets import chosen_targets
from pipeline.models import Draft, Publication
from pipeline.publish import article_of
from pipeline.settings import Settings
from pipeline.state import open_state
from pipeline.states import DraftState, PublicationState
from pipeline.store import Folder, Store

if TYPE_CHECKING:
    import httpx2


def after_decision(
    store: Store, folder: Folder, settings: Settings, transport: httpx2.BaseTransport | None = None
) -> list[Publication | NutgrafError]:
    """Publish a draft that stands approved, or note that it waits for its embargo, and bring the archive up to date.

    What a target refused is in the list, in its place, and in the record; nothing is raised for it: the decision
    stands, and `nutgraf publish --due` tries again.
    """
    draft = store.draft(folder)
    try:
        settings = with_desk(settings, draft.desk)
        with open_state(settings.state_folder, settings.database_url) as state:
            publisher = Publisher(settings, store, state, transport=transport)
            done = [_sent(publisher, folder, draft, target) for target in _awaiting(publisher, folder, draft)]
            archiving.settle(store, folder, settings, state)
            return done
    except NutgrafError as error:  # a mistake in the desk file, say
        return [error]


def due(publisher: Publisher, *, failed: bool = True) -> list[Publication | NutgrafError]:
    """Publish what waited for the end of an embargo or was cut off, and try again what `failed`; of one desk."""
    store, desk = publisher.store, publisher.settings.desk
    done: list[Publication | NutgrafError] = []
    for name, target in publisher.state.unfinished(desk.id if desk else None, failed=failed):
        try:
            folder = store.at(name)
            if _waits(store.draft(folder)):
                continue
        except (StoreError, NotFound) as error:
            done.append(error)
        else:
            done.append(_attempt(publisher, folder, target))
    return done


def with_desk(settings: Settings, desk: str | None) -> Settings:
    """The settings with that desk's file; without any when the desk has none."""
    if settings.desk is not None and settings.desk.id == desk:
        return settings
    try:
        found = load_desk(desk, settings.desk_folder) if desk else None
    except NotFound:
        found = None
    return settings.model_copy(update={"desk": found})


def _awaiting(publisher: Publisher, folder: Folder, draft: Draft) -> Iterator[PublishTarget]:
    """The desk's targets that an approved draft goes to by itself and where this text hasn't been."""
    desk = publisher.settings.desk
    names = [t.id for t in desk.publish if t.on_approval] if desk else []
    if draft.state != DraftState.APPROVED or not names:
        return
    last = standing(publisher.store, folder, draft).last
    text = sent_hash(article_of(draft, publisher.store.dossier(folder)), approved=True)
    settled = (PublicationState.PUBLISHED, PublicationState.RETRACTED)
    for target in chosen_targets(desk, names):
        step = last.get(target.id)
        if step is None or step.state not in settled or (step.version_id, step.rendering) != (draft.version_id, text):
            yield target


def _sent(publisher: Publisher, folder: Folder, draft: Draft, target: PublishTarget) -> Publication | NutgrafError:
    if _waits(draft):
        return publisher.wait(folder, target, f"embargo until {draft.embargo_until:%Y-%m-%d %H:%M} UTC")
    return _attempt(publisher, folder, target.id)


def _attempt(publisher: Publisher, folder: Folder, target: str) -> Publication | NutgrafError:
    """Publish to a target of the desk; what went wrong is returned."""
    try:
        return publisher.publish(folder, chosen_targets(publisher.settings.desk, [target])[0])
    except NutgrafError as error:
        return error


def _waits(draft: Draft) -> bool:
    return draft.embargo_until is not None and draft.embargo_until > datetime.now(UTC)
