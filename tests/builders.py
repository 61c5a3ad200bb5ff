"""Small valid values for tests: change only what a test is about."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pipeline.models import (
    Analysis,
    Document,
    Dossier,
    Draft,
    Finding,
    Paragraph,
    Passage,
    Place,
    Provenance,
    Report,
    Section,
    SectionKind,
    Severity,
)
from pipeline.states import DraftState

NOW = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


def document(*texts: str, **changes: Any) -> Document:
    passages = tuple(Passage(id=f"p{n}", text=text) for n, text in enumerate(texts, 1))
    given: dict[str, Any] = {
        "location": "page.html",
        "url": "https://www.harbour.example/seawall",
        "title": "Council backs seawall",
        "published": "2026-11-18",
        "site": "The Harbour Post",
        "language": "en",
        "passages": passages,
        "page_hash": "0" * 64,
    }
    return Document(**{**given, **changes})


def dossier(*texts: str) -> Dossier:
    one = document(*texts)
    passages = tuple(p.model_copy(update={"id": f"s1.{p.id}"}) for p in one.passages)
    return Dossier(documents=(one.model_copy(update={"passages": passages}),))


def analysis(**changes: Any) -> Analysis:
    given: dict[str, Any] = {
        "headline": "Council backs seawall",
        "dek": "A vote of 7 to 2 settles a long dispute.",
        "lede": (Paragraph(text="The council voted 7 to 2.", citations=("s1.p1",)),),
        "sections": (
            Section(
                heading="Reading Between the Lines",
                kind=SectionKind.INFERENCE,
                paragraphs=(Paragraph(text="The margin suggests that the mayor has the votes.", citations=("s1.p1",)),),
            ),
        ),
    }
    return Analysis(**{**given, **changes})


def blocker(rule: str = "numbers", message: str = '"9" is in no source.') -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.BLOCKER,
        place=Place(part="lede", paragraph=0, start=0, end=3),
        message=message,
    )


def draft(**changes: Any) -> Draft:
    given: dict[str, Any] = {
        "version_id": "abcd1234" + "0" * 56,
        "story_id": "1234567812345678",
        "dossier_hash": "1" * 64,
        "format": "analysis",
        "language": "en",
        "state": DraftState.READY,
        "analysis": analysis(),
        "report": Report(),
        "provenance": Provenance(
            endpoint="embedded",
            model="small",
            format_hash="2" * 64,
            prompt_hash="3" * 64,
            package_version="0",
            started_at=NOW,
            finished_at=NOW,
        ),
        "disclaimer": "Written by a machine.",
        "created_at": NOW,
    }
    return Draft(**{**given, **changes})
