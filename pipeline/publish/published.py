"""The published schema: an article as JSON, for programs. `nutgraf schema` prints its JSON Schema."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from pipeline.models import Frozen, SectionKind
from pipeline.publish.article import Article, Retraction, ViewCorrection, ViewSource
from pipeline.publish.jsonld import json_ld

VERSION = 1


class PublishedLabel(Frozen):
    """What every article says about how it was made."""

    ai_generated: Literal[True] = True
    made: str = Field(description="How the text came about, for people.")
    review: str = Field(description="Who answers for it, for people.")
    approved: bool
    digital_source_type: str = Field(description="IPTC NewsCodes URI.")
    ai_disclosure: str


class PublishedParagraph(Frozen):
    text: str
    sources: tuple[int, ...] = Field(default=(), description="Numbers, from 1, of the sources it rests on.")


class PublishedSection(Frozen):
    heading: str
    kind: SectionKind
    paragraphs: tuple[PublishedParagraph, ...]


class PublishedRelated(Frozen):
    title: str
    dek: str
    url: str | None
    date: str


class PublishedArticle(Frozen):
    """One article as it left the house."""

    schema_version: Literal[1] = 1
    id: str = Field(description="Stays the same through all corrected versions.")
    version_id: str
    status: Literal["published", "retracted"]
    url: str | None
    slug: str
    language: str
    desk: str | None
    published: datetime
    modified: datetime
    headline: str
    dek: str
    lede: tuple[PublishedParagraph, ...]
    sections: tuple[PublishedSection, ...]
    disclaimer: str = Field(min_length=1)
    label: PublishedLabel
    sources: tuple[ViewSource, ...]
    discussion_url: str | None
    related: tuple[PublishedRelated, ...]
    corrections: tuple[ViewCorrection, ...]
    retraction: Retraction | None
    json_ld: dict[str, Any] = Field(description="schema.org NewsArticle.")


def published(article: Article) -> PublishedArticle:
    """A released article under the schema."""
    release, label = article.release, article.label
    assert release is not None  # noqa: S101  (the flow releases what it publishes)
    data = article.model_dump(
        include={
            *("version_id", "language", "desk", "headline", "dek", "lede", "sections", "disclaimer", "sources"),
            *("discussion_url", "corrections", "retraction"),
        }
    )
    return PublishedArticle(
        **data,
        id=release.key,
        status="retracted" if article.retraction else "published",
        url=release.url,
        slug=release.slug,
        published=release.published,
        modified=release.modified,
        label=PublishedLabel(
            made=label.making.words,
            review=label.review,
            approved=label.approved,
            digital_source_type=label.making.digital_source_type,
            ai_disclosure=label.making.ai_disclosure,
        ),
        related=tuple(PublishedRelated(title=r.title, dek=r.dek, url=r.url, date=r.date) for r in article.related),
        json_ld=json_ld(article),
    )


def render(article: Article) -> str:
    return published(article).model_dump_json(indent=1) + "\n"


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of what `render` gives."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **PublishedArticle.model_json_schema(mode="serialization"),
    }
