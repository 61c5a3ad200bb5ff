"""A real HTTP site on 127.0.0.1 in a thread: each path has a reply, every request is written down.

with Site() as site:
    site.replies["/story"] = Reply(b"<html>…", headers={"Content-Type": "text/html"})
    await fetcher.fetch(site.url("/story"))
    site.requests[0].headers["user-agent"]

A path may have a list of replies: each is given once, the last one for ever. A reply with an ETag or Last-Modified
header is a 304 to a request that names it.
"""

from __future__ import annotations

import ssl
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

HTML = {"Content-Type": "text/html; charset=utf-8"}


@dataclass(frozen=True)
class Reply:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: dict(HTML))
    repeat: int = 1
    """The body is sent this often."""
    pause: float = 0.0
    """Seconds after each repetition."""
    hang_up: bool = False
    """Close the connection without an answer."""
    truncated: bool = False
    """Announce one byte more than is sent."""


def redirect(location: str, status: int = 302) -> Reply:
    return Reply(status=status, headers={"Location": location})


@dataclass(frozen=True)
class Seen:
    path: str
    headers: dict[str, str]
    at: float
    """time.monotonic() of its arrival."""


class Site:
    """`replies` by path (an unknown path is a 404), `requests` in the order of their arrival."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.replies: dict[str, Reply | list[Reply]] = {}
        self.requests: list[Seen] = []
        self._server = _server(self)
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    def paths(self, *, rules: bool = False) -> list[str]:
        """What was asked for, in order; robots.txt and tdmrep.json only if `rules`."""
        return [r.path for r in self.requests if rules or r.path not in {"/robots.txt", "/.well-known/tdmrep.json"}]

    def reply_to(self, seen: Seen) -> Reply:
        found = self.replies.get(seen.path, Reply(b"<html><h1>Not found</h1></html>", status=404))
        reply = (found.pop(0) if len(found) > 1 else found[0]) if isinstance(found, list) else found
        for header, condition in (("ETag", "if-none-match"), ("Last-Modified", "if-modified-since")):
            if header in reply.headers and reply.headers[header] == seen.headers.get(condition):
                return Reply(status=304, headers={header: reply.headers[header]})
        return reply

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def __enter__(self) -> Site:
        self._thread.start()
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True  # a dripping reply must not hold up the end of a test
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up are part of the tests."""


def _server(site: Site) -> _Quiet:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            seen = Seen(self.path, {name.lower(): value for name, value in self.headers.items()}, time.monotonic())
            site.requests.append(seen)
            reply = site.reply_to(seen)
            self.close_connection = True
            if reply.hang_up:
                return
            self.send_response(reply.status)
            headers = {"Content-Length": str(len(reply.body) * reply.repeat + reply.truncated), **reply.headers}
            for name, value in headers.items():
                if value:
                    self.send_header(name, value)
            self.send_header("Connection", "close")
            self.end_headers()
            for _ in range(reply.repeat):
                self.wfile.write(reply.body)
                self.wfile.flush()
                time.sleep(reply.pause)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the interface's
            """Quiet."""

    return _Quiet(("127.0.0.1", 0), Handler)
