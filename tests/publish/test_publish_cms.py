"""WordPress and Ghost against fakes that enforce their documented rules: one post, whatever happens."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx2
import pytest
from article_samples import HOSTILE
from cms_fakes import Fake, FakeGhost, FakeWordPress, Fault, visible
from released import KEY, release, released, taken_back

from pipeline.errors import ConfigError, PublishError
from pipeline.labels import DISCLAIMER, MAKINGS
from pipeline.publish.article import plain
from pipeline.publish.cms import Cms, Ghost, WordPress
from pipeline.states import DigitalSource, DraftState

SYSTEMS = ["wordpress", "ghost"]


def system(kind: str, **options: Any) -> tuple[Fake, Cms]:
    if kind == "ghost":
        ghost = FakeGhost()
        return ghost, _ghost(ghost)
    site = FakeWordPress(**{k: v for k, v in options.items() if k in {"may_script", "publishes"}})
    return site, _wordpress(site, **{k: v for k, v in options.items() if k in {"status", "on_retract", "password"}})


def _ghost(fake: FakeGhost, key: str | None = None) -> Ghost:
    return Ghost(
        "ghost",
        url="https://ghost.example/",
        key=key or fake.key,
        key_name="NUTGRAF_GHOST_KEY",
        login_hint="Check NUTGRAF_GHOST_KEY.",
        transport=fake.transport,
        clock=lambda: fake.now,
    )


def _wordpress(fake: FakeWordPress, **options: Any) -> WordPress:
    given = {"url": "https://wp.example", "user": fake.user, "password": fake.password} | options
    return WordPress("wp", login_hint="Check NUTGRAF_WORDPRESS_PASSWORD.", transport=fake.transport, **given)


@pytest.mark.parametrize("kind", SYSTEMS)
def test_a_new_post_is_a_draft_and_the_next_time_it_is_the_same_post(kind: str) -> None:
    site, cms = system(kind)
    placed = cms.place(released(), None)
    assert list(site.posts) == [placed.remote_id]
    assert site.posts[placed.remote_id]["status"] == "draft"
    assert placed.url is None  # a draft's address is nobody's to open
    again = cms.place(released(state=DraftState.APPROVED), placed.remote_id)
    assert (again.remote_id, len(site.posts)) == (placed.remote_id, 1)


@pytest.mark.parametrize("kind", SYSTEMS)
def test_what_an_editor_has_published_there_stays_published(kind: str) -> None:
    site, cms = system(kind)
    placed = cms.place(released(), None)
    site.posts[placed.remote_id]["status"] = {"ghost": "published", "wordpress": "publish"}[kind]
    again = cms.place(released(), placed.remote_id)
    assert site.posts[placed.remote_id]["status"].startswith("publish")
    assert again.url is not None


@pytest.mark.parametrize("kind", SYSTEMS)
@pytest.mark.parametrize("status", [None, 500])
def test_a_post_that_was_taken_without_an_answer_is_found_at_once(kind: str, status: int | None) -> None:
    site, cms = system(kind)
    site.faults.append(Fault(status, taken=True, on="POST"))
    placed = cms.place(released(), None)
    assert list(site.posts) == [placed.remote_id]


@pytest.mark.parametrize("kind", SYSTEMS)
def test_a_post_that_was_taken_while_the_line_stayed_dead_is_found_by_the_next_run(kind: str) -> None:
    site, cms = system(kind)
    site.faults.append(Fault(None, taken=True, on="POST"))

    def dead_after_the_post(request: httpx2.Request) -> httpx2.Response:
        if site.posts:
            raise httpx2.ReadTimeout("dead line", request=request)
        return site.take(request)

    cms_dead = _with(site, kind, dead_after_the_post)
    with pytest.raises(PublishError, match="no answer"):
        cms_dead.place(released(), None)
    assert len(site.posts) == 1
    placed = cms.place(released(), None)
    assert list(site.posts) == [placed.remote_id]


def _with(site: Fake, kind: str, handler: Any) -> Cms:
    transport = httpx2.MockTransport(handler)
    if isinstance(site, FakeGhost):
        return Ghost("ghost", url="https://ghost.example", key=site.key, transport=transport, clock=lambda: site.now)
    assert isinstance(site, FakeWordPress)
    return WordPress("wp", url="https://wp.example", user=site.user, password=site.password, transport=transport)


@pytest.mark.parametrize("kind", SYSTEMS)
@pytest.mark.parametrize("status", [None, 500, 503, 429])
def test_what_was_not_taken_is_not_there_and_the_next_run_makes_one_post(kind: str, status: int | None) -> None:
    site, cms = system(kind)
    site.faults.append(Fault(status, on="POST"))
    with pytest.raises(PublishError, match="Publish again: what may have arrived is looked for first"):
        cms.place(released(), None)
    assert site.posts == {}
    cms.place(released(), None)
    assert len(site.posts) == 1


@pytest.mark.parametrize("kind", SYSTEMS)
@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_login_changes_nothing_and_tells_no_secret(kind: str, status: int) -> None:
    site, cms = system(kind)
    site.faults.append(Fault(status))
    with pytest.raises(PublishError) as caught:
        cms.place(released(), None)
    line = str(caught.value)
    assert "refused the login" in line
    assert "Check NUTGRAF_" in line
    assert all(secret not in line for secret in (FakeWordPress.password, FakeGhost.secret))
    assert site.posts == {}


def test_a_wrong_password_or_key_is_a_refused_login() -> None:
    wordpress, ghost = FakeWordPress(), FakeGhost()
    for cms in (_wordpress(wordpress, password="wrong"), _ghost(ghost, f"{ghost.key_id}:{'0' * 64}")):
        with pytest.raises(PublishError, match=r"refused the login \(401"):
            cms.place(released(), None)


@pytest.mark.parametrize("key", ["", "abc", "abc:xyz", ":b1b5", "a/b:b1b5", "abc:"])
def test_a_key_that_is_none_names_its_variable(key: str) -> None:
    with pytest.raises(ConfigError, match=r"NUTGRAF_GHOST_KEY: is no Admin API key"):
        Ghost("ghost", url="https://ghost.example", key=key, key_name="NUTGRAF_GHOST_KEY")


def test_ghost_somebody_else_saves_at_the_same_time() -> None:
    site = FakeGhost()
    cms = _ghost(site)
    placed = cms.place(released(), None)
    site.collide = 3
    cms.place(released(made=DigitalSource.REWRITTEN), placed.remote_id)
    assert "compositeWithTrainedAlgorithmicMedia" in site.posts[placed.remote_id]["codeinjection_head"]
    site.collide = 4
    with pytest.raises(PublishError, match=r"409 UPDATE_COLLISION"):
        cms.place(released(), placed.remote_id)
    assert len(site.posts) == 1


@pytest.mark.parametrize("kind", SYSTEMS)
def test_a_post_that_a_person_deleted_there_is_made_anew(kind: str) -> None:
    site, cms = system(kind)
    placed = cms.place(released(), None)
    del site.posts[placed.remote_id]
    cms.place(released(), placed.remote_id)
    assert len(site.posts) == 1


def test_wordpress_a_post_in_the_trash_comes_back_as_a_draft() -> None:
    site, cms = system("wordpress", on_retract="trash")
    placed = cms.place(released(), None)
    cms.withdraw(taken_back(), placed.remote_id)
    assert site.posts["1"]["status"] == "trash"
    cms.withdraw(taken_back(), placed.remote_id)  # once is enough
    cms.place(released(), placed.remote_id)
    assert (site.posts["1"]["status"], len(site.posts)) == ("draft", 1)


@pytest.mark.parametrize("kind", SYSTEMS)
def test_taken_back_it_is_a_draft_again(kind: str) -> None:
    site, cms = system(kind)
    placed = cms.place(released(), None)
    site.posts[placed.remote_id]["status"] = {"ghost": "published", "wordpress": "publish"}[kind]
    cms.withdraw(taken_back(), placed.remote_id)
    assert site.posts[placed.remote_id]["status"] == "draft"


@pytest.mark.parametrize("kind", SYSTEMS)
def test_what_was_made_without_an_answer_can_be_taken_back(kind: str) -> None:
    site, cms = system(kind)
    cms.place(released(), None)
    post = next(iter(site.posts.values()))
    post["status"] = {"ghost": "published", "wordpress": "publish"}[kind]
    cms.withdraw(taken_back(), None)
    assert post["status"] == "draft"
    site.posts.clear()
    cms.withdraw(taken_back(), None)


def test_wordpress_pending_by_a_contributor_is_found_without_a_slug() -> None:
    site, cms = system("wordpress", status="pending", publishes=False)
    site.faults.append(Fault(None, taken=True, on="POST"))
    placed = cms.place(released(), None)
    assert site.posts[placed.remote_id]["status"] == "pending"
    assert site.posts[placed.remote_id]["slug"] == ""
    cms.place(released(), None)
    assert len(site.posts) == 1


def test_wordpress_a_login_that_may_not_write_scripts_leaves_no_json_in_the_text() -> None:
    site, cms = system("wordpress", may_script=False)
    placed = cms.place(released(), None)
    content = site.posts[placed.remote_id]["content"]["raw"]
    assert "schema.org" not in content
    assert "no JSON-LD" in placed.note
    assert MAKINGS[DigitalSource.GENERATED].digital_source_type in content
    assert DISCLAIMER in visible(content)


@pytest.mark.parametrize("kind", SYSTEMS)
def test_labels_for_people_and_machines(kind: str) -> None:
    site, cms = system(kind)
    cms.place(released(state=DraftState.READY, made=DigitalSource.REWRITTEN), None)
    post = next(iter(site.posts.values()))
    body = post["html"] if kind == "ghost" else post["content"]["raw"]
    head = post["codeinjection_head"] if kind == "ghost" else body
    making = MAKINGS[DigitalSource.REWRITTEN]
    assert f"{making.words} · Published without review by an editor" in visible(body)
    assert DISCLAIMER in visible(body)
    assert making.digital_source_type in head
    data = json.loads(re.search(r"<script[^>]*>(.*?)</script>", head, re.DOTALL)[1])  # type: ignore[index]
    assert data["digitalSourceType"] == making.schema_source_type
    assert data["@type"] == "NewsArticle"


@pytest.mark.parametrize("kind", SYSTEMS)
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_inert_and_whole(kind: str, text: str) -> None:
    site, cms = system(kind)
    cms.place(released(text), None)
    post = next(iter(site.posts.values()))
    body = post["html"] if kind == "ghost" else post["content"]["raw"]
    tags = {tag.lower() for tag in re.findall(r"<(\w+)", body)}
    assert tags <= {"p", "h2", "ul", "ol", "li", "em", "strong", "a", "div", "script"}
    assert not re.search(r"<[^>]* on\w+=", re.sub(r'"[^"]*"', '""', body))
    assert " ".join(plain(text).split()) in " ".join(visible(body).split())
    assert not re.search(r"[\[\]{}]", re.sub(r"<script.*?</script>|<!--.*?-->", "", body, flags=re.DOTALL))
    head = post.get("codeinjection_head", body)
    script = re.search(r"<script[^>]*>(.*?)</script>", head, re.DOTALL)
    assert script is not None
    assert json.loads(script[1])["headline"] == plain(text)


@pytest.mark.parametrize("kind", SYSTEMS)
def test_two_articles_of_one_headline_are_two_posts(kind: str) -> None:
    site, cms = system(kind)
    cms.place(released(), None)
    cms.place(released(where=release(key="feedbeef0000", slug="a-taller-seawall-feedbeef0000")), None)
    assert len(site.posts) == 2
    assert KEY in json.dumps(site.posts)


@pytest.mark.parametrize("answer", [b"", b"<html>", b"[]", b"null", b'{"posts": []}', b'{"id": "x"}'])
@pytest.mark.parametrize("kind", SYSTEMS)
def test_a_site_that_is_something_else_is_said_to_be(kind: str, answer: bytes) -> None:
    site, _ = system(kind)
    cms = _with(site, kind, lambda request: httpx2.Response(200, content=answer))
    with pytest.raises(PublishError, match="Check `url`"):
        cms.place(released(), None)


@pytest.mark.parametrize("kind", SYSTEMS)
def test_a_redirect_is_not_followed_with_the_secret(kind: str) -> None:
    site, _ = system(kind)
    cms = _with(site, kind, lambda request: httpx2.Response(301, headers={"location": "https://evil.example"}))
    with pytest.raises(PublishError, match="redirects"):
        cms.place(released(), None)
