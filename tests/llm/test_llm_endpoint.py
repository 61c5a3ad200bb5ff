from __future__ import annotations

import pytest
from fake_endpoint import FakeEndpoint
from pydantic import SecretStr

from pipeline.llm import Client, Endpoint


def test_an_endpoint_is_named_by_its_host_and_shows_no_credentials() -> None:
    endpoint = Endpoint(base_url="https://me:secret@models.example:8443/v1", api_key=SecretStr("sk-1"), model="m")
    assert endpoint.label == "models.example:8443"
    assert "secret" not in repr(endpoint)
    assert "sk-1" not in repr(endpoint)
    assert "sk-1" not in endpoint.model_dump_json()


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:8080/v1", True),
        ("http://[::1]:8080/v1", True),
        ("http://localhost:11434/v1", True),
        ("https://api.openai.com/v1", False),
        ("http://localhost.example/v1", False),
    ],
)
def test_a_local_endpoint_is_known(url: str, local: bool) -> None:
    assert Endpoint(base_url=url, model="m").is_local is local


async def test_the_list_of_models_tells_the_context_length_where_the_server_does(fake_endpoint: FakeEndpoint) -> None:
    async with Client(fake_endpoint.endpoint) as client:
        assert await client.models() == {"fake-1": None}
        fake_endpoint.configure(context=8192)
        assert await client.models() == {"fake-1": 8192}


async def test_an_endpoint_without_a_list_of_models(fake_endpoint: FakeEndpoint) -> None:
    fake_endpoint.configure(models_status=404)
    async with Client(fake_endpoint.endpoint) as client:
        assert await client.models() == {}
