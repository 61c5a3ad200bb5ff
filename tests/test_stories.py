from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from builders import document

from pipeline.stories import source_key, story_id


def _nothing_known(_keys: Sequence[str]) -> None:
    return None


def test_a_changed_page_is_the_same_source() -> None:
    assert source_key(document("old text")) == source_key(document("new text", title="Correction"))


def test_spellings_of_one_address_are_one_source() -> None:
    spellings = (
        "https://www.harbour.example/seawall",
        "http://harbour.example/seawall/",
        "https://HARBOUR.example/seawall",
    )
    assert len({source_key(document("x", url=url)) for url in spellings}) == 1
    assert source_key(document("x", url="https://harbour.example/?id=1")) != source_key(
        document("x", url="https://harbour.example/?id=2")
    )


def test_a_local_file_is_known_by_its_path_and_standard_input_by_its_text() -> None:
    local = document("x", url=None, location="page.html")
    assert source_key(local) == f"file:{Path('page.html').resolve()}"
    assert source_key(document("x", url=None, location="-")) != source_key(document("y", url=None, location="-"))


def test_a_known_story_keeps_its_id_and_a_new_one_gets_the_same_id_everywhere() -> None:
    assert story_id([document("x")], lambda _keys: "known") == "known"
    new = story_id([document("x")], _nothing_known)
    assert new == story_id([document("changed"), document("more", url="https://b.example/2")], _nothing_known)
    assert len(new) == 16
