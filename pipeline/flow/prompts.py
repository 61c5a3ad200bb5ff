"""The prompts that a format leads to for given sources, without asking any model."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from pipeline.formats import Format
from pipeline.models import Analysis, Dossier, Frozen, ModelCall, Paragraph, Section
from pipeline.settings import Settings
from pipeline.text.addressing import readable
from pipeline.text.alignment import Aligner
from pipeline.text.tokens import estimated_tokens
from pipeline.write import Assignment, calls_of, plan


class Prompt(Frozen):
    """One call as it would be sent. `tokens` (estimated) is of the system prompt and the prompt, `shared` of the
    beginning of them that the call before has, too: what a provider's cache can keep."""

    call: ModelCall
    tokens: int
    shared: int


def prompts_of(
    fmt: Format,
    dossier: Dossier,
    settings: Settings,
    *,
    angle: str | None = None,
    small_steps: bool = False,
    fence: str | None = None,
) -> tuple[Prompt, ...]:
    """In the order of the calls. What isn't written yet stands as ⟨…⟩; in small steps, the first try of each step."""
    assignment = Assignment(
        language=language_for(fmt, settings),
        angle=angle,
        fence=fence or new_fence(),
        temperature=settings.temperature,
        max_tokens=settings.max_tokens,
        seed=settings.seed,
    )
    dossier = readable(dossier).dossier
    made = plan(dossier, fmt, lambda query, texts: Aligner(texts).rank(query), angle)
    calls = calls_of(dossier, fmt, assignment, made, _unwritten(fmt), small_steps=small_steps)
    return tuple(_counted(calls))


def language_for(fmt: Format, settings: Settings) -> str:
    """The language that a flag, the environment, the desk or nutgraf.toml names, else the format's, else English."""
    return settings.language if "language" in settings.model_fields_set else fmt.language or settings.language


def new_fence() -> str:
    """Names the delimiters around source text: random, one for all calls of a draft."""
    return secrets.token_hex(8)


def _counted(calls: Sequence[ModelCall]) -> list[Prompt]:
    found, before = [], ""
    for call in calls:
        text = f"{call.system}\n{call.prompt}"
        shared = text[: next((n for n, (a, b) in enumerate(zip(before, text, strict=False)) if a != b), len(before))]
        found.append(Prompt(call=call, tokens=estimated_tokens(text), shared=estimated_tokens(shared)))
        before = text
    return found


def _unwritten(fmt: Format) -> Analysis:
    """An article of which nothing is written."""

    def paragraph(name: str) -> tuple[Paragraph, ...]:
        return (Paragraph(text=f"⟨{name}, as written⟩"),)

    return Analysis(
        headline="⟨the headline, as written⟩",
        dek="⟨the dek, as written⟩",
        lede=paragraph("the lede") if fmt.head.lede_paragraphs else (),
        sections=tuple(
            Section(heading=s.heading or s.id, kind=s.kind, paragraphs=paragraph(s.heading or s.id))
            for s in fmt.sections
        ),
    )
