"""`nutgraf review`: the queue, a draft with its findings, and the decisions of a named person."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli import editing, options
from pipeline.cli.draft import summary
from pipeline.cli.publish import line
from pipeline.errors import UsageError
from pipeline.journal import printable
from pipeline.states import DigitalSource, DraftState

if TYPE_CHECKING:
    from pipeline.flow.existing import Decide
    from pipeline.models import Draft, DraftRow
    from pipeline.review import Act

review = typer.Typer(no_args_is_help=True, help="Judge drafts: the queue, one draft with its findings, decisions.")

Reference = editing.Reference
By = editing.By

_OPEN = (DraftState.NEEDS_ATTENTION, DraftState.READY, DraftState.APPROVED)


def add_to(app: typer.Typer) -> None:
    editing.add_to(review)
    app.add_typer(review, name="review", rich_help_panel="Review")


@review.command("list")
def list_(
    state: Annotated[list[DraftState] | None, typer.Option("--state", help="Only drafts in this state.")] = None,
    desk: Annotated[str | None, typer.Option("--desk", help="Only drafts of this desk.", metavar="NAME")] = None,
    assignee: Annotated[str | None, typer.Option("--assignee", help="Only this person's drafts.")] = None,
    search: Annotated[str, typer.Option("--search", help="Words of headline, dek or id.", metavar="WORDS")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many at most.")] = 200,
    dir: options.Dir = Path(),  # noqa: A002
    as_json: options.Json = False,
) -> None:
    """List drafts, undecided ones first unless --state says which. `nutgraf reindex` finds what was copied in."""
    from pipeline.cli import printed
    from pipeline.flow.index import queue
    from pipeline.state import Wanted
    from pipeline.store import Store

    settings = options.load(dir)
    wanted = Wanted(states=tuple(state or _OPEN), desk=desk, assignee=assignee, search=search, damaged=not state)
    page = queue(settings, wanted, limit=limit)
    store = Store(settings.output)
    for row in page.rows:
        if row.damage:
            folder = store.at(row.folder)
            options.warn(f"{folder}: draft.json can't be read; `nutgraf review show {folder}` says why")
    rows = [row for row in page.rows if not row.damage]
    if as_json:
        options.print_json([_row(str(store.at(row.folder)), row) for row in rows])
    elif rows:
        options.print_rich(printed.queue(rows))
    elif not page.rows:
        options.print_text("No drafts here. `nutgraf draft SOURCE...` writes one.")
    if page.total > limit:
        options.warn(f"{page.total - limit} more; raise --limit or search")


def _row(path: str, row: DraftRow) -> dict[str, Any]:
    told = row.model_dump(mode="json", exclude={"version_id", "folder", "damage"})
    return {"id": row.version_id, **told, "path": path}


@review.command()
def show(draft: Reference, dir: options.Dir = Path(), as_json: options.Json = False) -> None:  # noqa: A002
    """Show a draft with its findings, the decisions taken on it, where it went, and what became of its sources."""
    from pipeline import review as rules
    from pipeline.flow.index import open_store
    from pipeline.publish import terminal

    found = editing.opened(draft, dir)
    store = open_store(options.load(dir))
    steps, rechecks = store.publications(found.folder), store.rechecks(found.folder)
    if found.trouble:
        options.warn(f"{found.trouble} What follows is the text before that edit.")
    if as_json:
        analysis = found.draft.analysis.model_dump(mode="json") if found.draft.analysis else None
        options.print_json(
            {
                **summary(found.folder, found.draft),
                "text_hash": found.text_hash,
                "rendering_hash": found.rendering_hash,
                "assignee": found.draft.assignee,
                "embargo_until": found.draft.embargo_until.isoformat() if found.draft.embargo_until else None,
                "open_blockers": [
                    {"key": b.key, **b.model_dump(mode="json")} for b in rules.open_blockers(found.draft)
                ],
                "analysis": analysis,
                "decisions": [d.model_dump(mode="json") for d in found.decisions],
                "publications": [step.model_dump(mode="json") for step in steps],
                "rechecks": [source.model_dump(mode="json") for source in rechecks],
            }
        )
    else:
        options.print_rich(terminal.shown(found.draft, found.dossier, str(found.folder)))
        options.print_rich(terminal.decisions(found.decisions))
        for step in {step.target: step for step in steps}.values():
            options.print_text(printable(line(step)))
        for source in rechecks:
            options.print_text(printable(f"{source.at:%Y-%m-%d} {source.outcome}: {source.source} {source.detail}"))


@review.command()
def approve(
    draft: Reference,
    by: By = None,
    override: Annotated[
        list[str] | None,
        typer.Option(
            "--override",
            help="Why an open blocker doesn't stand in the way; repeat it for each. Without the key where one is open.",
            metavar="KEY=REASON",
        ),
    ] = None,
    dir: options.Dir = Path(),  # noqa: A002
    as_json: options.Json = False,
) -> None:
    """Approve a draft: a recorded act of a named person. Each open blocker needs an --override of its own."""
    from pipeline import review as rules

    def decide(found: Draft, act: Act) -> Any:
        return rules.approve(found, act, _overrides(override or (), [b.key for b in rules.open_blockers(found)]))

    _decide(draft, dir, as_json, by, decide)


def _overrides(given: Sequence[str], keys: Sequence[str]) -> dict[str, str]:
    """Key to reason; a reason without a key is for the only open blocker. With none open there is nothing to say."""
    if not keys:
        return {}
    found = {}
    for text in given:
        key, equals, reason = text.partition("=")
        if equals and (key.strip() in keys or len(keys) > 1):
            found[key.strip()] = reason
        elif len(keys) == 1:
            found[keys[0]] = text
        else:
            cause = f"names none of the {len(keys)} open blockers"
            raise UsageError("--override", cause, f"Write KEY=REASON, once for each of: {', '.join(keys)}.")
    return found


@review.command()
def reject(
    draft: Reference,
    reason: Annotated[
        str,
        typer.Option(
            "--reason",
            help="One of: inaccurate, unsupported, one_sided, not_news, duplicate, badly_written, legal, other.",
        ),
    ],
    words: Annotated[str, typer.Option("--words", help="Why, in a few words of your own.")],
    by: By = None,
    dir: options.Dir = Path(),  # noqa: A002
    as_json: options.Json = False,
) -> None:
    """Reject a draft, with a reason from the list and in words."""
    from pipeline import review as rules

    _decide(draft, dir, as_json, by, lambda d, act: rules.reject(d, act, category=reason, words=words))


@review.command("send-back")
def send_back(
    draft: Reference,
    words: Annotated[str, typer.Option("--words", help="What is to be done.")],
    by: By = None,
    dir: options.Dir = Path(),  # noqa: A002
    as_json: options.Json = False,
) -> None:
    """Park a draft for somebody to work on, saying what is to be done."""
    from pipeline import review as rules

    _decide(draft, dir, as_json, by, lambda d, act: rules.send_back(d, act, words=words))


@review.command()
def withdraw(
    draft: Reference,
    words: Annotated[str, typer.Option("--words", help="Why.")] = "",
    by: By = None,
    dir: options.Dir = Path(),  # noqa: A002
    as_json: options.Json = False,
) -> None:
    """Take back an approval or a rejection: the draft is open again."""
    from pipeline import review as rules

    _decide(draft, dir, as_json, by, lambda d, act: rules.withdraw(d, act, words=words))


@review.command()
def assign(
    draft: Reference,
    to: Annotated[str, typer.Option("--to", help="Who looks after it; empty for nobody.", metavar="NAME")],
    by: By = None,
    dir: options.Dir = Path(),  # noqa: A002
    as_json: options.Json = False,
) -> None:
    """Say who looks after a draft."""
    from pipeline import review as rules

    _decide(draft, dir, as_json, by, lambda d, act: rules.assign(d, act, to=to))


@review.command()
def embargo(
    draft: Reference,
    until: Annotated[
        str, typer.Option("--until", help="Time with zone, like 2026-11-30T06:00+01:00; empty to lift it.")
    ],
    by: By = None,
    dir: options.Dir = Path(),  # noqa: A002
    as_json: options.Json = False,
) -> None:
    """Say from when on a draft may be published."""
    from pipeline import review as rules

    moment = _moment(until)
    _decide(draft, dir, as_json, by, lambda d, act: rules.embargo(d, act, until=moment))


@review.command()
def note(
    draft: Reference,
    text: Annotated[str, typer.Option("--text", help="What was wrong and what is right, for readers.")],
    by: By = None,
    dir: options.Dir = Path(),  # noqa: A002
    as_json: options.Json = False,
) -> None:
    """Word the correction note that `nutgraf recheck` proposed."""
    from pipeline import review as rules

    _decide(draft, dir, as_json, by, lambda d, act: rules.note(d, act, words=text))


@review.command()
def credit(
    draft: Reference,
    made: Annotated[
        DigitalSource, typer.Option("--as", help="What its labels say: generated, or rewritten by an editor.")
    ],
    by: By = None,
    dir: options.Dir = Path(),  # noqa: A002
    as_json: options.Json = False,
) -> None:
    """Say how the text came about, for its AI labels. Only an edited text can be called rewritten."""
    from pipeline import review as rules
    from pipeline.flow.index import open_store
    from pipeline.models import Verdict

    store = open_store(options.load(dir))
    edited = any(d.verdict is Verdict.EDIT for d in store.decisions(store.resolve(draft)))
    _decide(draft, dir, as_json, by, lambda d, act: rules.credit(d, act, made=made, edited=edited))


def _moment(text: str) -> datetime | None:
    if not text.strip():
        return None
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        raise UsageError(f"--until {text!r}", "is no time", "Write it like 2026-11-30T06:00+01:00.") from None


def _decide(reference: str, folder: Path, as_json: bool, by: str | None, decision: Decide) -> None:
    from pipeline.flow.existing import record_decision
    from pipeline.flow.index import open_store
    from pipeline.flow.publishing import with_desk
    from pipeline.models import row_of

    settings = options.load(folder)
    store = open_store(settings)
    where = store.resolve(reference)
    known = len(store.publications(where))
    decided = record_decision(store, where, settings, decision, by=login() if by is None else by)
    if as_json:
        options.print_json(_row(str(where), row_of(where.name, decided)))
    else:
        options.print_text(f"{decided.state}: {where}")
        last = {step.target: step for step in store.publications(where)[known:]}
        for step in last.values():
            options.print_text(line(step))
    try:
        with_desk(settings, decided.desk)
    except UsageError as error:
        options.warn(f"{error} Nothing was published.")


def login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        raise UsageError(
            "--by", "is missing and there is no login name", "Give the name of the person who decides."
        ) from None
