"""One section of a stored draft, written again by the model at an editor's wish."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from pipeline import write
from pipeline.connect import Connection
from pipeline.errors import Conflict, ModelError, NotAllowed, NotFound
from pipeline.flow.existing import Author, Found, look, save_text
from pipeline.flow.prompts import new_fence
from pipeline.flow.reckoning import rank, support
from pipeline.flow.story import Ledger
from pipeline.formats import Format, load_format
from pipeline.journal import Journal
from pipeline.models import Analysis, CallRecord, Draft, Finding, Place, Section, Severity, Verdict
from pipeline.settings import Settings, load
from pipeline.state import open_state
from pipeline.store import Folder, Store
from pipeline.text.addressing import readable

LONGEST_NOTE = 1_000

Rewrite = Callable[..., Found]


def rewrite_section(
    store: Store, folder: Folder, settings: Settings, number: int, note: str, *, by: str, base: str, journal: Journal
) -> Found:
    """Write section `number` (from 0) again, told `note` and what is wrong with it; a new version, checked again.

    Blocks until the model has answered; `journal` gets its words as they come. Raises Conflict when the draft is not
    the text with the hash `base`; NotFound and NotAllowed when the section can't be written; ModelErrors. If somebody
    else changes the section while the model writes, both texts are kept as versions, theirs stays the last, and
    Conflict says so.
    """
    found = look(store, folder, settings)
    if base != found.text_hash:
        raise Conflict(_thing(found.draft), "has been changed after you had read it", "Read it again first.")
    old, fmt = _section(found.draft, number), load_format(found.draft.format, settings.format_folders)
    if number >= len(fmt.sections):
        cause = f"has no section {number + 1} that the model could write"
        raise NotAllowed(f"format {fmt.name}", cause, "Edit the section by hand.")
    words = " ".join(note.split())[:LONGEST_NOTE] or None
    calls: list[CallRecord] = []
    try:
        new = _written(found, _of_desk(settings, found.draft), fmt, number, words or "", journal, calls)
    except ModelError as error:
        # What it cost all the same belongs to the draft.
        failed = f"{words or ''} (failed: {error})".strip()
        save_text(store, folder, settings, lambda a, _: a, Author(by, Verdict.REWRITE, failed, tuple(calls)))
        raise

    def replaced(current: Analysis, _: object) -> Analysis:
        sections = (*current.sections[:number], new, *current.sections[number + 1 :])
        return current.model_copy(update={"sections": sections})

    meanwhile = look(store, folder, settings).draft
    saved = save_text(store, folder, settings, replaced, Author(by, Verdict.REWRITE, words, tuple(calls)))
    if _section(meanwhile, number) == old or meanwhile.analysis is None:
        return saved
    theirs = meanwhile.analysis
    kept = save_text(store, folder, settings, lambda _, __: theirs, Author(by, words="their text again"))
    cause = f"this section was changed while the model wrote; its text is version {len(saved.versions)}"
    raise Conflict(_thing(kept.draft), cause, "The history has both.")


def _written(
    found: Found,
    settings: Settings,
    fmt: Format,
    number: int,
    note: str,
    journal: Journal,
    calls: list[CallRecord],
) -> Section:
    """The section as the model writes it; what its calls cost is added to `calls`, whatever comes of them."""
    # Text that addresses a model is kept from it here, too; the checks see everything.
    draft, dossier = found.draft, readable(found.dossier).dossier
    assert draft.analysis is not None  # noqa: S101  (`_section` has looked)
    analysis = draft.analysis

    async def ask(connection: Connection) -> Analysis:
        try:
            task = write.Task(
                dossier=dossier,
                format=fmt,
                assignment=write.Assignment(
                    language=draft.language,
                    angle=draft.angle,
                    fence=new_fence(),
                    temperature=settings.temperature,
                    max_tokens=settings.max_tokens,
                    # Another seed than the first writing had, and than the last rewriting.
                    seed=settings.seed + 1_000 + len(found.versions),
                ),
                plan=write.plan(dossier, fmt, rank, draft.angle),
                complete=ledger.complete,
                steps=write.SmallSteps(support) if connection.small_steps else None,
            )
            part = f"sections/{number}"
            return await write.rewrite_part(part, task, analysis, _told(draft, part, note))
        finally:
            calls.extend(ledger.calls)
            await connection.aclose()

    with open_state(settings.state_folder, settings.database_url) as state:
        connection = Connection(settings, state, journal)
        ledger = Ledger(connection.complete)
        return asyncio.run(ask(connection)).sections[number]


def _told(draft: Draft, part: str, note: str) -> list[Finding]:
    """What the model hears: the editor's wish first, then the blockers and warnings of the section."""
    place = Place(part=part, paragraph=0, start=0, end=0)
    wish = [Finding(rule="editor", severity=Severity.BLOCKER, place=place, message=f"The editor asks: {note}")]
    found = [f for f in draft.report.findings if f.place.part == part and f.severity is not Severity.NOTE]
    return [*(wish if note.strip() else []), *found]


def _section(draft: Draft, number: int) -> Section:
    sections = draft.analysis.sections if draft.analysis else ()
    if not 0 <= number < len(sections):
        raise NotFound(f"section {number + 1}", "is not in this draft", "Load the draft again.")
    return sections[number]


def _of_desk(settings: Settings, draft: Draft) -> Settings:
    """With the draft's own desk: its model and its prices; without, where the desk is no longer there."""
    if draft.desk is None or settings.desk is not None:
        return settings
    try:
        return load(settings.dir, {}, desk=draft.desk)
    except NotFound:
        return settings


def _thing(draft: Draft) -> str:
    return f"draft {draft.version_id[:8]}"
