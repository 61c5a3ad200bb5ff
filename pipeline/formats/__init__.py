"""Story formats and their prompts: data in `prompts/<format>/` that an editor edits without code.

`format.toml` says which parts an article has. One file per role, `<role>.md`, is the prompt: TOML front matter between
`+++` lines, then text with `{{placeholder}}`s. What a format lacks is taken from the format it `extends`.

shape.py    what format.toml may say
phrases.py  what code says when it writes for a small model
loading.py  formats as they lie in folders: found, read, checked
comparing.py  where two formats differ
"""

from __future__ import annotations

from pipeline.formats.comparing import FormatDifference, differing, lines_between
from pipeline.formats.loading import (
    ROLES,
    Role,
    find_format,
    format_mistakes,
    list_formats,
    load_format,
    prompt_files,
    read_format,
    render,
)
from pipeline.formats.phrases import Phrases
from pipeline.formats.shape import MARK_NAMES, MARKS, Format, FormatFile, HeadFormat, Range, SectionFormat

__all__ = [
    "MARKS",
    "MARK_NAMES",
    "ROLES",
    "Format",
    "FormatDifference",
    "FormatFile",
    "HeadFormat",
    "Phrases",
    "Range",
    "Role",
    "SectionFormat",
    "differing",
    "find_format",
    "format_mistakes",
    "lines_between",
    "list_formats",
    "load_format",
    "prompt_files",
    "read_format",
    "render",
]
