"""Markdown for site generators: front matter read by YAML and TOML readers, bodies by a CommonMark parser."""

from __future__ import annotations

import json
import tomllib
from datetime import UTC, date, datetime
from typing import Any

import pytest
import yaml
from article_samples import HOSTILE
from markdown_it import MarkdownIt
from released import KEY, MODIFIED, PUBLISHED, release, released, taken_back

from pipeline.labels import DISCLAIMER, LABELS, UNREVIEWED
from pipeline.models import Correction, TargetKind
from pipeline.publish.article import Article, plain
from pipeline.publish.files import FILES
from pipeline.publish.sites import GENERATORS, render
from pipeline.states import DigitalSource, DraftState

NAMES = list(GENERATORS)


def read(text: str) -> tuple[dict[str, Any], str]:
    """(front matter with our own keys lifted up, body), by the reader the fence asks for."""
    fence = text[:3]
    front, body = text[4:].split(f"\n{fence}\n", 1)
    data = tomllib.loads(front) if fence == "+++" else yaml.safe_load(front)
    assert isinstance(data, dict)
    return data | data.pop("params", {}), body


def plain_text(body: str) -> str:
    tokens = MarkdownIt().parse(body)
    leaves = [leaf for token in tokens for leaf in token.children or [token]]
    assert not {leaf.type for leaf in leaves} & {
        "html_inline",
        "html_block",
        "image",
        "fence",
        "code_block",
        "code_inline",
    }
    return "\n".join(leaf.content for leaf in leaves if leaf.content)


@pytest.mark.parametrize("name", NAMES)
def test_the_documented_keys(name: str) -> None:
    front, body = read(render(released(), name))
    assert front["title"] == "A taller seawall wins the vote"
    assert front["description"] == "Who pays for the last third is open."
    published, modified = {
        "hugo": ("date", "lastmod"),
        "astro": ("pubDate", "updatedDate"),
        "eleventy": ("date", "updated"),
        "jekyll": ("date", "last_modified_at"),
    }[name]
    assert (front[published], front[modified]) == (PUBLISHED, MODIFIED)
    assert front["nutgraf_id"] == KEY
    if name in {"hugo", "astro"}:
        assert front["draft"] is False
    if name == "hugo":
        assert front["slug"] == f"a-taller-seawall-{KEY}"
    if name == "jekyll":
        assert (front["layout"], front["published"]) == ("post", True)
    assert "# A taller" not in body  # the title is the layout's to show


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("state", [DraftState.APPROVED, DraftState.READY])
def test_labels(name: str, state: DraftState) -> None:
    front, body = read(render(released(state=state, made=DigitalSource.REWRITTEN), name))
    label = LABELS[state] if state is DraftState.APPROVED else UNREVIEWED
    assert front["ai_generated"] is True
    assert front["ai_review"] == label.review
    assert front["digital_source_type"].endswith("/compositeWithTrainedAlgorithmicMedia")
    assert front["disclaimer"] == DISCLAIMER
    assert json.loads(front["json_ld"])["@type"] == "NewsArticle"
    shown = plain_text(body)
    assert shown.startswith(f"AI-generated from source articles and rewritten by an editor · {label.review}")
    assert shown.index(DISCLAIMER) < shown.index("Sources")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_every_field(name: str, text: str) -> None:
    front, body = read(render(released(text), name))
    assert front["title"] == front["description"] == plain(text)
    assert front["sources"][1]["title"] == plain(text)
    assert json.loads(front["json_ld"])["headline"] == plain(text)
    assert plain(text) in plain_text(body)
    assert not any(mark in body for mark in ("{{", "{%", "{#"))


@pytest.mark.parametrize("name", NAMES)
def test_taken_back_the_text_is_gone_and_the_site_is_told(name: str) -> None:
    front, body = read(render(taken_back(), name))
    told = {
        "hugo": front.get("draft") is True,
        "astro": front.get("draft") is True,
        "eleventy": front.get("permalink") is False and front.get("eleventyExcludeFromCollections") is True,
        "jekyll": front.get("published") is False,
    }
    assert told[name]
    assert front["retraction"] == {"date": "2026-03-20", "reason": "The vote was 7 to 3."}
    assert "Retracted on 2026-03-20: The vote was 7 to 3." in plain_text(body).replace("\n", "").replace(
        "20: T", "20: T"
    )
    assert "The council voted" not in body
    assert DISCLAIMER in plain_text(body)


@pytest.mark.parametrize("name", NAMES)
def test_corrections_say_what_changed_the_last_first(name: str) -> None:
    made = tuple(
        Correction(at=datetime(2026, 3, day, tzinfo=UTC), note=f"Note {day}.", corrects="0") for day in (14, 16)
    )
    front, body = read(render(released(corrections=made), name))
    assert [c["note"] for c in front["corrections"]] == ["Note 14.", "Note 16."]
    shown = plain_text(body)
    assert shown.index(DISCLAIMER) < shown.index("Note 16. (2026-03-16)") < shown.index("Note 14. (2026-03-14)")


@pytest.mark.parametrize("name", NAMES)
def test_a_title_is_never_empty(name: str) -> None:
    assert read(render(released("\u202e"), name))[0]["title"] == "Untitled"


def test_dates_are_dates_for_their_readers() -> None:
    for name in NAMES:
        front, _ = read(render(released(where=release(published=datetime(2026, 1, 1, tzinfo=UTC))), name))
        assert isinstance(front.get("date") or front["pubDate"], datetime)


def test_file_names_tell_two_articles_of_one_headline_apart() -> None:
    def names(article: Article) -> dict[str, str]:
        return {kind.value: form.name(article) for kind, form in FILES.items()}

    one, other = (
        names(released()),
        names(released(where=release(key="feedbeef0000", slug="a-taller-seawall-feedbeef0000"))),
    )
    assert not set(one.values()) & set(other.values())
    assert one["jekyll"] == f"2026-03-13-a-taller-seawall-{KEY}.md"
    assert one["hugo"] == one["astro"] == one["eleventy"] == f"a-taller-seawall-{KEY}.md"
    assert set(FILES) == {k for k in TargetKind if not k.is_cms and not k.is_feed}
    assert date.fromisoformat(one["jekyll"][:10])
