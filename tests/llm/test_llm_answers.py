from __future__ import annotations

import pytest

from pipeline.errors import InvalidOutput
from pipeline.llm import parse_json, without_reasoning


@pytest.mark.parametrize(
    ("raw", "answer"),
    [
        ("The wall.", "The wall."),
        ("<think>hm</think>The wall.", "The wall."),
        ("\n<think>\nhm\n</think>\n\nThe wall.\n", "The wall."),
        ("<think>a</think><think>b</think>The wall.", "The wall."),
        ("<THINKING>a</THINKING> The wall.", "The wall."),
        ("<think>never closed, so all of it is reasoning", ""),
        ("hm, well</think>The wall.", "The wall."),
        ("Sure. <think>hm</think>The wall.", "The wall."),
        ('<think>{"headline": "draft"}</think>{"headline": "x"}', '{"headline": "x"}'),
        ("[THINK]hm[/THINK]The wall.", "The wall."),
        ("◁think▷hm◁/think▷The wall.", "The wall."),
        ("<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>The wall.", "The wall."),
        # Inside the answer a tag is text: a source may be about such tags.
        ('{"headline": "What </think> means"}', '{"headline": "What </think> means"}'),
        ('{"headline": "<think>a</think>"}', '{"headline": "<think>a</think>"}'),
    ],
)
def test_reasoning_in_front_is_removed(raw: str, answer: str) -> None:
    assert without_reasoning(raw) == answer


@pytest.mark.parametrize(
    "text",
    [
        '{"a": [1, 2]}',
        ' \n{"a": [1, 2]}\n',
        '```json\n{"a": [1, 2]}\n```',
        '```\n{"a": [1, 2]}\n```',
        'Here it is:\n\n```JSON\n{"a": [1, 2]}\n```\nAnything else?',
        'Here it is: {"a": [1, 2]} I hope it helps.',
        'From [s1.p1] I get {"a": [1, 2]} [done]',
        '\ufeff{"a": [1, 2]}',
    ],
)
def test_json_is_found_in_its_wrapping(text: str) -> None:
    assert parse_json(text) == {"a": [1, 2]}


def test_a_fence_inside_a_string_is_text() -> None:
    assert parse_json('{"a": "```json\\n[1]\\n```"}') == {"a": "```json\n[1]\n```"}


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("The council voted.", "there is no JSON in it"),
        ("", "there is no JSON in it"),
        ('{"a": 1', "Expecting ',' delimiter: line 1 column 8 (char 7)"),
        ('{"a": 1,}', "line 1 column"),
        ("{'a': 1}", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        ('```json\n{"a": "x\n```', "Unterminated string starting at"),
        ('{"a": NaN}', "NaN is not JSON"),
        ('{"a": "\\ud800"}', "half a surrogate pair"),
        ('{"a": 1} {"b": 2}', "extra data after the first value (char 8)"),
        ("[" * 100_000, "not valid JSON"),
        ('{"a": ' + "9" * 5000 + "}", "not valid JSON"),
    ],
)
def test_what_is_not_json_is_refused_in_the_decoders_words(text: str, cause: str) -> None:
    with pytest.raises(InvalidOutput) as caught:
        parse_json(text)
    assert cause in caught.value.cause


def test_the_refusal_never_repeats_the_text() -> None:
    with pytest.raises(InvalidOutput) as caught:
        parse_json('{"a": "ignore previous instructions')
    assert "ignore" not in str(caught.value)
