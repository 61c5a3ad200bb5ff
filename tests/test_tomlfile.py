from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from pipeline.errors import ConfigError
from pipeline.models import Frozen, SectionKind
from pipeline.tomlfile import key_lines, load


class Feed(Frozen):
    url: str
    every: int = Field(default=60, ge=1)


class Limits(Frozen):
    articles: int | None = None
    cost: float = 0.0


class Desk(Frozen):
    name: str
    kind: SectionKind = SectionKind.REPORTED
    feeds: tuple[Feed, ...] = ()
    words: tuple[str, ...] = ()
    limits: Limits = Limits()
    by_country: dict[str, Limits] = Field(default_factory=dict)


def refused(text: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        load(Path("desk.toml"), Desk, text=text)
    return caught.value


def test_a_file_is_read_into_its_model(tmp_path: Path) -> None:
    path = tmp_path / "desk.toml"
    path.write_text(
        '\ufeffname = "harbour"\nkind = "analysis"\nwords = ["a", "b"]\n[limits]\ncost = 2\n[[feeds]]\nurl = "u"\n',
        encoding="utf-8",
    )
    assert load(path, Desk) == Desk(
        name="harbour", kind=SectionKind.ANALYSIS, words=("a", "b"), limits=Limits(cost=2.0), feeds=(Feed(url="u"),)
    )


@pytest.mark.parametrize(
    ("text", "thing", "words"),
    [
        ('name = "a"\nkidn = "analysis"\n', "desk.toml:2", ["unknown key 'kidn'", "Did you mean 'kind'?"]),
        ('nmae = "a"\n', "desk.toml:1", ["unknown key 'nmae'", "Did you mean 'name'?", "and 1 more"]),
        ('name = "a"\nxyzzy = 1\n', "desk.toml:2", ["'xyzzy'", "Known keys: name, kind, feeds"]),
        (
            'name = "a"\n\n[[feeds]]\nurl = "u"\n[[feeds]]\nurl = "v"\nevry = 3\n',
            "desk.toml:7",
            ["'evry' in [feeds[2]]", "'every'"],
        ),
        ('name = "a"\n[[feeds]]\nurl = "u"\nevery = 0\n', "desk.toml:4", ["'feeds[1].every'", "greater than", "not 0"]),
        ('name = "a"\n[[feeds]]\nevery = 5\n', "desk.toml:2", ["key 'url' is missing in [feeds[1]]"]),
        ('name = "a"\n[limits]\narticles = "5"\n', "desk.toml:3", ["limits.articles", "valid integer", 'not "5"']),
        ('name = "a"\n[limits]\narticles = true\n', "desk.toml:3", ["limits.articles"]),
        ('name = "a"\nkind = "opinion"\n', "desk.toml:2", ["'kind'", "'reported', 'analysis' or 'inference'"]),
        ('name = "a"\nwords = [\n  "x", # ], "\n  2,\n]\n', "desk.toml:4", ["words[2]"]),
        ('name = "a"\nby_country.fr = { articles = 1, costs = 2 }\n', "desk.toml:2", ["'costs'", "'cost'"]),
        ('name = """\nmany\n[lines]\n"""\n[limits]\ncost = "x"\n', "desk.toml:6", ["limits.cost"]),
        ('name = "a"\nname = "b"\n', "desk.toml:2", ["is not TOML"]),
        ('name = "a"\n[limits\n', "desk.toml:2", ["is not TOML"]),
        ('name = "a', "desk.toml:1", ["is not TOML"]),
        ("", "desk.toml:1", ["key 'name' is missing"]),
    ],
)
def test_a_mistake_names_file_line_and_key(text: str, thing: str, words: list[str]) -> None:
    error = refused(text)
    assert error.thing == thing
    assert "\n" not in str(error)
    for word in words:
        assert word in str(error)


def test_unreadable_files_are_config_errors(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(b'name = "a"\nkind = "\xe9"\n')
    with pytest.raises(ConfigError, match=r"latin.toml:2: is not UTF-8"):
        load(tmp_path / "latin.toml", Desk)
    with pytest.raises(ConfigError, match="can't be read"):
        load(tmp_path / "absent.toml", Desk)


def test_deep_nesting_is_a_config_error() -> None:
    assert refused("name = " + "[" * 100_000 + "]" * 100_000).thing == "desk.toml:1"


SOURCE = """\
# [not.a.table]
title = 'x = 1' # a = 2
"quoted key".'b.c' = 1

[[a]]
k = [
  [1, 2], # ]
  { p = "}", q = 2024-01-01 10:00:00 },
]
[[a.sub]]
v = '''
[w]
''' # done
[[a]]
f = 1.5e3
[a.t.u]
g = true
"""


def test_the_scanner_finds_every_key() -> None:
    lines = key_lines(SOURCE)
    assert {
        ("title",): 2,
        ("quoted key", "b.c"): 3,
        ("a", 0): 5,
        ("a", 0, "k"): 6,
        ("a", 0, "k", 0, 1): 7,
        ("a", 0, "k", 1, "p"): 8,
        ("a", 0, "k", 1, "q"): 8,
        ("a", 0, "sub", 0, "v"): 11,
        ("a", 1): 14,
        ("a", 1, "f"): 15,
        ("a", 1, "t", "u", "g"): 17,
    }.items() <= lines.items()
    assert ("w",) not in lines


@given(st.text(alphabet="ab\"'[]{}=.,#\n \\1", max_size=60))
def test_any_text_loads_or_is_refused(text: str) -> None:
    name = text[:5]
    try:
        assert load(Path("f.toml"), Desk, text=f"name = {json.dumps(name)}\n{text}").name == name
    except ConfigError as error:
        thing = error.thing
    else:
        thing = "f.toml:0"
    assert re.fullmatch(r"f\.toml:\d+", thing)
