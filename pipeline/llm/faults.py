"""What went wrong with a call, as one of our errors: one line with the endpoint, the cause and the next step."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from pipeline.errors import (
    BadRequest,
    ContextTooLong,
    Declined,
    KeyRefused,
    ModelError,
    RateLimited,
    TimedOut,
    UnknownModel,
    Unreachable,
)
from pipeline.llm.endpoint import Endpoint

if TYPE_CHECKING:
    from openai import APIError

E = TypeVar("E", bound=ModelError)

# OpenAI's code, llama.cpp's type, and what vLLM, OpenRouter and others say in words.
_TOO_LONG = re.compile(
    r"context_length_exceeded|exceed_context_size|context (length|size|window)|prompt is too long", re.IGNORECASE
)
_NO_CREDIT = re.compile(
    r"insufficient_quota|insufficient (funds|credits?|balance)|exceeded your current quota", re.IGNORECASE
)
# Ollama, vLLM, OpenRouter, Mistral, DeepSeek, Together, Gemini, in their words.
# Ollama, vLLM, OpenRouter, Mistral, DeepSeek, Together, Anthropic, Gemini, in their words.
_NO_MODEL = re.compile(
    r"\bmodels?\b.{0,80}\b(not found|(does )?not exist|not available)|not a valid model|(invalid|unknown|no such) model"
    r"|unable to access model|\A\d* ?model: it\Z",
    re.IGNORECASE,
)
# Azure, OpenRouter, Gemini and others refuse a prompt for its content with a 400 or 403.
_FILTERED = re.compile(
    r"content.?(filter|policy|management)|responsible.?ai|moderation|prohibited_content"
    r"|\bsafety (system|settings|filter)|flagged (as|by|for)",
    re.IGNORECASE,
)
_WRONG_PROTOCOL = re.compile(r"wrong.version.number|record.layer.failure|unknown.protocol", re.IGNORECASE)
_TLS_EXPECTED = re.compile(r"http request to an https|plain http request|client sent an http", re.IGNORECASE)
_NO_HOST = re.compile(r"name or service not known|nodename nor servname|name resolution|no address ass", re.IGNORECASE)
_NO_CERTIFICATE = re.compile(r"certificate.verify", re.IGNORECASE)
_OVERLOAD = re.compile(r"overload|unavailable|server_error|internal", re.IGNORECASE)
_PARAMETERS = (
    "max_tokens",
    "max_completion_tokens",
    "temperature",
    "seed",
    "response_format",
    "stream_options",
)

_WORDS = 400
"""Characters of a server's own message that are passed on."""


_BASE_URL_STEP = "Set the base URL to where /chat/completions begins; most end in /v1."


def of_timeout(endpoint: Endpoint, cause: str) -> TimedOut:
    return TimedOut(_thing(endpoint), cause, "Give it more time (NUTGRAF_MODEL_TIMEOUT) or a faster model.")


def of_damage(endpoint: Endpoint, cause: str) -> Unreachable:
    """An answer that broke off or can't be decoded."""
    return Unreachable(_thing(endpoint), cause, "Try again; if it stays, look at the base URL and the server's log.")


def of_patience(endpoint: Endpoint, seconds: float) -> RateLimited:
    """Another call was told to wait for longer than anyone waits."""
    limited = RateLimited(_thing(endpoint), f"rate limit: it asks to wait for {seconds:.0f} s", "Try again after that.")
    limited.retry_after = seconds
    return limited


def of_api(endpoint: Endpoint, error: APIError) -> ModelError:
    """Our error for one of the SDK's, which the caller keeps as `__cause__`; the key is scrubbed from both."""
    import openai

    message = _scrub(endpoint, error)
    if isinstance(error, openai.APITimeoutError):
        return of_timeout(endpoint, "no connection in time")
    if isinstance(error, openai.APIConnectionError):
        return _of_connection(endpoint, _words(endpoint, str(error.__cause__ or "")) or message)
    status = _status(error)
    headers = error.response.headers if isinstance(error, openai.APIStatusError) else {}
    return _of_status(endpoint, status, message, _everything(error), headers)


def _of_connection(endpoint: Endpoint, said: str) -> Unreachable:
    thing = _thing(endpoint)
    if _WRONG_PROTOCOL.search(said):
        return _staying(Unreachable(thing, f"no TLS is spoken there ({said})", "Write http:// instead of https://."))
    if _NO_CERTIFICATE.search(said):
        step = "Name its authority in SSL_CERT_FILE."
        return _staying(Unreachable(thing, f"its certificate isn't trusted ({said})", step))
    if _NO_HOST.search(said):
        return _staying(Unreachable(thing, f"there is no such host ({said})", "Correct the base URL."))
    return Unreachable(thing, f"no connection: {said}", "Is the server running, and the URL right?")


def _of_status(endpoint: Endpoint, status: int, message: str, said: str, headers: Mapping[str, str]) -> ModelError:
    thing, cause = _thing(endpoint), f"{status} {message}" if status else message
    if status in (0, 400, 403, 422) and _FILTERED.search(said):
        return Declined(
            thing, f"a content filter refused the prompt: {cause}", "Read the sources, or choose another model."
        )
    if stays := _of_setup(endpoint, status, cause, said):
        return stays
    if status == 429:
        limited = RateLimited(thing, f"rate limit: {cause}", "Wait, or lower the desk's limits.")
        limited.retry_after = retry_after(headers)
        return limited
    if _TOO_LONG.search(said):
        return ContextTooLong(thing, f"the prompt is too long: {cause}", "Use fewer sources or a longer context.")
    if status == 408:
        return of_timeout(endpoint, cause)
    if status >= 500 or status == 409 or (not status and _OVERLOAD.search(said)):
        busy = Unreachable(thing, f"the server failed: {cause}", "Try again later, or look at the server's log.")
        busy.retry_after = retry_after(headers)
        return busy
    return _bad_request(endpoint, status, cause, said, headers)


def _of_setup(endpoint: Endpoint, status: int, cause: str, said: str) -> ModelError | None:
    """What is wrong with key, model or address, and stays so until somebody changes the settings."""
    thing = _thing(endpoint)
    names_model = "model_not_found" in said or bool(_NO_MODEL.search(cause.replace(endpoint.model, "it")))
    if status == 402 or (status == 429 and _NO_CREDIT.search(said)):
        return KeyRefused(thing, f"no credit left: {cause}", "Look at the account's billing.")
    if status == 401 or (status == 403 and not names_model):
        return KeyRefused(thing, f"the key was refused: {cause}", "Set OPENAI_API_KEY to a key of this endpoint.")
    if names_model and status in (0, 400, 403, 404, 422):
        step = "Choose a model it has with --model or NUTGRAF_MODEL."
        return UnknownModel(thing, f"no model {endpoint.model!r} there: {cause}", step)
    if status in (404, 405):
        return _staying(BadRequest(thing, f"no chat API at {_shown_url(endpoint)}: {cause}", _BASE_URL_STEP))
    if status == 400 and _TLS_EXPECTED.search(said):
        return _staying(BadRequest(thing, f"it speaks TLS: {cause}", "Write https:// instead of http://."))
    return None


def _staying(error: E) -> E:
    error.stays = True
    return error


def _bad_request(endpoint: Endpoint, status: int, cause: str, said: str, headers: Mapping[str, str]) -> BadRequest:
    thing = _thing(endpoint)
    if 300 <= status < 400:
        target = _words(endpoint, headers.get("location", "another address"))
        return BadRequest(thing, f"it redirects to {target}", "Set OPENAI_BASE_URL to the final address.")
    found = {name: at.start() for name in _PARAMETERS if (at := re.search(rf"\b{name}\b", said))}
    named = min(found, key=lambda name: found[name], default=None)
    if named:
        step = f"It doesn't take {named!r} as sent: `nutgraf doctor` finds out what it takes."
        return BadRequest(thing, f"the request was refused: {cause}", step)
    return BadRequest(thing, f"the request was refused: {cause}", "`nutgraf doctor` shows what the endpoint takes.")


def of_body(endpoint: Endpoint, error: Any) -> ModelError:
    """For an answer with status 200 that holds an error (OpenRouter does that)."""
    told = error if isinstance(error, dict) else {"message": str(error)}
    code = str(told.get("code") or "")
    message = _words(endpoint, str(told.get("message") or "no reason given"))
    known = int(code) if code.isdigit() else 0
    return _of_status(endpoint, known or 500, message, _words(endpoint, str(told)), {})


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds from `retry-after-ms` (OpenAI, Azure) or Retry-After, delay or date (RFC 9110, 10.2.3); None when absent
    or senseless.
    """
    precise = _seconds(headers.get("retry-after-ms", ""))
    if precise is not None:
        return precise / 1000
    value = headers.get("retry-after", "")
    seconds = _seconds(value)
    if seconds is not None:
        return seconds
    try:
        date = parsedate_to_datetime(value.strip())
    except ValueError:
        return None
    return max((date.replace(tzinfo=date.tzinfo or UTC) - datetime.now(UTC)).total_seconds(), 0.0)


def _seconds(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return max(number, 0.0) if isfinite(number) else None


def may_have_cost(error: BaseException) -> bool:
    """Whether tokens may have been billed that no one counted: the endpoint took the request, but no answer came."""
    import httpx2
    import openai

    cause = error.__cause__
    if isinstance(cause, openai.APIStatusError):
        return False
    return not (cause and isinstance(cause.__cause__, httpx2.ConnectError | httpx2.ConnectTimeout))


def _thing(endpoint: Endpoint) -> str:
    return f"{endpoint.model} at {endpoint.label}"


def _status(error: APIError) -> int:
    """The HTTP status; inside a stream the error's `code` where it is one, else 0."""
    status = str(getattr(error, "status_code", None) or error.code)
    return int(status) if status.isdigit() else 0


def _everything(error: APIError) -> str:
    """All the words by which an error can be known."""
    return f"{error.code} {error.type} {error.param} {error.message} {error.body}"


def _scrub(endpoint: Endpoint, error: APIError) -> str:
    """The server's message in one line; some servers echo the key, so it leaves the original error, too."""
    told = error.body[0] if isinstance(error.body, list) and error.body else error.body  # Gemini answers with a list
    body = told if isinstance(told, dict) else {}
    body = body["error"] if isinstance(body.get("error"), dict) else body
    plain = _without_tags(told) if isinstance(told, str) and told.strip() else error.message
    message = _words(endpoint, str(body.get("message") or body.get("detail") or plain))
    error.message, error.args = message, (message,)
    error.body, error.code, error.type = (_without_key(endpoint, told) for told in (error.body, error.code, error.type))
    return message


def _without_tags(page: str) -> str:
    """The words of an error page; JSON and plain text stay as they are."""
    if not re.match(r"\s*<", page):
        return page
    return html.unescape(re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", " ", page, flags=re.DOTALL | re.IGNORECASE))


def _shown_url(endpoint: Endpoint) -> str:
    parts = urlsplit(endpoint.base_url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _words(endpoint: Endpoint, text: str) -> str:
    line = " ".join("".join(c if c.isprintable() else " " for c in _without_key(endpoint, text)).split())
    return line if len(line) <= _WORDS else f"{line[:_WORDS]}…"


def _without_key(endpoint: Endpoint, value: Any) -> Any:
    key = endpoint.api_key.get_secret_value() if endpoint.api_key else ""
    if not key:
        return value
    if isinstance(value, dict):
        return {name: _without_key(endpoint, inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_without_key(endpoint, inner) for inner in value]
    return value.replace(key, "***") if isinstance(value, str) else value
