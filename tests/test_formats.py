from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import ConfigError, NotFound
from pipeline.formats import ROLES, Range, list_formats, load_format, render
from pipeline.models import SectionKind

SHIPPED = Path(__file__).parent.parent / "prompts"

FORMAT = """\
title = "Small"
description = "For tests."

[head]
headline_words = [4, 12]
dek_words = [8, 30]

[[sections]]
id = "news"
kind = "reported"
heading = "The News"
paragraphs = [1, 2]
words = [20, 60]
guidance = "Report."

[[sections]]
id = "end"
kind = "inference"
heading = "The End"
paragraphs = [1, 2]
words = [20, 60]
guidance = "Conclude."
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one whole format `small`."""
    made = tmp_path / "prompts" / "small"
    made.mkdir(parents=True)
    (made / "format.toml").write_text(FORMAT)
    for role, rules in ROLES.items():
        names = sorted(rules.required, key=lambda name: name != "sources")
        body = "\n".join(f"{{{{{name}}}}}" for name in names)
        (made / f"{role}.md").write_text(f'+++\ndescription = "The {role}."\n+++\n{body}\n')
    return made.parent


def refused(folder: Path, name: str = "small") -> str:
    with pytest.raises(ConfigError) as caught:
        load_format(name, [folder])
    return str(caught.value).replace(f"{folder}/", "")


@pytest.mark.parametrize("name", ["analysis", "brief"])
def test_shipped_formats_load(name: str) -> None:
    fmt = load_format(name, [SHIPPED])
    assert fmt.name == name
    assert set(fmt.prompts) == set(ROLES)
    assert "+++" not in fmt.prompts["head"]


def test_the_analysis_ends_between_the_lines() -> None:
    fmt = load_format("analysis", [SHIPPED])
    assert len(fmt.sections) >= 3
    assert (fmt.sections[-1].heading, fmt.sections[-1].kind) == ("Reading Between the Lines", SectionKind.INFERENCE)


def test_the_brief_has_three_paragraphs_without_a_heading() -> None:
    (section,) = load_format("brief", [SHIPPED]).sections
    assert (section.heading, section.paragraphs) == ("", Range(low=3, high=3))


def test_the_first_folder_wins(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "own" / "small"
    own.mkdir(parents=True)
    (own / "format.toml").write_text(FORMAT.replace('"Small"', '"Own"\nextends = "basis"'))
    (folder / "small").rename(folder / "basis")
    (folder / "small").mkdir()
    (folder / "small" / "format.toml").write_text("broken =")
    assert load_format("small", [own.parent, folder]).title == "Own"
    assert list_formats([own.parent, folder]) == ("basis", "small")


@pytest.mark.parametrize("name", ["anlysis", "../prompts/small", "small/../small", "", "."])
def test_an_unknown_format_lists_the_known(folder: Path, name: str) -> None:
    with pytest.raises(NotFound, match="Known formats: small"):
        load_format(name, [folder])


def test_prompts_come_from_the_extended_format(folder: Path) -> None:
    child = folder / "child"
    child.mkdir()
    (child / "format.toml").write_text('extends = "small"\n' + FORMAT)
    (child / "step.md").write_text('+++\ndescription = "Own."\n+++\n{{fence}} own {{sources}}')
    parent, fmt = load_format("small", [folder]), load_format("child", [folder])
    assert fmt.prompts == {**parent.prompts, "step": "{{fence}} own {{sources}}"}
    assert fmt.prompt_hash != parent.prompt_hash


def test_extending_in_a_circle_or_nothing(folder: Path) -> None:
    path = folder / "small" / "format.toml"
    path.write_text('extends = "small"\n' + FORMAT)
    assert "small/format.toml:1: extends 'small', which extends this format" in refused(folder)
    path.write_text('extends = "smal"\n' + FORMAT)
    assert "small/format.toml:1: extends 'smal': there is no such format. Known formats: small." in refused(folder)


def test_hashes_are_of_content(folder: Path) -> None:
    before = load_format("small", [folder])
    path = folder / "small" / "format.toml"
    path.write_text("# A comment.\n" + FORMAT)
    same = load_format("small", [folder])
    assert (same.format_hash, same.prompt_hash) == (before.format_hash, before.prompt_hash)
    path.write_text(FORMAT.replace("[20, 60]", "[20, 61]"))
    assert load_format("small", [folder]).format_hash != before.format_hash


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda s: s.replace('id = "end"', 'id = "news"'),
            "small/format.toml:17: section 'news', key 'id': the id is used twice",
        ),
        (
            lambda s: s.replace("The End", "the news"),
            "small/format.toml:19: section 'end', key 'heading': the heading 'the news' is used",
        ),
        (
            lambda s: s.replace('"The End"', '""'),
            "small/format.toml:19: section 'end', key 'heading': only the first section",
        ),
        (
            lambda s: s.replace("reported", "inference"),
            "small/format.toml:10: section 'news', key 'kind': an inference section must",
        ),
        (
            lambda s: s.replace("[20, 60]", "[2, 6]", 1),
            "small/format.toml:13: section 'news', key 'words': too few words",
        ),
        (
            lambda s: s.replace("[1, 2]", "[2, 1]", 1),
            "small/format.toml:12: key 'sections[1].paragraphs': 2 is more than 1",
        ),
        (
            lambda s: s.replace("[1, 2]", "[1]", 1),
            "small/format.toml:12: key 'sections[1].paragraphs': must be two numbers",
        ),
        (lambda s: s.replace("guidance", "guidence", 1), "Did you mean 'guidance'?"),
        (lambda s: s.replace("dek_words", "lede_paragraphs = [1, 2]\ndek_words"), "belong together"),
        (lambda s: 'mode = "section"\n' + s, "small/format.toml:1: key 'mode'"),
        (lambda s: s.partition("[[")[0], "small/format.toml:1: key 'sections' is missing"),
    ],
)
def test_an_impossible_format_is_refused(folder: Path, change: Callable[[str], str], message: str) -> None:
    (folder / "small" / "format.toml").write_text(change(FORMAT))
    assert message in refused(folder)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Hello", "small/section.md:1: has no front matter"),
        ("+++\ndescription = 1\n+++\n", "small/section.md:2: key 'description'"),
        ('+++\ndescription = "x"\nrole = "y"\n+++\n', "small/section.md:3: unknown key 'role'"),
        ('+++\ndescription = "x"\n+++\n{{sources}}\n{{words}} {{paragraphs}}', "placeholder {{guidance}} is missing"),
        ('+++\ndescription = "x"\n+++\n{{sources}}\n\n{{titel}}', "small/section.md:6: unknown placeholder {{titel}}"),
        ('+++\ndescription = "x"\n+++\n{{sources}}\n{{words}} }}', "small/section.md:5: a lone }}"),
        (
            '+++\ndescription = "x"\n+++\nWrite! {{sources}} {{words}} {{paragraphs}} {{guidance}}',
            "small/section.md:1: must begin with {{sources}}",
        ),
    ],
)
def test_a_wrong_prompt_is_refused(folder: Path, text: str, message: str) -> None:
    (folder / "small" / "section.md").write_text(text)
    assert message in refused(folder)


def test_a_missing_or_unreadable_prompt_is_refused(folder: Path) -> None:
    (folder / "small" / "section.md").write_bytes(b"\xff")
    assert "small/section.md:1: can't be read: is not UTF-8" in refused(folder)
    (folder / "small" / "section.md").unlink()
    assert "small/format.toml:1: section.md is missing" in refused(folder)


def test_a_value_is_data() -> None:
    assert render("{{ sources }} and {{words}}", {"sources": r"{{words}} \1", "words": "5"}) == r"{{words}} \1 and 5"
