"""The desk's pages and forms, without a browser."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from builders import NOW
from desk_sample import ANALYSIS, WRONG_NUMBER, keep, sample, working_folder
from fastapi.testclient import TestClient
from httpx2 import Response

from pipeline.desk.access import COOKIE, Access
from pipeline.desk.accounts import Accounts
from pipeline.desk.app import create_app
from pipeline.desk.guarding import LARGEST_BODY
from pipeline.models import Publication, SourceNow, SourceOutcome, TargetKind, Verdict, row_of
from pipeline.settings import Settings
from pipeline.state import open_state
from pipeline.states import DraftState, PublicationState
from pipeline.store import Folder, Store

BASE = "http://127.0.0.1:8765"


class Visitor:
    """A browser without JavaScript: loads pages, sends their forms."""

    def __init__(self, settings: Settings, access: Access, hosts: frozenset[str] | None = None) -> None:
        self.access = access
        app = create_app(settings, access, hosts=hosts)
        self.client = TestClient(app, base_url=BASE, follow_redirects=False, raise_server_exceptions=False)
        self.csrf = ""

    def enter(self) -> None:
        assert self.client.get(f"/enter?token={self.access.token}").status_code == 303
        self.csrf = fields(self.client.get("/"))["csrf"]

    def get(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    def send(self, page: str, action: str, **values: str) -> Response:
        """The page's hidden fields and these values, to `action` of the same draft."""
        found = fields(self.client.get(page))
        return self.client.post(page.partition("?")[0] + action, data={**found, **values})


def fields(page: Response) -> dict[str, str]:
    """The hidden fields of a page; every form of a page has the same csrf, base and seen."""
    inputs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text)
    return {name: html.unescape(value) for name, value in inputs if name in ("csrf", "base", "seen")}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return working_folder(tmp_path)


@pytest.fixture
def folder(settings: Settings) -> Folder:
    return keep(settings, sample())


@pytest.fixture
def visitor(settings: Settings) -> Iterator[Visitor]:
    visitor = Visitor(settings, Access(None, "Ada"), frozenset({"127.0.0.1"}))
    visitor.enter()
    with visitor.client:
        yield visitor


@pytest.fixture(scope="module")
def read_only(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Visitor, Folder]]:
    """For tests that change nothing: one desk for all of them."""
    settings = working_folder(tmp_path_factory.mktemp("desk"))
    folder = keep(settings, sample())
    visitor = Visitor(settings, Access(None, "Ada"), frozenset({"127.0.0.1"}))
    visitor.enter()
    with visitor.client:
        yield visitor, folder


def page_of(folder: Folder) -> str:
    return f"/drafts/{folder.name}"


def acts(settings: Settings, folder: Folder) -> list[tuple[str, str]]:
    return [(d.verdict.value, d.by) for d in Store(settings.output).decisions(folder)]


# --- reading ---


def test_the_queue_shows_filters_and_counts(visitor: Visitor, settings: Settings, folder: Folder) -> None:
    keep(settings, sample(number=2, desk="city", state=DraftState.READY, assignee="Ben"))
    text = visitor.get("/")
    assert text.count('class="open"') == 2
    assert "2 blockers" in text
    assert visitor.get("/?desk=city").count('class="open"') == 1
    assert visitor.get("/?assignee=Ben&severity=blockers&q=halloran").count('class="open"') == 1
    assert visitor.get("/?state=approved").count('class="open"') == 0
    assert visitor.get("/?state=nonsense&age=x&severity=y&page=-3&desk=&q=").count('class="open"') >= 1
    assert "Nothing here" in visitor.get("/?q=zeppelin")
    assert "Nothing here" in visitor.get("/?page=99999999999999999999")


def test_the_queue_comes_in_pages(visitor: Visitor, settings: Settings) -> None:
    rows = [row_of(f"draft {n}", sample(number=n)) for n in range(52)]
    with open_state(settings.state_folder, None) as state:
        state.rebuild_drafts(rows)
    assert visitor.get("/").count('class="open"') == 50
    second = visitor.get("/?page=2")
    assert second.count('class="open"') == 2
    assert "Page 2 of 2" in second


def test_a_draft_has_every_sentence_with_what_supports_it(read_only: tuple[Visitor, Folder]) -> None:
    visitor, folder = read_only
    text = visitor.get(page_of(folder))
    links = re.findall(r'<a class="s[^"]*" id="s(\d+)" href="#e(\d+)"', text)
    assert [a for a, _ in links] == [b for _, b in links] == [str(n) for n in range(23)]
    panel = text.split('id="e6"')[1].split("</section>")[0]
    assert WRONG_NUMBER in panel
    assert "Blocker" in panel or "blocker" in panel
    assert "<mark>price</mark>" in panel
    overview = text.split('id="overview"')[1].split("</section>")[0]
    kinds = re.findall(r'class="finding (\w+)"', overview)
    assert kinds == sorted(kinds)  # blocker before warning
    assert kinds.count("blocker") == 2
    assert "Inference: concluded from the reporting" in text
    assert "news-writer-2 at api.example.com" in text
    assert "$0.0213" in text


def test_a_quotation_shows_its_speaker_and_its_place(read_only: tuple[Visitor, Folder]) -> None:
    visitor, folder = read_only
    text = visitor.get(page_of(folder))
    quoted = [part.split("</div>")[0] for part in text.split('<div class="quotation">')[1:]]
    (bathtub,) = [q for q in quoted if "bathtub" in q]
    assert "Lena Ostrander" in bathtub
    assert "/sources/1#s1.p3" in bathtub
    assert "characters 1–58" in bathtub
    (altered,) = [q for q in quoted if "buying certainty" in q]
    assert "Quotation in no source" in altered


def test_the_other_pages(read_only: tuple[Visitor, Folder]) -> None:
    visitor, folder = read_only
    page = page_of(folder)
    assert "s2.p3" in visitor.get(f"{page}/sources/2")
    assert 'rel="noopener nofollow"' in visitor.get(f"{page}/sources/2")
    assert "Written" in visitor.get(f"{page}/history")
    assert "No difference" in visitor.get(f"{page}/diff")
    assert "There are none" in visitor.get(f"{page}/notes")
    assert visitor.get(f"{page}/preview").count("<iframe") == 4
    assert "next and previous sentence" in visitor.get("/keys")


@pytest.mark.parametrize("theme", ["light", "dark", "nonsense"])
def test_the_preview_is_the_approved_article_in_its_theme(read_only: tuple[Visitor, Folder], theme: str) -> None:
    visitor, folder = read_only
    answer = visitor.client.get(f"{page_of(folder)}/article?theme={theme}")
    assert "Reviewed and approved by an editor" in answer.text
    assert "This content is AI-generated" in answer.text
    policy = answer.headers["content-security-policy"]
    assert "sandbox" in policy
    assert "frame-ancestors 'self'" in policy
    (style,) = re.findall(r"'(sha256-[^']+)'", policy)
    assert style in answer.text
    assert ("(prefers-color-scheme: dark)" in answer.text) == (theme == "nonsense")


@pytest.mark.parametrize(
    "path",
    [
        "/drafts/nothing",
        "/drafts/.state",
        "/drafts/%2e%2e%2fetc",
        "/drafts/..%5c..",
        "/drafts/a%00b",
        "/drafts/" + "x" * 500,
        "/drafts/{name}/sources/9",
        "/drafts/{name}/sources/-1",
        "/drafts/{name}/sources/x",
        "/drafts/{name}/diff?from=7",
        "/drafts/{name}/nothing",
        "/static/../app.py",
        "/static/%2e%2e%2fapp.py",
        "/static/secret",
        "/openapi.json",
        "/docs",
        "/login",
    ],
)
def test_what_is_not_there_is_a_page_that_says_so(read_only: tuple[Visitor, Folder], path: str) -> None:
    visitor, folder = read_only
    answer = visitor.client.get(path.format(name=folder.name))
    assert answer.status_code == 404
    assert "There is nothing here" in answer.text


def test_a_damaged_draft_is_listed_and_says_what_is_wrong(visitor: Visitor, settings: Settings, folder: Folder) -> None:
    from pipeline.flow.index import reindex

    Path(folder.file("draft.json")).write_text("{")
    reindex(settings)
    assert "Damaged" in visitor.get("/")
    answer = visitor.client.get(page_of(folder))
    assert answer.status_code == 500
    assert "draft.json: can&#39;t be read" in answer.text


def test_a_draft_without_an_article_can_be_rejected_only(visitor: Visitor, settings: Settings) -> None:
    from pipeline.models import Report

    empty = sample(number=9).model_copy(update={"analysis": None, "report": Report(), "reasons": ("It declined.",)})
    folder = keep(settings, empty)
    text = visitor.get(page_of(folder))
    assert "It declined." in text
    assert 'id="approve"' not in text
    sent = visitor.send(page_of(folder), "/reject", category="other", words="nothing there")
    assert sent.status_code == 303


# --- writing ---


def test_an_edit_is_saved_checked_and_shown_as_a_difference(
    visitor: Visitor, settings: Settings, folder: Folder
) -> None:
    page = page_of(folder)
    form = visitor.get(f"{page}?edit=lede/1")
    assert "<textarea" in form
    text = ANALYSIS.lede[1].text.replace("$58 million", "$52 million")
    saved = visitor.send(page, "/edit", part="lede", paragraph="1", text=text, citations="s1.p2 s1.p3")
    assert saved.status_code == 303
    target = urlsplit(saved.headers["location"])
    assert (target.path, target.query, target.fragment) == (page, "saved=2", "p-lede-1")
    after = visitor.get(f"{page}?saved=2")
    assert "Saved as version 2 and checked: 1 blocker." in after
    assert "<del>$58</del><ins>$52</ins>" in after.replace("<del>58</del><ins>52</ins>", "<del>$58</del><ins>$52</ins>")
    assert acts(settings, folder) == [("edit", "Ada")]
    assert "<ins>52</ins>" in visitor.get(f"{page}/diff")


def test_two_windows_in_conflict(visitor: Visitor, settings: Settings, folder: Folder) -> None:
    page = page_of(folder)
    second = fields(visitor.client.get(page))
    visitor.send(page, "/edit", part="dek", paragraph="0", text="The first text.", by="Ben")
    answer = visitor.client.post(
        f"{page}/edit", data={**second, "part": "dek", "paragraph": "0", "text": "The second text.", "by": "Ada"}
    )
    assert answer.status_code == 409
    assert "Ben changed it on" in answer.text
    assert "The second text.</textarea>" in answer.text
    assert "The first text." in answer.text
    over = visitor.client.post(
        f"{page}/edit", data={**fields(answer), "part": "dek", "paragraph": "0", "text": "Both.", "by": "Ada"}
    )
    assert over.status_code == 303
    assert [v.dek for v in Store(settings.output).versions(folder)][1:] == ["The first text.", "Both."]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"part": "headline", "paragraph": "0", "text": " "}, "the headline: is empty"),
        ({"part": "lede", "paragraph": "0", "text": "x", "citations": "s9.p9"}, "is in no source"),
        ({"part": "lede", "paragraph": "x", "text": "x"}, "names no paragraph"),
        ({"part": "lede", "paragraph": "0", "text": "y" * 20_001}, "20,000 at most"),
    ],
)
def test_a_mistake_in_an_edit_keeps_the_text(
    visitor: Visitor, folder: Folder, values: dict[str, str], told: str
) -> None:
    answer = visitor.send(page_of(folder), "/edit", **values)
    assert answer.status_code == 422
    assert told in html.unescape(answer.text)


def test_an_older_text_comes_back_whole_or_in_part(visitor: Visitor, settings: Settings, folder: Folder) -> None:
    page = page_of(folder)
    visitor.send(page, "/edit", part="dek", paragraph="0", text="Another dek.")
    visitor.send(page, "/edit", part="lede", paragraph="0", text="Another lede.")
    assert visitor.send(page, "/restore", version="1", part="lede").status_code == 303
    assert visitor.send(page, "/restore", version="1").status_code == 303
    versions = Store(settings.output).versions(folder)
    assert [(v.dek == ANALYSIS.dek, v.lede == ANALYSIS.lede) for v in versions] == [
        (True, True),
        (False, True),
        (False, False),
        (False, True),
        (True, True),
    ]
    for wrong in ("0", "9", "x", ""):
        assert visitor.send(page, "/restore", version=wrong).status_code == 404


def test_approving_needs_a_reason_for_each_blocker_and_ends_with_the_text(
    visitor: Visitor, settings: Settings, folder: Folder
) -> None:
    page = page_of(folder)
    keys = re.findall(r'name="(override\.[^"]+)"', visitor.get(page))
    assert len(keys) == 2
    assert visitor.send(page, "/approve", by="Ada", **{keys[0]: "heard it"}).status_code == 409
    done = visitor.send(page, "/approve", by="Ada Example", **dict.fromkeys(keys, "heard it"))
    assert done.status_code == 303
    text = visitor.get(page)
    assert "Approved by <strong>Ada Example</strong>" in text
    visitor.send(page, "/edit", part="dek", paragraph="0", text="Another dek about the council’s vote.")
    text = visitor.get(page)
    assert "Approved by" not in text
    assert Store(settings.output).draft(folder).state == "needs_attention"


def test_every_decision(visitor: Visitor, settings: Settings, folder: Folder) -> None:
    page = page_of(folder)
    assert visitor.send(page, "/assign", to="Ben").status_code == 303
    assert visitor.send(page, "/embargo", until="2026-12-01T06:00").status_code == 303
    assert visitor.send(page, "/send-back", words="Call the mayor").status_code == 303
    assert "Sent back by Ada: Call the mayor" in visitor.get(page)
    assert visitor.send(page, "/reject", category="legal", words="We would be sued").status_code == 303
    assert visitor.send(page, "/withdraw", words="no, we would not").status_code == 303
    assert visitor.send(page, "/embargo", until="").status_code == 303
    done = [Verdict.ASSIGN, Verdict.EMBARGO, Verdict.SEND_BACK, Verdict.REJECT, Verdict.WITHDRAW, Verdict.EMBARGO]
    assert acts(settings, folder) == [(verdict.value, "Ada") for verdict in done]
    shown = visitor.get(f"{page}/history")
    assert "legal; We would be sued" in shown
    for action, values in (
        ("/reject", {"category": "dull", "words": "x"}),
        ("/send-back", {"words": " "}),
        ("/embargo", {"until": "tomorrow"}),
        ("/assign", {"to": "x", "by": " "}),
    ):
        assert visitor.send(page, action, **values).status_code == 422


def test_a_decision_on_a_text_that_was_not_read_is_refused(visitor: Visitor, folder: Folder) -> None:
    page = page_of(folder)
    seen = fields(visitor.client.get(page))
    visitor.send(page, "/edit", part="dek", paragraph="0", text="Another dek.")
    answer = visitor.client.post(f"{page}/reject", data={**seen, "category": "other", "words": "x"})
    assert answer.status_code == 409
    assert "Read it again before you decide" in answer.text


def test_a_hand_edit_shows_up_and_a_broken_one_is_told(visitor: Visitor, folder: Folder) -> None:
    article = Path(folder.file("article.md"))
    article.write_text(article.read_text().replace("before it knows", "before anyone knows"))
    assert "before anyone knows" in visitor.get(page_of(folder))
    article.write_text(article.read_text().replace("# Port", "Port"))
    assert "the headline is missing" in visitor.get(page_of(folder))
    assert visitor.send(page_of(folder), "/edit", part="dek", paragraph="0", text="x").status_code == 422


# --- safety ---


def test_the_link_lets_in_once(settings: Settings) -> None:
    access = Access(None, "Ada")
    first, second = Visitor(settings, access), Visitor(settings, access)
    assert first.client.get("/enter?token=wrong").status_code == 401
    first.enter()
    assert second.client.get(f"/enter?token={access.token}").status_code == 401
    assert second.client.get("/").status_code == 401
    assert first.client.get(f"/enter?token={access.token}").status_code == 303


def test_the_cookie_is_strict(settings: Settings) -> None:
    visitor = Visitor(settings, Access(None, "Ada"))
    cookie = visitor.client.get(f"/enter?token={visitor.access.token}").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Secure" not in cookie


@pytest.mark.parametrize("path", ["/", "/keys", "/drafts/{name}", "/drafts/{name}/article", "/drafts/{name}/history"])
def test_nothing_is_shown_without_a_session(read_only: tuple[Visitor, Folder], path: str) -> None:
    visitor, folder = read_only
    answer = TestClient(visitor.client.app, base_url=BASE).get(path.format(name=folder.name))
    assert answer.status_code == 401
    assert "Halloran" not in answer.text


WRITES = ("edit", "restore", "rewrite", "approve", "reject", "send-back", "withdraw", "assign", "embargo")


@pytest.mark.parametrize("action", WRITES)
def test_every_write_needs_the_sessions_own_token(read_only: tuple[Visitor, Folder], action: str) -> None:
    visitor, folder = read_only
    data = {"part": "dek", "paragraph": "0", "text": "x", "version": "1", "words": "x", "category": "other", "to": "x"}
    url = f"{page_of(folder)}/{action}"
    for csrf in ({}, {"csrf": ""}, {"csrf": "x" * 43}, {"csrf": "é"}):
        assert visitor.client.post(url, data={**data, **csrf}).status_code == 403
    good = {**data, "csrf": visitor.csrf}
    for headers in ({"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}):
        assert visitor.client.post(url, data=good, headers=headers).status_code == 403
    assert visitor.client.post(url, json=good).status_code == 422
    assert visitor.client.get(url).status_code in (404, 405)
    assert "Ada" not in visitor.get(f"{page_of(folder)}/history").split("<main")[1]


def test_every_answer_has_a_strict_policy(read_only: tuple[Visitor, Folder]) -> None:
    visitor, folder = read_only
    for path in ("/", page_of(folder), "/nothing", "/static/desk.js", f"{page_of(folder)}/preview"):
        headers = visitor.client.get(path).headers
        assert "default-src 'none'; script-src 'self'; style-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
    assert visitor.client.get("/").headers["cache-control"] == "no-store"


def test_no_page_has_inline_script_or_style(read_only: tuple[Visitor, Folder]) -> None:
    visitor, folder = read_only
    page = page_of(folder)
    for path in ("/", page, f"{page}?edit=lede/0", f"{page}?rewrite=sections/1", f"{page}/history", "/keys"):
        text = visitor.get(path)
        assert re.findall(r"<script(?![^>]*\bsrc=)", text) == []
        assert re.findall(r"<style|\sstyle=|\son\w+=|javascript:", text) == []


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8765", ""])
def test_a_name_that_was_pointed_here_is_refused(read_only: tuple[Visitor, Folder], host: str) -> None:
    visitor = read_only[0]
    assert visitor.client.get("/", headers={"host": host}).status_code == 421


def test_too_much_is_refused(read_only: tuple[Visitor, Folder]) -> None:
    visitor, folder = read_only
    url = f"{page_of(folder)}/edit"
    assert visitor.client.post(url, data={"text": "x" * LARGEST_BODY}).status_code == 413

    def endless() -> Iterator[bytes]:
        for _ in range(20):
            yield b"a=" + b"x" * 20_000 + b"&"

    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert visitor.client.post(url, content=endless(), headers=kind).status_code == 413
    many = "&".join(f"f{n}=1" for n in range(600))
    assert visitor.client.post(url, content=many, headers=kind).status_code == 422
    broken = visitor.client.post(url, content=b"text=%ff%fe&csrf=%ff", headers=kind)
    assert broken.status_code == 403


def test_people_log_in_and_the_record_names_them(settings: Settings, folder: Folder) -> None:
    accounts = Accounts(settings.dir, cost=2)
    accounts.add("Ada Example", "correct horse")
    visitor = Visitor(settings, Access(accounts))
    assert visitor.client.get("/").headers["location"] == "/login"
    wrong = visitor.client.post("/login", data={"name": "Ada Example", "password": "battery staple"})
    assert wrong.status_code == 401
    right = visitor.client.post("/login", data={"name": "Ada Example", "password": "correct horse"})
    assert right.status_code == 303
    assert COOKIE in right.headers["set-cookie"]
    sent = visitor.send(page_of(folder), "/send-back", words="x", by="Somebody Else")
    assert sent.status_code == 303
    assert acts(settings, folder) == [("send_back", "Ada Example")]
    left = visitor.client.post("/logout", data={"csrf": fields(visitor.client.get("/"))["csrf"]})
    assert left.status_code == 200
    assert visitor.client.get("/").status_code == 303


@pytest.mark.parametrize("change", [lambda a: a.remove("Ada"), lambda a: a.add("Ada", "battery staple")])
def test_who_is_removed_or_has_a_new_password_is_out_at_once(
    settings: Settings, change: Callable[[Accounts], None]
) -> None:
    accounts = Accounts(settings.dir, cost=2)
    accounts.add("Ada", "correct horse")
    client = Visitor(settings, Access(accounts)).client
    client.post("/login", data={"name": "Ada", "password": "correct horse"})
    assert client.get("/").status_code == 200
    change(accounts)
    assert client.get("/").headers["location"] == "/login"


def test_guessing_is_slowed_down(settings: Settings) -> None:
    accounts = Accounts(settings.dir, cost=2)
    accounts.add("Ada", "correct horse")
    visitor = Visitor(settings, Access(accounts))
    tries = [visitor.client.post("/login", data={"name": "Ada", "password": f"guess {n}"}) for n in range(6)]
    assert [t.status_code for t in tries] == [401] * 5 + [429]
    assert int(tries[-1].headers["retry-after"]) >= 1
    assert visitor.client.post("/login", data={"name": "Ada", "password": "correct horse"}).status_code == 429


def test_behind_a_proxy_that_speaks_tls_the_cookie_is_secure(settings: Settings) -> None:
    accounts = Accounts(settings.dir, cost=2)
    accounts.add("Ada", "correct horse")
    client = TestClient(
        create_app(settings, Access(accounts), hosts=None), base_url="https://desk.example", follow_redirects=False
    )
    cookie = client.post("/login", data={"name": "Ada", "password": "correct horse"}).headers["set-cookie"]
    assert "Secure" in cookie


def test_accounts_are_hashed_and_private(tmp_path: Path) -> None:
    from pipeline.errors import ConfigError, UsageError

    accounts = Accounts(tmp_path, cost=2)
    accounts.add("Ada", "correct horse")
    accounts.add("Ben", "correct horse")
    kept = json.loads(accounts.path.read_text())
    assert accounts.path.stat().st_mode & 0o777 == 0o600
    assert "correct" not in accounts.path.read_text()
    assert kept["Ada"]["hash"] != kept["Ben"]["hash"]
    assert accounts.check(" Ada ", "correct horse")
    assert not accounts.check("Ada", "correct horsE")
    assert not accounts.check("Nobody", "correct horse")
    assert not accounts.check("Ada", "x" * 100_000)
    for name, password in (("", "correct horse"), ("Ada", "short"), ("x" * 99, "correct horse")):
        with pytest.raises(UsageError):
            accounts.add(name, password)
    accounts.remove("Ben")
    assert accounts.names() == ["Ada"]
    accounts.path.chmod(0o644)
    with pytest.raises(ConfigError, match="can be read by others"):
        accounts.names()


def test_the_history_tells_where_an_article_went_and_what_became_of_its_sources(
    visitor: Visitor, settings: Settings, folder: Folder
) -> None:
    page, store = page_of(folder), Store(settings.output)
    assert "Where it went" not in visitor.get(f"{page}/history")
    step = Publication(
        target="site",
        kind=TargetKind.HUGO,
        version_id=store.draft(folder).version_id,
        key="c0ffee123456",
        slug="a-c0ffee123456",
        state=PublicationState.FAILED,
        at=NOW,
        reason="<b>no answer</b>",
    )
    store.add_publication(folder, step)
    store.add_recheck(folder, SourceNow(at=NOW, source="https://gone.example/", outcome=SourceOutcome.GONE))
    shown = visitor.get(f"{page}/history")
    assert "<strong>Failed</strong>: <bdi>site</bdi>" in shown
    assert "&lt;b&gt;no answer&lt;/b&gt;" in shown
    assert "<strong>Gone</strong>: <bdi>https://gone.example/</bdi>" in shown
