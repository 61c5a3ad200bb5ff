"""`nutgraf draft`: one article from its sources, now."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli import options
from pipeline.states import DraftState

if TYPE_CHECKING:
    from pipeline.models import Draft
    from pipeline.store import Folder

_PARKED = 3


def add_to(app: typer.Typer) -> None:
    app.command(rich_help_panel="Write")(draft)


def draft(
    sources: options.Sources,
    format: Annotated[str | None, typer.Option("--format", help="Story format, such as analysis or brief.")] = None,  # noqa: A002
    angle: Annotated[str | None, typer.Option("--angle", help="What the piece should look at in particular.")] = None,
    update_of: Annotated[
        str | None,
        typer.Option("--update-of", help="The draft this one follows: say what is new since then.", metavar="DRAFT"),
    ] = None,
    desk: options.Desk = None,
    model: options.Model = None,
    base_url: options.BaseUrl = None,
    dir: options.Dir = Path(),  # noqa: A002
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Write again, even when this version is there already.")
    ] = False,
    allow_private: options.Private = False,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Write one article from one or more sources, and check it.

    Several sources make one article. Where an approved one of the story is there already, it says what is new.
    Exit code 0: ready for review. 3: parked, with its reasons. 1: no draft.
    """
    from pipeline.flow.new import draft_story
    from pipeline.journal import open_journal

    settings = options.load(
        dir,
        desk=desk,
        format=format,
        model=model,
        base_url=base_url,
        allow_private=allow_private or None,
    )
    written = draft_story(sources, settings, open_journal(quiet=quiet), angle=angle, update_of=update_of, fresh=fresh)
    if as_json:
        options.print_json(summary(written.folder, written.draft))
    else:
        from pipeline.publish.terminal import shown

        options.print_rich(shown(written.draft, written.dossier, str(written.folder)))
    raise typer.Exit(_PARKED if written.draft.state == DraftState.NEEDS_ATTENTION else 0)


def summary(folder: Folder, draft: Draft) -> dict[str, Any]:
    """What `--json` prints of a draft."""
    return {
        "id": draft.version_id,
        "story_id": draft.story_id,
        "state": draft.state,
        "reasons": draft.reasons,
        "path": str(folder),
        "findings": [f.model_dump(mode="json") for f in draft.report.findings],
        "usage": draft.provenance.usage.model_dump(mode="json"),
        "parts": {name: used.model_dump(mode="json") for name, used in draft.provenance.by_part().items()},
    }
