from __future__ import annotations

import json
import signal
import time
from pathlib import Path

import pytest
from nutgraf_command import EXAMPLES, Nutgraf

from pipeline.labels import DISCLAIMER

SEAWALL = sorted(EXAMPLES.glob("seawall-*.html"))
ONE = EXAMPLES / "ferries-coast.html"


def test_three_reports_become_one_checked_article(nutgraf: Nutgraf) -> None:
    result = nutgraf("draft", *SEAWALL, "--json")
    told = result.json
    assert result.code == (0 if told["state"] == "ready" else 3), told
    assert set(told) == {"id", "story_id", "state", "reasons", "path", "findings", "usage", "parts"}
    assert set(told["usage"]) == {
        "calls",
        "prompt_tokens",
        "completion_tokens",
        "cached_tokens",
        "seconds",
        "cost",
    }
    assert told["usage"]["calls"] == len(nutgraf.fake.calls()) >= 5, "the one that tried out the endpoint, too"
    assert list(told["parts"]) == ["probe", "head", "sections/0", "sections/1", "sections/2"]
    tokens = [used["prompt_tokens"] for used in told["parts"].values()]
    assert sum(tokens) == told["usage"]["prompt_tokens"]
    assert all(tokens)
    assert told["usage"]["cost"] is None

    folder = Path(told["path"])
    assert folder.name.endswith(f"-{told['id'][:8]}")
    draft = json.loads((folder / "draft.json").read_text())
    sections = draft["analysis"]["sections"]
    assert len(sections) >= 3
    assert (sections[-1]["heading"], sections[-1]["kind"]) == ("Reading Between the Lines", "inference")
    for name in ("article.md", "article.html"):
        assert DISCLAIMER in (folder / name).read_text()
    dossier = json.loads((folder / "dossier.json").read_text())
    assert [d["site"] for d in dossier["documents"]] == ["Brackwater Tribune", "The Harbour Ledger", "Meridian Wire"]


def test_the_grounded_article_is_ready(nutgraf: Nutgraf) -> None:
    result = nutgraf("draft", *SEAWALL, "--json")
    assert (result.code, result.json["state"], result.json["reasons"]) == (0, "ready", [])


def test_the_same_work_is_not_done_twice_and_fresh_does_it_again(nutgraf: Nutgraf) -> None:
    first = nutgraf("draft", ONE, "--json").json
    calls = len(nutgraf.fake.calls())
    changed = {p: p.stat().st_mtime_ns for p in Path(first["path"]).rglob("*")}
    again = nutgraf("draft", ONE, "--json").json
    assert again == first
    assert len(nutgraf.fake.calls()) == calls
    assert {p: p.stat().st_mtime_ns for p in Path(first["path"]).rglob("*")} == changed

    fresh = nutgraf("draft", ONE, "--fresh", "--json").json
    assert fresh["id"] != first["id"]
    assert fresh["story_id"] == first["story_id"]
    assert len(nutgraf.fake.calls()) > calls
    assert json.loads((Path(first["path"]) / "draft.json").read_text())["state"] == "superseded"
    assert json.loads((Path(fresh["path"]) / "draft.json").read_text())["predecessor"] == first["id"]
    assert nutgraf("draft", ONE, "--json").json["id"] == fresh["id"]


@pytest.mark.parametrize("option", [("--format", "brief"), ("--angle", "what it costs the islanders")])
def test_what_decides_the_text_makes_another_version_of_the_same_story(
    nutgraf: Nutgraf, option: tuple[str, str]
) -> None:
    plain = nutgraf("draft", ONE, "--json").json
    other = nutgraf("draft", ONE, *option, "--json").json
    assert other["id"] != plain["id"]
    assert other["story_id"] == plain["story_id"]


def test_a_changed_page_is_a_new_version_of_the_same_story(nutgraf: Nutgraf, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(ONE.read_bytes())
    first = nutgraf("draft", page, "--json").json
    page.write_text(
        page.read_text().replace("</article>", "<p>The ferry line answered on Friday evening.</p></article>")
    )
    second = nutgraf("draft", page, "--json").json
    assert second["id"] != first["id"]
    assert second["story_id"] == first["story_id"]


def test_the_brief_has_three_paragraphs_and_no_headings(nutgraf: Nutgraf) -> None:
    told = nutgraf("draft", *SEAWALL, "--format", "brief", "--json").json
    analysis = json.loads((Path(told["path"]) / "draft.json").read_text())["analysis"]
    assert analysis["lede"] == []
    assert [(s["heading"], len(s["paragraphs"])) for s in analysis["sections"]] == [("", 3)]


def test_one_bad_source_of_several_is_a_warning(nutgraf: Nutgraf) -> None:
    result = nutgraf("draft", *SEAWALL, "missing.html", "--json")
    assert result.code == 0
    failures = json.loads((Path(result.json["path"]) / "dossier.json").read_text())["failures"]
    assert len(failures) == 1
    assert failures[0].startswith("missing.html: there is no such file")


def test_no_usable_source_is_an_error_and_leaves_nothing(nutgraf: Nutgraf) -> None:
    result = nutgraf("draft", "missing.html", "also-missing.html")
    assert (result.code, result.out) == (1, "")
    assert result.err.splitlines()[-1].startswith("nutgraf: none of the 2 sources can be used: missing.html")
    assert nutgraf.fake.calls() == []
    assert [p for p in (nutgraf.folder / "output").glob("*") if p.name != ".state"] == []


def test_a_terminal_reader_gets_article_findings_state_and_path(nutgraf: Nutgraf) -> None:
    result = nutgraf("draft", *SEAWALL, "--quiet")
    text = " ".join(result.out.split())
    assert DISCLAIMER in text
    assert "Reading Between the Lines" in text
    assert "State: ready" in text
    assert "Findings:" in text
    assert "output/20" in "".join(result.out.split())  # a long path is wrapped
    assert result.err == ""


def test_progress_is_json_lines_and_names_the_model_before_the_first_call(nutgraf: Nutgraf) -> None:
    events = [json.loads(line) for line in nutgraf("draft", ONE).err.splitlines()]
    names = [e["event"] for e in events]
    assert names.index("collect") < names.index("extract") < names.index("model") < names.index("write")
    assert names[-1] == "store"
    model = next(e for e in events if e["event"] == "model")
    assert model["message"] == f"{nutgraf.fake.model} at {nutgraf.fake.base_url.split('/')[2]}"


def test_killed_in_mid_draft_it_finishes_without_asking_again(nutgraf: Nutgraf) -> None:
    nutgraf.fake.configure(delay=0.4)
    process = nutgraf.start("draft", *SEAWALL)
    deadline = time.monotonic() + 60
    while len(nutgraf.written_calls()) < 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    asked = nutgraf.written_calls()
    assert 3 <= len(asked) < 5
    assert not list((nutgraf.folder / "output").glob("20*"))

    nutgraf.fake.configure(delay=0.0)
    result = nutgraf("draft", *SEAWALL, "--json")
    assert result.code == 0
    prompts = [c["prompt"] for c in nutgraf.written_calls()]
    repeated = len(prompts) - len(set(prompts))
    assert repeated <= 1  # the call that was in flight when the process died
    assert result.json["usage"]["calls"] == len(nutgraf.fake.calls()) - repeated


def test_a_second_process_on_the_same_draft_is_told_so(nutgraf: Nutgraf) -> None:
    nutgraf.fake.configure(delay=1.0)
    process = nutgraf.start("draft", ONE)
    try:
        while not nutgraf.written_calls():
            time.sleep(0.02)
        result = nutgraf("draft", ONE)
        assert result.code == 75
        assert "is being written by another run" in result.err
    finally:
        process.kill()
        process.communicate()


def test_an_endpoint_that_goes_down_stops_the_run_which_can_be_resumed(nutgraf: Nutgraf) -> None:
    nutgraf("draft", ONE, "--format", "brief")  # the endpoint is known from here on
    before = len(nutgraf.written_calls())
    nutgraf.fake.reply(match="", json=None, text=None)
    nutgraf.fake.reply(status=401, body={"error": {"message": "Incorrect API key provided."}})
    stopped = nutgraf("draft", ONE)
    assert stopped.code == 1
    assert "the key was refused" in stopped.err.splitlines()[-1]
    assert nutgraf.fake.key not in stopped.err
    assert len(list((nutgraf.folder / "output").glob("20*"))) == 1

    result = nutgraf("draft", ONE, "--json")
    assert result.code == 0
    good = [c for c in nutgraf.written_calls()[before:] if c["status"] == 200]
    assert result.json["usage"]["calls"] == len(good)
    assert len({c["prompt"] for c in good}) == len(good)
