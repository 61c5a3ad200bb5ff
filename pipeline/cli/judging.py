"""`nutgraf check --judge`: the second opinion, and what it cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pipeline.flow.judge import Texts, second_opinion
from pipeline.journal import open_journal, printable

if TYPE_CHECKING:
    from pipeline.models import Dossier, Draft, Report
    from pipeline.settings import Settings


def draft_judged(report: Report, draft: Draft, dossier: Dossier, settings: Settings) -> tuple[Report, dict[str, Any]]:
    parts = draft.analysis.parts() if draft.analysis else ()
    texts = {(part, n): paragraph.text for part, found in parts for n, paragraph in enumerate(found)}
    return judged(report, texts, [passage.text for passage in dossier.passages()], settings)


def judged(report: Report, texts: Texts, sources: Sequence[str], settings: Settings) -> tuple[Report, dict[str, Any]]:
    """The report with the judge's findings, and `{"judge": …}`: what it saw and cost, `told` in words.

    Who asks for a judge wants one: a judge that fails leaves the text unchecked.
    """

    opinion = second_opinion(report, texts, sources, settings, open_journal(quiet=True), required=True)
    usage = opinion.usage
    cost = "unpriced" if usage.cost is None else f"${usage.cost:.4f}"
    told = printable(
        f"Judge: {opinion.model} at {opinion.endpoint} looked at {opinion.asked} sentences "
        f"({usage.calls} calls, {usage.prompt_tokens + usage.completion_tokens:,} tokens, {cost})"
    )
    data = {
        "model": opinion.model,
        "endpoint": opinion.endpoint,
        "sentences": opinion.asked,
        "usage": usage.model_dump(mode="json"),
        "told": told,
    }
    return opinion.report, {"judge": data}
