from __future__ import annotations

from pathlib import Path

import pytest
from nutgraf_command import Nutgraf

from pipeline.check import Copying
from pipeline.desks import load_desk
from pipeline.errors import ConfigError
from pipeline.flow.copying import copying_limits

WARN_ONLY = Copying(block_words=None, block_share=None)


def _desk(folder: Path, keys: str) -> Copying:
    (folder / "d.toml").write_text(f'name = "D"\n[copying]\n{keys}\n')
    return copying_limits(load_desk("d", folder), small_steps="small" in keys)


@pytest.mark.parametrize(
    ("keys", "limits"),
    [
        ("", Copying()),
        ("block_words = 40\nblock_share = 0.5", Copying(block_words=40, block_share=0.5)),
        ("warn_words = 10\nwarn_share = 0.1", Copying(warn_words=10, warn_share=0.1)),
        ("blocks = false", WARN_ONLY),
        ("# small steps", WARN_ONLY),
        ("blocks = true # small steps", Copying()),
    ],
)
def test_limits_of_a_desk(tmp_path: Path, keys: str, limits: Copying) -> None:
    assert _desk(tmp_path, keys) == limits


@pytest.mark.parametrize("keys", ["block_words = 0", "block_share = 1.5", "warn = 3", 'blocks = "often"'])
def test_limits_that_are_none(tmp_path: Path, keys: str) -> None:
    with pytest.raises(ConfigError, match=r"d\.toml"):
        _desk(tmp_path, keys)


def test_a_desk_is_asked_again_when_its_draft_is_checked(nutgraf: Nutgraf) -> None:
    source = nutgraf.folder / "sources"
    source.mkdir()
    long = " ".join(f"The council discussed item {n} of its list with {n + 3} guests." for n in range(40))
    (nutgraf.folder / "page.txt").write_text(f"A list of many items\n\n{long}")
    (source / "d.toml").write_text('name = "D"\n[copying]\nblocks = false\n')
    written = nutgraf("draft", nutgraf.folder / "page.txt", "--desk", "d", "--json").json

    def rules(severity: str) -> set[str]:
        report = nutgraf("check", written["path"], "--json").json
        return {f["rule"] for f in report["findings"] if f["severity"] == severity}

    assert "copying" in rules("warning")
    assert "copying" not in rules("blocker")
    (source / "d.toml").write_text('name = "D"\n[copying]\nwarn_words = 4\nblock_words = 5\n')
    assert "copying" in rules("blocker")
