"""What an endpoint may do wrong, over a real socket, and what the client makes of it."""

from __future__ import annotations

import asyncio
import logging
import re
import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from asking import CALL, Asker
from fake_endpoint import FakeEndpoint
from pydantic import SecretStr

from pipeline.errors import (
    BadRequest,
    ContextTooLong,
    Declined,
    KeyRefused,
    ModelError,
    RateLimited,
    TimedOut,
    UnknownModel,
    Unreachable,
)
from pipeline.llm import Capabilities, Client, Endpoint, parse_json


@pytest.fixture
def ask(fake_endpoint: FakeEndpoint) -> Asker:
    return Asker(fake_endpoint)


# --- faults that pass ---------------------------------------------------------------------------


@pytest.mark.parametrize("streaming", [True, False])
@pytest.mark.parametrize(
    ("reply", "line"),
    [
        ({"status": 500, "body": {"error": {"message": "boom"}}}, "500 boom"),
        ({"status": 503, "body": "<html>\x1b[31mbusy</html>"}, "503"),
        ({"status": 529, "body": {"error": {"type": "overloaded_error", "message": "Overloaded"}}}, "Overloaded"),
        ({"status": 429, "body": {"error": {"message": "slow down"}}}, "rate limit: 429 slow down"),
        ({"status": 408, "body": {"error": {"message": "too slow"}}}, "408 too slow"),
        ({"fault": "reset"}, "no connection"),
        ({"fault": "cut"}, ""),
        ({"fault": "cut_utf8"}, ""),
        ({"fault": "no_json"}, ""),
    ],
)
async def test_passing_faults_are_retried_and_recorded(
    ask: Asker, fake_endpoint: FakeEndpoint, reply: dict[str, Any], line: str, streaming: bool
) -> None:
    fake_endpoint.reply(**reply)
    completion = await ask(capabilities=Capabilities(streaming=streaming))

    assert parse_json(completion.text)["headline"]
    assert completion.usage.calls == 2
    assert len(completion.errors) == len(ask.waits) == 1
    assert line in completion.errors[0]
    assert re.search(r" \[\w+\]\Z", completion.errors[0]) or not line, "the kind of the original error"
    assert completion.errors[0].startswith("fake-1 at fake: ")
    assert completion.errors[0].isprintable()


@pytest.mark.parametrize("fault", ["silent_cut", "stream_error"])
async def test_a_stream_that_breaks_off_is_no_answer(ask: Asker, fake_endpoint: FakeEndpoint, fault: str) -> None:
    fake_endpoint.reply(fault=fault)
    completion = await ask()
    assert completion.usage.calls == 2
    assert len(completion.errors) == 1


async def test_nobody_listens(ask: Asker) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    error = await ask.failing(Unreachable, endpoint=Endpoint(base_url=url, model="m"), attempts=3)
    assert (error.usage.calls, len(error.attempts), len(ask.waits)) == (3, 3, 2)
    assert error.__cause__ is not None
    assert 1 <= ask.waits[0] <= 2 <= ask.waits[1] <= 3, "exponential, with up to a second of jitter"


async def test_a_server_that_stays_down_ends_the_call_with_its_last_words(
    ask: Asker, fake_endpoint: FakeEndpoint
) -> None:
    for number in range(4):
        fake_endpoint.reply(status=500, body={"error": {"message": f"crash {number}"}})
    error = await ask.failing(Unreachable)
    assert "crash 3" in str(error)
    assert [f"crash {n}" in line for n, line in enumerate(error.attempts)] == [True] * 4
    assert error.usage.calls == len(fake_endpoint.calls()) == 4


@pytest.mark.parametrize(
    ("header", "wait"),
    [("3", 3), ("0", 0), ("0.5", 0.5), ("date", 20), ("-5", 0), ("soon", None), ("nan", None), ("", None)],
)
async def test_retry_after_is_honoured(
    ask: Asker, fake_endpoint: FakeEndpoint, header: str, wait: float | None
) -> None:
    if header == "date":
        header = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    fake_endpoint.reply(status=429, body={"error": {"message": "slow down"}}, headers={"Retry-After": header})
    await ask()
    if wait is None:
        assert 1 <= ask.waits[0] <= 2, "a senseless header falls back to our own pace"
    else:
        assert ask.waits[0] == pytest.approx(wait, abs=2 if wait == 20 else 0)


async def test_retry_after_in_milliseconds_goes_first(ask: Asker, fake_endpoint: FakeEndpoint) -> None:
    headers = {"retry-after-ms": "1500", "Retry-After": "2"}
    fake_endpoint.reply(status=429, body={"error": {"message": "slow down"}}, headers=headers)
    await ask()
    assert ask.waits == [1.5]


async def test_an_overloaded_server_that_names_a_time_is_given_it(ask: Asker, fake_endpoint: FakeEndpoint) -> None:
    fake_endpoint.reply(status=503, body={"error": {"message": "busy"}}, headers={"Retry-After": "7"})
    await ask()
    assert ask.waits == [7]


async def test_a_wish_that_nobody_waits_for_ends_the_call_and_keeps_the_others_away(
    ask: Asker, fake_endpoint: FakeEndpoint
) -> None:
    fake_endpoint.reply(status=429, body={"error": {"message": "slow"}}, headers={"Retry-After": "7200"})
    assert (await ask.failing(RateLimited)).retry_after == 7200
    error = await ask.failing(RateLimited)
    assert "it asks to wait for 7200 s" in str(error)
    assert (error.usage.calls, len(fake_endpoint.calls()), ask.waits) == (0, 1, [])
    ask.time += 7100
    await ask()
    assert ask.waits == [100], "what is left of the wait is short enough"


async def test_when_one_call_is_told_to_wait_all_of_the_process_do(fake_endpoint: FakeEndpoint) -> None:
    """Over real time, through the gate that the process shares; the endpoint notes when it was asked."""
    fake_endpoint.reply(status=429, body={"error": {"message": "slow down"}}, headers={"Retry-After": "0.6"})

    told = asyncio.Event()

    async def worker(number: int) -> None:
        async with Client(fake_endpoint.endpoint) as client:
            if number:
                await told.wait()
            await client.complete(CALL, on_wait=lambda *_: told.set())

    await asyncio.gather(*(worker(number) for number in range(4)))
    refused, *others = fake_endpoint.calls()
    assert (refused["status"], [c["status"] for c in others]) == (429, [200] * 4)
    assert all(call["at"] - refused["at"] >= 0.55 for call in others)


async def test_a_wait_is_told(ask: Asker, fake_endpoint: FakeEndpoint) -> None:
    fake_endpoint.reply(status=429, body={"error": {"message": "slow down"}}, headers={"Retry-After": "3"})
    told: list[tuple[float, str]] = []
    await ask(on_wait=lambda seconds, why: told.append((seconds, why)))
    assert [seconds for seconds, _ in told] == [3]
    assert "rate limit: 429 slow down" in told[0][1]


async def test_tokens_of_an_attempt_that_failed_are_counted(ask: Asker, fake_endpoint: FakeEndpoint) -> None:
    spent = {"prompt_tokens": 40, "completion_tokens": 9, "total_tokens": 49}
    fake_endpoint.reply(status=500, body={"error": {"message": "filter crashed"}, "usage": spent})
    usage = (await ask()).usage
    assert usage.calls == 2
    assert usage.prompt_tokens > 40
    assert usage.completion_tokens > 9


# --- time ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("streaming", [True, False])
async def test_silence_ends_at_the_total_time(ask: Asker, fake_endpoint: FakeEndpoint, streaming: bool) -> None:
    fake_endpoint.reply(fault="hang")
    options = {"timeout": 0.2, "attempts": 1, "capabilities": Capabilities(streaming=streaming)}
    error = await ask.failing(TimedOut, **options)
    assert "no answer within 0.2 s" in str(error)
    assert error.usage.cost is None


@pytest.mark.parametrize("fault", ["stall", "drip"])
async def test_a_stream_that_stalls_is_given_up_early(ask: Asker, fake_endpoint: FakeEndpoint, fault: str) -> None:
    fake_endpoint.reply(fault=fault, interval=0.05)
    error = await ask.failing(TimedOut, stall=0.2, timeout=10, attempts=1)
    assert "silent for 0.2 s" in str(error)
    assert error.usage.seconds < 3


async def test_one_byte_a_second_without_a_stream_ends_at_the_total_time(
    ask: Asker, fake_endpoint: FakeEndpoint
) -> None:
    fake_endpoint.reply(fault="drip", interval=0.05)
    await ask.failing(TimedOut, timeout=0.4, attempts=1, capabilities=Capabilities(streaming=False))


async def test_a_long_wait_for_the_first_token_is_no_stall(ask: Asker, fake_endpoint: FakeEndpoint) -> None:
    fake_endpoint.reply(json={"headline": "x"}, delay=0.5)
    assert (await ask(stall=0.2)).errors == ()


async def test_a_timeout_is_retried(ask: Asker, fake_endpoint: FakeEndpoint) -> None:
    fake_endpoint.reply(fault="stall")
    completion = await ask(stall=0.2)
    assert completion.usage.calls == 2
    assert "silent" in completion.errors[0]


# --- faults that stay ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "said", "kind", "step"),
    [
        (401, {"message": "bad key", "code": "invalid_api_key"}, KeyRefused, "OPENAI_API_KEY"),
        (403, {"message": "region not supported"}, KeyRefused, "OPENAI_API_KEY"),
        (402, {"message": "pay first"}, KeyRefused, "billing"),
        (429, {"message": "no more", "code": "insufficient_quota"}, KeyRefused, "billing"),
        (404, {"message": "The model `x` does not exist"}, UnknownModel, "--model"),
        (404, {"message": 'model "fake-1" not found, try pulling it first'}, UnknownModel, "--model"),
        (400, {"message": "fake-1 is not a valid model ID"}, UnknownModel, "--model"),
        (400, {"message": "Model Not Exist"}, UnknownModel, "--model"),
        (404, {"message": "models/fake-1 is not found for API version v1main"}, UnknownModel, "--model"),
        (404, {"message": "Not Found"}, BadRequest, "/v1"),
        (405, {"message": "Method Not Allowed"}, BadRequest, "/v1"),
        (400, {"message": "nope", "code": "model_not_found"}, UnknownModel, "--model"),
        (400, {"message": "temperature: only 1 is allowed", "param": "temperature"}, BadRequest, "nutgraf doctor"),
        (422, {"message": "extra fields not permitted"}, BadRequest, "nutgraf doctor"),
        (400, {"message": "…", "code": "context_length_exceeded"}, ContextTooLong, "sources"),
        (400, {"message": "…", "type": "exceed_context_size_error"}, ContextTooLong, "sources"),
        (400, {"message": "This model's maximum context length is 8192 tokens."}, ContextTooLong, "sources"),
    ],
)
async def test_faults_that_stay_stop_at_once_with_a_next_step(
    ask: Asker,
    fake_endpoint: FakeEndpoint,
    status: int,
    said: dict[str, Any],
    kind: type[ModelError],
    step: str,
) -> None:
    fake_endpoint.reply(status=status, body={"error": said})
    error = await ask.failing(kind)
    assert step in error.next_step
    assert said["message"] in str(error)
    assert "fake-1 at fake" in str(error)
    assert error.__cause__ is not None
    assert (len(fake_endpoint.calls()), ask.waits, error.usage.calls) == (1, [], 1)


@pytest.mark.parametrize("flavour", ["openai", "llama.cpp", "vllm"])
async def test_a_prompt_beyond_the_context_says_the_numbers(
    ask: Asker, fake_endpoint: FakeEndpoint, flavour: str
) -> None:
    fake_endpoint.configure(context=20, too_long=flavour)
    assert "20 tokens" in str(await ask.failing(ContextTooLong))


@pytest.mark.parametrize("name", ["max_tokens", "temperature", "seed"])
async def test_an_unsupported_parameter_is_named(ask: Asker, fake_endpoint: FakeEndpoint, name: str) -> None:
    fake_endpoint.configure(refuse=[name])
    assert f"doesn't take '{name}'" in str(await ask.failing(BadRequest))


async def test_a_wrong_key_is_never_told(ask: Asker, fake_endpoint: FakeEndpoint, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    key = "sk-very-secret-0123456789"
    endpoint = fake_endpoint.endpoint.model_copy(update={"api_key": SecretStr(key)})
    echoed = {"message": f"Incorrect API key provided: {key}", "code": f"bad:{key}"}
    fake_endpoint.configure(key=key)
    fake_endpoint.reply(status=401, body={"error": echoed})
    error = await ask.failing(KeyRefused, endpoint=endpoint)

    assert "Incorrect API key provided: ***" in str(error)
    assert key not in f"{error!r} {error.attempts} {error.__cause__!r} {vars(error.__cause__)} {endpoint!r}"
    assert key not in caplog.text


async def test_a_key_in_the_environment_goes_to_no_other_endpoint(
    ask: Asker, fake_endpoint: FakeEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", fake_endpoint.key)
    await ask.failing(KeyRefused, endpoint=fake_endpoint.endpoint.model_copy(update={"api_key": None}))


async def test_a_redirect_is_named_and_not_followed(ask: Asker, fake_endpoint: FakeEndpoint) -> None:
    fake_endpoint.reply(status=308, body={}, headers={"Location": "https://elsewhere.example/v1"})
    assert "redirects to https://elsewhere.example/v1" in str(await ask.failing(BadRequest))


async def test_a_page_instead_of_an_api_is_told_in_its_words(ask: Asker, fake_endpoint: FakeEndpoint) -> None:
    page = "<html><head><style>b {}</style><title>Not here</title></head><body><h1>404 &amp; gone</h1></body></html>"
    fake_endpoint.reply(status=404, body=page)
    error = await ask.failing(BadRequest)
    assert "404 Not here 404 & gone" in str(error)


async def test_a_list_of_errors_is_read_too(ask: Asker, fake_endpoint: FakeEndpoint) -> None:
    fake_endpoint.reply(status=400, body=[{"error": {"code": 400, "message": "API key not valid"}}])
    assert "400 API key not valid" in str(await ask.failing(BadRequest))


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (400, {"message": "The response was filtered", "code": "content_filter"}),
        (400, {"message": "The prompt triggered Azure OpenAI's content management policy."}),
        (403, {"message": "Your chosen model requires moderation and your input was flagged for violence"}),
    ],
)
async def test_a_prompt_that_a_filter_refuses_is_declined_and_not_asked_again(
    ask: Asker, fake_endpoint: FakeEndpoint, status: int, said: dict[str, Any]
) -> None:
    fake_endpoint.reply(status=status, body={"error": said})
    assert said["message"] in str(await ask.failing(Declined))
    assert len(fake_endpoint.calls()) == 1


async def test_an_error_in_an_answer_that_looks_good_is_one(ask: Asker, fake_endpoint: FakeEndpoint) -> None:
    fake_endpoint.reply(text="", error={"code": 502, "message": "Provider returned error"})
    completion = await ask(capabilities=Capabilities(streaming=False))
    assert completion.usage.calls == 2
    assert "502 Provider returned error" in completion.errors[0]


@pytest.mark.parametrize("streaming", [True, False])
async def test_an_answer_that_ended_in_an_error_is_asked_for_again(
    ask: Asker, fake_endpoint: FakeEndpoint, streaming: bool
) -> None:
    fake_endpoint.reply(text="{", finish_reason="error")
    assert (await ask(capabilities=Capabilities(streaming=streaming))).usage.calls == 2
