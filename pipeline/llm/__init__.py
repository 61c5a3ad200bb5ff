"""One client for every OpenAI-compatible endpoint.

endpoint.py   who answers and what it can
client.py     one call: ask, stream, retry, count
request.py    a call as the parameters that the endpoint takes
received.py   what came back for one attempt
gate.py       one wait for all calls to an endpoint
faults.py     what went wrong, as one of our errors
answers.py    reasoning removed, JSON found
prices.py     what the tokens cost
"""

from __future__ import annotations

from pipeline.llm.answers import parse_json, without_reasoning
from pipeline.llm.client import Client
from pipeline.llm.endpoint import Capabilities, Endpoint, JsonMode

__all__ = ["Capabilities", "Client", "Endpoint", "JsonMode", "parse_json", "without_reasoning"]
