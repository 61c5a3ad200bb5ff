"""`nutgraf sources check|stories`: what each source of a desk brings, and the stories in it, before one is written."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli import options

if TYPE_CHECKING:
    from pipeline.flow.gather import GatheredStory
    from pipeline.flow.sources import SourceCheck

sources = typer.Typer(no_args_is_help=True, help="Look at the sources that desks collect from.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(sources, name="sources", rich_help_panel="Look")


@sources.command("check")
def check(
    desk: Annotated[str | None, typer.Argument(help="The desk to check; all of them if none is named.")] = None,
    sample: Annotated[int, typer.Option("--sample", min=0, help="New pages to try out, of each source.")] = 3,
    dir: options.Dir = Path(),  # noqa: A002
    allow_private: options.Private = False,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Show of each source whether it can be reached and used, what is new in it, and which pages are refused and why.

    Nothing is marked as seen. Exit code: 0 when every source could be read, 1 when one could not.
    """
    from pipeline.desks import desk_names
    from pipeline.flow.sources import check_sources
    from pipeline.journal import open_journal

    journal = open_journal(quiet=quiet)
    names = [desk] if desk else desk_names(options.load(dir).desk_folder)
    checks: list[SourceCheck] = []
    for name in names:
        settings = options.load(dir, desk=name, allow_private=allow_private or None)
        assert settings.desk is not None  # noqa: S101  (it was named)
        journal.event("collect", message=f"desk {name}")
        checks += asyncio.run(check_sources(settings, settings.desk, sample))
    if as_json:
        options.print_json([check.model_dump(mode="json") for check in checks])
    else:
        for line in _lines(checks):
            options.print_text(line)
    raise typer.Exit(1 if any(check.source.error for check in checks) else 0)


@sources.command("stories")
def stories(
    desk: Annotated[str, typer.Argument(help="The desk whose new pages to look at.")],
    dir: options.Dir = Path(),  # noqa: A002
    allow_private: options.Private = False,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Show the stories that a desk's new pages would make, with the reason why each page is in its story.

    Nothing is marked as seen and nothing is written.
    """
    from pipeline.flow.gather import gather
    from pipeline.journal import open_journal
    from pipeline.state import open_state

    settings = options.load(dir, desk=desk, allow_private=allow_private or None)
    assert settings.desk is not None  # noqa: S101  (it was named)
    with open_state(settings.state_folder, settings.database_url) as state:
        found = asyncio.run(gather(settings, settings.desk, state, open_journal(quiet=quiet)))
    if as_json:
        options.print_json([_story(one) for one in found.stories])
    else:
        for line in _story_lines(found.stories):
            options.print_text(line)


def _story(one: GatheredStory) -> dict[str, Any]:
    pages = [{**d.model_dump(mode="json", exclude={"page"})} for d in one.group.decisions]
    return {
        "story_id": one.group.story_id,
        "titles": [d.title for d in one.dossier.documents],
        "passages": sum(1 for _ in one.dossier.passages()),
        "pages": pages,
    }


def _story_lines(found: Sequence[GatheredStory]) -> list[str]:
    from pipeline.journal import printable

    if not found:
        return ["Nothing new."]
    lines = []
    for one in found:
        lines.append(f"{one.group.story_id}  {one.dossier.documents[0].title}")
        for decision in one.group.decisions:
            beside = f", next {decision.runner_up_score:.2f}" if decision.runner_up else ""
            lines.append(f"  {decision.relation:<7} {decision.score:.2f}{beside}  {decision.source}")
    return [printable(line) for line in lines]


def _lines(checks: list[SourceCheck]) -> list[str]:
    from pipeline.journal import printable

    if not checks:
        return ["No sources: name some under feeds, sitemaps, urls or folders of a desk file."]
    lines = []
    for check in checks:
        source = check.source
        mark = "NO" if source.error else "ok"
        lines.append(f"{mark:>4}  {check.desk}  {source.kind} {source.location}  ({source.seconds:.1f} s)")
        if source.error:
            lines.append(f"      {'' if source.allowed else 'not allowed: '}{source.error}")
            continue
        lines.append(f"      {_counts(check)}")
        lines += [f"      refused [{page.reason}] {page.location}: {page.cause}" for page in source.refused]
    return [printable(line) for line in lines]


def _counts(check: SourceCheck) -> str:
    source = check.source
    if source.unchanged:
        return "reachable, allowed, unchanged since the last run"
    newest = f", newest {source.newest[:16].replace('T', ' ')}" if source.newest else ""
    return f"reachable, allowed, {source.entries} entries{newest}, {source.new} new, {check.tried} tried out"
