"""The desk in a real browser: read, jump, edit, decide; two windows; the keyboard alone; no JavaScript; axe-core."""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from desk_sample import ANALYSIS, keep, sample, working_folder
from hostile import HOSTILE
from playwright.sync_api import Page, expect
from served import CHROMIUM, Served, chromium

from pipeline.desk.access import Access
from pipeline.desk.accounts import Accounts
from pipeline.desk.app import create_app
from pipeline.models import Paragraph, Report
from pipeline.settings import Settings
from pipeline.states import DraftState
from pipeline.store import Folder, Store

pytestmark = pytest.mark.skipif(CHROMIUM is None and "CI" not in os.environ, reason="chromium is not installed")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One browser and one desk for all tests here: what they share is read, what they write is their own draft."""
    assert CHROMIUM is not None, "chromium is missing: apt-get install chromium"
    with chromium() as browser:
        desk = Served(tmp_path_factory.mktemp("desk"), browser)
        yield desk
        desk.stop()


@pytest.fixture
def desk(served: Served) -> Iterator[Served]:
    served.complaints.clear()
    yield served
    served.close_windows()
    assert served.complaints == []


_numbers = iter(range(1, 1000))


def draft(served: Served, **changes: Any) -> Folder:
    return keep(served.settings, sample(number=next(_numbers), **changes))


def url(folder: Folder) -> str:
    return f"/drafts/{folder.name}"


def stored(desk: Served, folder: Folder) -> Any:
    return Store(desk.settings.output).draft(folder)


def test_read_jump_edit_and_see_a_finding_vanish(desk: Served) -> None:
    folder = draft(desk)
    page = desk.page()
    page.goto(url(folder))
    findings = page.locator("#overview .finding")
    expect(findings.first).to_contain_text("$58 million")
    kinds = findings.evaluate_all("all => all.map(f => f.classList[1])")
    assert kinds == [f.severity.value for f in sample().report.findings]
    assert kinds[:3] == ["blocker", "blocker", "warning"]

    page.locator("#s2").click()
    expect(page.locator("#e2")).to_be_visible()
    expect(page.locator("#e2 .passage mark").first).to_be_visible()
    expect(page.locator("#overview")).to_be_hidden()
    page.keyboard.press("n")
    expect(page.locator("#e3")).to_be_visible()
    page.keyboard.press("p")
    page.keyboard.press("p")
    expect(page.locator("#e1")).to_be_visible()
    page.keyboard.press("o")
    expect(page.locator("#overview")).to_be_visible()

    page.keyboard.press("f")
    expect(page.locator(".panel.shown blockquote")).to_have_text("Her price is therefore $58 million.")
    page.keyboard.press("e")
    text = page.locator("#edit-text")
    expect(text).to_be_focused()
    text.fill(text.input_value().replace("$58 million", "$52 million"))
    page.keyboard.press("Control+Enter")
    expect(page.locator(".saved")).to_contain_text("Saved as version 2 and checked: 1 blocker")
    expect(page.locator(".changed ins").first).to_have_text("52")
    expect(page.locator(".changed del").first).to_have_text("58")
    page.keyboard.press("o")
    expect(page.locator("#overview .finding.blocker")).to_have_count(1)
    assert "$52 million" in stored(desk, folder).analysis.lede[1].text


def test_approve_with_overrides_and_see_the_approval_voided_by_an_edit(desk: Served) -> None:
    folder = draft(desk)
    page = desk.page()
    page.goto(url(folder))
    page.keyboard.press("d")
    page.get_by_role("button", name="Approve this text").click()
    expect(page.locator("#override-1")).to_be_focused()  # the browser asks for each reason
    page.locator("#override-1").fill("The mayor’s office confirmed it.")
    page.locator("#override-2").fill("We have the recording.")
    page.get_by_role("button", name="Approve this text").click()
    expect(page.locator(".approved-by")).to_contain_text("Approved by Ada Example")
    assert stored(desk, folder).state == DraftState.APPROVED

    page.locator("#p-dek-0").hover()
    page.locator("#p-dek-0 a[data-edit]").click()
    page.locator("#edit-text").fill("The council backed a new seawall 7-2, but nobody knows yet who will pay for it.")
    page.get_by_role("button", name="Save and check").click()
    expect(page.locator(".saved")).to_be_visible()
    expect(page.locator(".approved-by")).to_have_count(0)
    expect(page.locator(".standing .state")).to_have_text("Needs attention")
    page.goto(url(folder) + "/history")
    expect(page.locator(".steps li")).to_have_count(3)
    expect(page.locator(".steps")).to_contain_text("We have the recording.")


def test_two_windows_in_conflict(desk: Served) -> None:
    folder = draft(desk)
    first, second = desk.page(), desk.page()
    for page in (first, second):
        page.goto(url(folder) + "?edit=dek/0")
    first.locator("#edit-text").fill("The first window’s text.")
    first.get_by_role("button", name="Save and check").click()
    expect(first.locator(".saved")).to_be_visible()
    second.locator("#edit-text").fill("The second window’s text.")
    second.get_by_role("button", name="Save and check").click()
    expect(second.get_by_role("alert")).to_contain_text("Ada Example changed it on")
    expect(second.locator("#edit-text")).to_have_value("The second window’s text.")
    expect(second.locator("#draft")).to_contain_text("The first window’s text.")
    assert axe(second) == []
    assert stored(desk, folder).analysis.dek == "The first window’s text."
    desk.complaints[:] = [c for c in desk.complaints if "409" not in c]  # the browser logs the answer's status
    second.get_by_role("button", name="Save this over the text now").click()
    second.wait_for_url("**saved=3**")
    assert stored(desk, folder).analysis.dek == "The second window’s text."
    assert len(Store(desk.settings.output).versions(folder)) == 3


def test_the_keyboard_alone_from_the_queue_to_a_rejection(desk: Served) -> None:
    folder = draft(desk, desk="keyboard", state=DraftState.NEEDS_ATTENTION)
    draft(desk, desk="keyboard")
    page = desk.page()
    page.goto("/?desk=keyboard")
    press = page.keyboard.press
    press("?")
    expect(page.locator("#help")).to_be_visible()
    press("Escape")
    expect(page.locator("#help")).to_be_hidden()
    press("/")
    with page.expect_response(re.compile("q=halloran")):
        page.keyboard.type("halloran")
        press("Escape")
        press("j")  # at once: the list that comes keeps the place
        expect(page.locator(".rows a.open").first).to_be_focused()
    expect(page.locator(".total")).to_have_text("2 drafts")
    expect(page.locator(".rows a.open").first).to_be_focused()
    press("j")
    press("k")
    press("j")
    press("Enter")
    page.wait_for_url(f"**{url(folder)}")
    press("F")
    expect(page.locator(".panel.shown .finding")).to_be_visible()
    press("d")
    for _ in range(20):
        press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Reject":
            break
    press("Enter")
    press("Tab")
    page.keyboard.type("Legal")
    press("Tab")
    page.keyboard.type("The quotation is not hers.")
    press("Enter")
    expect(page.locator(".standing .state")).to_have_text("Rejected")
    assert stored(desk, folder).state == DraftState.REJECTED


def test_a_section_is_written_again_as_one_watches(desk: Served) -> None:
    """The words come while the model writes; the flow behind it has tests of its own."""
    folder = draft(desk)
    page = desk.page()
    page.goto(url(folder))
    app_desk = desk._server.config.app.state.desk  # type: ignore[union-attr]

    def slow(store: Store, where: Folder, settings: Settings, number: int, note: str, **given: Any) -> Any:
        from pipeline.flow.existing import Author, save_text
        from pipeline.models import Verdict

        journal = given["journal"]
        journal.event("write", message="repair.sections/1")
        for piece in ('{"paragraphs":[{"text":"The model ', 'writes \\"again\\"', '."}]}'):
            journal.token(piece)
            time.sleep(0.25)
        new = ANALYSIS.sections[1].model_copy(update={"paragraphs": (Paragraph(text=f"Written: {note}."),)})
        sections = (ANALYSIS.sections[0], new, ANALYSIS.sections[2])
        return save_text(
            store,
            where,
            settings,
            lambda a, _: a.model_copy(update={"sections": sections}),
            Author(given["by"], Verdict.REWRITE, note),
            base=given["base"],
        )

    object.__setattr__(app_desk, "rewrite", slow)
    page.locator("#p-sections-1 .head").hover()
    page.get_by_role("link", name="Rewrite The Calculation Behind It").click()
    page.locator("#rewrite-note").fill("shorter, please")
    page.get_by_role("button", name="Rewrite this section").click()
    expect(page.locator(".stream")).to_contain_text("The model writes")
    page.wait_for_url("**saved=2**")
    expect(page.locator("#p-sections-1")).to_contain_text("Written: shorter, please.")
    page.get_by_role("button", name="Put the old text back").click()
    expect(page.locator("#p-sections-1")).to_contain_text("Owners in a new flood district")


def test_it_works_without_javascript(desk: Served) -> None:
    folder = draft(desk)
    page = desk.page(java_script_enabled=False)
    page.goto("/?q=halloran")
    page.goto(url(folder))
    page.locator("#s6").click()
    expect(page.locator("#e6")).to_be_visible()
    expect(page.locator("#e5")).to_be_hidden()
    expect(page.locator("#e6")).to_contain_text("is in no source")
    page.goto(url(folder))
    page.locator("#p-dek-0").hover()
    page.locator("#p-dek-0 a[data-edit]").click()
    page.locator("#edit-text").fill("The council backed a new seawall 7-2, and who pays for it is open.")
    page.get_by_role("button", name="Save and check").click()
    expect(page.locator(".saved")).to_contain_text("Saved as version 2")
    page.locator("summary", has_text="Send back").click()
    page.locator("#send-back-words").fill("Ask the mayor.")
    page.get_by_role("button", name="Send back").click()
    expect(page.locator("#overview")).to_contain_text("Sent back by Ada Example: Ask the mayor.")


def axe(page: Page, *rules: str) -> list[str]:
    """What axe-core finds wrong on a page: WCAG 2 A and AA, contrast included, and its best practices; or `rules`."""
    source = (resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
    page.evaluate(source)
    options = {"resultTypes": ["violations"], "iframes": False, **({"runOnly": list(rules)} if rules else {})}
    found = page.evaluate("options => axe.run({exclude: [['iframe']]}, options)", options)
    return [
        f"{v['id']}: {n['html'][:150]} {n['failureSummary'][:200]}" for v in found["violations"] for n in v["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(desk: Served, scheme: Any) -> None:
    folder = draft(desk, assignee="Ben", embargo_until=sample().created_at)
    clean = draft(desk, state=DraftState.READY, reasons=(), report=Report())
    unwritten = sample(number=next(_numbers), reasons=("The model declined.",), report=Report())
    empty = keep(desk.settings, unwritten.model_copy(update={"analysis": None}))
    page = desk.page(color_scheme=scheme)
    rules = ("color-contrast",) if scheme == "dark" else ()  # all else is the same in both
    page.goto(url(folder) + "?edit=dek/0")
    page.locator("#edit-text").fill("Changed.")
    page.get_by_role("button", name="Save and check").click()
    expect(page.locator(".saved")).to_be_visible()
    wrong = {url(folder) + "?saved=2": axe(page)}
    page.keyboard.press("f")
    wrong["a finding"] = axe(page, *rules)
    page.keyboard.press("d")
    wrong["the decision"] = axe(page, *rules)
    page.keyboard.press("?")
    wrong["the help"] = axe(page, *rules)
    here, there = url(folder), url(clean)
    pages = [
        f"{here}?edit=lede/0",
        f"{here}?rewrite=sections/1",
        f"{here}/history",
        f"{here}/diff",
        f"{here}/sources/1",
    ]
    pages += [f"{here}/preview", f"{here}/notes", there, url(empty), "/", "/?state=approved", "/keys", "/nothing"]
    for path in pages:
        page.goto(path)
        wrong[path] = axe(page, *rules)
    article = page.request.get(f"{here}/article?theme={scheme}").text()
    page.goto("about:blank")
    page.set_content(article)  # its own address allows no script at all, axe-core included
    wrong["the article"] = axe(page, *rules)
    assert {path: found for path, found in wrong.items() if found} == {}
    # One page was asked for that isn't there, and axe-core tried to look into the frames of the preview.
    desk.complaints[:] = [c for c in desk.complaints if "404" not in c and "sandboxed" not in c]


def test_axe_finds_nothing_on_a_phone_and_nothing_runs_over_the_edge(desk: Served) -> None:
    folder = draft(desk)
    page = desk.page(viewport={"width": 360, "height": 740})
    for path in ("/", url(folder), url(folder) + "/preview", url(folder) + "/history"):
        page.goto(path)
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
    page.goto(url(folder))
    page.keyboard.press("f")
    expect(page.locator(".panel.shown")).to_be_in_viewport()
    expect(page.locator("a.s.current")).to_be_in_viewport()
    assert axe(page) == []
    desk.complaints[:] = [c for c in desk.complaints if "sandboxed" not in c]


@pytest.mark.parametrize(("theme", "paper"), [("light", "rgb(253, 252, 248)"), ("dark", "rgb(23, 24, 26)")])
def test_the_preview_shows_both_themes_whatever_the_reader_has_set(desk: Served, theme: str, paper: str) -> None:
    folder = draft(desk)
    for scheme in ("light", "dark"):
        page = desk.page(color_scheme=scheme)
        article = page.request.get(f"{url(folder)}/article?theme={theme}").text()
        page.set_content(article)  # its own address allows no script, so nothing could be asked there
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == paper


def test_reduced_motion_is_respected(desk: Served) -> None:
    page = desk.page()
    page.goto(url(draft(desk)))
    moving = "e => [getComputedStyle(e).transitionDuration, getComputedStyle(e).animationName]"
    assert page.locator(".tools").first.evaluate(moving) == ["0s", "none"]
    page.emulate_media(reduced_motion="no-preference")
    assert page.locator(".tools").first.evaluate(moving)[0] != "0s"


def test_a_sample_of_hostile_texts_does_nothing(desk: Served) -> None:
    page = desk.page()
    requests: list[str] = []
    page.on("request", lambda r: requests.append(r.url))
    for text in HOSTILE[::28]:
        paragraphs = (Paragraph(text=text, citations=("s1.p1",)), Paragraph(text=f"“{text}” said {text}"))
        sections = tuple(s.model_copy(update={"heading": text, "paragraphs": paragraphs}) for s in ANALYSIS.sections)
        changed = ANALYSIS.model_copy(update={"dek": text, "lede": paragraphs, "sections": sections})
        folder = draft(desk, analysis=changed, assignee=text, desk=text)
        page.goto(url(folder))
        page.keyboard.press("n")
        assert page.evaluate("document.querySelectorAll('script').length") == 2
        page.keyboard.press("e")
        expect(page.locator("#edit-text")).to_be_visible()
    page.goto("/")
    page.goto(url(folder) + "/preview")
    assert [r for r in requests if not r.startswith(desk.base)] == []
    assert page.evaluate("document.cookie") == ""  # HttpOnly
    # A stray lone tag in a frame is reported by nobody: the article's own policy has no console here.


def test_people_log_in(desk: Served, tmp_path: Path) -> None:
    settings = working_folder(tmp_path)
    Accounts(settings.dir, cost=2).add("Ada Example", "correct horse")
    app = create_app(settings, Access(Accounts(settings.dir, cost=2)), hosts=None)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        base = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        page = desk.page()
        page.context.clear_cookies()
        page.goto(base)
        assert axe(page) == []
        page.get_by_label("Name").fill("Ada Example")
        page.get_by_label("Password").fill("wrong horse")
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("alert")).to_contain_text("not the name and its password")
        page.get_by_label("Password").fill("correct horse")
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("heading", name="Queue")).to_be_visible()
        expect(page.locator(".who")).to_contain_text("Ada Example")
        desk.complaints[:] = [c for c in desk.complaints if not re.search("40[13]", c)]
    finally:
        server.should_exit = True
        thread.join(10)
