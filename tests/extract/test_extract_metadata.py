"""Headline, authors, dates, section and image credit: what the page says in several places, weighed."""

from __future__ import annotations

from typing import Any

import pytest
from extract_pages import STORY, ld, page

from pipeline.extract import extract
from pipeline.extract.moments import iso
from pipeline.extract.titles import SHARED, headline, without_site
from pipeline.models import Document, Entry

SEO = "Seawall Halloran: how much the new wall costs"
JAPANESE = "市議会が防潮堤の建て替えを承認"
WRITTEN = "Council backs seawall after five-hour hearing"


def document(head: str = "", body: str = "", *, title: str = "Council backs seawall") -> Document:
    source = (
        f'<html lang="en"><head><title>{title}</title>{head}</head><body>{body}<article>{STORY}</article></body></html>'
    )
    return extract(page(source))


# --- headline -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("og", "json_ld", "head", "h1", "expected"),
    [
        (WRITTEN, SEO, SEO, SEO, (WRITTEN, SHARED)),
        (SEO, WRITTEN, SEO, SEO, (WRITTEN, "json-ld")),
        (WRITTEN, WRITTEN, SEO, WRITTEN, (WRITTEN, SHARED)),
        ("Seawall backed", SEO, SEO, SEO, (SEO, "json-ld")),
        ("Seawall Halloran", SEO, SEO, SEO, ("Seawall Halloran", SHARED)),
        ("Seawall Halloran: the new wall costs", SEO, SEO, SEO, ("Seawall Halloran: the new wall costs", SHARED)),
        (
            "What Halloran has to pay for its new seawall",
            SEO,
            SEO,
            SEO,
            ("What Halloran has to pay for its new seawall", SHARED),
        ),
        ("Who pays for the wall?", SEO, SEO, WRITTEN, (WRITTEN, "h1")),
        (f"OPINION | {WRITTEN}", "", f"OPINION | {WRITTEN} | The Harbour Post", WRITTEN, (WRITTEN, SHARED)),
        (f"LIVE: {WRITTEN}", "", f"{WRITTEN} | Video", WRITTEN, (WRITTEN, SHARED)),
        ("Who pays for the wall?", SEO, SEO, "Politics", ("Who pays for the wall?", SHARED)),
        ("Who pays for the wall?", SEO, SEO, f"Exclusive {SEO}", ("Who pays for the wall?", SHARED)),
        (f"{WRITTEN} | Politics", WRITTEN, f"{WRITTEN} | Politics | Harbour Post", "", (WRITTEN, "json-ld")),
        ("Council calls wall", WRITTEN, 'Council calls wall "a bargain"', "", (WRITTEN, "json-ld")),
        ("Council’s wall", "Council's wall", "Council's wall", "Council’s wall", ("Council’s wall", SHARED)),
        ("", "", f"{WRITTEN} - The Harbour Post", WRITTEN, (WRITTEN, "h1")),
        ("", "", f"{WRITTEN} - The Harbour Post", "", (WRITTEN, "title")),
        ("", "", "Council backs seawall - The Harbour Post", WRITTEN, (WRITTEN, "h1")),
        (
            "",
            "",
            "市議会が防潮堤の建て替えを承認 | 速報",
            "市議会が防潮堤の建て替えを承認",
            ("市議会が防潮堤の建て替えを承認", "h1"),
        ),
        ("", "", "", WRITTEN, (WRITTEN, "h1")),
        ("", "", "", "", ("", "")),
    ],
)
def test_the_headline_is_what_somebody_wrote_for_readers(
    og: str, json_ld: str, head: str, h1: str, expected: tuple[str, str]
) -> None:
    declared = [(text, origin) for text, origin in ((og, SHARED), (json_ld, "json-ld")) if text]
    assert headline(declared, head, [h1] if h1 else [], {"harbourpost", "theharbourpost"}) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (f"{WRITTEN} | The Harbour Post | by Nora Castellane", WRITTEN),
        (f"{WRITTEN} – HARBOURPOST.example", WRITTEN),
        (f"The Harbour Post: {WRITTEN}", f"The Harbour Post: {WRITTEN}"),
        ("市議会、防潮堤を承認：港湾新聞", "市議会、防潮堤を承認"),
        ("Seawall - who pays for it and when", "Seawall - who pays for it and when"),
    ],
)
def test_the_name_of_the_site_is_no_part_of_a_title(title: str, expected: str) -> None:
    assert without_site(title, {"theharbourpost", "harbourpost", "港湾新聞"}) == expected


def test_the_headline_of_another_story_s_card_is_not_taken() -> None:
    card = '<div itemscope><span itemprop="headline">Bull found in café</span></div>'
    found = document(f'<meta property="og:title" content="{WRITTEN}">', card, title="News")
    assert (found.title, found.origins["title"]) == (WRITTEN, SHARED)


def test_every_title_of_the_page_is_dropped_from_the_text() -> None:
    found = document(f'<meta property="og:title" content="{WRITTEN}">', f"<article><h1>{SEO}</h1></article>", title=SEO)
    assert SEO not in found.text


# --- authors ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"name": "Felix Berg und Eva Ek, dpa"}, ("Felix Berg", "Eva Ek", "dpa")),
        ({"name": "Trine Holm og Aka Lund"}, ("Trine Holm", "Aka Lund")),
        ({"name": "Ana Ruiz y Luis Mora"}, ("Ana Ruiz", "Luis Mora")),
        ({"name": "Ortega y Gasset"}, ("Ortega y Gasset",)),
        ({"name": "Ursula von der Leyen"}, ("Ursula von der Leyen",)),
        ({"name": "Nora Castellane, Chief Reporter"}, ("Nora Castellane",)),
        ([{"name": "Nora Castellane"}, {"name": "The Harbour Post"}], ("Nora Castellane",)),
        ({"@type": "Organization", "name": "The Harbour Post"}, ("The Harbour Post",)),
        ({"name": "@harbourpost"}, ()),
        ({"name": "https://harbour.example/team"}, ()),
        ({"name": "Staff Writer"}, ()),
        ({"name": "Nachrichten"}, ()),
    ],
)
def test_authors_in_json_ld(stated: Any, expected: tuple[str, ...]) -> None:
    head = '<meta property="og:site_name" content="The Harbour Post">' + ld(author=stated)
    assert document(head).authors == expected


def test_an_author_given_by_reference_is_looked_up() -> None:
    graph = (
        '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "author": {"@id": "#a"}},'
        '{"@type": "Person", "@id": "#a", "name": "Nora Castellane"}]}</script>'
    )
    found = document(graph)
    assert (found.authors, found.origins["authors"]) == (("Nora Castellane",), "json-ld")


@pytest.mark.parametrize(
    ("body", "origin"),
    [
        ('<p class="byline">By Nora Castellane</p>', "byline"),
        ('<a rel="author" href="/n">By Nora Castellane</a>', "byline"),
        ("<p><strong>Nora Castellane</strong></p>", "byline"),
        ('<p itemprop="author"><span itemprop="name">Nora Castellane</span></p>', "microdata"),
    ],
)
def test_a_byline_goes_before_the_newsroom(body: str, origin: str) -> None:
    found = document(ld(author={"name": "The Harbour Post"}, publisher={"name": "The Harbour Post"}), body)
    assert (found.authors, found.origins["authors"]) == (("Nora Castellane",), origin)


def test_a_byline_element_that_is_a_sentence_names_nobody() -> None:
    assert document(body='<div class="author-box"><p>By far the best wall on the coast.</p></div>').authors == ()


# --- dates, section, credit ---------------------------------------------------------------------


def test_times_in_microdata_keep_their_hour() -> None:
    body = (
        '<time itemprop="datePublished" datetime="2026-11-18T07:15+0100">18 Nov</time>'
        '<time itemprop="dateModified" datetime="2026-11-18T10:40+0100">10:40</time>'
    )
    found = document(body=body)
    assert (found.published, found.modified) == ("2026-11-18T07:15+0100", "2026-11-18T10:40+0100")
    assert (found.origins["published"], found.origins["modified"]) == ("microdata", "microdata")


def test_section_and_image_credit() -> None:
    image = {"@type": "ImageObject", "creditText": "Ada Brightwell"}
    found = document(ld(articleSection="City", image=[image]))
    assert (found.section, found.image_credit) == ("City", "Ada Brightwell")
    figure = '<figure><img src="a.jpg"><span class="image-credit">Tom Reed / AP</span></figure>'
    assert document(body=figure).image_credit == "Tom Reed / AP"


def test_only_known_fields_have_an_origin() -> None:
    found = document()
    assert found.origins == {"title": "title", "language": "html", "url": "request"}
    assert (found.section, found.image_credit, found.published) == (None, None, None)


def test_a_stray_quotation_mark_does_not_cost_the_json_ld() -> None:
    text = '{"@type": "NewsArticle", "headline": "Wall "too low" at Halloran", "datePublished": "2026-11-18"}'
    found = document(f'<script type="application/ld+json">{text}</script>')
    assert found.published == "2026-11-18"


@pytest.mark.parametrize(
    ("body", "authors"),
    [
        (
            '<p>By <a rel="author" href="/a">Ann Lee</a>, <a rel="author" href="/b">Bo Kim</a></p>',
            ("Ann Lee", "Bo Kim"),
        ),
        ("<p>Von: Maren Illing</p>", ("Maren Illing",)),
        ("<p>Par Mireille Castan, envoyée spéciale à Saint-Orlan</p>", ("Mireille Castan",)),
        ('<div class="autor">Por <a href="/a">Marta Illán</a></div>', ("Marta Illán",)),
        ("<p>Von Anfang an dagegen</p>", ()),
    ],
)
def test_bylines_without_structured_data(body: str, authors: tuple[str, ...]) -> None:
    assert document(body=body).authors == authors


def test_what_the_menu_leads_to_is_no_author() -> None:
    menu = "<nav><a href=/p>Politics</a><a href=/w>World News</a></nav>"
    for name in ("Politics", "World News"):
        assert document(f'<meta name="author" content="{name}">', menu).authors == ()
    assert document('<meta name="author" content="Ann World">', menu).authors == ("Ann World",)


@pytest.mark.parametrize(
    "shown",
    [
        '<div class="date">19 de noviembre de 2026</div>',
        '<p class="article-date">2026年11月19日 18時03分</p>',
        "<time>19.11.2026, 18:03 Uhr</time>",
        '<span class="publish-date">Nov 19, 2026</span>',
        "<time>donderdag 19 november 2026 om 18.03 uur</time>",
        '<span class="date">19 ноября 2026, 18:03</span>',
        '<span class="date">令和8年11月19日</span>',
        "<time>2026. november 19.</time>",
        "<time>19. marraskuuta 2026</time>",
    ],
)
def test_a_day_shown_between_headline_and_text(shown: str) -> None:
    source = (
        "<html><head><title>Council backs seawall</title></head><body><h1>Council backs seawall</h1>{}</body></html>"
    )
    found = extract(page(source.format(f"{shown}{STORY}")))
    assert found.published == "2026-11-19"
    assert "2026" not in found.text


# --- what the feed or sitemap said --------------------------------------------------------------

LISTED = Entry(
    source="https://www.harbour.example/feed",
    id="1",
    title=WRITTEN,
    authors=("Nora Castellane",),
    published="2026-07-08T21:40:00+00:00",
    modified="2026-07-09T08:00:00+00:00",
)


def listed(head: str = "", body: str = "", **changes: Any) -> Document:
    source = f'<html lang="en"><head>{head}</head><body>{body}<article>{STORY}</article></body></html>'
    return extract(page(source, entry=LISTED.model_copy(update=changes)))


def test_what_the_page_leaves_out_comes_from_its_entry() -> None:
    found = listed()
    assert (found.title, found.authors) == (WRITTEN, ("Nora Castellane",))
    assert (found.published, found.modified) == (LISTED.published, LISTED.modified)
    assert {found.origins[name] for name in ("title", "authors", "published", "modified")} == {"entry"}


def test_the_page_knows_better_than_its_entry() -> None:
    node = {"author": "Bo Kim", "datePublished": "2026-07-05", "dateModified": "2026-07-10", "headline": SEO}
    found = listed(ld(**node), f"<h1>{SEO}</h1>")
    assert (found.title, found.authors) == (SEO, ("Bo Kim",))
    assert (found.published, found.modified) == ("2026-07-05", "2026-07-10")
    assert "entry" not in found.origins.values()


def test_a_section_is_no_part_of_a_title_and_an_address_of_a_name() -> None:
    found = document(f'<meta property="og:title" content="{WRITTEN} - Politics">{ld(articleSection="Politics")}')
    assert (found.title, found.section) == (WRITTEN, "Politics")
    assert document(ld(author="ann@harbour.example (Ann Lee)")).authors == ("Ann Lee",)
    assert document(ld(author={"name": ["Ann Lee", "Bo Kim"]})).authors == ("Ann Lee", "Bo Kim")


def test_of_several_titles_the_entry_s_is_the_headline() -> None:
    head = f'<title>{SEO}</title><meta property="og:title" content="What the wall costs you">{ld(headline=WRITTEN)}'
    assert (listed(head).title, listed(head).origins["title"]) == (WRITTEN, "json-ld")
    assert listed(head, f"<h1>{SEO}</h1>", title=f"{SEO} - harbour.example").title == SEO
    assert listed(head, title="Nothing of the kind").title == "What the wall costs you"


def test_an_entry_names_persons_before_a_newsroom_and_is_read_as_strictly() -> None:
    house = ld(author="Harbour Newsroom", publisher={"name": "Harbour"})
    assert listed(house).authors == ("Nora Castellane",)
    assert listed(house, authors=("By Ann Lee and Bo Kim", "admin", "desk@harbour.example")).authors == (
        "Ann Lee",
        "Bo Kim",
    )
    assert listed(house, authors=("harbour.example",)).authors == ("Harbour Newsroom",)


@pytest.mark.parametrize(
    ("head", "published", "origin"),
    [
        ('<meta name="date" content="2026-07-20">', LISTED.published, "entry"),
        ('<meta name="date" content="2026-07-09">', "2026-07-09", "meta:date"),
        ('<meta property="article:published_time" content="2026-07-05">', "2026-07-05", "meta:article:published_time"),
    ],
)
def test_an_uncertain_date_gives_way_to_the_entry_s(head: str, published: str, origin: str) -> None:
    found = listed(head)
    assert (found.published, found.origins["published"]) == (published, origin)


def test_an_impossible_date_of_an_entry_is_absent() -> None:
    found = listed(published="2126-07-08T00:00:00+00:00", modified="1969-01-01T00:00:00+00:00")
    assert (found.published, found.modified) == (None, None)


# --- dates as pages write them ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-07-11T10:00:00+02:00", "2026-07-11T10:00:00+02:00"),
        ("2026-07-11 10:00:00 +0200", "2026-07-11T10:00:00+02:00"),
        ("2026-07-11 10:00:00 UTC", "2026-07-11T10:00:00Z"),
        ("2026/7/1", "2026-07-01"),
        ("20260711", "2026-07-11"),
        ("Sat, 11 Jul 2026 10:00:00 GMT", "2026-07-11T10:00:00+00:00"),
        ("11/07/2026", None),
        ("2026", None),
        ("2026-13-45", None),
        ("yesterday", None),
    ],
)
def test_dates_of_statements(text: str, expected: str | None) -> None:
    assert iso(text) == expected
