from __future__ import annotations

from typing import Any

import pytest
from fake_endpoint import FakeEndpoint
from pydantic import SecretStr

from pipeline.capabilities import Capabilities
from pipeline.capabilities import probe as probe_and_count
from pipeline.errors import BadRequest, KeyRefused, ModelError, UnknownModel, Unreachable
from pipeline.llm import Client, Endpoint, JsonMode, parse_json
from pipeline.models import ModelCall


async def probe(endpoint: Endpoint, **options: Any) -> Capabilities:
    return (await probe_and_count(endpoint, **options)).capabilities


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
    assert list(trials) == [
        *("reachable", "key", "model", "JSON", "system role", "temperature", "seed", "streaming"),
        *("usage in the stream", "length limit", "usage", "reasoning", "context", "speed"),
    ]
    assert trials["model"].detail == "answers as fake-1, listed"
    assert trials["reasoning"].detail == "none seen"
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


# --- as servers of the wild do it -----------------------------------------------------------------

_SECTION = ModelCall(
    name="x",
    system="s",
    prompt="[s1.p1] The old wall is tall.",
    json_schema={
        "type": "object",
        "properties": {"headline": {"type": "string"}},
        "required": ["headline"],
        "additionalProperties": False,
    },
    max_tokens=120,
    seed=1,
)


async def test_a_reasoning_model_of_openai(fake_endpoint: FakeEndpoint) -> None:
    """No max_tokens, no temperature but 1, and reasoning that counts towards the limit of the answer."""
    fake_endpoint.configure(
        refuse=["max_tokens", "minLength", "maxLength"], temperatures=[1], thinking="hidden", thoughts=900
    )
    capabilities = await probe(fake_endpoint.endpoint)
    assert found(capabilities) == {
        "max_tokens": "max_completion_tokens",
        "temperature": False,
        "string_limits": False,
        "reasoning": "hidden",
        "reasoning_tokens": 4000,
    }
    async with Client(fake_endpoint.endpoint, capabilities) as client:
        assert parse_json((await client.complete(_SECTION)).text)["headline"]


@pytest.mark.parametrize(
    ("thinking", "kind"),
    [("tags", "tags"), ("reasoning_content", "field"), ("reasoning", "field"), ("hidden", "hidden")],
)
async def test_reasoning_is_noticed_kept_out_and_given_room(
    fake_endpoint: FakeEndpoint, thinking: str, kind: str
) -> None:
    fake_endpoint.configure(thinking=thinking, thoughts=300, context=8192)
    capabilities = await probe(fake_endpoint.endpoint)
    assert found(capabilities) == {"reasoning": kind, "reasoning_tokens": 2048, "context_length": 8192}
    told = next(trial.detail for trial in capabilities.trials if trial.name == "reasoning")
    assert told.endswith("2048 tokens more are allowed for it")
    async with Client(fake_endpoint.endpoint, capabilities) as client:
        completion = await client.complete(_SECTION)
    assert completion.reasoning == kind
    assert "Let me see" not in completion.text
    assert parse_json(completion.text)["headline"]


async def test_an_ollama_that_takes_a_strict_schema_and_ignores_it(fake_endpoint: FakeEndpoint) -> None:
    fake_endpoint.configure(ignore=["json_schema"])
    assert (await probe(fake_endpoint.endpoint)).json_mode is JsonMode.JSON_OBJECT


async def test_a_template_without_a_system_role(fake_endpoint: FakeEndpoint) -> None:
    fake_endpoint.configure(refuse=["system"], refuse_status=500)
    assert found(await probe(fake_endpoint.endpoint, sleep=at_once)) == {"system_role": False}


async def test_a_server_that_counts_in_no_stream(fake_endpoint: FakeEndpoint) -> None:
    fake_endpoint.configure(ignore=["stream_options"])
    capabilities = await probe(fake_endpoint.endpoint)
    assert [t.detail for t in capabilities.trials if t.name == "usage"] == ["the endpoint reports no tokens"]


async def test_a_key_that_may_ask_but_not_list(fake_endpoint: FakeEndpoint) -> None:
    fake_endpoint.configure(models_status=403)
    capabilities = await probe(fake_endpoint.endpoint)
    assert next(t.detail for t in capabilities.trials if t.name == "model") == "answers as fake-1"


async def test_what_trying_out_costs_is_counted(fake_endpoint: FakeEndpoint) -> None:
    fake_endpoint.configure(refuse=["temperature"])
    record = (await probe_and_count(fake_endpoint.endpoint)).record
    calls = fake_endpoint.calls()
    assert record.usage.calls == len(calls) > 5
    assert record.usage.prompt_tokens > 0
    assert (record.name, record.model) == ("probe", "fake-1")


async def test_a_probe_that_fails_is_counted_too(fake_endpoint: FakeEndpoint) -> None:
    fake_endpoint.configure(refuse=["messages"])
    with pytest.raises(BadRequest) as caught:
        await probe_and_count(fake_endpoint.endpoint)
    assert caught.value.usage.calls == len(fake_endpoint.calls()) == 3


@pytest.mark.parametrize(
    ("base_url", "cause"),
    [
        ("http://127.0.0.1:{port}", "no chat API at http://127.0.0.1:{port}: 404"),
        ("https://127.0.0.1:{port}/v1", "no TLS is spoken there"),
        ("http://127.0.0.1:1/v1", "no connection"),
        ("http://nobody.invalid/v1", "no such host"),
    ],
)
async def test_a_wrong_address_stops_at_once_and_says_what_is_wrong(
    fake_endpoint: FakeEndpoint, base_url: str, cause: str
) -> None:
    port = fake_endpoint.base_url.split(":")[2].split("/")[0]
    endpoint = fake_endpoint.endpoint.model_copy(update={"base_url": base_url.format(port=port)})
    with pytest.raises(ModelError) as caught:
        await probe_and_count(endpoint, sleep=never)
    assert cause.format(port=port) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.next_step


async def never(_seconds: float) -> None:
    raise AssertionError("waited for nothing")
