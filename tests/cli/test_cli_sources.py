"""Sources that can't be used: each is one clear line, and nothing half-written stays."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from nutgraf_command import EXAMPLES, Nutgraf
from site_server import Reply, Site


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


def _refusal(nutgraf: Nutgraf, *arguments: str | Path, code: int = 1) -> str:
    result = nutgraf("draft", *arguments)
    assert result.code == code
    assert result.out == ""
    assert [p for p in (nutgraf.folder / "output").glob("*") if p.name != ".state"] == []
    line = result.err.splitlines()[-1]
    assert line.startswith("nutgraf: ")
    assert "Traceback" not in result.err
    return line


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.html", b"", "empty"),
        ("page.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "PDF"),
        ("photo.html", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image"),
        ("noise.html", bytes(range(256)) * 40, "text"),
        ("big.html", b"<html><body>" + b"<p>long page</p>" * 1_300_000, "larger than 5 MB"),
        ("short.html", b"<html><body><article><p>Too short.</p></article></body></html>", "short"),
    ],
)
def test_files_that_are_no_articles(nutgraf: Nutgraf, tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    line = _refusal(nutgraf, tmp_path / name)
    assert words in line
    assert name in line


def test_a_consent_wall_is_refused_with_its_reason(nutgraf: Nutgraf, tmp_path: Path) -> None:
    wall = (
        "<html><head><title>Before you continue</title></head><body><div class='consent'><h1>We value your privacy</h1>"
        "<p>We and our 842 partners use cookies and similar technologies to store and access personal data. Accept all "
        "cookies or manage your choices to continue to the site. You can withdraw your consent at any time. Our "
        "partners process data for personalised advertising and content measurement, audience research and services "
        "development, with your consent.</p><button>Accept all</button><button>Reject all</button></div></body></html>"
    )
    (tmp_path / "wall.html").write_text(wall)
    assert "consent" in _refusal(nutgraf, tmp_path / "wall.html")
    extracted = nutgraf("extract", tmp_path / "wall.html", "--json")
    assert extracted.code == 3
    assert extracted.json[0]["refused"] == "consent_wall"


def test_an_address_nobody_listens_on(nutgraf: Nutgraf) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert f"127.0.0.1:{port}" in _refusal(nutgraf, f"http://127.0.0.1:{port}/a", "--allow-private")


def test_a_private_address_is_refused_unless_allowed(nutgraf: Nutgraf, site: Site) -> None:
    assert "private" in _refusal(nutgraf, site.url("/a")) or "port" in _refusal(nutgraf, site.url("/a"))
    assert site.requests == []


def test_a_missing_page(nutgraf: Nutgraf, site: Site) -> None:
    site.replies["/gone"] = Reply(b"<html><body>Not found</body></html>", status=404)
    assert "404" in _refusal(nutgraf, site.url("/gone"), "--allow-private")


def test_a_wrong_encoding_is_read_all_the_same(nutgraf: Nutgraf, site: Site) -> None:
    days = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi")
    paragraphs = "".join(
        f"<p>Le conseil a débattu {day} du coût élevé de la digue côtière, sans décider où trouver l’argent nécessaire "
        f"pour la construire avant l’été, a précisé le maire.</p>"
        for day in days
    )
    page = (
        "<html lang='fr'><head><meta charset='utf-8'><title>Le port débat de la digue</title></head><body><article>"
        f"<h1>Le port débat de la digue</h1>{paragraphs}</article></body></html>"
    )
    site.replies["/latin"] = Reply(page.encode("cp1252"), headers={"content-type": "text/html; charset=utf-8"})
    result = nutgraf("extract", site.url("/latin"), "--allow-private", "--json")
    assert result.code == 0, result.json
    assert "coût élevé" in result.json[0]["passages"][0]["text"]


def test_a_url_becomes_a_draft(nutgraf: Nutgraf, site: Site) -> None:
    site.replies["/story"] = Reply(
        (EXAMPLES / "ferries-coast.html").read_bytes(), headers={"content-type": "text/html"}
    )
    result = nutgraf("draft", site.url("/story"), "--allow-private", "--json")
    assert result.code == 0, result.json["reasons"]


def test_a_page_that_robots_forbids_is_never_asked_for(nutgraf: Nutgraf, site: Site) -> None:
    site.replies["/robots.txt"] = Reply(b"User-agent: nutgraf\nDisallow: /", headers={"content-type": "text/plain"})
    site.replies["/story"] = Reply((EXAMPLES / "ferries-coast.html").read_bytes())
    assert "robots.txt: forbids /story" in _refusal(nutgraf, site.url("/story"), "--allow-private")
    extracted = nutgraf("extract", site.url("/story"), "--allow-private", "--json")
    assert (extracted.code, extracted.json[0]["refused"]) == (3, "rights_reserved")
    assert site.paths() == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--format", "novel"), "novel"),
        (("--desk", "nope"), "desk 'nope'"),
        (("--dir", "/nowhere/at/all"), "there is no such folder"),
        (("--bogus",), "bogus"),
        (("--base-url", "ftp://x"), "--base-url"),
    ],
)
def test_a_mistaken_option_is_a_usage_error(nutgraf: Nutgraf, arguments: tuple[str, ...], words: str) -> None:
    result = nutgraf("draft", EXAMPLES / "ferries-coast.html", *arguments)
    if arguments[0] == "--dir":  # the command adds its own --dir, and the last one wins
        nutgraf.folder = Path(arguments[1])
        result = nutgraf("draft", EXAMPLES / "ferries-coast.html")
    assert result.code == 2
    assert words in result.err.splitlines()[-1]


def test_a_draft_without_sources_is_a_usage_error(nutgraf: Nutgraf) -> None:
    result = nutgraf("draft")
    assert result.code == 2
    assert "SOURCE" in result.err
    assert len(result.err.splitlines()) == 1
