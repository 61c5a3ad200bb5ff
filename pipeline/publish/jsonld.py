"""schema.org NewsArticle as JSON-LD: what the article says about itself to machines."""

from __future__ import annotations

import json
import re
from typing import Any

from pipeline.publish.article import Article, ViewSource, utc


def json_ld(article: Article) -> dict[str, Any]:
    """One JSON-LD object. A draft has a date of creation; only what is released has one of publication.

    `isBasedOn` names every source, `citation` those that the text points at.
    """
    release = article.release
    values: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "identifier": release.key if release else article.version_id,
        "headline": article.headline,
        "inLanguage": article.language,
        "dateCreated": article.date,
        "datePublished": utc(release.published) if release else None,
        "dateModified": utc(release.modified) if release else None,
        "url": release.url if release else None,
        "isBasedOn": [_creative_work(source) for source in article.sources],
        "citation": [_creative_work(source) for source in article.cited],
        "description": article.dek,
        "discussionUrl": article.discussion_url,
        "correction": [
            {"@type": "CorrectionComment", "text": c.note, "datePublished": c.date} for c in article.corrections
        ],
        "backstory": article.disclaimer,
        **article.label.json_ld(),
    }
    if article.retraction:
        values["abstract"] = article.retraction.reason
    return {key: value for key, value in values.items() if value}


_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_STEERING = re.compile(r"[<>&\[\]{}]")


def script_json(article: Article) -> str:
    """`json_ld` in ASCII, for a `script` element: no text in it ends the element, or is a template or shortcode."""
    text = json.dumps(json_ld(article))
    return _STRING.sub(lambda m: _STEERING.sub(lambda c: f"\\u{ord(c[0]):04x}", m[0]), text)


def _creative_work(source: ViewSource) -> dict[str, Any]:
    work = {"@type": "CreativeWork", "name": source.title, "datePublished": source.date, "url": source.url}
    publisher = {"@type": "Organization", "name": source.publisher}
    return {key: value for key, value in {**work, "publisher": publisher}.items() if value}
