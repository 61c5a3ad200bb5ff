"""What is configured and installed, and whether the model answers: one line a thing."""

from __future__ import annotations

import platform
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from typing import Literal

from pipeline import __version__, embedded
from pipeline.capabilities import probe
from pipeline.connect import opened
from pipeline.desks import load_desk
from pipeline.errors import BadRequest, ConfigError, ModelError, NutgrafError
from pipeline.formats import list_formats, load_format
from pipeline.llm import Client, Endpoint
from pipeline.models import Frozen
from pipeline.settings import Settings
from pipeline.state import open_state


class Line(Frozen):
    """`ok` None means that there is nothing to be right or wrong about."""

    topic: Literal["nutgraf", "folder", "embedded", "model"]
    name: str
    ok: bool | None
    detail: str


async def examine(settings: Settings) -> list[Line]:
    """Everything `nutgraf doctor` says, the model last; a probe is remembered for later runs."""
    return [*_versions(), *_folder(settings), *_embedded(settings), *await _model(settings)]


def _versions() -> list[Line]:
    return [Line(topic="nutgraf", name="version", ok=None, detail=f"{__version__}, Python {platform.python_version()}")]


def _folder(settings: Settings) -> list[Line]:
    formats = [
        _tried(f"format {name}", partial(load_format, name, settings.format_folders))
        for name in list_formats(settings.format_folders)
    ]
    desks = [
        _tried(f"desk {path.stem}", partial(_open_desk, path.stem, settings))
        for path in sorted(settings.desk_folder.glob("*.toml"))
    ]
    where = Line(topic="folder", name="working folder", ok=None, detail=str(settings.dir.resolve()))
    return [where, *formats, *desks, _tried("state database", partial(_open_state, settings))]


def _tried(name: str, load: Callable[[], object]) -> Line:
    try:
        load()
    except NutgrafError as error:
        return Line(topic="folder", name=name, ok=False, detail=str(error))
    return Line(topic="folder", name=name, ok=True, detail="good")


def _open_desk(name: str, settings: Settings) -> None:
    """Its file, its format, and the files and folders it names."""
    desk = load_desk(name, settings.desk_folder)
    load_format(desk.format, settings.format_folders)
    for path in (*desk.notes, *desk.folders):
        if not (settings.desk_folder / path).exists():
            raise ConfigError(
                str(settings.desk_folder / path), f"is missing, desk {name!r} names it", "Correct the name."
            )


def _open_state(settings: Settings) -> None:
    open_state(settings.state_folder, settings.database_url).close()


def _embedded(settings: Settings) -> list[Line]:
    try:
        detail = f"{embedded.find_gguf(settings.gguf).name} is there"
    except NutgrafError as error:
        # Not a fault where another model is configured.
        return [
            Line(
                topic="embedded", name="embedded model", ok=False if settings.uses_embedded else None, detail=str(error)
            )
        ]
    server = find_spec("xllamacpp") is not None
    detail += ", its server is installed" if server else ", its server is missing: pip install xllamacpp"
    return [Line(topic="embedded", name="embedded model", ok=server, detail=detail)]


async def _model(settings: Settings) -> list[Line]:
    """Where drafts would be written, and what the endpoint there can; remembered for later runs."""
    try:
        async with opened(settings) as endpoint:
            where = Line(topic="model", name="endpoint", ok=None, detail=f"{endpoint.model} at {endpoint.label}")
            try:
                found, record = await probe(endpoint)
            except ModelError as error:
                detail = f"{error}{await _nearby(endpoint, error)}"
                return [where.model_copy(update={"ok": False, "detail": detail})]
            if not settings.uses_embedded:
                with open_state(settings.state_folder, settings.database_url) as state:
                    state.remember_capabilities(endpoint.base_url, endpoint.model, found.model_dump(mode="json"))
    except NutgrafError as error:
        return [Line(topic="model", name="endpoint", ok=False, detail=str(error))]
    used = record.usage
    cost = f"{used.calls} calls, {used.prompt_tokens + used.completion_tokens} tokens, {used.seconds:.1f} s"
    trials = [Line(topic="model", name=t.name, ok=t.ok, detail=t.detail) for t in found.trials]
    return [where, *trials, Line(topic="model", name="trying it out", ok=None, detail=cost)]


async def _nearby(endpoint: Endpoint, error: ModelError) -> str:
    """A base URL without its /v1 is the commonest mistake: whether a list of models lies there."""
    if not isinstance(error, BadRequest) or endpoint.base_url.endswith("/v1"):
        return ""
    guess = endpoint.model_copy(update={"base_url": f"{endpoint.base_url}/v1"})
    try:
        async with Client(guess) as client:
            models = await client.models()
    except ModelError:
        return ""
    return f" There are models at {guess.base_url}." if models else ""
