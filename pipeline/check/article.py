"""The adapter from an analysis and its dossier to the checker's blocks and sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.check.context import Block, Context, SourceText
from pipeline.check.profiles import PROFILES, Copying
from pipeline.check.registry import RULES
from pipeline.check.rule import said
from pipeline.check.runner import run
from pipeline.formats import Format
from pipeline.models import Analysis, Document, Dossier, Evidence, Finding, Note, Place, Report, Severity

if TYPE_CHECKING:
    from pipeline.text.addressing import Withheld


def check_analysis(
    analysis: Analysis, dossier: Dossier, fmt: Format, *, language: str | None, copying: Copying | None = None
) -> Report:
    """Check an article against all of its dossier and the shape its format asks for.

    `Evidence.source` indexes `list(dossier.passages())` and `Evidence.passage` is that passage's id. In a finding's
    place, headline and dek are paragraph 0 of their parts; `paragraph` None in a section means its heading, or with
    an empty span the section as a whole. A source that was asked for and failed is a warning without a part.
    So is text of the sources that addresses a language model: it carries nothing.
    `language` is the article's ISO 639-1 code, None when unknown; `copying` the limits of the desk, if it has its own.
    """
    # Its patterns take as long to prepare as all other imports: only dossiers need them.
    from pipeline.text.addressing import forms, readable

    allowed, withheld = readable(dossier)
    context = Context(
        blocks=tuple(_blocks(analysis, fmt)),
        sources=tuple(_sources(allowed)),
        profile=replace(PROFILES["article"], copying=copying) if copying else PROFILES["article"],
        language=language,
        analysis=analysis,
        format=fmt,
        publishers=tuple(d.publisher for d in allowed.documents),
        withheld=tuple(form for piece in withheld for form in (piece.text, *forms(piece.text))),
    )
    report = run(context, RULES)
    missing = tuple(
        Finding(
            rule="structure.sources",
            severity=Severity.WARNING,
            place=Place(start=0, end=0),
            message=f"A source could not be used, and the article does without it: {failure}",
        )
        for failure in dossier.failures
    )
    told = (*_told(withheld, dossier), *_hidden(dossier))
    return report.model_copy(
        update={"findings": (*report.blockers, *missing, *told, *report.findings[len(report.blockers) :])}
    )


def _told(withheld: Sequence[Withheld], dossier: Dossier) -> Iterator[Finding]:
    """What of the sources was kept from the model, with its place."""
    numbers = {p.id: n for n, p in enumerate(dossier.passages())}
    for piece in withheld:
        where = f"Passage {piece.passage}" if piece.passage else "A title, site or byline"
        why = f"addresses a language model ({said(piece.understood, 160)})"
        evidence: tuple[Evidence, ...] = ()
        if piece.passage:
            why = why if piece.understood else "stands beside text that addresses a language model"
            at = numbers[piece.passage]
            evidence = (Evidence(source=at, start=piece.start, end=piece.end, passage=piece.passage),)
        yield Finding(
            rule="structure.instructions",
            severity=Severity.WARNING,
            place=Place(start=0, end=0),
            message=f"{where} {why}; it was kept from the writer and counts as no evidence.",
            evidence=evidence,
        )


def _hidden(dossier: Dossier) -> Iterator[Finding]:
    """What a page says to models behind its readers' backs is no part of its document; that it does is told."""
    numbers = {p.id: n for n, p in enumerate(dossier.passages())}
    for document in dossier.documents:
        for warning in (w for w in document.warnings if w.code == "hidden_instruction"):
            at = numbers.get(warning.passage or "")
            text = next((p.text for p in document.passages if p.id == warning.passage), "")
            yield Finding(
                rule="structure.instructions",
                severity=Severity.WARNING,
                place=Place(start=0, end=0),
                message=f"{document.publisher}: {warning.message}.",
                evidence=() if at is None else (Evidence(source=at, start=0, end=len(text), passage=warning.passage),),
            )


def _blocks(analysis: Analysis, fmt: Format) -> Iterator[Block]:
    given = {section.heading for section in fmt.sections if section.heading}
    for part, paragraphs in analysis.parts():
        kind = part
        if part.startswith("sections/"):
            section = analysis.sections[int(part.split("/")[1])]
            kind = section.kind.value
            if section.heading and section.heading not in given:
                yield Block(part, None, "heading", section.heading)
        for number, paragraph in enumerate(paragraphs):
            yield Block(part, number, kind, paragraph.text, paragraph.citations)


def _sources(dossier: Dossier) -> Iterator[SourceText]:
    """The passages in order, so that their indices hold; then what is known of each document beside its text."""
    groups: tuple[Document | Note, ...] = (*dossier.documents, *dossier.notes)
    for number, group in enumerate(groups):
        for passage in group.passages:
            yield SourceText(passage.text, number, passage.id)
    for number, group in enumerate(groups):
        about = _about(group) if isinstance(group, Document) else (group.title,)
        for line in about:
            if line:
                yield SourceText(line, number, citable=False)


def _about(document: Document) -> tuple[str, ...]:
    published = tuple((moment or "")[:10] for moment in (document.published, document.modified))
    return (document.title, *document.authors, document.publisher, *published)
