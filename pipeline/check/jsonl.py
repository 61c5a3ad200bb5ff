"""Checks many texts: JSON lines in, JSON lines out, in the same order, on all cores and in bounded memory."""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import get_context
from typing import Any

from pipeline.check import check
from pipeline.check.profiles import profile
from pipeline.models import Evidence, Place, Report

# Lines under way for each process: enough to keep it busy, few enough for lines of some megabytes.
_AHEAD = 4


def check_lines(lines: Iterable[bytes], kind: str = "article", *, processes: int | None = None) -> Iterator[str]:
    """The answer to each line that isn't blank, without its line end, as soon as it and all before it are known.

    A line is `{"id", "sources": [str], "text"}` in UTF-8, other keys ignored. Its answer has `id`, `findings`,
    `sentences`, `unchecked` and `not_applicable`, with places as offsets into `text`; or `id` (null when it can't be
    read) and `error`. `processes` is by default the number of cores; with 1, everything happens in this process.
    Raises UsageError when there is no kind of that name.
    """
    profile(kind)
    return _answers((line for line in lines if line.strip()), kind, processes or _cores())


def answer(line: bytes, kind: str) -> str:
    """The answer to one line."""
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as error:
        return _failed(None, f"not JSON in UTF-8: {error}")
    if not isinstance(given, dict):
        return _failed(None, "not a JSON object")
    name, sources, text = given.get("id"), given.get("sources"), given.get("text")
    if not isinstance(name, str | int) or isinstance(name, bool):
        return _failed(None, "`id` must be a string or a whole number")
    if not isinstance(sources, list) or not all(isinstance(source, str) for source in sources):
        return _failed(name, "`sources` must be a list of strings")
    if not isinstance(text, str):
        return _failed(name, "`text` must be a string")
    try:
        report = check(text, sources, kind)
    except Exception as error:  # noqa: BLE001 one bad line must not cost the others
        return _failed(name, f"{type(error).__name__}: {' '.join(str(error).split())[:200]}")
    return json.dumps({"id": name, **_as_json(report)})


def _answers(lines: Iterator[bytes], kind: str, processes: int) -> Iterator[str]:
    if processes == 1:
        yield from (answer(line, kind) for line in lines)
        return
    work = partial(answer, kind=kind)
    pool = _pool(processes)
    pending: deque[tuple[bytes, Future[str]]] = deque()
    try:
        while True:
            try:
                while len(pending) < processes * _AHEAD and (line := next(lines, None)) is not None:
                    pending.append((line, Future()))
                    pending[-1] = line, pool.submit(work, line)
                if not pending:
                    return
                found = pending[0][1].result()
            except BrokenProcessPool:  # a process was killed, most likely for its memory
                pool.shutdown(wait=False)
                found = _alone(work, pending[0][0])
                pool = _pool(processes)
                pending = deque((line, pool.submit(work, line)) for line, _ in pending)
            pending.popleft()
            yield found
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _alone(work: Callable[[bytes], str], line: bytes) -> str:
    """The answer from a process of its own, so that a line that kills it costs no other."""
    with _pool(1) as pool:
        try:
            return pool.submit(work, line).result()
        except BrokenProcessPool:
            return _failed(_id_of(line), "the process that checked it was killed")


def _pool(processes: int) -> ProcessPoolExecutor:
    # Not `fork`: the caller may have threads.
    return ProcessPoolExecutor(processes, mp_context=get_context("spawn"))


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _id_of(line: bytes) -> Any:
    try:
        return json.loads(line).get("id")
    except (ValueError, RecursionError, AttributeError):
        return None


def _failed(name: str | int | None, error: str) -> str:
    return json.dumps({"id": name, "error": error})


def _as_json(report: Report) -> dict[str, Any]:
    return {
        "findings": [
            {
                "rule": found.rule,
                "severity": found.severity.value,
                **_span(found.place),
                "message": found.message,
                "evidence": [_span(e) for e in found.evidence],
            }
            for found in report.findings
        ],
        "sentences": [
            {**_span(s.place), "support": s.support, "evidence": [_span(e) for e in s.evidence]}
            for s in report.sentences
        ],
        "unchecked": [u.model_dump() for u in report.unchecked],
        "not_applicable": [u.model_dump() for u in report.not_applicable],
    }


def _span(where: Place | Evidence) -> dict[str, int]:
    source = {"source": where.source} if isinstance(where, Evidence) else {}
    return {**source, "start": where.start, "end": where.end}
