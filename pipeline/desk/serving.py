"""`nutgraf desk`: the server around the application."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.desk.access import Access
from pipeline.desk.accounts import Accounts
from pipeline.errors import UsageError
from pipeline.settings import Settings

if TYPE_CHECKING:
    from fastapi import FastAPI

LOOPBACK = "127.0.0.1"
_LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})


def accounts_of(folder: Path) -> Accounts:
    return Accounts(folder)


def serve(settings: Settings, host: str | None, port: int, login: str, tell: Callable[[str], None]) -> None:
    """Serve the desk until it is interrupted; `tell` gets the address to open.

    Without `host` it is this machine only and a one-time link lets in; with it, people log in. Raises UsageError when
    there are no accounts, or the port can't be had.
    """
    import uvicorn

    access = _access(settings, host, login)
    listening = _listen(host or LOOPBACK, port)
    named = f"[{host}]" if host and ":" in host else host or LOOPBACK
    address = f"http://{named}:{listening.getsockname()[1]}"
    tell(f"{address}/login" if host else f"{address}/enter?token={access.token}")
    config = uvicorn.Config(
        app(settings, access, host),
        log_level="warning",
        access_log=False,
        server_header=False,
        # The scheme and address that a proxy on this machine tells; from anyone else they are not believed.
        proxy_headers=True,
        forwarded_allow_ips=LOOPBACK,
        timeout_graceful_shutdown=3,
        limit_concurrency=200,
    )
    with listening, suppress(KeyboardInterrupt):  # that is how a desk is closed
        uvicorn.Server(config).run(sockets=[listening])


def app(settings: Settings, access: Access, host: str | None) -> FastAPI:
    from pipeline.desk.app import create_app

    return create_app(settings, access, hosts=None if host else _LOCAL_NAMES)


def _access(settings: Settings, host: str | None, login: str) -> Access:
    if host is None:
        return Access(None, login)
    accounts = accounts_of(settings.dir)
    if not accounts.names():
        cause = "needs accounts: the record names a person"
        raise UsageError(f"--host {host}", cause, 'Add one with `nutgraf desk adduser "NAME"`.')
    return Access(accounts)


def _listen(host: str, port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen()  # who opens the link at once waits instead of being refused
    except OSError as error:
        listening.close()
        cause = error.strerror or str(error)
        raise UsageError(f"--port {port}", f"can't be had on {host}: {cause}", "Choose another.") from None
    return listening
