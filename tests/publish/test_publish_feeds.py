"""RSS, Atom and JSON Feed: against grammars of their specifications, and read back by a feed reader."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest
from article_samples import HOSTILE
from cms_fakes import visible
from lxml import etree
from released import KEY, MODIFIED, PUBLISHED, release, released, taken_back

from pipeline.labels import DISCLAIMER
from pipeline.publish.article import Article, plain
from pipeline.publish.feeds import FEEDS, Channel, render
from pipeline.states import DigitalSource

DATA = Path(__file__).parent / "data"
CHANNEL = Channel(
    key="coast:atom",
    title="Coast desk",
    language="en",
    url="https://paper.example/feed",
    home="https://paper.example/",
)
XML = ["rss", "atom"]


def valid(kind: str, text: str) -> etree._Element:
    """The tree of a feed that its grammar accepts; also ids must differ, and the newest change is the feed's."""
    root = etree.fromstring(text.encode())
    grammar = etree.RelaxNG(etree.parse(DATA / f"{kind}.rng"))
    assert grammar.validate(root), grammar.error_log
    ids = root.xpath("//*[local-name()='guid' or (local-name()='id' and local-name(..)='entry')]/text()")
    assert len(set(ids)) == len(ids)
    if kind == "atom":
        atom = "{http://www.w3.org/2005/Atom}"
        changes = [entry.findtext(f"{atom}updated") for entry in root.iter(f"{atom}entry")]
        assert root.findtext(f"{atom}updated") == max(changes, default="1970-01-01T00:00:00Z")
        for entry in root.iter(f"{atom}entry"):  # RFC 4287, 4.1.2: without content there must be an alternate link
            links = [link.get("rel") for link in entry.iter(f"{atom}link")]
            assert entry.find(f"{atom}content") is not None or "alternate" in links
            assert links.count("alternate") <= 1
    return root


def feed(kind: str, *articles: Article, channel: Channel = CHANNEL) -> str:
    text = render(kind, channel, articles)
    if kind in XML:
        valid(kind, text)
    return text


def entries(kind: str, text: str) -> Sequence[dict[str, Any]]:
    """(id, title, link, text, published, updated) as a reader sees them."""
    if kind == "jsonfeed":
        return [
            {
                "id": item["id"],
                "title": item["title"],
                "link": item.get("url"),
                "text": item["content_html"],
                "published": item["date_published"],
                "tags": item["tags"],
            }
            for item in json.loads(text)["items"]
        ]
    found = feedparser.parse(text, sanitize_html=False)
    assert not found.bozo, found.bozo_exception
    return [
        {
            "id": entry.id,
            "title": entry.title,
            "link": entry.get("link"),
            "text": entry.content[0].value,
            "published": "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*entry.published_parsed[:6]),
            "tags": [tag.term for tag in entry.tags],
        }
        for entry in found.entries
    ]


@pytest.mark.parametrize("kind", FEEDS)
def test_a_reader_gets_what_was_published(kind: str) -> None:
    (entry,) = entries(kind, feed(kind, released()))
    assert entry["id"] == f"urn:nutgraf:{KEY}"
    assert entry["title"] == "A taller seawall wins the vote"
    assert entry["link"] == "https://paper.example/news/seawall/"
    assert entry["published"] == "2026-03-13T06:00:00Z"
    assert "The council voted 7 to 2 on Tuesday." in entry["text"]


@pytest.mark.parametrize("kind", FEEDS)
def test_labels(kind: str) -> None:
    text = feed(kind, released(made=DigitalSource.REWRITTEN))
    (entry,) = entries(kind, text)
    shown = visible(entry["text"])
    assert shown.startswith("AI-generated from source articles and rewritten by an editor · Reviewed and approved")
    assert shown.index("The council voted") < shown.index(DISCLAIMER) < shown.index("Sources")
    assert "compositeWithTrainedAlgorithmicMedia" in text
    assert "Reviewed and approved by an editor" in text


@pytest.mark.parametrize("kind", FEEDS)
def test_the_newest_first_each_with_an_id_that_stays(kind: str) -> None:
    later = release(key="feedbeef0000", slug="b-feedbeef0000", published=PUBLISHED + timedelta(days=1), url=None)
    found = entries(kind, feed(kind, released(), released(where=later)))
    assert [e["id"] for e in found] == ["urn:nutgraf:feedbeef0000", f"urn:nutgraf:{KEY}"]
    moved = entries(kind, feed(kind, released(where=release(url="https://paper.example/other/"))))
    assert moved[0]["id"] == f"urn:nutgraf:{KEY}"


@pytest.mark.parametrize("kind", FEEDS)
def test_a_retracted_article_stays_as_a_notice(kind: str) -> None:
    (entry,) = entries(kind, feed(kind, taken_back()))
    assert entry["title"] == "Retracted: A taller seawall wins the vote"
    assert "The vote was 7 to 3." in entry["text"]
    assert "The council voted" not in entry["text"]
    assert DISCLAIMER in visible(entry["text"])


@pytest.mark.parametrize("kind", FEEDS)
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_every_field(kind: str, text: str) -> None:
    channel = CHANNEL.model_copy(update={"title": plain(text) or "x"})
    (entry,) = entries(kind, feed(kind, released(text), channel=channel))
    assert " ".join(entry["title"].split()) == " ".join(plain(text).split())
    assert " ".join(plain(text).split()) in " ".join(visible(entry["text"]).split())
    assert {t.lower() for t in re.findall(r"<(\w+)", entry["text"])} <= {*("p", "h2", "ul", "ol", "li", "em", "a")}


@pytest.mark.parametrize("kind", FEEDS)
def test_an_article_without_a_visible_letter_is_an_entry(kind: str) -> None:
    (entry,) = entries(kind, feed(kind, released("\u202e")))
    assert entry["title"] == "Untitled"


@pytest.mark.parametrize("kind", FEEDS)
def test_an_empty_feed_and_one_without_addresses_are_feeds(kind: str) -> None:
    bare = Channel(key="coast:rss", title="Coast", language="de")
    assert entries(kind, feed(kind, channel=bare)) == []
    (entry,) = entries(kind, feed(kind, released(where=release(url=None)), channel=bare))
    assert entry["link"] in {None, "", entry["id"]}  # the reader takes the id where there is no address


def test_the_json_feed_says_what_its_version_asks_for() -> None:
    data = json.loads(feed("jsonfeed", released()))
    assert data["version"] == "https://jsonfeed.org/version/1.1"
    assert set(data) <= {*("version", "title", "home_page_url", "feed_url", "description", "language", "items")}
    (item,) = data["items"]
    known = {*("id", "url", "title", "summary", "content_html", "date_published", "date_modified", "authors")}
    assert set(item) == known | {"tags", "language", "_nutgraf"}
    assert item["date_modified"] == MODIFIED.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert item["_nutgraf"]["disclaimer"] == DISCLAIMER


@pytest.mark.parametrize("kind", XML)
def test_the_grammars_refuse_what_the_specifications_do(kind: str) -> None:
    good = feed(kind, released())
    id_ = "guid" if kind == "rss" else "id"
    broken = [
        re.sub(r"<title[^>]*>.*?</title>", "", good),
        re.sub(rf"<{id_}[^>]*>[^<]*</{id_}>", "", good),
        good.replace("2026-03-1", "2026-13-1").replace("Mar 2026", "Mär 2026"),
        good.replace("https://paper.example/", "paper example"),
    ]
    grammar = etree.RelaxNG(etree.parse(DATA / f"{kind}.rng"))
    assert [grammar.validate(etree.fromstring(text.encode())) for text in broken] == [False] * 4
