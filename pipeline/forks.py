"""Processes for work beside the main one: never forks of it, which may have threads and a model server, but of a clean
one that has loaded what they need."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, InvalidStateError
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import partial
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext

    from pebble import ProcessPool

_preloaded = ["pipeline.extract.warm"]
_TRIES = 3


def clean_forks(*modules: str) -> BaseContext:
    """The clean process loads `modules` too, if it is yet to be started: named early, they cost no worker anything."""
    from multiprocessing import get_context

    _preloaded[:0] = [module for module in modules if module not in _preloaded]  # warm.py comes last
    context = get_context("forkserver")
    context.set_forkserver_preload(_preloaded)
    return context


def begin(*modules: str) -> None:
    """Start the clean process, which loads what it needs while this one goes on."""
    from multiprocessing import forkserver

    clean_forks(*modules)
    forkserver.ensure_running()


class Workers:
    """Processes that each do one piece of work at a time; one that dies, or has done `recycle`, is replaced.

    count     processes; by default one per core this process may use
    modules   what the work needs loaded
    nice      how much they give way to this process

    All are replaced where pebble gives its pool up: it does when one dies while none is at work.
    """

    def __init__(self, count: int | None = None, *, recycle: int, modules: tuple[str, ...] = (), nice: int = 0) -> None:
        from pebble import ProcessPool

        self.count = count or len(os.sched_getaffinity(0))
        self._made: Callable[[], ProcessPool] = partial(
            ProcessPool,
            self.count,
            max_tasks=recycle,
            initializer=os.nice,
            initargs=(nice,),
            context=clean_forks(*modules),
        )
        self._pool, self._lock, self._ended = self._made(), Lock(), False

    def schedule(self, work: Callable[..., Any], *args: Any, timeout: float | None = None) -> Future[Any]:
        """`work(*args)`, both picklable. The future raises TimeoutError when it takes more than `timeout` seconds,
        and pebble.ProcessExpired when its process dies.
        """
        outcome: Future[Any] = Future()
        self._begin(outcome, work, args, timeout, _TRIES)
        return outcome

    def _begin(
        self, outcome: Future[Any], work: Callable[..., Any], args: tuple[Any, ...], timeout: float | None, tries: int
    ) -> None:
        task: Future[Any]

        def told(task: Future[Any]) -> None:
            error = CancelledError() if task.cancelled() else task.exception()
            if isinstance(error, BrokenProcessPool) and tries > 1 and not self._ended:
                again = (outcome, work, args, timeout, tries - 1)
                Thread(target=self._begin, args=again, daemon=True).start()  # this thread is the broken pool's
                return
            with suppress(InvalidStateError):  # nobody waits for it any more
                if error is not None:
                    outcome.set_exception(error)
                else:
                    outcome.set_result(task.result())

        try:
            task = self._working().schedule(work, args=args, timeout=timeout)
        except RuntimeError as error:  # given up just now, or closed
            task = Future()
            task.set_exception(BrokenProcessPool(str(error)))
        outcome.add_done_callback(lambda done: task.cancel() if done.cancelled() else None)
        task.add_done_callback(told)

    def _working(self) -> ProcessPool:
        with self._lock:
            if not self._pool.active and not self._ended:
                Thread(target=self._pool.join, daemon=True).start()
                self._pool = self._made()
            return self._pool

    def end(self, *, at_once: bool) -> None:
        """Wait for what is scheduled, or (`at_once`) give it up; the processes end."""
        with self._lock:
            self._ended = True
        stop: Callable[[], None] = self._pool.stop if at_once else self._pool.close
        stop()
        self._pool.join()
