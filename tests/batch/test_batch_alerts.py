"""Who is told of a run, over HTTP."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from batch_folder import make_desk
from nutgraf_command import Nutgraf

APART = '[stories]\ngrouping = "off"\n'


class Ear:
    """A loopback server that hears pings (`None`) and alerts (their JSON); it answers `status`, or drips for ever."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, Any]] = []
        self.status = 200
        self.drips = False
        ear = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                ear.heard.append((self.path, json.loads(body) if body else None))
                self.send_response(ear.status)
                self.end_headers()
                try:
                    while ear.drips:
                        self.wfile.write(b".")
                        time.sleep(0.1)
                except OSError:
                    pass

            do_POST = do_GET  # noqa: N815 -- the interface's

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the interface's
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads, self.server.block_on_close = True, False

    @property
    def desk(self) -> str:
        url = f"http://127.0.0.1:{self.server.server_port}"
        return f'{APART}[alerts]\nping_url = "{url}/ping-5ecret"\nalert_url = "{url}/alert-5ecret"\n'


@pytest.fixture
def ear() -> Iterator[Ear]:
    ear = Ear()
    thread = threading.Thread(target=ear.server.serve_forever, args=(0.02,))
    thread.start()
    yield ear
    ear.drips = False
    ear.server.shutdown()
    ear.server.server_close()
    thread.join()


def test_a_run_that_went_well_is_a_ping(nutgraf: Nutgraf, ear: Ear) -> None:
    make_desk(nutgraf.folder, 1, more=ear.desk)
    assert nutgraf("run", "--quiet").code == 0
    assert ear.heard == [("/ping-5ecret", None)]


def test_new_parked_drafts_are_an_alert(nutgraf: Nutgraf, ear: Ear) -> None:
    make_desk(nutgraf.folder, 1, more=ear.desk)
    assert nutgraf("doctor").code == 0
    nutgraf.fake.configure(mode="invent")
    told = nutgraf("run", "--quiet", "--json").json
    assert ear.heard == [
        (
            "/alert-5ecret",
            {
                "run": told["run_id"],
                "desk": "city",
                "message": "1 drafts need attention",
                "stories": {"done": 1},
                "drafts": {"needs_attention": 1},
            },
        )
    ]


def test_a_breaker_is_an_alert_that_holds_no_key(nutgraf: Nutgraf, ear: Ear) -> None:
    make_desk(nutgraf.folder, 1, more=ear.desk)
    assert nutgraf("doctor").code == 0
    body = {"error": {"message": f"Incorrect API key provided: {nutgraf.fake.key}."}}
    for _ in range(5):
        nutgraf.fake.reply(status=401, body=body)
    assert nutgraf("run", "--quiet").code == 1
    [(path, alert)] = ear.heard
    assert path == "/alert-5ecret"
    assert "the key was refused" in alert["message"]
    assert alert["stories"] == {"waiting": 1}
    assert nutgraf.fake.key not in json.dumps(alert)


def test_a_run_that_ends_by_an_error_is_an_alert(nutgraf: Nutgraf, ear: Ear) -> None:
    make_desk(nutgraf.folder, 1, more=ear.desk)
    state = nutgraf.folder / "output" / ".state"
    state.mkdir(parents=True)
    (state / "nutgraf.sqlite").write_bytes(b"no database, but long enough to be taken for a broken one" * 20)
    result = nutgraf("run", "--quiet")
    assert (result.code, len(result.err.splitlines())) == (1, 1)
    [(path, alert)] = ear.heard
    assert path == "/alert-5ecret"
    assert alert["message"].startswith("the run failed: ")


def test_a_source_that_cannot_be_read_is_an_alert(nutgraf: Nutgraf, ear: Ear) -> None:
    (nutgraf.folder / "sources").mkdir()
    desk = f'name = "City"\nfolders = ["nowhere"]\n{ear.desk}'
    (nutgraf.folder / "sources" / "city.toml").write_text(desk)
    assert "desk city: nowhere: " in nutgraf("run", "--quiet").out
    [(path, alert)] = ear.heard
    assert path == "/alert-5ecret"
    assert "no source could be read" in alert["message"]


def test_an_address_that_answers_with_an_error_costs_a_warning_without_its_secret(nutgraf: Nutgraf, ear: Ear) -> None:
    ear.status = 500
    make_desk(nutgraf.folder, 1, more=ear.desk)
    result = nutgraf("run")
    assert result.code == 0
    assert "127.0.0.1 could not be told: it answered 500" in result.err
    assert "5ecret" not in result.err


def test_a_dead_address_fails_no_run(nutgraf: Nutgraf) -> None:
    make_desk(nutgraf.folder, 1, more='[alerts]\nping_url = "http://127.0.0.1:9/5ecret"\n')
    result = nutgraf("run")
    assert result.code == 0
    assert "127.0.0.1 could not be told: no answer" in result.err
    assert "5ecret" not in result.err


def test_an_answer_without_end_is_not_waited_for(nutgraf: Nutgraf, ear: Ear) -> None:
    ear.drips = True
    make_desk(nutgraf.folder, 1, more=ear.desk)
    started = time.monotonic()
    assert nutgraf("run", "--quiet").code == 0
    assert ear.heard == [("/ping-5ecret", None)]
    assert time.monotonic() - started < 12
