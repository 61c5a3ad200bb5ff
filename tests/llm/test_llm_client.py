"""The client against a real socket: what it sends, and what it makes of answers."""

from __future__ import annotations

from typing import Any

import pytest
from asking import CALL, SCHEMA, Asker
from fake_endpoint import FakeEndpoint

from pipeline.errors import Declined, InvalidOutput, ModelError, Truncated
from pipeline.llm import Capabilities, JsonMode, parse_json

PLAIN = CALL.model_copy(update={"json_schema": None})


@pytest.fixture
def ask(fake_endpoint: FakeEndpoint) -> Asker:
    return Asker(fake_endpoint)


# --- one good call ------------------------------------------------------------------------------


async def test_a_call_is_sent_as_it_was_meant(ask: Asker, fake_endpoint: FakeEndpoint) -> None:
    completion = await ask()

    assert parse_json(completion.text)["headline"].startswith("The council of Port Amble")
    request = fake_endpoint.calls()[0]["request"]
    assert [m["role"] for m in request["messages"]] == ["system", "user"]
    assert request["messages"][1]["content"] == CALL.prompt
    assert (request["max_tokens"], request["temperature"], request["seed"]) == (200, 0.3, 7)
    assert request["response_format"]["json_schema"]["strict"] is True
    assert request["response_format"]["json_schema"]["schema"] == SCHEMA


async def test_usage_is_counted_by_the_server_and_timed_by_us(ask: Asker, fake_endpoint: FakeEndpoint) -> None:
    details = {"cached_tokens": 30}
    fake_endpoint.reply(
        json={"headline": "x"},
        usage={"prompt_tokens": 40, "completion_tokens": 9, "total_tokens": 49, "prompt_tokens_details": details},
        delay=0.05,
    )
    completion = await ask()

    usage = completion.usage
    assert (usage.calls, usage.prompt_tokens, usage.completion_tokens, usage.cached_tokens) == (1, 40, 9, 30)
    assert 0.05 <= usage.seconds < 5
    assert usage.cost is None, "a local endpoint is unpriced, not free"
    assert (completion.model, completion.finish_reason, completion.errors) == ("fake-1", "stop", ())


@pytest.mark.parametrize("streaming", [True, False])
async def test_an_endpoint_that_counts_nothing_counts_as_zero_tokens(
    ask: Asker, fake_endpoint: FakeEndpoint, streaming: bool
) -> None:
    fake_endpoint.configure(usage=False)
    usage = (await ask(capabilities=Capabilities(streaming=streaming))).usage
    assert (usage.calls, usage.prompt_tokens, usage.completion_tokens) == (1, 0, 0)


async def test_tokens_are_shown_as_they_come(ask: Asker) -> None:
    pieces: list[str] = []
    completion = await ask(on_token=pieces.append)
    assert len([piece for piece in pieces if piece]) > 1
    assert "".join(pieces) == completion.text


async def test_without_streaming_the_same_answer_comes_in_one_piece(ask: Asker, fake_endpoint: FakeEndpoint) -> None:
    pieces: list[str] = []
    completion = await ask(on_token=pieces.append, capabilities=Capabilities(streaming=False))
    assert pieces == [completion.text]
    assert "stream" not in fake_endpoint.calls()[0]["request"]


async def test_halves_of_a_character_in_two_events_become_one(ask: Asker, fake_endpoint: FakeEndpoint) -> None:
    fake_endpoint.reply(pieces=["Smile \ud83d", "\ude00!"])
    assert (await ask(PLAIN)).text == "Smile 😀!"


async def test_only_what_the_endpoint_takes_is_sent(ask: Asker, fake_endpoint: FakeEndpoint) -> None:
    fake_endpoint.configure(
        refuse=["max_tokens", "temperature", "seed", "system", "stream", "stream_options", "json_schema", "json_object"]
    )
    completion = await ask(
        capabilities=Capabilities(
            json_mode=JsonMode.TEXT,
            max_tokens="max_completion_tokens",
            system_role=False,
            temperature=False,
            seed=False,
            streaming=False,
        )
    )
    assert parse_json(completion.text)["headline"].startswith("The council")
    prompt = fake_endpoint.calls()[0]["prompt"]
    assert prompt.startswith(CALL.system)
    assert '"additionalProperties": false' in prompt


async def test_json_object_mode_writes_the_schema_into_the_prompt(ask: Asker, fake_endpoint: FakeEndpoint) -> None:
    fake_endpoint.configure(refuse=["json_schema"])
    completion = await ask(capabilities=Capabilities(json_mode=JsonMode.JSON_OBJECT))
    assert set(parse_json(completion.text)) == {"headline"}
    call = fake_endpoint.calls()[0]
    assert call["request"]["response_format"] == {"type": "json_object"}
    assert call["prompt"].rindex("additionalProperties") > call["prompt"].index("Write the headline")


async def test_string_limits_are_left_out_where_refused_but_not_properties_of_that_name(
    ask: Asker, fake_endpoint: FakeEndpoint
) -> None:
    properties = {"headline": SCHEMA["properties"]["headline"], "maxLength": {"type": "string"}}
    schema = {**SCHEMA, "properties": properties, "required": ["headline", "maxLength"]}
    await ask(CALL.model_copy(update={"json_schema": schema}), capabilities=Capabilities(string_limits=False))
    sent = fake_endpoint.calls()[0]["request"]["response_format"]["json_schema"]["schema"]
    assert sent["properties"] == {"headline": {"type": "string"}, "maxLength": {"type": "string"}}


async def test_extra_parameters_of_the_endpoint_go_along(ask: Asker, fake_endpoint: FakeEndpoint) -> None:
    fake_endpoint.configure(extra=["repeat_penalty"])
    await ask(endpoint=fake_endpoint.endpoint.model_copy(update={"extra_body": {"repeat_penalty": 1.1}}))
    assert fake_endpoint.calls()[0]["request"]["repeat_penalty"] == 1.1


# --- reasoning ----------------------------------------------------------------------------------


@pytest.mark.parametrize("streaming", [True, False])
@pytest.mark.parametrize("think", ["Let me see.", "<think>\nLet me see.</think>\n\n", "Let me see.</think>"])
async def test_reasoning_is_removed(ask: Asker, fake_endpoint: FakeEndpoint, think: str, streaming: bool) -> None:
    fake_endpoint.reply(think=think, json={"headline": "Seawall"}, reasoning="Hidden.")
    completion = await ask(capabilities=Capabilities(streaming=streaming))
    assert completion.text == '{"headline": "Seawall"}'


async def test_an_answer_that_is_nothing_but_reasoning_is_empty(ask: Asker, fake_endpoint: FakeEndpoint) -> None:
    fake_endpoint.reply(text="<think>I could write about the wall, or about")
    error = await ask.failing(InvalidOutput)
    assert error.usage.completion_tokens > 0


# --- answers that may not be shown --------------------------------------------------------------


@pytest.mark.parametrize("streaming", [True, False])
@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ({"text": '{"headline": "Sea', "finish_reason": "length"}, Truncated),
        ({"text": "…", "finish_reason": "content_filter"}, Declined),
        ({"refusal": "I can't help with that."}, Declined),
        ({"text": ""}, InvalidOutput),
        ({"text": " \n"}, InvalidOutput),
        ({"choices": []}, InvalidOutput),
    ],
)
async def test_unusable_answers_are_typed_counted_and_not_asked_for_again(
    ask: Asker, fake_endpoint: FakeEndpoint, reply: dict[str, Any], kind: type[ModelError], streaming: bool
) -> None:
    fake_endpoint.reply(**reply)
    error = await ask.failing(kind, capabilities=Capabilities(streaming=streaming))
    assert len(fake_endpoint.calls()) == 1
    assert error.usage.calls == 1
    assert error.usage.prompt_tokens > 10


async def test_a_refusal_says_what_the_model_said(ask: Asker, fake_endpoint: FakeEndpoint) -> None:
    fake_endpoint.reply(refusal="I can't help with that.")
    assert "I can't help with that." in str(await ask.failing(Declined))
