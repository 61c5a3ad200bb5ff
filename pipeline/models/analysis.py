"""write → Analysis: the article, text apart from citations."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from pipeline.models.base import Frozen


class SectionKind(StrEnum):
    REPORTED = "reported"
    ANALYSIS = "analysis"
    INFERENCE = "inference"


class Paragraph(Frozen):
    text: str
    citations: tuple[str, ...] = ()
    """Passage ids the paragraph rests on."""


class Section(Frozen):
    heading: str
    """Empty for a section that runs on under the headline."""
    kind: SectionKind
    paragraphs: tuple[Paragraph, ...]


class Analysis(Frozen):
    headline: str
    dek: str
    lede: tuple[Paragraph, ...] = ()
    sections: tuple[Section, ...]

    def parts(self) -> Iterator[tuple[str, tuple[Paragraph, ...]]]:
        """(part, paragraphs) in reading order: `headline`, `dek`, `lede`, `sections/0`, …"""
        yield "headline", (Paragraph(text=self.headline),)
        yield "dek", (Paragraph(text=self.dek),)
        if self.lede:
            yield "lede", self.lede
        for number, section in enumerate(self.sections):
            yield f"sections/{number}", section.paragraphs
