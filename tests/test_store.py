from __future__ import annotations

import os
from pathlib import Path

import pytest
from builders import NOW, analysis, dossier, draft

from pipeline.errors import NotFound, StoreError
from pipeline.models import Decision, Verdict
from pipeline.store import Store, slug


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "output")


def test_a_draft_comes_back_as_it_was(store: Store) -> None:
    written, sources = draft(), dossier("The council voted 7 to 2.")
    folder = store.add(written, sources, {"article.md": "# Council\n"})
    assert folder.name == "2026-11-20-council-backs-seawall-abcd1234"
    assert store.draft(folder) == written
    assert store.dossier(folder) == sources
    assert store.versions(folder) == (written.analysis,)
    assert Path(str(folder), "article.md").read_text() == "# Council\n"
    assert sorted(p.name for p in Path(str(folder)).iterdir()) == [
        "article.md",
        "dossier.json",
        "draft.json",
        "versions",
    ]


def test_a_changed_text_is_a_new_version_and_the_old_one_stays(store: Store) -> None:
    folder = store.add(draft(), dossier("x"), {})
    edited = draft(analysis=analysis(headline="Seawall wins"))
    store.update(folder, edited, {})
    store.update(folder, edited, {})
    assert [v.headline for v in store.versions(folder)] == ["Council backs seawall", "Seawall wins"]


def test_draft_json_is_written_last(store: Store) -> None:
    unwritable = {"no such folder/\0": "a rendering that can't be written"}
    with pytest.raises(ValueError, match="null"):
        store.add(draft(), dossier("x"), unwritable)
    assert len(list(Path(store.output).iterdir())) == 1
    assert list(store.folders()) == []


def test_writing_an_interrupted_draft_again_finishes_the_same_folder(store: Store) -> None:
    folder = store.add(draft(), dossier("x"), {})
    Path(str(folder), "draft.json").unlink()
    assert store.add(draft(analysis=None), dossier("x"), {}) == folder


def test_clean_removes_old_unfinished_folders_and_nothing_else(store: Store) -> None:
    whole = store.add(draft(), dossier("x"), {})
    output = Path(store.output)
    unfinished = output / "2026-11-20-torn-0000ffff"
    being_written = output / "2026-11-20-young-1111ffff"
    foreign = output / "my notes"
    for folder in (unfinished, being_written, foreign):
        folder.mkdir()
    for folder in (unfinished, foreign):
        os.utime(folder, (1, 1))
    assert [str(folder) for folder in store.clean()] == [str(unfinished)]
    assert sorted(output.iterdir()) == sorted([Path(str(whole)), being_written, foreign])


def test_a_draft_is_found_by_path_name_and_beginning_of_its_id(store: Store) -> None:
    folder = store.add(draft(), dossier("x"), {})
    for reference in (str(folder), folder.name, "abcd", "abcd1234000"):
        assert store.resolve(reference) == folder


@pytest.mark.parametrize("reference", ["", "abc", "ffff", "../abcd1234", "abcd12349"])
def test_an_unknown_draft_says_how_to_find_one(store: Store, reference: str) -> None:
    store.add(draft(), dossier("x"), {})
    with pytest.raises(NotFound, match="nutgraf review list"):
        store.resolve(reference)


def test_a_reference_that_fits_two_drafts_names_both(store: Store) -> None:
    store.add(draft(), dossier("x"), {})
    store.add(draft(version_id="abcd9999" + "0" * 56), dossier("x"), {})
    with pytest.raises(NotFound, match=r"abcd1234.*abcd9999"):
        store.resolve("abcd")


def test_a_damaged_draft_is_named(store: Store) -> None:
    folder = store.add(draft(), dossier("x"), {})
    Path(str(folder), "draft.json").write_text('{"schema_version": 1}')
    with pytest.raises(StoreError, match=r"draft\.json: can't be read as version 1"):
        store.draft(folder)


def test_decisions_are_appended(store: Store) -> None:
    folder = store.add(draft(), dossier("x"), {})
    decisions = [
        Decision(verdict=Verdict.REJECT, by="Ada", at=NOW, rendering_hash="0", reason="too thin"),
        Decision(verdict=Verdict.APPROVE, by="Ben", at=NOW, rendering_hash="1"),
    ]
    for decision in decisions:
        store.add_decision(folder, decision)
    assert store.decisions(folder) == tuple(decisions)


def test_a_folder_that_cannot_be_written_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "output").write_text("a file where the folder should be")
    with pytest.raises(StoreError, match="Not a directory"):
        Store(tmp_path / "output").add(draft(), dossier("x"), {})


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Council backs seawall", "council-backs-seawall"),
        ("../../etc/passwd", "etc-passwd"),
        ("Über Größe: 50 % mehr!", "uber-groe-50-mehr"),
        ("新聞記事", "draft"),
        ("", "draft"),
        ("word " * 40, "word-word-word-word-word-word-word-word-word-word-word-word"[:59]),
    ],
)
def test_slugs_fit_any_file_system(title: str, expected: str) -> None:
    assert slug(title) == expected
