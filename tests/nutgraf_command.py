"""Runs `nutgraf` as a user would, inside this process, or in one of its own where the test kills it."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fake_endpoint import FakeEndpoint

from pipeline.cli import main

EXAMPLES = Path(__file__).parent.parent / "sources" / "examples"


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert self.out, self.err
        return json.loads(self.out)


class Nutgraf:
    """The command in a working folder, with the fake endpoint configured."""

    def __init__(self, folder: Path, fake: FakeEndpoint, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.fake, self._capsys = folder, fake, capsys
        self.unset: tuple[str, ...] = ()
        """Variables that a test does without."""

    @property
    def environment(self) -> dict[str, str]:
        return {
            "OPENAI_BASE_URL": self.fake.base_url,
            "OPENAI_API_KEY": self.fake.key,
            "NUTGRAF_MODEL": self.fake.model,
            "NUTGRAF_FETCH_DELAY": "0",
        }

    @property
    def whole_environment(self) -> dict[str, str]:
        return {**os.environ, **self.environment}

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-c", "from pipeline.cli import main; main()"]

    def __call__(self, *arguments: str | Path) -> Result:
        self._capsys.readouterr()
        with pytest.MonkeyPatch.context() as patch:
            for name, value in self.environment.items():
                if name not in self.unset:
                    patch.setenv(name, value)
            with pytest.raises(SystemExit) as ended:
                main([*map(str, arguments), "--dir", str(self.folder)])
        logging.getLogger("dbos").handlers.clear()  # the engine's handler holds this test's stderr
        out, err = self._capsys.readouterr()
        code = ended.value.code
        assert isinstance(code, int)
        return Result(code, out, err)

    def start(self, *arguments: str | Path) -> subprocess.Popen[str]:
        """The command in a process of its own."""
        return subprocess.Popen(
            [*self.command, *map(str, arguments), "--dir", str(self.folder)],
            env=self.whole_environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def written_calls(self) -> list[dict[str, Any]]:
        """The calls at the endpoint that were not for trying out what it can."""
        return [c for c in self.fake.calls() if "capital of France" not in c["prompt"]]
