"""A desk on loopback, and a browser before it."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from desk_sample import working_folder
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from pipeline.desk.access import Access, Session
from pipeline.desk.app import create_app
from pipeline.settings import Settings

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's browser, driven by Playwright, which brings none of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS.split())
        yield browser
        browser.close()


class Served:
    """A desk on loopback over its own working folder; `open` gives a page of a fresh window."""

    def __init__(self, folder: Path, browser: Browser) -> None:
        self.settings: Settings = working_folder(folder)
        self.access = Access(None, "Ada Example")
        self.browser = browser
        self.complaints: list[str] = []
        self._contexts: list[BrowserContext] = []
        app = create_app(self.settings, self.access, hosts=frozenset({"127.0.0.1"}))
        self._server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", ws="none"))
        self._thread = threading.Thread(target=self._server.run)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.02)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.base = f"http://127.0.0.1:{port}"

    def page(self, **context: Any) -> Page:
        """A page in a window of its own, let in; what the browser complains about is kept."""
        opened = self.browser.new_context(base_url=self.base, reduced_motion="reduce", **context)
        self._contexts.append(opened)
        key = self.access.open(Session("Ada Example", fixed_name=False))
        opened.add_cookies([{"name": "nutgraf", "value": key, "url": self.base, "httpOnly": True}])
        page = opened.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: self.complaints.append(str(e)))
        page.on("dialog", lambda d: self.complaints.append(f"dialog: {d.message}"))
        return page

    def close_windows(self) -> None:
        for context in self._contexts:
            context.close()
        self._contexts.clear()

    def stop(self) -> None:
        self.close_windows()
        self._server.should_exit = True
        self._thread.join(10)
