"""`nutgraf extract` and `nutgraf check`: single steps, for a look at what they do."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli import options
from pipeline.errors import NotFound, Refused, SourceError, UsageError

if TYPE_CHECKING:
    from pipeline.models import Document

_REFUSED = 3


def add_to(app: typer.Typer) -> None:
    app.command(rich_help_panel="Look")(extract)
    app.command(rich_help_panel="Look")(check)


def extract(
    sources: Annotated[
        list[str] | None,
        typer.Argument(help="URLs, HTML or text files, or - for standard input.", metavar="SOURCE..."),
    ] = None,
    jsonl: Annotated[
        str | None,
        typer.Option(
            "--jsonl", help='Read lines {"id", "url", "html"} from a file or -, write one line each.', metavar="IN"
        ),
    ] = None,
    desk: options.Desk = None,
    dir: options.Dir = Path(),  # noqa: A002
    allow_private: options.Private = False,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Show what is seen of each source: metadata and numbered passages, or the reason why it is refused.

    With --jsonl, one line a page comes out in input order: id, refused, title, authors, published, modified, language,
    site, text, passages, warnings; or id and error where a line can't be used. Exit code 0.

    Exit code of one page: 0 extracted, 3 refused, 1 not to be had. Of several: 0 unless all of them failed.
    """
    if jsonl is not None:
        _extract_lines(jsonl, sources)
        return
    if not sources:
        raise UsageError("extract", "no source is given", "Name URLs or files, or give lines with --jsonl.")
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
        raise typer.Exit(_REFUSED if len(found) == 1 and isinstance(found[0], Refused) else 1)


def _extract_lines(given: str, sources: list[str] | None) -> None:
    """Stream a file of lines through the pool; the lines say themselves which of them failed."""
    from pipeline.extract.jsonl import line_out, lines_in, lines_out
    from pipeline.extract.pool import ExtractionPool

    if sources:
        raise UsageError("extract", "takes sources or --jsonl, not both", "Drop one of them.")
    try:
        file = sys.stdin.buffer if given == "-" else Path(given).open("rb")  # noqa: SIM115
    except OSError as error:
        raise NotFound(given, error.strerror or "can't be read", "Name a file of JSON lines, or - for them.") from error
    with file, ExtractionPool(line_out) as pool:
        for line in lines_out(lines_in(file), pool):
            sys.stdout.buffer.write(line + b"\n")
            sys.stdout.buffer.flush()


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
        str | None,
        typer.Argument(
            help="A draft's folder, its name, or the beginning of its id; or a text file, or -.", show_default=False
        ),
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(help="Check against this file or URL instead; may be repeated.", metavar="FILE"),
    ] = None,
    jsonl: Annotated[
        str | None,
        typer.Option(
            help='Check many texts: lines {"id", "sources": [...], "text"} of a file, or of - for standard input.',
            metavar="IN",
        ),
    ] = None,
    kind: Annotated[
        str, typer.Option(help="What the text is: article, answer, summary or claim.", metavar="KIND")
    ] = "article",
    judge: Annotated[
        bool,
        typer.Option(
            "--judge",
            help="Also ask a model about the sentences that the rules doubt, and some others (NUTGRAF_JUDGE_MODEL).",
        ),
    ] = False,
    dir: options.Dir = Path(),  # noqa: A002
    as_json: options.Json = False,
) -> None:
    """Check a draft again, as it stands in draft.json, against its sources; or any text, or many, against any sources.

    Exit code: 0 nothing that parks it, 3 blockers or rules that could not run. With --jsonl always 0: each line gets
    its answer, or {"id", "error"}, in its place.
    """
    if (draft is None) == (jsonl is None):
        raise UsageError("check", "needs a draft, a text or --jsonl, and only one", "See `nutgraf check --help`.")
    if jsonl is not None:
        if source or judge:
            raise UsageError("--jsonl", "brings its sources along and asks no judge", "Drop --source and --judge.")
        _check_lines(jsonl, kind)
    elif source or draft == "-" or Path(str(draft)).is_file():
        from pipeline.cli.rules import check_against

        report = check_against(str(draft), source or (), kind, dir, as_json=as_json, judge=judge)
        raise typer.Exit(0 if report.clean else 3)
    else:
        _check_draft(str(draft), dir, as_json=as_json, judge=judge)


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


def _check_draft(draft: str, folder: Path, *, as_json: bool, judge: bool) -> None:
    from pipeline.flow.existing import check_again, look
    from pipeline.flow.index import open_store
    from pipeline.publish.terminal import findings

    settings = options.load(folder)
    store = open_store(settings)
    found = look(store, store.resolve(draft), settings)
    report = check_again(found.draft, found.dossier, settings)
    told: dict[str, Any] = {}
    if judge:
        from pipeline.cli.judging import draft_judged

        report, told = draft_judged(report, found.draft, found.dossier, settings)
    if as_json:
        options.print_json({**report.model_dump(mode="json"), **told})
    else:
        options.print_rich(findings(found.draft.model_copy(update={"report": report}), found.dossier))
        if told:
            options.print_text(told["judge"]["told"])
    raise typer.Exit(0 if report.clean else 3)
