"""Coming in and going out: the one-time link, the login form; and the files that every page loads."""

from __future__ import annotations

import math

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from pipeline.desk import forms, pages
from pipeline.desk.access import COOKIE, Session
from pipeline.desk.visit import TheDesk, ThePost
from pipeline.errors import NotFound

router = APIRouter()

_STATIC = {
    "desk.css": "text/css; charset=utf-8",
    "desk.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
    "htmx.min.js": "text/javascript; charset=utf-8",
}


@router.get("/static/{name}")
def static(name: str) -> Response:
    if name not in _STATIC:
        raise NotFound("file", "there is no such file")
    headers = {"cache-control": "private, max-age=300"}
    return Response(pages.static(name), media_type=_STATIC[name], headers=headers)


@router.get("/enter")
def enter(request: Request, desk: TheDesk, token: str = "") -> Response:
    """The one-time link: it opens a session and is spent."""
    key = desk.access.enter(token)
    if key is None:
        if desk.session_of(request):
            return RedirectResponse("/", 303)
        line = "This link has been used, or is from an earlier start. Start `nutgraf desk` again for a new one."
        return HTMLResponse(pages.render("error", title="Who are you?", line=line, session=None), 401)
    return _with_cookie(request, key)


@router.get("/login")
def login_form(desk: TheDesk) -> Response:
    if desk.access.accounts is None:
        raise NotFound("login", "there are no accounts here", "Open the link that `nutgraf desk` has printed.")
    return HTMLResponse(pages.render("login", session=None, name="", problem=""))


@router.post("/login")
async def login(request: Request, desk: TheDesk) -> Response:
    forms.check_origin(request)
    posted = await forms.fields(request)
    accounts, throttle = desk.access.accounts, desk.access.throttle
    if accounts is None:
        raise NotFound("login", "there are no accounts here", "Open the link that `nutgraf desk` has printed.")
    name = " ".join(posted.get("name", "").split())[:80]
    keys = (f"address {request.client.host if request.client else ''}", f"name {name}")
    if (wait := throttle.wait(*keys)) > 0:
        page = pages.render("login", session=None, name=name, problem=f"Too many tries. Wait {math.ceil(wait)} s.")
        return HTMLResponse(page, 429, headers={"retry-after": str(math.ceil(wait))})
    throttle.failed(*keys)  # before the hash is done: tries at the same time count, too
    if not await run_in_threadpool(accounts.check, name, posted.get("password", "")):
        page = pages.render("login", session=None, name=name, problem="That is not the name and its password.")
        return HTMLResponse(page, 401)
    throttle.succeeded(*keys)
    return _with_cookie(request, desk.access.open(Session(name, fixed_name=True, mark=accounts.mark(name))))


@router.post("/logout")
def logout(request: Request, desk: TheDesk, _: ThePost) -> Response:
    desk.access.close(request.cookies.get(COOKIE))
    goodbye = HTMLResponse(pages.render("error", title="Goodbye", line="You have left the desk.", session=None))
    goodbye.delete_cookie(COOKIE)
    return goodbye


def _with_cookie(request: Request, key: str) -> Response:
    inside = RedirectResponse("/", 303)
    secure = request.url.scheme == "https"
    inside.set_cookie(COOKIE, key, httponly=True, samesite="strict", secure=secure, path="/")
    return inside
