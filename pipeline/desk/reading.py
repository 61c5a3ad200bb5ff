"""Pages that change nothing: the queue, a draft, its sources, history, differences, preview."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from pipeline import review
from pipeline.desk import pages, view
from pipeline.desk.access import Session
from pipeline.desk.visit import Name, TheDesk, TheSession
from pipeline.errors import NotFound
from pipeline.flow.existing import Found
from pipeline.flow.index import queue as queue_page
from pipeline.models import Analysis
from pipeline.publish import render
from pipeline.state import Wanted
from pipeline.states import DraftState

router = APIRouter()

PAGE = 50
_OPEN = (DraftState.NEEDS_ATTENTION, DraftState.READY)
_AGES = {"1": "Last day", "7": "Last week", "-7": "Older than a week"}
_SEVERITIES = {"blockers": "With blockers", "warnings": "Warnings only", "clean": "Nothing found"}


@router.get("/")
def queue(request: Request, desk: TheDesk, session: TheSession) -> Response:
    asked = {name: value[:200] for name, value in request.query_params.items()}
    wanted = _wanted(asked)
    number = max(1, int(asked["page"])) if asked.get("page", "").isdecimal() else 1
    found = queue_page(desk.settings, wanted, offset=(min(number, 100_000) - 1) * PAGE, limit=PAGE)

    def link(**changes: str) -> str:
        kept = {k: v for k, v in {**asked, "page": "", **changes}.items() if v and k in _FILTERS}
        return f"/?{urlencode(kept)}" if kept else "/"

    values = {
        "found": found,
        "asked": asked,
        "state": asked.get("state", "open"),
        "link": link,
        "page": number,
        "last": max(1, -(-found.total // PAGE)),
        "ages": _AGES,
        "severities": _SEVERITIES,
        "desks": [(name, name) for name in found.desks],
        "assignees": [(name, name) for name in found.assignees],
        "open_count": sum(found.counts.get(s, 0) for s in (*_OPEN, "damaged")),
    }
    return HTMLResponse(pages.render("queue", session=session, **values))


_FILTERS = ("state", "desk", "severity", "age", "assignee", "q", "page")


def _wanted(asked: dict[str, str]) -> Wanted:
    state = asked.get("state", "open")
    states: tuple[DraftState, ...] = _OPEN if state == "open" else ()
    if state in set(DraftState):
        states = (DraftState(state),)
    return Wanted(
        states=states,
        desk=asked.get("desk") or None,
        severity=asked.get("severity") if asked.get("severity") in _SEVERITIES else None,
        newest_days=int(asked["age"]) if asked.get("age") in _AGES else None,
        assignee=asked.get("assignee") or None,
        search=asked.get("q", ""),
        damaged=state in ("open", "all"),
    )


@router.get("/keys")
def keys(session: TheSession) -> Response:
    return HTMLResponse(pages.render("keys", session=session))


@router.get("/drafts/{name}")
def draft(request: Request, name: Name, desk: TheDesk, session: TheSession) -> Response:
    found = desk.look(name)
    return HTMLResponse(draft_page(found, session, request.query_params))


def draft_page(found: Found, session: Session, asked: Any = None, **changes: Any) -> str:
    """The page of a draft; `asked` may open one form in it (`edit=lede/0`, `rewrite=sections/1`)."""
    asked = asked or {}
    saved = asked.get("saved", "")
    values = {
        "found": found,
        "draft": found.draft,
        "dossier": found.dossier,
        "article": view.article_view(found),
        "name": found.folder.name,
        "blockers": review.open_blockers(found.draft),
        "editing": _place(asked.get("edit", "")),
        "rewriting": asked.get("rewrite", ""),
        "saved": int(saved) if saved.isdecimal() and len(saved) < 6 else None,
        "old": max(1, len(found.versions) - 1),
        "rewritten": found.decisions[-1].verdict == "rewrite" if found.decisions else False,
        "words": view.word_count(found.draft),
        "ref": lambda passage: view.source_ref(found.dossier, passage),
        "problem": "",
    }
    return pages.render("draft", session=session, **{**values, **changes})


def _place(text: str) -> tuple[str, int | None] | None:
    """`sections/1/0` as ("sections/1", 0); `sections/1/heading` as ("sections/1", None)."""
    match = re.fullmatch(r"(headline|dek|lede|sections/\d{1,3})/(\d{1,3}|heading)", text)
    return (match[1], None if match[2] == "heading" else int(match[2])) if match else None


@router.get("/drafts/{name}/history")
def history(name: Name, desk: TheDesk, session: TheSession) -> Response:
    found = desk.look(name)
    steps = review.history(found.draft, len(found.versions), found.decisions)
    publications, rechecks = desk.store.publications(found.folder), desk.store.rechecks(found.folder)
    return HTMLResponse(
        pages.render(
            "history",
            session=session,
            found=found,
            name=name,
            steps=steps,
            publications=publications,
            rechecks=rechecks,
        )
    )


@router.get("/drafts/{name}/diff")
def diff(request: Request, name: Name, desk: TheDesk, session: TheSession) -> Response:
    found = desk.look(name)
    last = len(found.versions)
    old, new = (_number(request, key, default) for key, default in (("from", 1), ("to", last)))
    parts = review.changed_parts(_version(found, old), _version(found, new)) if last else ()
    named = [(view.part_name(p.part, found.draft), p) for p in parts]
    page = pages.render("diff", session=session, found=found, name=name, parts=named, old=old, new=new, last=last)
    return HTMLResponse(page)


def _number(request: Request, key: str, default: int) -> int:
    text = request.query_params.get(key, "")
    return int(text) if text.isdecimal() and len(text) < 6 else default


def _version(found: Found, number: int) -> Analysis:
    if not 1 <= number <= len(found.versions):
        raise NotFound(f"version {number}", "there is no such text", f"There are {len(found.versions)}.")
    return found.versions[number - 1]


@router.get("/drafts/{name}/sources/{number}")
def source(name: Name, number: int, desk: TheDesk, session: TheSession) -> Response:
    found = desk.look(name)
    if not 1 <= number <= len(found.dossier.documents):
        raise NotFound(f"source {number}", "is not among the draft’s sources")
    document = found.dossier.documents[number - 1]
    return HTMLResponse(
        pages.render("source", session=session, found=found, name=name, document=document, number=number)
    )


@router.get("/drafts/{name}/notes")
def notes(name: Name, desk: TheDesk, session: TheSession) -> Response:
    found = desk.look(name)
    return HTMLResponse(pages.render("notes", session=session, found=found, name=name))


@router.get("/drafts/{name}/preview")
def preview(name: Name, desk: TheDesk, session: TheSession) -> Response:
    return HTMLResponse(pages.render("preview", session=session, found=desk.look(name), name=name))


_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_DARK = "(prefers-color-scheme: dark)"


@router.get("/drafts/{name}/article")
def article(request: Request, name: Name, desk: TheDesk, _: TheSession) -> Response:
    """The article as it would be published, for the frames of the preview: approved, and in the theme asked for."""
    found = desk.look(name)
    approved = found.draft.model_copy(update={"state": DraftState.APPROVED})
    html = render(approved, found.dossier)["article.html"]
    theme = request.query_params.get("theme")
    style = _STYLE.search(html)
    if style and theme in ("light", "dark"):
        # A frame follows the reader's own setting; to show both, the condition is settled here.
        settled = style[1].replace(_DARK, "(min-width: 0)" if theme == "dark" else "(max-width: 0)")
        settled = settled.replace("color-scheme: light dark", f"color-scheme: {theme}")
        html = html.replace(_hash(style[1]), _hash(settled)).replace(style[1], settled)
    policy = (
        f"default-src 'none'; style-src 'sha256-{_hash(_STYLE.search(html)[1])}'; base-uri 'none'; "  # type: ignore[index]
        "form-action 'none'; frame-ancestors 'self'; sandbox"
    )
    return HTMLResponse(html, headers={"content-security-policy": policy})


def _hash(style: str) -> str:
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
