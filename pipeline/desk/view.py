"""A draft as its page shows it: every sentence with the passages that carry it and what was found in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.flow.existing import Found
from pipeline.models import (
    Dossier,
    Draft,
    Evidence,
    Finding,
    Paragraph,
    Place,
    Quotation,
    Report,
    SentenceEvidence,
    Severity,
)
from pipeline.publish.article import safe_link
from pipeline.review import Change, changes
from pipeline.text.common_words import STOPWORDS
from pipeline.text.normalise import fold
from pipeline.text.quotations import quotations
from pipeline.text.sentences import sentences
from pipeline.text.terms import stem
from pipeline.text.words import words

_RANK = {Severity.BLOCKER: 0, Severity.WARNING: 1, Severity.NOTE: 2}
_PART_NAMES = {"headline": "Headline", "dek": "Dek", "lede": "Lede"}


class Piece(NamedTuple):
    """A stretch of text; `mark` says why it is set apart ("" for not)."""

    text: str
    mark: str = ""


class SourceRef(NamedTuple):
    """Where a passage stands."""

    passage: str
    number: int | None
    """Of the document, from 1; None for the desk's own notes."""
    publisher: str
    title: str
    date: str
    url: str | None


class PassageView(NamedTuple):
    """A passage that carries a sentence: its words, those that match marked (`match`), the rest of it around."""

    ref: SourceRef
    pieces: tuple[Piece, ...]


class QuotationView(NamedTuple):
    """A quotation of the article, and where it stands; `ref` is None when it stands nowhere."""

    text: str
    speaker: str | None
    ref: SourceRef | None
    start: int = 0
    end: int = 0


class FindingView(NamedTuple):
    key: str
    rule: str
    severity: str
    message: str
    sentence: int | None
    """The first sentence it is about; None when it is about a part or the whole."""
    where: str


class SentenceView(NamedTuple):
    number: int
    pieces: tuple[Piece, ...]
    text: str
    severity: str
    """The worst of its findings; `thin` when hardly anything carries it; "" otherwise."""
    support: int | None
    """Percent of its weight that the passages cover; None when it was not asked for."""
    passages: tuple[PassageView, ...]
    quotations: tuple[QuotationView, ...]
    findings: tuple[FindingView, ...]


class ParagraphView(NamedTuple):
    part: str
    number: int
    id: str
    text: str
    citations: tuple[str, ...]
    sentences: tuple[SentenceView, ...]
    changed: tuple[Change, ...]
    """Against the model's text; empty when it is as the model wrote it."""


class PartView(NamedTuple):
    part: str
    id: str
    name: str
    heading: str
    kind: str
    paragraphs: tuple[ParagraphView, ...]
    findings: tuple[FindingView, ...]
    """About the part as a whole, or its heading."""
    rewritable: bool


class ArticleView(NamedTuple):
    headline: PartView
    dek: PartView
    lede: PartView
    sections: tuple[PartView, ...]
    findings: tuple[FindingView, ...]
    """All of them: blockers first, in reading order among equals."""
    sentences: tuple[SentenceView, ...]


def article_view(found: Found) -> ArticleView | None:
    """The page's view of a draft; None when there is no article."""
    return _Builder(found).article() if found.draft.analysis else None


def part_name(part: str, draft: Draft) -> str:
    """`sections/1` as its heading, `lede` as Lede."""
    if part in _PART_NAMES:
        return _PART_NAMES[part]
    number = part.partition("/")[2]
    sections = draft.analysis.sections if draft.analysis else ()
    if number.isdecimal() and int(number) < len(sections):
        return sections[int(number)].heading or f"Section {int(number) + 1}"
    return part


def anchor(part: str, number: int | None) -> str:
    """The id of a place on the page: `p-sections-1-0`."""
    return f"p-{part.replace('/', '-')}" + ("" if number is None else f"-{number}")


def source_ref(dossier: Dossier, passage: str) -> SourceRef:
    document = dossier.document_of(passage)
    if document is None:
        number = passage.partition(".")[0]
        title = next((n.title for i, n in enumerate(dossier.notes, 1) if number == f"n{i}"), "Notes")
        return SourceRef(passage, None, "The desk’s notes", title, "", None)
    index = int(passage.partition(".")[0][1:])
    date = (document.published or "")[:10]
    return SourceRef(passage, index, document.publisher, document.title, date, safe_link(document.url))


class _Builder:
    """Numbers the sentences as it walks through the article once."""

    def __init__(self, found: Found) -> None:
        assert found.draft.analysis is not None  # noqa: S101  (`article_view` asks)
        self._draft, self._dossier = found.draft, found.dossier
        self._analysis = found.draft.analysis
        self._first = dict(found.versions[0].parts()) if found.versions else {}
        self._report: Report = found.draft.report
        self._texts = {p.id: p.text for p in found.dossier.passages()}
        self._evidence = {_at(s.place): s for s in self._report.sentences}
        self._quoted = [(i, fold(q.text).text, q) for i, fs in found.dossier.facts.items() for q in fs.quotations]
        self._sentences: list[SentenceView] = []
        self._placed: dict[str, FindingView] = {}

    def article(self) -> ArticleView:
        parts = dict(self._analysis.parts())
        headline = self._part("headline", parts["headline"], "", "headline")
        dek = self._part("dek", parts["dek"], "", "dek")
        lede = self._part("lede", parts.get("lede", ()), "", "lede")
        sections = tuple(
            self._part(f"sections/{n}", s.paragraphs, s.heading, s.kind.value)
            for n, s in enumerate(self._analysis.sections)
        )
        rest = [f for f in self._report.findings if f.key not in self._placed]
        for finding in rest:
            self._placed[finding.key] = self._finding(finding, None)
        unchecked = [
            FindingView(u.key, u.rule, "blocker", f"The rule could not run: {u.reason}.", None, "The whole article")
            for u in self._report.unchecked
        ]
        ordered = sorted(self._report.findings, key=lambda f: _RANK[f.severity])
        listed = [self._placed[f.key] for f in ordered]
        blockers = [f for f in listed if f.severity == "blocker"]
        findings = (*blockers, *unchecked, *listed[len(blockers) :])
        return ArticleView(headline, dek, lede, sections, findings, tuple(self._sentences))

    def _part(self, part: str, paragraphs: Sequence[Paragraph], heading: str, kind: str) -> PartView:
        shown = tuple(self._paragraph(part, n, p) for n, p in enumerate(paragraphs))
        own = [f for f in self._report.findings if f.place.part == part and f.key not in self._placed]
        for finding in own:
            self._placed[finding.key] = self._finding(finding, None)
        return PartView(
            part=part,
            id=anchor(part, None),
            name=part_name(part, self._draft),
            heading=heading,
            kind=kind,
            paragraphs=shown,
            findings=tuple(self._placed[f.key] for f in own),
            rewritable=part.startswith("sections/"),
        )

    def _paragraph(self, part: str, number: int, paragraph: Paragraph) -> ParagraphView:
        about = [f for f in self._report.findings if (f.place.part, f.place.paragraph) == (part, number)]
        spans = sentences(paragraph.text) or [(0, len(paragraph.text))]
        shown = tuple(self._sentence(part, number, paragraph.text, span, about) for span in spans)
        return ParagraphView(
            part=part,
            number=number,
            id=anchor(part, number),
            text=paragraph.text,
            citations=paragraph.citations,
            sentences=shown,
            changed=self._changed(part, number, paragraph.text),
        )

    def _changed(self, part: str, number: int, text: str) -> tuple[Change, ...]:
        before = [p.text for p in self._first.get(part, ())]
        if not self._first or text in before:
            return ()
        return changes(before[number] if number < len(before) else "", text)

    def _sentence(
        self, part: str, paragraph: int, text: str, span: tuple[int, int], about: Sequence[Finding]
    ) -> SentenceView:
        start, end = span
        own = [f for f in about if f.place.start < end and max(f.place.end, f.place.start + 1) > start]
        number = len(self._sentences)
        for finding in own:
            self._placed.setdefault(finding.key, self._finding(finding, number))
        evidence = self._evidence.get((part, paragraph, start, end))
        worst = min((f.severity for f in own), key=_RANK.__getitem__, default=None)
        thin = evidence is not None and evidence.support < 0.4
        view = SentenceView(
            number=number,
            pieces=_marked(text, span, own),
            text=text[start:end],
            severity=worst.value if worst else ("thin" if thin else ""),
            support=round(evidence.support * 100) if evidence else None,
            passages=self._passages(text[start:end], evidence),
            quotations=tuple(self._quotation(q) for q in quotations(text) if q.start < end and q.end > start),
            findings=tuple(self._placed[f.key] for f in sorted(own, key=lambda f: _RANK[f.severity])),
        )
        self._sentences.append(view)
        return view

    def _passages(self, sentence: str, evidence: SentenceEvidence | None) -> tuple[PassageView, ...]:
        """Each passage once, in the order of its best evidence."""
        spans: dict[str, list[tuple[int, int]]] = {}
        for one in evidence.evidence if evidence else ():
            if passage := self._passage_of(one):
                spans.setdefault(passage, []).append((one.start, one.end))
        said = {stem(w.text) for w in words(sentence) if w.text not in STOPWORDS}
        return tuple(
            PassageView(source_ref(self._dossier, p), _matching(self._texts[p], sorted(at), said))
            for p, at in spans.items()
        )

    def _passage_of(self, evidence: Evidence) -> str | None:
        return evidence.passage if evidence.passage in self._texts else None

    def _quotation(self, quotation: Quotation) -> QuotationView:
        """Where the quotation stands in a source: the quotation of a passage that holds its words."""
        wanted = fold(quotation.text).text.strip(" ,.;")
        for passage, folded, there in self._quoted:
            if wanted and wanted in folded:
                ref = source_ref(self._dossier, passage)
                return QuotationView(quotation.text, there.speaker, ref, there.start, there.end)
        return QuotationView(quotation.text, quotation.speaker, None)

    def _finding(self, finding: Finding, sentence: int | None) -> FindingView:
        place = finding.place
        where = part_name(place.part, self._draft) if place.part else "The whole article"
        if place.part not in (None, "headline", "dek") and place.paragraph is not None:
            where += f", paragraph {place.paragraph + 1}"
        return FindingView(finding.key, finding.rule, finding.severity.value, finding.message, sentence, where)


def _at(place: Place) -> tuple[str | None, int | None, int, int]:
    return place.part, place.paragraph, place.start, place.end


def _marked(text: str, span: tuple[int, int], findings: Iterable[Finding]) -> tuple[Piece, ...]:
    """The sentence cut where findings begin and end; each piece has the worst severity that covers it."""
    start, end = span
    clipped = [(max(start, f.place.start), min(end, f.place.end), f.severity) for f in findings]
    cuts = sorted({start, end, *(a for a, b, _ in clipped if a < b), *(b for a, b, _ in clipped if a < b)})
    pieces = []
    for low, high in pairwise(cuts):
        over = [s for a, b, s in clipped if a <= low and b >= high]
        pieces.append(Piece(text[low:high], min(over, key=_RANK.__getitem__).value if over else ""))
    return tuple(pieces)


def _matching(text: str, spans: Sequence[tuple[int, int]], said: set[str]) -> tuple[Piece, ...]:
    """The passage with the evidence's words that match marked `match`, its other words plain, the rest `around`."""
    pieces: list[Piece] = []
    at = 0
    for start, end in spans:
        if start < at:
            continue
        pieces += [Piece(text[at:start], "around")] if start > at else []
        within = start
        for word in words(text[start:end]):
            if word.text[0].isalnum() and stem(word.text) in said:
                low, high = start + word.start, start + word.end
                pieces += [Piece(text[within:low])] if low > within else []
                pieces.append(Piece(text[low:high], "match"))
                within = high
        pieces += [Piece(text[within:end])] if end > within else []
        at = end
    return tuple([*pieces, Piece(text[at:], "around")] if at < len(text) else pieces)


def word_count(draft: Draft) -> int:
    """Words of the article's text, for the toolbar."""
    parts = draft.analysis.parts() if draft.analysis else ()
    return sum(len(re.findall(r"\S+", p.text)) for _, paragraphs in parts for p in paragraphs)
