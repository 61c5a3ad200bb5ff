"""What the archive holds: articles that are approved and that readers can find."""

from __future__ import annotations

from datetime import UTC, datetime

from pipeline.desks import load_desk
from pipeline.errors import NotFound, NutgrafError
from pipeline.flow.publishing.standing import Standing, standing
from pipeline.models import ArchiveEntry, Dossier, Draft
from pipeline.publish import article_of, rendering_hash
from pipeline.related import terms_of
from pipeline.review import standing_approval
from pipeline.settings import Settings
from pipeline.state import State
from pipeline.states import DraftState, PublicationState
from pipeline.store import Folder, Store


def settle(store: Store, folder: Folder, settings: Settings, state: State) -> None:
    """Put the draft's article in the archive, or take it out, as it now stands."""
    draft = store.draft(folder)
    stands = standing(store, folder, draft)
    entry = _entry(store, folder, draft, stands, published_only=_has_targets(settings, draft.desk))
    if entry is not None:
        state.archive([entry])
    elif not any(step.state == PublicationState.PUBLISHED for step in stands.last.values()):
        state.unarchive([stands.key])


def rebuild_archive(store: Store, settings: Settings, state: State) -> int:
    """Forget the archive and build it again from the drafts, the oldest first; returns how many articles it holds."""
    state.clear_archive()
    drafts = sorted(store.readable(), key=lambda pair: pair[1].created_at)
    keys = set()
    for folder, draft in drafts:
        try:
            stands = standing(store, folder, draft)
            for step in stands.last.values():
                if step.version_id == draft.version_id:
                    state.remember_publication(step, folder.name, draft.desk)
            entry = _entry(store, folder, draft, stands, published_only=_has_targets(settings, draft.desk))
        except NutgrafError:  # a damaged draft must not keep the others out
            continue
        if entry is not None:
            state.archive([entry])
            keys.add(entry.key)
    return len(keys)


def _has_targets(settings: Settings, desk: str | None) -> bool:
    """Where a desk publishes nowhere, an approval is the end of the way."""
    if settings.desk is not None and settings.desk.id == desk:
        return bool(settings.desk.publish)
    try:
        return desk is not None and bool(load_desk(desk, settings.desk_folder).publish)
    except NotFound:
        return False


def _entry(
    store: Store, folder: Folder, draft: Draft, stands: Standing, *, published_only: bool
) -> ArchiveEntry | None:
    """None for what is not approved, is under embargo, or that no reader can find."""
    out = [step for step in stands.last.values() if step.state == PublicationState.PUBLISHED]
    found = [step for step in out if step.version_id == draft.version_id and step.approved]
    if not found and (out or published_only or stands.last):
        return None
    if draft.analysis is None or (not found and not _approved(store, folder, draft)):
        return None
    dossier = store.dossier(folder)
    article = article_of(draft, dossier)
    terms = terms_of(_names(draft, dossier), article.headline, article.dek)
    first = min((step.published or step.at for step in found), default=draft.created_at)
    return ArchiveEntry(
        key=stands.key,
        version_id=draft.version_id,
        story_id=draft.story_id,
        desk=draft.desk,
        title=article.headline,
        dek=article.dek,
        date=first.astimezone(UTC).date().isoformat(),
        url=stands.url(),
        names=terms.names,
        words=terms.words,
    )


def _approved(store: Store, folder: Folder, draft: Draft) -> bool:
    if draft.state != DraftState.APPROVED or (draft.embargo_until and draft.embargo_until > datetime.now(UTC)):
        return False
    text = rendering_hash(article_of(draft, store.dossier(folder)))
    return standing_approval(store.decisions(folder), text) is not None


def _names(draft: Draft, dossier: Dossier) -> frozenset[str]:
    """The names of the sources that the article has taken up."""
    parts = draft.analysis.parts() if draft.analysis else ()
    text = " ".join(p.text for _, paragraphs in parts for p in paragraphs).casefold()
    return frozenset(n.text for facts in dossier.facts.values() for n in facts.names if n.text.casefold() in text)
