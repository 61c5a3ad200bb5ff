"""A whole draft for the review desk: the three seawall pages, and an article over them with mistakes of each kind."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from nutgraf_command import EXAMPLES

from pipeline import review
from pipeline.check import check_analysis
from pipeline.flow.index import open_store
from pipeline.flow.job import read_dossier
from pipeline.formats import Format, load_format
from pipeline.journal import Journal
from pipeline.labels import DISCLAIMER
from pipeline.models import (
    Analysis,
    CallRecord,
    Dossier,
    Draft,
    Paragraph,
    Provenance,
    Report,
    Section,
    SectionKind,
    Usage,
    hash_of,
)
from pipeline.publish import render
from pipeline.settings import Settings, shipped
from pipeline.states import DraftState
from pipeline.store import Folder


def _p(text: str, *citations: str) -> Paragraph:
    return Paragraph(text=text, citations=citations)


WRONG_NUMBER = "$58 million"
WRONG_QUOTE = "“We are buying certainty, and we are buying time,”"

ANALYSIS = Analysis(
    headline="Port Halloran votes for a wall before it knows who pays",
    dek="The council backed a new seawall 7-2, but the state’s share of the bill is a hope, and a pumping station "
    "it may need was left for the spring.",
    lede=(
        _p(
            "Port Halloran’s city council voted 7-2 on Tuesday to replace the seawall that has stood since 1958. The "
            "budget is $48 million. A pumping station that engineers call part of the job would add $4 million, and "
            "the council has not voted on it yet.",
            "s1.p1",
            "s1.p2",
            "s2.p1",
            "s2.p17",
        ),
        _p(
            "“If you build the bathtub, you had better build the drain,” said Mayor Lena Ostrander, who campaigned "
            "for the project. Her price is therefore $58 million. The question that the vote leaves open is whose "
            "money that is.",
            "s1.p2",
            "s1.p3",
        ),
    ),
    sections=(
        Section(
            heading="How It Came to This",
            kind=SectionKind.REPORTED,
            paragraphs=(
                _p(
                    "On 17 February a storm pushed water over the old wall in 11 places and flooded 340 homes. The "
                    "city puts the insured damage at $11 million; an industry group counts $19 million in all. "
                    "Council president Marcus Thibault said that night had settled the matter.",
                    "s2.p8",
                    "s3.p8",
                ),
                _p(
                    "The new wall will be 1.3 metres higher than the present one. “We are buying certainty, and we "
                    "are buying time,” said Priya Raman-Holt, the city engineer, who expects about 50 years from it "
                    "if the sea rises as the middle forecasts say.",
                    "s2.p2",
                    "s2.p3",
                ),
            ),
        ),
        Section(
            heading="The Calculation Behind It",
            kind=SectionKind.ANALYSIS,
            paragraphs=(
                _p(
                    "Owners in a new flood district are to cover 60 per cent through a levy over 20 years, about $640 "
                    "a year for an average house. The rest depends on a state grant that has been applied for and not "
                    "received. “For planning purposes, the city is borrowing every dollar,” said Howard Teague, the "
                    "finance director.",
                    "s2.p6",
                    "s3.p4",
                ),
                _p(
                    "Even the number of homes behind the wall is disputed: 1,900 by the engineer’s count, 2,300 in "
                    "the consultant’s study and roughly 2,000 in the bond prospectus. Tobias Wren, who voted no, "
                    "would rather buy out the lowest 160 houses. Ines Farrow resigned from the council over the levy.",
                    "s3.p6",
                    "s1.p9",
                    "s3.p12",
                ),
            ),
        ),
        Section(
            heading="Reading Between the Lines",
            kind=SectionKind.INFERENCE,
            paragraphs=(
                _p(
                    "The order of events suggests a council that would rather own the debt than wait for the state. "
                    "That leaves the levy payers as the guarantors of a grant nobody has promised: if it fails, the "
                    "contract has to come back to the council, as its own finance director says.",
                    "s2.p7",
                    "s3.p3",
                ),
                _p(
                    "The pumping station may prove the harder vote. It is the smaller sum, but it would come just as "
                    "the city’s rating is looked at again, and by then a petition could be under way.",
                    "s3.p11",
                    "s3.p12",
                ),
            ),
        ),
    ),
)


@cache
def seawall() -> Dossier:
    """The dossier of the three pages."""
    settings = Settings(dir=EXAMPLES.parent.parent, output=EXAMPLES.parent.parent / "output")
    pages = [str(EXAMPLES / f"seawall-{name}.html") for name in ("tribune", "ledger", "wire")]
    # In a thread of its own: where a browser is driven, this one has an event loop already.
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(lambda: asyncio.run(read_dossier(pages, settings, Journal()))).result()


@cache
def _checked(analysis: Analysis) -> tuple[Format, Report]:
    fmt = load_format("analysis", (shipped("prompts"),))
    return fmt, check_analysis(analysis, seawall(), fmt, language="en")


def sample(analysis: Analysis = ANALYSIS, *, number: int = 1, **changes: Any) -> Draft:
    """A draft of it, checked as a fresh one is."""
    dossier = seawall()
    fmt, report = _checked(analysis)
    made = datetime(2026, 11, 11, 14, 5, tzinfo=UTC) + timedelta(minutes=number)
    draft = Draft(
        version_id=hash_of(["sample", number]),
        story_id="5ea5ea5ea5ea5ea5",
        dossier_hash=hash_of(dossier),
        desk="coast",
        format="analysis",
        language="en",
        state=DraftState.READY,
        analysis=analysis,
        report=report,
        provenance=Provenance(
            endpoint="api.example.com",
            model="news-writer-2",
            parameters={"temperature": 0.3, "max_tokens": 1500, "seed": 1},
            format_hash=fmt.format_hash,
            prompt_hash=fmt.prompt_hash,
            package_version="0.1.0",
            usage=Usage(calls=4, prompt_tokens=18_240, completion_tokens=1_312, seconds=21.4, cost=0.0213),
            calls=tuple(
                CallRecord(
                    name=f"write.{part}",
                    model="news-writer-2",
                    finish_reason="stop",
                    usage=Usage(calls=1, prompt_tokens=4_560, completion_tokens=328, seconds=5.35, cost=0.0053),
                )
                for part in ("head", "sections/0", "sections/1", "sections/2")
            ),
            started_at=made - timedelta(seconds=23),
            finished_at=made,
        ),
        disclaimer=DISCLAIMER,
        created_at=made,
    )
    reasons = review.open_reasons(draft, report)
    state = DraftState.NEEDS_ATTENTION if reasons else DraftState.READY
    return draft.model_copy(update={"reasons": reasons, "state": state, **changes})


def keep(settings: Settings, draft: Draft) -> Folder:
    """The draft in the settings' output, as a run would have put it there."""
    return open_store(settings).add(draft, seawall(), render(draft, seawall()))


def working_folder(path: Path) -> Settings:
    return Settings(dir=path, output=path / "output")
