"""A call as the parameters of `chat.completions.create`, without those the endpoint doesn't take."""

from __future__ import annotations

import json
from typing import Any

from pipeline.llm.endpoint import Capabilities, Endpoint, JsonMode
from pipeline.models import ModelCall


def request_of(call: ModelCall, endpoint: Endpoint, can: Capabilities) -> dict[str, Any]:
    prompt, response_format = _held_to_schema(call, can)
    if can.system_role and call.system:
        messages = [{"role": "system", "content": call.system}, {"role": "user", "content": prompt}]
    else:
        messages = [{"role": "user", "content": f"{call.system}\n\n{prompt}".strip()}]
    request: dict[str, Any] = {
        "model": endpoint.model,
        "messages": messages,
        can.max_tokens: call.max_tokens + can.reasoning_tokens,
        "extra_body": endpoint.extra_body or None,
    }
    if can.temperature:
        request["temperature"] = call.temperature
    if can.seed and call.seed is not None:
        request["seed"] = call.seed
    if response_format:
        request["response_format"] = response_format
    return request


def _held_to_schema(call: ModelCall, can: Capabilities) -> tuple[str, dict[str, Any] | None]:
    """The prompt and the `response_format`; where no strict schema is to be had, the schema joins the prompt."""
    if call.json_schema is None:
        return call.prompt, None
    if can.json_mode is JsonMode.JSON_SCHEMA:
        schema = call.json_schema if can.string_limits else _without_limits(call.json_schema)
        return call.prompt, {
            "type": "json_schema",
            "json_schema": {"name": "answer", "strict": True, "schema": schema},
        }
    schema_text = json.dumps(call.json_schema, ensure_ascii=False)
    prompt = f"{call.prompt}\n\nAnswer with one JSON object that satisfies this JSON schema only:\n{schema_text}"
    return prompt, {"type": "json_object"} if can.json_mode is JsonMode.JSON_OBJECT else None


def _without_limits(schema: Any) -> Any:
    """A schema without `minLength` and `maxLength`; a property of that name stays."""
    if isinstance(schema, list):
        return [_without_limits(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: {key: _without_limits(inner) for key, inner in value.items()}
        if name == "properties"
        else _without_limits(value)
        for name, value in schema.items()
        if name not in ("minLength", "maxLength")
    }
