"""Articles outside the house, for the tests of every format."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from article_samples import dossier, draft

from pipeline.publish.article import Article, Release, Retraction, article_of, retracted
from pipeline.states import DraftState

PUBLISHED = datetime(2026, 3, 13, 6, 0, tzinfo=UTC)
MODIFIED = datetime(2026, 3, 14, 7, 30, tzinfo=UTC)
KEY = "c0ffee123456"


def release(**changes: Any) -> Release:
    given: dict[str, Any] = {
        "key": KEY,
        "slug": f"a-taller-seawall-{KEY}",
        "url": "https://paper.example/news/seawall/",
        "published": PUBLISHED,
        "modified": MODIFIED,
    }
    return Release(**(given | changes))


def released(text: str | None = None, *, where: Release | None = None, **changes: Any) -> Article:
    """An approved article as it goes out; with `text`, that stands in every field of draft and dossier."""
    given = {"state": DraftState.APPROVED} | changes
    return article_of(draft(text, **given), dossier(text), where or release())


def taken_back(text: str | None = None, reason: str = "The vote was 7 to 3.", **changes: Any) -> Article:
    return retracted(released(text, **changes), Retraction(date="2026-03-20", reason=reason))
