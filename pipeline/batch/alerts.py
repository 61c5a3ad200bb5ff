"""Who is told: a ping after a run that went well, an alert of failures, a breaker and new parked drafts."""

from __future__ import annotations

import asyncio
import json
import shlex
import subprocess
from urllib.parse import urlsplit

from pipeline.batch.office import Office
from pipeline.batch.summary import Summary
from pipeline.errors import NutgrafError

_SECONDS = 15
"""For each alert as a whole: an address that drips its answer must not hold up a run."""


def send(office: Office, told: Summary) -> None:
    """As each desk asks for; an alert that fails is a warning."""
    for desk in told.desks:
        try:
            found = office.settings(desk).desk
        except NutgrafError:  # its file is gone or broken meanwhile; the run has told so
            continue
        if found is None:
            continue
        of_desk = told.of_desk(desk)
        message = of_desk.alert
        if message is None:
            if found.alerts.ping_url:
                _visit(office, found.alerts.ping_url, None)
            continue
        data: dict[str, object] = {
            "run": told.run_id,
            "desk": desk,
            "message": message,
            "stories": of_desk.states,
            "drafts": of_desk.drafts,
        }
        if found.alerts.alert_url:
            _visit(office, found.alerts.alert_url, data)
        if found.alerts.alert_command:
            _call(office, found.alerts.alert_command, f"nutgraf run {told.run_id}, desk {desk}: {message}\n")


def _visit(office: Office, url: str, data: dict[str, object] | None) -> None:
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
        office.journal.event("warning", message=f"{urlsplit(url).hostname} could not be told: {cause}")


def _call(office: Office, command: str, text: str) -> None:
    """No shell: the command is a program and its arguments."""
    try:
        subprocess.run(shlex.split(command), input=text, text=True, timeout=_SECONDS, check=True, capture_output=True)  # noqa: S603  (the desk's own)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        office.journal.event("warning", message=f"alert_command {json.dumps(command)} failed: {error}")
