"""One request: the desk it came to, who it is from, and the draft it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path, Request

from pipeline.desk import forms
from pipeline.desk.access import COOKIE, Access, Session
from pipeline.errors import NotFound
from pipeline.flow.existing import Found, look
from pipeline.flow.rewriting import Rewrite
from pipeline.settings import Settings
from pipeline.store import Folder, Store


class NoSession(Exception):
    """Nobody has come in with this browser."""


@dataclass(frozen=True)
class Desk:
    settings: Settings
    store: Store
    access: Access
    rewrite: Rewrite

    def session_of(self, request: Request) -> Session | None:
        return self.access.session(request.cookies.get(COOKIE))

    def folder(self, name: str) -> Folder:
        """Raises NotFound for a name that could lead elsewhere, and for one that no draft has."""
        folder = self.store.at(name)
        if self.store.rendering(folder, "draft.json") is None:
            raise NotFound(f"draft {name[:80]!r}", "there is no such draft", "`nutgraf reindex` brings the queue up.")
        return folder

    def look(self, name: str) -> Found:
        return look(self.store, self.folder(name), self.settings)


def the_desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def the_session(request: Request, desk: Annotated[Desk, Depends(the_desk)]) -> Session:
    found = desk.session_of(request)
    if found is None:
        raise NoSession
    return found


async def the_post(request: Request, session: Annotated[Session, Depends(the_session)]) -> dict[str, str]:
    """The fields of a write, from a page of this session."""
    forms.check_origin(request)
    posted = await forms.fields(request)
    forms.check_token(session, posted)
    return posted


TheDesk = Annotated[Desk, Depends(the_desk)]
TheSession = Annotated[Session, Depends(the_session)]
ThePost = Annotated[dict[str, str], Depends(the_post)]
Name = Annotated[str, Path(max_length=200)]
