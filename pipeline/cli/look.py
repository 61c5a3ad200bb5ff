"""`nutgraf extract` and `nutgraf check`: single steps, for a look at what they do."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli import options
from pipeline.errors import Refused, SourceError, UsageError

if TYPE_CHECKING:
    from pipeline.models import Document

_REFUSED = 3


def add_to(app: typer.Typer) -> None:
    app.command(rich_help_panel="Look")(extract)
    app.command(rich_help_panel="Look")(check)


def extract(
    sources: options.Sources,
    desk: options.Desk = None,
    dir: options.Dir = Path(),  # noqa: A002
    allow_private: options.Private = False,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Show what is seen of each source: metadata and numbered passages, or the reason why it is refused.

    Exit code of one page: 0 extracted, 3 refused, 1 not to be had. Of several: 0 unless all of them failed.
    """
    from pipeline.flow.job import read_documents
    from pipeline.journal import open_journal
    from pipeline.publish import terminal

    settings = options.load(dir, desk=desk, allow_private=allow_private or None)
    found = asyncio.run(read_documents(sources, settings, open_journal(quiet=quiet)))
    if as_json:
        options.print_json([_seen(location, document) for location, document in zip(sources, found, strict=True)])
    else:
        for document in found:
            if isinstance(document, SourceError):
                options.print_text(_refusal(document))
            else:
                options.print_rich(terminal.document(document))
    if all(isinstance(d, SourceError) for d in found):
        raise typer.Exit(_REFUSED if all(isinstance(d, Refused) for d in found) else 1)


def _refusal(error: SourceError) -> str:
    from pipeline.journal import printable

    reason = f" [{error.reason}]" if isinstance(error, Refused) else ""
    return printable(f"Refused{reason}: {error}" if reason else f"Failed: {error}")


def _seen(location: str, found: Document | SourceError) -> dict[str, Any]:
    if isinstance(found, SourceError):
        refused = found.reason if isinstance(found, Refused) else None
        return {"source": location, "refused": refused, "error": str(found)}
    return {"source": location, "refused": None, "error": None, **found.model_dump(mode="json")}


def check(
    draft: Annotated[
        str | None, typer.Argument(help="A draft's folder, its name, or the beginning of its id.", show_default=False)
    ] = None,
    jsonl: Annotated[
        str | None,
        typer.Option(
            help='Check many texts: lines {"id", "sources": [...], "text"} of a file, or of - for standard input.',
            metavar="IN",
        ),
    ] = None,
    kind: Annotated[
        str, typer.Option(help="What the texts are: article, answer, summary or claim.", metavar="KIND")
    ] = "article",
    dir: options.Dir = Path(),  # noqa: A002
    as_json: options.Json = False,
) -> None:
    """Check a draft again, as it stands in draft.json, against its sources; or with --jsonl many texts against theirs.

    Exit code: 0 nothing that parks it, 3 blockers or rules that could not run. With --jsonl always 0: each line gets
    its answer, or {"id", "error"}, in its place.
    """
    if (draft is None) == (jsonl is None):
        raise UsageError("check", "needs a draft or --jsonl, not both", "See `nutgraf check --help`.")
    if jsonl is not None:
        _check_lines(jsonl, kind)
    else:
        _check_draft(str(draft), dir, as_json=as_json)


def _check_lines(location: str, kind: str) -> None:
    from pipeline.check.jsonl import check_lines

    try:
        file = sys.stdin.buffer if location == "-" else Path(location).open("rb")  # noqa: SIM115 closed below
    except OSError as error:
        raise UsageError(location, error.strerror or "can't be read", "--jsonl takes a file, or -.") from error
    with file:
        for answer in check_lines(file, kind):
            sys.stdout.write(answer + "\n")
            sys.stdout.flush()


def _check_draft(draft: str, folder: Path, *, as_json: bool) -> None:
    from pipeline.flow.existing import check_again
    from pipeline.publish.terminal import findings
    from pipeline.store import Store

    settings = options.load(folder)
    store = Store(settings.output)
    place = store.resolve(draft)
    found, dossier = store.draft(place), store.dossier(place)
    report = check_again(found, dossier, settings)
    if as_json:
        options.print_json(report.model_dump(mode="json"))
    else:
        options.print_rich(findings(found.model_copy(update={"report": report}), dossier))
    raise typer.Exit(0 if report.clean else 3)
