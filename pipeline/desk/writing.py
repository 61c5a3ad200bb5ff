"""What changes a draft: edits, sections written again, older texts brought back, decisions."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse

from pipeline import review
from pipeline.desk import pages, view
from pipeline.desk.access import Session
from pipeline.desk.reading import draft_page
from pipeline.desk.streaming import Listener
from pipeline.desk.visit import Desk, Name, TheDesk, ThePost, TheSession
from pipeline.errors import Conflict, NotFound, NutgrafError, UsageError
from pipeline.flow.existing import Author, record_decision, save_text
from pipeline.journal import Journal
from pipeline.models import Analysis, Dossier, Draft

router = APIRouter()

_Post = dict[str, str]


# --- edits --------------------------------------------------------------------------------------


@router.post("/drafts/{name}/edit")
def edit(name: Name, desk: TheDesk, session: TheSession, posted: ThePost) -> Response:
    """Save one place; the checks run again before the page comes back. A conflict keeps the editor's text."""
    folder = desk.folder(name)
    place = _edit(posted)

    def change(analysis: Analysis, dossier: Dossier) -> Analysis:
        return review.edited(analysis, place, {p.id for p in dossier.passages()})

    try:
        saved = save_text(
            desk.store, folder, desk.settings, change, Author(_person(session, posted)), base=posted.get("base", "")
        )
    except Conflict as error:
        return _conflict(desk, name, session, place, error)
    except UsageError as error:
        page = draft_page(
            desk.look(name),
            session,
            editing=(place.part, place.paragraph),
            typed=posted.get("text", ""),
            problem=str(error),
        )
        return HTMLResponse(page, 422)
    return RedirectResponse(_back(name, len(saved.versions), view.anchor(place.part, place.paragraph)), 303)


def _edit(posted: _Post) -> review.Edit:
    number, cited = posted.get("paragraph", ""), posted.get("citations")
    if number != "heading" and not (number.isdecimal() and len(number) < 6):
        raise UsageError("the form", "names no paragraph", "Load the draft again.")
    return review.Edit(
        part=posted.get("part", ""),
        paragraph=None if number == "heading" else int(number),
        text=posted.get("text", ""),
        citations=None if cited is None else tuple(cited.replace(",", " ").split()),
    )


def _conflict(desk: Desk, name: str, session: Session, place: review.Edit, error: Conflict) -> Response:
    """Both texts side by side; nothing typed is lost."""
    found = desk.look(name)
    parts = dict(found.draft.analysis.parts()) if found.draft.analysis else {}
    paragraphs = parts.get(place.part, ())
    number = place.paragraph
    theirs = paragraphs[number].text if number is not None and number < len(paragraphs) else ""
    if number is None and found.draft.analysis and place.part.startswith("sections/"):
        theirs = view.part_name(place.part, found.draft)
    page = pages.render(
        "conflict",
        session=session,
        found=found,
        name=name,
        place=place,
        theirs=theirs,
        changes=review.changes(theirs, place.text),
        line=error.cause,
        where=view.part_name(place.part, found.draft),
    )
    return HTMLResponse(page, 409)


@router.post("/drafts/{name}/restore")
def restore(name: Name, desk: TheDesk, session: TheSession, posted: ThePost) -> Response:
    """Bring an older text back, whole or one part of it, as a new version."""
    folder, number = desk.folder(name), posted.get("version", "")
    versions = desk.store.versions(folder)
    if not (number.isdecimal() and len(number) < 6 and 1 <= int(number) <= len(versions)):
        raise NotFound("version", "there is no such text", f"There are {len(versions)}.")
    old, part = versions[int(number) - 1], posted.get("part", "")

    def change(analysis: Analysis, _: Dossier) -> Analysis:
        return review.restored(analysis, old, part) if part else old

    what = f"{part} of version {number} again" if part else f"version {number} again"
    author = Author(_person(session, posted), words=what)
    saved = save_text(desk.store, folder, desk.settings, change, author, base=posted.get("base", ""))
    place = view.anchor(part, None) if part else "main"
    return RedirectResponse(_back(name, len(saved.versions), place), 303)


# --- rewriting ----------------------------------------------------------------------------------


@router.post("/drafts/{name}/rewrite")
def rewrite(request: Request, name: Name, desk: TheDesk, session: TheSession, posted: ThePost) -> Response:
    """The model writes a section again. A browser that can gets its words as they come (server-sent events)."""
    part = posted.get("part", "")
    number = part.removeprefix("sections/")
    if not (part.startswith("sections/") and number.isdecimal() and len(number) < 4):
        raise NotFound("section", "is not in this draft", "Load the draft again.")
    folder, by = desk.folder(name), _person(session, posted)
    note, base = posted.get("note", ""), posted.get("base", "")

    def work(journal: Journal) -> str:
        saved = desk.rewrite(desk.store, folder, desk.settings, int(number), note, by=by, base=base, journal=journal)
        return _back(name, len(saved.versions), view.anchor(part, None))

    if "text/event-stream" in request.headers.get("accept", ""):
        return StreamingResponse(_events(work), media_type="text/event-stream")
    return RedirectResponse(work(Journal()), 303)


def _events(work: Callable[[Journal], str]) -> Iterator[str]:
    """`text`: all that has been written so far; then `done` with the page to go to, or `failed` with one line."""
    told: queue.Queue[tuple[str, str]] = queue.Queue()

    def run() -> None:
        try:
            told.put(("done", work(Listener(lambda text: told.put(("text", text))))))
        except NutgrafError as error:
            told.put(("failed", str(error)))
        except Exception as error:  # noqa: BLE001  the stream has begun: no error page can follow
            told.put(("failed", f"Something unexpected happened ({type(error).__name__})."))

    # If the reader goes away the model still ends its work: what is paid for is kept.
    threading.Thread(target=run, name="rewrite", daemon=True).start()
    while True:
        try:
            kind, text = told.get(timeout=10)
        except queue.Empty:
            yield ": waiting\n\n"
            continue
        yield f"event: {kind}\ndata: {json.dumps(pages.shown(text))}\n\n"
        if kind != "text":
            return


# --- decisions ----------------------------------------------------------------------------------


@router.post("/drafts/{name}/approve")
def approve(name: Name, desk: TheDesk, session: TheSession, posted: ThePost) -> Response:
    reasons = {k.removeprefix("override."): v for k, v in posted.items() if k.startswith("override.")}
    return _decide(desk, name, session, posted, lambda d, act: review.approve(d, act, reasons))


@router.post("/drafts/{name}/reject")
def reject(name: Name, desk: TheDesk, session: TheSession, posted: ThePost) -> Response:
    category, words = posted.get("category", ""), posted.get("words", "")
    return _decide(desk, name, session, posted, lambda d, act: review.reject(d, act, category=category, words=words))


@router.post("/drafts/{name}/send-back")
def send_back(name: Name, desk: TheDesk, session: TheSession, posted: ThePost) -> Response:
    words = posted.get("words", "")
    return _decide(desk, name, session, posted, lambda d, act: review.send_back(d, act, words=words))


@router.post("/drafts/{name}/withdraw")
def withdraw(name: Name, desk: TheDesk, session: TheSession, posted: ThePost) -> Response:
    words = posted.get("words", "")
    return _decide(desk, name, session, posted, lambda d, act: review.withdraw(d, act, words=words))


@router.post("/drafts/{name}/assign")
def assign(name: Name, desk: TheDesk, session: TheSession, posted: ThePost) -> Response:
    to = posted.get("to", "")
    return _decide(desk, name, session, posted, lambda d, act: review.assign(d, act, to=to))


@router.post("/drafts/{name}/embargo")
def embargo(name: Name, desk: TheDesk, session: TheSession, posted: ThePost) -> Response:
    until = _utc(posted.get("until", ""))
    return _decide(desk, name, session, posted, lambda d, act: review.embargo(d, act, until=until))


def _utc(text: str) -> datetime | None:
    """The value of a datetime-local field, which says UTC beside it."""
    if not text.strip():
        return None
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=UTC)
    except ValueError:
        raise UsageError("the embargo", "is no time", "Write it like 2026-11-30T06:00.") from None


def _decide(
    desk: Desk, name: str, session: Session, posted: _Post, decide: Callable[[Draft, review.Act], Any]
) -> Response:
    person = _person(session, posted)
    record_decision(desk.store, desk.folder(name), desk.settings, decide, by=person, seen=posted.get("seen", ""))
    return RedirectResponse(f"/drafts/{_quoted(name)}#decide", 303)


def _person(session: Session, posted: _Post) -> str:
    """Who does it: the account's name; without accounts the name given, which the session keeps."""
    if session.fixed_name:
        return session.name
    given = " ".join(posted.get("by", session.name).split())[:80]
    if not given:
        raise UsageError("your name", "is missing", "The record names a person.")
    session.name = given
    return given


def _back(name: str, version: int, place: str) -> str:
    return f"/drafts/{_quoted(name)}?saved={version}#{place}"


def _quoted(name: str) -> str:
    from urllib.parse import quote

    return quote(name, safe="")
