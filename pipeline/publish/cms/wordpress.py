"""WordPress: posts through the REST API (`/wp-json/wp/v2/posts`) with an application password.

A post carries a mark, the id of its label's element. A post whose making was never answered is found by it: WordPress
searches the content of posts in every status, and drops the slug of what a contributor sends in for review.
"""

from __future__ import annotations

import base64
import re
from html import escape
from typing import TYPE_CHECKING, Any

from pipeline.errors import PublishError
from pipeline.publish.article import Article
from pipeline.publish.blocks import Block, BlockKind, blocks, element
from pipeline.publish.cms.api import Api, Placed
from pipeline.publish.jsonld import script_json

if TYPE_CHECKING:
    import httpx2

_ANY_STATUS = "publish,future,draft,pending,private,trash"
_STRIPPED = "this login may not write scripts there: the post has no JSON-LD, its label stands in the text"


class WordPress:
    """One site.

    url        the site's address
    user       login name; `password` is an application password of that user
    status     of a new post: `draft` or `pending`; an update leaves the status that the post has by then
    on_retract `draft` or `trash`
    """

    def __init__(
        self,
        name: str,
        *,
        url: str,
        user: str,
        password: str,
        status: str = "draft",
        on_retract: str = "draft",
        login_hint: str = "",
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        token = base64.b64encode(f"{user}:{password}".encode()).decode("ascii")
        headers = {"Authorization": f"Basic {token}"}
        base = f"{url.rstrip('/')}/wp-json/wp/v2/"
        self._api = Api(name, base, lambda: headers, login_hint=login_hint, transport=transport)
        self._name, self._status, self._on_retract = name, status, on_retract

    def place(self, article: Article, remote_id: str | None) -> Placed:
        post = self._post(remote_id) if remote_id else None
        post = post or self._find(article)
        if post is None:
            written = self._create(article)
        else:
            status = {"status": self._status} if post.get("status") == "trash" else {}
            written = self._write(f"posts/{int(post['id'])}", {**_fields(article), **status})
        note = ""
        if "<script" not in _raw(written):  # without the right to write scripts, the words in them would be left
            written = self._write(f"posts/{int(written['id'])}", _fields(article, script=False))
            note = _STRIPPED
        return Placed(str(int(written["id"])), _link(written), note)

    def withdraw(self, article: Article, remote_id: str | None) -> None:
        post = self._post(remote_id) if remote_id else self._find(article)
        if post is None or post.get("status") == "trash":
            return
        path = f"posts/{int(post['id'])}"
        if self._on_retract == "trash":
            self._api.call("DELETE", path)
        else:
            self._write(path, {"status": "draft"})

    def _create(self, article: Article) -> dict[str, Any]:
        assert article.release is not None  # noqa: S101  (the flow releases what it publishes)
        fields = {**_fields(article), "status": self._status, "slug": article.release.slug}
        try:
            return self._write("posts", fields)
        except PublishError as error:
            if error.status is not None and error.status < 500:
                raise
            found = self._find_after(error, article)  # it may have been taken all the same
            if found is None:
                raise
            return found

    def _find_after(self, error: PublishError, article: Article) -> dict[str, Any] | None:
        try:
            return self._find(article)
        except PublishError:
            raise error from None

    def _write(self, path: str, fields: dict[str, Any]) -> dict[str, Any]:
        written = self._api.call("POST", path, params={"context": "edit"}, body=fields)
        if not isinstance(written, dict) or not str(written.get("id", "")).isdecimal():
            raise PublishError(self._name, "answered without the post's id", "Check `url`: is it a WordPress site?")
        return written

    def _post(self, remote_id: str) -> dict[str, Any] | None:
        """The post of that id; None when somebody has deleted it there."""
        try:
            found = self._api.call("GET", f"posts/{_number(remote_id)}", params={"context": "edit"})
        except PublishError as error:
            if error.status in {404, 410}:
                return None
            raise
        return found if isinstance(found, dict) else None

    def _find(self, article: Article) -> dict[str, Any] | None:
        """The post that carries this article's mark, the oldest when a person has copied it."""
        mark = _mark(article)
        params = {"context": "edit", "status": _ANY_STATUS, "search": mark, "orderby": "id", "order": "asc"}
        found = self._api.call("GET", "posts", params=params)
        marked = [p for p in found if f'id="{mark}"' in _raw(p)] if isinstance(found, list) else []
        return marked[0] if marked else None


def _mark(article: Article) -> str:
    assert article.release is not None  # noqa: S101
    return f"nutgraf-{article.release.key}"


def _number(remote_id: str) -> str:
    """Ids are numbers; one from a damaged record must not lead to another address."""
    return remote_id if remote_id.isdecimal() else "0"


def _raw(post: dict[str, Any]) -> str:
    content = post.get("content")
    return str(content.get("raw", "")) if isinstance(content, dict) else ""


def _link(post: dict[str, Any]) -> str | None:
    """A draft's `link` is a preview that nobody else may open."""
    return str(post["link"]) if post.get("status") == "publish" and post.get("link") else None


def _fields(article: Article, *, script: bool = True) -> dict[str, Any]:
    """WordPress shows titles and excerpts as HTML."""
    return {
        "title": escape(article.title, quote=False),
        "excerpt": escape(article.dek, quote=False),
        "content": "\n\n".join(_block(block, article, script=script) for block in blocks(article)),
    }


def _block(block: Block, article: Article, *, script: bool) -> str:
    """As a block of WordPress's editor, so that it can be edited there like one written by hand."""
    html = element(block)
    if block.kind is BlockKind.LABEL:
        data = {f"data-{name}": value for name, value in article.label.meta().items()}
        attributes = "".join(f' {name}="{escape(value)}"' for name, value in data.items())
        labelled = f'<div id="{_mark(article)}" class="nutgraf-label"{attributes}>{html}</div>'
        return f"<!-- wp:html -->\n{labelled}{_script(article) if script else ''}\n<!-- /wp:html -->"
    if block.kind is BlockKind.HEADING:
        html = html.replace("<h2>", '<h2 class="wp-block-heading">', 1)
        return f"<!-- wp:heading -->\n{html}\n<!-- /wp:heading -->"
    if block.kind in {BlockKind.LIST, BlockKind.ORDERED}:
        ordered = ' {"ordered":true}' if block.kind is BlockKind.ORDERED else ""
        items = re.sub(r"<li>(.*?)</li>", r"<!-- wp:list-item --><li>\1</li><!-- /wp:list-item -->", html)
        items = items.replace("<ul>", '<ul class="wp-block-list">', 1).replace("<ol>", '<ol class="wp-block-list">', 1)
        return f"<!-- wp:list{ordered} -->\n{items}\n<!-- /wp:list -->"
    return f"<!-- wp:paragraph -->\n{html}\n<!-- /wp:paragraph -->"


def _script(article: Article) -> str:
    return f'<script type="application/ld+json">{script_json(article)}</script>'
