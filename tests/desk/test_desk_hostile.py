"""Hostile text in every field of a draft, its sources, its record and the forms: shown, and nothing more."""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path

import lxml.html
import pytest
from desk_sample import ANALYSIS, keep, sample, working_folder
from fastapi.testclient import TestClient
from hostile import BROKEN, HOSTILE

from pipeline.desk.access import Access
from pipeline.desk.app import create_app
from pipeline.labels import UNSHOWABLE
from pipeline.models import (
    Analysis,
    Decision,
    Document,
    DocumentWarning,
    Dossier,
    Draft,
    DraftRow,
    Evidence,
    Facts,
    Finding,
    Note,
    Paragraph,
    Passage,
    Place,
    Quotation,
    Rejection,
    Report,
    Section,
    SectionKind,
    SentenceEvidence,
    Severity,
    Unchecked,
    Verdict,
)
from pipeline.settings import Settings
from pipeline.state import open_state
from pipeline.states import DraftState
from pipeline.store import Folder, Store

_ATTRIBUTES_OF_OURS = {"src": {"/static/htmx.min.js", "/static/desk.js"}}


class Kept:
    def __init__(self, folder: Path) -> None:
        self.settings: Settings = working_folder(folder)
        self.folder: Folder = keep(self.settings, sample())
        access = Access(None, "Ada")
        app = create_app(self.settings, access, hosts=None)
        self.client = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)
        self.client.get(f"/enter?token={access.token}")

    def put(self, text: str) -> None:
        """The text in every field of the draft, its dossier and its record."""
        # Written directly: with no rendering beside it, nothing is taken for a hand edit.
        place = Path(self.folder.location)
        (place / "article.md").unlink(missing_ok=True)
        draft = _draft(text)
        (place / "draft.json").write_text(draft.model_dump_json())
        (place / "dossier.json").write_text(_dossier(text).model_dump_json())
        said = Decision(
            verdict=Verdict.REJECT,
            by=f"{text}.",
            at=draft.created_at,
            rendering_hash=text,
            reason=text,
            category=Rejection.OTHER,
            version=1,
        )
        (place / "review.jsonl").write_text(said.model_dump_json() + "\n")


def _draft(text: str) -> Draft:
    paragraphs = (
        Paragraph(text=text, citations=("s1.p1",)),
        Paragraph(text=f"“{text}” said {text}", citations=(text,)),
    )
    kinds = (SectionKind.REPORTED, SectionKind.ANALYSIS, SectionKind.INFERENCE)
    sections = tuple(Section(heading=text, kind=kind, paragraphs=paragraphs) for kind in kinds)
    findings = tuple(
        Finding(rule=text, severity=severity, place=place, message=text)
        for severity in Severity
        for place in (Place(part="lede", paragraph=0, start=0, end=len(text)), Place(part=text, start=0, end=0))
    )
    evidence = (Evidence(source=0, start=0, end=len(text), passage="s1.p1"),)
    carried = SentenceEvidence(
        place=Place(part="headline", paragraph=0, start=0, end=len(text)), support=0.5, evidence=evidence
    )
    made = sample().provenance.model_copy(
        update={"endpoint": text, "model": text, "prompt_hash": text, "parameters": {text: text}}
    )
    changes = {
        "analysis": Analysis(headline=text, dek=text, lede=paragraphs, sections=sections),
        "report": Report(findings=findings, sentences=(carried,), unchecked=(Unchecked(rule=text, reason=text),)),
        "provenance": made,
        "desk": text,
        "format": text,
        "language": text,
        "state": DraftState.NEEDS_ATTENTION,
        "reasons": (f"Sent back by Ada: {text}", text),
        "disclaimer": "Made by a machine.",
        "assignee": text,
        "angle": text,
    }
    return sample().model_copy(update=changes)


def _dossier(text: str) -> Dossier:
    passages = tuple(Passage(id=f"s1.p{n}", text=text) for n in (1, 2))
    document = Document(
        location=text,
        url=text,
        title=text,
        authors=(text,),
        published=text,
        site=text,
        language=text,
        passages=passages,
        warnings=(DocumentWarning(code="x", message=text, passage="s1.p1"),),
        page_hash="0",
    )
    second = document.model_copy(update={"passages": tuple(Passage(id=f"s2.p{n}", text=text) for n in (1,))})
    quoted = Facts(quotations=(Quotation(start=0, end=1, text=text, speaker=text),))
    note = Note(title=text, passages=(Passage(id="n1.p1", text=text),))
    return Dossier(documents=(document, second), notes=(note,), failures=(text,), facts={"s1.p1": quoted})


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    made = Kept(tmp_path_factory.mktemp("hostile"))
    with made.client:
        yield made


def inert(page: str, url: str) -> None:
    """No element or attribute on the page that a template didn't put there."""
    tree = lxml.html.fromstring(page)
    for element in tree.iter("script"):
        assert element.get("src") in _ATTRIBUTES_OF_OURS["src"], url
        assert not element.text, url
    assert [e.tag for e in tree.iter("style", "object", "embed", "base", "svg", "math", "img", "video")] == [], url
    for frame in tree.iter("iframe"):
        assert str(frame.get("src")).startswith("/drafts/"), url
    for element in tree.iter():
        for name, value in element.items():
            assert not name.startswith("on"), (url, name)
            assert name != "style", url
            if name in ("href", "action", "src", "data-hx-get", "data-hx-post"):
                assert value.startswith(("/", "#", "http://", "https://")), (url, value)
                assert not value.startswith("//"), (url, value)
            if name == "href" and value.startswith("http"):
                assert element.get("rel") == "noopener nofollow", (url, value)
    visible = "".join(tree.itertext())
    assert [c for c in visible if UNSHOWABLE.match(c) and c not in "\n\t\r"] == [], url


@pytest.mark.parametrize("start", range(0, len(HOSTILE), 30))
def test_two_hundred_texts_are_inert_in_every_field(kept: Kept, start: int) -> None:
    page = f"/drafts/{kept.folder.name}"
    for text in HOSTILE[start : start + 30]:
        kept.put(text)
        # The draft's page has every field; the pages that repeat some of them get every fourth text.
        others = (f"{page}/sources/1", f"{page}/history") if HOSTILE.index(text) % 4 == 0 else ()
        for url in (page, *others):
            answer = kept.client.get(url)
            assert answer.status_code == 200, (text, url)
            inert(answer.text, url)
        for url in (f"{page}?edit=lede/0", f"{page}?rewrite=sections/0", f"{page}/diff", f"{page}/notes"):
            if start == 0:
                inert(kept.client.get(url).text, url)


def test_the_text_is_there_to_be_read(kept: Kept) -> None:
    kept.put("<script>alert(1)</script>")
    page = kept.client.get(f"/drafts/{kept.folder.name}").text
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") > 20


def test_they_are_inert_in_the_queue(tmp_path: Path) -> None:
    made = Kept(tmp_path)
    rows = [
        DraftRow(
            folder=f"draft {n}",
            version_id="0" * 64,
            state=DraftState.READY,
            desk=text,
            headline=text,
            dek=text,
            assignee=text,
            created_at=sample().created_at,
        )
        for n, text in enumerate(HOSTILE)
    ]
    rows += [DraftRow(folder=f"damaged {n}", version_id=None, damage=text) for n, text in enumerate(HOSTILE[:20])]
    with open_state(made.settings.state_folder, None) as state:
        state.rebuild_drafts(rows)
    for number in range(1, 6):
        inert(made.client.get(f"/?page={number}").text, "queue")
    with open_state(made.settings.state_folder, None) as state:
        state.rebuild_drafts(rows[:1])
    for text in HOSTILE[::20]:
        asked = dict.fromkeys(("q", "desk", "state", "severity", "age", "assignee", "page"), text)
        inert(made.client.get("/", params=asked).text, "asked")


def test_they_are_inert_when_they_come_through_forms(tmp_path: Path) -> None:
    made = Kept(tmp_path)
    page = f"/drafts/{made.folder.name}"
    tree = lxml.html.fromstring(made.client.get(page).text)
    csrf = tree.xpath("//input[@name='csrf']/@value")[0]
    for text in (*HOSTILE[::20], *(b.decode("latin-1") for b in BROKEN)):
        values = {"csrf": csrf, "part": "dek", "paragraph": "0", "text": text, "citations": "", "by": f"{text} x"[:80]}
        for action in ("edit", "reject", "send-back", "restore", "rewrite", "embargo"):
            answer = made.client.post(
                f"{page}/{action}",
                data={**values, "base": text, "seen": text, "version": text, "until": text, "category": text},
            )
            assert answer.status_code in (303, 404, 409, 422), (action, text)
            inert(answer.text or "<p>", action)
    saved = Store(made.settings.output).draft(made.folder).analysis
    assert saved is not None
    assert saved.dek == ANALYSIS.dek  # each said it had edited another text


def test_broken_utf8_is_saved_as_replacement_characters(tmp_path: Path) -> None:
    made = Kept(tmp_path)
    page = f"/drafts/{made.folder.name}"
    tree = lxml.html.fromstring(made.client.get(page).text)
    hidden = {name: tree.xpath(f"//input[@name='{name}']/@value")[0] for name in ("csrf", "base")}
    fields = "&".join(f"{k}={v}" for k, v in hidden.items())
    answer = made.client.post(
        f"{page}/edit",
        content=f"{fields}&part=dek&paragraph=0&text=a%ff%ed%a0%80%c3b%00".encode(),
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code == 303
    shown = html.unescape(made.client.get(page).text)
    assert "a\ufffd" in shown
    inert(made.client.get(page).text, page)
