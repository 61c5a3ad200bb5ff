"""One frozen type per arrow of the pipeline.

    Source ─collect→ Page ─extract→ Document ─assemble→ Dossier ─write→ Analysis ─check→ Report ─→ Draft

Unknown fields are forbidden, sequences are tuples, offsets count Python characters, times are UTC.
"""

from __future__ import annotations

from pipeline.models.analysis import Analysis, Paragraph, Section, SectionKind
from pipeline.models.base import SCHEMA_VERSION, Frozen, hash_of
from pipeline.models.calls import CallRecord, Completion, ModelCall, Usage
from pipeline.models.documents import Copy, Document, DocumentWarning, Passage, PassageKind
from pipeline.models.dossier import DateMention, Dossier, Facts, Name, Note, Number, Quotation, Span
from pipeline.models.draft import (
    Correction,
    Decision,
    Draft,
    Override,
    Provenance,
    Rejection,
    RelatedArticle,
    Verdict,
)
from pipeline.models.pages import Entry, Page, Rights
from pipeline.models.publications import (
    ArchiveEntry,
    Candidate,
    Publication,
    SourceNow,
    SourceOutcome,
    TargetKind,
)
from pipeline.models.report import Evidence, Finding, Place, Report, SentenceEvidence, Severity, Unchecked
from pipeline.models.rows import DraftRow, row_of
from pipeline.models.stories import GroupingDecision, KnownPage, Relation, StoryGroup
from pipeline.states import DigitalSource

__all__ = [
    "SCHEMA_VERSION",
    "Analysis",
    "ArchiveEntry",
    "CallRecord",
    "Candidate",
    "Completion",
    "Copy",
    "Correction",
    "DateMention",
    "Decision",
    "DigitalSource",
    "Document",
    "DocumentWarning",
    "Dossier",
    "Draft",
    "DraftRow",
    "Entry",
    "Evidence",
    "Facts",
    "Finding",
    "Frozen",
    "GroupingDecision",
    "KnownPage",
    "ModelCall",
    "Name",
    "Note",
    "Number",
    "Override",
    "Page",
    "Paragraph",
    "Passage",
    "PassageKind",
    "Place",
    "Provenance",
    "Publication",
    "Quotation",
    "Rejection",
    "RelatedArticle",
    "Relation",
    "Report",
    "Rights",
    "Section",
    "SectionKind",
    "SentenceEvidence",
    "Severity",
    "SourceNow",
    "SourceOutcome",
    "Span",
    "StoryGroup",
    "TargetKind",
    "Unchecked",
    "Usage",
    "Verdict",
    "hash_of",
    "row_of",
]
