"""Every test runs without keys, without the user's settings and without a network beyond loopback."""

from __future__ import annotations

import os

import pytest


@pytest.fixture(autouse=True)
def _scrubbed_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("OPENAI_", "NUTGRAF_")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
