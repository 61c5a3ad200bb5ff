"""What tokens cost, from the price list inside `genai-prices` (offline, never updated from a network)."""

from __future__ import annotations

import json

from pipeline.llm.endpoint import Endpoint
from pipeline.models import ModelCall


def price(endpoint: Endpoint, model: str, prompt: int, completion: int, cached: int) -> float | None:
    """US dollars for these tokens, of which `cached` are part of `prompt`; None when nobody knows the price.

    `model` is the name the server answers with. A list price goes before the desk's own, which counts cached tokens
    like any other.
    """
    names = dict.fromkeys((model, endpoint.model))
    listed = None if endpoint.is_local else _listed(endpoint.base_url, tuple(names), prompt, completion, cached)
    if listed is not None or endpoint.prompt_price is None or endpoint.completion_price is None:
        return listed
    return (prompt * endpoint.prompt_price + completion * endpoint.completion_price) / 1_000_000


def _listed(base_url: str, names: tuple[str, ...], prompt: int, completion: int, cached: int) -> float | None:
    import genai_prices

    usage = genai_prices.Usage(input_tokens=prompt, output_tokens=completion, cache_read_tokens=cached)
    for name in names:
        try:
            return float(genai_prices.calc_price(usage, name, provider_api_url=base_url).total_price)
        except (LookupError, ValueError):  # ValueError: counts that contradict each other
            continue
    return None


def worst_price(endpoint: Endpoint, call: ModelCall) -> float | None:
    """The most that one attempt at a call can cost; None when its model has no price.

    No tokeniser makes more tokens of a text than it has bytes; the schema counts as part of the prompt.
    """
    schema = json.dumps(call.json_schema) if call.json_schema else ""
    prompt = len(f"{call.system}{call.prompt}{schema}".encode("utf-8", "replace"))
    return price(endpoint, endpoint.model, prompt, call.max_tokens, 0)
