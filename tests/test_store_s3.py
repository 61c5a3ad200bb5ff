from __future__ import annotations

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from builders import NOW, analysis, dossier, draft
from nutgraf_command import EXAMPLES, Nutgraf
from s3_server import BUCKET, S3Server

from pipeline.errors import NotFound, StoreError, UsageError
from pipeline.models import Decision, Verdict
from pipeline.store import Store


@pytest.fixture(scope="module")
def s3() -> Iterator[S3Server]:
    with S3Server() as server:
        yield server


@pytest.fixture
def url(s3: S3Server, monkeypatch: pytest.MonkeyPatch) -> str:
    for name, value in s3.environment.items():
        monkeypatch.setenv(name, value)
    return f"s3://{BUCKET}/{secrets.token_hex(4)}"


@pytest.fixture
def store(url: str) -> Store:
    return Store(url)


def test_an_empty_store_has_no_drafts(store: Store) -> None:
    assert list(store.folders()) == []
    assert store.find("abcd1234" + "0" * 56) is None
    assert store.clean() == []


def test_a_draft_comes_back_as_it_was(store: Store, url: str) -> None:
    written, sources = draft(), dossier("The council voted 7 to 2.")
    folder = store.add(written, sources, {"article.md": "# Council\n"})
    assert str(folder) == f"{url}/2026-11-20-council-backs-seawall-abcd1234"
    other = Store(url)  # as another machine sees it
    assert list(other.folders()) == [folder]
    assert other.find(written.version_id) == folder
    assert other.draft(folder) == written
    assert other.dossier(folder) == sources
    for reference in (folder.name, str(folder), "abcd"):
        assert other.resolve(reference) == folder
    edited = draft(analysis=analysis(headline="Seawall wins"))
    other.update(folder, edited, {})
    assert store.draft(folder) == edited
    assert [v.headline for v in store.versions(folder)] == ["Council backs seawall", "Seawall wins"]


def test_a_folder_without_draft_json_is_no_draft_and_is_finished_in_its_place(store: Store, url: str) -> None:
    folder = store.add(draft(), dossier("x"), {})
    store._files.remove(folder.file("draft.json"))
    assert list(store.folders()) == []
    assert store.clean() == []  # it may be being written right now
    assert store.add(draft(analysis=analysis(headline="Another")), dossier("x"), {}) == folder


def test_decisions_made_at_once_are_all_kept(store: Store, url: str) -> None:
    folder = store.add(draft(), dossier("x"), {})
    decisions = [
        Decision(verdict=Verdict.REJECT, by=f"Editor {n}", at=NOW, rendering_hash="0", reason="thin") for n in range(6)
    ]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda d: Store(url).add_decision(folder, d), decisions))
    assert {d.by for d in store.decisions(folder)} == {d.by for d in decisions}


def test_an_unknown_draft_says_how_to_find_one(store: Store) -> None:
    with pytest.raises(NotFound, match="nutgraf review list"):
        store.resolve("abcd")


def test_a_bucket_that_is_not_there_is_one_clear_error(url: str) -> None:
    with pytest.raises(StoreError, match=r"draft|dossier"):
        Store("s3://no-such-bucket/drafts").add(draft(), dossier("x"), {})


def test_a_store_out_of_reach_is_one_clear_error(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with pytest.raises(StoreError, match="reachable"):
        list(Store(f"s3://{BUCKET}/elsewhere").folders())


def test_an_address_nobody_knows_is_a_mistake() -> None:
    with pytest.raises(UsageError, match="Use a folder or an address such as s3://"):
        Store("nonsense://bucket/drafts")


def test_a_draft_is_written_to_s3_and_reviewed_there(
    nutgraf: Nutgraf, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUTGRAF_OUTPUT", url)
    made = nutgraf("draft", EXAMPLES / "ferries-coast.html", "--json").json
    assert made["path"].startswith(f"{url}/20")
    assert nutgraf("review", "approve", made["id"][:8], "--by", "Ada").code == 0
    told = nutgraf("review", "show", made["id"], "--json").json
    assert (told["state"], [d["by"] for d in told["decisions"]]) == ("approved", ["Ada"])
    assert [p.name for p in (nutgraf.folder / "output").iterdir()] == [".state"]
