from __future__ import annotations

from typing import Any

import pytest
import yaml
from article_samples import ANALYSIS, HOSTILE, HOSTILE_URLS, dossier, draft
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from pipeline.errors import UsageError
from pipeline.labels import DISCLAIMER, LABELS
from pipeline.models import Analysis, Paragraph, Section, SectionKind
from pipeline.publish.article import article_of, plain
from pipeline.publish.markdown import END_OF_TEXT, escape, parse_markdown, render, unescape
from pipeline.states import DraftState

texts = st.one_of(
    st.text(st.characters(exclude_categories=())), st.sampled_from(HOSTILE), st.text("#>-*_=`[](){}\\&<;1. \n")
)
paragraphs = st.lists(st.builds(Paragraph, text=texts, citations=st.just(("s1.p1",))), max_size=3).map(tuple)
headings = st.one_of(st.just(""), texts)
sections = st.builds(Section, heading=headings, kind=st.sampled_from(SectionKind), paragraphs=paragraphs)
analyses = st.builds(
    Analysis, headline=texts, dek=texts, lede=paragraphs, sections=st.lists(sections, max_size=4).map(tuple)
)


def markdown(analysis: Analysis | None = ANALYSIS, **changes: Any) -> str:
    return render(article_of(draft(analysis=analysis, **changes), dossier()))


def tokens(text: str) -> list[Token]:
    """As a CommonMark reader with tables and strike-through sees it, front matter aside."""
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    return [
        leaf for token in reader.parse(text.partition("\n---\n")[2] or text) for leaf in (token.children or [token])
    ]


def shape(text: str) -> list[tuple[str, str]]:
    """Without the texts, which may come in one or several tokens."""
    return [(t.type, t.tag) for t in tokens(text) if t.type not in {"text", "text_special"}]


# --- writing ---


def test_the_whole_file() -> None:
    assert (
        markdown()
        == f"""---
id: "c0ffee1234567890"
state: "ready"
date: "2026-03-12"
language: "en"
ai_generated: true
ai_review: "Draft, not reviewed by an editor"
digital_source_type: "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
sources:
  - {{"title": "Council backs seawall", "publisher": "The Coast Courier", "date": "2026-03-11", "url": "https://courier.example/seawall"}}
  - {{"title": "Minutes", "publisher": "minutes.txt", "date": null, "url": null}}
---

# A taller seawall wins the vote

> Who pays for the last third is open.

The council voted 7 to 2 on Tuesday.

## What was decided

The wall grows by 1.2 metres.

It costs £48 million.

## Why traders object

They count closures differently.

## Reading Between the Lines

The majority seems to expect the grant.

{END_OF_TEXT}

*{DISCLAIMER}*

## Sources

1. [Council backs seawall](https://courier.example/seawall) · The Coast Courier · 2026-03-11
2. Minutes · minutes.txt

## Share your thoughts

[Join the discussion](https://talk.example/seawall)

## Related articles

- [Nine days without pumps](https://coast.example/pumps) · The bill is in. · 2026-01-20
"""
    )


def test_a_draft_without_a_text_says_why() -> None:
    text = markdown(None, reasons=("The model declined.",))
    assert "# No article could be written\n\n- The model declined.\n" in text
    assert DISCLAIMER in text


def test_blocks_without_content_are_left_out() -> None:
    text = markdown(discussion_url=None, related=())
    assert "Share your thoughts" not in text
    assert "Related articles" not in text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_changes_neither_shape_nor_front_matter(text: str) -> None:
    hostile = render(article_of(draft(text), dossier(text)))
    harmless = render(article_of(draft("harmless"), dossier("harmless")))
    assert shape(hostile) == shape(harmless)
    front = yaml.safe_load(hostile.split("\n---\n")[0])
    source = {"title": plain(text), "publisher": plain(text), "date": None, "url": None}
    assert front["sources"][1] == source
    assert list(front) == list(yaml.safe_load(harmless.split("\n---\n")[0]))


@pytest.mark.parametrize("url", HOSTILE_URLS)
def test_no_hostile_address_becomes_a_link(url: str) -> None:
    text = render(article_of(draft(url), dossier(url=url)))
    assert [t for t in tokens(text) if t.type in {"link_open", "image", "html_inline"}] == []


@pytest.mark.parametrize(
    "url", ["https://post.example/a)(b", "https://post.example/?a=1&lt;=2&copy;", "https://p.example/_a_*b*"]
)
def test_an_odd_address_stays_one_link(url: str) -> None:
    text = render(article_of(draft(discussion_url=url), dossier()))
    links = [t.attrs["href"] for t in tokens(text) if t.type == "link_open"]
    assert links[1] == url.replace("(", "%28").replace(")", "%29")


@settings(deadline=None)
@given(texts.map(plain).filter(bool))
def test_any_text_reads_literally(text: str) -> None:
    for block in (escape(text), f"# {escape(text)}", f"> {escape(text)}", f"*{escape(text)}*"):
        assert "".join(t.content for t in tokens(f"\n\n{block}\n\nnext")) == f"{text}next"
    assert unescape(escape(text)) == text


@pytest.mark.parametrize("text", ["{{ x }}", "{% x %}", "{{< x >}}", "{#x}", "http://evil.example", "www.evil.example"])
def test_what_templates_and_autolinks_look_for_is_broken_up(text: str) -> None:
    assert not any(mark in escape(text) for mark in ("{{", "{%", "{#", "p://", "www.e"))


@pytest.mark.parametrize("state", DraftState)
@pytest.mark.parametrize("analysis", [ANALYSIS, None])
def test_label_and_disclaimer_in_every_state(state: DraftState, analysis: Analysis | None) -> None:
    text = markdown(analysis, state=state)
    front = yaml.safe_load(text.split("\n---\n")[0])
    assert front["ai_generated"] is True
    assert front["ai_review"] == LABELS[state].review
    assert front["state"] == state
    assert text.count(f"\n*{DISCLAIMER}*\n") == 1


@pytest.mark.parametrize(
    "wording", ["By *AI*, see https://desk.example/ai_rules.", "كتبته آلة.", "<b>AI</b> & co", "1. AI"]
)
def test_any_wording_of_the_disclaimer_reads_literally(wording: str) -> None:
    shown = tokens(markdown(disclaimer=wording))
    start = next(i for i, t in enumerate(shown) if t.type == "em_open")
    end = next(i for i, t in enumerate(shown) if t.type == "em_close")
    assert "".join(t.content for t in shown[start:end]) == wording


# --- reading ---


@settings(deadline=None)
@given(analyses)
def test_what_was_written_is_read_back_whole(analysis: Analysis) -> None:
    assert parse_markdown(markdown(analysis), analysis) == analysis


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_file_is_read_back_whole(text: str) -> None:
    hostile = draft(text)
    assert hostile.analysis is not None
    assert parse_markdown(render(article_of(hostile, dossier(text))), hostile.analysis) == hostile.analysis


def edited(old: str, new: str, analysis: Analysis = ANALYSIS) -> Analysis:
    text = markdown(analysis)
    assert text.count(old) == 1
    return parse_markdown(text.replace(old, new), analysis)


def test_a_changed_paragraph_keeps_its_citations_and_touches_nothing_else() -> None:
    result = edited("It costs £48 million.", "It costs £49 million.")
    assert result.sections[0].paragraphs[1] == Paragraph(text="It costs £49 million.", citations=("s2.p1",))
    assert result.sections[0].paragraphs[0] == ANALYSIS.sections[0].paragraphs[0]
    assert result.sections[1:] == ANALYSIS.sections[1:]
    assert (result.headline, result.dek, result.lede) == (ANALYSIS.headline, ANALYSIS.dek, ANALYSIS.lede)


def test_a_new_paragraph_has_no_citations() -> None:
    result = edited("It costs £48 million.", "Some say more.\n\nIt costs £48 million.")
    first, second = ANALYSIS.sections[0].paragraphs
    assert result.sections[0].paragraphs == (first, Paragraph(text="Some say more."), second)


def test_a_removed_paragraph_is_gone() -> None:
    assert edited("It costs £48 million.\n\n", "").sections[0].paragraphs == ANALYSIS.sections[0].paragraphs[:1]


def test_headline_and_dek_are_edited() -> None:
    assert edited("# A taller seawall wins the vote", "# A \\# *taller* wall").headline == "A # *taller* wall"
    assert edited("> Who pays for the last third is open.", "> Who pays\n> is > open.").dek == "Who pays is > open."
    assert edited("> Who pays for the last third is open.\n\n", "").dek == ""


def test_a_renamed_section_keeps_its_kind_and_citations() -> None:
    section = edited("## Reading Between the Lines", "## What it means").sections[2]
    assert section == ANALYSIS.sections[2].model_copy(update={"heading": "What it means"})


def test_a_new_section_counts_as_reported() -> None:
    result = edited("## Why traders object", "## Costs\n\nNew.\n\n## Why traders object")
    new = Section(heading="Costs", kind=SectionKind.REPORTED, paragraphs=(Paragraph(text="New."),))
    assert result.sections == (ANALYSIS.sections[0], new, *ANALYSIS.sections[1:])


def test_a_removed_section_is_gone() -> None:
    result = edited("## Why traders object\n\nThey count closures differently.\n\n", "")
    assert result.sections == (ANALYSIS.sections[0], ANALYSIS.sections[2])


def test_sections_without_a_heading_keep_their_own_paragraphs() -> None:
    bare = tuple(s.model_copy(update={"heading": ""}) for s in ANALYSIS.sections)
    brief = ANALYSIS.model_copy(update={"lede": (), "sections": bare})
    result = edited("They count closures differently.", "They count otherwise.\n\nAnd say so.", brief)
    assert (result.lede, result.sections[0], result.sections[2]) == ((), brief.sections[0], brief.sections[2])
    changed, added = result.sections[1].paragraphs
    assert changed == Paragraph(text="They count otherwise.", citations=("s2.p1", "n1.p1"))
    assert added == Paragraph(text="And say so.")
    gone = edited("They count closures differently.\n\n", "", brief)
    assert gone.sections == (brief.sections[0], brief.sections[2])


def test_how_an_editor_saves_the_file_does_not_matter() -> None:
    text = markdown()
    assert parse_markdown("\ufeff" + text.replace("\n", "\r\n"), ANALYSIS) == ANALYSIS
    assert parse_markdown(text.replace("The wall grows by", "The wall\n  grows by"), ANALYSIS) == ANALYSIS
    assert parse_markdown(text.replace("\n\n", "\n\n\n  \n"), ANALYSIS) == ANALYSIS
    assert parse_markdown(text.replace("## What was decided\n\n", "## What was decided\n"), ANALYSIS) == ANALYSIS


def test_what_code_adds_is_not_read() -> None:
    text = markdown().replace(DISCLAIMER, "No machine was here.").replace('state: "ready"', 'state: "approved"')
    assert parse_markdown(text, ANALYSIS) == ANALYSIS


@pytest.mark.parametrize(
    ("removed", "named"),
    [(END_OF_TEXT, "the line that ends the text"), ("# A taller seawall wins the vote", "the headline")],
)
def test_a_file_that_lost_its_frame_is_refused(removed: str, named: str) -> None:
    with pytest.raises(UsageError, match=f"{named} is missing"):
        parse_markdown(markdown().replace(removed, ""), ANALYSIS)
