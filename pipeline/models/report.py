"""check → Report: findings, and the evidence of every sentence."""

from __future__ import annotations

from enum import StrEnum

from pipeline.models.base import Frozen, hash_of


class Severity(StrEnum):
    BLOCKER = "blocker"
    WARNING = "warning"
    NOTE = "note"


class Place(Frozen):
    """In an article (part, paragraph, start, end); in a raw text only start and end."""

    part: str | None = None
    paragraph: int | None = None
    start: int
    end: int


class Evidence(Frozen):
    """A piece of a source: `source` is the index into the sources given to the check (for a draft: its passages)."""

    source: int
    start: int
    end: int
    passage: str | None = None
    """The passage id, when the source is a passage of a dossier."""


class Finding(Frozen):
    rule: str
    severity: Severity
    place: Place
    message: str
    """One sentence a person understands; it quotes the words at `place`."""
    evidence: tuple[Evidence, ...] = ()

    @property
    def key(self) -> str:
        """Eight characters that name this finding as long as its place and message stay."""
        return hash_of([self.rule, self.place.model_dump(mode="json"), self.message])[:8]


class SentenceEvidence(Frozen):
    """Which passages carry one sentence, best first; `support` is the covered share from 0 to 1."""

    place: Place
    support: float
    evidence: tuple[Evidence, ...] = ()


class Unchecked(Frozen):
    rule: str
    reason: str

    @property
    def key(self) -> str:
        return f"unchecked.{self.rule}"


class Report(Frozen):
    findings: tuple[Finding, ...] = ()
    sentences: tuple[SentenceEvidence, ...] = ()
    unchecked: tuple[Unchecked, ...] = ()
    """Rules that crashed or timed out: they park the draft."""
    not_applicable: tuple[Unchecked, ...] = ()
    """Rules that don't know the language: noted only."""

    def of(self, severity: Severity) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.severity == severity)

    @property
    def blockers(self) -> tuple[Finding, ...]:
        return self.of(Severity.BLOCKER)

    @property
    def clean(self) -> bool:
        """Nothing that parks a draft."""
        return not self.blockers and not self.unchecked
