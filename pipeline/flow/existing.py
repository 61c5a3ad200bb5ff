"""What is done with a draft that is there: checked again, decided on."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.check import check_analysis
from pipeline.errors import NotAllowed
from pipeline.formats import load_format
from pipeline.models import Decision, Dossier, Draft, Report
from pipeline.publish import article_of, render, rendering_hash
from pipeline.settings import Settings
from pipeline.store import Folder, Store


def check_again(draft: Draft, dossier: Dossier, settings: Settings) -> Report:
    """Check a draft's text as today's rules and its format see it; nothing is written."""
    if draft.analysis is None:
        cause = "has no article: no model answer could be used"
        raise NotAllowed(
            f"draft {draft.version_id[:8]}", cause, "`nutgraf review show` tells why; write it with --fresh."
        )
    fmt = load_format(draft.format, settings.format_folders)
    return check_analysis(draft.analysis, dossier, fmt, language=draft.language)


def record_decision(store: Store, folder: Folder, decide: Callable[[Draft, str], tuple[Draft, Decision]]) -> Draft:
    """Apply a decision (see `review`) to a stored draft: first the record, then the state and its renderings.

    `decide` gets the draft and the hash of its canonical rendering.
    """
    draft, dossier = store.draft(folder), store.dossier(folder)
    decided, decision = decide(draft, rendering_hash(article_of(draft, dossier)))
    store.add_decision(folder, decision)
    store.update(folder, decided, render(decided, dossier))
    return decided
