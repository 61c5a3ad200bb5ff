from __future__ import annotations

from typing import Any

import pytest
from builders import NOW

from pipeline.collect.entries import canonical, keys, wanted
from pipeline.desks import Filters
from pipeline.models import Entry


def entry(**given: Any) -> Entry:
    return Entry(**{"source": "https://news.example/feed", "id": "7", "url": "https://news.example/a", **given})


@pytest.mark.parametrize(
    "url",
    [
        "http://news.example/a",
        "https://www.news.example/a/",
        "https://NEWS.example:443/a#top",
        "https://news.example/a?utm_source=rss&utm_medium=feed&fbclid=x",
    ],
)
def test_spellings_of_one_address(url: str) -> None:
    assert canonical(url) == canonical("https://news.example/a")


OTHERS = [
    "https://news.example/b",
    "https://news.example/a?id=2",
    "https://news.example:8443/a",
    "https://news.example/A",
]


@pytest.mark.parametrize("url", OTHERS)
def test_other_addresses(url: str) -> None:
    assert canonical(url) != canonical("https://news.example/a")


def test_an_entry_is_known_by_its_id_and_its_address() -> None:
    by_id, by_url = keys(entry())
    assert keys(entry(url="https://news.example/moved"))[0] == by_id
    assert keys(entry(id="8", source="https://other.example/feed"))[1] == by_url
    assert keys(entry(source="https://other.example/feed"))[0] != by_id  # "7" is only unique within its feed
    assert keys(entry(url=None)) == (by_id,)


OLD, NEW = "2026-11-16T08:00:00+00:00", "2026-11-20T08:00:00+00:00"


@pytest.mark.parametrize(
    ("given", "filters", "passes"),
    [
        ({"published": NEW}, {"max_age_hours": 72}, True),
        ({"published": OLD}, {"max_age_hours": 72}, False),
        ({"published": OLD, "modified": NEW}, {"max_age_hours": 72}, True),
        ({"modified": OLD}, {"max_age_hours": 72}, False),
        ({}, {"max_age_hours": 72}, True),
        ({"title": "The seawall", "summary": "x"}, {"keywords": ["SEAWALL", "flood"]}, True),
        ({"title": "The vote", "summary": "x"}, {"keywords": ["seawall"]}, False),
        ({"title": "The vote", "content": "<p>seawall</p>"}, {"keywords": ["seawall"]}, True),
        ({"title": "The vote"}, {"keywords": ["seawall"]}, True),
        ({"title": "Artists", "summary": "x"}, {"keywords": ["art"]}, False),
        ({"title": "海岸の堤防を可決", "summary": "x"}, {"keywords": ["堤防"]}, True),
        ({"title": "Your horoscope"}, {"exclude_keywords": ["horoscope"]}, False),
        ({"title": "Horoscopes"}, {"exclude_keywords": ["horoscope"]}, True),
        ({"title": "C++ (and more)", "summary": "x"}, {"keywords": ["(and more)"]}, True),
    ],
)
def test_filters(given: dict[str, Any], filters: dict[str, Any], *, passes: bool) -> None:
    assert wanted(entry(**given), Filters(**filters), NOW) is passes
