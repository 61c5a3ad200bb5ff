"""Related articles: the newest approved drafts of the same desk that share names with a draft."""

from __future__ import annotations

from collections.abc import Iterable, Set

from pipeline.models import Frozen, RelatedArticle


class ArchiveEntry(Frozen):
    """One approved draft as the archive knows it."""

    version_id: str
    story_id: str
    desk: str | None
    title: str
    dek: str
    date: str
    """ISO 8601, UTC."""
    url: str | None = None
    names: frozenset[str]
    """Names of people, places and organisations in its text."""


def related(
    draft_names: Set[str],
    archive: Iterable[ArchiveEntry],
    *,
    story_id: str,
    desk: str | None,
    limit: int = 4,
) -> tuple[RelatedArticle, ...]:
    """The newest entries of `desk` that share a name, letter case aside; of one day, those that share more come first.

    Never the draft itself or another version of its story, and one entry for each other story.
    """
    names = _folded(draft_names)
    candidates = [
        (entry.date, len(shared), entry)
        for entry in archive
        if entry.desk == desk and entry.story_id != story_id and (shared := names & _folded(entry.names))
    ]
    candidates.sort(key=lambda c: (c[0][:10], c[1], c[0], c[2].version_id), reverse=True)
    newest: dict[str, ArchiveEntry] = {}
    for _, _, entry in candidates:
        newest.setdefault(entry.story_id, entry)
    return tuple(
        RelatedArticle(version_id=e.version_id, title=e.title, dek=e.dek, url=e.url, date=e.date)
        for e in list(newest.values())[:limit]
    )


def _folded(names: Set[str]) -> set[str]:
    return {" ".join(name.casefold().split()) for name in names} - {""}
