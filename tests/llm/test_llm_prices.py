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
