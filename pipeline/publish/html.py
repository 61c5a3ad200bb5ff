"""`article.html`: an article as one standalone page. No script, nothing loaded, everything escaped by the template."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from pipeline.labels import INFERENCE
from pipeline.publish.article import Article
from pipeline.publish.jsonld import json_ld

if TYPE_CHECKING:
    from jinja2 import Template

_RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
_MONTHS: tuple[str, ...] = ("January", "February", "March", "April", "May", "June")
_MONTHS += ("July", "August", "September", "October", "November", "December")
_LONG_HEADLINE = 110
"""Characters from which a headline is set smaller."""


def render(article: Article) -> str:
    """The whole page. Its style is allowed by hash and all else forbidden (Content-Security-Policy)."""
    style = _file("article.css")
    return _template().render(
        article=article,
        label=article.label,
        inference=INFERENCE,
        rtl=article.language.split("-")[0].lower() in _RIGHT_TO_LEFT,
        long_headline=len(article.headline) > _LONG_HEADLINE,
        json_ld=json_ld(article) if article.written else None,
        style=style,
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii"),
    )


def _long_date(day: str) -> str:
    """`2026-03-12` as `12 March 2026`, in English whatever the locale."""
    year, month, number = day.split("-")
    return f"{int(number)} {_MONTHS[int(month) - 1]} {year}"


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["long_date"] = _long_date
    return environment.from_string(_file("article.html.j2"))


@cache
def _file(name: str) -> str:
    return (resources.files(__package__) / name).read_text("utf-8")
