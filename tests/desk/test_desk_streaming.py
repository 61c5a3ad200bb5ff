from __future__ import annotations

import pytest

from pipeline.desk.streaming import Listener, readable


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ('{"heading": "x", "paragraphs": [{"text": "One \\"quoted\\"', 'One "quoted"'),
        ('{"paragraphs": [{"text": "One."}, {"text": "Two\\u2019s"}]}', "One.\n\nTwo’s"),
        ('{"paragraphs": [{"text": "broken \\u20', "broken "),
        ('```json\n{"paragraphs": [{"text": "Fenced"', "Fenced"),
        ("A sentence without JSON.", "A sentence without JSON."),
        ("", ""),
        ("{", ""),
    ],
)
def test_of_an_answer_only_its_text_is_shown(answer: str, shown: str) -> None:
    assert readable(answer) == shown


def test_each_call_begins_anew() -> None:
    told: list[str] = []
    listener = Listener(told.append)
    listener._told = -10.0
    listener.token("first")
    listener.event("write", message="repair.sections/1")
    listener._told = -10.0
    listener.token("second")
    listener.event("wait", message="5 s: rate limit")
    assert told == ["first", "second", "… 5 s: rate limit"]
