"""The command `nutgraf`: parse, call, print. `main` turns every mistake into one line and an exit code.

draft.py    draft
batch.py    run, serve, status, retry, cancel, prune
look.py     extract, check
rules.py    rules
formats.py  formats list, show, check, diff
review.py   review list, show, approve, reject
publish.py  publish, retract, schema
setup.py    init, doctor
sources.py  sources check
options.py  what the commands share
"""

from __future__ import annotations

import errno
import sys
from functools import cache
from io import TextIOWrapper
from typing import Annotated, Any

import typer

from pipeline.cli import batch, desk, draft, formats, look, publish, review, rules, setup, sources
from pipeline.errors import NutgrafError

app = typer.Typer(
    name="nutgraf",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="Turn source articles into a news analysis that an editor can check in two minutes.\n\n"
    "First [bold]init[/] a working folder and ask the [bold]doctor[/] what is set up; then [bold]draft[/] an article "
    "from pages, and judge it with [bold]review[/]. [bold]extract[/] and [bold]check[/] look at single steps, "
    "[bold]sources check[/] at what a desk collects.",
)


_STOPPED = "stopped. The same command goes on where it was."


def _version(wanted: bool) -> None:
    if wanted:
        from pipeline import __version__

        typer.echo(f"nutgraf {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the whole traceback of an error.")] = False,
) -> None:
    """Options of the command itself; `main` reads --debug, wherever it stands."""


setup.add_to(app)
draft.add_to(app)
batch.add_to(app)
look.add_to(app)
rules.add_to(app)
formats.add_to(app)
sources.add_to(app)
review.add_to(app)
desk.add_to(app)
publish.add_to(app)


@cache
def _command() -> Any:
    """Put together once in a process: that takes longer than many a command."""
    return typer.main.get_command(app)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; exit codes: 0 done, 1 failed, 2 usage, 3 parked or refused, 75 held by another run."""
    given = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in given
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal or a file name of another encoding is no reason to fail
    try:
        code = _command()([a for a in given if a != "--debug"], standalone_mode=False)
    except (Exception, KeyboardInterrupt) as error:
        if debug:
            raise
        code = _explain(error)
    else:
        if code == 130:  # typer has caught the interrupt
            sys.stderr.write(f"nutgraf: {_STOPPED}\n")
    sys.exit(code if isinstance(code, int) else 0)


def _explain(error: BaseException) -> int:
    """Print one line on stderr; returns the exit code."""
    match error:
        case NutgrafError():
            line, code = str(error), error.exit_code
        case typer.TyperException() if not error.format_message():
            return error.exit_code  # the help has been shown
        case typer.TyperException():
            line, code = f"{error.format_message().rstrip('.')}. `nutgraf --help` shows the commands.", error.exit_code
        case KeyboardInterrupt() | typer.Abort():
            line, code = _STOPPED, 130
        case BrokenPipeError():
            sys.stderr.close()  # Python would complain about it once more
            return 1
        case OSError(errno=errno.ENOSPC):
            line, code = "there is no space left to write to. Make room and run it again.", 1
        case _:
            line = f"internal error: {type(error).__name__}: {error}. Please report it with what `--debug` shows."
            code = 1
    from pipeline.journal import printable

    sys.stderr.write(f"nutgraf: {printable(' '.join(line.split()))}\n")
    return code
