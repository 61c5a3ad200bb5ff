"""`nutgraf publish`, `retract`, `schema`, and what follows from approving, as a user meets them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import builders
import jsonschema
import pytest
from nutgraf_command import Nutgraf

from pipeline.models import Report
from pipeline.publish import render
from pipeline.states import DraftState
from pipeline.store import Store

DESK = """
name = "Coast"

[[publish]]
to = "jekyll"
path = "site/_posts"
link = "https://paper.example/{slug}/"

[[publish]]
to = "atom"
"""


def stored(nutgraf: Nutgraf, **changes: Any) -> str:
    """A draft that waits for its editor; returns its id."""
    draft = builders.draft(**{"desk": "coast", "report": Report(), **changes})
    dossier = builders.dossier("The council voted 7 to 2.")
    Store(nutgraf.folder / "output").add(draft, dossier, render(draft, dossier))
    return draft.version_id


@pytest.fixture
def desk(nutgraf: Nutgraf) -> Path:
    (nutgraf.folder / "sources").mkdir()
    path = nutgraf.folder / "sources" / "coast.toml"
    path.write_text(DESK)
    return path


def files(nutgraf: Nutgraf) -> list[str]:
    inside = (nutgraf.folder / name for name in ("site", "published"))
    return sorted(str(p.relative_to(nutgraf.folder)) for f in inside for p in f.rglob("*") if p.is_file())


def test_approve_publish_retract(nutgraf: Nutgraf, desk: Path) -> None:
    draft = stored(nutgraf)
    refused = nutgraf("publish", draft[:8], "--to", "html")
    assert (refused.code, refused.err.count("\n")) == (1, 1)
    assert "isn't approved. `nutgraf review approve abcd1234`, or --unreviewed" in refused.err
    assert files(nutgraf) == []

    approved = nutgraf("review", "approve", draft[:8], "--by", "Ada")
    assert "published jekyll · site/_posts/" in approved.out
    assert "https://paper.example/council-backs-seawall-abcd12340000/" in approved.out
    both = files(nutgraf)
    assert [Path(name).suffix for name in both] == [".xml", ".md"]

    again = nutgraf("publish", draft[:8], "--json")
    assert [step["state"] for step in again.json] == ["published", "published"]
    assert files(nutgraf) == both

    shown = nutgraf("review", "show", draft[:8], "--json").json
    assert {step["target"] for step in shown["publications"]} == {"jekyll", "atom"}

    gone = nutgraf("retract", draft[:8], "--reason", "The vote was 7 to 3.")
    assert gone.out.count("retracted ") == 2
    assert files(nutgraf) == both
    assert all("The vote was 7 to 3." in (nutgraf.folder / name).read_text() for name in both)
    nowhere = nutgraf("retract", draft[:8], "--reason", "x")
    assert (nowhere.code, nowhere.err.count("\n")) == (1, 1)


def test_every_kind_of_file_with_out_and_unreviewed(nutgraf: Nutgraf, desk: Path) -> None:
    draft = stored(nutgraf)
    kinds = ("hugo", "astro", "eleventy", "jekyll", "html", "json", "ninjs")
    to = [argument for kind in kinds for argument in ("--to", kind)]
    done = nutgraf("publish", draft[:8], *to, "--unreviewed", "--json", "--out", nutgraf.folder / "out")
    assert [step["state"] for step in done.json] == ["published"] * len(kinds)
    written = sorted(p for p in (nutgraf.folder / "out").rglob("*") if p.is_file())
    assert [p.parent.name for p in written] == sorted(kinds)
    assert all("Published without review by an editor" in p.read_text() for p in written)


def test_one_target_that_fails_does_not_stop_the_others(nutgraf: Nutgraf, desk: Path) -> None:
    draft = stored(nutgraf)
    (nutgraf.folder / "site").write_text("in the way")
    approved = nutgraf("review", "approve", draft[:8], "--by", "Ada")
    assert approved.code == 0
    assert "failed jekyll" in approved.out
    assert "published atom" in approved.out
    again = nutgraf("publish", draft[:8], "--json")
    assert (again.code, [(s["target"], s["state"]) for s in again.json]) == (
        1,
        [("jekyll", "failed"), ("atom", "published")],
    )
    due = nutgraf("publish", "--due")
    assert (due.code, due.err.count("\n")) == (1, 1)
    (nutgraf.folder / "site").unlink()
    assert "published jekyll" in nutgraf("publish", "--due").out
    assert nutgraf("publish", "--due").out == "Nothing waits.\n"


def test_an_embargo_waits(nutgraf: Nutgraf, desk: Path) -> None:
    draft = stored(nutgraf)
    nutgraf("review", "embargo", draft[:8], "--until", "2999-01-01T06:00+00:00", "--by", "Ada")
    approved = nutgraf("review", "approve", draft[:8], "--by", "Ada")
    assert "pending jekyll" in approved.out
    assert "embargo until 2999-01-01 06:00 UTC" in approved.out
    assert files(nutgraf) == []
    assert "is under embargo until 2999-01-01 06:00 UTC" in nutgraf("publish", draft[:8], "--to", "html").err
    lifted = nutgraf("review", "embargo", draft[:8], "--until", "", "--by", "Ada")
    assert "published jekyll" in lifted.out
    assert len(files(nutgraf)) == 2


def test_an_editor_says_that_the_text_was_rewritten(nutgraf: Nutgraf, desk: Path) -> None:
    draft = stored(nutgraf)
    refused = nutgraf("review", "credit", draft[:8], "--as", "rewritten", "--by", "Ada")
    assert "no editor has rewritten it" in refused.err
    path = next((nutgraf.folder / "output").glob("*-abcd1234")) / "article.md"
    path.write_text(path.read_text().replace("The council voted 7 to 2.", "The council voted 7 to 2, at last."))
    nutgraf("review", "show", draft[:8])  # takes the edit in
    assert nutgraf("review", "credit", draft[:8], "--as", "rewritten", "--by", "Ada").code == 0
    assert "compositeWithTrainedAlgorithmicMedia" in path.read_text()
    nutgraf("review", "approve", draft[:8], "--by", "Ada")
    assert "compositeWithTrainedAlgorithmicMedia" in path.read_text()


def test_a_changed_label_goes_out_as_a_changed_text_does(nutgraf: Nutgraf, desk: Path) -> None:
    draft = stored(nutgraf)
    path = next((nutgraf.folder / "output").glob("*-abcd1234")) / "article.md"
    path.write_text(path.read_text().replace("The council voted 7 to 2.", "The council voted 7 to 2, at last."))
    keys = re.findall(r"(\w{8}) \(structure\)", nutgraf("review", "approve", draft[:8], "--by", "Ada").err)
    overrides = [argument for key in keys for argument in ("--override", f"{key}=a short sample")]
    assert nutgraf("review", "approve", draft[:8], "--by", "Ada", *overrides).code == 0
    credited = nutgraf("review", "credit", draft[:8], "--as", "rewritten", "--by", "Ada")
    assert "published jekyll" in credited.out
    assert all("compositeWithTrainedAlgorithmicMedia" in (nutgraf.folder / f).read_text() for f in files(nutgraf))
    assert "published" not in nutgraf("review", "assign", draft[:8], "--to", "Bea", "--by", "Ada").out


def test_a_hand_edit_after_the_approval_is_not_passed_over(nutgraf: Nutgraf, desk: Path) -> None:
    draft = stored(nutgraf)
    nutgraf("review", "approve", draft[:8], "--by", "Ada")
    before = [(nutgraf.folder / name).read_text() for name in files(nutgraf)]
    path = next((nutgraf.folder / "output").glob("*-abcd1234")) / "article.md"
    path.write_text(path.read_text().replace("The council voted 7 to 2.", "The council voted 7 to 2, at last."))
    refused = nutgraf("publish", draft[:8])
    assert (refused.code, "isn't approved" in refused.err) == (1, True)
    assert [(nutgraf.folder / name).read_text() for name in files(nutgraf)] == before


def test_a_decision_stands_when_the_desk_file_has_a_mistake(nutgraf: Nutgraf, desk: Path) -> None:
    draft = stored(nutgraf)
    desk.write_text("nonsense = 1")
    approved = nutgraf("review", "approve", draft[:8], "--by", "Ada")
    assert approved.out.startswith("approved: ")
    assert "coast.toml:1" in approved.err
    assert "Nothing was published" in approved.err
    assert files(nutgraf) == []
    desk.write_text(DESK)
    assert "published jekyll" in nutgraf("publish", draft[:8]).out


def test_a_draft_without_a_desk_is_published_as_files(nutgraf: Nutgraf) -> None:
    draft = stored(nutgraf, desk=None)
    nutgraf("review", "approve", draft[:8], "--by", "Ada")
    assert nutgraf("publish", draft[:8], "--to", "html", "--to", "atom").code == 0
    assert [Path(f).suffix for f in files(nutgraf)] == [".xml", ".html"]
    assert "Name one: hugo, astro" in nutgraf("publish", draft[:8]).err


def test_related_articles_come_from_what_was_published_also_after_a_reindex(nutgraf: Nutgraf, desk: Path) -> None:
    from pipeline.related import terms_of
    from pipeline.state import open_state

    stored(nutgraf)
    terms = terms_of((), "Council backs the seawall")

    def found() -> list[str]:
        with open_state(nutgraf.folder / "output", None) as state:
            return [c.entry.title for c in state.similar("coast", *terms)]

    assert found() == []
    nutgraf("review", "approve", "abcd1234", "--by", "Ada")
    assert found() == ["Council backs seawall"]
    for leftover in (nutgraf.folder / "output" / ".state").iterdir():
        leftover.unlink()
    assert found() == []
    nutgraf("reindex")
    assert found() == ["Council backs seawall"]
    assert "published" in nutgraf("publish", "abcd1234").out


def test_the_schema_is_a_schema_and_articles_are_valid_under_it(nutgraf: Nutgraf, desk: Path) -> None:
    from pipeline.cli import main

    draft = stored(nutgraf)
    nutgraf("publish", draft, "--to", "json", "--unreviewed")
    nutgraf._capsys.readouterr()
    with pytest.raises(SystemExit, match="0"):
        main(["schema"])
    schema = json.loads(nutgraf._capsys.readouterr().out)
    jsonschema.Draft202012Validator.check_schema(schema)
    (name,) = files(nutgraf)
    jsonschema.validate(json.loads((nutgraf.folder / name).read_text()), schema)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("publish",), "DRAFT: is missing"),
        (("publish", "ffffffff"), "there is no such draft"),
        (("publish", "abcd1234", "--to", "medium"), "there is no such target"),
        (("publish", "abcd1234", "--to", "ghost"), "Add a [[publish]] table with its url to sources/coast.toml"),
        (("publish", "--due", "--to", "html"), "--due: goes through all drafts"),
        (("publish", "abcd1234", "--desk", "nowhere"), "there is no such desk"),
        (("retract", "abcd1234", "--reason", "x"), "stands nowhere"),
        (("retract", "abcd1234"), "Missing option '--reason'"),
        (("review", "note", "abcd1234", "--text", "x", "--by", "Ada"), "is no correction"),
    ],
)
def test_mistakes_are_one_line(nutgraf: Nutgraf, desk: Path, arguments: tuple[str, ...], said: str) -> None:
    stored(nutgraf)
    result = nutgraf(*arguments)
    assert result.code in {1, 2}
    assert result.err.count("\n") == 1
    assert said in result.err


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('to = "medium"', "to"),
        ('to = "ghost"', "ghost needs url"),
        ('to = "wordpress"\nurl = "https://wp.example"', "wordpress needs user"),
        ('to = "hugo"\nlink = "https://paper.example/"', "needs {slug}"),
        ('to = "hugo"\nlink = "https://paper.example/{slug}/{x}"', "and no others"),
        ('to = "hugo"\nlink = "javascript:{slug}"', "must be an http or https address"),
        ('to = "ghost"\nurl = "https://g.example"\nstatus = "pending"', "ghost takes drafts only"),
        ('to = "ghost"\nurl = "https://g.example"\nsecret = "ab:cd"', "names an environment variable"),
        ('to = "ghost"\nurl = "https://g.example"\nkey = "ab:cd"', "key"),
        ('to = "hugo"\nname = "../x"', "lower-case letters"),
        ('to = "hugo"\n[[publish]]\nto = "hugo"', 'two targets named "hugo"'),
    ],
)
def test_mistakes_in_a_desk_file_name_the_file(nutgraf: Nutgraf, desk: Path, table: str, said: str) -> None:
    desk.write_text(f'name = "Coast"\n[[publish]]\n{table}\n')
    stored(nutgraf, state=DraftState.READY)
    result = nutgraf("publish", "abcd1234")
    assert (result.code, result.err.count("\n")) == (2, 1)
    assert "coast.toml:" in result.err
    assert said in result.err
