"""`nutgraf review edit`, `diff`, `history`, `restore`: the texts of a draft."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli import options
from pipeline.cli.draft import summary
from pipeline.errors import Conflict, NotFound, UsageError

if TYPE_CHECKING:
    from pipeline.flow.existing import Found
    from pipeline.models import Analysis

Reference = Annotated[
    str, typer.Argument(help="A draft's folder, its name, or the beginning of its id.", metavar="DRAFT")
]
By = Annotated[str | None, typer.Option("--by", help="The person who decides (your login name when not given).")]


def add_to(app: typer.Typer) -> None:
    for command in (edit, diff, history, restore):
        app.command()(command)


def opened(reference: str, folder: Path) -> Found:
    """The draft as it stands, a hand edit taken in."""
    from pipeline.flow.existing import look
    from pipeline.flow.index import open_store

    settings = options.load(folder)
    store = open_store(settings)
    return look(store, store.resolve(reference), settings)


def edit(
    draft: Reference,
    by: By = None,
    file: Annotated[
        Path | None, typer.Option("--file", help="Take this edited article.md instead of opening an editor.")
    ] = None,
    dir: options.Dir = Path(),  # noqa: A002
    as_json: options.Json = False,
) -> None:
    """Open a draft's article.md in $VISUAL or $EDITOR; on save it is checked again and kept as a new version."""
    from pipeline.cli.review import login
    from pipeline.flow.existing import look
    from pipeline.flow.index import open_store
    from pipeline.publish import article_of, markdown

    settings = options.load(dir)
    store = open_store(settings)
    where = store.resolve(draft)
    found = look(store, where, settings)
    name = login() if by is None else by
    if not name.strip():
        raise UsageError("--by", "is empty", "Give the name of the person who edits.")
    # A hand edit that can't be read is opened as it is, to be mended.
    given = store.rendering(where, "article.md") if found.trouble else None
    given = given or markdown.render(article_of(found.draft, found.dossier))
    kept = Path(tempfile.mkdtemp(prefix="nutgraf-")) / "article.md"
    text = _read(file) if file else _in_editor(given, kept)
    saved = _save(store, found, settings, text, name.strip(), kept)
    if as_json:
        options.print_json({**summary(saved.folder, saved.draft), "version": len(saved.versions)})
    elif len(saved.versions) == len(found.versions):
        options.print_text(f"unchanged: {saved.folder}")
    else:
        from pipeline.cli import printed
        from pipeline.publish import terminal
        from pipeline.review import changed_parts

        options.print_rich(printed.differences(changed_parts(found.versions[-1], saved.versions[-1])))
        options.print_rich(terminal.findings(saved.draft, saved.dossier))
        options.print_text(f"{saved.draft.state}: version {len(saved.versions)} of {saved.folder}")


def _save(store: Any, found: Found, settings: Any, text: str, by: str, kept: Path) -> Found:
    """Save an edited file; whatever goes wrong, the edited text is in `kept` and the error says so."""
    from pipeline.flow.existing import save_file

    try:
        saved = save_file(store, found.folder, settings, text, by=by, base=found.text_hash)
    except (Conflict, UsageError) as error:
        kept.write_text(text, "utf-8", errors="replace")
        raise type(error)(error.thing, error.cause, f"{error.next_step} Your text is kept in {kept}.") from error
    kept.unlink(missing_ok=True)
    kept.parent.rmdir()
    return saved


def _in_editor(text: str, path: Path) -> str:
    path.write_text(text, "utf-8")
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        done = subprocess.run([*shlex.split(command), str(path)], check=False)  # noqa: S603  the user's own editor
    except (OSError, ValueError) as error:
        cause = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"editor {command!r}", f"can't be started: {cause}", "Set EDITOR, or use --file.") from None
    if done.returncode:
        raise UsageError(f"editor {command!r}", f"ended with code {done.returncode}", f"The text is in {path}.")
    return _read(path)


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        cause = getattr(error, "strerror", None) or "is not UTF-8 text"
        raise UsageError(str(path), cause, "Save it as UTF-8.") from None


def diff(
    draft: Reference,
    old: Annotated[int, typer.Option("--from", min=1, help="The older text, by its number; 1 is the model's.")] = 1,
    new: Annotated[int | None, typer.Option("--to", min=1, help="The newer text; the last when not given.")] = None,
    dir: options.Dir = Path(),  # noqa: A002
    as_json: options.Json = False,
) -> None:
    """Show word by word what changed since the model's text, or between two texts."""
    from pipeline.cli import printed
    from pipeline.review import changed_parts

    found = opened(draft, dir)
    before, after = _version(found, old), _version(found, new or max(1, len(found.versions)))
    parts = changed_parts(before, after)
    if as_json:
        options.print_json([part.model_dump(mode="json") for part in parts])
    else:
        options.print_rich(printed.differences(parts))


def history(draft: Reference, dir: options.Dir = Path(), as_json: options.Json = False) -> None:  # noqa: A002
    """Show every text and every act on a draft, with who, when and why."""
    from pipeline import review as rules
    from pipeline.cli import printed

    found = opened(draft, dir)
    steps = rules.history(found.draft, len(found.versions), found.decisions)
    if as_json:
        options.print_json([step.model_dump(mode="json") for step in steps])
    else:
        options.print_rich(printed.history(steps))


def restore(
    draft: Reference,
    version: Annotated[int, typer.Option("--version", min=1, help="Which text; 1 is the model's.")],
    by: By = None,
    dir: options.Dir = Path(),  # noqa: A002
    as_json: options.Json = False,
) -> None:
    """Bring an older text back, as a new version."""
    from pipeline.cli.review import login
    from pipeline.flow.existing import Author, save_text
    from pipeline.flow.index import open_store

    found = opened(draft, dir)
    old = _version(found, version)
    settings = options.load(dir)
    saved = save_text(
        open_store(settings),
        found.folder,
        settings,
        lambda _, __: old,
        Author(login() if by is None else by, words=f"version {version} again"),
    )
    if as_json:
        options.print_json({**summary(saved.folder, saved.draft), "version": len(saved.versions)})
    else:
        options.print_text(f"{saved.draft.state}: version {len(saved.versions)} of {saved.folder}")


def _version(found: Found, number: int) -> Analysis:
    if not 1 <= number <= len(found.versions):
        raise NotFound(
            f"version {number}", "there is no such text", f"{found.folder.name} has {len(found.versions)} of them."
        )
    return found.versions[number - 1]
