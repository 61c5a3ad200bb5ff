"""`nutgraf publish`, `retract`, `recheck`, `schema`: articles out of the house, back again, and put right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli import options
from pipeline.errors import NotFound, NutgrafError, UsageError
from pipeline.journal import printable

if TYPE_CHECKING:
    from pipeline.flow.publishing import Publisher
    from pipeline.flow.rechecking import Rechecked
    from pipeline.models import Publication
    from pipeline.settings import Settings
    from pipeline.store import Folder, Store

_PANEL = "Publish"
Reference = Annotated[
    str, typer.Argument(help="A draft's folder, its name, or the beginning of its id.", metavar="DRAFT")
]
To = Annotated[
    list[str] | None,
    typer.Option("--to", help="A target of the desk, or a kind of file such as hugo, html, json.", metavar="TARGET"),
]


def add_to(app: typer.Typer) -> None:
    app.command(rich_help_panel=_PANEL)(publish)
    app.command(rich_help_panel=_PANEL)(retract)
    app.command(rich_help_panel=_PANEL)(recheck)
    app.command(rich_help_panel=_PANEL)(schema)


def publish(
    draft: Annotated[str | None, typer.Argument(help="A draft's folder, name, or id.", metavar="DRAFT")] = None,
    to: To = None,
    unreviewed: Annotated[
        bool, typer.Option("--unreviewed", help="Also when it isn't approved; its label will say so.")
    ] = False,
    out: Annotated[str | None, typer.Option("--out", help="The folder for files.", metavar="DIR")] = None,
    due: Annotated[
        bool, typer.Option("--due", help="Publish what waited for its embargo, failed, or was cut off.")
    ] = False,
    desk: options.Desk = None,
    dir: options.Dir = Path(),  # noqa: A002
    as_json: options.Json = False,
) -> None:
    """Publish an approved draft: as files, feeds, or drafts in WordPress and Ghost. Again, it updates what is there."""
    from pipeline.flow import publishing

    if due:
        if draft is not None or to:
            raise UsageError("--due", "goes through all drafts", "Leave DRAFT and --to out.")
        _report(_due(dir, desk), as_json)
        return
    if draft is None:
        raise UsageError("DRAFT", "is missing", "Name a draft, or give --due for all that wait.")
    store, folder, settings = _found(draft, dir, desk)
    targets = publishing.chosen_targets(settings.desk, to or (), out)
    with _publisher(settings, store) as publisher:
        done = [_tried(publisher.publish, folder, t, unreviewed=unreviewed) for t in targets]
        _report(done, as_json, [t.id for t in targets])


def retract(
    draft: Reference,
    reason: Annotated[str, typer.Option("--reason", help="Why, in words for readers.")],
    to: To = None,
    desk: options.Desk = None,
    dir: options.Dir = Path(),  # noqa: A002
    as_json: options.Json = False,
) -> None:
    """Take a published article back from its targets: posts become drafts, files and feeds say that it is gone."""
    from pipeline.flow import publishing

    store, folder, settings = _found(draft, dir, desk)
    with _publisher(settings, store) as publisher:
        targets = publishing.reached_targets(store, folder, settings.desk, to or ())
        done = [_tried(publisher.retract, folder, target, reason) for target in targets]
        _report(done, as_json, [t.id for t in targets])


def recheck(
    desk: Annotated[str | None, typer.Argument(help="Only this desk's articles.", metavar="[DESK]")] = None,
    allow_private: options.Private = False,
    dir: options.Dir = Path(),  # noqa: A002
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Read the sources of published articles again; where one changed what an article says, open a correction."""
    import asyncio

    from pipeline.flow.index import open_store
    from pipeline.flow.rechecking import recheck as read_again
    from pipeline.journal import open_journal

    settings = options.load(dir, desk=desk, allow_private=allow_private or None)
    found = asyncio.run(read_again(settings, desk, open_store(settings), open_journal(quiet=quiet)))
    if as_json:
        options.print_json([article.model_dump(mode="json") for article in found])
    for article in found if not as_json else ():
        for text in _told(article):
            options.print_text(printable(text))
    if not found and not as_json:
        options.print_text("No article is published.")
    raise typer.Exit(1 if any(article.error for article in found) else 0)


def _told(article: Rechecked) -> Iterator[str]:
    """What a person needs to know of one article, line by line."""
    yield f"{article.version_id[:8]}  {article.headline}"
    if article.error:
        yield f"  NOT CHECKED: {article.error}"
    for source in article.sources:
        yield f"  {source.outcome}: {source.source}{f' ({source.detail})' if source.detail else ''}"
    for sentence in article.sentences:
        yield f"  affected: “{sentence}”"
    if article.correction:
        yield f"  correction: nutgraf review show {article.correction[:8]}"


def schema(as_json: options.Json = False) -> None:
    """Print the JSON Schema of published articles (`nutgraf publish DRAFT --to json`); it is JSON either way."""
    del as_json
    from pipeline.publish import published

    options.print_json(published.schema())


def _due(folder: Path, desk: str | None) -> list[Publication | NutgrafError]:
    from pipeline.desks import desk_names
    from pipeline.flow import publishing

    names = [desk] if desk else desk_names(folder / "sources")
    done: list[Publication | NutgrafError] = []
    for name in names:
        settings = options.load(folder, desk=name)
        store = _store(settings)
        with _publisher(settings, store) as publisher:
            done += publishing.due(publisher)
    return done


def _found(reference: str, folder: Path, desk: str | None) -> tuple[Store, Folder, Settings]:
    """The draft, with the settings of its own desk unless another one's targets are asked for."""
    from pipeline.flow.existing import look

    settings = options.load(folder, desk=desk)
    store = _store(settings)
    where = store.resolve(reference)
    own = store.draft(where).desk
    if desk is None and own is not None:
        try:
            settings = options.load(folder, desk=own)
        except NotFound:
            options.warn(f"sources/{own}.toml is gone: its targets aren't known")
    if trouble := look(store, where, settings).trouble:  # an article.md that was edited by hand is a new text
        raise trouble
    return store, where, settings


def _store(settings: Settings) -> Store:
    from pipeline.flow.index import open_store

    return open_store(settings)


@contextmanager
def _publisher(settings: Settings, store: Store) -> Iterator[Publisher]:
    from pipeline.flow.publishing import Publisher
    from pipeline.state import open_state

    with open_state(settings.state_folder, settings.database_url) as state:
        yield Publisher(settings, store, state)


def _tried(act: Callable[..., Publication], *given: Any, **options: Any) -> Publication | NutgrafError:
    """One target's failure must not keep the others from theirs."""
    try:
        return act(*given, **options)
    except NutgrafError as error:
        return error


def _report(done: list[Publication | NutgrafError], as_json: bool, targets: Sequence[str] = ()) -> None:
    """What became of each target; raises the error when there is but one, exits with the worst code otherwise."""
    if len(done) == 1 and isinstance(done[0], NutgrafError) and not as_json:
        raise done[0]
    if as_json:
        options.print_json([_row(step, target) for step, target in zip_longest(done, targets)])
    for step in done:
        if isinstance(step, NutgrafError):
            options.warn(str(step))
        elif not as_json:
            options.print_text(line(step))
    if not done and not as_json:
        options.print_text("Nothing waits.")
    raise typer.Exit(max((step.exit_code for step in done if isinstance(step, NutgrafError)), default=0))


def line(step: Publication) -> str:
    """One publication for a person."""
    where = step.remote_id if not step.kind.is_cms else f"post {step.remote_id}" if step.remote_id else ""
    parts = (f"{step.state} {step.target}", where, step.url, step.reason)
    return " · ".join(part for part in parts if part)


def _row(step: Publication | NutgrafError, target: str | None) -> dict[str, Any]:
    if isinstance(step, NutgrafError):
        return {"target": target, "state": "failed", "error": str(step)}
    return step.model_dump(mode="json")
