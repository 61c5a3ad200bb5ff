"""Pages to documents in processes of their own: a page that hangs or crashes the parser costs itself only."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.errors import Refused, SourceError
from pipeline.extract import extract
from pipeline.models import Document, Page

if TYPE_CHECKING:
    from concurrent.futures import Future

Tag = TypeVar("Tag")

TIMEOUT = 10.0
"""Seconds for one page; news pages take a twentieth of a second."""
_RECYCLE = 500
"""Pages after which a worker is replaced: what parsers leak stays bounded."""
_WINDOW = 4
"""Pages in flight per worker: enough to keep them busy, few enough to bound memory."""


class ExtractionPool:
    """Worker processes that extract pages; a context manager.

    workers   processes; by default one per core this process may use
    timeout   seconds a page may take; it is refused as `timeout` then and its worker replaced
    reader    what a worker calls with each page; it must be picklable

    A crash of a worker refuses its page as `crashed`.
    """

    def __init__(
        self,
        *,
        workers: int | None = None,
        timeout: float = TIMEOUT,
        reader: Callable[[Page], Document] = extract,
        recycle: int = _RECYCLE,
    ) -> None:
        self._workers = workers or len(os.sched_getaffinity(0))
        self._timeout, self._reader, self._recycle = timeout, reader, recycle

    def __enter__(self) -> ExtractionPool:
        from multiprocessing import get_context

        from pebble import ProcessPool

        # Never a fork of this process, which may have threads and a model server: workers are forks of a clean one.
        context = get_context("forkserver")
        context.set_forkserver_preload([__name__, "trafilatura"])
        self._pool = ProcessPool(max_workers=self._workers, max_tasks=self._recycle, context=context)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        end: Callable[[], None] = self._pool.close if kind is None else self._pool.stop
        end()
        self._pool.join()

    def read(self, pages: Iterable[tuple[Tag, Page | SourceError]]) -> Iterator[tuple[Tag, Document | SourceError]]:
        """Documents or refusals in the order of the pages, tags and errors handed through; a window is in flight."""
        window: deque[tuple[Tag, SourceError | tuple[str, Future[Any]]]] = deque()
        for tag, page in pages:
            if isinstance(page, SourceError):
                window.append((tag, page))
            else:
                task = self._pool.schedule(partial(_read, self._reader), args=(page,), timeout=self._timeout)
                window.append((tag, (page.location, task)))
            if len(window) >= _WINDOW * self._workers:
                yield self._result(*window.popleft())
        while window:
            yield self._result(*window.popleft())

    def _result(self, tag: Tag, given: SourceError | tuple[str, Future[Any]]) -> tuple[Tag, Document | SourceError]:
        if isinstance(given, SourceError):
            return tag, given
        from pebble import ProcessExpired

        thing, task = given
        try:
            found: Document | Refused = task.result()
        except TimeoutError:
            cause = f"reading it took more than {self._timeout:g} seconds"
            return tag, Refused(thing, "timeout", cause, "Save its text to a file and give that.")
        except ProcessExpired:
            cause = "the parser crashed on its markup"
            return tag, Refused(thing, "crashed", cause, "Save its text to a file and give that.")
        return tag, found


def _read(reader: Callable[[Page], Document], page: Page) -> Document | Refused:
    """A refusal is a result here: as an exception it would bring a remote traceback along."""
    try:
        return reader(page)
    except Refused as refused:
        return refused
