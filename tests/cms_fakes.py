"""WordPress and Ghost as their documentation has them, in memory: what it says is refused is refused here.

site = FakeWordPress()
WordPress(..., transport=site.transport)
site.faults.append(Fault(500))                         # the next request is answered 500 and changes nothing
site.faults.append(Fault(None, taken=True, on="POST"))    # the next POST is carried out, then the line goes dead
"""

from __future__ import annotations

import base64
import html
import json
import re
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any

import httpx2
import jwt


@dataclass
class Fault:
    status: int | None
    """None: no answer at all."""
    taken: bool = False
    """The request is carried out all the same."""
    on: str = ""
    """Only a request of this method."""


@dataclass
class Fake(ABC):
    faults: list[Fault] = field(default_factory=list)
    posts: dict[str, dict[str, Any]] = field(default_factory=dict)
    requests: list[tuple[str, str]] = field(default_factory=list)

    @property
    def transport(self) -> httpx2.MockTransport:
        return httpx2.MockTransport(self.take)

    def take(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append((request.method, request.url.path))
        fault = next((f for f in self.faults if f.on in {"", request.method}), None)
        if fault is None:
            return self.answer(request)
        self.faults.remove(fault)
        if fault.taken:
            assert self.answer(request).is_success
        if fault.status is None:
            raise httpx2.ReadTimeout("dead line", request=request)
        return self.error(fault.status, "fault", "Something is wrong.")

    @abstractmethod
    def answer(self, request: httpx2.Request) -> httpx2.Response:
        """What the system does with a request."""

    @abstractmethod
    def error(self, status: int, code: str, words: str) -> httpx2.Response:
        """An error in the system's own form."""


class FakeWordPress(Fake):
    """/wp-json/wp/v2/posts: Basic authentication with an application password; `may_script` is unfiltered_html."""

    user, password = "nutgraf", "abcd EFGH 1234 ijkl MNOP 6789"

    def __init__(self, *, may_script: bool = True, publishes: bool = True) -> None:
        super().__init__()
        self.may_script, self.publishes = may_script, publishes

    def error(self, status: int, code: str, words: str) -> httpx2.Response:
        return httpx2.Response(status, json={"code": code, "message": words, "data": {"status": status}})

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        token = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {token}":
            return self.error(401, "incorrect_password", "The provided password is an invalid application password.")
        path = request.url.path.removeprefix("/wp-json/wp/v2/posts")
        if path == "":
            return self._list(request) if request.method == "GET" else self._create(request)
        post = self.posts.get(path.removeprefix("/"))
        if post is None:
            return self.error(404, "rest_post_invalid_id", "Invalid post ID.")
        if request.method == "DELETE":
            if post["status"] == "trash":
                return self.error(410, "rest_already_trashed", "The post has already been deleted.")
            post.update(status="trash", slug=f"{post['slug']}__trashed")
        elif request.method == "POST":
            return self._fill(post, request) or httpx2.Response(200, json=post)
        return httpx2.Response(200, json=post)

    def _list(self, request: httpx2.Request) -> httpx2.Response:
        params = request.url.params
        statuses = set(params.get("status", "publish").split(","))
        if statuses - {"publish", "future", "draft", "pending", "private", "trash"}:
            return self.error(400, "rest_invalid_param", "Invalid parameter(s): status")
        words = params.get("search", "")
        found = [p for p in self.posts.values() if p["status"] in statuses]
        found = [p for p in found if words in p["title"]["raw"] + p["excerpt"]["raw"] + p["content"]["raw"]]
        found.sort(key=lambda p: int(p["id"]), reverse=params.get("order", "desc") == "desc")
        return httpx2.Response(200, json=found[: int(params.get("per_page", 10))])

    def _create(self, request: httpx2.Request) -> httpx2.Response:
        given = json.loads(request.content)
        if not any(given.get(name) for name in ("title", "content", "excerpt")):
            return self.error(400, "empty_content", "Content, title, and excerpt are empty.")
        number = len(self.posts) + 1
        post: dict[str, Any] = {"id": number, "status": "draft", "slug": "", "link": f"https://wp.example/?p={number}"}
        post |= {name: {"raw": ""} for name in ("title", "content", "excerpt")}
        refused = self._fill(post, request)
        if refused:
            return refused
        if post["status"] == "pending" and not self.publishes:
            post["slug"] = ""  # a contributor's pending post has none
        self.posts[str(number)] = post
        return httpx2.Response(201, json=post)

    def _fill(self, post: dict[str, Any], request: httpx2.Request) -> httpx2.Response | None:
        given = json.loads(request.content)
        if given.get("status", "draft") not in {"publish", "future", "draft", "pending", "private"}:
            return self.error(400, "rest_invalid_param", "Invalid parameter(s): status")
        if given.get("status") == "publish" and not self.publishes:
            return self.error(403, "rest_cannot_publish", "Sorry, you are not allowed to publish posts.")
        for name in ("title", "content", "excerpt"):
            if name in given:
                post[name] = {"raw": self._kept(given[name])}
        post.update({name: given[name] for name in ("status", "slug") if name in given})
        return None

    def _kept(self, text: str) -> str:
        """wp_kses takes the tags of a script and leaves what stands in it."""
        return text if self.may_script else re.sub(r"</?script[^>]*>", "", text)


class FakeGhost(Fake):
    """/ghost/api/admin/posts/: JWT with kid, HS256 and the audience; `updated_at` must be the last one."""

    key_id, secret = "6748592f4b9b7700010f6564", "b1b5b9c1d4e5f6a7b8c9d0e1f2a3b4c5d6e7f8a9b0c1d2e3f4a5b6c7d8e9f0a1"

    def __init__(self) -> None:
        super().__init__()
        self.now = int(time.time())
        self._ticks = 0
        self.collide = 0
        """So many times somebody else saves the post between our reading and our writing."""

    @property
    def key(self) -> str:
        return f"{self.key_id}:{self.secret}"

    def error(self, status: int, code: str, words: str) -> httpx2.Response:
        return httpx2.Response(status, json={"errors": [{"message": words, "code": code, "type": "Error"}]})

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        if refused := self._login(request):
            return refused
        if not request.headers.get("accept-version", "").startswith("v"):
            return self.error(400, "VERSION", "Accept-Version is missing.")
        path = request.url.path.removeprefix("/ghost/api/admin/posts/").strip("/")
        if request.method == "POST" and not path:
            return self._create(request)
        found = [p for p in self.posts.values() if path in {p["id"], f"slug/{p['slug']}"}]
        if not found:
            return self.error(404, "NOT_FOUND", "Resource not found error, cannot read post.")
        if request.method == "PUT":
            return self._edit(found[0], request)
        return httpx2.Response(200, json={"posts": [dict(found[0])]})

    def _login(self, request: httpx2.Request) -> httpx2.Response | None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        try:
            assert scheme == "Ghost"
            head = jwt.get_unverified_header(token)
            assert head["kid"] == self.key_id
            claims = jwt.decode(
                token,
                bytes.fromhex(self.secret),
                algorithms=["HS256"],
                audience="/admin/",
                options={"verify_exp": False, "verify_iat": False, "require": ["iat", "exp", "aud"]},
            )
            assert claims["iat"] <= self.now + 60 < claims["exp"] <= claims["iat"] + 300
        except (jwt.PyJWTError, AssertionError, KeyError):
            return self.error(401, "INVALID_JWT", "Invalid token")
        return None

    def _create(self, request: httpx2.Request) -> httpx2.Response:
        number = f"{len(self.posts) + 1:024x}"
        post = {"id": number, "status": "published", "slug": "untitled", "url": f"https://ghost.example/p/{number}/"}
        refused = self._fill(post, request)
        if refused:
            return refused
        taken = {p["slug"] for p in self.posts.values()}
        while post["slug"] in taken:
            post["slug"] += "-2"
        self.posts[number] = post
        return httpx2.Response(201, json={"posts": [dict(post)]})

    def _edit(self, post: dict[str, Any], request: httpx2.Request) -> httpx2.Response:
        if self.collide:
            self.collide -= 1
            self._tick(post)
        given = json.loads(request.content)["posts"][0]
        if "updated_at" not in given:
            return self.error(422, "VALIDATION", "updated_at is required.")
        if given["updated_at"] != post["updated_at"]:
            return self.error(409, "UPDATE_COLLISION", "Saving failed! Someone else is editing this post.")
        return self._fill(post, request) or httpx2.Response(200, json={"posts": [dict(post)]})

    def _fill(self, post: dict[str, Any], request: httpx2.Request) -> httpx2.Response | None:
        given = json.loads(request.content)["posts"][0]
        if "title" not in given and "title" not in post:
            return self.error(422, "VALIDATION", "Validation error, cannot save post. title is required.")
        limits = {"title": 255, "slug": 191, "custom_excerpt": 300, "codeinjection_head": 65_535}
        for name, longest in limits.items():
            if len((given.get(name) or "").encode("utf-16-le")) // 2 > longest:
                return self.error(422, "VALIDATION", f"{name} exceeds maximum length of {longest} characters.")
        if given.get("status", "draft") not in {"draft", "published", "scheduled"}:
            return self.error(422, "VALIDATION", "status")
        if "html" in given and request.url.params.get("source") != "html":
            given.pop("html")  # without ?source=html Ghost ignores it
        post.update(given)
        self._tick(post)
        return None

    def _tick(self, post: dict[str, Any]) -> None:
        self._ticks += 1
        post["updated_at"] = f"2026-11-25T10:00:{self._ticks % 60:02}.{self._ticks:03}Z"


def visible(markup: str) -> str:
    """What a reader sees of HTML."""
    without = re.sub(r"<script.*?</script>|<!--.*?-->", "", markup, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", "", without))
