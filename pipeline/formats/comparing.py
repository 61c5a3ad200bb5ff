"""Where two formats differ: keys of format.toml, and prompts."""

from __future__ import annotations

import difflib
from typing import Any

from pipeline.formats.shape import Format, FormatFile, Range, SectionFormat
from pipeline.models import Frozen


class FormatDifference(Frozen):
    keys: dict[str, tuple[str | None, str | None]]
    """Dotted key (sections by their id) to its value in each, as text; None where one has no such key."""
    prompts: dict[str, tuple[str, ...]]
    """Role to the lines of a unified diff."""


def differing(one: Format, other: Format) -> FormatDifference:
    a, b = _flat(one), _flat(other)
    keys = {k: (a.get(k), b.get(k)) for k in dict.fromkeys((*a, *b)) if a.get(k) != b.get(k)}
    prompts = {
        role: lines_between(one.prompts[role], other.prompts[role], one.name, other.name)
        for role in one.prompts
        if one.prompts[role] != other.prompts[role]
    }
    return FormatDifference(keys=keys, prompts=prompts)


def lines_between(one: str, other: str, name: str, other_name: str) -> tuple[str, ...]:
    """A unified diff without line ends."""
    return tuple(difflib.unified_diff(one.splitlines(), other.splitlines(), name, other_name, lineterm=""))


def _flat(fmt: Format) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in FormatFile.model_fields:
        _add(found, name, getattr(fmt, name))
    return found


def _add(found: dict[str, str], key: str, value: Any) -> None:
    if isinstance(value, Range):
        found[key] = f"[{value.low}, {value.high}]"
    elif isinstance(value, Frozen):
        for name in type(value).model_fields:
            _add(found, f"{key}.{name}", getattr(value, name))
    elif isinstance(value, tuple) and value and isinstance(value[0], SectionFormat):
        found[key] = ", ".join(section.id for section in value)
        for section in value:
            _add(found, f"{key}.{section.id}", section)
    elif isinstance(value, tuple):
        found[key] = ", ".join(map(str, value))
    elif value is not None:
        found[key] = " ".join(str(value).split())
