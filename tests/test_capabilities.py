from __future__ import annotations

from typing import Any

import pytest
from fake_endpoint import FakeEndpoint
from pydantic import SecretStr

from pipeline.capabilities import Capabilities, probe
from pipeline.errors import BadRequest, KeyRefused, UnknownModel, Unreachable
from pipeline.llm import Client, JsonMode
from pipeline.models import ModelCall


async def at_once(_seconds: float) -> None:
    pass


def found(capabilities: Capabilities) -> dict[str, Any]:
    """Only what differs from the defaults, without the explanations."""
    told = capabilities.model_dump(exclude_defaults=True, mode="json")
    return {name: value for name, value in told.items() if name not in ("trials", "tokens_per_second")}


async def test_an_endpoint_that_can_everything_is_asked_once(fake_endpoint: FakeEndpoint) -> None:
    fake_endpoint.configure(context=8192)
    capabilities = await probe(fake_endpoint.endpoint)

    assert found(capabilities) == {"context_length": 8192}
    assert len(fake_endpoint.calls()) == 1
    assert capabilities.tokens_per_second
    trials = {trial.name: trial for trial in capabilities.trials}
    assert trials["model"].detail == "answers as fake-1"
    assert trials["JSON"].detail == "strict JSON schema"
    assert trials["context"].detail == "8192 tokens"
    assert all(trial.ok for trial in capabilities.trials)


@pytest.mark.parametrize(
    ("refused", "differences"),
    [
        (["max_tokens"], {"max_tokens": "max_completion_tokens"}),
        (["temperature"], {"temperature": False}),
        (["seed"], {"seed": False}),
        (["system"], {"system_role": False}),
        (["stream"], {"streaming": False, "stream_usage": False}),
        (["stream_options"], {"stream_usage": False}),
        (["maxLength", "minLength"], {"string_limits": False}),
        (["json_schema"], {"json_mode": "json_object", "string_limits": False}),
        (["json_schema", "json_object"], {"json_mode": "text", "string_limits": False}),
        (
            ["max_tokens", "temperature", "minLength", "system"],
            {
                "max_tokens": "max_completion_tokens",
                "temperature": False,
                "string_limits": False,
                "system_role": False,
            },
        ),
    ],
)
async def test_what_is_refused_is_found_and_the_client_then_works(
    fake_endpoint: FakeEndpoint, refused: list[str], differences: dict[str, Any]
) -> None:
    fake_endpoint.configure(refuse=refused)
    capabilities = await probe(fake_endpoint.endpoint)
    assert found(capabilities) == differences

    refusals = [trial.detail for trial in capabilities.trials if not trial.ok]
    assert all(refusals)
    call = ModelCall(name="x", system="s", prompt="[s1.p1] The wall is old.", json_schema=None, max_tokens=50, seed=1)
    async with Client(fake_endpoint.endpoint, capabilities) as client:
        assert (await client.complete(call)).text


async def test_a_schema_that_is_taken_but_not_kept_does_not_count(fake_endpoint: FakeEndpoint) -> None:
    fake_endpoint.configure(mode="prose")
    assert (await probe(fake_endpoint.endpoint)).json_mode is JsonMode.TEXT


async def test_one_strange_answer_does_not_cost_an_endpoint_its_abilities(fake_endpoint: FakeEndpoint) -> None:
    fake_endpoint.reply(text='{"city": "Rome"}')
    assert found(await probe(fake_endpoint.endpoint)) == {}


async def test_an_answer_cut_short_still_shows_that_the_question_was_taken(fake_endpoint: FakeEndpoint) -> None:
    for _ in range(7):  # everything at once, the bare question, and five options
        fake_endpoint.reply(text="well, ", finish_reason="length")
    assert found(await probe(fake_endpoint.endpoint)) == {}
    assert len(fake_endpoint.calls()) == 9


async def test_an_endpoint_that_counts_nothing_is_said_to(fake_endpoint: FakeEndpoint) -> None:
    fake_endpoint.configure(usage=False)
    capabilities = await probe(fake_endpoint.endpoint)
    assert capabilities.tokens_per_second is None
    assert [trial.name for trial in capabilities.trials if not trial.ok] == ["usage", "context", "speed"]


async def test_a_server_that_crashes_on_what_it_does_not_know_is_found_out(fake_endpoint: FakeEndpoint) -> None:
    crash: dict[str, Any] = {"status": 500, "body": {"error": {"message": "no grammar"}}, "match": "Answer as JSON"}
    for _ in range(2):  # the first question, tried twice
        fake_endpoint.reply(**crash)
    assert found(await probe(fake_endpoint.endpoint, sleep=at_once)) == {}


async def test_a_server_that_is_down_is_not_probed_further(fake_endpoint: FakeEndpoint) -> None:
    for _ in range(4):
        fake_endpoint.reply(status=500, body={"error": {"message": "down"}})
    with pytest.raises(Unreachable, match="down"):
        await probe(fake_endpoint.endpoint, sleep=at_once)
    assert len(fake_endpoint.calls()) == 4


async def test_a_wrong_key_stops_at_once(fake_endpoint: FakeEndpoint) -> None:
    with pytest.raises(KeyRefused):
        await probe(fake_endpoint.endpoint.model_copy(update={"api_key": SecretStr("wrong")}))


async def test_an_unknown_model_stops_at_once(fake_endpoint: FakeEndpoint) -> None:
    with pytest.raises(UnknownModel, match="no model 'nope' there"):
        await probe(fake_endpoint.endpoint.model_copy(update={"model": "nope"}))
    assert len(fake_endpoint.calls()) == 1


async def test_an_endpoint_that_refuses_every_question_says_why(fake_endpoint: FakeEndpoint) -> None:
    fake_endpoint.configure(refuse=["messages"])
    with pytest.raises(BadRequest, match="'messages' is not supported"):
        await probe(fake_endpoint.endpoint)
