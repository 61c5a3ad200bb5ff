"""Pages to documents in processes of their own: a page that hangs or crashes the parser costs itself only."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from queue import Empty, Queue
from threading import Event, Thread
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pipeline.errors import Refused, SourceError
from pipeline.forks import Workers

if TYPE_CHECKING:
    from concurrent.futures import Future

Tag = TypeVar("Tag")
Given = TypeVar("Given")
Found = TypeVar("Found")

TIMEOUT = 10.0
"""Seconds for one page; news pages take a twentieth of a second."""
_RECYCLE = 500
"""Pages after which a worker is replaced: what parsers leak stays bounded."""
_WINDOW = 16
"""Pages in flight per worker: enough to keep them busy beside one that hangs, few enough to bound memory."""

_NEXT = "Save its text to a file and give that."


class ExtractionPool(Generic[Given, Found]):
    """Worker processes that read pages; a context manager.

    reader    what a worker calls with each page, `extract` for one; it must be picklable
    workers   processes; by default one per core this process may use
    timeout   seconds a page may take; it is refused as `timeout` then and its worker replaced

    A crash of a worker, or an error nobody foresaw, refuses its page as `crashed`.
    """

    def __init__(
        self,
        reader: Callable[[Given], Found],
        *,
        workers: int | None = None,
        timeout: float = TIMEOUT,
        recycle: int = _RECYCLE,
    ) -> None:
        self._given, self._recycle = workers, recycle
        self._reader, self._timeout = reader, timeout

    def __enter__(self) -> ExtractionPool[Given, Found]:
        self._workers = Workers(self._given, recycle=self._recycle)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._workers.end(at_once=kind is not None)

    def read(self, items: Iterable[tuple[Tag, Given | SourceError]]) -> Iterator[tuple[Tag, Found | SourceError]]:
        """What the reader makes of the items, or refusals, in their order; tags and errors are handed through.

        A thread takes the items, so that what is read comes out while the next item is still waited for; it is never
        more than a window ahead.
        """
        window: Queue[_Task[Tag] | BaseException | None] = Queue(_WINDOW * self._workers.count)
        closed = Event()
        Thread(target=self._feed, args=(items, window, closed), daemon=True).start()
        try:
            while (task := window.get()) is not None:
                if isinstance(task, BaseException):
                    raise task
                yield self._result(*task)
        finally:
            closed.set()
            with suppress(Empty):
                window.get_nowait()

    def _feed(
        self,
        items: Iterable[tuple[Tag, Given | SourceError]],
        window: Queue[_Task[Tag] | BaseException | None],
        closed: Event,
    ) -> None:
        try:
            for tag, item in items:
                if closed.is_set():
                    return
                window.put((tag, item if isinstance(item, SourceError) else self._begun(item)))
        except BaseException as error:  # noqa: BLE001  (raised again where the results are read)
            window.put(error)
        else:
            window.put(None)

    async def read_one(self, item: Given, reader: Callable[[Given], Found] | None = None) -> Found | SourceError:
        """What the reader, or another one, makes of one item."""
        thing, task = self._begun(item, reader)
        with suppress(TimeoutError, _process_expired()):
            await asyncio.wrap_future(task)
        found: tuple[None, Found | SourceError] = self._result(None, (thing, task))
        return found[1]

    def _begun(self, item: Given, reader: Callable[[Given], Found] | None = None) -> tuple[str, Future[Any]]:
        read = partial(_read, reader or self._reader)
        return _thing(item), self._workers.schedule(read, item, timeout=self._timeout)

    def _result(self, tag: Tag, given: SourceError | tuple[str, Future[Any]]) -> tuple[Tag, Found | SourceError]:
        if isinstance(given, SourceError):
            return tag, given
        thing, task = given
        try:
            found: Found | Refused = task.result()
        except TimeoutError:
            return tag, Refused(thing, "timeout", f"reading it took more than {self._timeout:g} seconds", _NEXT)
        except _process_expired():
            return tag, Refused(thing, "crashed", "the parser crashed on its markup", _NEXT)
        return tag, found


_Task = tuple[Tag, SourceError | tuple[str, "Future[Any]"]]


def _process_expired() -> type[Exception]:
    from pebble import ProcessExpired

    expired: type[Exception] = ProcessExpired
    return expired


def _read(reader: Callable[[Given], Found], item: Given) -> Found | Refused:
    """A refusal is a result here: as an exception it would bring a remote traceback along."""
    try:
        return reader(item)
    except Refused as refused:
        return refused
    except Exception as error:  # noqa: BLE001  (hostile markup meets other people's code here)
        cause = f"reading it failed ({type(error).__name__})"
        return Refused(_thing(item), "crashed", cause, _NEXT)


def _thing(item: object) -> str:
    return str(getattr(item, "location", "line"))
