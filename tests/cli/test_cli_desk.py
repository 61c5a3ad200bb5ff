"""`nutgraf desk` as a process: the link lets in once, Ctrl+C ends it, accounts before it listens to others."""

from __future__ import annotations

import io
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from nutgraf_command import Nutgraf


def test_the_desk_is_entered_by_its_link_and_closed_by_an_interrupt(nutgraf: Nutgraf) -> None:
    process = nutgraf.start("desk", "--port", "0")
    assert process.stderr is not None
    try:
        line = process.stderr.readline()
        assert line.startswith("nutgraf: the desk is at http://127.0.0.1:")
        link = next(word for word in line.split() if word.startswith("http"))
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        with browser.open(link, timeout=20) as page:
            assert "Queue" in page.read().decode()
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(link, timeout=20)  # noqa: S310  the desk on loopback
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0
        assert process.stderr.read() == ""
    finally:
        process.kill()
        process.communicate()


def test_a_port_that_is_taken_is_one_line(nutgraf: Nutgraf) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        refused = nutgraf("desk", "--port", str(taken.getsockname()[1]))
    assert refused.code == 2
    assert "can't be had on 127.0.0.1: Address already in use. Choose another." in refused.err


def test_others_need_accounts(nutgraf: Nutgraf) -> None:
    refused = nutgraf("desk", "--host", "127.0.0.1", "--port", "0")
    assert refused.code == 2
    assert 'needs accounts: the record names a person. Add one with `nutgraf desk adduser "NAME"`.' in refused.err


def adduser(nutgraf: Nutgraf, monkeypatch: pytest.MonkeyPatch, name: str, password: str) -> tuple[int, str]:
    monkeypatch.setattr(sys, "stdin", io.StringIO(password + "\n"))
    result = nutgraf("desk", "adduser", name)
    return result.code, result.out + result.err


def test_accounts_come_and_go(nutgraf: Nutgraf, monkeypatch: pytest.MonkeyPatch) -> None:
    assert adduser(nutgraf, monkeypatch, "Ada Example", "correct horse") == (0, "Ada Example may log in.\n")
    file = nutgraf.folder / ".accounts.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(json.loads(file.read_text())) == ["Ada Example"]
    code, told = adduser(nutgraf, monkeypatch, "Ben", "short")
    assert (code, "the password has 5 characters" in told) == (2, True)
    assert nutgraf("desk", "deluser", "Nobody").code == 2
    assert nutgraf("desk", "deluser", "Ada Example").code == 0
    file.write_text("{")
    damaged = nutgraf("desk", "--host", "127.0.0.1", "--port", "0")
    assert damaged.code == 2
    assert "is damaged. Remove it and add the accounts again." in damaged.err


def test_without_the_extra_it_says_what_to_install(tmp_path: Path) -> None:
    """In a process in which FastAPI can't be found."""
    code = (
        "import importlib.util as u\n"
        "find = u.find_spec\n"
        "u.find_spec = lambda name, *a: None if name == 'fastapi' else find(name, *a)\n"
        "from pipeline.cli import main; main(['desk', '--dir', '.'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=dict(os.environ), capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "pip install 'nutgraf[desk]'" in done.stderr
