"""`nutgraf rules`, and the check of a text against sources that are given with it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from pipeline.cli import options
from pipeline.errors import SourceError, UsageError

if TYPE_CHECKING:
    from pipeline.check import Block, SourceText
    from pipeline.models import Analysis, Report

_PAGES = {".html", ".htm", ".xhtml"}


def add_to(app: typer.Typer) -> None:
    app.command(rich_help_panel="Look")(rules)


def rules(as_json: options.Json = False) -> None:
    """List what the checker finds: rule ids, how much each weighs, and the languages it knows."""
    from pipeline.check.catalogue import CATALOGUE

    if as_json:
        told = [entry._asdict() | {"languages": sorted(entry.languages or ()) or None} for entry in CATALOGUE]
        options.print_json(told)
        return
    for entry in CATALOGUE:
        known = f" ({', '.join(sorted(entry.languages))} only)" if entry.languages else ""
        options.print_text(f"{entry.id:22} {entry.severity:20} {entry.catches}{known}")


def check_against(
    what: str, sources: Sequence[str], kind: str, folder: Path, *, as_json: bool, judge: bool = False
) -> Report:
    """Check a text file, `-`, or a draft's article against the sources, and print the report.

    HTML files and URLs are read like a draft's sources, other files as they are. Raises UsageError when there is no
    such text or kind, SourceError when a source can't be had.
    """
    from pipeline.check import check

    if [what, *sources].count("-") > 1:
        raise UsageError("-", "can be read only once", "Name files for the others.")
    blocks = _blocks(what, folder)
    given = [text for n, s in enumerate(sources) for text in _source(s, n, folder)]
    report = check(blocks, given, kind)
    told: dict[str, Any] = {}
    if judge:
        from pipeline.cli.judging import judged

        texts = {(block.part, block.paragraph): block.text for block in blocks}
        report, told = judged(report, texts, [source.text for source in given], options.load(folder))
    if as_json:
        options.print_json({**report.model_dump(mode="json"), **told})
    else:
        from pipeline.cli.found import shown

        options.print_rich(shown(report, blocks, given, [_name(s) for s in sources]))
        if told:
            options.print_text(told["judge"]["told"])
    return report


def _blocks(what: str, folder: Path) -> list[Block]:
    from pipeline.check import Block
    from pipeline.store import Store

    if what == "-" or Path(what).is_file():
        return [Block(None, None, "text", _read(what))]
    store = Store(options.load(folder).output)
    draft = store.draft(store.resolve(what))
    if draft.analysis is None:
        raise UsageError(f"draft {what}", "has no article", "Name a draft that has one, or a text file.")
    return list(_parts(draft.analysis))


def _parts(analysis: Analysis) -> Iterator[Block]:
    from pipeline.check import Block

    for part, paragraphs in analysis.parts():
        kind = analysis.sections[int(part.split("/")[1])].kind.value if "/" in part else part
        for number, paragraph in enumerate(paragraphs):
            yield Block(part, number, kind, paragraph.text)


def _source(location: str, number: int, folder: Path) -> list[SourceText]:
    from pipeline.check import SourceText

    if "://" not in location and Path(location).suffix.lower() not in _PAGES:
        return [SourceText(_read(location), number)]
    from pipeline.flow.job import read_documents
    from pipeline.journal import open_journal

    settings = options.load(folder)
    (found,) = asyncio.run(read_documents([location], settings, open_journal(quiet=True)))
    if isinstance(found, SourceError):
        raise found
    return [SourceText(p.text, number, f"s{number + 1}.{p.id}") for p in found.passages]


def _name(location: str) -> str:
    if location == "-":
        return "standard input"
    return location if "://" in location else Path(location).name


def _read(location: str) -> str:
    try:
        data = sys.stdin.buffer.read() if location == "-" else Path(location).read_bytes()
    except OSError as error:
        raise UsageError(
            location, f"can't be read: {error.strerror}", "Name a file, or - for standard input."
        ) from None
    return data.decode("utf-8", "replace")
