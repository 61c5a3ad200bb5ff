"""TOML files that people edit: every mistake is one ConfigError with file, line and key."""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from pipeline.errors import ConfigError

M = TypeVar("M", bound=BaseModel)
KeyPath = tuple[str | int, ...]


def load(path: Path, model: type[M], *, text: str | None = None) -> M:
    """Read a TOML file (or `text` in its place) into `model`, as strictly as TOML is typed.

    Raises ConfigError whose `thing` is `file:line`: unreadable, not TOML, an unknown key (with the key that was
    probably meant), a missing key or an impossible value.
    """
    source = _read(path) if text is None else text
    try:
        return model.model_validate_json(_as_json(path, source), strict=True)
    except ValidationError as error:
        first, *others = _refusals(path, model, key_lines(source), error)
        if others:
            raise ConfigError(first.thing, f"{first.cause} (and {len(others)} more)", first.next_step) from None
        raise first from None


def mistakes(path: Path, model: type[BaseModel]) -> list[ConfigError]:
    """Every mistake that `load` could raise for the file, by line; where a key is misspelt, that comes first."""
    try:
        source = _read(path)
        model.model_validate_json(_as_json(path, source), strict=True)
    except ConfigError as error:
        return [error]
    except ValidationError as error:
        return _refusals(path, model, key_lines(source), error)
    return []


def _as_json(path: Path, source: str) -> str:
    """TOML's types are JSON's plus dates: strict JSON takes no "5" or true for 5, yet lists for tuples."""
    try:
        return json.dumps(tomllib.loads(source), default=str)
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(path, source, str(error)) from None
    except RecursionError:
        raise ConfigError(f"{path}:1", "is nested too deeply", "Flatten it.") from None


def key_lines(source: str) -> dict[KeyPath, int]:
    """Line (from 1) of every table, key and array element of valid TOML, by its path such as `("feeds", 0, "url")`."""
    return _Scanner(source).lines


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}:{line}", "is not UTF-8", "Save the file as UTF-8.") from None
    except OSError as error:
        raise ConfigError(f"{path}:1", f"can't be read ({error.strerror})") from None


def _not_toml(path: Path, source: str, message: str) -> ConfigError:
    where = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", message)
    line = int(where[1]) if where and where[1] else source.count("\n") + 1
    cause = message[: where.start()] if where else message
    return ConfigError(f"{path}:{line}", f"is not TOML: {cause}", "Correct this line.")


# --- from pydantic's errors to one line ---------------------------------------------------------


def _refusals(
    path: Path, model: type[BaseModel], lines: dict[KeyPath, int], error: ValidationError
) -> list[ConfigError]:
    found = [(_line(lines, e["loc"]), e) for e in error.errors(include_url=False)]
    # A misspelt key is often also a missing one: the misspelling comes first.
    found.sort(key=lambda pair: (pair[1]["type"] != "extra_forbidden", pair[0]))
    return [ConfigError(f"{path}:{line}", *_explain(model, e)) for line, e in found]


def _line(lines: dict[KeyPath, int], loc: KeyPath) -> int:
    """The line of the key, or of the nearest table around it (pydantic adds labels of unions to a place)."""
    for length in range(len(loc), 0, -1):
        if loc[:length] in lines:
            return lines[loc[:length]]
    return 1


def _explain(model: type[BaseModel], error: ErrorDetails) -> tuple[str, str]:
    loc = error["loc"]
    inside = f" in [{_dotted(loc[:-1])}]" if loc[:-1] else ""
    if error["type"] == "extra_forbidden":
        return f"unknown key {loc[-1]!r}{inside}", _meant(str(loc[-1]), _known_keys(model, loc[:-1]))
    if error["type"] == "missing":
        return f"key {loc[-1]!r} is missing{inside}", "Add it."
    message = error["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, ")
    value = json.dumps(error["input"], ensure_ascii=False, default=str)
    shown = value if len(value) <= 60 else value[:57] + "…"
    key = f"key {_dotted(loc)!r}: " if loc else ""
    lowered = message[:1].lower() + message[1:]
    return f"{key}{lowered}" + (f", not {shown}" if loc and not isinstance(error["input"], dict) else ""), ""


def _meant(key: str, known: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(key.lower(), known, n=1, cutoff=0.6)
    if close:
        return f"Did you mean {close[0]!r}?"
    return f"Known keys: {', '.join(known)}." if known else "Remove it."


def _dotted(loc: KeyPath) -> str:
    """`sections[2].words`; array elements count from 1, as people do."""
    return "".join(f"[{p + 1}]" if isinstance(p, int) else f".{p}" for p in loc).lstrip(".")


def _known_keys(model: type[BaseModel], loc: KeyPath) -> tuple[str, ...]:
    """The keys that may stand at `loc`: those of the models met on the way down."""
    models = [model]
    for part in loc:
        annotations = [f.annotation for m in models for n, f in m.model_fields.items() if part in (n, f.alias)]
        models = [m for a in annotations for m in _models_in(a)] if annotations else models
    return tuple(field.alias or name for m in models for name, field in m.model_fields.items())


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)


# --- where keys stand ---------------------------------------------------------------------------

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|[\[\]{}=,.\n]"
    r"|[^\s\[\]{}=,.\#\"']+",
    re.DOTALL,
)


class _Scanner:
    """Walks over text that tomllib has accepted, so that it needs no errors of its own."""

    def __init__(self, source: str) -> None:
        self.lines: dict[KeyPath, int] = {}
        self._tokens: list[tuple[str, int]] = []
        line, end = 1, 0
        for match in _TOKEN.finditer(source):
            line, end = line + source.count("\n", end, match.start()), match.start()
            if not match[0].startswith("#"):
                self._tokens.append((match[0], line))
        self._tokens.append(("", line))
        self._at = 0
        self._document()

    def _peek(self) -> str:
        return self._tokens[self._at][0]

    def _take(self) -> str:
        token = self._peek()
        self._at += 1
        return token

    def _blank(self) -> None:
        while self._peek() in ("\n", ","):
            self._at += 1

    def _document(self) -> None:
        table: KeyPath = ()
        arrays: dict[KeyPath, int] = {}
        self._blank()
        while self._peek():
            if self._peek() == "[":
                table = self._header(arrays)
            else:
                self._pair(table)
            self._blank()

    def _header(self, arrays: dict[KeyPath, int]) -> KeyPath:
        line = self._tokens[self._at][1]
        self._take()
        is_array = self._peek() == "["
        if is_array:
            self._take()
        keys = self._key()
        self._at += 2 if is_array else 1
        path: KeyPath = ()
        for number, key in enumerate(keys):
            path = (*path, key)
            if is_array and number == len(keys) - 1:
                self.lines.setdefault(path, line)
                arrays[path] = arrays.get(path, -1) + 1
            if path in arrays:
                path = (*path, arrays[path])
            self.lines.setdefault(path, line)
        return path

    def _key(self) -> list[str]:
        """A dotted key; stops before `=` or `]`."""
        keys = []
        while self._peek() not in ("=", "]"):
            key = self._take()
            if key != ".":
                keys.append(_unquoted(key))
        return keys

    def _pair(self, table: KeyPath) -> None:
        line = self._tokens[self._at][1]
        keys = self._key()
        self._take()
        for length in range(1, len(keys) + 1):
            self.lines.setdefault((*table, *keys[:length]), line)
        self._value((*table, *keys))

    def _value(self, path: KeyPath) -> None:
        self.lines.setdefault(path, self._tokens[self._at][1])
        opening = self._peek()
        if opening not in ("[", "{"):
            while self._peek() not in ("", "\n", ",", "]", "}"):
                self._take()
            return
        self._take()
        self._blank()
        index = 0
        while self._peek() not in ("]", "}"):
            if opening == "{":
                self._pair(path)
            else:
                self._value((*path, index))
                index += 1
            self._blank()
        self._take()


def _unquoted(token: str) -> str:
    if token[0] not in "\"'":
        return token
    return next(iter(tomllib.loads(f"{token} = 0")))
