"""An article that follows another: the writer knows what readers know, and it is no source."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nutgraf_command import EXAMPLES, Nutgraf

ONE = EXAMPLES / "ferries-coast.html"
TOLD = "which readers know. Say what is new since then"


def _draft(path: str) -> Any:
    return json.loads((Path(path) / "draft.json").read_text())


def test_a_later_page_of_an_approved_story_is_an_update(nutgraf: Nutgraf) -> None:
    page = nutgraf.folder / "page.html"
    text = ONE.read_text()
    page.write_text(text)
    first = nutgraf("draft", page, "--json").json
    page.write_text(text.replace("</article>", "<p>The ferry line answered on Friday evening.</p></article>"))
    unknown = nutgraf("draft", page, "--json").json
    assert not any(TOLD in c["prompt"] for c in nutgraf.written_calls())
    assert nutgraf("review", "approve", first["id"], "--by", "Ada").code in (0, 1)  # it was superseded
    page.write_text(text)
    assert nutgraf("draft", page, "--json").json["id"] == first["id"]
    assert nutgraf("review", "approve", first["id"], "--by", "Ada").code == 0

    # The same page again is the same work: no call, though the story has an approved article now.
    calls = len(nutgraf.fake.calls())
    assert nutgraf("draft", page, "--json").json["id"] == first["id"]
    page.write_text(text.replace("</article>", "<p>The ferry line answered on Friday evening.</p></article>"))
    assert nutgraf("draft", page, "--json").json["id"] == unknown["id"]
    assert len(nutgraf.fake.calls()) == calls

    page.write_text(text.replace("</article>", "<p>The ferry line gave in on Sunday.</p></article>"))
    update = nutgraf("draft", page, "--json").json
    assert _draft(update["path"])["predecessor"] == first["id"]
    prompts = [c["prompt"] for c in nutgraf.written_calls()[-4:]]
    assert all(TOLD in p and _draft(first["path"])["analysis"]["headline"] in p for p in prompts)
    assert _draft(first["path"])["state"] == "approved"


def test_an_update_is_named_across_stories_and_is_part_of_the_version(nutgraf: Nutgraf) -> None:
    first = nutgraf("draft", ONE, "--json").json
    other = EXAMPLES / "grain-ledger.html"
    alone = nutgraf("draft", other, "--json").json
    update = nutgraf("draft", other, "--update-of", first["id"][:8], "--json").json
    assert update["story_id"] == first["story_id"] != alone["story_id"]
    assert update["id"] != alone["id"]
    assert TOLD in nutgraf.written_calls()[-1]["prompt"]
    assert first["id"] == _draft(update["path"])["predecessor"]
    missing = nutgraf("draft", other, "--update-of", "ffffffff")
    assert (missing.code, missing.err.count("\n")) == (2, 1)


def test_what_only_the_last_analysis_says_is_in_no_source(nutgraf: Nutgraf) -> None:
    first = nutgraf("draft", ONE, "--json").json
    path = Path(first["path"]) / "draft.json"
    stored = json.loads(path.read_text())
    stored["analysis"]["dek"] = "The old analysis alone speaks of 77,123 passengers."
    path.write_text(json.dumps(stored))
    update = nutgraf("draft", EXAMPLES / "grain-ledger.html", "--update-of", first["id"], "--json").json
    assert "77,123" in nutgraf.written_calls()[-1]["prompt"]
    assert "77,123" not in json.dumps(json.loads((Path(update["path"]) / "dossier.json").read_text()))
