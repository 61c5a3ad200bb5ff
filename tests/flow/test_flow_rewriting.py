"""A section written again by the endpoint, at an editor's wish."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk_sample import ANALYSIS, keep, sample
from fake_endpoint import FakeEndpoint
from pydantic import SecretStr

from pipeline.errors import Conflict, ModelError, NotAllowed, NotFound
from pipeline.flow.existing import Author, Found, look, save_text
from pipeline.flow.index import open_store
from pipeline.flow.rewriting import rewrite_section
from pipeline.journal import Journal
from pipeline.models import Verdict
from pipeline.settings import Settings
from pipeline.store import Folder, Store


class Listening(Journal):
    def __init__(self) -> None:
        self.words: list[str] = []

    def token(self, text: str) -> None:
        self.words.append(text)


class Draft:
    def __init__(self, folder: Path, fake: FakeEndpoint) -> None:
        self.settings = Settings(
            dir=folder,
            output=folder / "output",
            base_url=fake.base_url,
            api_key=SecretStr(fake.key),
            model=fake.model,
        )
        self.folder: Folder = keep(self.settings, sample())
        self.store: Store = open_store(self.settings)
        self.journal = Listening()

    def look(self) -> Found:
        return look(self.store, self.folder, self.settings)

    def rewrite(self, number: int, note: str = "", base: str | None = None) -> Found:
        return rewrite_section(
            self.store,
            self.folder,
            self.settings,
            number,
            note,
            by="Ada",
            base=self.look().text_hash if base is None else base,
            journal=self.journal,
        )


@pytest.fixture
def kept(tmp_path: Path, fake_endpoint: FakeEndpoint) -> Draft:
    return Draft(tmp_path, fake_endpoint)


def section_calls(fake: FakeEndpoint) -> list[str]:
    return [c["prompt"] for c in fake.calls() if "Write one section" in c["prompt"]]


def test_one_section_changes_and_the_old_text_stays_a_version(kept: Draft, fake_endpoint: FakeEndpoint) -> None:
    saved = kept.rewrite(0, "Say less about the levy.")
    assert saved.draft.analysis is not None
    assert saved.draft.analysis.sections[0] != ANALYSIS.sections[0]
    assert saved.draft.analysis.model_copy(update={"sections": ANALYSIS.sections}) == ANALYSIS
    assert saved.draft.analysis.sections[1:] == ANALYSIS.sections[1:]
    assert saved.versions == (ANALYSIS, saved.draft.analysis)
    (act,) = saved.decisions
    assert (act.verdict, act.by, act.reason, act.version) == (Verdict.REWRITE, "Ada", "Say less about the levy.", 2)
    assert kept.look() == saved

    prompt = section_calls(fake_endpoint)[0]
    assert "The editor asks: Say less about the levy." in prompt
    assert "The quotation “We are buying certainty" in prompt  # what the checks found in it
    assert "".join(kept.journal.words)

    before = sample().provenance
    made = saved.draft.provenance
    assert made.usage.calls > before.usage.calls
    assert made.usage.prompt_tokens > before.usage.prompt_tokens
    assert made.calls[: len(before.calls)] == before.calls


def test_the_text_must_be_the_one_that_was_read(kept: Draft, fake_endpoint: FakeEndpoint) -> None:
    with pytest.raises(Conflict, match="Read it again first"):
        kept.rewrite(1, base="another")
    assert fake_endpoint.calls() == []


@pytest.mark.parametrize("number", [-1, 3, 99])
def test_a_section_that_is_not_there(kept: Draft, number: int) -> None:
    with pytest.raises(NotFound, match="is not in this draft"):
        kept.rewrite(number)


def test_a_section_that_the_format_does_not_know_is_edited_by_hand(kept: Draft) -> None:
    extra = (*ANALYSIS.sections, ANALYSIS.sections[0].model_copy(update={"heading": "More"}))
    save_text(
        kept.store, kept.folder, kept.settings, lambda a, _: a.model_copy(update={"sections": extra}), Author("Ada")
    )
    with pytest.raises(NotAllowed, match=r"has no section 4 that the model could write"):
        kept.rewrite(3)


def test_what_a_failed_try_cost_belongs_to_the_draft(kept: Draft, fake_endpoint: FakeEndpoint) -> None:
    kept.rewrite(0)
    paid = kept.look().draft.provenance.usage
    for _ in range(4):
        fake_endpoint.reply(text="no JSON at all")
    with pytest.raises(ModelError):
        kept.rewrite(1, "shorter")
    after = kept.look()
    assert after.draft.provenance.usage.calls > paid.calls
    assert after.decisions[-1].reason is not None
    assert after.decisions[-1].reason.startswith("shorter (failed: ")
    assert len(after.versions) == 2


def test_who_edits_while_the_model_writes_keeps_the_last_word(kept: Draft) -> None:
    theirs = ANALYSIS.sections[1].model_copy(update={"heading": "What It Costs"})
    sections = (ANALYSIS.sections[0], theirs, ANALYSIS.sections[2])

    class Meanwhile(Journal):
        def event(self, name: str, **fields: object) -> None:
            if name == "write":
                save_text(
                    kept.store,
                    kept.folder,
                    kept.settings,
                    lambda a, _: a.model_copy(update={"sections": sections}),
                    Author("Ben"),
                )

    kept.journal = Meanwhile()  # type: ignore[assignment]
    with pytest.raises(Conflict, match="its text is version 3"):
        kept.rewrite(1)
    found = kept.look()
    assert found.draft.analysis is not None
    assert found.draft.analysis.sections[1] == theirs
    assert [d.verdict.value for d in found.decisions] == ["edit", "rewrite", "edit"]
    assert found.versions[1] == found.versions[3]
    assert found.versions[2].sections[1] not in (theirs, ANALYSIS.sections[1])


def test_an_edit_elsewhere_meanwhile_is_kept_beside_it(kept: Draft) -> None:
    class Meanwhile(Journal):
        def event(self, name: str, **fields: object) -> None:
            if name == "write":
                save_text(
                    kept.store,
                    kept.folder,
                    kept.settings,
                    lambda a, _: a.model_copy(update={"dek": "Another dek."}),
                    Author("Ben"),
                )

    kept.journal = Meanwhile()  # type: ignore[assignment]
    saved = kept.rewrite(1)
    assert saved.draft.analysis is not None
    assert saved.draft.analysis.dek == "Another dek."
    assert saved.draft.analysis.sections[1] != ANALYSIS.sections[1]
