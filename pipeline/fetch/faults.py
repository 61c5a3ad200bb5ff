"""From what goes wrong on the wire to one clear line."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import httpx2

from pipeline.errors import FetchError
from pipeline.fetch.addresses import AddressRefusedError, NameNotFoundError

CONNECT_SECONDS = 10.0

_CODINGS = frozenset({"gzip", "deflate", "br", "zstd", "identity", ""})
_CAUSES = {
    401: ("asks for a login (401)", "Save the page from your browser and give the file."),
    402: ("asks for payment (402)", "Save the page from your browser and give the file."),
    403: ("refuses automated readers (403)", "Save the page from your browser and give the file."),
    404: ("page not found (404)", "Check the address."),
    410: ("the page was removed (410)", "Check the address."),
    429: ("the server asks for fewer requests (429)", "Try again later."),
    451: ("not available for legal reasons (451)", "Use another source."),
}


def shown(url: str) -> str:
    """A URL as it may stand in a message: one printable line of at most 200 characters, without credentials."""
    printable = "".join(c for c in url if c.isprintable()).strip()
    clean = re.sub(r"^([a-zA-Z][\w+.-]*:)?([/\\]{2,})[^/\\?#]*@", r"\1\2", printable)
    return clean if len(clean) <= 200 else f"{clean[:199]}…"


@contextmanager
def plainly(thing: str, seconds: float = 0) -> Iterator[None]:
    """Every fault of the network inside becomes a FetchError; `seconds` are named when time ran out."""
    try:
        yield
    except TimeoutError:
        cause = f"took longer than {seconds:g} s"
        raise FetchError(thing, cause, "Try again later or allow more time.") from None
    except (httpx2.HTTPError, httpx2.InvalidURL, NameNotFoundError, AddressRefusedError, ssl.SSLError) as error:
        raise _translated(thing, error) from error


def refuse_coding(thing: str, response: httpx2.Response) -> None:
    """Raise FetchError for a content coding that isn't decoded here."""
    codings = {coding.strip().lower() for coding in response.headers.get("content-encoding", "").split(",")}
    if codings - _CODINGS:
        raise FetchError(thing, "is compressed in a way that wasn't asked for", "Save the page and give the file.")


def refuse_status(thing: str, response: httpx2.Response) -> None:
    """Raise FetchError with the status, and with the seconds in Retry-After."""
    status = response.status_code
    if status in _CAUSES:
        error = FetchError(thing, *_CAUSES[status])
    elif status >= 500:
        error = FetchError(thing, f"the server failed ({status})", "Try again later.")
    else:
        name = HTTPStatus(status).phrase if status in set(HTTPStatus) else "unknown status"
        error = FetchError(thing, f"answered {status} ({name}) instead of a page", "Check the address in a browser.")
    error.status, error.retry_after = status, retry_after(response.headers.get("retry-after", ""), datetime.now(UTC))
    raise error


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds from now in either form of Retry-After (RFC 9110, 10.2.3), never negative; None when it is neither."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return None
    return max(0.0, ((at if at.tzinfo else at.replace(tzinfo=UTC)) - now).total_seconds())


def _with_article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _translated(thing: str, error: Exception) -> FetchError:
    chain = list(_chain(error))
    for link in chain:
        if isinstance(link, AddressRefusedError):
            next_step = "Allow private addresses (--allow-private) if this is your own network."
            return FetchError(thing, f"leads to {_with_article(str(link))}, which isn't fetched", next_step)
        if isinstance(link, NameNotFoundError):
            host = shown(str(link))
            return FetchError(thing, f"the host {host} can't be found", "Check the address and your connection.")
        if isinstance(link, ssl.SSLError):
            why = getattr(link, "verify_message", None) or link.reason or "handshake failed"
            return FetchError(thing, f"no secure connection (TLS: {why})", "Check the address in a browser.")
    if isinstance(error, httpx2.InvalidURL):
        return FetchError(thing, "isn't a valid web address", "Check the address.")
    if isinstance(error, httpx2.DecodingError):
        return FetchError(thing, "its compressed content is damaged", "Try again later.")
    if isinstance(error, httpx2.ConnectTimeout):
        return FetchError(thing, f"no connection within {CONNECT_SECONDS:g} s", "Try again later.")
    if isinstance(error, httpx2.ConnectError):
        refused = any(isinstance(link, ConnectionRefusedError) for link in chain)
        cause = "the connection was refused" if refused else "the server can't be reached"
        return FetchError(thing, cause, "Check the address and your connection.")
    return FetchError(thing, f"the connection broke ({type(error).__name__})", "Try again later.")


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what it came from, exception groups opened."""
    seen = 0
    pending = [error]
    while pending and seen < 50:
        link = pending.pop(0)
        if link is None:
            continue
        seen += 1
        yield link
        pending += [link.__cause__, link.__context__]
        if isinstance(link, BaseExceptionGroup):
            pending += link.exceptions
