"""JSON under the published schema, ninjs under IPTC's, JSON-LD expanded against schema.org's terms."""

from __future__ import annotations

import json
import warnings
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from article_samples import HOSTILE
from cms_fakes import visible
from released import KEY, released, taken_back

from pipeline.labels import DISCLAIMER, MAKINGS
from pipeline.models import Correction
from pipeline.publish import ninjs, published
from pipeline.publish.article import Article, article_of, plain
from pipeline.publish.jsonld import json_ld, script_json
from pipeline.states import DigitalSource, DraftState

DATA = Path(__file__).parent / "data"
FORMATS = jsonschema.FormatChecker()
NINJS = jsonschema.Draft202012Validator(
    json.loads((DATA / "ninjs-schema_3.1.json").read_text()), format_checker=FORMATS
)
PUBLISHED = jsonschema.Draft202012Validator(json.loads(json.dumps(published.schema())), format_checker=FORMATS)

CORRECTED = (Correction(at=datetime(2026, 3, 14, tzinfo=UTC), note="It was 7 to 3.", corrects="0"),)
ARTICLES = [
    released(),
    released(made=DigitalSource.REWRITTEN, corrections=CORRECTED, discussion_url=None, related=()),
    released(state=DraftState.READY),
    taken_back(),
    *map(released, HOSTILE),
    *map(taken_back, HOSTILE[:3]),
]


@pytest.mark.parametrize("article", ARTICLES)
def test_every_article_is_valid_ninjs(article: Article) -> None:
    item = json.loads(ninjs.render(article))
    NINJS.validate(item)
    assert item["digitalSourceType"]["uri"] == article.label.making.digital_source_type
    assert item["edNote"].startswith(article.label.credit)
    assert item["usageTerms"] == article.disclaimer
    assert article.disclaimer in visible(item["bodies"][0]["value"])
    assert item["pubStatus"] == ("canceled" if article.retraction else "usable")


def test_iptcs_schema_refuses_what_it_does_not_know() -> None:
    item = json.loads(ninjs.render(released()))
    for wrong in ({"digitalsourcetype": "x"}, {"pubStatus": "published"}, {"bodies": "text"}):
        with pytest.raises(jsonschema.ValidationError):
            NINJS.validate(item | wrong)


def test_corrections_in_ninjs() -> None:
    note = ninjs.ninjs(released(corrections=CORRECTED))["edNote"]
    assert note.endswith("Corrected on 2026-03-14: It was 7 to 3.")


@pytest.mark.parametrize("article", ARTICLES)
def test_every_article_is_valid_under_the_published_schema(article: Article) -> None:
    data = json.loads(published.render(article))
    PUBLISHED.validate(data)
    assert data["label"]["ai_generated"] is True
    assert data["label"]["digital_source_type"] == article.label.making.digital_source_type
    assert data["disclaimer"] == article.disclaimer
    assert data["headline"] == article.headline
    assert data["status"] == ("retracted" if article.retraction else "published")
    assert data["json_ld"] == json_ld(article)


@pytest.mark.parametrize("missing", ["disclaimer", "label", "sources", "corrections", "id"])
def test_the_published_schema_asks_for_its_labels(missing: str) -> None:
    data = json.loads(published.render(released()))
    del data[missing]
    with pytest.raises(jsonschema.ValidationError, match=missing):
        PUBLISHED.validate(data)
    assert not PUBLISHED.is_valid(json.loads(published.render(released())) | {"disclaimer": ""})


# --- JSON-LD ------------------------------------------------------------------------------------


def expanded(article: Article) -> dict[str, Any]:
    """As a processor of JSON-LD sees it, with schema.org's terms read from disk."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pyld import jsonld

    context = json.loads((DATA / "schema_org_context.jsonld").read_text())

    def load(url: str, _options: Any) -> dict[str, Any]:
        assert url == "https://schema.org"
        return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": context}

    (node,) = jsonld.expand(json_ld(article), {"documentLoader": load})
    assert isinstance(node, dict)
    return node


def keys_of(data: Any) -> int:
    """How many properties a JSON-LD object has, all levels."""
    if isinstance(data, list):
        return sum(map(keys_of, data))
    if not isinstance(data, dict) or "@value" in data:
        return 0
    return sum(1 + keys_of(value) for key, value in data.items() if not key.startswith("@"))


@pytest.mark.parametrize("article", ARTICLES)
def test_no_property_is_unknown_to_schema_org(article: Article) -> None:
    assert keys_of(expanded(article)) == keys_of(json_ld(article))


@pytest.mark.parametrize("made", DigitalSource)
def test_what_a_processor_understands(made: DigitalSource) -> None:
    node = expanded(released(made=made, corrections=CORRECTED))
    schema = "https://schema.org/"
    assert node["@type"] == [f"{schema}NewsArticle"]
    assert node[f"{schema}digitalSourceType"] == [{"@id": MAKINGS[made].schema_source_type}]
    assert node[f"{schema}datePublished"] == [{"@value": "2026-03-13T06:00:00Z", "@type": f"{schema}DateTime"}]
    based, cited = node[f"{schema}isBasedOn"], node[f"{schema}citation"]
    assert [s["@type"] for s in based] == [[f"{schema}CreativeWork"]] * 2
    assert based[0][f"{schema}url"] == [{"@id": "https://courier.example/seawall"}]
    assert len(cited) == 2
    assert node[f"{schema}creditText"][0]["@value"].startswith(MAKINGS[made].words)
    assert node[f"{schema}backstory"] == [{"@value": DISCLAIMER}]
    assert node[f"{schema}correction"][0][f"{schema}text"] == [{"@value": "It was 7 to 3."}]


def test_sources_that_no_paragraph_cites_are_no_citations() -> None:
    from article_samples import ANALYSIS, dossier, draft

    only_one = ANALYSIS.model_copy(update={"lede": (), "sections": ANALYSIS.sections[:1]})
    section = only_one.sections[0].model_copy(update={"paragraphs": only_one.sections[0].paragraphs[:1]})
    data = json_ld(article_of(draft(analysis=only_one.model_copy(update={"sections": (section,)})), dossier()))
    assert [s["name"] for s in data["citation"]] == ["Council backs seawall"]
    assert len(data["isBasedOn"]) == 2


@pytest.mark.parametrize("text", HOSTILE)
def test_json_for_a_script_element_ends_nothing_and_reads_the_same(text: str) -> None:
    script = script_json(released(text))
    assert script.isascii()
    assert not {"<", ">", "&"} & set(script)
    assert not any(mark in script for mark in ("{{", "{%", "[gallery", "[raw", "[click]"))
    assert json.loads(script) == json_ld(released(text))
    assert json.loads(script)["headline"] == plain(text)


def test_an_article_keeps_its_id_through_versions() -> None:
    one, two = released(), released(version_id="f" * 64)
    assert json_ld(one)["identifier"] == json_ld(two)["identifier"] == KEY
    assert json.loads(published.render(two))["version_id"] == "f" * 64
