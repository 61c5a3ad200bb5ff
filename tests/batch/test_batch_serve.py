"""`serve` while desk files change, and its schedules."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from batch_folder import make_desk, queue_by_hand, work_left
from croniter import croniter
from dbos import DBOS
from nutgraf_command import Nutgraf

from pipeline.batch.serve import serve
from pipeline.desks import load_desk
from pipeline.journal import Journal

NIGHTLY = '[stories]\ngrouping = "off"\n[schedule]\ncron = "30 2 * * *"\ntimezone = "Europe/Berlin"\n'


class Heard(Journal):
    def __init__(self) -> None:
        self.events: list[tuple[str, str, str]] = []

    def event(self, name: str, **fields: Any) -> None:
        self.events.append((name, str(fields.get("desk")), str(fields.get("message"))))

    def of(self, kind: str, desk: str) -> list[str]:
        return [message for k, d, message in self.events if (k, d) == (kind, desk)]


@contextmanager
def _serving(nutgraf: Nutgraf) -> Iterator[Heard]:
    heard, over = Heard(), threading.Event()
    thread = threading.Thread(target=serve, args=(nutgraf.folder, {}, heard, over, 0.2))
    thread.start()
    try:
        yield heard
    finally:
        over.set()
        thread.join(60)


def _when(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _schedules() -> dict[str, tuple[str, str | None]]:
    return {s["schedule_name"]: (s["schedule"], s.get("cron_timezone")) for s in DBOS.list_schedules()}


def test_a_desk_file_that_breaks_or_goes_stops_no_other_desk(nutgraf: Nutgraf, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in nutgraf.environment.items():
        monkeypatch.setenv(name, value)
    make_desk(nutgraf.folder, 1, name="city", more=NIGHTLY)
    make_desk(nutgraf.folder, 1, name="county", more=NIGHTLY, first=1)
    county = nutgraf.folder / "sources" / "county.toml"
    text = county.read_text()
    nightly = ("30 2 * * *", "Europe/Berlin")
    with _serving(nutgraf) as heard:
        _when(lambda: heard.of("schedule", "county"))
        county.write_text(text.replace("folders", "folder"))
        _when(lambda: heard.of("warning", "county"))
        queue_by_hand(nutgraf.folder, os.environ, "city")
        _when(lambda: not work_left(nutgraf.folder, os.environ))
        [warning] = heard.of("warning", "county")  # although the file was looked at all the while
        assert "county.toml" in warning
        assert "folder" in warning
        assert _schedules() == {"city": nightly, "county": nightly}

        county.write_text(text.replace("30 2", "40 3"))
        _when(lambda: _schedules()["county"][0] == "40 3 * * *")
        assert "desk county: its file can be read again" in heard.of("schedule", "county")
        county.unlink()
        _when(lambda: _schedules() == {"city": nightly})
    assert [d["desk"] for d in json.loads(nutgraf("review", "list", "--json").out)] == ["city"]


@pytest.mark.parametrize(
    ("cron", "since", "times"),
    [
        ("30 2 * * *", "2026-03-28T12", ["2026-03-29T03:00:00+02:00", "2026-03-30T02:30:00+02:00"]),
        ("0 7 * * *", "2026-03-28T12", ["2026-03-29T07:00:00+02:00", "2026-03-30T07:00:00+02:00"]),
        ("10 * * * *", "2026-03-29T01", ["2026-03-29T01:10:00+01:00", "2026-03-29T03:10:00+02:00"]),
        ("0 7 * * *", "2026-10-24T12", ["2026-10-25T07:00:00+01:00", "2026-10-26T07:00:00+01:00"]),
        ("10 * * * *", "2026-10-25T02", ["2026-10-25T02:10:00+02:00", "2026-10-25T02:10:00+01:00"]),
    ],
)
def test_a_schedule_keeps_its_local_time_when_clocks_change(
    nutgraf: Nutgraf, cron: str, since: str, times: list[str]
) -> None:
    """As the engine reckons: an hour that is left out runs at its end, one that comes twice runs twice."""
    make_desk(nutgraf.folder, 1, more=NIGHTLY.replace("30 2 * * *", cron))
    schedule = load_desk("city", nutgraf.folder / "sources").schedule
    assert schedule is not None
    start = datetime.fromisoformat(f"{since}:00").replace(tzinfo=ZoneInfo(schedule.timezone))
    turns = croniter(schedule.cron, start, second_at_beginning=True)
    assert [turns.get_next(datetime).isoformat() for _ in times] == times
