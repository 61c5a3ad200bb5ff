"""Ghost: posts through the Admin API (`/ghost/api/admin/posts/`) with a key of a custom integration.

The slug ends in the article's key, so a post whose making was never answered is found by it. Labels for machines go
into the post's own head (`codeinjection_head`): Ghost turns the body into its editor's format.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any

from pipeline.errors import ConfigError, PublishError
from pipeline.publish.article import Article
from pipeline.publish.blocks import blocks, joined
from pipeline.publish.cms.api import Api, Placed
from pipeline.publish.jsonld import script_json

if TYPE_CHECKING:
    import httpx2

_TITLE = 255
_EXCERPT = 300
_HEAD = 65_535
_COLLISIONS = 4
"""How often an update is tried when somebody else saves the same post at the same time."""
_TOKEN_SECONDS = 240
"""Ghost takes no token that lasts longer than five minutes."""


class Ghost:
    """One site. `key` is `id:secret` as Ghost shows it, the secret in hexadecimal; ConfigError when it isn't."""

    def __init__(
        self,
        name: str,
        *,
        url: str,
        key: str,
        key_name: str = "the key",
        login_hint: str = "",
        transport: httpx2.BaseTransport | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        key_id, _, secret = key.partition(":")
        try:
            self._key_id, self._secret = key_id, bytes.fromhex(secret)
        except ValueError:
            self._secret = b""
        if not key_id.isalnum() or not self._secret:
            raise ConfigError(key_name, "is no Admin API key", "It reads id:secret, both hexadecimal.")
        self._name, self._clock = name, clock
        base = f"{url.rstrip('/')}/ghost/api/admin/"
        self._api = Api(name, base, self._headers, login_hint=login_hint, transport=transport)

    def _headers(self) -> dict[str, str]:
        import jwt

        now = int(self._clock())
        claims = {"iat": now, "exp": now + _TOKEN_SECONDS, "aud": "/admin/"}
        token = jwt.encode(claims, self._secret, algorithm="HS256", headers={"kid": self._key_id})
        return {"Authorization": f"Ghost {token}", "Accept-Version": "v5.0"}

    def place(self, article: Article, remote_id: str | None) -> Placed:
        assert article.release is not None  # noqa: S101  (the flow releases what it publishes)
        post = self._get(f"posts/{_safe(remote_id)}/") if remote_id else None
        post = post or self._find(article)
        written = self._create(article) if post is None else self._update(post, _fields(article))
        return Placed(str(written["id"]), _address(written))

    def withdraw(self, article: Article, remote_id: str | None) -> None:
        post = self._get(f"posts/{_safe(remote_id)}/") if remote_id else self._find(article)
        if post is not None and post.get("status") != "draft":
            self._update(post, {"status": "draft"})

    def _create(self, article: Article) -> dict[str, Any]:
        assert article.release is not None  # noqa: S101
        fields = {**_fields(article), "slug": article.release.slug, "status": "draft"}
        try:
            return self._send("POST", "posts/", fields)
        except PublishError as error:
            if error.status is not None and error.status < 500:
                raise
            try:
                found = self._find(article)  # it may have been taken all the same
            except PublishError:
                raise error from None
            if found is None:
                raise
            return found

    def _update(self, post: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any]:
        """Ghost refuses an update that doesn't name the last change; somebody else's is read and then overwritten."""
        path = f"posts/{_safe(str(post['id']))}/"
        for attempt in range(1, _COLLISIONS + 1):
            try:
                return self._send("PUT", path, {**fields, "updated_at": post["updated_at"]})
            except PublishError as error:
                if error.status != 409 or attempt == _COLLISIONS:
                    raise
            post = self._get(path) or post
        raise AssertionError("the last attempt returns or raises")

    def _send(self, method: str, path: str, fields: dict[str, Any]) -> dict[str, Any]:
        post = self._only(self._api.call(method, path, params={"source": "html"}, body={"posts": [fields]}))
        if post is None:
            raise PublishError(self._name, "answered without the post", "Check `url`: is it a Ghost site?")
        return post

    def _find(self, article: Article) -> dict[str, Any] | None:
        assert article.release is not None  # noqa: S101
        return self._get(f"posts/slug/{article.release.slug}/")

    def _get(self, path: str) -> dict[str, Any] | None:
        try:
            return self._only(self._api.call("GET", path))
        except PublishError as error:
            if error.status == 404:
                return None
            raise

    def _only(self, answer: Any) -> dict[str, Any] | None:
        posts = answer.get("posts") if isinstance(answer, dict) else None
        first = posts[0] if isinstance(posts, list) and posts else None
        return first if isinstance(first, dict) and "id" in first and "updated_at" in first else None


def _safe(remote_id: str | None) -> str:
    """Ids are hexadecimal; one from a damaged record must not lead to another address."""
    return "".join(c for c in remote_id or "" if c.isalnum()) or "none"


def _address(post: dict[str, Any]) -> str | None:
    return str(post["url"]) if post.get("status") == "published" and post.get("url") else None


def _fields(article: Article) -> dict[str, Any]:
    headline = article.title
    whole = f"<p><strong>{escape(headline)}</strong></p>\n" if _short(headline, _TITLE) != headline else ""
    return {
        "title": _short(headline, _TITLE),
        "custom_excerpt": _short(article.dek, _EXCERPT) or None,
        "html": whole + joined(blocks(article)),
        "codeinjection_head": _head(article),
    }


def _head(article: Article) -> str:
    metas = "\n".join(
        f'<meta name="{name}" content="{escape(content)}">' for name, content in article.label.meta().items()
    )
    script = f'<script type="application/ld+json">{script_json(article)}</script>'
    return f"{metas}\n{script}" if len(metas) + len(script) < _HEAD else metas


def _short(text: str, longest: int) -> str:
    """Characters as JavaScript counts them: one beyond the basic plane is two."""
    if len(text.encode("utf-16-le")) // 2 <= longest:
        return text
    kept = text[:longest]
    while len(kept.encode("utf-16-le")) // 2 > longest - 1:
        kept = kept[:-1]
    return f"{kept}…"
