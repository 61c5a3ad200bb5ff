"""The example pages are what they claim to be, and the extractor reads every one of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from lxml import html
from pydantic import BaseModel

from pipeline.desks import Desk, load_desk
from pipeline.extract import extract
from pipeline.models import Document, Page

SOURCES = Path(__file__).parent.parent / "sources"
FOLDER = SOURCES / "examples"


class Example(NamedTuple):
    file: str
    title: str
    authors: tuple[str, ...]
    published: str
    site: str
    begins: str
    ends: str


EXAMPLES = (
    Example(
        "seawall-ledger.html",
        "Council backs $48 million seawall after five-hour hearing",
        ("Nora Castellane",),
        "2026-11-11",
        "The Harbour Ledger",
        "Port Halloran’s city council voted 7–2",
        "due to consider it in the spring.",
    ),
    Example(
        "seawall-tribune.html",
        "Port Halloran approves $52 million seawall; state share still in doubt",
        ("Caleb Winterbourne",),
        "2026-11-11",
        "Brackwater Tribune",
        "PORT HALLORAN — After five hours of testimony",
        "“I would not promise anyone 50.”",
    ),
    Example(
        "seawall-wire.html",
        "Port Halloran council votes 7-2 to raise seawall",
        ("Ada Brightwell",),
        "2026-11-11",
        "Meridian Wire",
        "PORT HALLORAN, Nov. 11 (Meridian Wire) — The city council",
        "Work is due to begin in September 2027.",
    ),
    Example(
        "tram-strike-tribune.html",
        "Tram strike enters third day with no talks scheduled",
        ("Delphine Okafor-Reyes",),
        "2026-11-04",
        "Brackwater Tribune",
        "PORT HALLORAN — No trams ran for a third day",
        "at a members’ meeting on Friday.",
    ),
    Example(
        "tram-strike-vesper.html",
        "The hole in the middle of the day",
        ("Mira Lindholm-Boateng", "Teodor Halvard"),
        "2026-11-07",
        "The Vesper",
        "At 9:40 in the morning Anselm Tovar parks his tram",
        "“My daughter didn’t know I could be there when it was light.”",
    ),
    Example(
        "maternity-courier.html",
        "Night births to end at Inverdoyle Infirmary from January",
        ("Hamish Tolliver",),
        "2026-10-16",
        "Upland Courier",
        "Babies will no longer be born at night",
        "would visit Inverdoyle next month.",
    ),
    Example(
        "maternity-coast.html",
        "Campaigners to challenge night closure of Inverdoyle maternity unit in court",
        ("Ewan Castlebrook",),
        "2026-10-27",
        "Coast Radio News",
        "Campaigners have gone to court",
        "while a case was before the courts.",
    ),
    Example(
        "ferries-coast.html",
        "Electric ferry delayed again as battery fails cold-weather tests",
        ("Maren Oldcastle",),
        "2026-11-03",
        "Coast Radio News",
        "The first electric ferry for the Skerran Islands",
        "buy a boat for the weather in the brochure.’",
    ),
    Example(
        "seagrass-lumen.html",
        "Seagrass came back to Ostra Bight, but the carbon did not",
        ("Cordelia Mbeki-Thorne",),
        "2026-10-29",
        "Lumen Weekly",
        "One of the world’s largest seagrass restorations",
        "because of a number we added later.”",
    ),
    Example(
        "battery-wire.html",
        "Battery fire spread through a door left open for ventilation, Quillon report finds",
        ("Silas Corrigan-Wu",),
        "2026-11-18",
        "Meridian Wire",
        "ALDERMOOR, Nov. 18 (Meridian Wire) — A fire that destroyed",
        "three times the present capacity by 2031.",
    ),
    Example(
        "delivery-apps-wire.html",
        "Quillon Senate passes bill making delivery apps explain why couriers are cut off",
        ("Leonie Abara-Finch",),
        "2026-11-12",
        "Meridian Wire",
        "ALDERMOOR, Nov. 12 (Meridian Wire) — Delivery platforms",
        "she has not said whether she would sign it.",
    ),
    Example(
        "phones-tribune.html",
        "Phone lockers cut classroom disruptions, but not everyone’s grades, district finds",
        ("Tamsin Overbeck",),
        "2026-10-30",
        "Brackwater Tribune",
        "BRACKWATER — A year after 12 Brackwater County schools",
        "Her mother gave permission to print it.",
    ),
    Example(
        "quarry-vesper.html",
        "A river gets its bends back",
        ("Jocasta Brandreth",),
        "2026-10-22",
        "The Vesper",
        "A company that moved a river must put it back.",
        "and I intend to be there.”",
    ),
    Example(
        "carvings-vesper.html",
        "The figureheads go home by bus",
        ("Anouk Terrabonne",),
        "2026-11-16",
        "The Vesper",
        "Nine wooden women who have spent 113 years",
        "The bus leaves on Nov. 24.",
    ),
    Example(
        "drought-courier.html",
        "Growers' water quota cut by 45% as reservoirs fall to lowest since 1976",
        ("Verity Stannock",),
        "2026-10-23",
        "Upland Courier",
        "Farmers in the Brannoch valley",
        "the cut will be reduced to 25 per cent.",
    ),
    Example(
        "empty-homes-ledger.html",
        "Empty homes fee brought 310 houses back into use, city says",
        ("Percy Vandeleur",),
        "2026-11-05",
        "The Harbour Ledger",
        "A fee on houses that stand empty",
        "has asked where the money would come from.",
    ),
    Example(
        "grain-ledger.html",
        "Grain ships divert as port and mills fall out over who pays for dredging",
        ("Imelda Straker",),
        "2026-10-13",
        "The Harbour Ledger",
        "Seven grain ships have bypassed Port Halloran",
        "cutting the charge to $1.20 and borrowing the rest.",
    ),
)
NEWSLETTER = "bridge-newsletter.txt"

# What stands around the stories, in all its spellings; none of it is part of one.
FURNITURE = re.compile(
    r"[Cc]ookie|Related Articles|Share your thoughts|^Read more|^RELATED|FACTBOX: |EXPLAINER: |Also in The|Listen:"
    r"|[Nn]ewsletter|Sign [Uu]p|Subscribe|Unsubscribe|Salt & Light|ADVERTISEMENT|Story continues|Wellingtons, all sizes"
    r"|Flock|Murmur|Copy link|E-mail this|Log In|^Home|All rights reserved|©|Privacy|Tagged|^Posted on"
    r"|^By [A-Z]|Staff Writer|[Rr]eporter, Coast|^Published|Updated|UPDATED|Photograph:|Photo by|Picture:|MERIDIAN WIRE"
    r"|Reporting by|Our standards|covers .+ for the Brackwater|Have a tip|story ideas|^Follow |Journal reference|vol 18"
    r"|Comments are open|Join the|Most Popular|Top stories|Related topics|house rules|min read|^\d+ mins$",
    re.MULTILINE,
)


def _page(file: str) -> Page:
    path = FOLDER / file
    return Page(
        location=str(path),
        url=None,
        status=None,
        content_type="text/html" if path.suffix == ".html" else "text/plain",
        body=path.read_bytes(),
        fetched_at=datetime(2026, 11, 20, tzinfo=UTC),
    )


def _source(file: str) -> tuple[str, str]:
    """(declared charset, text decoded by it, strictly)."""
    body = (FOLDER / file).read_bytes()
    declared = re.search(rb"charset=[\"']?([\w-]+)", body[:1024], re.IGNORECASE)
    assert declared, "no charset in the first 1024 bytes"
    charset = declared[1].decode().lower()
    return charset, body.decode(charset)


def _news_articles(value: Any) -> Iterator[dict[str, Any]]:
    """Every JSON-LD object whose type is a kind of NewsArticle, at any depth."""
    if isinstance(value, list):
        for item in value:
            yield from _news_articles(item)
    elif isinstance(value, dict):
        if "NewsArticle" in str(value.get("@type")):
            yield value
        for item in value.values():
            yield from _news_articles(item)


def _stated(text: str) -> tuple[str, tuple[str, ...], str]:
    """(headline, authors, day published) as the page's JSON-LD or, without one, its microdata states them."""
    tree = html.document_fromstring(text)
    scripts = tree.xpath('//script[@type="application/ld+json"]/text()')
    if scripts:
        (article,) = [found for script in scripts for found in _news_articles(json.loads(script))]
        authors = article["author"] if isinstance(article["author"], list) else [article["author"]]
        assert article["publisher"]
        assert article["dateModified"] >= article["datePublished"]
        return article["headline"], tuple(author["name"] for author in authors), article["datePublished"][:10]
    (article,) = tree.xpath('//*[@itemtype="https://schema.org/NewsArticle"]')
    names = article.xpath('.//*[@itemprop="author"]//*[@itemprop="name"]')
    (headline,) = article.xpath('.//*[@itemprop="headline"]')
    (published,) = article.xpath('.//*[@itemprop="datePublished"]/@datetime')
    return headline.text_content(), tuple(name.text_content() for name in names), published[:10]


@pytest.fixture(scope="module", params=EXAMPLES, ids=lambda example: example.file)
def example(request: pytest.FixtureRequest) -> Example:
    found: Example = request.param
    return found


@pytest.fixture(scope="module")
def document(example: Example) -> Document:
    return extract(_page(example.file))


def test_every_example_is_listed_here() -> None:
    assert {path.name for path in FOLDER.iterdir() if path.is_file()} == {e.file for e in EXAMPLES} | {NEWSLETTER}


def test_page_states_its_headline_author_and_date(example: Example) -> None:
    assert _stated(_source(example.file)[1]) == (example.title, example.authors, example.published)


def test_page_has_the_parts_of_a_news_page(example: Example) -> None:
    tree = html.document_fromstring(_source(example.file)[1])
    (title,) = tree.xpath("//title/text()")
    (headline,) = tree.xpath("//h1")
    assert headline.text_content() == example.title
    assert example.title in title
    assert example.site in title
    for query in ('//link[@rel="canonical"]/@href', '//meta[@property="og:url"]/@content'):
        (url,) = tree.xpath(query)
        assert re.fullmatch(r"https?://[\w.]+\.example/\S+", url)
    text = " ".join(tree.text_content().split())
    for part in ("cookie", "related articles", "share your thoughts", "privacy"):
        assert part in text.casefold()


def test_no_link_leaves_the_reserved_domain(example: Example) -> None:
    hosts = set(re.findall(r"(?:https?:)?//([\w-]+(?:\.[\w-]+)+)", _source(example.file)[1]))
    assert {host for host in hosts if not host.endswith(".example")} <= {"schema.org"}


def test_page_is_encoded_as_it_declares(example: Example) -> None:
    charset, text = _source(example.file)
    assert charset == ("iso-8859-1" if "-courier" in example.file else "utf-8")
    assert not text.isascii()
    assert not re.search(r"[\x80-\x9f\ufffd]|Ã.|â€", text)


def test_the_courier_pages_are_no_utf8() -> None:
    with pytest.raises(UnicodeDecodeError):
        (FOLDER / "drought-courier.html").read_bytes().decode("utf-8")


def test_seawall_pages_share_the_vote_and_differ_in_the_cost() -> None:
    texts = {p: extract(_page(f"seawall-{p}.html")).text.replace("–", "-") for p in ("ledger", "tribune", "wire")}
    assert all("voted 7-2" in text for text in texts.values())
    cost = {
        "ledger": "a budget of $48 million",
        "tribune": "a $52 million project",
        "wire": "a cost of $48 million, before",
    }
    homes = {"ledger": "1,900 homes", "tribune": "2,300 homes", "wire": "Roughly 2,000 homes"}
    payer = {"ledger": "60 per cent of the cost", "tribune": "up to half of the bill", "wire": "borrowing every dollar"}
    for facts in (cost, homes, payer):
        for publisher, fact in facts.items():
            assert [p for p, text in texts.items() if fact in text] == [publisher]


def test_extracted_metadata(example: Example, document: Document) -> None:
    assert document.title == example.title
    assert document.authors == example.authors
    assert document.published is not None
    assert document.published[:10] == example.published
    assert document.site == example.site
    assert document.language == "en"


def test_extracted_text_is_the_whole_story(example: Example, document: Document) -> None:
    starts = [number for number, passage in enumerate(document.passages) if passage.text.startswith(example.begins)]
    assert len(starts) == 1
    # A dek, or a heading with three summary points, may stand before the story.
    assert starts[0] <= (4 if example.site in {"Meridian Wire", "Coast Radio News"} else 0)
    assert document.passages[-1].text.endswith(example.ends)
    assert 350 <= len(document.text.split()) <= 700


def test_extracted_text_is_nothing_but_the_story(document: Document) -> None:
    assert [found[0] for passage in document.passages for found in FURNITURE.finditer(passage.text)] == []
    assert document.warnings == ()


def test_plain_text_example() -> None:
    document = extract(_page(NEWSLETTER))
    assert document.title == "Bridge at Sallow Ford closed to lorries after divers find hollow pier"
    assert document.passages[-1].text == "The first report on how fast the hollow is growing is due on 4 December."
    assert "“" not in document.text
    assert '"I would rather explain a queue than a collapse," she said.' in document.text


def test_example_desk_collects_the_examples() -> None:
    desk = load_desk("examples", SOURCES)
    assert desk.folders == ("examples",)
    assert all((SOURCES / note).is_file() for note in desk.notes)
    assert desk.schedule is None


def test_example_desk_shows_every_key_with_a_possible_value(tmp_path: Path) -> None:
    text = (SOURCES / "examples.toml").read_text(encoding="utf-8")
    shown = re.sub(r"^\w+ = \[\]$", "", text, flags=re.MULTILINE)
    shown = re.sub(r'^# (?=[\w".]+ = |\[{1,2}\w+\]{1,2}$)', "", shown, flags=re.MULTILINE)
    (tmp_path / "examples.toml").write_text(shown, encoding="utf-8")
    desk = load_desk("examples", tmp_path)
    unset = {name for name in Desk.model_fields if name not in desk.model_fields_set} - {"id"}
    for name in Desk.model_fields:
        table = getattr(desk, name)
        if isinstance(table, BaseModel):
            unset |= {f"{name}.{key}" for key in type(table).model_fields if key not in table.model_fields_set}
    assert unset == set()
