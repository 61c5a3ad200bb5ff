"""Signals are read as publishers write them; a reservation holds unless a licence reason is recorded."""

from __future__ import annotations

import time

import pytest

from pipeline.models import Rights
from pipeline.rights import NO_RULES, Robots, SiteRules, decide


def judged(
    head: str = "",
    *,
    host: str | None = "news.example",
    encoding: str = "utf-8",
    site: SiteRules = NO_RULES,
    **headers: str,
) -> Rights:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    body = f"<html><head>{head}</head><body>Voted.</body></html>".encode(encoding)
    url = f"https://{host}/2026/seawall" if host else None
    return decide(url, site=site, headers=names, body=body, licences={"licensed.example": "contract of 2026"})


def rules(robots: str | None = None, tdmrep: str | None = None) -> SiteRules:
    return SiteRules(Robots(robots), tdmrep)


def test_no_signal_is_no_reservation() -> None:
    assert judged('<meta name="description" content="noai is a word here">') == Rights()


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="robots" content="noai">',
        "<META NAME='ROBOTS' CONTENT='index, NoAI, noimageai'/>",
        "<meta content=noai name=robots>",
        '<meta name="nutgraf" content="noai">',
        '<meta name="robots" content="index"><meta name="robots" content="noai">',
        '<meta name="robots" content="no&#97;i">',
        '<meta name="tdm-reservation" content="1">',
    ],
)
def test_a_reservation_in_the_page(head: str) -> None:
    rights = judged(head)
    assert not rights.allowed
    assert rights.ground.startswith("the publisher reserves it: meta:")


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="robots" content="noindex, nofollow, noarchive, noimageai">',
        '<meta name="googlebot" content="noai">',
        '<!-- <meta name="robots" content="noai"> -->',
        '<meta name="tdm-reservation" content="0">',
        '<meta property="robots" content="noai">',
    ],
)
def test_what_does_not_reserve_the_text(head: str) -> None:
    assert judged(head).allowed


@pytest.mark.parametrize(
    ("value", "allowed"),
    [
        ("noai", False),
        ("noindex, noai", False),
        ("nutgraf: noai", False),
        ("googlebot: noindex, nutgraf: noai", False),
        ("googlebot: noindex\nnoai", False),
        ("unavailable_after: 25 Jun 2030 15:00:00 PST, noai", False),
        ("googlebot: noai", True),
        ("googlebot: noindex, noai", True),
        ("max-snippet: 20, noimageai", True),
    ],
)
def test_x_robots_tag(value: str, *, allowed: bool) -> None:
    rights = judged(x_robots_tag=value)
    assert rights.allowed is allowed
    assert rights.signals == {"header:x-robots-tag": value}
    assert "\n" not in rights.ground


@pytest.mark.parametrize(("header", "meta", "allowed"), [("1", "0", False), ("0", "1", True)])
def test_the_tdm_header_goes_before_the_meta(header: str, meta: str, *, allowed: bool) -> None:
    rights = judged(f'<meta name="tdm-reservation" content="{meta}">', tdm_reservation=header)
    assert rights.allowed is allowed
    assert rights.signals == {"header:tdm-reservation": header, "meta:tdm-reservation": meta}


@pytest.mark.parametrize("host", ["licensed.example", "www.licensed.example", "LICENSED.example."])
def test_a_licence_overrides_and_is_recorded(host: str) -> None:
    rights = judged(tdm_reservation="1", tdm_policy="https://licensed.example/tdm.json", host=host)
    assert rights.allowed
    assert rights.ground == "licensed: contract of 2026 (in spite of header:tdm-reservation: 1)"
    assert rights.signals["header:tdm-policy"] == "https://licensed.example/tdm.json"


@pytest.mark.parametrize("host", ["unlicensed.example", "licensed.example.evil.example", "example", None])
def test_a_licence_is_for_its_host_alone(host: str | None) -> None:
    assert not judged(tdm_reservation="1", host=host).allowed


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1251", "shift_jis"])
def test_any_charset(encoding: str) -> None:
    assert not judged('<title>Я</title><meta name="robots" content="noai">', encoding=encoding).allowed


@pytest.mark.parametrize("piece", ["<!--", "<meta ", "<meta name=", "<meta name='", "&#97;"])
def test_hostile_heads_cost_little(piece: str) -> None:
    started = time.process_time()
    assert judged(piece * 60_000).allowed
    assert time.process_time() - started < 1


# --- what the site says -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("site", "ground"),
    [
        (rules("User-agent: *\nDisallow: /2026/"), "robots.txt: forbids /2026/seawall"),
        (rules(tdmrep='[{"location": "/2026", "tdm-reservation": 1}]'), "tdmrep: 1"),
        (rules("License: https://rsl.example/l.xml"), "licence terms (RSL): https://rsl.example/l.xml"),
        (rules("User-agent: *\nContent-Usage: ai-use=n"), "robots.txt Content-Usage: ai-use=n"),
        (rules("User-agent: *\nContent-Signal: ai-input=no"), "robots.txt Content-Signal: ai-input=no"),
    ],
)
def test_a_reservation_of_the_site(site: SiteRules, ground: str) -> None:
    rights = judged(site=site)
    assert (rights.allowed, rights.ground) == (False, f"the publisher reserves it: {ground}")
    licensed = judged(site=site, host="licensed.example")
    assert (licensed.allowed, licensed.ground) == (True, f"licensed: contract of 2026 (in spite of {ground})")


def test_a_site_that_allows_is_recorded_too() -> None:
    rights = judged(site=rules("User-agent: *\nContent-Usage: train-ai=n", '[{"location": "/", "tdm-reservation": 0}]'))
    assert rights.allowed
    assert rights.signals == {"robots": "allowed", "tdmrep": "0 /", "robots:content-usage": "train-ai=n"}


@pytest.mark.parametrize(
    ("file", "header", "meta", "allowed"), [("1", "0", "0", False), ("0", "1", "1", True), (None, "1", "0", False)]
)
def test_the_tdm_file_goes_before_the_header(file: str | None, header: str, meta: str, *, allowed: bool) -> None:
    text = (
        f'[{{"location": "/2026/", "tdm-reservation": {file}}}]'
        if file
        else '[{"location": "/old", "tdm-reservation": 0}]'
    )
    rights = judged(f'<meta name="tdm-reservation" content="{meta}">', tdm_reservation=header, site=rules(tdmrep=text))
    assert rights.allowed is allowed


def test_a_usage_header_against_use_as_input() -> None:
    assert judged(content_usage="train-ai=n, search=y").allowed
    refused = judged(content_usage="search=y, ai-use=n")
    assert refused.ground == "the publisher reserves it: Content-Usage: search=y, ai-use=n"


def test_a_local_file_has_no_site() -> None:
    assert judged(host=None, site=rules("User-agent: *\nDisallow: /")).allowed
