"""Formats as they lie in folders: found, read, checked."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import Field

from pipeline import tomlfile
from pipeline.errors import ConfigError, NotFound
from pipeline.formats.phrases import Phrases, PhrasesFile
from pipeline.formats.shape import Format, FormatFile
from pipeline.models import Frozen, SectionKind, hash_of


class Role(Frozen):
    """What a prompt may and must contain."""

    known: frozenset[str]
    required: frozenset[str]


def _role(required: str, optional: str = "") -> Role:
    must = frozenset(required.split())
    return Role(known=must | frozenset(optional.split()), required=must)


_SHARED = "comparison previous angle"
"""The same in every call of a draft: they belong right behind the sources, where a provider's cache still reaches."""

ROLES: Mapping[str, Role] = {
    "system": _role("language fence", "voice audience banned"),
    "head": _role("sources headline_words dek_words", f"lede headline_rules guidance {_SHARED} outline others"),
    "section": _role("sources paragraphs words guidance", f"heading {_SHARED} outline others"),
    "whole": _role("sources headline_words dek_words sections", f"lede headline_rules guidance {_SHARED}"),
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
    return read_format(_named(name, folders), folders)


def read_format(folder: Path, folders: Sequence[Path]) -> Format:
    """The format in `folder`, wherever that lies; raises ConfigError."""
    path = folder / "format.toml"
    file = tomlfile.load(path, FormatFile)
    for mistake in _wrong_sections(path, file):
        raise mistake
    chain = _chain(folder, file, folders)
    prompts = {role: _prompt(role, chain)[1] for role in ROLES}
    phrases = _phrases(chain)
    return Format(
        **{field: getattr(file, field) for field in FormatFile.model_fields},
        name=folder.name,
        prompts=prompts,
        phrases=phrases,
        prompt_hash=hash_of([prompts, {k: v.model_dump(mode="json") for k, v in sorted(phrases.items())}]),
        format_hash=hash_of(file),
    )


def find_format(where: str, folders: Sequence[Path]) -> Path:
    """The folder of a format, by its name or by the path of it or of its `format.toml`; raises NotFound."""
    if os.sep not in where and not where.startswith("."):
        return _named(where, folders)
    path = Path(where)
    folder = (path.parent if path.name == "format.toml" else path).absolute()
    if not (folder / "format.toml").is_file():
        raise NotFound(f"format {where!r}", "there is no format.toml", "Name a format, or a folder with one.")
    return folder


def format_mistakes(folder: Path, folders: Sequence[Path]) -> list[ConfigError]:
    """Every mistake in a format's own files and in the prompts that it takes from others."""
    path = folder / "format.toml"
    found = tomlfile.mistakes(path, FormatFile)
    if found:
        return found
    file = tomlfile.load(path, FormatFile)
    found = [*_wrong_sections(path, file), *_stray_files(folder)]
    try:
        chain = _chain(folder, file, folders)
    except ConfigError as error:
        return [*found, error]
    for role in ROLES:
        try:
            _prompt(role, chain)
        except ConfigError as error:
            found.append(error)
    if phrases := _phrases_file(chain):
        found += tomlfile.mistakes(phrases, PhrasesFile)
    return found


def prompt_files(folder: Path, folders: Sequence[Path]) -> dict[str, Path]:
    """Role to the file that its prompt is taken from; raises ConfigError."""
    chain = _chain(folder, tomlfile.load(folder / "format.toml", FormatFile), folders)
    found = {role: _prompt(role, chain)[0] for role in ROLES}
    path = _phrases_file(chain)
    return {**found, "phrases": path} if path else found


def render(template: str, values: Mapping[str, str]) -> str:
    """Put the values into the template; what a value contains is data and never read as a placeholder."""
    return _PLACEHOLDER.sub(lambda match: values[match[1].strip()], template).strip()


def _named(name: str, folders: Sequence[Path]) -> Path:
    if _NAME.fullmatch(name):
        for folder in folders:
            if (folder / name / "format.toml").is_file():
                return folder / name
    known = ", ".join(list_formats(folders)) or "none"
    raise NotFound(f"format {name!r}", "there is no such format", f"Known formats: {known}.")


def _stray_files(folder: Path) -> Iterator[ConfigError]:
    """Prompts that nothing would ever read."""
    for path in sorted(folder.glob("*.md")):
        if path.stem not in ROLES and path.stem.upper() != "README":
            close = difflib.get_close_matches(path.stem, ROLES, n=1, cutoff=0.5)
            meant = f"Did you mean {close[0]}.md?" if close else f"Known: {', '.join(f'{r}.md' for r in ROLES)}."
            yield ConfigError(f"{path}:1", "is the prompt of no role", meant)


def _wrong_sections(path: Path, file: FormatFile) -> Iterator[ConfigError]:
    """What the sections may not be together, each with the line of the key."""
    lines = tomlfile.key_lines(path.read_text(encoding="utf-8-sig"))
    ids: set[str] = set()
    headings: set[str] = set()
    for number, section in enumerate(file.sections):

        def wrong(key: str, cause: str, next_step: str, at: int = number) -> ConfigError:
            line = lines.get(("sections", at, key), lines.get(("sections", at), 1))
            return ConfigError(f"{path}:{line}", f"section {file.sections[at].id!r}, key {key!r}: {cause}", next_step)

        if section.id in ids:
            yield wrong("id", "the id is used twice", "Give each section its own id.")
        if section.heading and section.heading.casefold() in headings:
            yield wrong("heading", f"the heading {section.heading!r} is used twice", "Give it another heading.")
        if section.heading == "" and number:
            yield wrong("heading", "only the first section may go without a heading", "Give it a heading.")
        if section.kind is SectionKind.INFERENCE and section is not file.sections[-1]:
            yield wrong("kind", "an inference section must be the last one", "Move it to the end.")
        if section.words.high < section.paragraphs.low * 10:
            yield wrong("words", "too few words for its paragraphs", "Allow at least ten words a paragraph.")
        ids.add(section.id)
        headings.add(section.heading.casefold() if section.heading is not None else section.id)


def _chain(folder: Path, file: FormatFile, folders: Sequence[Path]) -> list[Path]:
    """The format's folder and those of the formats it extends, the nearest first."""
    chain, extends = [folder], file.extends
    while extends:
        line = tomlfile.key_lines((chain[-1] / "format.toml").read_text(encoding="utf-8-sig")).get(("extends",), 1)
        where = f"{chain[-1] / 'format.toml'}:{line}"
        try:
            parent = _named(extends, folders)
        except NotFound as error:
            raise ConfigError(where, f"extends {extends!r}: {error.cause}", error.next_step) from None
        if parent in chain:
            raise ConfigError(where, f"extends {extends!r}, which extends this format", "Break the circle.")
        chain.append(parent)
        extends = tomlfile.load(parent / "format.toml", FormatFile).extends
    return chain


def _phrases_file(chain: Sequence[Path]) -> Path | None:
    return next((f / "phrases.toml" for f in chain if (f / "phrases.toml").is_file()), None)


def _phrases(chain: Sequence[Path]) -> dict[str, Phrases]:
    """The nearest `phrases.toml`; none is needed."""
    path = _phrases_file(chain)
    return tomlfile.load(path, PhrasesFile).root if path else {}


def _prompt(role: str, chain: Sequence[Path]) -> tuple[Path, str]:
    """The file and the checked template of a role: the format's own, else that of the format it extends, and so on."""
    path = next((f / f"{role}.md" for f in chain if (f / f"{role}.md").is_file()), None)
    if path is None:
        raise ConfigError(f"{chain[0] / 'format.toml'}:1", f"{role}.md is missing", "Write it, or extend a format.")
    return path, _template(path, role)


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
            close = difflib.get_close_matches(name.lower(), rules.known, n=1, cutoff=0.6)
            step = f"Did you mean {{{{{close[0]}}}}}?" if close else f"{role}.md knows: {known}."
            raise ConfigError(f"{path}:{line}", f"unknown placeholder {{{{{name}}}}}", step)
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
