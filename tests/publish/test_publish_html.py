from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from article_samples import ANALYSIS, HOSTILE, HOSTILE_URLS, dossier, draft
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ConfigError
from pipeline.labels import DISCLAIMER, INFERENCE, LABELS, disclaimer
from pipeline.models import Analysis
from pipeline.publish.article import article_of, plain
from pipeline.publish.html import render
from pipeline.states import DraftState

_VOID = {"meta", "link", "br", "img", "input"}


class Page(HTMLParser):
    """Elements as (tag, attributes, text), in order of their start; nesting is checked."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None], list[str]]] = []
        self._open: list[int] = []
        self.feed(source)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs)
        self.elements.append((tag, dict(attrs), []))
        if tag not in _VOID:
            self._open.append(len(self.elements) - 1)

    def handle_endtag(self, tag: str) -> None:
        assert self.elements[self._open.pop()][0] == tag

    def handle_data(self, data: str) -> None:
        for number in self._open:
            self.elements[number][2].append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def texts(self, tag: str, cls: str | None = None) -> list[str]:
        return ["".join(t) for name, attrs, t in self.elements if name == tag and cls in {None, attrs.get("class")}]

    def meta(self, name: str) -> str | None:
        found = [attrs.get("content") for tag, attrs, _ in self.elements if tag == "meta" and attrs.get("name") == name]
        return found[0] if found else None

    @property
    def links(self) -> list[dict[str, str | None]]:
        return [attrs for tag, attrs, _ in self.elements if tag == "a"]

    @property
    def out(self) -> list[str]:
        """Where links lead that leave the page."""
        return [str(a["href"]) for a in self.links if not str(a["href"]).startswith("#")]


def page(text: str | None = None, **changes: Any) -> Page:
    return Page(render(article_of(draft(text, **changes), dossier(text))))


def test_the_article_in_its_order() -> None:
    body = page().texts("body")[0]
    order = [
        "Draft, not reviewed by an editor",
        "A taller seawall wins the vote",
        "Who pays for the last third is open.",
        "The council voted 7 to 2 on Tuesday.",
        "What was decided",
        "Why traders object",
        "Reading Between the Lines",
        INFERENCE,
        DISCLAIMER,
        "Sources",
        "Council backs seawall",
        "Share your thoughts",
        "Related articles",
        "Nine days without pumps",
    ]
    places = [body.index(words) for words in order]
    assert places == sorted(places)


def test_the_inference_section_alone_is_marked() -> None:
    assert page().texts("p", "kind") == [INFERENCE]
    assert "expect the grant" in page().texts("section", "inference")[0]


def test_a_paragraph_points_at_its_sources() -> None:
    shown = page()
    targets = {attrs["id"] for tag, attrs, _ in shown.elements if tag == "li" and "id" in attrs}
    notes = [a["href"] for a in shown.links if (a["href"] or "").startswith("#source-")]
    assert notes == ["#source-1", "#source-2", "#source-1", "#source-2", "#source-2", "#source-2"]
    assert {f"#{target}" for target in targets} == {"#source-1", "#source-2"}


def test_the_page_stands_alone() -> None:
    source = render(article_of(draft(), dossier()))
    shown = Page(source)
    assert source.startswith("<!doctype html>\n<html")
    loading = {"link", "img", "iframe", "object", "embed", "form", "base"}
    assert not loading & {tag for tag, _, _ in shown.elements}
    assert not any({"src", "style", "srcset"} & set(attrs) for _, attrs, _ in shown.elements)
    style = shown.texts("style")[0]
    assert "url(" not in style
    assert "@import" not in style
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = next(attrs["content"] for _, attrs, _ in shown.elements if "http-equiv" in attrs)
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_inert_in_every_field(text: str) -> None:
    shown, harmless = page(text), page("harmless")
    assert [(tag, set(attrs) - {"class"}) for tag, attrs, _ in shown.elements] == [
        (tag, set(attrs) - {"class"}) for tag, attrs, _ in harmless.elements
    ]
    assert shown.texts("title") == shown.texts("h1") == [plain(text)]
    assert shown.texts("p", "dek") == [plain(text)]
    assert shown.meta("description") == plain(text)
    data = json.loads(shown.texts("script")[0])
    assert data["headline"] == data["description"] == plain(text)
    assert data["isBasedOn"][1]["name"] == plain(text)
    assert shown.out == ["https://courier.example/seawall"]


@pytest.mark.parametrize("url", HOSTILE_URLS)
def test_no_hostile_address_becomes_a_link(url: str) -> None:
    source = render(article_of(draft(url, analysis=ANALYSIS), dossier(url, url=url)))
    assert Page(source).out == []


def test_links_out_give_nothing_away() -> None:
    shown = page()
    assert shown.out == [
        "https://courier.example/seawall",
        "https://talk.example/seawall",
        "https://coast.example/pumps",
    ]
    assert {a.get("rel") for a in shown.links if a["href"] in shown.out} == {"noopener nofollow"}


@pytest.mark.parametrize("state", DraftState)
def test_label_and_disclaimer_in_every_state(state: DraftState) -> None:
    for analysis in (ANALYSIS, None):
        shown = page(state=state, analysis=analysis)
        label = LABELS[state]
        assert shown.texts("p", "disclaimer") == [DISCLAIMER]
        assert {name: shown.meta(name) for name in label.meta()} == label.meta()
        assert label.review in shown.texts("body")[0]
        approved = state is DraftState.APPROVED
        assert bool(shown.texts("aside", "banner")) == (not approved)
        assert (shown.meta("robots") == "noindex") == (not approved)


@settings(deadline=None)
@given(st.one_of(st.text(st.characters(exclude_categories=())), st.sampled_from(HOSTILE)))
def test_any_accepted_wording_closes_the_text(wording: str) -> None:
    try:
        line = disclaimer(wording)
    except ConfigError:
        return
    source = render(article_of(draft(disclaimer=wording), dossier()))
    assert Page(source).texts("p", "disclaimer") == [line]
    assert re.search(r'<p class="disclaimer" dir="auto">[^<]+</p>\n</article>', source)


def test_json_ld() -> None:
    assert json.loads(page().texts("script")[0]) == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "identifier": "c0ffee1234567890",
        "headline": "A taller seawall wins the vote",
        "description": "Who pays for the last third is open.",
        "inLanguage": "en",
        "dateCreated": "2026-03-12",
        "discussionUrl": "https://talk.example/seawall",
        "isBasedOn": [
            {
                "@type": "CreativeWork",
                "name": "Council backs seawall",
                "publisher": {"@type": "Organization", "name": "The Coast Courier"},
                "datePublished": "2026-03-11",
                "url": "https://courier.example/seawall",
            },
            {
                "@type": "CreativeWork",
                "name": "Minutes",
                "publisher": {"@type": "Organization", "name": "minutes.txt"},
            },
        ],
        "citation": [
            {
                "@type": "CreativeWork",
                "name": "Council backs seawall",
                "publisher": {"@type": "Organization", "name": "The Coast Courier"},
                "datePublished": "2026-03-11",
                "url": "https://courier.example/seawall",
            },
            {
                "@type": "CreativeWork",
                "name": "Minutes",
                "publisher": {"@type": "Organization", "name": "minutes.txt"},
            },
        ],
        "backstory": DISCLAIMER,
        "digitalSourceType": "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
        "creativeWorkStatus": "Draft, not reviewed by an editor",
        "creditText": "AI-generated from source articles. Draft, not reviewed by an editor.",
    }


def test_a_draft_without_a_text_says_why() -> None:
    shown = page(analysis=None, state=DraftState.NEEDS_ATTENTION, reasons=("The model declined.",))
    assert shown.texts("h1") == ["No article could be written"]
    assert "The model declined." in shown.texts("ul", "reasons")[0]
    assert shown.texts("script") == []


def test_a_parked_draft_shows_its_reasons_until_it_is_approved() -> None:
    parked = page(state=DraftState.NEEDS_ATTENTION, reasons=("A quotation stands in no source.",))
    assert "A quotation stands in no source." in parked.texts("aside", "banner")[0]
    approved = page(state=DraftState.APPROVED, reasons=("A quotation stands in no source.",))
    assert "A quotation stands in no source." not in approved.texts("body")[0]


def test_an_empty_head_and_missing_blocks() -> None:
    bare = Analysis(headline="", dek="", sections=())
    shown = page(analysis=bare, discussion_url=None, related=())
    assert shown.texts("h1") == ["Untitled"]
    assert shown.texts("h2") == ["Sources"]
    assert shown.texts("p", "disclaimer") == [DISCLAIMER]


def test_direction_language_and_dates() -> None:
    arabic, english = page(language="ar"), page(language="en-GB")
    assert arabic.elements[0][1] == {"lang": "ar", "dir": "rtl"}
    assert arabic.texts("time")[0] == "2026-03-12"
    assert english.elements[0][1] == {"lang": "en-GB", "dir": "ltr"}
    assert english.texts("time")[0] == "12 March 2026"
    own_words = [attrs.get("lang") for tag, attrs, _ in arabic.elements if attrs.get("class") in {"kicker", "kind"}]
    assert own_words == ["en", "en"]
