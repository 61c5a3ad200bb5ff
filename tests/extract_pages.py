"""Invented news pages to extract: a story, the markup around it, and a Page that holds it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from builders import NOW

from pipeline.errors import Refused
from pipeline.extract import extract
from pipeline.models import Document, Page

VOTE = (
    "The city council voted seven to two on Tuesday night to rebuild the seawall that has guarded the quay for "
    "eighty years, after a hearing that lasted almost five hours and drew sixty-four speakers to the hall."
)
COST = (
    "Engineers put the cost at 48 million dollars, of which the state has promised to pay half if the federal grant "
    "comes through before the end of the spring, said the harbour master, who has asked for the wall since 2009."
)
DOUBT = (
    "“If the grant fails, we come back to this room,” said Imelda Teague, the treasurer. She added that no contract "
    "would be signed on a promise alone, and that the fishermen would have to be asked again about the closure."
)
STORY = f"<p>{VOTE}</p><p>{COST}</p><p>{DOUBT}</p>"


def markup(body: str = STORY, *, head: str = "", lang: str = "en") -> str:
    return (
        f'<!doctype html><html lang="{lang}"><head><title>Council backs seawall | The Harbour Post</title>{head}</head>'
        f"<body><nav><a href=/>Home</a><a href=/s>Sport</a></nav><article><h1>Council backs seawall</h1>"
        f"{body}</article>"
        "<footer>All rights reserved</footer></body></html>"
    )


def page(body: str | bytes, **changes: Any) -> Page:
    given: dict[str, Any] = {
        "location": "https://www.harbour.example/seawall",
        "url": "https://www.harbour.example/seawall",
        "status": 200,
        "content_type": "text/html",
        "body": body.encode() if isinstance(body, str) else body,
        "fetched_at": NOW,
    }
    return Page(**{**given, **changes})


def ld(**node: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **node})}</script>'


def document(body: str = STORY, **parts: str) -> Document:
    return extract(page(markup(body, **parts)))


def refusal(given: Page, **options: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        extract(given, **options)
    assert caught.value.thing == given.location
    assert "\n" not in str(caught.value)
    return caught.value
