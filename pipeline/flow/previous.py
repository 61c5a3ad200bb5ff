"""The analysis that a new one follows: named by the editor, or the last approved one of the story."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pipeline.errors import UsageError
from pipeline.models import Dossier, Draft
from pipeline.states import DraftState
from pipeline.store import Folder, Store
from pipeline.write import Previous


def named(reference: str, store: Store) -> Draft:
    """The draft of `--update-of`; raises NotFound when there is none, UsageError when it has no article."""
    draft = store.draft(store.resolve(reference))
    if draft.analysis is None:
        raise UsageError(f"--update-of {reference}", "this draft has no article", "Name one that has.")
    return draft


def known_to_readers(drafts: Iterable[tuple[Folder, Draft]], dossier: Dossier, store: Store) -> list[Draft]:
    """Of a story's drafts those that were approved and had other passages, the latest first: an article from the same
    passages has nothing new to tell.
    """
    own = _said(dossier)
    found = [
        draft
        for folder, draft in drafts
        if draft.state == DraftState.APPROVED and draft.analysis and _said(store.dossier(folder)) != own
    ]
    return sorted(found, key=lambda d: d.created_at, reverse=True)


def chosen(known: list[Draft], is_written: Callable[[Previous | None], bool]) -> Previous | None:
    """The latest, unless the work was done already under another one or without: same work, same version."""
    options = [*(previous(draft) for draft in known), None]
    return next((option for option in options if is_written(option)), options[0])


def previous(draft: Draft) -> Previous:
    assert draft.analysis is not None  # noqa: S101  (the callers have seen to it)
    texts = (p.text for _, paragraphs in draft.analysis.parts() for p in paragraphs)
    return Previous(version_id=draft.version_id, date=draft.created_at.isoformat(), paragraphs=tuple(texts))


def _said(dossier: Dossier) -> frozenset[str]:
    return frozenset(p.text for p in dossier.passages())
