"""One part: asked for, asked for again when the answer is no good, with fewer passages when the prompt is too long."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from pipeline.errors import ContextTooLong, InvalidOutput, Truncated, Unusable
from pipeline.formats import Format
from pipeline.models import Analysis, Completion, Dossier, ModelCall, Section
from pipeline.write.answers import Head, Reader
from pipeline.write.cleaning import bag_of, split
from pipeline.write.planning import Assignment, Plan
from pipeline.write.prompting import Prompter
from pipeline.write.steps import SmallSteps, Stepper, step_head, step_section

Complete = Callable[[ModelCall], Awaitable[Completion]]
T = TypeVar("T")


class Problem(NamedTuple):
    """What was wrong with the version before: the finding's message, and the sentence it stood in."""

    message: str
    sentence: str


@dataclass(frozen=True)
class Task:
    """What every part of one draft is written with."""

    dossier: Dossier
    format: Format
    assignment: Assignment
    plan: Plan
    complete: Complete
    steps: SmallSteps | None = None
    """None: a part is one call."""


async def write_part(
    part: str, task: Task, *, so_far: Analysis | None = None, problems: Sequence[Problem] = ()
) -> Head | Section:
    """`head` or `sections/N`; with `problems`, what was wrong with the version before.

    Raises InvalidOutput after a second unusable answer, Truncated, Declined, ContextTooLong when one passage is too
    long, and whatever else `complete` raises.
    """
    if task.steps:
        return await _in_steps(part, task, task.steps, so_far, problems)

    def read(reader: Reader, text: str) -> Head | Section:
        return reader.head(text) if part == "head" else reader.section(text, int(part.removeprefix("sections/")))

    return await ask(part, task, read, so_far=so_far, problems=problems)


async def ask(
    part: str,
    task: Task,
    read: Callable[[Reader, str], T],
    *,
    so_far: Analysis | None = None,
    problems: Sequence[Problem] = (),
) -> T:
    """The answer to the call for `part`, read; with fewer passages while the prompt doesn't fit."""
    prompter = Prompter(task.dossier, task.format, task.assignment, task.plan)
    ids = task.plan.seen(part, task.format)
    while True:
        call = prompter.part(part, ids, so_far)
        if problems:
            call = prompter.repair(call, [p.message for p in problems]).model_copy(
                update={"seed": task.assignment.seed + 100}
            )
        reader = Reader(task.format, task.assignment.fence, ids, said(part, so_far))
        try:
            return await _twice(call, task.complete, reader, read)
        except ContextTooLong:
            if len(ids) == 1:
                raise
            # The plan names the most informative passages first.
            ids = ids[: max(1, len(ids) * 2 // 3)]


async def _twice(call: ModelCall, complete: Complete, reader: Reader, read: Callable[[Reader, str], T]) -> T:
    """Ask; if the answer can't be used, say exactly why and ask once more with another seed."""
    spare: T | None = None
    try:
        found = read(reader, await _answer(call, complete))
        if not reader.doubts:
            return found
        spare, fault = found, "; ".join(dict.fromkeys(reader.doubts))
    except Truncated:
        fault = "it was too long and broke off; write less"
    except InvalidOutput as error:
        fault = error.cause
    # Never the rejected text itself: a model repeats what it reads.
    prompt = f"{call.prompt}\n\nYour last answer could not be used: {fault}."
    seed = None if call.seed is None else call.seed + 1
    reader.doubts.clear()
    try:
        return read(reader, await _answer(call.model_copy(update={"prompt": prompt, "seed": seed}), complete))
    except Unusable:
        if spare is not None:
            return spare
        raise


async def _answer(call: ModelCall, complete: Complete) -> str:
    done = await complete(call)
    if done.finish_reason == "length":
        raise Truncated(call.name, "the answer stopped at its token limit", "Raise max_tokens.")
    return done.text


async def _in_steps(
    part: str, task: Task, steps: SmallSteps, so_far: Analysis | None, problems: Sequence[Problem]
) -> Head | Section:
    prompter = Prompter(task.dossier, task.format, task.assignment, task.plan)
    texts = {p.id: p.text for p in task.dossier.passages()}
    passages = [(i, texts[i]) for i in task.plan.ids(part)]
    seed = task.assignment.seed + (100 if problems else 0)
    reader = Reader(task.format, task.assignment.fence, texts)
    name = f"{'repair' if problems else 'write'}.{part}"
    used = [*said(part, so_far), *(p.sentence for p in problems)]
    step = Stepper(steps, name, prompter, reader, task.complete, seed, [bag_of(s) for s in used])
    if part == "head":
        return await step_head(step, task.format.head, [d.title for d in task.dossier.documents], passages)
    return await step_section(step, task.format.sections[int(part.removeprefix("sections/"))], passages)


def said(part: str, so_far: Analysis | None) -> list[str]:
    """The sentences of the other parts."""
    if so_far is None:
        return []
    skip = {"headline", "dek", "lede"} if part == "head" else {part}
    return [s for name, paragraphs in so_far.parts() if name not in skip for p in paragraphs for s in split(p.text)]
