"""One frozen type per arrow of the pipeline.

    Source ─collect→ Page ─extract→ Document ─assemble→ Dossier ─write→ Analysis ─check→ Report ─→ Draft

Unknown fields are forbidden, sequences are tuples, offsets count Python characters, times are UTC.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from pathlib import PurePath
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field

from pipeline.states import DraftState

SCHEMA_VERSION = 1


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_bytes="base64", val_json_bytes="base64")


def hash_of(value: Any) -> str:
    """SHA-256 (hex) of a model or of plain data, independent of key order."""
    data = value.model_dump(mode="json") if isinstance(value, BaseModel) else value
    canonical = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


# --- collect → Page -----------------------------------------------------------------------------


class Rights(Frozen):
    """What a publisher said about machine use, and what was decided on it."""

    signals: dict[str, str] = {}
    """Signal name (`robots`, `robots:content-usage`, `tdmrep`, `rsl`, `header:x-robots-tag`, `meta:robots`) to its
    value as seen."""
    allowed: bool = True
    ground: str = "no reservation found"


class Entry(Frozen):
    """What a feed or a sitemap says about a page; the page itself may know better."""

    source: str
    """URL of the feed or sitemap."""
    id: str
    """The feed's own id of the entry, else its address."""
    url: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    """ISO 8601, UTC; None when unknown."""
    modified: str | None = None
    summary: str | None = None
    """Plain text or HTML, as the feed gives it, shortened."""
    content: str | None = Field(default=None, repr=False)
    """HTML of the whole article, from feeds that carry it."""


class Page(Frozen):
    """One fetched or read page, undecoded."""

    location: str
    """What was asked for: a URL, a path as the user wrote it, or `-`."""
    url: str | None
    """Final URL after redirects; None for a local file."""
    status: int | None
    headers: dict[str, str] = {}
    """Lower-case names; only those that later stages read."""
    content_type: str
    """Sniffed media type without parameters, such as `text/html` or `text/plain`."""
    body: bytes
    fetched_at: datetime
    rights: Rights = Rights()
    entry: Entry | None = None
    """How the page was found, when a feed or sitemap named it."""


# --- extract → Document -------------------------------------------------------------------------


class PassageKind(StrEnum):
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    TABLE = "table"


class Passage(Frozen):
    """One paragraph of a source; `id` is `s1.p3` in a dossier (document 1, passage 3) or `n1.p2` in notes."""

    id: str
    text: str
    kind: PassageKind = PassageKind.PARAGRAPH


class DocumentWarning(Frozen):
    """Something an editor should know about a document, such as text that addresses a model."""

    code: str
    message: str
    passage: str | None = None


class Copy(Frozen):
    """Another page with a document's text, such as an agency report in a second newspaper."""

    location: str
    url: str | None
    title: str
    site: str | None = None
    published: str | None = None
    page_hash: str


class Document(Frozen):
    """What the extractor sees of one page. Passages are numbered `p1`, `p2`, … until a dossier prefixes them."""

    location: str
    url: str | None
    """Canonical URL if the page names one, else the final URL; None for a local file without one."""
    title: str
    authors: tuple[str, ...] = ()
    published: str | None = None
    """ISO 8601 date or date-time as the page gives it; None when unknown, never today."""
    modified: str | None = None
    site: str | None = None
    language: str | None = None
    """ISO 639-1 code."""
    section: str | None = None
    image_credit: str | None = None
    origins: dict[str, str] = {}
    """Metadata field to where it was read: `json-ld`, `og:title`, `meta:author`, `microdata`, `byline`, `layout`, …"""
    passages: tuple[Passage, ...]
    warnings: tuple[DocumentWarning, ...] = ()
    rights: Rights = Rights()
    page_hash: str
    """SHA-256 of the page's bytes."""
    copies: tuple[Copy, ...] = ()
    """Pages that say nothing beyond this one; together they count as one source."""

    @property
    def text(self) -> str:
        return "\n".join(p.text for p in self.passages)

    @property
    def publisher(self) -> str:
        """How the text names this source: the site, else the host; of a local file the name, not its folder."""
        if self.site and self.site.strip():
            return self.site
        try:
            host = urlsplit(self.url or "").hostname
        except ValueError:
            host = None
        return host.removeprefix("www.") if host else PurePath(self.location).name


# --- stories ------------------------------------------------------------------------------------


class Relation(StrEnum):
    """What a page is to the story it was put in."""

    SAME = "same"
    """The page is known and has not changed."""
    COPY = "copy"
    UPDATE = "update"
    """A page, or another page of the same site, with a changed text."""
    REPORT = "report"
    """Another account of the same event."""
    NEW = "new"
    """The first page of a new story."""


class KnownPage(Frozen):
    """What is remembered of a page that was put in a story: its signature, not its text."""

    source: str
    story_id: str
    published: str | None
    signature: bytes


class GroupingDecision(Frozen):
    """Why a page is in its story, and which other story it came nearest to."""

    page: int
    """Its position among the pages given."""
    source: str
    story_id: str
    relation: Relation
    score: float
    """Cosine of the TF-IDF vectors of the page and `nearest`, 0 to 1; 0 for a page like no other."""
    nearest: str | None = None
    """The page that decided (of a new story: the likest page, which was not like enough)."""
    runner_up: str | None = None
    """The likest story beside the chosen one."""
    runner_up_score: float = 0.0


class StoryGroup(Frozen):
    """The pages of one story, earliest first."""

    story_id: str
    decisions: tuple[GroupingDecision, ...]


# --- assemble → Dossier -------------------------------------------------------------------------


class Span(Frozen):
    """A piece of a text: `text == whole[start:end]`."""

    start: int
    end: int
    text: str


class Quotation(Span):
    """The words between quotation marks (marks not included) and the name the text gives them to."""

    speaker: str | None = None


class Number(Span):
    """A number with what it counts: `value` is a plain decimal, `unit` such as `percent`, `USD`, `km`, `residents`."""

    value: str
    unit: str | None = None
    approximate: bool = False


class DateMention(Span):
    """A calendar date as far as the text gives it: `2027`, `2027-03`, `2027-03-14`, `--03-14`, or a weekday."""

    value: str


class Name(Span):
    """A name of a person, place or organisation as written."""


class Facts(Frozen):
    """What code found in one passage."""

    quotations: tuple[Quotation, ...] = ()
    numbers: tuple[Number, ...] = ()
    dates: tuple[DateMention, ...] = ()
    names: tuple[Name, ...] = ()


class Note(Frozen):
    """The editor's own facts, citable as `n1.p2`."""

    title: str
    passages: tuple[Passage, ...]


class Dossier(Frozen):
    """Everything that may be said about one story. Nothing is trimmed here: the checker sees all of it."""

    documents: tuple[Document, ...]
    notes: tuple[Note, ...] = ()
    facts: dict[str, Facts] = {}
    """Passage id to what code found there."""
    failures: tuple[str, ...] = ()
    """One line for each source that was asked for and could not be used."""

    def passages(self) -> Iterator[Passage]:
        for document in self.documents:
            yield from document.passages
        for note in self.notes:
            yield from note.passages

    def document_of(self, passage_id: str) -> Document | None:
        """The document a passage stands in; None for notes and unknown ids."""
        number = passage_id.partition(".")[0]
        if number[:1] != "s" or not number[1:].isdecimal():
            return None
        index = int(number[1:]) - 1
        return self.documents[index] if 0 <= index < len(self.documents) else None


# --- the model's door ---------------------------------------------------------------------------


class ModelCall(Frozen):
    """One request. The stable part of `prompt` comes first, so that prompt caches hit."""

    name: str
    """`write.head`, `write.sections/1`, `repair.sections/1`, …"""
    system: str
    prompt: str
    json_schema: dict[str, Any] | None = None
    """Strict JSON schema of the answer; None for free text."""
    max_tokens: int
    temperature: float = 0.3
    seed: int | None = None


class Usage(Frozen):
    """Tokens, wall seconds and cost in US dollars; `cost` None means unpriced, never free."""

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    seconds: float = 0.0
    cost: float | None = None

    def __add__(self, other: Usage) -> Usage:
        if not other.calls:
            return self
        if not self.calls:
            return other
        known = self.cost is not None and other.cost is not None
        return Usage(
            calls=self.calls + other.calls,
            prompt_tokens=self.prompt_tokens + other.prompt_tokens,
            completion_tokens=self.completion_tokens + other.completion_tokens,
            cached_tokens=self.cached_tokens + other.cached_tokens,
            seconds=round(self.seconds + other.seconds, 3),
            cost=(self.cost or 0) + (other.cost or 0) if known else None,
        )


class Completion(Frozen):
    """One answer, reasoning text already removed."""

    text: str
    model: str
    """As the server names it."""
    finish_reason: str
    usage: Usage
    errors: tuple[str, ...] = ()
    """One line per failed attempt before this answer."""


# --- write → Analysis ---------------------------------------------------------------------------


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


# --- check → Report -----------------------------------------------------------------------------


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


class SentenceEvidence(Frozen):
    """Which passages carry one sentence, best first; `support` is the covered share from 0 to 1."""

    place: Place
    support: float
    evidence: tuple[Evidence, ...] = ()


class Unchecked(Frozen):
    rule: str
    reason: str


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


# --- Draft --------------------------------------------------------------------------------------


class CallRecord(Frozen):
    """One model call as it went, kept in the draft's provenance."""

    name: str
    model: str
    finish_reason: str
    usage: Usage
    errors: tuple[str, ...] = ()


class Provenance(Frozen):
    endpoint: str
    """Base URL without credentials, or `embedded`."""
    model: str
    parameters: dict[str, Any] = {}
    format_hash: str
    prompt_hash: str
    package_version: str
    usage: Usage = Usage()
    calls: tuple[CallRecord, ...] = ()
    started_at: datetime
    finished_at: datetime


class RelatedArticle(Frozen):
    version_id: str
    title: str
    dek: str
    url: str | None = None
    date: str


class Draft(Frozen):
    """The truth about one draft; `dossier.json` beside it holds what it was made from."""

    schema_version: int = SCHEMA_VERSION
    version_id: str
    story_id: str
    dossier_hash: str
    predecessor: str | None = None
    """version_id of the draft this one follows."""
    desk: str | None = None
    format: str
    language: str
    angle: str | None = None
    attempt: int = 1
    state: DraftState
    reasons: tuple[str, ...] = ()
    """Why it is parked, one line each; empty when ready."""
    analysis: Analysis | None
    report: Report
    provenance: Provenance
    disclaimer: str = Field(min_length=1, pattern=r"\S")
    discussion_url: str | None = None
    related: tuple[RelatedArticle, ...] = ()
    created_at: datetime


class Verdict(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"


class Decision(Frozen):
    """One line of `review.jsonl`: an act of a named person over the canonical rendering with that hash."""

    verdict: Verdict
    by: str = Field(min_length=1, pattern=r"\S")
    at: datetime
    rendering_hash: str
    reason: str | None = None
    overridden: tuple[str, ...] = ()
    """Rule ids of the blockers that stood open, each overridden for `reason`."""
