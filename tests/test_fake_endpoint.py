"""The fake must be as strict as what it stands for, or tests against it prove nothing."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fake_answers import Writer, schema_in
from fake_endpoint import FakeEndpoint

PASSAGES = """\
[s1.p1] The council of Port Amble voted 7-2 on Tuesday to rebuild the old seawall. Work begins in March.
[s1.p2] Mayor Ines Duarte said the wall "will keep 12,000 people dry." Her office gave no date.
[s2.p1] Two members voted against it because the price has doubled. They want a cheaper plan.
[n1.p1] The first seawall was built after a flood that people here still talk about.

Write the section."""
SECTION: dict[str, Any] = {
    "type": "object",
    "properties": {
        "heading": {"type": "string", "maxLength": 60},
        "paragraphs": {
            "type": "array",
            "minItems": 2,
            "maxItems": 3,
            "items": {
                "type": "object",
                "properties": {
                    "citations": {
                        "type": "array",
                        "items": {"type": "string", "enum": ["s1.p1", "s1.p2", "s2.p1", "n1.p1"]},
                    },
                    "text": {"type": "string", "minLength": 20, "maxLength": 400},
                },
                "required": ["citations", "text"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["heading", "paragraphs"],
    "additionalProperties": False,
}


def post(fake: FakeEndpoint, body: dict[str, Any], key: str | None = None) -> tuple[int, Any]:
    base = {"model": fake.model, "messages": [{"role": "user", "content": PASSAGES}]}
    with httpx2.Client(trust_env=False, timeout=10) as client:
        answer = client.post(
            f"{fake.base_url}/chat/completions",
            json={**base, **body},
            headers={"Authorization": f"Bearer {key or fake.key}"},
        )
    return answer.status_code, answer.json()


def strict(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": schema}}


def without(schema: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key != name}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"model": "gpt-nope"}, 404, "model_not_found"),
        ({"repeat_penalty": 1.1}, 400, "unknown_parameter"),
        ({"messages": []}, 400, None),
        ({"stream_options": {"include_usage": True}}, 400, None),
        ({"response_format": {"type": "json_object"}}, 400, None),
        ({"response_format": {"type": "xml"}}, 400, "unsupported_value"),
        ({"response_format": strict(without(SECTION, "additionalProperties"))}, 400, None),
        ({"response_format": strict(without(SECTION, "required"))}, 400, None),
        ({"response_format": strict({**SECTION, "required": ["heading"]})}, 400, None),
        ({"response_format": strict(SECTION)}, 200, None),
    ],
)
def test_documented_rules_are_enforced(
    fake_endpoint: FakeEndpoint, body: dict[str, Any], status: int, code: str | None
) -> None:
    answered, told = post(fake_endpoint, body)
    assert answered == status
    if status != 200:
        assert told["error"]["code"] == code
        assert told["error"]["message"]
    assert [call["status"] for call in fake_endpoint.calls()] == [status]


def test_a_wrong_key_is_refused(fake_endpoint: FakeEndpoint) -> None:
    status, told = post(fake_endpoint, {}, key="wrong")
    assert (status, told["error"]["code"]) == (401, "invalid_api_key")


def test_an_open_nested_object_is_refused(fake_endpoint: FakeEndpoint) -> None:
    schema = json.loads(json.dumps(SECTION))
    del schema["properties"]["paragraphs"]["items"]["additionalProperties"]
    assert post(fake_endpoint, {"response_format": strict(schema)})[0] == 400


def test_a_setting_that_does_not_exist_is_refused(fake_endpoint: FakeEndpoint) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        fake_endpoint.configure(colour="blue")
    caught.value.close()


def test_programmed_replies_come_in_order_or_to_their_prompt(fake_endpoint: FakeEndpoint) -> None:
    fake_endpoint.reply(text="for another", match="no such words")
    fake_endpoint.reply(text="first")
    fake_endpoint.reply(text="second", status=200)
    texts = [post(fake_endpoint, {})[1]["choices"][0]["message"]["content"] for _ in range(2)]
    assert texts == ["first", "second"]


def test_an_answer_longer_than_the_limit_is_cut(fake_endpoint: FakeEndpoint) -> None:
    _, told = post(fake_endpoint, {"max_tokens": 8, "response_format": strict(SECTION)})
    assert told["choices"][0]["finish_reason"] == "length"


def test_it_ends_when_its_parent_does() -> None:
    script = str(Path(__file__).parent / "fake_endpoint.py")
    with subprocess.Popen([sys.executable, script, "--with-parent"], stdin=-1, stdout=-1) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["model"]
        assert process.communicate(timeout=10)[0] == b""
        assert process.returncode == 0


# --- answers made of the prompt -----------------------------------------------------------------


def test_an_answer_is_valid_grounded_and_cites_what_it_used() -> None:
    answer = Writer().answer(SECTION, PASSAGES)

    assert list(answer) == ["heading", "paragraphs"]
    assert len(answer["paragraphs"]) == 2
    passages = dict(line[1:].split("] ", 1) for line in PASSAGES.splitlines() if line.startswith("["))
    for paragraph in answer["paragraphs"]:
        (cited,) = paragraph["citations"]
        assert paragraph["text"] in passages[cited]
        assert 20 <= len(paragraph["text"]) <= 400


def test_sections_do_not_repeat_each_other() -> None:
    writer = Writer()
    texts = [p["text"] for _ in range(2) for p in writer.answer(SECTION, PASSAGES)["paragraphs"]]
    assert len(set(texts)) == len(texts) == 4


def test_two_writers_answer_alike() -> None:
    assert Writer().answer(SECTION, PASSAGES) == Writer().answer(SECTION, PASSAGES)


def test_without_a_list_of_ids_the_text_carries_markers() -> None:
    schema = {"type": "object", "properties": {"text": {"type": "string"}, "dek": {"type": "string"}}}
    answer = Writer().answer(schema, PASSAGES)
    assert answer["text"].endswith(" [s1.p1]")
    assert "[" not in answer["dek"]
    assert "[" not in Writer().answer(schema, PASSAGES, markers=False)["text"]


def test_limits_hold_even_when_they_are_tight() -> None:
    for least, most in ((0, 12), (30, 35), (300, 320), (500, 500)):
        schema = {"type": "string", "minLength": least, "maxLength": most}
        assert least <= len(Writer().answer(schema, PASSAGES)) <= most


def test_an_inference_prefers_sentences_that_claim_nothing_new() -> None:
    prompt = PASSAGES + ' The heading is "Reading Between the Lines".'
    text = Writer().answer({"type": "string"}, prompt, markers=False)
    assert not any(letter.isdigit() or letter == '"' for letter in text)


def test_references_and_alternatives_are_followed() -> None:
    schema = {
        "type": "object",
        "$defs": {"kind": {"enum": ["reported", "analysis"]}},
        "properties": {
            "kind": {"$ref": "#/$defs/kind"},
            "dek": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "count": {"type": "integer"},
            "sure": {"type": ["boolean", "null"]},
        },
    }
    answer = Writer().answer(schema, PASSAGES)
    assert answer["kind"] == "reported"
    assert isinstance(answer["dek"], str)
    assert (answer["count"], answer["sure"]) == (1, True)


def test_the_schema_is_found_in_a_prompt() -> None:
    assert schema_in(f"Data: {{}}.\n{PASSAGES}\n{json.dumps(SECTION)}") == SECTION
    assert schema_in(PASSAGES) is None
