"""From sources to a Job: everything that decides what one draft says, frozen before the first model call."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline import labels
from pipeline.assemble import REPEATS, assemble, repeats
from pipeline.check import Copying
from pipeline.collect import collect
from pipeline.connect import Connection
from pipeline.desks import Desk
from pipeline.errors import ConfigError, SourceError, StoreError
from pipeline.flow import previous
from pipeline.flow.copying import copying_limits
from pipeline.flow.judge import Judge
from pipeline.flow.prompts import language_for, new_fence
from pipeline.flow.reading import extracted, polite_fetching
from pipeline.formats import Format, load_format
from pipeline.journal import Journal
from pipeline.models import (
    SCHEMA_VERSION,
    Document,
    Dossier,
    Draft,
    Frozen,
    RelatedArticle,
    hash_of,
)
from pipeline.related import ranked, terms_of
from pipeline.settings import Settings
from pipeline.state import State
from pipeline.store import Folder, Store
from pipeline.stories import known_page, new_story_id, source_keys
from pipeline.write import Assignment, Previous


class Job(Frozen):
    """The input of the workflow, recorded with it: a resumed run uses these prompts and no newer ones."""

    version_id: str
    story_id: str
    attempt: int
    predecessor: str | None = None
    desk: str | None = None
    dossier: Dossier
    format: Format
    assignment: Assignment
    endpoint: str
    model: str
    parameters: dict[str, Any]
    small_steps: bool
    copying: Copying = Copying()
    judge: Judge | None = None
    """The second opinion; no part of the version, for it changes no word."""
    disclaimer: str
    discussion_url: str | None = None
    related: tuple[RelatedArticle, ...] = ()
    started_at: datetime


async def read_documents(sources: Sequence[str], settings: Settings, journal: Journal) -> list[Document | SourceError]:
    """Collect and extract each source; a source that can't be used is its error, in its place."""
    async with polite_fetching(settings) as polite:
        journal.event("collect", message=f"{len(sources)} source{'s' * (len(sources) != 1)}")
        pages = await collect(sources, fetch=polite.fetch, max_bytes=settings.max_bytes, base=Path.cwd())
    return await asyncio.to_thread(lambda: list(extracted(pages, settings, journal)))


async def read_dossier(sources: Sequence[str], settings: Settings, journal: Journal) -> Dossier:
    """The dossier of the sources that can be used; raises SourceError when none can."""
    found = await read_documents(sources, settings, journal)
    documents = [d for d in found if isinstance(d, Document)]
    failures = [e for e in found if isinstance(e, SourceError)]
    if not documents and len(failures) == 1:
        raise failures[0]
    if not documents:
        raise SourceError(
            f"none of the {len(failures)} sources can be used",
            "; ".join(str(f) for f in failures),
            "`nutgraf extract` shows what is seen of each.",
        )
    dossier = assemble(documents, read_notes(settings), [str(f) for f in failures])
    journal.event(
        "assemble", message=f"{len(dossier.documents)} documents, {sum(1 for _ in dossier.passages())} passages"
    )
    _tell_copies(dossier, journal)
    return dossier


def _tell_copies(dossier: Dossier, journal: Journal) -> None:
    """Which sources count as one: nothing that the user named disappears without a word."""
    for document in dossier.documents:
        for copy in document.copies:
            other = f'"{document.title}" ({document.publisher})'
            journal.event("assemble", message=f"{copy.url or copy.location}: adds nothing to {other}; counted once")
        for warning in (w for w in document.warnings if w.code == REPEATS):
            journal.event("assemble", message=f"{document.url or document.location}: {warning.message}")


def read_notes(settings: Settings) -> list[tuple[str, str]]:
    """(title, text) of the desk's own facts; raises ConfigError when a file can't be read."""
    desk = settings.desk
    if desk is None:
        return []
    notes = []
    for name in desk.notes:
        path = settings.desk_folder / name
        try:
            notes.append((Path(name).stem, path.read_text("utf-8")))
        except (OSError, UnicodeDecodeError) as error:
            cause = getattr(error, "strerror", None) or "is not UTF-8 text"
            raise ConfigError(f"notes {path}", cause, f"Correct `notes` in sources/{desk.id}.toml.") from None
    return notes


def make_job(
    dossier: Dossier,
    settings: Settings,
    state: State,
    store: Store,
    *,
    connection: Connection,
    angle: str | None = None,
    update_of: str | None = None,
    fresh: bool = False,
) -> Job:
    """Describe the work: the format, the identity of story and version, and what the writer is told.

    `update_of` names the draft that this one follows; without it, it is the last approved one of the story, if any.
    """
    fmt = load_format(settings.format, settings.format_folders)
    parameters = {
        "temperature": settings.temperature,
        "max_tokens": settings.max_tokens,
        "seed": settings.seed,
        "small_steps": connection.small_steps,
    }
    language = language_for(fmt, settings)
    base = _work_hash(dossier, fmt, connection.model, parameters, angle, language)
    desk = settings.desk
    followed = previous.named(update_of, store) if update_of else None
    story = _recorded_story(dossier, desk, state, followed.story_id if followed else None)

    def work_after(before: Previous | None) -> str:
        return base if before is None else hash_of([base, before.model_dump(mode="json")])

    def is_written(before: Previous | None) -> bool:
        work = work_after(before)
        return store.find(hash_of([work, max(1, state.attempts(work))])) is not None

    if followed:
        before: Previous | None = previous.previous(followed)
    else:
        series = (story, desk.id if desk else None, fmt.name, language, angle)
        drafts = [(f, d) for f, d in earlier_drafts(store, state, story) if _series(d) == series]
        before = previous.chosen(previous.known_to_readers(drafts, dossier, store), is_written)
    work = work_after(before)
    attempt = max(1, state.attempts(work))
    if fresh and store.find(hash_of([work, attempt])) is not None:  # an attempt that was cut off is finished first
        attempt += 1
    state.add_attempt(work, attempt, story)
    fence = new_fence()
    job = Job(
        version_id=hash_of([work, attempt]),
        story_id=story,
        attempt=attempt,
        desk=desk.id if desk else None,
        dossier=dossier,
        format=fmt,
        assignment=Assignment(
            language=language,
            angle=angle,
            previous=before,
            fence=fence,
            temperature=settings.temperature,
            max_tokens=settings.max_tokens,
            seed=settings.seed + attempt - 1,
        ),
        endpoint=connection.label,
        model=connection.model,
        parameters=parameters,
        small_steps=connection.small_steps,
        copying=copying_limits(desk, small_steps=connection.small_steps),
        judge=_judge(settings, connection, fence),
        disclaimer=labels.disclaimer(settings.disclaimer),
        discussion_url=settings.discussion_url,
        related=_related(dossier, story, desk.id if desk else None, state),
        started_at=datetime.now(UTC),
    )
    return job.model_copy(update={"predecessor": before.version_id if before else _predecessor(store, state, job)})


def _judge(settings: Settings, connection: Connection, fence: str) -> Judge | None:
    if connection.judge is None:
        return None
    required = settings.judge_required
    return Judge(
        model=connection.judge, fence=fence, seed=settings.seed, sample=settings.judge_sample, required=required
    )


def _recorded_story(dossier: Dossier, desk: Desk | None, state: State, joined: str | None) -> str:
    """The story's id, with its pages remembered; `joined` is the story that an update was told to follow."""
    scope = desk.scope if desk else ""
    keys = source_keys(dossier.documents)
    story = joined or state.known_story(keys, scope) or new_story_id(keys[0], scope)
    state.add_story(story, keys, desk.id if desk else None, scope)
    state.remember_pages([known_page(d, story) for d in dossier.documents if not repeats(d)], scope)
    return story


_SEEN_BY_MODEL = {"title", "authors", "published", "modified", "site", "url", "language", "passages"}


def _work_hash(
    dossier: Dossier,
    fmt: Format,
    model: str,
    parameters: dict[str, Any],
    angle: str | None,
    language: str,
) -> str:
    """What names the work apart from the attempt and what it follows. Fetch times and headers are no part of it."""
    return hash_of(
        {
            "documents": [d.model_dump(mode="json", include=_SEEN_BY_MODEL) for d in dossier.documents],
            "notes": [n.model_dump(mode="json") for n in dossier.notes],
            "format": fmt.format_hash,
            "prompts": fmt.prompt_hash,
            "model": model,
            "parameters": parameters,
            "angle": angle,
            "language": language,
            "schema": SCHEMA_VERSION,
        }
    )


def same_series(one: Draft, other: Draft) -> bool:
    """Whether two drafts are of one story in one form for one desk: the later takes the place of the earlier."""
    return _series(one) == _series(other)


def _series(of: Draft | Job) -> tuple[str | None, ...]:
    if isinstance(of, Draft):
        return of.story_id, of.desk, of.format, of.language, of.angle
    return of.story_id, of.desk, of.format.name, of.assignment.language, of.assignment.angle


def earlier_drafts(store: Store, state: State, story_id: str) -> Iterator[tuple[Folder, Draft]]:
    """The drafts there are of a story; one that is damaged is passed over."""
    known = set()
    for name in state.folders_of(story_id):
        with suppress(StoreError):
            draft = store.draft(store.at(name))
            known.add(draft.version_id)
            yield store.at(name), draft
    for version in set(state.versions_of(story_id)) - known:  # of before there was an index
        with suppress(StoreError):
            folder = store.find(version)
            if folder is not None:
                yield folder, store.draft(folder)


def _predecessor(store: Store, state: State, job: Job) -> str | None:
    drafts = [d for _, d in earlier_drafts(store, state, job.story_id)]
    drafts = [d for d in drafts if _series(d) == _series(job) and d.version_id != job.version_id]
    return max(drafts, key=lambda d: d.created_at).version_id if drafts else None


def _related(dossier: Dossier, story: str, desk: str | None, state: State) -> tuple[RelatedArticle, ...]:
    """From the archive of the desk's approved and published articles; no model is asked."""
    names = frozenset(name.text for facts in dossier.facts.values() for name in facts.names)
    terms = terms_of(names, *(document.title for document in dossier.documents))
    return ranked(state.similar(desk, *terms), terms, story_id=story, today=datetime.now(UTC).date())
