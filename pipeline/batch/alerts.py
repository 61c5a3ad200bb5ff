"""Who is told: a ping after a run that went well, an alert of failures, a breaker and new parked drafts."""

from __future__ import annotations

import asyncio
import json
import shlex
import subprocess
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlsplit

from pipeline.batch.summary import Summary
from pipeline.desks import Alerts
from pipeline.errors import NutgrafError
from pipeline.journal import Journal
from pipeline.settings import Settings

_SECONDS = 15
"""For each alert as a whole: an address that drips its answer must not hold up a run."""


Find = Callable[[str], Settings]
"""The settings of a desk; raises NutgrafError."""


def send(find: Find, journal: Journal, told: Summary) -> None:
    """After a run, as each desk asks for; an alert that fails is a warning."""
    for desk in told.desks:
        alerts, of_desk = _alerts(find, desk), told.of_desk(desk)
        if of_desk.alert is not None:
            more = {"stories": of_desk.states, "drafts": of_desk.drafts}
            _alert(journal, alerts, desk, told.run_id, of_desk.alert, more)
        elif alerts.ping_url:
            _visit(journal, alerts.ping_url, None)


def failed(find: Find, journal: Journal, desks: Sequence[str], error: Exception) -> None:
    """After a run that ended by an error, perhaps before it began."""
    cause = str(error) if isinstance(error, NutgrafError) else f"internal error: {type(error).__name__}: {error}"
    for desk in desks:
        _alert(journal, _alerts(find, desk), desk, None, f"the run failed: {cause}", {"stories": {}, "drafts": {}})


def _alerts(find: Find, desk: str) -> Alerts:
    try:
        found = find(desk).desk
    except NutgrafError:  # its file is gone or broken; the run has told so
        found = None
    return found.alerts if found else Alerts()


def _alert(
    journal: Journal, alerts: Alerts, desk: str, run_id: str | None, message: str, more: Mapping[str, object]
) -> None:
    if alerts.alert_url:
        _visit(journal, alerts.alert_url, {"run": run_id, "desk": desk, "message": message, **more})
    if alerts.alert_command:
        run = f" {run_id}" if run_id else ""
        _call(journal, alerts.alert_command, f"nutgraf run{run}, desk {desk}: {message}\n")


def _visit(journal: Journal, url: str, data: dict[str, object] | None) -> None:
    import httpx2

    async def visit() -> int:
        async with (
            asyncio.timeout(_SECONDS),
            httpx2.AsyncClient(timeout=_SECONDS) as client,
            client.stream("GET" if data is None else "POST", url, json=data) as answer,
        ):
            return answer.status_code

    try:
        status = asyncio.run(visit())
        cause = None if 200 <= status < 300 else f"it answered {status}"
    except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError) as error:
        cause = f"no answer ({type(error).__name__})"
    if cause:  # only the host: the rest of such an address is often a secret
        journal.event("warning", message=f"{urlsplit(url).hostname} could not be told: {cause}")


def _call(journal: Journal, command: str, text: str) -> None:
    """No shell: the command is a program and its arguments."""
    try:
        subprocess.run(shlex.split(command), input=text, text=True, timeout=_SECONDS, check=True, capture_output=True)  # noqa: S603  (the desk's own)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        journal.event("warning", message=f"alert_command {json.dumps(command)} failed: {error}")
