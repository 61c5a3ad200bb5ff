"""`nutgraf desk`: the review desk in the browser, and who may use it; `nutgraf reindex`: its index anew."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import options
from pipeline.errors import MissingPart, UsageError

desk = typer.Typer(invoke_without_command=True)


def add_to(app: typer.Typer) -> None:
    app.add_typer(desk, name="desk", rich_help_panel="Review")
    app.command(rich_help_panel="Review")(reindex)


@desk.callback()
def serve(
    context: typer.Context,
    host: Annotated[
        str | None, typer.Option("--host", help="Let others in who have an account: the address to listen on.")
    ] = None,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0 takes any that is free.")] = 8765,
    dir: options.Dir = Path(),  # noqa: A002
) -> None:
    """Review drafts in the browser: on this machine with a one-time link, for others with accounts and --host."""
    if context.invoked_subcommand:
        return
    from pipeline.desk.serving import serve as run

    _need_the_extra()
    settings = options.load(dir)
    run(settings, host, port, _login(), lambda address: options.warn(f"the desk is at {address} (Ctrl+C ends it)"))


@desk.command()
def adduser(
    name: Annotated[str, typer.Argument(help="The person's name, as the record will have it.")],
    dir: options.Dir = Path(),  # noqa: A002
) -> None:
    """Let a person in, or give one a new password: asked for, or the first line of standard input."""
    from pipeline.desk.serving import accounts_of

    options.load(dir)
    accounts_of(dir).add(name, _password())
    options.print_text(f"{name} may log in.")


@desk.command()
def deluser(
    name: Annotated[str, typer.Argument(help="The person's name.")],
    dir: options.Dir = Path(),  # noqa: A002
) -> None:
    """Let a person in no longer; running desks keep sessions that are open."""
    from pipeline.desk.serving import accounts_of

    options.load(dir)
    accounts_of(dir).remove(name)
    options.print_text(f"{name} may no longer log in.")


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != first:
        raise UsageError("adduser", "the passwords differ", "Type the same one twice.")
    return first


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def _need_the_extra() -> None:
    from importlib.util import find_spec

    if not (find_spec("fastapi") and find_spec("uvicorn")):
        raise MissingPart("nutgraf desk", "needs FastAPI and uvicorn", "pip install 'nutgraf[desk]'.")


def reindex(dir: options.Dir = Path(), as_json: options.Json = False) -> None:  # noqa: A002
    """Build the queue's index anew from what lies in output/: finds drafts copied in, forgets deleted ones."""
    from pipeline.flow.index import reindex as build

    rows = build(options.load(dir))
    damaged = [row for row in rows if row.damage]
    if as_json:
        told = [{"folder": row.folder, "damage": row.damage} for row in damaged]
        options.print_json({"drafts": len(rows), "damaged": told})
        return
    for row in damaged:
        options.warn(f"{row.folder}: {row.damage}")
    options.print_text(f"{len(rows)} draft{'' if len(rows) == 1 else 's'}, {len(damaged) or 'none'} of them damaged.")
