"""Imported once by the process that workers are forked from: it reads a page, so that no worker loads anything.

What was loaded is kept out of the garbage collector's sight: workers share its memory for as long as they live.
"""

from __future__ import annotations

import gc
from datetime import UTC, datetime

from pipeline.extract import extract
from pipeline.models import Page
from pipeline.text.addressing.orders import SIEVE

_SENTENCE = "The town council has agreed on a plan for the old bridge, which will be closed from May until September. "
_BODY = (
    "<!doctype html><html><head><title>The bridge - The Mirror of the Town</title>"
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "The bridge"}</script></head>'
    f"<body><article><h1>The bridge</h1><p>By Ann Lee</p>{f'<p>{_SENTENCE * 3}</p>' * 3}</article></body></html>"
)

extract(
    Page(
        location="warm",
        url="https://mirror.example/bridge",
        status=200,
        content_type="text/html",
        body=_BODY.encode(),
        fetched_at=datetime.now(UTC),
    )
)
SIEVE.compile()
gc.collect()
gc.freeze()
