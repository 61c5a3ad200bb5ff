"""Story formats and their prompts: data in `prompts/<format>/` that an editor edits without code.

`format.toml` says which parts an article has. One file per role, `<role>.md`, is the prompt: TOML front matter between
`+++` lines, then text with `{{placeholder}}`s. What a format lacks is taken from the format it `extends`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from pipeline import tomlfile
from pipeline.errors import ConfigError, NotFound
from pipeline.models import Frozen, SectionKind, hash_of


class Range(Frozen):
    """Inclusive bounds, written `[2, 3]` in format.toml."""

    low: int = Field(ge=1)
    high: int = Field(ge=1)

    @model_validator(mode="before")
    @classmethod
    def _from_pair(cls, value: Any) -> Any:
        if isinstance(value, list | tuple):
            if len(value) != 2:
                raise ValueError("must be two numbers such as [2, 3]")
            return {"low": value[0], "high": value[1]}
        return value

    @model_validator(mode="after")
    def _ordered(self) -> Range:
        if self.low > self.high:
            raise ValueError(f"{self.low} is more than {self.high}")
        return self

    def __str__(self) -> str:
        return str(self.low) if self.low == self.high else f"{self.low} to {self.high}"


class HeadFormat(Frozen):
    """The headline, the dek and, unless `lede_paragraphs` is None, the lede."""

    headline_words: Range
    dek_words: Range
    lede_paragraphs: Range | None = None
    lede_words: Range | None = None
    """Of the whole lede."""
    passages: int = Field(default=6, ge=1)
    """How many passages the head is written from, at most: the most central ones."""
    guidance: str = ""

    @model_validator(mode="after")
    def _whole_lede(self) -> HeadFormat:
        if (self.lede_paragraphs is None) != (self.lede_words is None):
            raise ValueError("lede_paragraphs and lede_words belong together")
        return self


class SectionFormat(Frozen):
    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    kind: SectionKind
    heading: str | None = None
    """A fixed heading; "" for none; None when the model writes it."""
    paragraphs: Range
    words: Range
    """Of the whole section."""
    passages: int = Field(default=6, ge=1)
    """How many passages the section is written from, at most."""
    guidance: str
    topic: str = ""
    """Words that passages for this section are likely to share."""


class FormatFile(Frozen):
    """`format.toml` as it stands in the file."""

    title: str = Field(min_length=1)
    description: str
    extends: str | None = None
    """The format whose prompts are used for the roles this one has no file for."""
    mode: Literal["sections", "whole"] = "sections"
    """One call for the head and each section, or one call for the whole article."""
    voice: str = ""
    head: HeadFormat
    sections: tuple[SectionFormat, ...] = Field(min_length=1)


class Format(FormatFile):
    """One story format with its prompts."""

    name: str
    prompts: dict[str, str] = Field(default_factory=dict)
    """Role (see ROLES) to its checked template, front matter removed."""
    prompt_hash: str = ""
    """Of the templates."""
    format_hash: str = ""
    """Of format.toml's content."""


class Role(Frozen):
    """What a prompt may and must contain."""

    known: frozenset[str]
    required: frozenset[str]


def _role(required: str, optional: str = "") -> Role:
    must = frozenset(required.split())
    return Role(known=must | frozenset(optional.split()), required=must)


ROLES: Mapping[str, Role] = {
    "system": _role("language fence", "voice"),
    "head": _role("sources headline_words dek_words", "lede guidance angle others"),
    "section": _role("sources paragraphs words guidance", "heading angle others"),
    "whole": _role("sources headline_words dek_words sections", "lede guidance angle"),
    "repair": _role("problems"),
    "step": _role("fence sources", "language"),
    "step-headline": _role("fence sources", "language"),
}
"""`repair` is put after the prompt of the part that is written again; the steps are for models that write in small
steps: a sentence or two of a passage in, a sentence out, no JSON. What stands before their sources, examples mostly, is
the system prompt."""

_PLACEHOLDER = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")


class _FrontMatter(Frozen):
    """The head of a prompt file."""

    description: str = Field(min_length=1)


def list_formats(folders: Sequence[Path]) -> tuple[str, ...]:
    """Names of the formats that have a `format.toml` in one of `folders`."""
    found = {p.parent.name for folder in folders for p in folder.glob("*/format.toml")}
    return tuple(sorted(name for name in found if _NAME.fullmatch(name)))


def load_format(name: str, folders: Sequence[Path]) -> Format:
    """The format in the first of `folders` that has it.

    Raises NotFound (with the known formats) and ConfigError (`thing` is `file:line`) for a mistake in it.
    """
    folder = _find(name, folders)
    path = folder / "format.toml"
    file = tomlfile.load(path, FormatFile)
    _check_sections(path, file)
    prompts = _prompts(folder, file, folders)
    return Format(
        **{field: getattr(file, field) for field in FormatFile.model_fields},
        name=name,
        prompts=prompts,
        prompt_hash=hash_of(prompts),
        format_hash=hash_of(file),
    )


def render(template: str, values: Mapping[str, str]) -> str:
    """Put the values into the template; what a value contains is data and never read as a placeholder."""
    return _PLACEHOLDER.sub(lambda match: values[match[1].strip()], template).strip()


def _find(name: str, folders: Sequence[Path]) -> Path:
    if _NAME.fullmatch(name):
        for folder in folders:
            if (folder / name / "format.toml").is_file():
                return folder / name
    known = ", ".join(list_formats(folders)) or "none"
    raise NotFound(f"format {name!r}", "there is no such format", f"Known formats: {known}.")


def _check_sections(path: Path, file: FormatFile) -> None:
    lines = tomlfile.key_lines(path.read_text(encoding="utf-8-sig"))
    ids: set[str] = set()
    headings: set[str] = set()
    for number, section in enumerate(file.sections):

        def wrong(key: str, cause: str, next_step: str, at: int = number) -> ConfigError:
            line = lines.get(("sections", at, key), lines.get(("sections", at), 1))
            return ConfigError(f"{path}:{line}", f"section {file.sections[at].id!r}: {cause}", next_step)

        if section.id in ids:
            raise wrong("id", "the id is used twice", "Give each section its own id.")
        if section.heading is not None and section.heading.casefold() in headings:
            raise wrong("heading", f"the heading {section.heading!r} is used twice", "Give it another heading.")
        if section.heading == "" and number:
            raise wrong("heading", "only the first section may go without a heading", "Give it a heading.")
        if section.kind is SectionKind.INFERENCE and section is not file.sections[-1]:
            raise wrong("kind", "an inference section must be the last one", "Move it to the end.")
        if section.words.high < section.paragraphs.low * 10:
            raise wrong("words", "too few words for its paragraphs", "Allow at least ten words a paragraph.")
        ids.add(section.id)
        headings.add(section.heading.casefold() if section.heading is not None else section.id)


def _prompts(folder: Path, file: FormatFile, folders: Sequence[Path]) -> dict[str, str]:
    """Every role's template: the format's own, else that of the format it extends, and so on."""
    chain, extends = [folder], file.extends
    while extends:
        line = tomlfile.key_lines((chain[-1] / "format.toml").read_text(encoding="utf-8-sig")).get(("extends",), 1)
        where = f"{chain[-1] / 'format.toml'}:{line}"
        try:
            parent = _find(extends, folders)
        except NotFound as error:
            raise ConfigError(where, f"extends {extends!r}: {error.cause}", error.next_step) from None
        if parent in chain:
            raise ConfigError(where, f"extends {extends!r}, which extends this format", "Break the circle.")
        chain.append(parent)
        extends = tomlfile.load(parent / "format.toml", FormatFile).extends
    found = {}
    for role in ROLES:
        path = next((f / f"{role}.md" for f in chain if (f / f"{role}.md").is_file()), None)
        if path is None:
            raise ConfigError(f"{folder / 'format.toml'}:1", f"{role}.md is missing", "Write it, or extend a format.")
        found[role] = _template(path, role)
    return found


def _template(path: Path, role: str) -> str:
    """The prompt in a file, checked: front matter, placeholders known and complete, sources first."""
    text = _read(path)
    parts = re.match(r"\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", text, re.DOTALL | re.MULTILINE)
    if not parts:
        raise ConfigError(f"{path}:1", "has no front matter", "Begin the file with TOML between two +++ lines.")
    tomlfile.load(path, _FrontMatter, text=f"\n{parts[1]}")
    body = text[parts.end() :]
    rules, seen = ROLES[role], set()
    for match in _PLACEHOLDER.finditer(body):
        name = match[1].strip()
        line = text.count("\n", 0, parts.end() + match.start()) + 1
        if name not in rules.known:
            known = ", ".join(sorted(rules.known))
            raise ConfigError(f"{path}:{line}", f"unknown placeholder {{{{{name}}}}}", f"{role}.md knows: {known}.")
        seen.add(name)
    rest = _PLACEHOLDER.sub(lambda match: " " * len(match[0]), body)
    if stray := re.search(r"\{\{|\}\}", rest):
        line = text.count("\n", 0, parts.end() + stray.start()) + 1
        raise ConfigError(f"{path}:{line}", f"a lone {stray[0]}", "Write {{name}}.")
    if missing := sorted(rules.required - seen):
        raise ConfigError(f"{path}:1", f"placeholder {{{{{missing[0]}}}}} is missing", "Put it into the prompt.")
    if "sources" in rules.known and not role.startswith("step") and not re.match(r"\s*\{\{\s*sources\s*\}\}", body):
        # Instructions last: models follow them better, and the shared beginning of calls can be cached.
        raise ConfigError(f"{path}:1", "must begin with {{sources}}", "Put the instructions after the sources.")
    return _PLACEHOLDER.sub(lambda match: f"{{{{{match[1].strip()}}}}}", body).strip()


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except (UnicodeDecodeError, OSError) as error:
        cause = getattr(error, "strerror", None) or "is not UTF-8"
        raise ConfigError(f"{path}:1", f"can't be read: {cause}", "Save it as UTF-8 text.") from None
