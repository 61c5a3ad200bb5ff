"""What is known of an article in its targets: through all its corrected versions it is one article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.models import Draft, Publication, hash_of
from pipeline.publish.article import Article, rendering_hash
from pipeline.states import PublicationState
from pipeline.store import Folder, Store, slug

_KEY = 12
_GENERATIONS = 200
"""A chain of predecessors longer than this is a circle in damaged drafts."""


class Standing(NamedTuple):
    """The article's lasting names, and the last step of it in each target."""

    key: str
    slug: str
    last: dict[str, Publication]

    def url(self) -> str | None:
        """Its public address, of the first target that gave it one."""
        urls = (p.url for p in self.last.values() if p.state == PublicationState.PUBLISHED and p.url)
        return next(urls, None)


def standing(store: Store, folder: Folder, draft: Draft) -> Standing:
    """How the article of this draft stands, its predecessors' publications included."""
    steps = [step for version in reversed(list(_versions(store, folder, draft))) for step in version]
    last = {step.target: step for step in steps}
    if steps:
        return Standing(steps[-1].key, steps[-1].slug, last)
    key = draft.version_id[:_KEY]
    headline = draft.analysis.headline if draft.analysis else ""
    words = slug(headline)
    return Standing(key, f"{'article' if words == 'draft' else words}-{key}", last)


def sent_hash(article: Article, *, approved: bool) -> str:
    """Of all that a target is sent: the text and its label."""
    return hash_of([rendering_hash(article), article.made, approved])


def _versions(store: Store, folder: Folder, draft: Draft) -> Iterator[Sequence[Publication]]:
    """The publications of a draft and of each one that it corrects, as far as they are still kept.

    A draft that follows another without correcting it is an article of its own.
    """
    yield store.publications(folder)
    for _ in range(_GENERATIONS):
        found = store.find(draft.corrections[-1].corrects) if draft.corrections else None
        if found is None:
            return
        yield store.publications(found)
        draft = store.draft(found)
