"""What a browser posts: URL-encoded fields of a page of this desk, and of no other site."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from pipeline.desk.access import Session, same
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from starlette.requests import Request

_MOST_FIELDS = 500


class Forged(Exception):
    """A write that no page of this desk has sent."""


async def fields(request: Request) -> dict[str, str]:
    """The posted fields, the last of each name; bytes that are no UTF-8 become replacement characters."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise UsageError("the form", "is not URL-encoded", "Send it from its page.")
    body = (await request.body()).decode("latin-1")
    try:
        pairs = parse_qsl(body, keep_blank_values=True, errors="replace", max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise UsageError("the form", "has too many fields", "Send it from its page.") from None
    return dict(pairs)


def check_origin(request: Request) -> None:
    """Raise Forged when the browser says that another site sent this. Older ones say nothing: the token decides."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        raise Forged
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc.lower() != request.headers.get("host", "").lower():
        raise Forged


def check_token(session: Session, posted: dict[str, str]) -> None:
    if not same(posted.get("csrf", ""), session.csrf):
        raise Forged
