"""Which passages each part is written from: decided before the first call, so that parts don't repeat each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pydantic import Field

from pipeline.formats import Format, SectionFormat
from pipeline.models import Dossier, Frozen, Passage, PassageKind, SectionKind

Rank = Callable[[str, Sequence[str]], list[int]]
"""(query, texts) to the indices of the texts, the nearest first."""


class Previous(Frozen):
    """An analysis that readers know: its version, its date (ISO 8601) and its paragraphs, headline and dek first."""

    version_id: str
    date: str
    paragraphs: tuple[str, ...]


class Assignment(Frozen):
    """What the writer is told beside the dossier and the format."""

    language: str
    """ISO 639-1 code of the article's language."""
    angle: str | None = None
    fence: str = Field(pattern=r"^[0-9a-f]{8,}$")
    """Random; names the delimiters around source text, one pair for all calls of a draft."""
    temperature: float = 0.3
    max_tokens: int = 1500
    seed: int = 1
    previous: Previous | None = None
    """The analysis that this one follows: told to the writer, never a source."""


class Plan(Frozen):
    """The outline: the passages that each part is built on, the most informative first."""

    head: tuple[str, ...]
    sections: tuple[tuple[str, ...], ...]
    shown: tuple[str, ...] = ()
    """What parts see that see everything; the most informative first."""

    def seen(self, part: str, fmt: Format) -> tuple[str, ...]:
        """The passages that the prompt of `head`, `sections/N` or `whole` shows, the most informative first."""
        if part == "head":
            everything = fmt.head.sees == "all"
        elif part == "whole":
            everything = fmt.head.sees == "all" or any(s.sees == "all" for s in fmt.sections)
        else:
            everything = fmt.sections[int(part.removeprefix("sections/"))].sees == "all"
        return self.shown if everything and self.shown else self.ids(part)

    def ids(self, part: str) -> tuple[str, ...]:
        """Of `head`, `sections/0`, … or, for `whole`, of all parts in turn: the first of each, then the second."""
        if part == "head":
            return self.head
        if part != "whole":
            return self.sections[int(part.removeprefix("sections/"))]
        longest = max(len(ids) for ids in (self.head, *self.sections))
        rows = (ids[n] for n in range(longest) for ids in (self.head, *self.sections) if n < len(ids))
        return tuple(dict.fromkeys(rows))


def plan(dossier: Dossier, fmt: Format, rank: Rank, angle: str | None = None) -> Plan:
    """The most central passages to the head; each other passage to the one section it fits best, as far as they reach.

    Deterministic. An inference section concludes from what others report: half of its passages are theirs.
    """
    passages = _usable(dossier)
    texts = [p.text for p in passages]

    def order(query: str) -> list[int]:
        found = [i for i in dict.fromkeys(rank(query, texts)) if 0 <= i < len(texts)]
        return found + [i for i in range(len(texts)) if i not in set(found)]

    titles = " ".join(dict.fromkeys(d.title for d in dossier.documents))
    head = order(f"{titles} {angle or ''}")[: fmt.head.passages]
    orders = [order(_query(section, titles, angle)) for section in fmt.sections]
    chosen = _share_out(fmt.sections, orders, set(head))
    made = Plan(
        head=tuple(passages[i].id for i in head),
        sections=tuple(tuple(passages[i].id for i in indices) for indices in chosen),
    )
    rest = (passages[i].id for i in order(f"{titles} {angle or ''}"))
    return made.model_copy(update={"shown": _within((*made.ids("whole"), *rest), passages, fmt.source_words)})


def _within(ids: Iterable[str], passages: Sequence[Passage], words: int) -> tuple[str, ...]:
    """The first of the ids whose passages have no more than so many words together; at least one."""
    sizes = {p.id: max(len(p.text.split()), len(p.text) // 8) for p in passages}
    kept: list[str] = []
    total = 0
    for identifier in dict.fromkeys(ids):
        total += sizes[identifier]
        if kept and total > words:
            break
        kept.append(identifier)
    return tuple(kept)


def _usable(dossier: Dossier) -> list[Passage]:
    """Paragraphs and tables; headings say nothing a sentence could rest on, unless there is nothing else."""
    every = list(dossier.passages())
    return [p for p in every if p.kind is not PassageKind.HEADING and p.text.strip()] or every


def _query(section: SectionFormat, titles: str, angle: str | None) -> str:
    return f"{section.topic or section.guidance} {section.heading or ''} {angle or titles}"


def _share_out(sections: Sequence[SectionFormat], orders: list[list[int]], head: set[int]) -> list[list[int]]:
    """Sections choose in turn among passages nobody has; who ends with too few shares with the others."""
    chosen: list[list[int]] = [[] for _ in sections]
    taken = set(head)
    infers = [s.kind is SectionKind.INFERENCE for s in sections]
    own = [s.passages // 2 if inferring else s.passages for s, inferring in zip(sections, infers, strict=True)]
    for _ in range(max(own)):
        for n in range(len(sections)):
            free = next((i for i in orders[n] if i not in taken), None)
            if free is not None and len(chosen[n]) < own[n]:
                chosen[n].append(free)
                taken.add(free)
    for n, section in enumerate(sections):
        enough = section.passages if infers[n] else min(section.passages, 2 * section.paragraphs.low)
        spare = [i for i in orders[n] if i not in chosen[n]]
        chosen[n] += spare[: max(0, enough - len(chosen[n]))]
    return chosen
