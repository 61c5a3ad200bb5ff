from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from builders import analysis, dossier, draft
from tiny_format import tiny_format

from pipeline import review
from pipeline.errors import Conflict, UsageError
from pipeline.flow.engine import supersede
from pipeline.flow.existing import BY_HAND, Author, Found, look, record_decision, renderings, save_file, save_text
from pipeline.models import Analysis, Dossier, Verdict
from pipeline.publish import render
from pipeline.settings import Settings
from pipeline.states import DraftState
from pipeline.store import Folder, Store

SOURCES = dossier("The council voted 7 to 2 on Tuesday, a margin that suggests the mayor has the votes.")


class Draft:
    """A ready draft in an output folder, with the article that lies in it."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(dir=folder, output=folder / "output")
        self.store = Store(folder / "output")
        made = draft(format=tiny_format(folder))
        self.folder: Folder = self.store.add(made, SOURCES, render(made, SOURCES))
        self.article = Path(self.folder.file("article.md"))

    def look(self) -> Found:
        return look(self.store, self.folder, self.settings)

    def edit_file(self, old: str, new: str) -> None:
        text = self.article.read_text("utf-8")
        assert old in text
        self.article.write_text(text.replace(old, new), "utf-8")

    def approve(self) -> None:
        record_decision(self.store, self.folder, self.settings, review.approve, by="Ada")

    def save_dek(self, dek: str, base: str | None = None) -> Found:
        def change(old: Analysis, _: Dossier) -> Analysis:
            return old.model_copy(update={"dek": dek})

        return save_text(self.store, self.folder, self.settings, change, Author("Ben"), base=base)


@pytest.fixture
def kept(tmp_path: Path) -> Draft:
    return Draft(tmp_path)


def test_an_edit_is_a_version_checked_again(kept: Draft) -> None:
    saved = kept.save_dek("A vote of 9 to 2 settles a dispute.")
    assert saved.draft.state == DraftState.NEEDS_ATTENTION
    assert any(f.rule.startswith("numbers") and f.place.part == "dek" for f in saved.draft.report.blockers)
    assert [v.dek for v in saved.versions] == [analysis().dek, "A vote of 9 to 2 settles a dispute."]
    assert "9 to 2" in kept.article.read_text()

    mended = kept.save_dek("A vote of 7 to 2 settles a dispute.", base=saved.text_hash)
    assert mended.draft.state == DraftState.READY
    again = kept.look()
    assert again == mended
    assert [(d.verdict, d.by, d.version) for d in again.decisions] == [
        (Verdict.EDIT, "Ben", 2),
        (Verdict.EDIT, "Ben", 3),
    ]


def test_an_unchanged_text_is_no_version(kept: Draft) -> None:
    assert len(kept.save_dek(analysis().dek).versions) == 1
    assert kept.look().decisions == ()


def test_the_second_of_two_editors_is_told_about_the_first(kept: Draft) -> None:
    base = kept.look().text_hash
    kept.save_dek("First.", base=base)
    with pytest.raises(Conflict, match=r"Ben changed it on .* after you had read it\. Your text was not saved"):
        kept.save_dek("Second.", base=base)
    assert [v.dek for v in kept.look().versions][1:] == ["First."]


def test_ten_editors_at_once_save_one_text_and_nine_are_told(kept: Draft) -> None:
    base = kept.look().text_hash
    told: list[str] = []

    def save(number: int) -> None:
        try:
            kept.save_dek(f"Text {number}.", base=base)
        except Conflict as error:
            told.append(str(error))

    threads = [threading.Thread(target=save, args=(n,)) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(told), len(kept.look().versions)) == (9, 2)


def test_an_approval_ends_with_its_text(kept: Draft) -> None:
    kept.approve()
    assert kept.look().approval is not None
    edited = kept.save_dek("Settled.")
    assert edited.draft.state == DraftState.READY
    assert edited.approval is None


def test_an_approval_ends_when_something_else_of_the_rendering_changes(kept: Draft) -> None:
    kept.approve()
    changed = kept.look().draft.model_copy(update={"disclaimer": "Other words."})
    kept.store.update(kept.folder, changed, {})
    found = kept.look()
    assert found.draft.state == DraftState.READY
    assert [d.verdict for d in found.decisions] == [Verdict.APPROVE, Verdict.VOID]
    assert "not reviewed" in kept.article.read_text()


def test_a_hand_edit_is_noticed_checked_and_versioned(kept: Draft) -> None:
    kept.approve()
    kept.edit_file("a long dispute", "a dispute over $5 million")
    found = kept.look()
    assert [v.dek for v in found.versions][1:] == ["A vote of 7 to 2 settles a dispute over $5 million."]
    assert found.draft.state == DraftState.NEEDS_ATTENTION
    assert [(d.verdict, d.by) for d in found.decisions][1:] == [(Verdict.EDIT, BY_HAND)]
    assert kept.look() == found


def test_front_matter_is_no_edit(kept: Draft) -> None:
    kept.edit_file('state: "ready"', 'state: "approved"\nlayout: "post"')
    assert len(kept.look().versions) == 1


def test_a_broken_hand_edit_is_told_and_never_overwritten(kept: Draft) -> None:
    kept.edit_file("# Council backs seawall", "Council backs seawall")
    broken = kept.article.read_text()
    found = kept.look()
    assert "the headline is missing" in str(found.trouble)
    for act in (kept.approve, lambda: kept.save_dek("x")):
        with pytest.raises(UsageError, match="the headline is missing"):
            act()
    old = kept.store.draft(kept.folder)
    gone = old.model_copy(update={"state": DraftState.SUPERSEDED})
    kept.store.update(kept.folder, gone, renderings(kept.store, kept.folder, old, gone, SOURCES))
    assert kept.article.read_text() == broken

    mended = broken.replace("Council backs seawall\n", "# Council votes\n", 1)
    saved = save_file(kept.store, kept.folder, kept.settings, mended, by="Ada", base=found.text_hash)
    assert saved.trouble is None
    assert kept.look().draft.analysis == analysis(headline="Council votes")


def test_a_draft_that_changed_since_it_was_read_is_not_decided_on(kept: Draft) -> None:
    seen = kept.look().rendering_hash
    kept.save_dek("Settled.")
    with pytest.raises(Conflict, match="Read it again before you decide"):
        record_decision(kept.store, kept.folder, kept.settings, review.approve, by="Ada", seen=seen)
    assert kept.look().draft.state == DraftState.READY


def test_an_edit_made_while_a_later_draft_arrives_is_not_undone(kept: Draft) -> None:
    class Slow(Store):
        def readable(self) -> Iterator[tuple[Folder, Any]]:
            for folder, old in super().readable():
                kept.save_dek("Saved meanwhile.")
                yield folder, old

    later = kept.look().draft.model_copy(update={"version_id": "f" * 64})
    supersede(Slow(kept.store.output), later)
    found = kept.look()
    assert found.draft.state == DraftState.SUPERSEDED
    assert found.draft.analysis == analysis(dek="Saved meanwhile.")
