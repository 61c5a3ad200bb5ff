"""OpenAI's Batch API: many requests in one file, answered within a day at half the price.

https://platform.openai.com/docs/api-reference/batch
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

from pipeline.llm import faults
from pipeline.llm.endpoint import Capabilities, Endpoint
from pipeline.llm.prices import price
from pipeline.llm.received import Received
from pipeline.llm.request import request_of
from pipeline.models import Completion, ModelCall, Usage

if TYPE_CHECKING:
    from openai import OpenAI

SHARE = 0.5
"""Of the price of a direct call."""
_URL: Literal["/v1/chat/completions"] = "/v1/chat/completions"
_ENDED = ("completed", "failed", "expired", "cancelled")
_TOKEN = "nutgraf"  # noqa: S105  (the key under which a batch says whose it is)


def line_of(custom_id: str, call: ModelCall, endpoint: Endpoint, can: Capabilities) -> dict[str, Any]:
    """One line of a batch file."""
    body = request_of(call, endpoint, can)
    extra = body.pop("extra_body", None) or {}
    return {"custom_id": custom_id, "method": "POST", "url": _URL, "body": {**body, **extra}}


class BatchFiles:
    """The batches of one endpoint. Raises ModelErrors, as calls do."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint

    def send(self, lines: Sequence[dict[str, Any]], token: str) -> str:
        """Upload and begin a batch; returns its id. `token` finds it again should nobody hear the answer."""
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        with self._sdk() as sdk:
            file = sdk.files.create(file=("nutgraf.jsonl", io.BytesIO(text.encode())), purpose="batch")
            batch = sdk.batches.create(
                input_file_id=file.id, endpoint=_URL, completion_window="24h", metadata={_TOKEN: token}
            )
            return str(batch.id)

    def find(self, token: str) -> str | None:
        """The batch that was begun under a token."""
        with self._sdk() as sdk:
            return next((str(b.id) for b in sdk.batches.list() if (b.metadata or {}).get(_TOKEN) == token), None)

    def answers(self, batch_id: str) -> dict[str, Completion] | None:
        """What came back that can be used, by custom id; None while the batch goes on."""
        with self._sdk() as sdk:
            batch = sdk.batches.retrieve(batch_id)
            if batch.status not in _ENDED:
                return None
            if not batch.output_file_id:
                return {}
            lines = sdk.files.content(batch.output_file_id).text.splitlines()
        found = ((line, self._completion(line)) for line in map(_object, lines))
        return {line["custom_id"]: completion for line, completion in found if completion is not None}

    def _completion(self, line: dict[str, Any]) -> Completion | None:
        """None for what failed or can't be used: that is asked again, directly."""
        from openai.types.chat import ChatCompletion

        response = line.get("response") or {}
        if line.get("error") or response.get("status_code") != 200 or not isinstance(response.get("body"), dict):
            return None
        received = Received()
        received.add(ChatCompletion.construct(**response["body"]))
        if received.refusal or received.finish_reason != "stop" or not received.text:
            return None
        tokens = received.prompt_tokens, received.completion_tokens, received.cached_tokens
        whole = price(self._endpoint, received.model or self._endpoint.model, *tokens)
        usage = Usage(
            calls=1,
            prompt_tokens=tokens[0],
            completion_tokens=tokens[1],
            cached_tokens=tokens[2],
            cost=None if whole is None else whole * SHARE,
        )
        model = received.model or self._endpoint.model
        return Completion(text=received.text, model=model, finish_reason=received.finish_reason, usage=usage)

    @contextmanager
    def _sdk(self) -> Iterator[OpenAI]:
        import httpx2
        import openai

        key = self._endpoint.api_key
        http = httpx2.Client(timeout=60, trust_env=not self._endpoint.is_local)
        with openai.OpenAI(
            base_url=self._endpoint.base_url,
            api_key=key.get_secret_value() if key else "none",
            max_retries=3,
            http_client=http,
        ) as sdk:
            try:
                yield sdk
            except openai.APIError as error:
                raise faults.of_api(self._endpoint, error) from error


def _object(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        return {"custom_id": ""}
    return found if isinstance(found, dict) and isinstance(found.get("custom_id"), str) else {"custom_id": ""}
