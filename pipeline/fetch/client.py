"""`Fetcher`: one page, within its limits, or one clear line."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import NoReturn, TypeVar

import httpcore2
import httpx2

from pipeline import __version__
from pipeline.errors import FetchError
from pipeline.fetch.addresses import GuardedBackend, NameNotFoundError, Resolver, system_resolver
from pipeline.fetch.faults import CONNECT_SECONDS, plainly, refuse_coding, refuse_status, shown
from pipeline.fetch.sniffing import PAGE, Wanted
from pipeline.models import Page

MAX_BYTES = 5_000_000
"""Default bound of a body, after decompression."""

_MAX_REDIRECTS = 5
_KEPT_HEADERS = (
    "content-type",
    "content-language",
    "content-usage",
    "etag",
    "last-modified",
    "tdm-policy",
    "tdm-reservation",
    "x-robots-tag",
)

T = TypeVar("T")


@dataclass(frozen=True)
class Validators:
    """What a server said about the version we have; both None when it said nothing."""

    etag: str | None = None
    last_modified: str | None = None

    @property
    def conditions(self) -> dict[str, str]:
        pairs = {"if-none-match": self.etag, "if-modified-since": self.last_modified}
        return {name: value for name, value in pairs.items() if value}


Turn = Callable[[str], AbstractAsyncContextManager[None]]
"""Entered for each request, redirects included, with its URL: waits, or raises what forbids it."""


@asynccontextmanager
async def at_once(url: str) -> AsyncIterator[None]:
    """No waiting, no rules."""
    yield


class _Transport(httpx2.AsyncHTTPTransport):
    """httpx2's transport over a pool of our own; it offers no argument for the network backend."""

    def __init__(self, pool: httpcore2.AsyncConnectionPool) -> None:
        self._pool = pool


class Fetcher:
    """Fetches pages safely and within bounds; an async context manager that may be used for many fetches at once.

    contact        where the operator can be reached (a URL or an address), named in the user agent
    max_bytes      bound of a body after decompression
    timeout        seconds for one fetch as a whole, redirects included, waiting for turns not
    allow_private  switches the address and port guard off (tests, intranets)
    ports          allowed besides 80 and 443
    proxy          an HTTP proxy's URL. It makes the connections: names that don't resolve here are left to it, and
                   that it doesn't resolve a name anew to a private address is up to it
    resolver, backend, tls   who resolves, who connects, what TLS trusts: the system unless given

    Proxies and credentials in the environment are ignored, cookies are not kept.
    """

    def __init__(  # noqa: PLR0913  (three of them are the transport, which tests give)
        self,
        *,
        contact: str | None = None,
        max_bytes: int = MAX_BYTES,
        timeout: float = 30.0,
        allow_private: bool = False,
        ports: Collection[int] = (),
        proxy: str | None = None,
        resolver: Resolver = system_resolver,
        backend: httpcore2.AsyncNetworkBackend | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._max_bytes, self._timeout, self._proxy = max_bytes, timeout, proxy
        self._ports = None if allow_private else {80, 443, *ports}
        self._backend = backend or httpcore2.AnyIOBackend()
        self._guard = GuardedBackend(resolver, self._backend, allow_private=allow_private)
        self._tls = tls
        self._agent = f"nutgraf/{__version__}" + (f" (+{contact})" if contact else "")

    async def __aenter__(self) -> Fetcher:
        self._client = httpx2.AsyncClient(
            transport=_Transport(self._pool(self._tls or httpx2.create_ssl_context())),
            trust_env=False,
            follow_redirects=False,
            timeout=httpx2.Timeout(None, connect=CONNECT_SECONDS),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            headers={"user-agent": self._agent, "accept-encoding": "gzip, deflate, br, zstd"},
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    def _pool(self, tls: ssl.SSLContext) -> httpcore2.AsyncConnectionPool:
        if not self._proxy:
            return httpcore2.AsyncConnectionPool(ssl_context=tls, max_connections=100, network_backend=self._guard)
        return httpcore2.AsyncHTTPProxy(
            self._proxy, ssl_context=tls, max_connections=100, network_backend=self._backend
        )

    async def fetch(self, url: str) -> Page:
        """One page with its rights still undecided; raises FetchError for everything that goes wrong."""
        page = await self.fetch_if_changed(url)
        assert page is not None  # noqa: S101  (nothing was known that it could be unchanged from)
        return page

    async def fetch_if_changed(
        self, url: str, known: Validators | None = None, *, wanted: Wanted = PAGE, turn: Turn = at_once
    ) -> Page | None:
        """The page or list, None when it is still the known version; raises FetchError, and what `turn` raises."""
        thing = shown(url)
        conditions = known.conditions if known else {}

        async def take(response: httpx2.Response) -> Page | None:
            if response.status_code == 304 and conditions:
                return None
            return await self._page(response, url, thing, wanted)

        return await self._follow(url, {"accept": wanted.accept, **conditions}, turn, take)

    async def read(self, url: str, limit: int, *, turn: Turn = at_once) -> bytes:
        """The first `limit` bytes of whatever stands there; raises FetchError, `status` says which answer it was."""
        thing = shown(url)

        async def take(response: httpx2.Response) -> bytes:
            if not 200 <= response.status_code < 300:
                refuse_status(thing, response)
            refuse_coding(thing, response)
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) >= limit:
                    break
            return bytes(body[:limit])

        return await self._follow(url, {"accept": "*/*"}, turn, take)

    async def _follow(
        self, url: str, headers: dict[str, str], turn: Turn, take: Callable[[httpx2.Response], Awaitable[T]]
    ) -> T:
        thing = shown(url)
        left = self._timeout
        with plainly(thing):
            target = self._checked(httpx2.URL(url.strip()), thing)
        for _ in range(_MAX_REDIRECTS + 1):
            async with turn(str(target)):
                started = time.monotonic()
                with plainly(thing, self._timeout):
                    async with asyncio.timeout(left):
                        await self._check_for_proxy(target)
                        async with self._client.stream("GET", target, headers=headers) as response:
                            if not response.has_redirect_location:
                                return await take(response)
                            location = response.headers["location"]
                    target = self._checked(target.join(location), thing, via_redirect=True)
                left -= time.monotonic() - started
        error = FetchError(thing, f"redirects more than {_MAX_REDIRECTS} times", "Give the address it should end at.")
        error.status = 302
        raise error

    async def _check_for_proxy(self, target: httpx2.URL) -> None:
        if self._proxy:
            with contextlib.suppress(NameNotFoundError):
                await self._guard.checked(target.host, target.port or 80)

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
            allowed = ", ".join(map(str, sorted(self._ports or {80, 443})))
            raise FetchError(
                thing, f"{where}uses port {port}, only {allowed} are allowed", "Name it under `ports` in the desk file."
            )
        return target.copy_with(fragment=None)

    async def _page(self, response: httpx2.Response, url: str, thing: str, wanted: Wanted) -> Page:
        if response.status_code not in {200, 203}:
            refuse_status(thing, response)
        declared = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        wanted.refuse_label(thing, declared)
        refuse_coding(thing, response)
        body = await self._body(response, thing)
        kept = {name: response.headers.get_list(name) for name in _KEPT_HEADERS}
        return Page(
            location=url,
            url=str(response.url),
            status=response.status_code,
            headers={name: "\n".join(values) for name, values in kept.items() if values},
            content_type=wanted.media_type(thing, body, declared),
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


def origin_of(url: str) -> str:
    """Scheme, host and port, as robots.txt counts them (RFC 9309, 2.3)."""
    target = httpx2.URL(url)
    return f"{target.scheme}://{target.netloc.decode('ascii')}"
