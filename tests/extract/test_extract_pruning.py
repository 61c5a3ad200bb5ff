"""What stands beside a story on its page: dropped, and what only looks like it: kept."""

from __future__ import annotations

import pytest
from extract_pages import COST, DOUBT, STORY, VOTE, document, markup, page, refusal

from pipeline.extract import extract
from pipeline.extract.cards import drop_cards
from pipeline.extract.markup import parse, visible_text
from pipeline.models import PassageKind

OTHER = "Trawlers stay in port for a second week as the price of diesel climbs past that of the catch itself"
ADDED = (
    "Marigold Quillfeather, a widow, opposed the plan to the last. Her elderly neighbours celebrated with fireworks "
    "near the lighthouse afterwards."
)
ANNOUNCED = (
    "The council voted to rebuild the seawall that has guarded the quay, after a hearing that lasted five hours."
)


@pytest.mark.parametrize(
    "box",
    [
        f'<p class="image-caption">{OTHER}.</p>',
        f'<fact-box class="fact-box"><p>{OTHER}.</p></fact-box>',
        f'<div class="author__biography"><p>{OTHER}.</p></div>',
        f'<a href="/trawlers"><p>{OTHER}.</p></a>',
        f'<figure><img src="a.jpg"><p>{OTHER}.</p></figure>',
        f'<div class="image_widget"><img src="a.jpg"><p>{OTHER}.</p></div>',
        f'<ul><li>Fishing: <a href="/a">{OTHER}</a></li><li>Prices: <a href="/b">{OTHER}</a></li></ul>',
        f'<h3>More Harbour Post stories</h3><ul><li>{OTHER} <a href="/a">for now</a></li>'
        f'<li>{OTHER} <a href="/b">again</a></li></ul>',
    ],
)
def test_what_stands_beside_the_story_is_dropped(box: str) -> None:
    found = document(f"<p>{VOTE}</p><p>{COST}</p>{box}<p>{DOUBT}</p>")
    assert [p.text for p in found.passages if p.kind is PassageKind.PARAGRAPH] == [VOTE, COST, DOUBT]


def test_a_story_in_a_box_with_a_misleading_name_stays() -> None:
    assert [p.text for p in document(f'<div class="promo">{STORY}</div>').passages] == [VOTE, COST, DOUBT]


def test_posts_in_an_article_beside_the_story_are_other_stories() -> None:
    posts = "".join(f"<article><p>{OTHER}, said harbour {name}.</p></article>" for name in ("one", "two", "three"))
    found = extract(page(markup().replace("</article>", f"</article><article><h3>You may like</h3>{posts}</article>")))
    assert [p.text for p in found.passages] == [VOTE, COST, DOUBT]


def test_paragraphs_in_boxes_of_their_own_are_kept_with_their_links() -> None:
    linked = 'The <a href="/grant">federal grant</a> decides.'
    boxes = "".join(f"<div class=b><div><p>{text}</p></div></div>" for text in (VOTE, linked, COST, DOUBT))
    texts = [p.text for p in document(boxes).passages]
    assert texts == [VOTE, "The federal grant decides.", COST, DOUBT]


def test_empty_emphasis_hides_no_text() -> None:
    assert COST in document(f"<p>{VOTE}</p><p><b></b> {COST}</p><p>{DOUBT}</p>").text


@pytest.mark.parametrize(
    ("line", "first"),
    [(ADDED, ADDED), (ANNOUNCED, VOTE), (ADDED.removesuffix("."), VOTE)],
    ids=["adds to the text", "announces the text", "no sentence"],
)
def test_a_standfirst_that_adds_to_the_text_is_its_first_paragraph(line: str, first: str) -> None:
    head = f'<meta name="description" content="{line}">'
    given = markup(head=head).replace(
        "<article>", f"<header><h1>Council backs seawall</h1><p>{line}</p></header><article>"
    )
    passages = extract(page(given)).passages
    assert (passages[0].id, passages[0].text) == ("p1", first)
    assert VOTE in [p.text for p in passages]


def test_a_description_that_is_not_shown_is_no_standfirst() -> None:
    found = document(head=f'<meta name="description" content="{ADDED}">')
    assert found.passages[0].text == VOTE


# --- cards --------------------------------------------------------------------------------------


def cards(count: int, link: str = "/s/{}") -> str:
    boxes = (
        f'<div><a href="{link.format(n)}"><h3>Harbour story number {n}</h3></a><p>A teaser of story {n}.</p></div>'
        for n in range(count)
    )
    return f"<div class=grid>{''.join(boxes)}</div>"


def test_cards_of_other_stories_are_dropped_wherever_they_stand() -> None:
    found = document(f"<p>{VOTE}</p><aside>{cards(1)}</aside><p>{COST}</p>{cards(4)}<p>{DOUBT}</p>{cards(6)}")
    assert [p.text for p in found.passages] == [VOTE, COST, DOUBT]


def test_a_list_of_stories_with_summaries_is_an_index() -> None:
    rows = "".join(f"<div><h2><a href=/s/{n}>Harbour story number {n}</a></h2><p>{VOTE}</p></div>" for n in range(20))
    given = f"<html><head><title>Latest</title></head><body><main><h1>Latest</h1>{rows}</main></body></html>"
    assert refusal(page(given)).reason == "index_page"


@pytest.mark.parametrize(
    ("link", "stays"),
    [
        ("/s/{}", False),
        ("https://sport.harbour.example/{}", False),
        ("https://shop.example/{}", True),
        ("#part-{}", True),
    ],
)
def test_headings_that_lead_out_of_the_site_or_down_the_page_belong_to_the_story(link: str, *, stays: bool) -> None:
    tree = parse(markup(f"<p>{VOTE}</p>{cards(5, link)}<p>{COST}</p>"))
    assert tree is not None
    drop_cards(tree, "https://www.harbour.example/seawall")
    assert ("A teaser of story 3." in visible_text(tree)) is stays


def test_large_boxes_under_linked_headings_are_parts_of_the_story() -> None:
    parts = "".join(
        f"<section><h2><a href=/p/{n}>Part number {n}</a></h2><p>{n} {VOTE} {COST}</p></section>" for n in range(5)
    )
    assert document(parts).text.count("The city council voted") == 5


# --- layout -------------------------------------------------------------------------------------


def test_a_story_in_a_cell_beside_a_menu_is_paragraphs() -> None:
    told = "<br><br>".join((VOTE, COST, DOUBT, f"Later: {VOTE}"))
    given = (
        "<html><head><title>Council backs seawall</title></head><body><table><tr><td><a href=/>Home</a></td>"
        f"<td>{told}</td></tr></table></body></html>"
    )
    assert [p.text for p in extract(page(given)).passages] == [VOTE, COST, DOUBT, f"Later: {VOTE}"]


def test_a_story_in_boxes_of_one_kind_is_whole_without_an_article_element() -> None:
    halves = (f"<p>{VOTE}</p><p>{COST}</p>", f"<p>{DOUBT}</p><p>Later: {VOTE}</p>")
    parts = "".join(
        f'<div class="part"><div class="wrap"><div class="text">{half}</div></div></div>' for half in halves
    )
    given = markup("").replace("<article>", "<div class=story>").replace("</article>", f"{parts}</div>")
    assert [p.text for p in extract(page(given)).passages] == [VOTE, COST, DOUBT, f"Later: {VOTE}"]
