"""`nutgraf doctor` and the first `draft` at an endpoint that isn't what the settings say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from nutgraf_command import EXAMPLES, Nutgraf

ONE = EXAMPLES / "ferries-coast.html"


class Elsewhere(Nutgraf):
    """The same command with other settings."""

    changed: dict[str, str]

    @property
    def environment(self) -> dict[str, str]:
        return {**super().environment, **self.changed}


@pytest.fixture
def elsewhere(tmp_path: Path, fake_endpoint: Any, capsys: pytest.CaptureFixture[str]) -> Elsewhere:
    return Elsewhere(tmp_path, fake_endpoint, capsys)


WRONG = [
    ({"OPENAI_BASE_URL": "http://127.0.0.1:1/v1"}, "no connection", "Is the server running"),
    ({"OPENAI_BASE_URL": "https://127.0.0.1:{port}/v1"}, "no TLS is spoken there", "http:// instead of https://"),
    ({"OPENAI_BASE_URL": "http://127.0.0.1:{port}/api/v1"}, "no chat API at", "most end in /v1"),
    ({"OPENAI_BASE_URL": "http://127.0.0.1:{port}"}, "no chat API at", "most end in /v1"),
    ({"OPENAI_API_KEY": "sk-wrong"}, "the key was refused: 401", "OPENAI_API_KEY"),
    ({"NUTGRAF_MODEL": "gpt-9"}, "no model 'gpt-9' there: 404", "--model"),
]


@pytest.mark.parametrize(("changed", "cause", "step"), WRONG)
def test_a_wrong_setting_is_one_line_with_cause_and_step(
    elsewhere: Elsewhere, changed: dict[str, str], cause: str, step: str
) -> None:
    port = elsewhere.fake.base_url.split(":")[2].split("/")[0]
    elsewhere.changed = {name: value.format(port=port) for name, value in changed.items()}
    result = elsewhere("doctor", "--json")
    assert result.code == 1
    (line,) = [line for line in result.json if line["topic"] == "model"]
    assert (line["name"], line["ok"]) == ("endpoint", False)
    assert cause in line["detail"]
    assert step in line["detail"]
    assert "sk-wrong" not in result.out
    if changed.get("OPENAI_BASE_URL", "").endswith("{port}"):
        assert line["detail"].endswith(f"There are models at {elsewhere.fake.base_url}.")

    drafted = elsewhere("draft", ONE, "--quiet")
    assert (drafted.code, drafted.out) == (1, "")
    (said,) = drafted.err.splitlines()
    assert cause in said
    assert step in said


def test_the_table_is_kept_and_used_by_drafts(nutgraf: Nutgraf) -> None:
    nutgraf.fake.configure(refuse=["max_tokens"], temperatures=[1])
    told = nutgraf("doctor", "--json")
    assert told.code == 0
    rows = {line["name"]: line for line in told.json if line["topic"] == "model"}
    assert rows["length limit"]["detail"] == "sent as max_completion_tokens"
    assert rows["temperature"]["ok"] is False
    assert "Only the default (1)" in rows["temperature"]["detail"]
    assert rows["trying it out"]["detail"].startswith(f"{len(nutgraf.fake.calls())} calls, ")
    asked = len(nutgraf.fake.calls())
    result = nutgraf("draft", ONE, "--json")
    assert result.code == 0
    new = nutgraf.fake.calls()[asked:]
    assert new == nutgraf.written_calls()[-len(new) :], "no second probe"
    assert all({"temperature", "max_tokens"}.isdisjoint(call["request"]) for call in new)


def test_a_desks_price_makes_a_local_model_cost_something(nutgraf: Nutgraf, tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "city.toml").write_text(
        'name = "City"\n[model]\nprompt_price = 2.0\ncompletion_price = 10.0\n'
    )
    told = nutgraf("draft", ONE, "--desk", "city", "--json").json
    used = told["usage"]
    assert used["cost"] == pytest.approx((used["prompt_tokens"] * 2 + used["completion_tokens"] * 10) / 1e6)
    draft = json.loads((Path(told["path"]) / "draft.json").read_text())
    assert draft["provenance"]["calls"][0]["name"] == "probe"
    assert all(call["usage"]["cost"] > 0 for call in draft["provenance"]["calls"])
