"""What is done with a draft that is there: looked at, checked again, edited, decided on.

Whoever reads a draft to judge it comes through `look`: it notices an `article.md` that was edited by hand, and an
approval whose text has changed. Every change holds the draft's lock from reading to writing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

from pipeline import review
from pipeline.check import check_analysis
from pipeline.errors import Conflict, NotAllowed, UsageError
from pipeline.flow.copying import limits_of
from pipeline.flow.guard import exclusive
from pipeline.flow.publishing import after_decision
from pipeline.formats import load_format
from pipeline.models import Analysis, CallRecord, Decision, Dossier, Draft, Report, Verdict
from pipeline.publish import article_of, markdown, render, rendering_hash
from pipeline.settings import Settings
from pipeline.states import DraftState
from pipeline.store import Folder, Store

BY_HAND = "article.md"
"""Who is named for a text that was changed in the file itself."""
_BY_CODE = "nutgraf"

Decide = Callable[[Draft, review.Act], tuple[Draft, Decision]]


class Author(NamedTuple):
    """Who changes a text, and what is recorded of it."""

    by: str
    verdict: Verdict = Verdict.EDIT
    words: str | None = None
    calls: tuple[CallRecord, ...] = ()
    """What the change cost, for the draft's provenance."""


class Found(NamedTuple):
    """A draft as it stands, with what belongs to it."""

    folder: Folder
    draft: Draft
    dossier: Dossier
    versions: tuple[Analysis, ...]
    """Every text it had, the model's first."""
    decisions: tuple[Decision, ...]
    trouble: UsageError | None = None
    """Why `article.md`, edited by hand, can't be read; the draft is the text before that edit."""

    @property
    def rendering_hash(self) -> str:
        return rendering_hash(article_of(self.draft, self.dossier))

    @property
    def text_hash(self) -> str:
        return review.text_hash(self.draft.analysis)

    @property
    def approval(self) -> Decision | None:
        """The approval that holds for the text as it is."""
        return review.standing_approval(self.decisions, self.rendering_hash)


def check_again(draft: Draft, dossier: Dossier, settings: Settings) -> Report:
    """Check a draft's text as today's rules and its format see it; nothing is written."""
    if draft.analysis is None:
        cause = "has no article: no model answer could be used"
        raise NotAllowed(
            f"draft {draft.version_id[:8]}", cause, "`nutgraf review show` tells why; write it with --fresh."
        )
    fmt = load_format(draft.format, settings.format_folders)
    limits = limits_of(draft, settings)
    return check_analysis(draft.analysis, dossier, fmt, language=draft.language, copying=limits)


def look(store: Store, folder: Folder, settings: Settings) -> Found:
    """The draft, after a hand edit of `article.md` was taken in as a version and an outdated approval has ended."""
    found = _read(store, folder)
    if _by_hand(store, found)[0] is None and not _outdated(found):
        return found._replace(trouble=_by_hand(store, found)[1])
    with exclusive(settings.state_folder, found.draft.version_id):
        return _settled(store, folder, settings)


def record_decision(
    store: Store, folder: Folder, settings: Settings, decide: Decide, *, by: str, seen: str | None = None
) -> Draft:
    """Apply a decision (see `review`) to a stored draft: first the record, then the state and its renderings.

    What is approved goes to the targets of its desk then; how that went is in its publications, and raises nothing.
    `seen` is the hash of the rendering that was judged; Conflict when the draft has another one by now. Raises
    UsageError for a hand edit that can't be read: it would be overwritten.
    """
    with exclusive(settings.state_folder, store.draft(folder).version_id):
        found = _ready_to_write(store, folder, settings)
        if seen is not None and seen != found.rendering_hash:
            raise _conflict(found, "Read it again before you decide")
        act = review.Act(by, _now(), found.rendering_hash, len(found.versions) or None)
        decided, decision = decide(found.draft, act)
        store.add_decision(folder, decision)
        store.update(folder, decided, render(decided, found.dossier))
    after_decision(store, folder, settings)
    return decided


def save_text(
    store: Store,
    folder: Folder,
    settings: Settings,
    change: Callable[[Analysis, Dossier], Analysis],
    author: Author,
    *,
    base: str | None = None,
) -> Found:
    """Change a draft's text: a new version, checked again, with its state; an unchanged text is no version.

    `base` is the hash of the text that was edited (see `review.text_hash`); Conflict when the draft has another one by
    now. Raises what `change` raises.
    """
    with exclusive(settings.state_folder, store.draft(folder).version_id):
        found = _ready_to_write(store, folder, settings)
        if found.draft.analysis is None:
            raise NotAllowed(f"draft {found.draft.version_id[:8]}", "has no article to edit", "Write it with --fresh.")
        if base is not None and base != found.text_hash:
            raise _conflict(found, "Your text was not saved")
        analysis = change(found.draft.analysis, found.dossier)
        found = found._replace(draft=_paid(found.draft, author.calls))
        if analysis == found.draft.analysis and not author.calls:
            return found
        return _saved(store, found, settings, analysis, author)


def save_file(store: Store, folder: Folder, settings: Settings, text: str, *, by: str, base: str) -> Found:
    """Save an edited `article.md`; raises UsageError when it can't be read, Conflict when the draft has changed."""
    with exclusive(settings.state_folder, store.draft(folder).version_id):
        lies = store.rendering(folder, "article.md")
        found = _settled(store, folder, settings)
        if base != found.text_hash:
            raise _conflict(found, "Your text was not saved")
        if found.draft.analysis is None:
            raise NotAllowed(f"draft {found.draft.version_id[:8]}", "has no article to edit", "Write it with --fresh.")
        analysis = markdown.parse_markdown(text, found.draft.analysis)
        if analysis != found.draft.analysis:
            return _saved(store, found, settings, analysis, Author(by))
        if found.trouble and lies != text:  # a hand edit that could not be read was taken back
            store.update(folder, found.draft, render(found.draft, found.dossier))
        return found._replace(trouble=None)


def renderings(store: Store, folder: Folder, old: Draft, new: Draft, dossier: Dossier) -> dict[str, str]:
    """The files to write with `new`, whose text is that of `old`: without an `article.md` that was edited by hand, so
    that whoever looks at the draft next still finds the edit.
    """
    lies = store.rendering(folder, "article.md")
    written = markdown.render(article_of(old, dossier))
    by_hand = old.analysis is not None and lies is not None and lies != written
    return {n: t for n, t in render(new, dossier).items() if not (by_hand and n == "article.md")}


def _saved(store: Store, found: Found, settings: Settings, analysis: Analysis, author: Author) -> Found:
    """Write a changed text, then the record of who changed it: a crash in between loses no words."""
    same = bool(found.versions) and found.versions[-1] == analysis
    versions = found.versions if same else (*found.versions, analysis)
    new = found.draft.model_copy(update={"analysis": analysis})
    draft = review.rechecked(found.draft, analysis, check_again(new, found.dossier, settings))
    article = article_of(draft, found.dossier)
    decision = Decision(
        verdict=author.verdict,
        by=author.by,
        at=_now(),
        rendering_hash=rendering_hash(article),
        reason=author.words,
        findings=draft.report.findings,
        version=len(versions),
    )
    store.update(found.folder, draft, render(draft, found.dossier))
    store.add_decision(found.folder, decision)
    return found._replace(draft=draft, versions=versions, decisions=(*found.decisions, decision), trouble=None)


def _paid(draft: Draft, calls: tuple[CallRecord, ...]) -> Draft:
    made = draft.provenance
    usage = sum((c.usage for c in calls), made.usage)
    return draft.model_copy(
        update={"provenance": made.model_copy(update={"usage": usage, "calls": (*made.calls, *calls)})}
    )


def _read(store: Store, folder: Folder) -> Found:
    draft = store.draft(folder)
    return Found(folder, draft, store.dossier(folder), store.versions(folder), store.decisions(folder))


def _ready_to_write(store: Store, folder: Folder, settings: Settings) -> Found:
    found = _settled(store, folder, settings)
    if found.trouble is not None:
        raise found.trouble
    return found


def _settled(store: Store, folder: Folder, settings: Settings) -> Found:
    found = _read(store, folder)
    analysis, trouble = _by_hand(store, found)
    if analysis is not None:
        found = _saved(store, found, settings, analysis, Author(BY_HAND, words="edited in the file"))
    if _outdated(found):
        act = review.Act(_BY_CODE, _now(), found.rendering_hash, len(found.versions) or None)
        draft, decision = review.void(found.draft, act)
        store.add_decision(folder, decision)
        store.update(folder, draft, {} if trouble else render(draft, found.dossier))
        found = found._replace(draft=draft, decisions=(*found.decisions, decision))
    return found._replace(trouble=trouble)


def _outdated(found: Found) -> bool:
    return found.draft.state == DraftState.APPROVED and found.approval is None


def _by_hand(store: Store, found: Found) -> tuple[Analysis | None, UsageError | None]:
    """The text of an `article.md` that says something else than the draft, or why it can't be read."""
    draft = found.draft
    text = store.rendering(found.folder, "article.md")
    if draft.analysis is None or text is None or text == markdown.render(article_of(draft, found.dossier)):
        return None, None
    try:
        analysis = markdown.parse_markdown(text, draft.analysis)
    except UsageError as error:
        return None, error
    return (None if analysis == draft.analysis else analysis), None


def _conflict(found: Found, next_step: str) -> Conflict:
    last = next((d for d in reversed(found.decisions) if d.verdict in (Verdict.EDIT, Verdict.REWRITE)), None)
    who = f"{last.by} changed it on {last.at:%Y-%m-%d at %H:%M} UTC" if last else "it has been changed"
    cause = f"{who}, after you had read it"
    return Conflict(f"draft {found.draft.version_id[:8]}", cause, f"{next_step}.")


def _now() -> datetime:
    return datetime.now(UTC)
