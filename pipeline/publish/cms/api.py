"""One request to a content system's API, and every way it can fail as one line without a secret in it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, Protocol

from pipeline.errors import PublishError
from pipeline.publish.article import Article

if TYPE_CHECKING:
    import httpx2

TIMEOUT = 30.0
"""Seconds for one answer."""
_LONGEST = 20_000_000
"""Bytes of an answer at most."""

_AGAIN = "Publish again: what may have arrived is looked for first."


class Placed(NamedTuple):
    """Where an article stands in a content system."""

    remote_id: str
    url: str | None
    """Its address there, when there is a public one."""
    note: str = ""
    """What an editor should know, such as a label that the system doesn't keep."""


class Cms(Protocol):
    def place(self, article: Article, remote_id: str | None) -> Placed:
        """Update the post `remote_id`, or the one that an unanswered attempt left, or make one; PublishError."""

    def withdraw(self, article: Article, remote_id: str | None) -> None:
        """Take the post off the site, or the one that an unanswered attempt left; gone is fine. PublishError."""


class Api:
    """JSON over HTTP to one system. `transport` is httpx2's (tests give their own)."""

    def __init__(
        self,
        name: str,
        base: str,
        headers: Callable[[], Mapping[str, str]],
        *,
        login_hint: str,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        import httpx2

        self._name, self._headers, self._login_hint = name, headers, login_hint
        self._client = httpx2.Client(
            base_url=base, transport=transport, timeout=TIMEOUT, follow_redirects=False, trust_env=False
        )

    def call(self, method: str, path: str, *, params: Mapping[str, str] | None = None, body: Any = None) -> Any:
        """The JSON answer, None for an empty one; PublishError with `status` and `code` for all else."""
        import httpx2

        try:
            response = self._sent(method, path, params, body)
        except httpx2.TimeoutException:
            raise PublishError(self._name, f"gave no answer within {TIMEOUT:g} s", _AGAIN) from None
        except httpx2.HTTPError as error:
            cause = f"can't be reached ({type(error).__name__})"
            raise PublishError(self._name, cause, f"Check its address and the network. {_AGAIN}") from None
        if not response.is_success:
            self._refused(response)
        if response.status_code == 204 or not response.content:
            return None
        try:
            return response.json()
        except ValueError:
            cause = f"answered {response.status_code} with something that isn't JSON"
            raise PublishError(self._name, cause, "Check `url`: it is the site's own address.") from None

    def _sent(self, method: str, path: str, params: Mapping[str, str] | None, body: Any) -> httpx2.Response:
        """The whole answer, bounded: the client's own timeout would let a server drip for ever."""
        import httpx2

        until = time.monotonic() + TIMEOUT
        with self._client.stream(method, path, params=params, json=body, headers=dict(self._headers())) as response:
            content = bytearray()
            for chunk in response.iter_bytes():
                content += chunk
                if time.monotonic() > until:
                    raise httpx2.ReadTimeout("drips", request=response.request)
                if len(content) > _LONGEST:
                    cause = f"answered with more than {_LONGEST // 1_000_000} MB"
                    raise PublishError(self._name, cause, "Check `url`: it is the site's own address.")
            kept = {k: v for k, v in response.headers.items() if k.lower() != "content-encoding"}
            return httpx2.Response(response.status_code, headers=kept, content=bytes(content))

    def _refused(self, response: httpx2.Response) -> NoReturn:
        status, code, words = response.status_code, *_reason(response)
        said = f"{status}{f' {code}' if code else ''}{f': {words}' if words else ''}"
        if status in {401, 403}:
            cause, step = f"refused the login ({said})", self._login_hint
        elif 300 <= status < 400:
            cause, step = f"redirects ({status})", "Set `url` to the address it redirects to."
        elif status == 404 and not code:
            cause, step = "has no such API (404)", "Check `url`; WordPress needs permalinks other than plain."
        elif status >= 500 or status == 429:
            cause, step = f"is out of order or busy ({said})", _AGAIN
        else:
            cause, step = f"refused the article ({said})", "Correct what it names, then publish again."
        error = PublishError(self._name, cause, step)
        error.status, error.code = status, code
        raise error

    def close(self) -> None:
        self._client.close()


def _reason(response: httpx2.Response) -> tuple[str, str]:
    """(code, words) from an error of WordPress (`code`, `message`) or Ghost (`errors[0]`), shortened to one line."""
    try:
        data = response.json()
    except ValueError:
        return "", ""
    first = data.get("errors", [data]) if isinstance(data, dict) else [{}]
    found = first[0] if isinstance(first, list) and first and isinstance(first[0], dict) else {}
    code, words = found.get("code") or found.get("type") or "", found.get("context") or found.get("message") or ""
    return _line(code, 60), _line(words, 200)


def _line(value: object, longest: int) -> str:
    text = " ".join(str(value).split())
    return "".join(c for c in text if c.isprintable())[:longest]
