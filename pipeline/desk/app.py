"""The application: the desk's parts put together, and a page for everything that can go wrong."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from pipeline.desk import coming_in, pages, reading, writing
from pipeline.desk.access import Access
from pipeline.desk.forms import Forged
from pipeline.desk.guarding import Guard, TooLarge
from pipeline.desk.visit import Desk, NoSession
from pipeline.errors import (
    Busy,
    ModelError,
    NotAllowed,
    NotFound,
    NutgrafError,
    UsageError,
)
from pipeline.flow.index import open_store
from pipeline.flow.rewriting import rewrite_section
from pipeline.settings import Settings

_log = logging.getLogger(__name__)


def create_app(settings: Settings, access: Access, *, hosts: Collection[str] | None) -> FastAPI:
    """The desk over one working folder. `hosts` are the names it answers to; None for any (behind a proxy)."""
    app = FastAPI(title="nutgraf desk", docs_url=None, redoc_url=None, openapi_url=None)
    desk = Desk(settings, open_store(settings), access, rewrite_section)
    app.state.desk = desk
    for part in (coming_in, reading, writing):
        app.include_router(part.router)
    app.add_exception_handler(NoSession, _no_session)
    app.add_exception_handler(Forged, _forged)
    app.add_exception_handler(TooLarge, _too_large)
    app.add_exception_handler(NutgrafError, _known)
    app.add_exception_handler(RequestValidationError, _not_found)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unknown)
    app.add_middleware(Guard, hosts=hosts)
    return app


@dataclass(frozen=True)
class _Kind:
    status: int
    title: str


_KINDS: tuple[tuple[type[NutgrafError], _Kind], ...] = (
    (NotFound, _Kind(404, "There is nothing here")),
    (NotAllowed, _Kind(409, "That can’t be done")),
    (UsageError, _Kind(422, "Something is missing")),
    (Busy, _Kind(503, "Somebody else is at it")),
    (ModelError, _Kind(502, "The model gave no answer")),
    (NutgrafError, _Kind(500, "That went wrong")),
)


def error_page(request: Request, status: int, title: str, line: str) -> Response:
    """A whole page, also for a request that wanted a part of one: it is put in its place."""
    desk: Desk = request.app.state.desk
    session = desk.session_of(request)
    return HTMLResponse(pages.render("error", title=title, line=line, session=session), status)


def _known(request: Request, error: Exception) -> Response:
    kind = next(k for known, k in _KINDS if isinstance(error, known))
    return error_page(request, kind.status, kind.title, str(error))


def _not_found(request: Request, _: Exception) -> Response:
    return error_page(request, 404, "There is nothing here", "No page has that address.")


def _http(request: Request, error: Exception) -> Response:
    status = getattr(error, "status_code", 500)
    if status == 404:
        return _not_found(request, error)
    return error_page(request, status, "That can’t be done", "The desk does not take that.")


def _forged(request: Request, _: Exception) -> Response:
    line = "This was not sent from a page of this desk, or the page is from an earlier session. Load it again."
    return error_page(request, 403, "Not from here", line)


def _too_large(request: Request, _: Exception) -> Response:
    return error_page(request, 413, "Too much", "That is too much for one request.")


def _unknown(request: Request, error: Exception) -> Response:
    _log.error("%s %s: %s", request.method, request.url.path, type(error).__name__, exc_info=error)
    line = f"Something unexpected happened ({type(error).__name__}). The desk’s own output says more."
    return error_page(request, 500, "That went wrong", line)


def _no_session(request: Request, _: Exception) -> Response:
    desk: Desk = request.app.state.desk
    if desk.access.accounts is None:
        line = "Open the link that `nutgraf desk` has printed. It works once; start the desk again for a new one."
        return error_page(request, 401, "Who are you?", line)
    if request.method != "GET" or request.headers.get("hx-request"):
        return error_page(request, 401, "Your session has ended", "Log in again in another tab, then send this again.")
    return RedirectResponse("/login", 303)
