"""robots.txt as RFC 9309 reads it, for our own product token."""

from __future__ import annotations

import time

import pytest

from pipeline.rights.robots import Robots
from pipeline.rights.tdmrep import rule_for
from pipeline.rights.usage import forbids

PAGE = "https://news.example/2026/seawall?page=2"


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("", True),
        ("User-agent: *\nDisallow:", True),
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: *\nDisallow: /2026/", False),
        ("User-agent: *\nDisallow: /2026/\nAllow: /2026/seawall", True),  # the longest match
        ("User-agent: *\nDisallow: /*?page=", False),
        ("User-agent: *\nDisallow: /2026/seawall$", True),
        ("user-agent: NutGraf\nDISALLOW: /", False),
        ("User-agent: nutgraf/0.1\nDisallow: /", False),
        ("User-agent: otherbot\nDisallow: /", True),
        ("User-agent: nut\nDisallow: /", True),  # another product's token
        ("User-agent: nutgraf-news\nDisallow: /", True),
        ("User-agent: otherbot\nUser-agent: nutgraf\nDisallow: /", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: nutgraf\nAllow: /", True),  # our own group goes before
        ("User-agent: nutgraf\nAllow: /x\n\nUser-agent: *\nDisallow: /", True),
        ("# a comment\r\nUser-agent: * # all\r\nDisallow: / # everything\r\n", False),
        ("<html><body>Not found</body></html>", True),
        ("Disallow: /", True),  # before any group
        ("User-agent: *\nDisallow: /2026/seaw%61ll", False),
    ],
)
def test_who_may_fetch(text: str, *, allowed: bool) -> None:
    verdict = Robots(text).verdict(PAGE)
    assert verdict == ("allowed" if allowed else "forbids /2026/seawall?page=2")


def test_without_a_robots_txt_there_is_no_verdict() -> None:
    robots = Robots(None)
    assert (robots.verdict(PAGE), robots.delay, robots.licences, robots.usage(PAGE)) == (None, 0.0, (), {})


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        ("User-agent: *\nCrawl-delay: 7", 7.0),
        ("User-agent: *\nCrawl-delay: 7\n\nUser-agent: nutgraf\nCrawl-delay: 1.5", 1.5),
        ("User-agent: *\nCrawl-delay: soon", 0.0),
        ("User-agent: *\nCrawl-delay: -4", 0.0),
        ("User-agent: otherbot\nCrawl-delay: 7", 0.0),
    ],
)
def test_crawl_delay(text: str, delay: float) -> None:
    assert Robots(text).delay == delay


def test_licence_lines_hold_wherever_they_stand() -> None:
    text = "License: https://a.example/1.xml\nUser-agent: x\nDisallow: /\n\nlicense: https://a.example/2.xml # terms"
    assert Robots(text).licences == ("https://a.example/1.xml", "https://a.example/2.xml")


USAGE = """
User-Agent: *
Allow: /
Disallow: /never/
Content-Usage: ai-use=n
Content-Usage: /2026/ ai-use=y

User-Agent: nutgraf
User-Agent: otherbot
Allow: /
Content-Usage: search=y
"""


@pytest.mark.parametrize(
    ("text", "path", "stated"),
    [
        (USAGE.replace("nutgraf", "x"), "/2026/seawall", "ai-use=y"),
        (USAGE.replace("nutgraf", "x"), "/2025/seawall", "ai-use=n"),
        (USAGE, "/2025/seawall", "search=y"),
        ("Content-Usage: bots=n", "/a", "bots=n"),
        ("User-agent: otherbot\nContent-Usage: bots=n", "/a", None),
        ("User-agent: *\nContent-Usage: /a bots=n\nContent-Usage: /a bots=y", "/a", "bots=n\nbots=y"),
    ],
)
def test_usage_preferences(text: str, path: str, stated: str | None) -> None:
    found = Robots(text).usage(f"https://news.example{path}")
    assert found == ({"content-usage": stated} if stated else {})


@pytest.mark.parametrize(
    ("value", "against"),
    [
        ("ai-use=n", True),
        ("train-ai=n, search=n", False),  # nothing is trained here, and no search results are listed
        ("bots=n", True),
        ("bots=n, ai-use=y", False),  # the narrower category decides
        ("bots=y, ai-use=n", True),
        ("ai-output=n", True),
        ("search=yes, ai-input=no, ai-train=no", True),
        ("search=yes,ai-train=no", False),
        ("AI-USE=N", True),
        ("bots=y\nbots=n", True),  # of several statements the most restrictive counts
        ("nonsense", False),
        ("", False),
    ],
)
def test_which_preferences_are_against_our_use(value: str, *, against: bool) -> None:
    assert forbids(value) is against


@pytest.mark.parametrize(
    ("rules", "found"),
    [
        ('[{"location": "/", "tdm-reservation": 1, "tdm-policy": "https://p.example/x"}]', "1 / https://p.example/x"),
        ('[{"location": "/2026/*", "tdm-reservation": 0}, {"location": "/", "tdm-reservation": 1}]', "0 /2026/*"),
        ('[{"location": "/2025/", "tdm-reservation": 1}]', None),
        ('[{"location": "/*page=2$", "tdm-reservation": 1}]', "1 /*page=2$"),
        ('[{"location": "/2026/seawall$", "tdm-reservation": 1}]', None),
        ('[{"location": "*sea*2$", "tdm-reservation": "1"}]', "1 *sea*2$"),
        ('{"location": "/", "tdm-reservation": 1}', "1 /"),
        ('[{"location": "/", "tdm-reservation": 2}]', None),
        ('[{"tdm-reservation": 1}, "x", null, {"location": 7, "tdm-reservation": 1}]', None),
        ("<html>not found</html>", None),
        ("", None),
        (None, None),
        ("[" * 100_000, None),
    ],
)
def test_the_first_matching_tdm_rule(rules: str | None, found: str | None) -> None:
    assert rule_for(rules, PAGE) == found


@pytest.mark.parametrize(
    "text",
    ["User-agent:" + " " * 500_000 + "x", "a" * 500_000, "Disallow: /*a*b*c*d\n" * 25_000, "User-agent: *\n" * 35_000],
)
def test_hostile_robots_cost_little(text: str) -> None:
    started = time.process_time()
    robots = Robots(f"User-agent: *\n{text}")
    robots.verdict("https://news.example/" + "a" * 1000)
    assert robots.usage(PAGE) == {}
    assert time.process_time() - started < 2
