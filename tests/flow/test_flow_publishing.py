"""Drafts to targets and back: what is allowed, what is recorded, and that one article stays one article."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import builders
import pytest
from builders import NOW
from cms_fakes import FakeGhost, FakeWordPress, Fault

from pipeline import review
from pipeline.desks import Desk, PublishTarget, load_desk
from pipeline.errors import Busy, NotAllowed, NutgrafError, PublishError, UsageError
from pipeline.flow.publishing import Publisher, after_decision, chosen_targets, due, rebuild_archive, standing
from pipeline.models import Correction, Draft, Publication, Report
from pipeline.publish import article_of, render, rendering_hash
from pipeline.related import terms_of
from pipeline.settings import Settings, load
from pipeline.state import State, open_state
from pipeline.states import DraftState, PublicationState
from pipeline.store import Folder, Store

DESK = """
name = "Coast"

[[publish]]
to = "hugo"
path = "site"
link = "https://paper.example/{year}/{slug}/"

[[publish]]
to = "rss"
url = "https://paper.example/rss.xml"

[[publish]]
to = "wordpress"
url = "https://wp.example"
user = "nutgraf"
on_approval = false

[[publish]]
to = "ghost"
url = "https://ghost.example"
on_approval = false
"""


class House:
    """A working folder with one desk, its store, state and content systems."""

    def __init__(self, folder: Path, state: State) -> None:
        self.folder, self.state = folder, state
        (folder / "sources").mkdir(exist_ok=True)
        (folder / "sources" / "coast.toml").write_text(DESK)
        (folder / ".env").write_text(
            f"NUTGRAF_WORDPRESS_PASSWORD={FakeWordPress.password}\nNUTGRAF_GHOST_KEY={FakeGhost().key}\n"
        )
        self.settings: Settings = load(folder, {}, desk="coast", environment={})
        self.store = Store(folder / "output")
        self.wordpress, self.ghost = FakeWordPress(), FakeGhost()
        self.moment = NOW + timedelta(days=1)

    def publisher(self, transport: Any = None) -> Publisher:
        return Publisher(self.settings, self.store, self.state, transport=transport, now=self._now)

    def _now(self) -> datetime:
        self.moment += timedelta(minutes=1)
        return self.moment

    def target(self, name: str) -> PublishTarget:
        return chosen_targets(self.settings.desk, [name])[0]

    def draft(self, **changes: Any) -> tuple[Folder, Draft]:
        """A draft as it lies in the house; approved unless its state says otherwise."""
        given: dict[str, Any] = {"desk": "coast", "state": DraftState.APPROVED, "report": Report()} | changes
        draft, dossier = builders.draft(**given), builders.dossier("The council voted 7 to 2.")
        folder = self.store.add(draft, dossier, render(draft, dossier))
        if draft.state == DraftState.APPROVED:
            text = rendering_hash(article_of(draft, dossier))
            ready = draft.model_copy(update={"state": DraftState.READY})
            _, decision = review.approve(ready, review.Act("Ada", NOW, text, 1), {})
            self.store.add_decision(folder, decision)
        return folder, draft

    def publish(self, folder: Folder, name: str, **options: Any) -> Publication:
        transport = {"wordpress": self.wordpress.transport, "ghost": self.ghost.transport}.get(name)
        return self.publisher(transport).publish(folder, self.target(name), **options)

    def states(self, folder: Folder, name: str) -> list[str]:
        return [p.state.value for p in self.store.publications(folder) if p.target == name]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_state(tmp_path / "output", None) as state:
        yield House(tmp_path, state)


def correcting(draft: Draft, **changes: Any) -> dict[str, Any]:
    note = Correction(at=NOW, note="It was 7 to 2.", corrects=draft.version_id)
    later = {"version_id": "beef" + "1" * 60, "created_at": NOW + timedelta(hours=5)}
    return {"predecessor": draft.version_id, "corrections": (*draft.corrections, note), **later, **changes}


# --- what may go out ----------------------------------------------------------------------------


@pytest.mark.parametrize("state", [s for s in DraftState if s is not DraftState.APPROVED])
def test_what_is_not_approved_is_refused(house: House, state: DraftState) -> None:
    folder, _ = house.draft(state=state)
    with pytest.raises(NotAllowed, match=r"isn't approved|can't be published"):
        house.publish(folder, "hugo")
    assert house.store.publications(folder) == ()
    assert not (house.folder / "site").exists()


def test_an_approval_covers_the_text_it_was_given_to(house: House) -> None:
    folder, draft = house.draft()
    assert draft.analysis is not None
    changed = draft.model_copy(update={"analysis": draft.analysis.model_copy(update={"headline": "Another"})})
    house.store.update(folder, changed, {})
    with pytest.raises(NotAllowed, match="isn't approved"):
        house.publish(folder, "hugo")


def test_unreviewed_goes_out_under_a_label_that_says_so_but_into_no_feed(house: House) -> None:
    folder, _ = house.draft(state=DraftState.NEEDS_ATTENTION, reasons=("numbers: no",))
    step = house.publish(folder, "hugo", unreviewed=True)
    text = (house.folder / str(step.remote_id)).read_text()
    assert 'ai_review = "Published without review by an editor"' in text
    assert step.approved is False
    with pytest.raises(NotAllowed, match="a feed takes approved articles only"):
        house.publish(folder, "rss", unreviewed=True)
    assert house.state.similar("coast", {"x"}, {"x"}) == []


@pytest.mark.parametrize("state", [DraftState.REJECTED, DraftState.SUPERSEDED])
def test_what_was_decided_against_does_not_go_out_unreviewed_either(house: House, state: DraftState) -> None:
    folder, _ = house.draft(state=state)
    with pytest.raises(NotAllowed, match=f"is {state}"):
        house.publish(folder, "hugo", unreviewed=True)


def test_a_draft_without_an_article_has_nothing_to_publish(house: House) -> None:
    folder, _ = house.draft(analysis=None, state=DraftState.NEEDS_ATTENTION)
    with pytest.raises(NotAllowed, match="has no article"):
        house.publish(folder, "hugo", unreviewed=True)


def test_an_embargo_is_kept(house: House) -> None:
    until = house.moment + timedelta(hours=2)
    folder, _ = house.draft(embargo_until=until)
    with pytest.raises(NotAllowed, match=f"is under embargo until {until:%Y-%m-%d}"):
        house.publish(folder, "hugo")
    house.moment = until
    assert house.publish(folder, "hugo").state == PublicationState.PUBLISHED


# --- one article, however often -----------------------------------------------------------------


def test_published_again_it_is_the_same_file_and_its_dates_say_what_changed(house: House) -> None:
    folder, _ = house.draft()
    first = house.publish(folder, "hugo")
    again = house.publish(folder, "hugo")
    assert [p.name for p in (house.folder / "site").iterdir()] == [f"{first.slug}.md"]
    assert (again.published, again.modified) == (first.published, first.modified)
    assert first.url == f"https://paper.example/2026/{first.slug}/"
    assert house.states(folder, "hugo") == ["pending", "published"] * 2


@pytest.mark.parametrize("name", ["wordpress", "ghost"])
def test_a_correction_updates_the_post_of_what_it_corrects(house: House, name: str) -> None:
    folder, draft = house.draft()
    first = house.publish(folder, name)
    corrected, _ = house.draft(**correcting(draft, analysis=builders.analysis(headline="Another headline")))
    second = house.publish(corrected, name)
    posts = getattr(house, name).posts
    assert list(posts) == [first.remote_id] == [second.remote_id]
    assert (second.key, second.slug, second.published) == (first.key, first.slug, first.published)
    assert second.modified is not None
    assert first.modified is not None
    assert second.modified > first.modified
    assert "Another headline" in json.dumps(posts)
    with pytest.raises(NotAllowed, match=f"has a later version in {name}: beef1111"):
        house.publish(folder, name)


def test_a_draft_that_follows_another_without_correcting_it_is_an_article_of_its_own(house: House) -> None:
    folder, draft = house.draft()
    house.publish(folder, "hugo")
    later, _ = house.draft(version_id="beef" + "1" * 60, predecessor=draft.version_id)
    house.publish(later, "hugo")
    assert len(list((house.folder / "site").iterdir())) == 2  # of one headline, too


@pytest.mark.parametrize("name", ["wordpress", "ghost"])
@pytest.mark.parametrize("fault", ["401", "500", "silence"])
def test_what_went_wrong_is_recorded_and_the_next_run_makes_one_post(house: House, name: str, fault: str) -> None:
    folder, _ = house.draft()
    fake = getattr(house, name)
    fake.faults.append(Fault(int(fault) if fault.isdecimal() else None, on="POST"))
    with pytest.raises(PublishError) as caught:
        house.publish(folder, name)
    last = house.store.publications(folder)[-1]
    assert (last.state, last.reason) == (PublicationState.FAILED, str(caught.value))
    assert not any(secret in last.model_dump_json() for secret in (FakeWordPress.password, FakeGhost.secret))
    step = house.publish(folder, name)
    assert list(fake.posts) == [step.remote_id]
    assert house.states(folder, name) == ["pending", "failed", "pending", "published"]


@pytest.mark.parametrize("name", ["wordpress", "ghost"])
def test_a_post_that_was_taken_without_an_answer_is_adopted(house: House, name: str) -> None:
    folder, _ = house.draft()
    fake = getattr(house, name)
    fake.faults.append(Fault(None, taken=True, on="POST"))
    step = house.publish(folder, name)
    assert list(fake.posts) == [step.remote_id]


def test_a_run_that_was_killed_after_the_post_was_made_is_taken_up(house: House) -> None:
    folder, _ = house.draft()
    killed = house.publish(folder, "wordpress")
    lines = [p for p in house.store.publications(folder) if p.state == PublicationState.PENDING]
    location = Path(str(folder)) / "publications.jsonl"
    location.write_text("".join(f"{line.model_dump_json()}\n" for line in lines))
    rebuild_archive(house.store, house.settings, house.state)
    publisher = house.publisher(house.wordpress.transport)
    (done,) = due(publisher)
    assert isinstance(done, Publication)
    assert done.remote_id == killed.remote_id
    assert len(house.wordpress.posts) == 1


def test_two_at_once_make_one_post(house: House) -> None:
    folder, draft = house.draft()
    key = standing(house.store, folder, draft).key
    with house.state.holding(f"publish {key} wordpress", "x"), pytest.raises(Busy, match="by another run"):
        house.publish(folder, "wordpress")
    assert house.publish(folder, "wordpress").state == PublicationState.PUBLISHED


def test_a_foreign_file_of_that_name_is_left_alone(house: House) -> None:
    folder, draft = house.draft()
    path = house.folder / "site" / f"{standing(house.store, folder, draft).slug}.md"
    path.parent.mkdir()
    path.write_text("mine")
    with pytest.raises(PublishError, match="isn't this article"):
        house.publish(folder, "hugo")
    assert path.read_text() == "mine"
    assert house.states(folder, "hugo") == ["pending", "failed"]


def test_a_folder_that_cannot_be_written_is_one_line(house: House) -> None:
    folder, _ = house.draft()
    (house.folder / "site").write_text("a file")
    with pytest.raises(PublishError, match="can't be written"):
        house.publish(folder, "hugo")


def test_a_secret_that_is_missing_names_its_variable(house: House) -> None:
    (house.folder / ".env").write_text("")
    folder, _ = house.draft()
    with pytest.raises(UsageError, match=r"NUTGRAF_GHOST_KEY: isn't set"):
        house.publish(folder, "ghost")


# --- feeds --------------------------------------------------------------------------------------


def test_a_feed_links_to_where_the_article_stands(house: House) -> None:
    folder, _ = house.draft()
    house.publish(folder, "rss")
    feed = house.folder / "published" / "coast" / "rss.xml"
    assert "https://paper.example/2026/" not in feed.read_text()
    step = house.publish(folder, "hugo")
    assert f"<link>{step.url}</link>" in feed.read_text()


def test_a_feed_holds_what_is_published_in_it_and_no_more_than_its_limit(house: House) -> None:
    feed = house.folder / "published" / "coast" / "rss.xml"
    target = house.target("rss").model_copy(update={"entries": 2})
    for number in range(3):
        folder, _ = house.draft(version_id=f"{number:04x}" + "f" * 60, story_id=f"{number:016x}")
        house.publisher().publish(folder, target)
    text = feed.read_text()
    assert text.count("<item>") == 2
    assert "urn:nutgraf:0000ffffffff" not in text


# --- taken back ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["hugo", "rss", "wordpress", "ghost"])
def test_taken_back_it_is_marked_and_the_record_stays(house: House, name: str) -> None:
    folder, _ = house.draft()
    step = house.publish(folder, name)
    transport = {"wordpress": house.wordpress.transport, "ghost": house.ghost.transport}.get(name)
    gone = house.publisher(transport).retract(folder, house.target(name), " The vote was 7 to 3. ")
    assert (gone.state, gone.reason) == (PublicationState.RETRACTED, "The vote was 7 to 3.")
    assert house.states(folder, name)[-2:] == ["published", "retracted"]
    if name == "hugo":
        text = (house.folder / str(step.remote_id)).read_text()
        assert "draft = true" in text
        assert "The vote was 7 to 3." in text
        assert "suggests that the mayor" not in text
    if name == "rss":
        text = (house.folder / "published" / "coast" / "rss.xml").read_text()
        assert "<title>Retracted: Council backs seawall</title>" in text
        assert "suggests that the mayor" not in text
    again = house.publish(folder, name)
    assert (again.state, again.slug) == (PublicationState.PUBLISHED, step.slug)


def test_a_retraction_that_the_site_refuses_changes_nothing(house: House) -> None:
    folder, _ = house.draft()
    house.publish(folder, "wordpress")
    house.wordpress.faults.append(Fault(500))
    with pytest.raises(PublishError):
        house.publisher(house.wordpress.transport).retract(folder, house.target("wordpress"), "Wrong.")
    assert house.states(folder, "wordpress")[-1] == "published"


def test_what_was_never_there_cannot_be_taken_back(house: House) -> None:
    folder, _ = house.draft()
    with pytest.raises(NotAllowed, match="was never published to hugo"):
        house.publisher().retract(folder, house.target("hugo"), "Wrong.")
    with pytest.raises(UsageError, match="--reason"):
        house.publisher().retract(folder, house.target("hugo"), " ")


# --- by itself ----------------------------------------------------------------------------------


def test_an_approved_draft_goes_to_the_targets_of_its_desk_once(house: House) -> None:
    folder, _ = house.draft()
    done = after_decision(house.store, folder, house.settings)
    assert [(p.target, p.state) for p in done if isinstance(p, Publication)] == [
        ("hugo", PublicationState.PUBLISHED),
        ("rss", PublicationState.PUBLISHED),
    ]
    assert after_decision(house.store, folder, house.settings) == []


def test_under_embargo_it_waits_and_due_brings_it_out(house: House) -> None:
    folder, draft = house.draft(embargo_until=datetime.now(UTC) + timedelta(hours=1))
    waiting = after_decision(house.store, folder, house.settings)
    assert [(p.state, str(p.reason)[:13]) for p in waiting if isinstance(p, Publication)] == [
        (PublicationState.PENDING, "embargo until"),
    ] * 2
    assert due(house.publisher()) == []
    assert not (house.folder / "site").exists()
    assert house.state.similar("coast", set(), {"x"}) == []
    house.store.update(folder, draft.model_copy(update={"embargo_until": NOW}), {})
    done = due(house.publisher())
    assert [p.state for p in done if isinstance(p, Publication)] == [PublicationState.PUBLISHED] * 2
    assert due(house.publisher()) == []


def test_what_a_target_refuses_stops_neither_the_decision_nor_the_other_targets(house: House) -> None:
    (house.folder / "site").write_text("a file")
    folder, _ = house.draft()
    done = after_decision(house.store, folder, house.settings)
    assert [isinstance(step, NutgrafError) for step in done] == [True, False]
    (house.folder / "site").unlink()
    assert [p.target for p in due(house.publisher()) if isinstance(p, Publication)] == ["hugo"]


# --- the archive --------------------------------------------------------------------------------


def in_archive(house: House) -> list[tuple[str, str | None]]:
    words = terms_of((), "Council backs seawall").words
    return [(c.entry.title, c.entry.url) for c in house.state.similar("coast", set(), words)]


def test_the_archive_holds_what_is_approved_and_published_and_lets_go_of_what_is_taken_back(house: House) -> None:
    folder, _ = house.draft()
    after_decision(house.store, folder, house.settings.model_copy(update={"desk": bare(house.settings.desk)}))
    assert in_archive(house) == [("Council backs seawall", None)]  # a desk that publishes nowhere: approved is enough
    step = house.publish(folder, "hugo")
    assert in_archive(house) == [("Council backs seawall", step.url)]
    assert rebuild_archive(house.store, house.settings, house.state) == 1
    assert in_archive(house) == [("Council backs seawall", step.url)]
    house.publisher().retract(folder, house.target("hugo"), "Wrong.")
    assert in_archive(house) == []
    assert rebuild_archive(house.store, house.settings, house.state) == 0


def bare(desk: Desk | None) -> Desk | None:
    return desk.model_copy(update={"publish": ()}) if desk else None


def test_approved_but_not_yet_published_by_a_desk_that_publishes_is_not_in_the_archive(house: House) -> None:
    house.draft()
    assert rebuild_archive(house.store, house.settings, house.state) == 0


def test_a_corrected_article_is_in_the_archive_once(house: House) -> None:
    folder, draft = house.draft()
    house.publish(folder, "hugo")
    corrected, _ = house.draft(**correcting(draft))
    house.publish(corrected, "hugo")
    assert len(in_archive(house)) == 1
    assert rebuild_archive(house.store, house.settings, house.state) == 1


# --- targets ------------------------------------------------------------------------------------


def test_which_targets_are_meant(house: House) -> None:
    desk = load_desk("coast", house.folder / "sources")
    assert [t.id for t in chosen_targets(desk, [])] == ["hugo", "wordpress", "ghost", "rss"]  # feeds last
    assert [t.path for t in chosen_targets(desk, ["html", "hugo"], out="there")] == ["there/html", "there/hugo"]
    assert [t.path for t in chosen_targets(desk, ["html", "ghost"], out="there")] == ["there", None]
    with pytest.raises(UsageError, match="there is no such target"):
        chosen_targets(desk, ["medium"])
    with pytest.raises(UsageError, match=r"isn't described\. Add a \[\[publish\]\] table"):
        chosen_targets(None, ["ghost"])
    with pytest.raises(UsageError, match="--to: is missing"):
        chosen_targets(None, [])
