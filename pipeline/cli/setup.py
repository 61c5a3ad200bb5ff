"""`nutgraf init` and `nutgraf doctor`: a working folder, and what is set up."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import options
from pipeline.errors import UsageError


def add_to(app: typer.Typer) -> None:
    app.command(rich_help_panel="Set up")(init)
    app.command(rich_help_panel="Set up")(doctor)


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder, or one whose files stay as they are.")],
    as_json: options.Json = False,
) -> None:
    """Make a working folder to edit: formats and prompts, an example desk with its pages, an empty output/."""
    from pipeline.settings import shipped

    if folder.exists() and not folder.is_dir():
        raise UsageError(str(folder), "is a file", "Name a folder.")
    made = [path for name in ("prompts", "sources") for path in _copy(shipped(name), folder / name)]
    _make(folder / "output")
    if as_json:
        options.print_json({"dir": str(folder), "files": [str(path) for path in made]})
        return
    options.print_text(f"{folder}: {len(made)} files written.")
    options.print_text(f"Next: nutgraf draft {folder}/sources/examples/seawall-*.html --desk examples --dir {folder}")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(str(folder), error.strerror or str(error), "Choose a folder you may write to.") from error


def _copy(source: Path, target: Path) -> list[Path]:
    """Copy a tree; a file that is there already stays."""
    made = []
    try:
        for path in sorted(p for p in source.rglob("*") if p.is_file()):
            copy = target / path.relative_to(source)
            if not copy.exists():
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)
                made.append(copy)
    except OSError as error:
        raise UsageError(str(target), error.strerror or str(error), "Choose a folder you may write to.") from error
    return made


def doctor(
    desk: options.Desk = None,
    model: options.Model = None,
    base_url: options.BaseUrl = None,
    dir: options.Dir = Path(),  # noqa: A002
    as_json: options.Json = False,
) -> None:
    """Show what is configured and installed, and try out what the endpoint can."""
    import asyncio

    from pipeline.doctor import examine
    from pipeline.journal import printable

    settings = options.load(dir, desk=desk, model=model, base_url=base_url)
    lines = asyncio.run(examine(settings))
    if as_json:
        options.print_json([line.model_dump(mode="json") for line in lines])
    else:
        for line in lines:
            mark = {True: "ok", False: "NO", None: "  "}[line.ok]
            options.print_text(printable(f"{mark:>4}  {line.topic:<9} {line.name:<20} {line.detail}"))
    # A trial that failed is a limit of the endpoint; no answer at all is a failure.
    raise typer.Exit(1 if any(line.ok is False and line.name == "endpoint" for line in lines) else 0)
