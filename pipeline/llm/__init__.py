"""One client for every OpenAI-compatible endpoint.

endpoint.py   who answers and what it can
client.py     one call: ask, stream, retry, count
request.py    a call as the parameters that the endpoint takes
received.py   what came back for one attempt
gate.py       one wait for all calls to an endpoint
faults.py     what went wrong, as one of our errors
answers.py    reasoning removed, JSON found
prices.py     what the tokens cost
batchfiles.py many requests in one file, for half the price
breaker.py    when to stop asking
"""

from __future__ import annotations

from pipeline.llm.answers import parse_json, without_reasoning
from pipeline.llm.breaker import Breaker
from pipeline.llm.client import Admit, Client
from pipeline.llm.endpoint import Capabilities, Endpoint, JsonMode
from pipeline.llm.faults import may_have_cost
from pipeline.llm.prices import price, worst_price

__all__ = [
    "Admit",
    "Breaker",
    "Capabilities",
    "Client",
    "Endpoint",
    "JsonMode",
    "may_have_cost",
    "parse_json",
    "price",
    "without_reasoning",
    "worst_price",
]
