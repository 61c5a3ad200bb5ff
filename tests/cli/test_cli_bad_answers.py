"""What a model may answer, and what becomes of it: a ready draft or one parked with its reasons, never nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from nutgraf_command import EXAMPLES, Nutgraf

ONE = EXAMPLES / "ferries-coast.html"
LEDE = (
    "The first electric ferry for the Skerran Islands won’t carry passengers before May 2027, the operator said on "
    "Tuesday, after her battery lost too much of its charge in cold-weather tests.",
    "The adjudicator is to rule on the dispute by 18 December.",
)


@pytest.fixture
def known(nutgraf: Nutgraf) -> Nutgraf:
    """The endpoint was tried out while it still behaved."""
    assert nutgraf("doctor").code == 0
    return nutgraf


@pytest.mark.parametrize(
    ("mode", "reason"),
    [
        ("prose", "JSON"),
        ("broken", "JSON"),
        ("empty", ""),
        ("html", ""),
        ("invent", ""),
    ],
)
def test_a_model_that_always_misbehaves_parks_the_draft_with_reasons(known: Nutgraf, mode: str, reason: str) -> None:
    known.fake.configure(mode=mode)
    result = known("draft", ONE, "--json")
    assert result.code == 3, result.json["reasons"]
    assert result.json["state"] == "needs_attention"
    assert result.json["reasons"]
    assert reason.lower() in " ".join(result.json["reasons"]).lower()
    draft = json.loads((Path(result.json["path"]) / "draft.json").read_text())
    assert draft["provenance"]["usage"]["calls"] == len(known.written_calls())
    article = (Path(result.json["path"]) / "article.html").read_text()
    assert "<script" not in article.replace('<script type="application/ld+json"', "")


def test_html_in_a_headline_is_a_blocker_and_harmless(known: Nutgraf) -> None:
    for _ in range(4):
        known.fake.reply(
            match="Write the beginning",
            json={
                "headline": "Ferry operator <img src=x onerror=alert(1)> delays first boat again",
                "dek": "The first electric ferry for the Skerran Islands won’t carry passengers before May 2027, "
                "the operator said on Tuesday.",
                "lede": [{"text": t, "citations": ["s1.p1"]} for t in LEDE],
            },
        )
    result = known("draft", ONE, "--json")
    assert result.code == 3
    assert any("<img src=x onerror=alert(1)>" in reason for reason in result.json["reasons"])
    for name in ("article.html", "article.md"):
        assert "<img" not in (Path(result.json["path"]) / name).read_text()


def test_reasoning_around_the_json_is_left_out(known: Nutgraf) -> None:
    for _ in range(20):
        known.fake.reply(think="The mayor is surely lying, 99% of voters say so.")
    result = known("draft", ONE, "--json")
    assert result.code == 0, result.json["reasons"]
    assert "surely lying" not in (Path(result.json["path"]) / "draft.json").read_text()


def test_an_answer_cut_at_the_token_limit_is_never_accepted(known: Nutgraf) -> None:
    for _ in range(40):
        known.fake.reply(finish_reason="length")
    result = known("draft", ONE, "--json")
    assert result.code == 3
    assert "token limit" in " ".join(result.json["reasons"])


def test_one_cut_answer_is_asked_for_again(known: Nutgraf) -> None:
    known.fake.reply(text='{"headline": "Ferries', finish_reason="length")
    result = known("draft", ONE, "--json")
    assert result.code == 0, result.json["reasons"]
    assert "broke off" in known.written_calls()[1]["prompt"]


def test_a_refusal_is_parked_and_not_asked_again(known: Nutgraf) -> None:
    for _ in range(40):
        known.fake.reply(refusal="I can't help with that.")
    result = known("draft", ONE, "--json")
    assert result.code == 3
    assert "declined" in " ".join(result.json["reasons"])
    prompts = [c["prompt"] for c in known.written_calls()]
    assert len(prompts) == len(set(prompts))


def test_a_part_that_fails_does_not_cost_the_others(known: Nutgraf) -> None:
    for _ in range(6):
        known.fake.reply(
            match="It stands under the heading “Reading Between the Lines”", text="I would rather not write JSON."
        )
    result = known("draft", ONE, "--json")
    assert result.code == 3
    analysis = json.loads((Path(result.json["path"]) / "draft.json").read_text())["analysis"]
    assert analysis["headline"]
    assert [bool(s["paragraphs"]) for s in analysis["sections"]] == [True, True, False]
    assert any(reason.startswith("sections/2: ") for reason in result.json["reasons"])
