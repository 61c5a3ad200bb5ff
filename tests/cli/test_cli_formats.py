from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from nutgraf_command import EXAMPLES, Nutgraf

PROMPTS = Path(__file__).parents[2] / "prompts"
PAGES = [EXAMPLES / f"seawall-{name}.html" for name in ("ledger", "tribune", "wire")]


@pytest.fixture
def own(nutgraf: Nutgraf) -> Path:
    """The working folder's own copy of the brief."""
    folder = nutgraf.folder / "prompts" / "brief"
    shutil.copytree(PROMPTS / "brief", folder)
    return folder


def change(folder: Path, old: str, new: str) -> int:
    """The line, from 1, that was changed."""
    path = folder / "format.toml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return text[: text.index(old)].count("\n") + 1


def test_list_names_what_is_shipped_and_what_is_broken(nutgraf: Nutgraf, own: Path) -> None:
    rows = {row["name"]: row for row in nutgraf("formats", "list", "--json").json}
    assert {"analysis", "brief", "explainer", "perspectives"} <= set(rows)
    assert rows["brief"]["folder"] == str(own)
    line = change(own, "[head]", "[hed]")
    assert f"brief          BROKEN: {own}/format.toml:{line}: unknown key 'hed'" in nutgraf("formats", "list").out


def test_every_mistake_is_one_line_with_the_key_meant(nutgraf: Nutgraf, own: Path) -> None:
    assert nutgraf("formats", "check", "brief").out == "brief: ok\n"
    lines = [
        change(own, "audience =", "audiense ="),
        change(own, "headline_words = [5, 12]", "headline_words = [12, 5]"),
        change(own, '"colon"', '"colons"'),
    ]
    result = nutgraf("formats", "check", own)
    assert result.code == 2
    told = result.out.splitlines()
    assert told[0].startswith(f"{own}/format.toml:{lines[0]}: unknown key 'audiense'. Did you mean 'audience'?")
    assert [int(re.findall(r":(\d+): ", line)[0]) for line in told] == lines
    change(own, "audiense =", "audience =")
    assert nutgraf("formats", "show", "brief").code == 2


def test_a_prompt_that_no_role_reads_and_a_misspelt_placeholder(nutgraf: Nutgraf, own: Path) -> None:
    (own / "sectoin.md").write_text("x")
    (own / "head.md").write_text('+++\ndescription = "x"\n+++\n{{sources}} {{headline_words}} {{dek_word}}\n')
    result = nutgraf("formats", "check", "brief", "--json")
    (told,) = result.json["formats"]
    assert (result.code, told["name"]) == (2, "brief")
    assert told["mistakes"][0].endswith("sectoin.md:1: is the prompt of no role. Did you mean section.md?")
    assert told["mistakes"][1].endswith("head.md:4: unknown placeholder {{dek_word}}. Did you mean {{dek_words}}?")


def test_rendered_prompts_are_those_that_are_sent(nutgraf: Nutgraf) -> None:
    shown = nutgraf("formats", "show", "analysis", "--render", *PAGES, "--json").json["rendered"]
    assert nutgraf("draft", *PAGES, "--json").code in (0, 3)
    sent = nutgraf.written_calls()

    def plain(text: str) -> str:
        return re.sub(r"(</?)[0-9a-f]{16}>", r"\1fence>", text)

    assert [c["name"] for c in shown[:2]] == ["write.head", "write.sections/0"]
    # The whole first call; of the second all but the text that was written in between.
    assert plain(shown[0]["system"]) in plain(sent[0]["prompt"])
    assert plain(shown[0]["prompt"]) in plain(sent[0]["prompt"])
    before, _, after = plain(shown[1]["prompt"]).partition("⟨")
    assert before in plain(sent[1]["prompt"])
    assert after.rpartition("⟩")[2] in plain(sent[1]["prompt"])
    assert all(c["tokens"] > c["shared_tokens"] > 1000 for c in shown[1:])
    assert "estimated" in shown[0]["counted"]


def test_the_text_form_ends_with_the_sum_and_how_it_was_counted(nutgraf: Nutgraf) -> None:
    result = nutgraf("formats", "check", "brief", "--render", PAGES[0])
    total = sum(map(int, re.findall(r"^=== write\S+: (\d+) tokens", result.out, re.MULTILINE)))
    assert total > 1000
    assert f"=== 2 calls, {total} tokens (estimated: " in result.out
    steps = nutgraf("formats", "show", "brief", "--render", PAGES[0], "--small-steps").out
    assert "\nSentence:\n" in steps


def test_diff_names_keys_and_changed_prompts(nutgraf: Nutgraf, own: Path) -> None:
    change(own, "paragraphs = [3, 3]", "paragraphs = [2, 3]")
    shutil.copy(PROMPTS / "analysis" / "repair.md", own / "repair.md")
    (own / "repair.md").write_text((own / "repair.md").read_text() + "\nKeep it short.\n")
    told = nutgraf("formats", "diff", "brief", "--json").json
    assert told["keys"] == {"sections.news.paragraphs": ["[2, 3]", "[3, 3]"]}
    assert set(told["prompts"]) == {"repair"}
    assert "-Keep it short." in told["prompts"]["repair"]
    assert nutgraf("formats", "diff", "analysis", "analysis").out == "analysis and analysis are the same.\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("show", "nosuch"), "format 'nosuch': there is no such format. Known formats: analysis, brief,"),
        (("check", "./nowhere"), "format './nowhere': there is no format.toml."),
        (("show", "brief", "--render"), "--render: needs sources."),
        (("check", "--render"), "--render: needs one format."),
    ],
)
def test_mistakes_of_the_command_are_one_line(nutgraf: Nutgraf, arguments: tuple[str, ...], told: str) -> None:
    result = nutgraf("formats", *arguments)
    assert (result.code, result.out) == (2, "")
    assert told in result.err
    assert result.err.count("\n") == 1
