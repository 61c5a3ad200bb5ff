"""`run.jsonl`: what happens in a run, one event a line; calls are named after OpenTelemetry's `gen_ai.*`."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from pipeline.batch.office import Office
from pipeline.batch.summary import Summary
from pipeline.state import Work

_PAUSE = 1.0
"""Seconds between two looks at what happened, by whichever process."""
_OVERLAP = timedelta(seconds=5)
"""Of what two looks see: what is stamped by one process may be stored a moment later."""


class RunLog:
    """Grows while the run goes on, so that one that is killed leaves what happened; elsewhere than in a folder it is
    written at the end.
    """

    def __init__(self, office: Office, run_id: str) -> None:
        self._office, self._run_id = office, run_id
        self._told: set[object] = set()
        self._kept: list[str] = []
        self._since: datetime | None = None
        self._next = 0.0
        run = office.state.runs(run_id=run_id)[0]
        self._add([_event(run.started, "run.started", run=run_id, desks=run.desks)])

    def collected(self, told: Mapping[str, Any]) -> None:
        self._add([_event(datetime.now(UTC), "run.collected", **told)])

    def look(self, *, now: bool = False) -> None:
        """Tell what happened since the last look, when it is time to look again."""
        if not now and time.monotonic() < self._next:
            return
        moment = datetime.now(UTC).replace(tzinfo=None)
        events: list[dict[str, Any]] = []
        for row in self._office.state.work(run_id=self._run_id, since=self._since):
            if self._is_new(("queued", row.version_id)):
                events.append(_event(row.queued, "story.queued", **_ids(row)))
            if row.state != "queued" and self._is_new((row.version_id, row.state, row.updated)):
                events.append(_story(row))
        calls = self._office.state.calls_of(self._run_id, ended_since=self._since or datetime.min)  # noqa: DTZ901
        events += [_call(self._office, call) for call in calls if self._is_new(call["number"])]
        self._add(sorted(events, key=lambda event: str(event["time"])))
        self._since, self._next = moment - _OVERLAP, time.monotonic() + _PAUSE

    def finish(self, told: Summary) -> None:
        self._since = None  # nothing is left out, whatever the clocks of others say
        self.look(now=True)
        open_ = [call for call in self._office.state.calls_of(self._run_id) if self._is_new(call["number"])]
        totals = told.model_dump(mode="json", exclude={"lines", "collected", "started", "finished"})
        finished = _event(told.finished or datetime.now(UTC), "run.finished", **totals)
        self._add([*(_call(self._office, call) for call in open_), finished])
        if self._kept:
            self._office.store.write_run(self._run_id, "run.jsonl", "".join(self._kept))

    def _is_new(self, key: object) -> bool:
        new = key not in self._told
        self._told.add(key)
        return new

    def _add(self, events: list[dict[str, Any]]) -> None:
        text = "".join(json.dumps(event, ensure_ascii=False) + "\n" for event in events)
        if text and not self._office.store.append_run(self._run_id, "run.jsonl", text):
            self._kept.append(text)


def _ids(row: Work) -> dict[str, Any]:
    return {"version_id": row.version_id, "story_id": row.story_id, "desk": row.desk, "title": row.title}


def _story(row: Work) -> dict[str, Any]:
    state = {"state": row.state, "draft_state": row.result.get("state"), "reason": row.reason}
    more = {"folder": row.result.get("folder"), "seconds": row.result.get("seconds")}
    return _event(row.updated, f"story.{row.state}", **_ids(row), **state, **more)


def _call(office: Office, call: Mapping[str, Any]) -> dict[str, Any]:
    desk = call["desk"]
    server = urlsplit(f"//{office.connection(desk).label}" if desk else "")
    more = {"error.type": call["error"].partition(":")[0], "error.message": call["error"]} if call["error"] else {}
    seconds = (call["ended"] - call["began"]).total_seconds() if call["ended"] else None
    return _event(
        call["began"],
        "gen_ai.client.inference.operation.details",
        **{
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": "openai",
            "gen_ai.request.model": call["model"],
            "gen_ai.usage.input_tokens": call["prompt_tokens"],
            "gen_ai.usage.output_tokens": call["completion_tokens"],
            "gen_ai.usage.cache_read.input_tokens": call["cached_tokens"],
            "gen_ai.client.operation.duration": seconds,
            "server.address": server.hostname,
            "server.port": server.port,
            "nutgraf.call": call["name"],
            "nutgraf.version_id": call["version_id"],
            "nutgraf.cost": call["charge"],
            **more,
        },
    )


def _event(time: datetime, name: str, **fields: Any) -> dict[str, Any]:
    moment = time if time.tzinfo else time.replace(tzinfo=UTC)
    return {"time": moment.isoformat(timespec="milliseconds"), "event": name, **fields}
