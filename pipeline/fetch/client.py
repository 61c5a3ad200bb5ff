"""`Fetcher`: one page, within its limits, or one clear line."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import NoReturn

import httpcore2
import httpx2

from pipeline import __version__
from pipeline.errors import FetchError
from pipeline.fetch.addresses import AddressRefusedError, GuardedBackend, NameNotFoundError, Resolver, system_resolver
from pipeline.fetch.sniffing import media_type, refuse_label
from pipeline.models import Page

MAX_BYTES = 5_000_000
"""Default bound of a body, after decompression."""

_MAX_REDIRECTS = 5
_CONNECT_SECONDS = 10.0
_CODINGS = frozenset({"gzip", "deflate", "identity", ""})
_KEPT_HEADERS = (
    "content-type",
    "content-language",
    "etag",
    "last-modified",
    "tdm-policy",
    "tdm-reservation",
    "x-robots-tag",
)
_CAUSES = {
    401: ("asks for a login (401)", "Save the page from your browser and give the file."),
    402: ("asks for payment (402)", "Save the page from your browser and give the file."),
    403: ("refuses automated readers (403)", "Save the page from your browser and give the file."),
    404: ("page not found (404)", "Check the address."),
    410: ("the page was removed (410)", "Check the address."),
    429: ("the server asks for fewer requests (429)", "Try again later."),
    451: ("not available for legal reasons (451)", "Use another source."),
}


class _Transport(httpx2.AsyncHTTPTransport):
    """httpx2's transport over a pool that connects through the guard; it offers no argument for the backend."""

    def __init__(self, backend: httpcore2.AsyncNetworkBackend, tls: ssl.SSLContext) -> None:
        self._pool = httpcore2.AsyncConnectionPool(ssl_context=tls, max_connections=20, network_backend=backend)


class Fetcher:
    """Fetches pages; an async context manager that may be used for many fetches at once.

    contact        where the operator can be reached (a URL or an address), named in the user agent
    max_bytes      bound of a body after decompression
    timeout        seconds for one fetch as a whole, redirects included
    allow_private  switches the address and port guard off (tests, intranets)
    ports          allowed besides 80 and 443
    resolver, backend, tls   who resolves, who connects, what TLS trusts: the system unless given

    Proxies and credentials in the environment are ignored, cookies are not kept.
    """

    def __init__(
        self,
        *,
        contact: str | None = None,
        max_bytes: int = MAX_BYTES,
        timeout: float = 30.0,
        allow_private: bool = False,
        ports: Collection[int] = (),
        resolver: Resolver = system_resolver,
        backend: httpcore2.AsyncNetworkBackend | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._max_bytes, self._timeout = max_bytes, timeout
        self._ports = None if allow_private else {80, 443, *ports}
        self._guard = GuardedBackend(resolver, backend or httpcore2.AnyIOBackend(), allow_private=allow_private)
        self._tls = tls
        self._agent = f"nutgraf/{__version__}" + (f" (+{contact})" if contact else "")

    async def __aenter__(self) -> Fetcher:
        self._client = httpx2.AsyncClient(
            transport=_Transport(self._guard, self._tls or httpx2.create_ssl_context()),
            trust_env=False,
            follow_redirects=False,
            timeout=httpx2.Timeout(None, connect=_CONNECT_SECONDS),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            headers={
                "user-agent": self._agent,
                "accept": "text/html, application/xhtml+xml, text/plain;q=0.8, */*;q=0.1",
                "accept-encoding": "gzip, deflate",
            },
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def fetch(self, url: str) -> Page:
        """One page with its rights still undecided; raises FetchError for everything that goes wrong."""
        thing = shown(url)
        try:
            async with asyncio.timeout(self._timeout):
                return await self._follow(url, thing)
        except TimeoutError:
            cause = f"took longer than {self._timeout:g} s"
            raise FetchError(thing, cause, "Try again later or allow more time.") from None
        except (httpx2.HTTPError, httpx2.InvalidURL, NameNotFoundError, AddressRefusedError, ssl.SSLError) as error:
            raise _translated(thing, error) from error

    async def _follow(self, url: str, thing: str) -> Page:
        target = self._checked(httpx2.URL(url.strip()), thing)
        for _ in range(_MAX_REDIRECTS + 1):
            async with self._client.stream("GET", target) as response:
                if not response.has_redirect_location:
                    return await self._page(response, url, thing)
                target = self._checked(target.join(response.headers["location"]), thing, via_redirect=True)
        raise FetchError(thing, f"redirects more than {_MAX_REDIRECTS} times", "Give the address it should end at.")

    def _checked(self, target: httpx2.URL, thing: str, *, via_redirect: bool = False) -> httpx2.URL:
        """The rules that the URL alone decides; the address is checked where the connection is made."""
        where = f"redirects to {shown(str(target))}, which " if via_redirect else ""
        if target.scheme not in {"http", "https"}:
            raise FetchError(thing, f"{where}isn't an http or https address", "Give a web address or a file's path.")
        if not target.host:
            raise FetchError(thing, f"{where}names no host", "Check the address.")
        if target.userinfo:
            raise FetchError(thing, f"{where}carries a user name or password", "Give the address without it.")
        port = {"http": 80, "https": 443}[target.scheme] if target.port is None else target.port
        if not 0 < port < 65_536 or (self._ports is not None and port not in self._ports):
            raise FetchError(thing, f"{where}uses port {port}, only 80 and 443 are allowed", "Check the address.")
        return target.copy_with(fragment=None)

    async def _page(self, response: httpx2.Response, url: str, thing: str) -> Page:
        _refuse_status(thing, response.status_code)
        declared = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        refuse_label(thing, declared)
        codings = {coding.strip().lower() for coding in response.headers.get("content-encoding", "").split(",")}
        if codings - _CODINGS:
            raise FetchError(thing, "is compressed in a way that wasn't asked for", "Save the page and give the file.")
        body = await self._body(response, thing)
        kept = {name: response.headers.get_list(name) for name in _KEPT_HEADERS}
        return Page(
            location=url,
            url=str(response.url),
            status=response.status_code,
            headers={name: "\n".join(values) for name, values in kept.items() if values},
            content_type=media_type(thing, body, declared),
            body=body,
            fetched_at=datetime.now(UTC),
        )

    async def _body(self, response: httpx2.Response, thing: str) -> bytes:
        """Counted while it streams: decompression yields at most 1 MiB at a time, so a bomb stops early."""
        announced = response.headers.get("content-length", "")
        if announced.isdecimal() and (len(announced) > 15 or int(announced) > self._max_bytes):
            self._too_large(thing)
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > self._max_bytes:
                self._too_large(thing)
        return bytes(body)

    def _too_large(self, thing: str) -> NoReturn:
        size = f"{self._max_bytes / 1e6:g} MB"
        raise FetchError(thing, f"is larger than {size}", "Give a single article's page or raise the size limit.")


def shown(url: str) -> str:
    """A URL as it may stand in a message: one printable line of at most 200 characters, without credentials."""
    printable = "".join(c for c in url if c.isprintable()).strip()
    clean = re.sub(r"^([a-zA-Z][\w+.-]*:)?([/\\]{2,})[^/\\?#]*@", r"\1\2", printable)
    return clean if len(clean) <= 200 else f"{clean[:199]}…"


def _refuse_status(thing: str, status: int) -> None:
    if status in {200, 203}:
        return
    if known := _CAUSES.get(status):
        raise FetchError(thing, *known)
    if status >= 500:
        raise FetchError(thing, f"the server failed ({status})", "Try again later.")
    name = HTTPStatus(status).phrase if status in set(HTTPStatus) else "unknown status"
    raise FetchError(thing, f"answered {status} ({name}) instead of a page", "Check the address in a browser.")


def _translated(thing: str, error: Exception) -> FetchError:
    chain = list(_chain(error))
    for link in chain:
        if isinstance(link, AddressRefusedError):
            next_step = "Allow private addresses (--allow-private) if this is your own network."
            return FetchError(thing, f"leads to a {link}, which isn't fetched", next_step)
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
        return FetchError(thing, f"no connection within {_CONNECT_SECONDS:g} s", "Try again later.")
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
