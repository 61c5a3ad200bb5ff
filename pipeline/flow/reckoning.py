"""What of a story is reckoned without asking anybody: done in other processes, so nothing is imported that they don't
need.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.check import Copying, check, check_analysis
from pipeline.formats import Format
from pipeline.models import Analysis, Dossier
from pipeline.text.addressing import readable
from pipeline.text.alignment import Aligner
from pipeline.write.planning import Plan, plan


class Planned(NamedTuple):
    dossier: Dossier
    """Without what speaks to a model."""
    plan: Plan


def planned(dossier: Dossier, fmt: Format, angle: str | None) -> Planned:
    understood = readable(dossier).dossier
    return Planned(understood, plan(understood, fmt, rank, angle))


def report(analysis: Analysis, dossier: Dossier, fmt: Format, language: str, copying: Copying) -> str:
    """The report as JSON text, which travels cheaply."""
    return check_analysis(analysis, dossier, fmt, language=language, copying=copying).model_dump_json()


def rank(query: str, texts: Sequence[str]) -> list[int]:
    return Aligner(texts).rank(query)


def support(sentence: str, passages: Sequence[str]) -> float:
    """How well the passages carry a sentence; next to nothing when the checker would block it."""
    report = check(sentence, passages, "claim")
    carried = max((s.support for s in report.sentences), default=0.0)
    return min(carried, 0.01) if report.blockers else carried
