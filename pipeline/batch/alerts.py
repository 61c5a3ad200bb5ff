"""Who is told: a ping after a run that went well, an alert of failures, a breaker and new parked drafts."""

from __future__ import annotations

import json
import shlex
import subprocess

from pipeline.batch.office import Office
from pipeline.batch.summary import Summary

_SECONDS = 15


def send(office: Office, told: Summary) -> None:
    """As each desk asks for; an alert that fails is a warning."""
    for desk in told.desks:
        found = office.settings(desk).desk
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

    try:
        with httpx2.Client(timeout=_SECONDS) as client:
            answer = client.get(url) if data is None else client.post(url, json=data)
            answer.raise_for_status()
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        office.journal.event("warning", message=f"{url} could not be told: {type(error).__name__}: {error}")


def _call(office: Office, command: str, text: str) -> None:
    """No shell: the command is a program and its arguments."""
    try:
        subprocess.run(shlex.split(command), input=text, text=True, timeout=_SECONDS, check=True, capture_output=True)  # noqa: S603  (the desk's own)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        office.journal.event("warning", message=f"alert_command {json.dumps(command)} failed: {error}")
