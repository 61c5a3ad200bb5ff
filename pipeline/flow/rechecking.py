"""The corrections loop: the sources of what is out are read again, and a correction opens where the article is hit."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from pipeline.check import check_analysis
from pipeline.collect import collect
from pipeline.corrections import affected, findings, proposed_note, recited, revise, same_text
from pipeline.errors import FetchError, NutgrafError, Refused, SourceError, StoreError
from pipeline.fetch import Polite, Validators
from pipeline.flow.copying import limits_of
from pipeline.flow.engine import supersede
from pipeline.flow.publishing import with_desk
from pipeline.flow.reading import extracted, polite_fetching
from pipeline.formats import load_format
from pipeline.journal import Journal
from pipeline.models import (
    Analysis,
    Correction,
    Document,
    Dossier,
    Draft,
    Finding,
    Frozen,
    Page,
    Report,
    SourceNow,
    SourceOutcome,
    hash_of,
)
from pipeline.publish import render
from pipeline.review import open_findings
from pipeline.settings import Settings
from pipeline.state import Fetched, State, open_state
from pipeline.states import DraftState
from pipeline.store import Folder, Store

_GONE = {404, 410}
_READER = "recheck"


class Rechecked(Frozen):
    """One published article and its sources as they are now."""

    version_id: str
    headline: str
    sources: tuple[SourceNow, ...]
    sentences: tuple[str, ...] = ()
    """What the article says that a source no longer does."""
    correction: str | None = None
    """version_id of the draft that was opened, or that is open already."""
    error: str | None = None
    """Why it could not be rechecked."""


class _Read(NamedTuple):
    """What became of one source: for `changed` its document as it is now."""

    now: SourceNow
    document: Document | None = None
    version: Fetched | None = None
    """To be remembered once what follows from it is safe."""


async def recheck(settings: Settings, desk: str | None, store: Store, journal: Journal) -> list[Rechecked]:
    """Read again the sources of every published draft, of one desk or of all; a failure doesn't stop the others."""
    done = []
    with open_state(settings.state_folder, settings.database_url) as state:
        for folder, draft in list(_out(store, state.out_of_the_house(desk))):
            journal.event("collect", message=f"{draft.version_id[:8]}: sources again")
            try:
                done.append(await _recheck_one(with_desk(settings, draft.desk), store, state, folder, draft, journal))
            except NutgrafError as error:
                done.append(
                    Rechecked(version_id=draft.version_id, headline=_headline(draft), sources=(), error=str(error))
                )
    return done


def _out(store: Store, versions: Sequence[str]) -> Iterator[tuple[Folder, Draft]]:
    """The drafts of these versions; a damaged one is passed over."""
    short = {version[:8] for version in versions}
    for folder in store.folders():
        if folder.name.rpartition("-")[2] in short:
            with suppress(StoreError):
                draft = store.draft(folder)
                if draft.version_id in versions:
                    yield folder, draft


async def _recheck_one(
    settings: Settings, store: Store, state: State, folder: Folder, draft: Draft, journal: Journal
) -> Rechecked:
    dossier = store.dossier(folder)
    known = state.fetched(_memory(draft))
    async with polite_fetching(settings, state) as polite:
        reads = await asyncio.gather(
            *(_read_again(d, known.get(d.location), polite, settings) for d in dossier.documents)
        )
    pages = [read for read in reads if isinstance(read, Page)]
    documents = dict(zip([p.location for p in pages], _extracted(pages, settings, journal), strict=True))
    outcomes = [
        _judged(old, read, documents.get(read.location) if isinstance(read, Page) else None)
        for old, read in zip(dossier.documents, reads, strict=True)
    ]
    result = _consequence(settings, store, draft, dossier, outcomes)
    for outcome in outcomes:
        if outcome.now.outcome is not SourceOutcome.UNCHANGED:
            store.add_recheck(folder, outcome.now)
    versions = {o.now.source: o.version for o in outcomes if o.version is not None}
    state.remember_fetched(_memory(draft), versions)  # last: whatever was cut off before is found again
    return result


# --- reading ------------------------------------------------------------------------------------


async def _read_again(
    document: Document, known: Fetched | None, polite: Polite, settings: Settings
) -> Page | SourceError | None:
    """The page, None when it is still the version we know, or why it can't be had."""

    async def fetch(url: str) -> Page:
        conditions = Validators(known.etag, known.last_modified) if known else None
        page = await polite.fetch_if_changed(url, conditions)
        if page is None:
            raise _Unchanged(url, "is unchanged")
        return page

    if _from_full_text(document, settings):
        return Refused(document.location, "full_text", "it was read from its feed, not from its page")

    try:
        base = _base(document.location, settings)
        found = (await collect([document.location], fetch=fetch, base=base, max_bytes=settings.max_bytes))[0]
    except SourceError as error:
        found = error
    if isinstance(found, _Unchanged) or (isinstance(found, Page) and known and hash_of_page(found) == known.body_hash):
        return None
    return found


class _Unchanged(SourceError):
    """The server says that nothing changed; it travels through `collect` like any other reason for no page."""


def _from_full_text(document: Document, settings: Settings) -> bool:
    """Pages of a feed that carries whole articles were never fetched: they would always look changed."""
    feeds = settings.desk.feeds if settings.desk else ()
    hosts = {urlsplit(feed.url).hostname for feed in feeds if feed.full_text}
    return document.url is not None and urlsplit(document.url).hostname in hosts


def _base(location: str, settings: Settings) -> Path:
    """Files are named from where the draft was made, from the working folder, or from the desk's."""
    places = (Path.cwd(), settings.dir, settings.desk_folder)
    return next((place for place in places if (place / location).exists()), settings.dir)


def _extracted(pages: Sequence[Page], settings: Settings, journal: Journal) -> list[Document | SourceError]:
    return list(extracted(pages, settings, journal)) if pages else []


def _judged(old: Document, read: Page | SourceError | None, found: Document | SourceError | None) -> _Read:
    def now(outcome: SourceOutcome, detail: str = "") -> SourceNow:
        return SourceNow(at=datetime.now(UTC), source=old.location, outcome=outcome, detail=detail)

    if read is None:
        return _Read(now(SourceOutcome.UNCHANGED))
    if isinstance(read, SourceError):
        return _Read(now(_outcome(read), read.cause))
    version = Fetched(read.headers.get("etag"), read.headers.get("last-modified"), hash_of_page(read), _READER)
    if not read.rights.allowed:
        return _Read(now(SourceOutcome.UNREADABLE, read.rights.ground))
    if isinstance(found, SourceError) or found is None:
        return _Read(now(SourceOutcome.UNREADABLE, found.cause if found else "can't be read"))
    if found.page_hash == old.page_hash or same_text(old, found):
        return _Read(now(SourceOutcome.UNCHANGED), version=version)
    forgotten = not any(p.text for p in old.passages)
    detail = "its old text is no longer kept, so what changed can't be told" if forgotten else ""
    return _Read(now(SourceOutcome.CHANGED, detail), found, version)


def _outcome(error: SourceError) -> SourceOutcome:
    if isinstance(error, Refused):
        return SourceOutcome.UNREADABLE
    if isinstance(error, FetchError) and (error.status in _GONE or "no such file" in error.cause):
        return SourceOutcome.GONE
    return SourceOutcome.UNREACHABLE


def hash_of_page(page: Page) -> str:
    return hash_of(page.body.hex())


def _memory(draft: Draft) -> str:
    """Under what the validators are kept: a version of an article has its own, for its text is of that state."""
    return f"recheck:{draft.version_id}"


# --- what follows -------------------------------------------------------------------------------


def _consequence(
    settings: Settings, store: Store, draft: Draft, dossier: Dossier, outcomes: Sequence[_Read]
) -> Rechecked:
    sources = tuple(o.now for o in outcomes)
    result = Rechecked(version_id=draft.version_id, headline=_headline(draft), sources=sources)
    changed = {n: o.document for n, o in enumerate(outcomes) if o.document is not None}
    if not changed or draft.analysis is None or dossier.is_emptied:
        return result
    revision = revise(dossier, changed)
    analysis = recited(draft.analysis, revision)
    fmt = load_format(draft.format, settings.format_folders)
    limits = limits_of(draft, settings)
    # The text as it was, by the same rules as the new one.
    before = check_analysis(draft.analysis, dossier, fmt, language=draft.language, copying=limits)
    report = check_analysis(analysis, revision.dossier, fmt, language=draft.language, copying=limits)
    hit = affected(draft.analysis, before, dossier, revision)
    known = {(f.rule, f.place) for f in before.findings}
    new = tuple(f for f in report.blockers if (f.rule, f.place) not in known)
    if not hit and not new:
        return result
    report = report.model_copy(update={"findings": (*report.findings, *findings(hit, revision))})
    note = proposed_note(hit, new)
    correction = _correction(draft, analysis, revision.dossier, report, note)
    if store.find(correction.version_id) is None:
        store.add(correction, revision.dossier, render(correction, revision.dossier))
        supersede(store, correction)
    said = tuple(a.sentence for a in hit) or tuple(_message(f) for f in new)
    return result.model_copy(update={"sentences": said, "correction": correction.version_id})


def _correction(draft: Draft, analysis: Analysis, dossier: Dossier, report: Report, note: str) -> Draft:
    """The same text as a new version that waits for an editor, with what was wrong and a note to put right."""
    moment = datetime.now(UTC)
    why = "a source changed after publication: correct the text and the note, then approve"
    passages = [p.model_dump(mode="json") for p in dossier.passages()]
    version = hash_of(["correction", draft.version_id, passages])
    return draft.model_copy(
        update={
            "version_id": version,
            "predecessor": draft.version_id,
            "dossier_hash": hash_of(dossier),
            "analysis": analysis,
            "report": report,
            "state": DraftState.NEEDS_ATTENTION,
            "reasons": (why, *open_findings(report)),
            "corrections": (*draft.corrections, Correction(at=moment, note=note, corrects=draft.version_id)),
            "embargo_until": None,
            "created_at": moment,
        }
    )


def _message(finding: Finding) -> str:
    return finding.message


def _headline(draft: Draft) -> str:
    return draft.analysis.headline if draft.analysis else ""
