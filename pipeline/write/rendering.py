"""All calls of a draft as they would be sent, for people who want to read them before a model does."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.formats import Format
from pipeline.models import Analysis, Dossier, ModelCall
from pipeline.write.bites import bites_of
from pipeline.write.planning import Assignment, Plan
from pipeline.write.prompting import Prompter


def calls_of(
    dossier: Dossier, fmt: Format, assignment: Assignment, plan: Plan, article: Analysis, *, small_steps: bool = False
) -> tuple[ModelCall, ...]:
    """The head, then each section, told what of `article` stands before it; or the first try of each small step."""
    prompter = Prompter(dossier, fmt, assignment, plan)
    if small_steps:
        return tuple(_steps(dossier, fmt, assignment, plan, prompter))
    if fmt.mode == "whole":
        return (prompter.part("whole", plan.seen("whole", fmt)),)
    calls = [prompter.part("head", plan.seen("head", fmt))]
    for number in range(len(fmt.sections)):
        so_far = article.model_copy(update={"sections": article.sections[:number]})
        part = f"sections/{number}"
        calls.append(prompter.part(part, plan.seen(part, fmt), so_far))
    return tuple(calls)


def _steps(
    dossier: Dossier, fmt: Format, assignment: Assignment, plan: Plan, prompter: Prompter
) -> Iterator[ModelCall]:
    texts = {p.id: p.text for p in dossier.passages()}
    for title in [d.title for d in dossier.documents][:2]:
        yield prompter.step("write.head", "step-headline", title, 0, assignment.seed)
    for part in ("head", *(f"sections/{n}" for n in range(len(fmt.sections)))):
        for _, bite in bites_of([(i, texts[i]) for i in plan.ids(part)]):
            yield prompter.step(f"write.{part}", "step", bite, 0, assignment.seed)
