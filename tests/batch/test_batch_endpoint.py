"""Endpoints that fail, refuse or are paid for."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import pytest
from batch_folder import make_desk
from nutgraf_command import Nutgraf

from pipeline.store import Store

APART = '[stories]\ngrouping = "off"\n'
PRICED = "[model]\nprompt_price = 10.0\ncompletion_price = 10.0\n"


@pytest.fixture
def known(nutgraf: Nutgraf) -> Nutgraf:
    """The endpoint was tried out while it still behaved."""
    assert nutgraf("doctor").code == 0
    return nutgraf


def test_with_three_faults_in_ten_calls_every_story_is_accounted_for(
    known: Nutgraf, monkeypatch: pytest.MonkeyPatch
) -> None:
    stories = 16
    make_desk(known.folder, stories, more=f"{APART}[limits]\nconcurrency = 16\n")
    monkeypatch.setenv("NUTGRAF_MODEL_TIMEOUT", "1")
    known.fake.configure(faults=0.3)
    told = known("run", "--quiet", "--json").json
    assert told["stories"] == {"done": stories}
    assert sum(told["drafts"].values()) == stories
    drafts = [draft for _, draft in Store(known.folder / "output").readable()]
    assert len({d.story_id for d in drafts}) == stories
    assert all(d.state == "ready" or d.reasons for d in drafts)

    asked: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for call in known.written_calls():
        asked[call["prompt"]].append((call["at"], call["status"]))
    again = [later[0] - first[0] for c in asked.values() for first, later in pairwise(c) if first[1] == 429]
    assert again
    assert min(again) >= 1.0  # the Retry-After of every 429


def test_an_endpoint_that_is_down_stops_the_run_early_and_the_next_goes_on(known: Nutgraf) -> None:
    make_desk(known.folder, 6, more=f"{APART}[limits]\nconcurrency = 2\n")
    known.fake.configure(faults=0.0)
    for _ in range(60):  # nobody need wait before the next attempt
        known.fake.reply(status=503, headers={"retry-after": "0"}, body={"error": {"message": "down"}})
    result = known("run", "--json", "--quiet")
    assert result.code == 1
    told = result.json
    assert told["state"] == "stopped"
    assert told["stories"] == {"waiting": 6}
    assert told["waiting"] == {"endpoint": 6}
    asked = len(known.written_calls())
    assert asked < 30  # six stories with four attempts at each call, three times over, would be 72
    known.fake.reset()
    assert known("run", "--json", "--quiet").json["stories"] == {"done": 6}


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_is_not_tried_again(known: Nutgraf, status: int) -> None:
    make_desk(known.folder, 5, more=f"{APART}[limits]\nconcurrency = 1\n")
    for _ in range(20):
        known.fake.reply(status=status, body={"error": {"message": "Incorrect API key provided."}})
    result = known("run", "--json", "--quiet")
    assert result.code == 1
    assert "the key was refused" in result.json["reason"]
    assert result.json["stories"] == {"waiting": 5}
    assert len(known.written_calls()) == 1


def test_parallel_stories_do_not_cross_a_limit_together(known: Nutgraf) -> None:
    make_desk(known.folder, 8, more=f"{APART}{PRICED}[limits]\nconcurrency = 8\n")
    known.fake.configure(delay=0.05)
    told = known("run", "--max-cost", "0.5", "--json", "--quiet").json
    assert 0.2 < told["cost"] <= 0.5
    assert told["stories"]["waiting"] > 0
    assert told["waiting"] == {"budget": told["stories"]["waiting"]}
    spent = sum(call["tokens"] for call in known.written_calls())
    assert told["prompt_tokens"] + told["completion_tokens"] == spent
    assert told["cost"] == pytest.approx(spent * 10 / 1e6)
    reasons = [line["reason"] for line in told["lines"] if line["state"] == "waiting"]
    assert all("--max-cost" in reason for reason in reasons)

    again = known("run", "--json", "--quiet").json  # without the limit, the rest is written
    assert again["stories"] == {"done": told["stories"]["waiting"]}


def test_alerts_and_pings_are_sent(known: Nutgraf) -> None:
    told = known.folder / "told.txt"
    program = known.folder / "tell.sh"
    program.write_text(f"#!/bin/sh\ncat >> {told}\n")
    program.chmod(0o755)
    make_desk(known.folder, 2, more=f'{APART}[alerts]\nalert_command = "{program}"\n')
    known.fake.configure(mode="invent")
    assert known("run", "--quiet").code == 0
    assert "2 drafts need attention" in told.read_text()
