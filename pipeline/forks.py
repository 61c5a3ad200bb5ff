"""Processes for work beside the main one: never forks of it, which may have threads and a model server, but of a clean
one that has loaded what they need."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext

_preloaded = ["pipeline.extract.warm"]


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
