"""ninjs 3.1, IPTC's JSON for news agencies (https://iptc.org/std/ninjs/): camelCase keys, and no others allowed."""

from __future__ import annotations

import json
from typing import Any

from pipeline.publish.article import Article, utc
from pipeline.publish.blocks import blocks, joined

_SCHEMA = "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json"


def render(article: Article) -> str:
    return json.dumps(ninjs(article), ensure_ascii=False, indent=1) + "\n"


def ninjs(article: Article) -> dict[str, Any]:
    """One ninjs item of a released article; its body is the text with label and disclaimer."""
    release, label = article.release, article.label
    assert release is not None  # noqa: S101  (the flow releases what it publishes)
    body = joined(blocks(article))
    return {
        "standard": {"name": "ninjs", "version": "3.1", "schema": _SCHEMA},
        "uri": release.url or f"urn:nutgraf:{release.key}",
        "type": "text",
        "representationType": "partial" if article.retraction else "full",
        "version": article.version_id,
        "firstCreated": utc(release.published),
        "versionCreated": utc(release.modified),
        "contentCreated": f"{article.date}T00:00:00Z",
        "pubStatus": "canceled" if article.retraction else "usable",
        "language": article.language,
        "headlines": [{"role": "main", "contentType": "text/plain", "value": article.title}],
        "title": article.title,
        "descriptions": [{"role": "summary", "contentType": "text/plain", "value": article.dek}] if article.dek else [],
        "bodies": [{"role": "main", "contentType": "text/html", "charCount": len(body), "value": body}],
        "slugline": release.slug,
        "by": label.making.words,
        "edNote": _note(article),
        "usageTerms": article.disclaimer,
        "digitalSourceType": {"name": label.making.words, "uri": label.making.digital_source_type},
        "genres": [{"name": "Analysis", "uri": "http://cv.iptc.org/newscodes/genre/Analysis"}],
        "infoSources": [
            {"name": s.publisher, "literal": s.title, **({"uri": s.url} if s.url else {})} for s in article.sources
        ],
        "altIds": [{"role": "nutgraf", "value": release.key}],
        "associations": [
            {"name": f"related-{n}", "rel": "related", "uri": r.url, "title": r.title}
            for n, r in enumerate(article.related, 1)
            if r.url
        ],
    }


def _note(article: Article) -> str:
    notes = [article.label.credit]
    if article.retraction:
        notes.append(f"Retracted on {article.retraction.date}: {article.retraction.reason}")
    notes += [f"Corrected on {c.date}: {c.note}" for c in reversed(article.corrections)]
    return " ".join(notes)
