from __future__ import annotations

import json
from pathlib import Path

import pytest
from nutgraf_command import EXAMPLES, Nutgraf

WIRE = EXAMPLES / "seawall-wire.html"
LEDGER = EXAMPLES / "seawall-ledger.html"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The wire's page as another newspaper prints it."""
    page = WIRE.read_text("utf-8")
    for old, new in {
        "https://meridianwire.example": "https://courier.example",
        '"name": "Meridian Wire"': '"name": "Upland Courier"',
        'site_name content="Meridian Wire"': 'site_name content="Upland Courier"',
        "— Meridian Wire</title>": "— Upland Courier</title>",
    }.items():
        assert old in page
        page = page.replace(old, new)
    (tmp_path / "courier.html").write_text(page, "utf-8")
    return tmp_path / "courier.html"


def test_a_copy_is_one_source_with_both_addresses_and_the_reader_is_told(nutgraf: Nutgraf, copy: Path) -> None:
    result = nutgraf("draft", copy, WIRE, "--json")
    dossier = json.loads((Path(result.json["path"]) / "dossier.json").read_text())
    (document,) = dossier["documents"]
    assert document["site"] == "Meridian Wire"
    (listed,) = document["copies"]
    assert listed["url"].startswith("https://courier.example/")
    told = [json.loads(line)["message"] for line in result.err.splitlines() if '"assemble"' in line]
    assert any(line.startswith(listed["url"]) and "counted once" in line for line in told)
    later = nutgraf("draft", copy, "--json")
    assert later.json["story_id"] == result.json["story_id"]


def test_the_order_of_the_sources_makes_no_other_version(nutgraf: Nutgraf) -> None:
    first = nutgraf("draft", WIRE, LEDGER, "--json").json
    calls = len(nutgraf.fake.calls())
    assert nutgraf("draft", LEDGER, WIRE, "--json").json == first
    assert len(nutgraf.fake.calls()) == calls
