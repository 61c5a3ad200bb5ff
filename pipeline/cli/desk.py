"""`nutgraf reindex`: the index of drafts anew."""

from __future__ import annotations

from pathlib import Path

import typer

from pipeline.cli import options


def add_to(app: typer.Typer) -> None:
    app.command(rich_help_panel="Review")(reindex)


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
