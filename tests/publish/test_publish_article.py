from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from article_samples import ANALYSIS, HOSTILE, HOSTILE_URLS, dossier, draft
from builders import NOW

from pipeline.errors import ConfigError
from pipeline.labels import UNSHOWABLE
from pipeline.models import Analysis, Copy, Correction, Draft, Report
from pipeline.publish import html, markdown
from pipeline.publish.article import NOT_WRITTEN, Article, article_of, plain, rendering_hash, safe_link
from pipeline.states import DraftState


def test_the_view_of_a_draft() -> None:
    view = article_of(draft(), dossier())
    assert view.headline == "A taller seawall wins the vote"
    assert view.date == "2026-03-12"
    assert view.lede[0].sources == (1, 2)
    assert [s.kind for s in view.sections] == ["reported", "analysis", "inference"]
    assert view.sections[1].paragraphs[0].sources == (2,)  # the desk's notes aren't shown
    assert [(s.title, s.publisher, s.date, s.url) for s in view.sources] == [
        ("Council backs seawall", "The Coast Courier", "2026-03-11", "https://courier.example/seawall"),
        ("Minutes", "minutes.txt", None, None),
    ]
    assert view.discussion_url == "https://talk.example/seawall"
    assert [r.title for r in view.related] == ["Nine days without pumps"]


def test_a_local_source_shows_its_name_but_not_its_folder() -> None:
    local = dossier().documents[1].model_copy(update={"location": "/home/ann/secret/minutes.txt", "title": ""})
    view = article_of(draft(), dossier().model_copy(update={"documents": (local,)}))
    assert (view.sources[0].title, view.sources[0].publisher) == ("minutes.txt", "minutes.txt")


def test_a_source_without_a_site_is_named_by_its_host() -> None:
    nameless = dossier().documents[0].model_copy(update={"site": None, "url": "https://www.post.example/a"})
    view = article_of(draft(), dossier().model_copy(update={"documents": (nameless,)}))
    assert view.sources[0].publisher == "post.example"


def test_a_draft_without_a_text_keeps_reasons_and_disclaimer() -> None:
    parked = draft(analysis=None, state=DraftState.NEEDS_ATTENTION, reasons=("The model declined.",))
    view = article_of(parked, dossier())
    assert (view.written, view.headline, view.sections) == (False, NOT_WRITTEN, ())
    assert view.reasons == ("The model declined.",)
    assert view.disclaimer == parked.disclaimer


def test_no_view_without_a_readable_disclaimer() -> None:
    with pytest.raises(ConfigError):
        article_of(draft(disclaimer="\u200b"), dossier())


def test_an_impossible_language_is_undetermined() -> None:
    assert article_of(draft(language='en" onload="x'), dossier()).language == "und"
    assert article_of(draft(language="pt-BR"), dossier()).language == "pt-BR"


@pytest.mark.parametrize("text", HOSTILE)
def test_every_string_of_the_view_is_one_clean_line(text: str) -> None:
    def strings(value: Any) -> list[str]:
        if isinstance(value, dict):
            return [s for v in value.values() for s in strings(v)]
        if isinstance(value, list):
            return [s for v in value for s in strings(v)]
        return [value] if isinstance(value, str) else []

    view = article_of(draft(text), dossier(text))
    found = strings(view.model_dump(mode="json"))
    assert plain(text) in found
    assert [s for s in found if UNSHOWABLE.search(s) or "\n" in s] == []


def test_plain_keeps_what_a_language_needs() -> None:
    assert plain("می\u200cخواهم 👩\u200d🚒 prix\u00a0: 5") == "می\u200cخواهم 👩\u200d🚒 prix\u00a0: 5"


@pytest.mark.parametrize("url", [*HOSTILE_URLS, *HOSTILE[:7], "", None])
def test_what_is_no_web_address_is_no_link(url: str | None) -> None:
    assert safe_link(url) is None


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://post.example/a?b=1&c=%20d#e", "https://post.example/a?b=1&c=%20d#e"),
        ("HTTP://Post.example:8080", "http://Post.example:8080"),
        ('https://post.example/"><script>x</script>', "https://post.example/%22%3E%3Cscript%3Ex%3C/script%3E"),
        ("https://post.example/a (b)[c]{{d}}\\`", "https://post.example/a%20%28b%29%5Bc%5D%7B%7Bd%7D%7D%5C%60"),
        ("https://münchen.example/straße", "https://xn--mnchen-3ya.example/stra%C3%9Fe"),
        ("https://[2001:db8::1]/a", "https://[2001:db8::1]/a"),
    ],
)
def test_a_web_address_is_encoded(url: str, link: str) -> None:
    assert safe_link(url) == link
    assert safe_link(link) == link


def _hash(changed: Draft) -> str:
    return rendering_hash(article_of(changed, dossier()))


def _edited(**changes: Any) -> Analysis:
    return ANALYSIS.model_copy(update=changes)


@pytest.mark.parametrize("state", DraftState)
def test_the_hash_outlives_the_decision_and_a_new_check(state: DraftState) -> None:
    assert _hash(draft(state=state, reasons=("x",), report=Report())) == _hash(draft())


@pytest.mark.parametrize(
    "changed",
    [
        draft(analysis=_edited(headline="Another")),
        draft(analysis=_edited(dek="Another")),
        draft(analysis=_edited(lede=())),
        draft(analysis=_edited(sections=ANALYSIS.sections[::-1])),
        draft(analysis=None),
        draft(disclaimer="Another wording."),
        draft(discussion_url=None),
        draft(related=()),
        draft(language="de"),
        draft(corrections=(Correction(at=NOW, note="It was 7 to 3.", corrects="0"),)),
    ],
)
def test_the_hash_covers_what_a_reader_gets(changed: Draft) -> None:
    assert _hash(changed) != _hash(draft())


def test_the_hash_of_an_article_without_corrections_is_the_one_it_always_had() -> None:
    """An approval of an older release stands."""
    assert _hash(draft()) == "c9a74ee6e3019d57611d6c89e3208ae2cfe5505b8d3a6a225bfe38ea8dca6365"


def test_the_hash_covers_the_sources() -> None:
    assert rendering_hash(article_of(draft(), dossier(url=None))) != _hash(draft())


def test_a_new_field_of_the_view_is_covered_unless_someone_decides_otherwise() -> None:
    decision_itself = {"version_id", "state", "reasons", "made", "desk", "release", "retraction"}
    assert set(Article.model_fields) - decision_itself == {
        *("written", "language", "date", "headline", "dek", "lede", "sections"),
        *("disclaimer", "sources", "discussion_url", "related", "corrections"),
    }


def test_importing_the_renderings_is_cheap() -> None:
    code = (
        "import sys; from pipeline.publish import html, markdown, terminal\n"
        "sys.exit(str(sorted({'rich', 'jinja2'} & set(sys.modules))) if {'rich', 'jinja2'} & set(sys.modules) else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=30)


def test_copies_of_a_source_are_named_in_every_rendering() -> None:
    sources = dossier()
    copies = (
        Copy(location="a", url="https://www.evening.example/wall", title="Wall", page_hash="0" * 64),
        Copy(location="b", url="javascript:alert(1)", title="Wall", site="<b>Night Post</b>", page_hash="0" * 64),
    )
    first = sources.documents[0].model_copy(update={"copies": copies})
    view = article_of(draft(), sources.model_copy(update={"documents": (first, *sources.documents[1:])}))
    assert [(c.publisher, c.url) for c in view.sources[0].copies] == [
        ("evening.example", "https://www.evening.example/wall"),
        ("<b>Night Post</b>", None),
    ]
    page = html.render(view)
    assert "also in" in page
    assert 'href="https://www.evening.example/wall"' in page
    assert "<b>Night" not in page
    assert "javascript:" not in page
    assert "[evening.example](https://www.evening.example/wall)" in markdown.render(view)
