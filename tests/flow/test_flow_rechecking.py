"""A source changes after publication: from the web page to the corrected article in every format."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import builders
import pytest
from builders import NOW
from nutgraf_command import EXAMPLES, Nutgraf
from site_server import Reply, Site

from pipeline.assemble import assemble
from pipeline.extract import extract
from pipeline.models import Analysis, Page, Paragraph, Section, SectionKind, hash_of
from pipeline.publish import render
from pipeline.store import Store

DESK = """
name = "City"
ports = [{port}]

[[publish]]
to = "json"

[[publish]]
to = "html"

[[publish]]
to = "jsonfeed"
"""
LAST = "The council is due to consider it in the spring."
PAGE = (EXAMPLES / "seawall-ledger.html").read_text()


def written(nutgraf: Nutgraf, location: str, desk: str | None = None) -> Any:
    """A draft as the writer leaves it, from the page at `location`: its first paragraphs said again word for word."""
    page = Page(
        location=location,
        url=location if "://" in location else None,
        status=200,
        content_type="text/html",
        body=PAGE.encode(),
        fetched_at=NOW,
    )
    dossier = assemble([extract(page)])
    first, *rest = dossier.documents[0].passages
    section = Section(
        heading="What was decided",
        kind=SectionKind.REPORTED,
        paragraphs=tuple(Paragraph(text=p.text, citations=(p.id,)) for p in rest[:4]),
    )
    analysis = Analysis(
        headline="Council backs the seawall",
        dek="Who pays is open.",
        lede=(Paragraph(text=first.text, citations=(first.id,)),),
        sections=(section,),
    )
    draft = builders.draft(version_id=hash_of(location), desk=desk, analysis=analysis)
    folder = Store(nutgraf.folder / "output").add(draft, dossier, render(draft, dossier))
    approved = nutgraf("review", "approve", draft.version_id, "--by", "Ada", "--override", "checked")
    assert approved.code == 0, approved.err
    return {"id": draft.version_id, "path": str(folder)}


@pytest.fixture
def published(nutgraf: Nutgraf) -> Any:
    """A page on the web, the approved draft made from it, published by its desk."""
    with Site() as site:
        site.replies["/story"] = Reply(PAGE.encode(), headers={"Content-Type": "text/html", "ETag": '"1"'})
        (nutgraf.folder / "sources").mkdir()
        (nutgraf.folder / "sources" / "city.toml").write_text(DESK.format(port=site.port))
        yield nutgraf, site, written(nutgraf, site.url("/story"), "city")


def rechecked(nutgraf: Nutgraf, *more: str) -> Any:
    result = nutgraf("recheck", "city", "--allow-private", "--quiet", "--json", *more)
    return result.json[0]


def stored(draft: Any) -> Any:
    return json.loads((Path(draft["path"]) / "draft.json").read_text())


def test_nothing_changed_and_the_server_is_asked_only_whether_it_did(published: Any) -> None:
    nutgraf, site, _ = published
    first = rechecked(nutgraf)
    assert [s["outcome"] for s in first["sources"]] == ["unchanged"]
    again = rechecked(nutgraf)
    assert again["correction"] is None
    assert site.requests[-1].headers["if-none-match"] == '"1"'


def test_a_changed_source_opens_a_correction_that_becomes_the_same_article(published: Any) -> None:
    nutgraf, site, draft = published
    now = PAGE.replace("$48 million", "$49 million")
    site.replies["/story"] = Reply(now.encode(), headers={"Content-Type": "text/html", "ETag": '"2"'})

    found = rechecked(nutgraf)
    assert [s["outcome"] for s in found["sources"]] == ["changed"]
    assert found["sentences"]
    assert all(sentence in json.dumps(stored(draft)["analysis"], ensure_ascii=False) for sentence in found["sentences"])

    shown = nutgraf("review", "show", found["correction"], "--json").json
    assert shown["state"] == "needs_attention"
    correction = json.loads((Path(shown["path"]) / "draft.json").read_text())
    assert correction["predecessor"] == draft["id"]
    assert correction["analysis"]["headline"] == stored(draft)["analysis"]["headline"]
    assert "support.changed" in {f["rule"] for f in correction["report"]["findings"]}
    assert "has since changed its report" in correction["corrections"][0]["note"]
    assert rechecked(nutgraf)["correction"] is None  # what has been dealt with is not dealt with again
    assert stored(draft)["state"] == "approved"

    nutgraf("review", "note", found["correction"], "--text", "The wall costs $49 million.", "--by", "Ada")
    text = Path(shown["path"]) / "article.md"
    text.write_text(text.read_text().replace("$48 million", "$49 million"))
    refused = nutgraf("review", "approve", found["correction"], "--by", "Ada").err
    left = re.findall(r"(\w{8}) \((?:structure|copying)\)", refused)
    overrides = [argument for key in left for argument in ("--override", f"{key}=a short sample")]
    approved = nutgraf("review", "approve", found["correction"], "--by", "Ada", *overrides)
    assert approved.code == 0, approved.err
    files = sorted((nutgraf.folder / "published" / "json").iterdir())
    assert len(files) == 1
    article = json.loads(files[0].read_text())
    assert article["version_id"] == found["correction"]
    assert "$49 million" in json.dumps(article["lede"]) + json.dumps(article["sections"])
    assert [c["note"] for c in article["corrections"]] == ["The wall costs $49 million."]
    assert article["modified"] > article["published"]
    page = next((nutgraf.folder / "published" / "html").iterdir()).read_text()
    assert "The wall costs $49 million." in page
    feed = json.loads((nutgraf.folder / "published" / "city" / "feed.json").read_text())
    assert len(feed["items"]) == 1
    assert "The wall costs $49 million." in feed["items"][0]["content_html"]
    # The version that was wrong is history: it can't take the article's place again.
    older = nutgraf("publish", draft["id"])
    assert older.code == 1
    assert "later version" in older.err


def test_a_change_that_touches_nothing_in_the_article_is_noted_only(published: Any) -> None:
    nutgraf, site, _ = published
    now = PAGE.replace(LAST, f"{LAST} A second hearing was called for the spring, on other matters.")
    site.replies["/story"] = Reply(now.encode(), headers={"Content-Type": "text/html"})
    found = rechecked(nutgraf)
    assert [s["outcome"] for s in found["sources"]] == ["changed"]
    assert (found["sentences"], found["correction"]) == ([], None)
    assert [s["outcome"] for s in rechecked(nutgraf)["sources"]] == ["unchanged"]


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (Reply(b"gone", status=404), "gone"),
        (Reply(b"gone", status=410), "gone"),
        (Reply(b"trouble", status=500), "unreachable"),
        (Reply(hang_up=True), "unreachable"),
        (Reply(b"<html><p>Subscribe to read on.</p></html>"), "unreadable"),
    ],
)
def test_a_source_that_is_no_longer_there_is_noted(published: Any, reply: Reply, outcome: str) -> None:
    nutgraf, site, draft = published
    site.replies["/story"] = reply
    found = rechecked(nutgraf)
    assert [s["outcome"] for s in found["sources"]] == [outcome]
    assert found["correction"] is None
    lines = (Path(draft["path"]) / "rechecks.jsonl").read_text().splitlines()
    assert json.loads(lines[-1])["outcome"] == outcome
    assert nutgraf("review", "show", draft["id"], "--json").json["rechecks"][-1]["outcome"] == outcome


def test_local_files_are_sources_too(nutgraf: Nutgraf) -> None:
    page = nutgraf.folder / "page.html"
    page.write_text(PAGE)
    written(nutgraf, str(page))
    assert nutgraf("recheck", "--json", "--quiet").json[0]["sources"][0]["outcome"] == "unchanged"
    page.write_text(PAGE.replace("$48 million", "$58 million"))
    changed = nutgraf("recheck", "--json", "--quiet").json[0]
    assert changed["sources"][0]["outcome"] == "changed"
    page.unlink()
    told = nutgraf("recheck", "--quiet")
    assert "gone: " in told.out


def test_nothing_is_published(nutgraf: Nutgraf) -> None:
    assert nutgraf("recheck", "--quiet").out == "No article is published.\n"
    assert nutgraf("recheck", "nowhere", "--quiet").code == 2


def test_texts_that_are_no_longer_kept_leave_only_the_word_that_something_changed(published: Any) -> None:
    nutgraf, site, draft = published
    store = Store(nutgraf.folder / "output")
    store.forget_texts(store.resolve(draft["id"]))
    assert [s["outcome"] for s in rechecked(nutgraf)["sources"]] == ["unchanged"]  # by the hash of the page
    site.replies["/story"] = Reply(PAGE.replace("$48 million", "$49 million").encode())
    found = rechecked(nutgraf)
    assert "no longer kept" in found["sources"][0]["detail"]
    assert found["correction"] is None
