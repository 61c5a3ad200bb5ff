"""`nutgraf formats`: what story formats there are, what is wrong with one, and the prompts it leads to."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli import options
from pipeline.errors import NutgrafError, UsageError

if TYPE_CHECKING:
    from pipeline.flow.prompts import Prompt
    from pipeline.formats import Format
    from pipeline.settings import Settings

_Name = Annotated[str, typer.Argument(help="A format, or the folder of one.", metavar="NAME|PATH")]
_Sources = Annotated[
    list[str] | None,
    typer.Argument(help="Pages to render prompts for: URLs, HTML or text files.", metavar="[SOURCE]..."),
]
_Render = Annotated[
    bool, typer.Option("--render", help="Show the exact prompts for the sources, with their tokens (estimated).")
]
_Angle = Annotated[str | None, typer.Option("--angle", help="What the piece should look at in particular.")]
_Steps = Annotated[
    bool, typer.Option("--small-steps", help="Render the steps for a model of under a billion parameters.")
]


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="Story formats: list, show, check, compare.")
    for command in (list_, show, check, diff):
        group.command(command.__name__.strip("_"))(command)
    app.add_typer(group, name="formats", rich_help_panel="Look")


def list_(dir: options.Dir = Path(), as_json: options.Json = False) -> None:  # noqa: A002
    """List the formats: the working folder's own, then those that came with the package."""
    from pipeline.formats import find_format, list_formats, load_format

    settings = options.load(dir)
    rows = []
    for name in list_formats(settings.format_folders):
        folder = find_format(name, settings.format_folders)
        row: dict[str, Any] = {"name": name, "folder": str(folder), "title": None, "description": None, "error": None}
        try:
            fmt = load_format(name, settings.format_folders)
            row |= {"title": fmt.title, "description": fmt.description}
        except NutgrafError as error:
            row["error"] = str(error)
        rows.append(row)
    if as_json:
        options.print_json(rows)
        return
    for row in rows:
        told = f"BROKEN: {row['error']}" if row["error"] else f"{row['title']}: {row['description']}"
        _print(f"{row['name']:<14} {told}")


def show(
    name: _Name,
    sources: _Sources = None,
    render: _Render = False,
    angle: _Angle = None,
    small_steps: _Steps = False,
    desk: options.Desk = None,
    dir: options.Dir = Path(),  # noqa: A002
    as_json: options.Json = False,
) -> None:
    """Show a format: its parts, what the house wants, where each prompt comes from; with --render the prompts."""
    settings = options.load(dir, desk=desk)
    fmt, files = _read(name, settings)
    prompts = _rendered(fmt, settings, sources, angle, wanted=render, small_steps=small_steps)
    if as_json:
        options.print_json(
            {**fmt.model_dump(mode="json"), "files": files, **({"rendered": _as_data(prompts)} if prompts else {})}
        )
        return
    if not prompts:
        _print_format(fmt, files)
    _print_prompts(prompts)


def check(
    name: Annotated[
        str | None, typer.Argument(help="A format, or the folder of one; all without it.", metavar="[NAME|PATH]")
    ] = None,
    sources: _Sources = None,
    render: _Render = False,
    angle: _Angle = None,
    small_steps: _Steps = False,
    desk: options.Desk = None,
    dir: options.Dir = Path(),  # noqa: A002
    as_json: options.Json = False,
) -> None:
    """Check a format, or all: every mistake is one line with file and line. With --render, show its prompts.

    Exit code: 0 without mistakes, 2 with some.
    """
    from pipeline.formats import find_format, format_mistakes, list_formats

    settings = options.load(dir, desk=desk)
    folders = settings.format_folders
    names = [name] if name else list(list_formats(folders))
    found = {n: format_mistakes(find_format(n, folders), folders) for n in names}
    prompts: Sequence[Prompt] = ()
    if name and not found[name]:
        prompts = _rendered(_read(name, settings)[0], settings, sources, angle, wanted=render, small_steps=small_steps)
    elif render and not name:
        raise UsageError("--render", "needs one format", "Name it: nutgraf formats check NAME --render SOURCE...")
    if as_json:
        told = [{"name": n, "mistakes": [str(m) for m in mistakes]} for n, mistakes in found.items()]
        options.print_json({"formats": told, **({"rendered": _as_data(prompts)} if prompts else {})})
    else:
        for n, mistakes in found.items():
            for line in [str(m) for m in mistakes] or [f"{n}: ok"]:
                _print(line)
        _print_prompts(prompts)
    raise typer.Exit(2 if any(found.values()) else 0)


def diff(
    one: _Name,
    other: Annotated[
        str | None,
        typer.Argument(help="The format to compare with; without it, what came with the package.", metavar="B"),
    ] = None,
    sources: _Sources = None,
    render: _Render = False,
    angle: _Angle = None,
    small_steps: _Steps = False,
    desk: options.Desk = None,
    dir: options.Dir = Path(),  # noqa: A002
    as_json: options.Json = False,
) -> None:
    """Show where two formats differ: keys, and prompts as a diff; with --render the prompts for the sources, too."""
    from pipeline.flow.prompts import new_fence
    from pipeline.formats import differing, lines_between

    settings = options.load(dir, desk=desk)
    a, b = _read(one, settings)[0], _read(other, settings)[0] if other else _shipped(one)
    found = differing(a, b)
    told: dict[str, Any] = found.model_dump(mode="json")
    if render or sources:
        fence = new_fence()
        texts = [
            _text_of(_rendered(f, settings, sources, angle, wanted=render, small_steps=small_steps, fence=fence))
            for f in (a, b)
        ]
        told["rendered"] = list(lines_between(texts[0], texts[1], a.name, b.name))
    if as_json:
        options.print_json(told)
        return
    if not found.keys and not found.prompts:
        _print(f"{one} and {other or 'what came with the package'} are the same.")
    for key, (mine, theirs) in found.keys.items():
        _print(key)
        _print(f"  - {mine if mine is not None else '(not set)'}")
        _print(f"  + {theirs if theirs is not None else '(not set)'}")
    for role, lines in found.prompts.items():
        _print(f"{role}.md")
        for line in lines[2:]:
            _print(line)
    for line in told.get("rendered", ()):
        _print(line)


# --- reading ------------------------------------------------------------------------------------


def _read(name: str, settings: Settings) -> tuple[Format, dict[str, str]]:
    from pipeline.formats import find_format, prompt_files, read_format

    folders = settings.format_folders
    folder = find_format(name, folders)
    files = {role: str(path) for role, path in prompt_files(folder, folders).items()}
    return read_format(folder, folders), {"format": str(folder / "format.toml"), **files}


def _shipped(name: str) -> Format:
    from pipeline.formats import load_format
    from pipeline.settings import shipped

    return load_format(Path(name).name, [shipped("prompts")])


def _rendered(
    fmt: Format,
    settings: Settings,
    sources: list[str] | None,
    angle: str | None,
    *,
    wanted: bool,
    small_steps: bool,
    fence: str | None = None,
) -> tuple[Prompt, ...]:
    if not wanted and not sources:
        return ()
    if not sources:
        raise UsageError("--render", "needs sources", "Name pages behind it: --render PAGE...")
    from pipeline.flow.job import read_dossier
    from pipeline.flow.prompts import prompts_of
    from pipeline.journal import open_journal

    dossier = asyncio.run(read_dossier(sources, settings, open_journal(quiet=True)))
    return prompts_of(fmt, dossier, settings, angle=angle, small_steps=small_steps, fence=fence)


# --- printing -----------------------------------------------------------------------------------


def _print(line: str) -> None:
    from pipeline.journal import printable

    options.print_text(printable(line))


def _print_format(fmt: Format, files: dict[str, str]) -> None:
    head = fmt.head
    _print(f"{fmt.name}: {fmt.title}. {fmt.description}")
    for key, value in (
        ("mode", fmt.mode),
        ("language", fmt.language),
        ("voice", fmt.voice),
        ("audience", fmt.audience),
    ):
        if value:
            _print(f"{key:<9} {' '.join(value.split())}")
    if fmt.banned:
        _print(f"banned    {'; '.join(fmt.banned)}")
    rules = f", {head.headline_characters} characters" if head.headline_characters else ""
    rules += f", without {', '.join(head.headline_without)}" if head.headline_without else ""
    _print("")
    _print(f"headline  {head.headline_words} words{rules}")
    _print(f"dek       {head.dek_words} words")
    if head.lede_paragraphs:
        _print(f"lede      {head.lede_paragraphs} paragraphs, {head.lede_words} words")
    for section in fmt.sections:
        heading = "(the model's heading)" if section.heading is None else section.heading or "(no heading)"
        sees = "everything" if section.sees == "all" else "its own passages"
        _print("")
        _print(
            f"{heading} [{section.kind}] {section.paragraphs} paragraphs, {section.words} words; "
            f"built on {section.passages} passages, sees {sees}"
        )
        _print(f"  {' '.join(section.guidance.split())}")
    _print("")
    for role, path in files.items():
        _print(f"{role:<14} {path}")


def _print_prompts(prompts: Sequence[Prompt]) -> None:
    from pipeline.text.tokens import RULE

    if not prompts:
        return
    for prompt in prompts:
        shared = f", {prompt.shared} of them as in the call before" if prompt.shared else ""
        _print(f"=== {prompt.call.name}: {prompt.tokens} tokens{shared}, answer of at most {prompt.call.max_tokens}")
        for title, text in (("system", prompt.call.system), ("prompt", prompt.call.prompt)):
            _print(f"--- {title}")
            for line in text.split("\n"):
                _print(line)
    total = sum(p.tokens for p in prompts)
    _print(f"=== {len(prompts)} calls, {total} tokens ({RULE}; without JSON schemas). Delimiters are random each time.")


def _text_of(prompts: Sequence[Prompt]) -> str:
    return "\n".join(f"=== {p.call.name}\n{p.call.system}\n---\n{p.call.prompt}" for p in prompts)


def _as_data(prompts: Sequence[Prompt]) -> list[dict[str, Any]]:
    from pipeline.text.tokens import RULE

    return [
        {**p.call.model_dump(mode="json"), "tokens": p.tokens, "shared_tokens": p.shared, "counted": RULE}
        for p in prompts
    ]
