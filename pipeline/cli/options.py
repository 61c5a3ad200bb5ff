"""Options that several commands share, and how they become settings."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.errors import UsageError

if TYPE_CHECKING:  # `nutgraf --help` does without pydantic
    from pipeline.settings import Settings

Dir = Annotated[Path, typer.Option("--dir", help="The working folder, with sources/, prompts/ and output/.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]
Desk = Annotated[str | None, typer.Option("--desk", help="Use the desk file sources/NAME.toml.", metavar="NAME")]
Model = Annotated[
    str | None, typer.Option("--model", help='The model to ask; "embedded" for the one that runs here.', metavar="NAME")
]
BaseUrl = Annotated[
    str | None, typer.Option("--base-url", help="An OpenAI-compatible endpoint, such as http://127.0.0.1:8000/v1.")
]
Private = Annotated[
    bool, typer.Option("--allow-private", help="Fetch from private and local addresses too (an intranet, tests).")
]
Sources = Annotated[
    list[str], typer.Argument(help="URLs, HTML or text files, or - for standard input.", metavar="SOURCE...")
]


def load(folder: Path, *, desk: str | None = None, **flags: Any) -> Settings:
    """Settings of a working folder; raises UsageError when there is no such folder."""
    from pipeline import settings

    if not folder.is_dir():
        raise UsageError(f"--dir {folder}", "there is no such folder", f"`nutgraf init {folder}` makes one.")
    return settings.load(folder, flags, desk=desk)


def print_json(data: Any) -> None:
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")


def warn(text: str) -> None:
    from pipeline.journal import printable

    sys.stderr.write(f"nutgraf: {printable(text)}\n")


def print_text(text: str) -> None:
    sys.stdout.write(text + "\n")


def print_rich(renderable: Any) -> None:
    """Print a rich renderable; plain text where stdout is no terminal."""
    from rich.console import Console

    Console(highlight=False, soft_wrap=False).print(renderable, crop=False)
