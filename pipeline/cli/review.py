"""`nutgraf review`: the queue, a draft with its findings, and the decisions of a named person."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import options
from pipeline.cli.draft import summary
from pipeline.errors import UsageError
from pipeline.states import DraftState

if TYPE_CHECKING:
    from pipeline.models import Decision, Draft
    from pipeline.store import Folder

review = typer.Typer(no_args_is_help=True, help="Judge drafts: the queue, one draft with its findings, decisions.")

Reference = Annotated[
    str, typer.Argument(help="A draft's folder, its name, or the beginning of its id.", metavar="DRAFT")
]
By = Annotated[str | None, typer.Option("--by", help="The person who decides (your login name when not given).")]


def add_to(app: typer.Typer) -> None:
    app.add_typer(review, name="review", rich_help_panel="Review")


@review.command("list")
def list_(
    state: Annotated[list[DraftState] | None, typer.Option("--state", help="Only drafts in this state.")] = None,
    dir: options.Dir = Path(),  # noqa: A002
    as_json: options.Json = False,
) -> None:
    """List drafts, undecided ones first unless --state says which."""
    from pipeline.publish import terminal
    from pipeline.store import Store

    store = Store(options.load(dir).output)
    wanted = set(state or (DraftState.NEEDS_ATTENTION, DraftState.READY, DraftState.APPROVED))
    found = list(store.readable())
    for folder in set(store.folders()) - {folder for folder, _ in found}:
        options.warn(f"{folder}: draft.json can't be read; `nutgraf review show {folder}` says why")
    queue = sorted((pair for pair in found if pair[1].state in wanted), key=_by_urgency)
    if as_json:
        options.print_json([_row(folder, draft) for folder, draft in queue])
    elif queue:
        options.print_rich(terminal.queue(draft for _, draft in queue))
    else:
        options.print_text("No drafts here. `nutgraf draft SOURCE...` writes one.")


_ORDER = {s: n for n, s in enumerate((DraftState.NEEDS_ATTENTION, DraftState.READY, DraftState.APPROVED))}


def _by_urgency(pair: tuple[Folder, Draft]) -> tuple[int, float]:
    """Parked drafts first, the newest first among equals."""
    draft = pair[1]
    return _ORDER.get(draft.state, len(_ORDER)), -draft.created_at.timestamp()


def _row(folder: Folder, draft: Draft) -> dict[str, object]:
    return {
        "id": draft.version_id,
        "story_id": draft.story_id,
        "state": draft.state,
        "headline": draft.analysis.headline if draft.analysis else None,
        "desk": draft.desk,
        "blockers": len(draft.report.blockers),
        "created_at": draft.created_at.isoformat(),
        "path": str(folder),
    }


@review.command()
def show(draft: Reference, dir: options.Dir = Path(), as_json: options.Json = False) -> None:  # noqa: A002
    """Show a draft with its findings and the decisions taken on it."""
    from pipeline.publish import terminal
    from pipeline.store import Store

    store = Store(options.load(dir).output)
    folder = store.resolve(draft)
    found, decisions = store.draft(folder), store.decisions(folder)
    if as_json:
        analysis = found.analysis.model_dump(mode="json") if found.analysis else None
        history = [d.model_dump(mode="json") for d in decisions]
        options.print_json({**summary(folder, found), "analysis": analysis, "decisions": history})
    else:
        options.print_rich(terminal.shown(found, store.dossier(folder), str(folder)))
        options.print_rich(terminal.decisions(decisions))


@review.command()
def approve(
    draft: Reference,
    by: By = None,
    override: Annotated[
        str | None, typer.Option("--override", help="Why open blockers don't stand in the way.")
    ] = None,
    dir: options.Dir = Path(),  # noqa: A002
    as_json: options.Json = False,
) -> None:
    """Approve a draft: a recorded act of a named person. Open blockers need --override REASON."""
    from pipeline import review as rules

    _decide(
        draft,
        dir,
        as_json,
        lambda d, h: rules.approve(
            d, by=_login() if by is None else by, at=_now(), rendering_hash=h, override=override
        ),
    )


@review.command()
def reject(
    draft: Reference,
    reason: Annotated[str, typer.Option("--reason", help="Why, in a few words.")],
    by: By = None,
    dir: options.Dir = Path(),  # noqa: A002
    as_json: options.Json = False,
) -> None:
    """Reject a draft, with the reason."""
    from pipeline import review as rules

    _decide(
        draft,
        dir,
        as_json,
        lambda d, h: rules.reject(d, by=_login() if by is None else by, at=_now(), rendering_hash=h, reason=reason),
    )


def _decide(
    reference: str, folder: Path, as_json: bool, decision: Callable[[Draft, str], tuple[Draft, Decision]]
) -> None:
    from pipeline.flow.existing import record_decision
    from pipeline.store import Store

    store = Store(options.load(folder).output)
    where = store.resolve(reference)
    decided = record_decision(store, where, decision)
    if as_json:
        options.print_json(_row(where, decided))
    else:
        options.print_text(f"{decided.state}: {where}")


def _now() -> datetime:
    return datetime.now(UTC)


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        raise UsageError(
            "--by", "is missing and there is no login name", "Give the name of the person who decides."
        ) from None
