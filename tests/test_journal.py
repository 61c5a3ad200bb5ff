from __future__ import annotations

import io
import json

from pipeline.journal import open_journal


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _use(stream: io.StringIO, *, quiet: bool = False) -> str:
    journal = open_journal(quiet=quiet, stream=stream)
    journal.event("write", message="head", call="write.head")
    journal.token("Sea")
    journal.token("wall\x1b[2J")
    journal.event("check", message="3 sections")
    return stream.getvalue()


def test_a_terminal_gets_stages_and_tokens_without_control_sequences() -> None:
    shown = _use(Terminal())
    assert "Writing" in shown
    assert "Sea" in shown
    assert "\x1b[2J" not in shown


def test_a_program_gets_json_lines_and_no_tokens() -> None:
    lines = [json.loads(line) for line in _use(io.StringIO()).splitlines()]
    assert [line["event"] for line in lines] == ["write", "check"]
    assert lines[0]["call"] == "write.head"
    assert lines[0]["time"].endswith("+00:00")


def test_quiet_says_nothing() -> None:
    assert _use(Terminal(), quiet=True) == ""
    assert _use(io.StringIO(), quiet=True) == ""
