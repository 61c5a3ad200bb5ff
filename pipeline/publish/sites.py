"""Markdown for site generators: each one's documented front matter, and a body that reads literally in all of them.

| generator | front matter | dates | kept off the site when retracted |
|---|---|---|---|
| hugo | TOML; own keys under `params` | `date`, `lastmod` | `draft` |
| astro | YAML, keys of the blog template's schema | `pubDate`, `updatedDate` | `draft` (for the site's own filter) |
| eleventy | YAML | `date` | `permalink: false`, `eleventyExcludeFromCollections` |
| jekyll | YAML; file name begins with the date | `date`, `last_modified_at` | `published: false` |
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from pipeline.publish.article import Article, Release, utc
from pipeline.publish.jsonld import script_json
from pipeline.publish.markdown import escape, prose, surroundings


def render(article: Article, generator: str) -> str:
    """The whole file for one of `GENERATORS`; the article must be released."""
    assert article.release is not None  # noqa: S101  (the flow releases what it publishes)
    front = GENERATORS[generator](article, article.release)
    fence, lines = ("+++", _toml(front)) if generator == "hugo" else ("---", _yaml(front))
    return "\n".join([fence, *lines, fence, "", _body(article), ""])


def file_name(article: Article, generator: str) -> str:
    assert article.release is not None  # noqa: S101
    dated = f"{article.day}-" if generator == "jekyll" else ""
    return f"{dated}{article.release.slug}.md"


def _body(article: Article) -> str:
    label = article.label
    blocks = [f"*{escape(label.making.words)} · {escape(label.review)}*"]
    if article.retraction:
        blocks.append(f"**Retracted on {article.retraction.date}:** {escape(article.retraction.reason)}")
    if article.dek:
        blocks.append(f"> {escape(article.dek)}")
    text = "\n\n".join([*blocks, *prose(article), f"*{escape(article.disclaimer)}*", *surroundings(article)])
    return text.replace("\\{\\%", "&#123;%")  # Jekyll's kramdown leaves the backslash before a percent sign standing


def _hugo(article: Article, release: Release) -> dict[str, Any]:
    return {
        "title": article.title,
        "date": release.published,
        "lastmod": release.modified,
        "draft": article.retraction is not None,
        "slug": release.slug,
        "description": article.dek,
        "params": _own(article),
    }


def _astro(article: Article, release: Release) -> dict[str, Any]:
    return {
        "title": article.title,
        "description": article.dek,
        "pubDate": release.published,
        "updatedDate": release.modified,
        "draft": article.retraction is not None,
        **_own(article),
    }


def _eleventy(article: Article, release: Release) -> dict[str, Any]:
    gone = {"permalink": False, "eleventyExcludeFromCollections": True} if article.retraction else {}
    return {
        "title": article.title,
        "description": article.dek,
        "date": release.published,
        "updated": release.modified,
        **gone,
        **_own(article),
    }


def _jekyll(article: Article, release: Release) -> dict[str, Any]:
    return {
        "layout": "post",
        "title": article.title,
        "description": article.dek,
        "date": release.published,
        "last_modified_at": release.modified,
        "published": article.retraction is None,
        "lang": article.language,
        **_own(article),
    }


def _own(article: Article) -> dict[str, Any]:
    """Keys of ours, the same for all: the labels, the sources, and JSON-LD for a layout to print as it is."""
    assert article.release is not None  # noqa: S101
    own: dict[str, Any] = {
        "nutgraf_id": article.release.key,
        "language": article.language,
        **article.label.front_matter(),
        "credit": article.label.credit,
        "disclaimer": article.disclaimer,
        "json_ld": script_json(article),
        "sources": [s.model_dump(exclude_none=True, exclude={"copies"}) for s in article.sources],
    }
    if article.corrections:
        own["corrections"] = [c.model_dump() for c in article.corrections]
    if article.retraction:
        own["retraction"] = article.retraction.model_dump()
    return own


def _yaml(values: Mapping[str, Any]) -> list[str]:
    """JSON is YAML, on one line each; only dates stand bare, so that readers take them for dates."""
    lines = []
    for key, value in values.items():
        shown = utc(value) if isinstance(value, datetime) else json.dumps(value, ensure_ascii=False)
        lines.append(f"{key}: {shown}")
    return lines


def _toml(values: Mapping[str, Any]) -> list[str]:
    tables = {key: value for key, value in values.items() if isinstance(value, dict)}
    lines = [f"{key} = {_toml_value(value)}" for key, value in values.items() if key not in tables]
    for name, table in tables.items():
        lines += [f"[{name}]", *(f"{key} = {_toml_value(value)}" for key, value in table.items())]
    return lines


def _toml_value(value: Any) -> str:
    """A JSON string is a TOML basic string: all that JSON escapes is escaped the same way."""
    if isinstance(value, datetime):
        return utc(value)
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml_value(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


GENERATORS: Mapping[str, Callable[[Article, Release], dict[str, Any]]] = {
    "hugo": _hugo,
    "astro": _astro,
    "eleventy": _eleventy,
    "jekyll": _jekyll,
}
