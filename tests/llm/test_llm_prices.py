from __future__ import annotations

import pytest

from pipeline.llm import Endpoint
from pipeline.llm.prices import price

OPENAI = "https://api.openai.com/v1"


def test_a_known_model_has_its_list_price() -> None:
    # gpt-4o-mini: $0.15 per million prompt tokens, $0.075 cached, $0.60 completion (OpenAI's price list of 2024-07).
    endpoint = Endpoint(base_url=OPENAI, model="gpt-4o-mini")
    dollars = price(endpoint, "gpt-4o-mini-2024-07-18", 1_000_000, 500_000, 400_000)
    assert dollars == pytest.approx(0.6 * 0.15 + 0.4 * 0.075 + 0.5 * 0.60)


@pytest.mark.parametrize(
    ("url", "model"),
    [
        (OPENAI, "model-of-tomorrow"),
        ("https://models.example.org/v1", "gpt-4o-mini"),
        ("http://127.0.0.1:8000/v1", "gpt-4o-mini"),
    ],
)
def test_what_no_list_knows_is_unpriced(url: str, model: str) -> None:
    assert price(Endpoint(base_url=url, model=model), model, 1000, 100, 0) is None


def test_counts_that_contradict_each_other_are_unpriced() -> None:
    assert price(Endpoint(base_url=OPENAI, model="gpt-4o-mini"), "gpt-4o-mini", 10, 10, 500) is None


def test_a_desks_own_price_counts_where_no_list_knows_the_model() -> None:
    own = {"prompt_price": 2.0, "completion_price": 10.0}
    local = Endpoint(base_url="http://127.0.0.1:8000/v1", model="m", **own)
    assert price(local, "m", 1_000_000, 100_000, 0) == pytest.approx(3.0)
    listed = Endpoint(base_url=OPENAI, model="gpt-4o-mini", **own)
    assert price(listed, "gpt-4o-mini", 1_000_000, 0, 0) == pytest.approx(0.15)


def test_a_server_that_answers_with_a_name_no_list_knows_is_priced_as_the_model_asked_for() -> None:
    endpoint = Endpoint(base_url=OPENAI, model="gpt-4o-mini")
    assert price(endpoint, "some-deployment", 1_000_000, 0, 0) == pytest.approx(0.15)
