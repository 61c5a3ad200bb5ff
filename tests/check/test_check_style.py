from __future__ import annotations

import pytest

from pipeline.check import Block, check
from pipeline.models import Finding, Severity


def _style(kind: str, text: str) -> list[Finding]:
    return [f for f in check([Block(kind, 0, kind, text)], [text]).findings if f.rule.startswith("style")]


@pytest.mark.parametrize(
    ("headline", "severity"),
    [
        ("Council backs wall.", Severity.NOTE),
        ("Council backs wall!", Severity.NOTE),
        ("COUNCIL BACKS WALL", Severity.WARNING),
        ("Council backs wall in the U.S.", None),
        ("Council backs wall", None),
    ],
)
def test_headlines(headline: str, severity: Severity | None) -> None:
    assert [f.severity for f in _style("headline", headline)] == ([severity] if severity else [])


def test_empty_phrases_are_notes() -> None:
    text = "Only time will tell, but in today’s fast-paced world the wall stands."
    found = _style("lede", text)
    assert [(text[f.place.start : f.place.end], f.severity) for f in found] == [
        ("Only time will tell", Severity.NOTE),
        ("in today’s fast-paced world", Severity.NOTE),
    ]
