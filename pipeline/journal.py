"""Progress: lines for a person on a terminal, JSON lines for a program, nothing when quiet."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TextIO

_LABELS = {
    "collect": "Collecting",
    "extract": "Extracting",
    "assemble": "Assembling",
    "model": "Model",
    "write": "Writing",
    "check": "Checking",
    "repair": "Repairing",
    "store": "Storing",
    "publish": "Publishing",
    "run": "Run",
    "queue": "Queued",
    "story": "Story",
    "schedule": "Schedule",
    "batch": "Batch",
    "wait": "Waiting",
    "warning": "Warning",
}


class Journal:
    """Where every stage reports what it does; the form is chosen once, by `open_journal`."""

    def event(self, name: str, **fields: Any) -> None:
        """Report that a stage began or something noteworthy happened; `message` is for people."""

    def token(self, text: str) -> None:
        """Report model output as it arrives."""


class TerminalJournal(Journal):
    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._in_tokens = False

    def event(self, name: str, **fields: Any) -> None:
        start = "\n" if self._in_tokens else ""
        self._in_tokens = False
        message = printable(str(fields.get("message", "")))
        self._stream.write(f"{start}\x1b[1m{_LABELS.get(name, name):>10}\x1b[0m  {message}\n")
        self._stream.flush()

    def token(self, text: str) -> None:
        start = "" if self._in_tokens else " " * 12
        self._in_tokens = True
        self._stream.write(f"\x1b[2m{start}{printable(text)}\x1b[0m")
        self._stream.flush()


class JsonJournal(Journal):
    def __init__(self, stream: TextIO, now: Callable[[], datetime]) -> None:
        self._stream, self._now = stream, now

    def event(self, name: str, **fields: Any) -> None:
        line = {"time": self._now().isoformat(timespec="milliseconds"), "event": name, **fields}
        self._stream.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
        self._stream.flush()


def open_journal(*, quiet: bool, stream: TextIO | None = None) -> Journal:
    """The journal that suits `stream` (stderr when not given)."""
    stream = sys.stderr if stream is None else stream
    if quiet:
        return Journal()
    if stream.isatty():
        return TerminalJournal(stream)
    return JsonJournal(stream, lambda: datetime.now(UTC))


def printable(text: str) -> str:
    """Text without terminal control sequences: model output and pages are hostile."""
    return "".join(c if c == " " or c.isprintable() else " " for c in text)
