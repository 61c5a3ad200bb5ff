"""`nutgraf run`, `serve`, `status`, `retry`, `cancel`, `prune`: desks, unattended."""

from __future__ import annotations

import re
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli import options
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.batch.overview import Status
    from pipeline.batch.summary import Summary

_PANEL = "Run desks"


def add_to(app: typer.Typer) -> None:
    for command in (run, serve, status, retry, cancel, prune):
        app.command(rich_help_panel=_PANEL)(command)


def run(
    desks: Annotated[
        list[str] | None, typer.Argument(help="Desks; all of them if none is named.", metavar="DESK")
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="Write at most so many stories.")] = None,
    max_cost: Annotated[
        float | None, typer.Option("--max-cost", help="Spend at most so many US dollars.", metavar="USD")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be written and its estimated cost; ask no model.")
    ] = False,
    batch_api: Annotated[
        bool, typer.Option("--batch-api", help="Send first calls as batch files: half the price, up to 24 hours.")
    ] = False,
    model: options.Model = None,
    base_url: options.BaseUrl = None,
    dir: options.Dir = Path(),  # noqa: A002
    allow_private: options.Private = False,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Collect desks, write their new stories, and exit.

    Killed or stopped, the same command goes on where it was. Exit code 0: done, also with parked drafts or nothing
    new. 1: a story failed, or the endpoint stopped the run. 75: another run is at it.
    """
    from pipeline import forks

    if not dry_run:
        forks.begin("pipeline.flow.reckoning")
    from pipeline.batch import run as batch

    if max_cost is not None and not 0 < max_cost < float("inf"):
        raise UsageError("--max-cost", "must be more than 0", "Give US dollars, such as 0.50.")
    flags = _flags(dir, model=model, base_url=base_url, allow_private=allow_private or None)
    journal = _journal(quiet=quiet)
    if dry_run:
        found = batch.dry_run(dir, flags, journal, desks or [], limit=limit)
        if as_json:
            options.print_json([one.model_dump(mode="json") for one in found])
        else:
            _print_estimates(found)
        return
    with _terminated_as_interrupted():
        told = batch.run(dir, flags, journal, desks or [], limit=limit, max_cost=max_cost, batch_api=batch_api)
    if as_json:
        options.print_json(told.model_dump(mode="json"))
    else:
        for line in _summary_lines(told):
            options.print_text(line)
    raise typer.Exit(0 if told.went_well else 1)


def serve(
    dir: options.Dir = Path(),  # noqa: A002
    model: options.Model = None,
    base_url: options.BaseUrl = None,
    allow_private: options.Private = False,
    quiet: options.Quiet = False,
) -> None:
    """Stay up, keep the desks' schedules and write their stories, until stopped.

    Several may share one PostgreSQL (NUTGRAF_DATABASE_URL) and one output.
    """
    from pipeline.batch.serve import serve as stay

    over = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: over.set())
    flags = _flags(dir, model=model, base_url=base_url, allow_private=allow_private or None)
    stay(dir, flags, _journal(quiet=quiet), over)


def status(
    dir: options.Dir = Path(),  # noqa: A002
    watch: Annotated[bool, typer.Option("--watch", help="Show it again every two seconds, until stopped.")] = False,
    as_json: options.Json = False,
) -> None:
    """Show runs, stories by state, today's tokens and cost, and what failed or waits and why."""
    from pipeline.batch import overview
    from pipeline.state import open_state

    settings = options.load(dir)
    ends = suppress(KeyboardInterrupt) if watch else nullcontext()
    with open_state(settings.state_folder, settings.database_url) as state, ends:
        while True:
            found = overview.status(state)
            if as_json:
                options.print_json(found.model_dump(mode="json"))
            else:
                if watch and sys.stdout.isatty():
                    sys.stdout.write("\x1b[2J\x1b[H")
                for line in _status_lines(found):
                    options.print_text(line)
            if not watch:
                return
            sys.stdout.flush()
            time.sleep(2)


def retry(
    ids: Annotated[
        list[str] | None, typer.Argument(help="Ids of stories or versions, as `status` shows them.", metavar="ID")
    ] = None,
    failed: Annotated[bool, typer.Option("--failed", help="All that failed.")] = False,
    dir: options.Dir = Path(),  # noqa: A002
    as_json: options.Json = False,
) -> None:
    """Queue stories again that failed or wait; the next `run`, or a `serve` that is up, writes them."""
    from pipeline.batch import overview

    if not ids and not failed:
        raise UsageError("retry", "needs ids or --failed", "`nutgraf status` shows what failed.")
    found = overview.retry(dir, _flags(dir), _journal(quiet=True), ids or [], failed=failed)
    if as_json:
        options.print_json(found)
    else:
        options.print_text(f"{len(found)} queued again." if found else "Nothing failed.")


def cancel(
    run: Annotated[str, typer.Argument(help="A run's id or its beginning, as `status` shows it.", metavar="RUN")],
    dir: options.Dir = Path(),  # noqa: A002
    as_json: options.Json = False,
) -> None:
    """Stop what is left of a run; drafts that are written stay."""
    from pipeline.batch import overview

    count = overview.cancel(dir, _flags(dir), _journal(quiet=True), run)
    if as_json:
        options.print_json({"cancelled": count})
    else:
        options.print_text(f"{count} stories cancelled; `nutgraf retry ID` takes one up again.")


def prune(
    older_than: Annotated[
        str | None,
        typer.Option("--older-than", help="Such as 90d, 12w or 36h; else as long as each desk says.", metavar="AGE"),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count.")] = False,
    dir: options.Dir = Path(),  # noqa: A002
    as_json: options.Json = False,
) -> None:
    """Remove the texts of sources that were kept long enough; records of approved articles stay."""
    from pipeline.batch import overview

    age = None if older_than is None else _age(older_than)
    found = overview.prune(dir, _flags(dir), _journal(quiet=True), older_than=age, dry_run=dry_run)
    if as_json:
        options.print_json(found.model_dump(mode="json"))
    else:
        would = "would go" if dry_run else "went"
        options.print_text(
            f"{found.drafts} drafts {would}, the sources of {found.texts} approved ones, {found.records} records."
        )


# --- the form of things -------------------------------------------------------------------------


def _flags(folder: Path, **given: Any) -> dict[str, Any]:
    options.load(folder)  # the folder's mistakes first
    return given


def _journal(*, quiet: bool) -> Any:
    from pipeline.journal import open_journal

    return open_journal(quiet=quiet)


def _age(given: str) -> timedelta:
    match = re.fullmatch(r"(\d{1,5})([hdw])", given.strip())
    if not match or not int(match[1]):
        raise UsageError("--older-than", f"{given!r} is no age", "Give hours, days or weeks: 36h, 90d, 12w.")
    return timedelta(hours=int(match[1]) * {"h": 1, "d": 24, "w": 168}[match[2]])


@contextmanager
def _terminated_as_interrupted() -> Iterator[None]:
    """`systemctl stop` ends a run as Ctrl-C does: with a summary."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    old = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, old)


def _print_estimates(found: Any) -> None:
    from pipeline.journal import printable

    total, unpriced = 0.0, False
    for one in found:
        cost = "unpriced" if one.cost is None else f"${one.cost:.4f}"
        total, unpriced = total + (one.cost or 0), unpriced or one.cost is None
        count = f"{len(one.titles)} source{'s' * (len(one.titles) != 1)}"
        options.print_text(printable(f"{one.desk}  {one.titles[0]}  ({count}, about {one.tokens:,} tokens, {cost})"))
    if not found:
        options.print_text("Nothing new.")
    else:
        cost = "unpriced" if unpriced else f"about ${total:.4f}"
        options.print_text(f"{len(found)} stories, {cost}. No model was asked.")


def _summary_lines(told: Summary) -> list[str]:
    from pipeline.journal import printable

    counts = [f"{n} {state.replace('_', ' ')}" for state, n in told.drafts.items()]
    counts += [f"{n} {state}" for state, n in told.stories.items() if state != "done"]
    counts += [f"{n} of them for {reason}" for reason, n in told.waiting.items()]
    cost = "unpriced" if told.calls and told.unpriced_calls == told.calls else f"${told.cost:.4f}"
    lines = [
        f"Run {told.run_id}: {', '.join(counts) or 'nothing new'}.",
        f"{told.calls} model calls, {told.prompt_tokens + told.completion_tokens:,} tokens, {cost}.",
    ]
    if told.state == "stopped":
        lines.append(f"Stopped early: {told.reason} The same command goes on.")
    lines += [f"failed: {line.title}: {line.reason}" for line in told.lines if line.state == "failed"]
    for one in told.collected:
        lines += [f"desk {one['desk']}: {one['failed'][0]}"] if one["failed"] else []
        refused = Counter(page.rpartition(" [")[2].rstrip("]") for page in one["refused"])
        why = ", ".join(f"{n} {reason}" for reason, n in refused.most_common())
        lines += [f"desk {one['desk']}: {refused.total()} pages refused ({why})."] if refused else []
    return [printable(line) for line in lines]


def _status_lines(found: Status) -> list[str]:
    from pipeline.journal import printable

    lines = [f"At work: {', '.join(found.workers) or 'nobody'}"]
    today = found.today
    unpriced = f" and {today['unpriced_calls']} unpriced calls" if today["unpriced_calls"] else ""
    cost = "unpriced" if today["cost"] is None else f"${today['cost']:.4f}{unpriced}"
    tokens = f"{(today['prompt_tokens'] or 0) + (today['completion_tokens'] or 0):,} tokens"
    lines.append(f"Today (UTC): {today['calls']} calls, {tokens}, {cost}")
    lines.append(f"Stories: {', '.join(f'{n} {state}' for state, n in found.stories.items()) or 'none'}")
    for run in found.runs:
        parts = [f"{n} {state.replace('_', ' ')}" for state, n in run.drafts.items()]
        parts += [f"{n} {state}" for state, n in run.stories.items() if state != "done"]
        reason = f" ({run.reason})" if run.reason else ""
        lines.append(f"{run.run_id}  {run.state}{reason}  {', '.join(run.desks)}: {', '.join(parts) or 'nothing new'}")
    for trouble in found.troubles:
        why = f"waits for {trouble.waits_for}" if trouble.waits_for else trouble.state
        lines.append(f"  {trouble.version_id[:8]}  {why}  {trouble.title}: {trouble.reason}")
    return [printable(line) for line in lines]
