"""One part: asked for, and asked for again when the answer is no good or the prompt too long."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, TypeVar

from pipeline.errors import ContextTooLong, InvalidOutput, Truncated, Unusable
from pipeline.formats import Format, Phrases
from pipeline.models import Analysis, Completion, Dossier, ModelCall, Section, SectionKind
from pipeline.write.answers import Head, Reader
from pipeline.write.bites import Bite, ahead_of, bites_of, usable
from pipeline.write.cleaning import split
from pipeline.write.material import Material
from pipeline.write.planning import Assignment, Plan
from pipeline.write.prompting import Prompter
from pipeline.write.room import Room
from pipeline.write.steps import SmallSteps, Stepper
from pipeline.write.stepwise import step_head, step_section

Complete = Callable[[ModelCall], Awaitable[Completion]]
T = TypeVar("T")
_RESERVED = 2


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
    room: Room = field(default_factory=Room)
    """What has turned out to fit into the model's context, so that no part has to find out again."""

    @cached_property
    def prompter(self) -> Prompter:
        return Prompter(self.dossier, self.format, self.assignment, self.plan)

    @cached_property
    def material(self) -> Material:
        """What code finds in the dossier to write with; for small steps."""
        return Material(self.dossier, self.format.phrases.get(self.assignment.language, Phrases()))


async def write_part(
    part: str, task: Task, *, so_far: Analysis | None = None, problems: Sequence[Problem] = (), attempt: int = 1
) -> Head | Section:
    """`head` or `sections/N`; with `problems`, what was wrong with the version before, at the given attempt.

    Raises InvalidOutput after a second unusable answer, Truncated, Declined, ContextTooLong when one passage is too
    long, and whatever else `complete` raises.
    """
    if task.steps:
        return await _in_steps(part, task, task.steps, so_far, problems, attempt)

    def read(reader: Reader, text: str) -> Head | Section:
        return reader.head(text) if part == "head" else reader.section(text, int(part.removeprefix("sections/")))

    return await ask(part, task, read, so_far=so_far, problems=problems, attempt=attempt)


async def ask(
    part: str,
    task: Task,
    read: Callable[[Reader, str], T],
    *,
    so_far: Analysis | None = None,
    problems: Sequence[Problem] = (),
    attempt: int = 1,
) -> T:
    """The answer to the call for `part`, read; with fewer passages while the prompt doesn't fit, then a shorter one."""
    seen, room = task.plan.seen(part, task.format), task.room
    while True:
        ids = room.of(seen)
        prompter = task.prompter
        call = prompter.part(part, ids, so_far, room)
        if problems:
            call = prompter.repair(call, [p.message for p in problems]).model_copy(
                update={"seed": task.assignment.seed + 100 * attempt}
            )
        reader = Reader(task.format, task.assignment.fence, ids, said(part, so_far))
        try:
            found = await _twice(call, task.complete, reader, read)
        except ContextTooLong as error:
            room.less(len(ids), task.dossier, error)
        else:
            room.note(part, seen, ids)
            return found


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
    part: str,
    task: Task,
    steps: SmallSteps,
    so_far: Analysis | None,
    problems: Sequence[Problem],
    attempt: int,
) -> Head | Section:
    prompter = task.prompter
    texts = {p.id: p.text for p in task.dossier.passages()}
    passages = [(i, texts[i]) for i in task.plan.ids(part)]
    number = -1 if part == "head" else int(part.removeprefix("sections/"))
    later = {i for ids in task.plan.sections[number + 1 :] for i in ids}
    more = [(i, text) for i, text in texts.items() if i not in later and i not in task.plan.ids(part)]
    seed = task.assignment.seed + (100 * attempt if problems else 0)
    reader = Reader(task.format, task.assignment.fence, texts)
    name = f"{'repair' if problems else 'write'}.{part}"
    others = said(part, so_far)
    # What readers know from the analysis before is as good as said.
    before = [s for p in (task.assignment.previous.paragraphs if task.assignment.previous else ()) for s in split(p)]
    if so_far is not None:
        others = [s for s in others if s != so_far.headline]
    used = [*others, *(p.sentence for p in problems), *before]
    step = Stepper(
        steps,
        name,
        prompter,
        reader,
        task.complete,
        seed,
        used,
        task.material,
        written=" ".join(others),
        turn=number + 1,
        most=_share(task, number, texts),
        asides=6 if problems else 3,
        reports=3 if problems else 1,
    )
    if part == "head":
        return await step_head(
            step, task.format.head, [d.title for d in task.dossier.documents if d.title], passages, more
        )
    section = task.format.sections[number]
    return await step_section(
        step,
        section,
        passages,
        more,
        tells_differences=number == _tells_differences(task.format),
        reserved=_reserved(task, texts),
    )


def _share(task: Task, number: int, texts: Mapping[str, str]) -> int:
    """How many of the dossier's sentences a part (-1 for the head) may take: as large a part of them as it is of the
    article.
    """
    lede = task.format.head.lede_words
    lengths = [lede.low if lede else 0, *(s.words.low for s in task.format.sections)]
    bites = usable(bites_of(list(texts.items())), task.material)
    return max(1, -(-len(bites) * lengths[number + 1] // sum(lengths)))


def _reserved(task: Task, texts: Mapping[str, str]) -> list[Bite]:
    """What the conclusions are made of, if the article has any: a few sentences about what is still ahead."""
    if task.format.sections[-1].kind is not SectionKind.INFERENCE:
        return []
    own = task.plan.sections[-1]
    ordered = [*own, *(i for i in texts if i not in own)]
    bites = usable(bites_of([(i, texts[i]) for i in ordered]), task.material)
    return ahead_of(bites, task.material)[: min(_RESERVED, len(bites) // 8)]


def _tells_differences(fmt: Format) -> int:
    """The section that says where the sources differ: the last that is asked to, else the last before an inference."""
    asked = [n for n, s in enumerate(fmt.sections) if re.search(r"differ|disagree|disput", f"{s.topic} {s.guidance}")]
    reporting = [n for n, s in enumerate(fmt.sections) if s.kind is not SectionKind.INFERENCE]
    return max((n for n in asked if n in reporting), default=max(reporting, default=0))


def said(part: str, so_far: Analysis | None) -> list[str]:
    """The sentences of the other parts."""
    if so_far is None:
        return []
    skip = {"headline", "dek", "lede"} if part == "head" else {part}
    return [s for name, paragraphs in so_far.parts() if name not in skip for p in paragraphs for s in split(p.text)]
