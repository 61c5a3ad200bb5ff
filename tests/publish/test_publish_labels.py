"""No path, no configuration and no edit yields an article without its label and its disclaimer."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
import yaml
from article_samples import HOSTILE, dossier, draft
from cms_fakes import FakeGhost, FakeWordPress, visible
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from released import release
from test_publish_html import Page

from pipeline import labels, review
from pipeline.errors import ConfigError, NotAllowed, UsageError
from pipeline.labels import LABELS, MAKINGS, label_of
from pipeline.models import Analysis, Correction, Draft, Paragraph, Section, SectionKind, TargetKind
from pipeline.publish import render as render_draft
from pipeline.publish.article import Article, Retraction, article_of, retracted
from pipeline.publish.cms import Ghost, WordPress
from pipeline.publish.feeds import Channel
from pipeline.publish.feeds import render as render_feed
from pipeline.publish.files import FILES
from pipeline.publish.markdown import parse_markdown
from pipeline.states import DigitalSource, DraftState

words = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=()), max_size=40))
paragraphs = st.lists(st.builds(Paragraph, text=words, citations=st.just(("s1.p1",))), max_size=2).map(tuple)
sections = st.builds(Section, heading=words, kind=st.sampled_from(SectionKind), paragraphs=paragraphs)
analyses = st.builds(
    Analysis, headline=words, dek=words, lede=paragraphs, sections=st.lists(sections, max_size=2).map(tuple)
)


def _wording(text: str) -> str | None:
    try:
        return labels.disclaimer(text)
    except ConfigError:
        return None


wordings = st.one_of(st.just(labels.DISCLAIMER), words.map(_wording).filter(lambda w: w is not None))
corrections = st.lists(
    st.builds(
        Correction,
        at=st.just(datetime(2026, 3, 14, tzinfo=UTC)),
        note=words.map(lambda w: f"{w.encode('utf-8', 'replace').decode()}."),
        corrects=st.just("0"),
    ),
    max_size=2,
).map(tuple)
drafts = st.builds(
    draft,
    analysis=analyses,
    disclaimer=wordings,
    state=st.sampled_from(DraftState),
    made=st.sampled_from(DigitalSource),
    corrections=corrections,
)


Said = tuple[str, str]
"""(what a person reads of the article, everything there is)"""


def _html(text: str) -> Said:
    return "\n".join(Page(text).texts("body")), text


def _json(text: str) -> Said:
    data = json.loads(text)
    return f"{data['label']['made']} · {data['label']['review']} {data['disclaimer']}", text


def _ninjs(text: str) -> Said:
    return visible(json.loads(text)["bodies"][0]["value"]), text


def _site(text: str) -> Said:
    front, body = text[4:].split(f"\n{text[:3]}\n", 1)
    data = tomllib.loads(front) if text.startswith("+++") else yaml.safe_load(front)
    assert isinstance(data, dict)
    own = data.get("params", data)
    assert own["ai_generated"] is True
    assert json.loads(own["json_ld"])["backstory"] == own["disclaimer"]
    return f"{own['credit'].replace('. ', ' · ', 1)} {own['disclaimer']} {body}", text


READ: Mapping[TargetKind, Callable[[str], Said]] = {
    **{kind: _site for kind in FILES if kind.value in ("hugo", "astro", "eleventy", "jekyll")},
    TargetKind.HTML: _html,
    TargetKind.JSON: _json,
    TargetKind.NINJS: _ninjs,
}


def _feed(kind: TargetKind, article: Article) -> Said:
    text = render_feed(kind.value, Channel(key="k", title="t", language="en"), [article])
    if kind is TargetKind.JSONFEED:
        return visible(json.loads(text)["items"][0]["content_html"]), text
    from lxml import etree

    root = etree.fromstring(text.encode())
    return visible(str(root.xpath("string(//*[local-name()='encoded' or local-name()='content'])"))), text


def _cms(article: Article, *, may_script: bool) -> list[Said]:
    site, ghost = FakeWordPress(may_script=may_script), FakeGhost()
    WordPress("wp", url="https://wp.example", user=site.user, password=site.password, transport=site.transport).place(
        article, None
    )
    Ghost("g", url="https://g.example", key=ghost.key, transport=ghost.transport, clock=lambda: ghost.now).place(
        article, None
    )
    content, post = site.posts["1"]["content"]["raw"], next(iter(ghost.posts.values()))
    return [(visible(content), content), (visible(post["html"]), post["codeinjection_head"])]


def labelled(article: Article, said: Said) -> bool:
    """A person reads how it was made, who answers, the disclaimer; a machine the type of IPTC or schema.org."""
    shown, whole = (" ".join(part.split()) for part in said)
    making = article.label.making
    types = (making.digital_source_type, making.schema_source_type, making.digital_source_type.rpartition("/")[2])
    return (
        making.words in shown
        and article.label.review in shown
        and " ".join(article.disclaimer.split()) in shown
        and any(type_ in whole for type_ in types)
    )


def outside(article: Article, *, may_script: bool) -> dict[str, Said]:
    said = {kind.value: READ[kind](form.render(article)) for kind, form in FILES.items()}
    said |= {kind.value: _feed(kind, article) for kind in TargetKind if kind.is_feed}
    wordpress, ghost = _cms(article, may_script=may_script)
    return said | {"wordpress": wordpress, "ghost": ghost}


@settings(deadline=None, max_examples=60)
@given(drafts, st.booleans(), st.booleans())
def test_every_way_out_is_labelled(made: Draft, taken_back: bool, may_script: bool) -> None:
    article = article_of(made, dossier(), release())
    if taken_back:
        article = retracted(article, Retraction(date="2026-03-20", reason="Wrong."))
    said = outside(article, may_script=may_script)
    assert set(said) == set(TargetKind)
    if (
        article.disclaimer == labels.DISCLAIMER
    ):  # in Markdown another wording may be escaped; test_publish_markdown reads it
        assert {name for name, text in said.items() if not labelled(article, text)} == set()
    approved = made.state is DraftState.APPROVED and not taken_back
    assert ("Reviewed and approved" in article.label.review) == approved


@settings(deadline=None, max_examples=40)
@given(drafts)
def test_every_rendering_in_the_house_is_labelled(made: Draft) -> None:
    files, article = render_draft(made, dossier()), article_of(made, dossier())
    assert labelled(article, _html(files["article.html"]))
    front = yaml.safe_load(files["article.md"][4:].split("\n---\n", 1)[0])
    assert front["digital_source_type"] == article.label.making.digital_source_type
    assert front["ai_review"] == LABELS[made.state].review


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_no_edit_of_the_file_takes_the_label_away(data: st.DataObject) -> None:
    """Lines deleted, doubled and overwritten at will: what is read back is rendered with all of it again."""
    before = draft()
    assert before.analysis is not None
    lines = render_draft(before, dossier())["article.md"].split("\n")
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(lines) - 1))
        what = data.draw(st.sampled_from(["", "gone", "ai_generated: false", "# No machine", "*By a human.*"]))
        lines[at : at + 1] = [] if what == "gone" and len(lines) > 1 else [what]
    try:
        analysis = parse_markdown("\n".join(lines), before.analysis)
    except UsageError:
        return
    after = before.model_copy(update={"analysis": analysis})
    article = article_of(after, dossier())
    assert article.disclaimer == before.disclaimer
    assert labelled(article, _html(render_draft(after, dossier())["article.html"]))


@pytest.mark.parametrize("nothing", ["", " ", "\n"])
def test_a_draft_cannot_be_without_a_disclaimer(nothing: str) -> None:
    with pytest.raises(ValidationError, match="disclaimer"):
        draft(disclaimer=nothing)
    with pytest.raises(ConfigError, match="disclaimer"):
        article_of(draft().model_copy(update={"disclaimer": nothing}), dossier())


@pytest.mark.parametrize("state", DraftState)
@pytest.mark.parametrize("made", DigitalSource)
@pytest.mark.parametrize("released", [True, False])
def test_the_one_table_covers_every_state_in_every_vocabulary(
    state: DraftState, made: DigitalSource, released: bool
) -> None:
    label = label_of(state, made, released=released)
    making = MAKINGS[made]
    assert label.making is making
    assert label.meta()["digital-source-type"] == label.front_matter()["digital_source_type"]
    assert (
        label.json_ld()["digitalSourceType"]
        .removeprefix("https://schema.org/")
        .startswith(making.digital_source_type.rpartition("/")[2][0].upper())
    )
    assert label.header() == "mode=ai-originated"
    assert label.approved == (state is DraftState.APPROVED)
    if released and not label.approved:
        assert label.review == "Published without review by an editor"


def test_the_uris_are_those_of_iptc() -> None:
    """cv.iptc.org/newscodes/digitalsourcetype/, and the members of schema.org's IPTCDigitalSourceEnumeration."""
    assert {made.value: (m.digital_source_type, m.schema_source_type) for made, m in MAKINGS.items()} == {
        "generated": (
            "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
            "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
        ),
        "rewritten": (
            "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia",
            "https://schema.org/CompositeWithTrainedAlgorithmicMediaDigitalSource",
        ),
    }


def _act(by: str = "Ada") -> review.Act:
    return review.Act(by, datetime(2026, 3, 13, tzinfo=UTC), "hash", 1)


def test_only_an_editor_says_that_a_text_was_rewritten_and_no_decision_does_it_for_them() -> None:
    ready = draft(report=draft().report.model_copy(update={"findings": (), "unchecked": ()}))
    decided: list[Any] = [
        review.approve(ready, _act(), {}),
        review.assign(ready, _act(), to="Bea"),
        review.embargo(ready, _act(), until=None),
    ]
    assert {made.made for made, _ in decided} == {DigitalSource.GENERATED}
    with pytest.raises(NotAllowed, match="no editor has rewritten it"):
        review.credit(ready, _act(), made=DigitalSource.REWRITTEN, edited=False)
    rewritten, decision = review.credit(ready, _act(), made=DigitalSource.REWRITTEN, edited=True)
    assert (rewritten.made, decision.value, decision.by) == (DigitalSource.REWRITTEN, "rewritten", "Ada")
    approved, _ = review.approve(rewritten, _act(), {})
    assert approved.made is DigitalSource.REWRITTEN
    back, _ = review.credit(approved, _act(), made=DigitalSource.GENERATED, edited=True)
    assert back.made is DigitalSource.GENERATED
