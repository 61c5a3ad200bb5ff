"""Every kind of page held against the Nu HTML Checker: one run of Java for all of them.

CI installs both (`.ci/run`): the npm package `vnu-jar` into `.nu/` (`make nu`), and a Java runtime.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from article_samples import HOSTILE, dossier, draft
from cms_fakes import FakeGhost, FakeWordPress
from released import released, taken_back

from pipeline.models import Correction
from pipeline.publish.article import article_of
from pipeline.publish.blocks import blocks, joined
from pipeline.publish.cms import Ghost, WordPress
from pipeline.publish.html import render
from pipeline.states import DigitalSource, DraftState

JAR = Path(__file__).parents[2] / ".nu" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
CORRECTED = (Correction(at=datetime(2026, 3, 14, tzinfo=UTC), note="It was 7 to 3.", corrects="0"),)


def checker() -> list[str]:
    """The command; without it CI fails, and others are told what is missing."""
    java = shutil.which("java")
    if java and JAR.is_file():
        return [java, "-XX:TieredStopAtLevel=1", "-Xss4m", "-jar", str(JAR)]
    missing = "the Nu HTML Checker isn't there: `make nu`, and Java 17 or newer"
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)


def pages() -> dict[str, str]:
    made = {
        "approved": render(released()),
        "corrected": render(released(corrections=CORRECTED, made=DigitalSource.REWRITTEN)),
        "unreviewed": render(released(state=DraftState.READY)),
        "retracted": render(taken_back()),
        "arabic": render(released("مرحبا بالعالم (1) שלום", language="ar")),
        "unwritten": render(article_of(draft(analysis=None), dossier())),
    }
    made |= {f"draft-{state}": render(article_of(draft(state=state), dossier())) for state in DraftState}
    made |= {f"hostile-{n}": render(released(text)) for n, text in enumerate(HOSTILE)}
    made |= {f"taken-back-{n}": render(taken_back(text, reason=text)) for n, text in enumerate(HOSTILE[:4])}
    return made


def bodies() -> dict[str, str]:
    """What content systems and feeds are given, in the smallest page around it."""
    found = {f"feed-{n}": ("", joined(blocks(released(text)))) for n, text in enumerate(HOSTILE)}
    for number, text in enumerate((None, *HOSTILE[:12])):
        site, ghost = FakeWordPress(), FakeGhost()
        given: dict[str, Any] = {"user": site.user, "password": site.password, "transport": site.transport}
        WordPress("wp", url="https://wp.example", **given).place(released(text), None)
        found[f"wordpress-{number}"] = ("", site.posts["1"]["content"]["raw"])
        key: dict[str, Any] = {"key": ghost.key, "transport": ghost.transport, "clock": lambda now=ghost.now: now}
        Ghost("g", url="https://g.example", **key).place(released(text), None)
        post = next(iter(ghost.posts.values()))
        found[f"ghost-{number}"] = (post["codeinjection_head"], post["html"])
    return {
        name: f'<!doctype html><html lang="en"><head><title>t</title>{head}</head><body><h1>t</h1>{body}</body></html>'
        for name, (head, body) in found.items()
    }


def test_every_page_is_valid_html(tmp_path: Path) -> None:
    command = checker()
    written = pages() | bodies()
    for name, text in written.items():
        (tmp_path / f"{name}.html").write_text(text, encoding="utf-8")
    (tmp_path / "wrong.html").write_text("<!doctype html><title>wrong</title><p><div class=a class=b></p>")
    ran = subprocess.run(
        [*command, "--format", "json", "--exit-zero-always", *map(str, sorted(tmp_path.iterdir()))],
        capture_output=True,
        text=True,
        timeout=110,
        check=True,
    )
    messages: list[dict[str, Any]] = json.loads(ran.stderr)["messages"]
    errors = [m for m in messages if m["type"] in {"error", "non-document-error"}]
    wrong = [m for m in errors if m["url"].endswith("/wrong.html")]
    assert wrong, "the checker finds nothing wrong with a page that is"
    assert [f"{Path(m['url']).name}: {m['message']}" for m in errors if m not in wrong] == []
    others = {m["message"] for m in messages if m.get("subType") == "warning" and not m["url"].endswith("/wrong.html")}
    # The checker computes no hashes of styles, and takes a script element with data for a script; browsers don't.
    # It also guesses languages of texts of a few words.
    noise = ("Content Security Policy", "appears to be written in")
    assert {message for message in others if not any(words in message for words in noise)} == set()
