"""Every test runs without keys, without the user's settings and without a network beyond loopback."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_endpoint import FakeEndpoint
from nutgraf_command import Nutgraf

from pipeline.forks import clean_forks

clean_forks("pipeline.flow.reckoning")  # one process of a session serves drafts and runs


@pytest.fixture(autouse=True)
def _scrubbed_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("OPENAI_", "NUTGRAF_")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def _fake_process() -> Iterator[FakeEndpoint]:
    with FakeEndpoint() as fake:
        yield fake


@pytest.fixture
def fake_endpoint(_fake_process: FakeEndpoint) -> FakeEndpoint:
    """A loopback endpoint in its own process, freshly reset: tests/fake_endpoint.py tells what it can be told."""
    _fake_process.reset()
    return _fake_process


@pytest.fixture
def nutgraf(tmp_path: Path, fake_endpoint: FakeEndpoint, capsys: pytest.CaptureFixture[str]) -> Nutgraf:
    """The command in an empty working folder, with the fake endpoint configured."""
    return Nutgraf(tmp_path, fake_endpoint, capsys)
