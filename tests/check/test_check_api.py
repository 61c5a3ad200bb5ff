"""`pipeline.check` as a library: its own example runs, and importing it brings in nothing of the other stages."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import pytest

import pipeline.check

HEAVY = (
    "openai",
    "httpx2",
    "dbos",
    "typer",
    "lxml",
    "trafilatura",
    "sqlalchemy",
    "rich",
    "jinja2",
    "pipeline.text.addressing",
)


def test_the_example_of_the_docstring_runs(capsys: pytest.CaptureFixture[str]) -> None:
    text = pipeline.check.__doc__ or ""
    code = [line for line in text.splitlines() if line.startswith("    ")]
    exec(textwrap.dedent("\n".join(code)), {})  # noqa: S102 our own example
    assert "blocker numbers" in capsys.readouterr().out


def test_importing_it_is_light() -> None:
    asked = f"import sys, pipeline.check; print([m for m in {HEAVY} if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
