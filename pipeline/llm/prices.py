"""What tokens cost, from the price list inside `genai-prices` (offline, never updated from a network)."""

from __future__ import annotations

from pipeline.llm.endpoint import Endpoint


def price(endpoint: Endpoint, model: str, prompt: int, completion: int, cached: int) -> float | None:
    """US dollars for these tokens, of which `cached` are part of `prompt`; None when no list knows the model there."""
    if endpoint.is_local:
        return None
    import genai_prices

    usage = genai_prices.Usage(input_tokens=prompt, output_tokens=completion, cache_read_tokens=cached)
    try:
        return float(genai_prices.calc_price(usage, model, provider_api_url=endpoint.base_url).total_price)
    except (LookupError, ValueError):  # ValueError: counts that contradict each other
        return None
