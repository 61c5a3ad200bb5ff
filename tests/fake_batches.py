"""The fake endpoint's /files and /batches, with the documented rules of OpenAI's Batch API."""

from __future__ import annotations

import email.parser
import json
import time
from typing import Any

from fake_rules import RefusedCall, State, check_request, default_text, tokens

Json = dict[str, Any]


def post(path: str, content_type: str, raw: bytes, state: State) -> Json:
    _there(state)
    with state.lock:
        return _upload(content_type, raw, state) if path == "/v1/files" else _begin(json.loads(raw), state)


def get(path: str, state: State) -> Any:
    _there(state)
    with state.lock:
        if path.startswith("/v1/files/"):
            return _content(path.removeprefix("/v1/files/").removesuffix("/content"), state)
        if path.partition("?")[0] == "/v1/batches":
            found = [_told(batch, state) for batch in state.batches.values()]
            return {"object": "list", "data": found, "has_more": False}
        return _told(_batch(path.removeprefix("/v1/batches/"), state), state)


def _there(state: State) -> None:
    if not state.config.batches:
        raise RefusedCall(404, "Not found")


def _upload(content_type: str, raw: bytes, state: State) -> Json:
    message = email.parser.BytesParser().parsebytes(b"content-type: " + content_type.encode() + b"\r\n\r\n" + raw)
    parts = {str(p.get_param("name", header="content-disposition")): p.get_payload(decode=True) for p in message.walk()}
    if parts.get("purpose") != b"batch":
        raise RefusedCall(400, "'purpose' must be one of 'batch', …", None, "purpose")
    content = parts.get("file")
    assert isinstance(content, bytes)
    key = f"file-{len(state.files) + 1}"
    state.files[key] = content.decode()
    return {"id": key, "object": "file", "bytes": len(content), "created_at": 0, "filename": "f", "purpose": "batch"}


def _begin(order: Json, state: State) -> Json:
    if order.get("completion_window") != "24h":
        raise RefusedCall(400, "'completion_window' must be '24h'.", None, "completion_window")
    if order.get("endpoint") != "/v1/chat/completions" or order.get("input_file_id") not in state.files:
        raise RefusedCall(400, "Invalid 'endpoint' or 'input_file_id'.", None, "input_file_id")
    lines = [json.loads(line) for line in state.files[order["input_file_id"]].splitlines()]
    key = f"batch_{len(state.batches) + 1}"
    state.batches[key] = {"id": key, "order": order, "lines": lines, "begun": time.time(), "trouble": _trouble(lines)}
    return _told(state.batches[key], state)


def _trouble(lines: list[Json]) -> str | None:
    """What is wrong with the file as a whole."""
    if not lines or len(lines) > 50_000:
        return "a file holds 1 to 50,000 requests"
    if len({line.get("custom_id") for line in lines}) != len(lines):
        return "custom ids must be unique"
    if len({line["body"].get("model") for line in lines}) != 1:
        return "all requests of a file go to one model"
    if any(line["method"] != "POST" or line["url"] != "/v1/chat/completions" for line in lines):
        return "method and url must fit the batch"
    return "'stream' is not supported" if any(line["body"].get("stream") for line in lines) else None


def _batch(key: str, state: State) -> Json:
    if key not in state.batches:
        raise RefusedCall(404, f"No batch found with id '{key}'.")
    return state.batches[key]


def _told(batch: Json, state: State) -> Json:
    told = {
        "id": batch["id"],
        "object": "batch",
        "endpoint": "/v1/chat/completions",
        "completion_window": "24h",
        "created_at": int(batch["begun"]),
        "input_file_id": batch["order"]["input_file_id"],
        "metadata": batch["order"].get("metadata"),
    }
    if batch["trouble"]:
        return {**told, "status": "failed", "errors": {"data": [{"message": batch["trouble"]}]}}
    if time.time() - batch["begun"] < state.config.batch_seconds:
        return {**told, "status": "in_progress"}
    if state.config.batch_end == "failed":
        return {**told, "status": "failed"}
    output = f"{batch['id']}-output"
    if output not in state.files:
        state.files[output] = _answers(batch["lines"], state)
    return {**told, "status": state.config.batch_end, "output_file_id": output}


def _answers(lines: list[Json], state: State) -> str:
    """One line for each request but the lost, in an order of its own."""
    fails = state.config.batch_fails
    answered = [_answer(n < fails, line, state) for n, line in enumerate(lines[: len(lines) - fails])]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in reversed(answered))


def _answer(fails: bool, line: Json, state: State) -> Json:
    body, custom_id = line["body"], line["custom_id"]
    prompt = "\n".join(m["content"] for m in body["messages"])
    try:
        if fails:
            raise RefusedCall(500, "The server had an error.")
        check_request(body, state.config)
    except RefusedCall as refused:
        return {
            "custom_id": custom_id,
            "response": {"status_code": refused.status, "body": refused.body},
            "error": None,
        }
    text = default_text(body, state)
    used, made = sum(tokens(m["content"]) for m in body["messages"]), tokens(text)
    state.calls.append(
        {"request": body, "prompt": prompt, "status": 200, "at": time.time(), "tokens": 0, "batch": True}
    )
    answer = {
        "id": "fake",
        "object": "chat.completion",
        "created": 0,
        "model": body["model"],
        "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": used, "completion_tokens": made, "total_tokens": used + made},
    }
    return {"custom_id": custom_id, "response": {"status_code": 200, "body": answer}, "error": None}


def _content(key: str, state: State) -> str:
    if key not in state.files:
        raise RefusedCall(404, f"No such File object: {key}")
    return state.files[key]
