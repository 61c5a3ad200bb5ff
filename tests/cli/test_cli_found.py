from __future__ import annotations

import io

from rich.console import Console

from pipeline.check import Block, SourceText, check
from pipeline.cli.found import shown

SOURCE = "The council voted 7 to 2 on the harbour wall. Mayor Anna Berg said: “We will not wait for the next flood.”"


def lines(text: str, *, width: int = 80, colour: bool = False) -> list[str]:
    blocks, sources = [Block(None, None, "text", text)], [SourceText(SOURCE, 0)]
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=colour, color_system="standard" if colour else None)
    console.print(shown(check(text, sources), blocks, sources, ["report.txt"]), crop=False)
    return [line.rstrip() for line in out.getvalue().splitlines()]


def test_a_sentence_is_shown_once_with_all_that_is_wrong_and_its_source() -> None:
    found = lines(
        "The council voted on the wall.\n\nThe council voted 31, 41 or 51 to 2 on the harbour wall, said Quark."
    )
    assert found[:2] == ["line 3", "The council voted 31, 41 or 51 to 2 on the harbour wall, said Quark."]
    assert found[2] == "BLOCKER  numbers: The number “31” is in no source. The same of “41”, “51”."
    assert found[3] == "BLOCKER  names: The name “Quark” is in no source."
    assert found[4].strip().startswith("report.txt: “The council voted 7 to 2 on the harbour wall.")
    assert found[-1] == "Findings: 4 blockers"


def test_blockers_come_first_and_the_same_warning_again_and_again_is_one() -> None:
    odd = [f"Purple {what} dance quietly in marmalade." for what in ("boats", "maps", "songs", "lamps")]
    found = lines("\n\n".join([*odd, "The council voted 9 to 2 on the harbour wall."]))
    assert found[1].startswith("The council voted 9 to 2")
    assert "WARNING support · 4 sentences" in found
    assert [line for line in found if line.startswith("•")] == [f"• line {2 * n + 1}: {s}" for n, s in enumerate(odd)]


def test_a_text_cant_steer_the_terminal_and_long_ones_are_cut() -> None:
    text = f"The council [red]voted\x1b[31m 9 to 2[/red] on the wall{' of the harbour' * 400}."
    found = lines(text)
    assert "[red]voted[31m 9 to 2[/red]" in found[1]
    assert sum(map(len, found)) < 1_500
    assert all(len(line) <= 80 for line in found)


def test_what_was_found_is_underlined() -> None:
    assert any("\x1b[1;4;31m9\x1b[0m" in line for line in lines("The council voted 9 to 2.", colour=True))
