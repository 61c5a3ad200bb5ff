"""What the README tells people to type and to copy."""

from __future__ import annotations

import re
import shutil
import subprocess
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from pipeline.cli import app

README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")


def _commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], set[str]]]:
    """Each command and each group with its options."""
    for name, command in group.commands.items():
        yield (*path, name), {option for parameter in command.params for option in parameter.opts}
        if hasattr(command, "commands"):
            yield from _commands(command, (*path, name))


COMMANDS = dict(_commands(typer.main.get_command(app)))
OTHERS = {"--help", "--exclude", "--now"}
"""Of every command, of rsync and of systemctl."""


def _mentions() -> list[str]:
    """`nutgraf …` in code: spans in the text and lines to copy, up to what ends a command."""
    spans = re.findall(r"`nutgraf ([^`]+)`", README)
    lines = [line for line in README.splitlines() if line.startswith("    ")]
    copied = [found for line in lines for found in re.findall(r"(?:^ +|/|&& |run: )nutgraf ([a-z][^#|&]*)", line)]
    return sorted({*spans, *copied})


@pytest.mark.parametrize("mention", _mentions())
def test_a_command_in_the_readme_is_one(mention: str) -> None:
    words = [word.rstrip(",") for word in mention.split()]
    path = tuple(words[:2]) if tuple(words[:2]) in COMMANDS else (words[0],)
    assert path in COMMANDS
    for option in re.findall(r"--[a-z-]+", mention):
        assert option in COMMANDS[path]


def test_every_option_in_the_table_is_one_of_its_row() -> None:
    rows = [line for line in README.splitlines() if line.startswith("| `nutgraf")]
    assert len(rows) > 15
    for row in rows:
        names = [name.removeprefix("nutgraf ").split()[0] for name in re.findall(r"`([a-z][^`]*)`", row.split("|")[1])]
        known = set().union(*(options for path, options in COMMANDS.items() if path[0] in names))
        assert set(re.findall(r"--[a-z-]+", row)) <= known, row


def test_every_other_option_is_one_of_some_command() -> None:
    lines = [line for line in README.splitlines() if "python bench/" not in line]
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", "\n".join(lines)))
    assert named <= set().union(*COMMANDS.values()) | OTHERS


def _block(heading: str) -> str:
    """The first block to copy after a bold word."""
    after = README.partition(f"**{heading}**")[2]
    block = re.search(r"\n\n((?:    .*\n|\n)+)", after)
    assert block, heading
    return textwrap.dedent(block[1])


def test_the_actions_file_is_yaml_and_runs_the_command() -> None:
    workflow = yaml.load(_block("GitHub Actions"), yaml.BaseLoader)  # noqa: S506  (strings only: `on` is no boolean)
    assert set(workflow) == {"on", "concurrency", "jobs"}
    steps = workflow["jobs"]["run"]["steps"]
    assert [step["run"] for step in steps if "run" in step] == ['pip install "nutgraf[s3]"', "nutgraf run --max-cost 2"]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd-analyze")
def test_the_units_are_what_systemd_takes(tmp_path: Path) -> None:
    service, timer = _block("systemd").split("# /etc/systemd/system/nutgraf.timer\n")
    (tmp_path / "nutgraf.timer").write_text(timer)
    # Verified is that a program is there, too.
    (tmp_path / "nutgraf.service").write_text(service.replace("/srv/venv/bin/nutgraf", shutil.which("true") or ""))
    units = [str(tmp_path / "nutgraf.service"), str(tmp_path / "nutgraf.timer")]
    told = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr) == (0, "")
