from __future__ import annotations

import json
import multiprocessing
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.check.jsonl import check_lines
from pipeline.errors import UsageError

SOURCE = "The council voted 7 to 2 on Tuesday to build a seawall along the harbour. It rained."
GOOD = {"id": "a", "sources": [SOURCE], "text": "The council voted 9 to 2 to build a seawall.", "gold": None}


def _answers(*lines: object, processes: int = 1) -> list[dict[str, Any]]:
    raw = (line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n" for line in lines)
    return [json.loads(answer) for answer in check_lines(raw, "answer", processes=processes)]


def test_an_answer_has_findings_and_evidence_with_offsets_into_the_raw_text() -> None:
    (answer,) = _answers(GOOD)
    assert list(answer) == ["id", "findings", "sentences", "unchecked", "not_applicable"]
    (found,) = answer["findings"]
    assert set(found) == {"rule", "severity", "start", "end", "message", "evidence"}
    assert (found["rule"], found["severity"]) == ("numbers", "blocker")
    assert str(GOOD["text"])[found["start"] : found["end"]] == "9"
    (sentence,) = answer["sentences"]
    best = sentence["evidence"][0]
    assert set(best) == {"source", "start", "end"}
    assert SOURCE[best["start"] : best["end"]].startswith("The council voted 7")


@pytest.mark.parametrize(
    ("line", "name", "cause"),
    [
        (b"{not json\n", None, "not JSON"),
        (b'{"id": "\xff"}\n', None, "UTF-8"),
        (b"[" * 100_000 + b"\n", None, "not JSON"),
        ([1], None, "object"),
        ({"id": True, "sources": [], "text": ""}, None, "`id`"),
        ({"sources": [], "text": ""}, None, "`id`"),
        ({"id": 7, "sources": "one", "text": ""}, 7, "`sources`"),
        ({"id": "b", "sources": [None], "text": ""}, "b", "`sources`"),
        ({"id": "b", "sources": []}, "b", "`text`"),
    ],
)
def test_a_bad_line_gets_an_error_in_its_place(line: object, name: object, cause: str) -> None:
    before, bad, after = _answers(GOOD, line, {**GOOD, "id": "c"})
    assert (before["id"], after["id"]) == ("a", "c")
    assert set(bad) == {"id", "error"}
    assert bad["id"] == name
    assert cause in bad["error"]


def test_blank_lines_are_passed_over() -> None:
    assert [a["id"] for a in _answers(b"\n", GOOD, b"  \r\n")] == ["a"]


def test_several_processes_keep_the_order_and_read_only_some_lines_ahead() -> None:
    read = 0

    def lines() -> Iterator[bytes]:
        nonlocal read
        for number in range(60):
            read += 1
            text = GOOD["text"] if number % 7 else "A long text. " * 400
            yield json.dumps({**GOOD, "id": number, "text": text}).encode()

    answers = check_lines(lines(), "answer", processes=2)
    assert json.loads(next(answers))["id"] == 0
    assert read < 20
    assert [json.loads(answer)["id"] for answer in answers] == list(range(1, 60))


def test_a_killed_process_costs_no_answer() -> None:
    lines = (json.dumps({**GOOD, "id": number}).encode() for number in range(30))
    answers = check_lines(lines, "answer", processes=2)
    next(answers)
    for child in multiprocessing.active_children():
        child.kill()
    told = [json.loads(answer) for answer in answers]
    assert [answer["id"] for answer in told] == list(range(1, 30))
    assert all("findings" in answer for answer in told)


def test_an_unknown_kind_is_refused_before_anything_is_read() -> None:
    with pytest.raises(UsageError, match="poem"):
        check_lines(iter(()), "poem")


@given(st.binary(max_size=80))
def test_no_line_stops_the_others(line: bytes) -> None:
    answers = _answers(line.replace(b"\n", b""), GOOD)
    assert answers[-1]["id"] == "a"
