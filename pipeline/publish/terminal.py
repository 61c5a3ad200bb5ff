"""An article, its findings and the review queue on a terminal, as rich renderables.

All text goes in as `Text`, never as markup, and has lost its control characters: nothing a page or a model wrote can
colour, move or rename anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pipeline.labels import INFERENCE
from pipeline.models import (
    Analysis,
    Decision,
    Document,
    Dossier,
    Draft,
    Evidence,
    Finding,
    PassageKind,
    Place,
    Report,
    SectionKind,
    Severity,
)
from pipeline.publish.article import Article, ViewParagraph, ViewSource, article_of, plain
from pipeline.states import DraftState

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

WIDTH = 88
"""Columns at most: longer lines are hard to read."""

_CONTEXT = 60
"""Characters of a passage shown on either side of the evidence."""
_APART = 3
"""Findings of one rule that are shown each on its own, at most."""
_SHORT = 150
"""Characters of a message in a list."""
_QUOTED = 200
"""Characters of the article quoted with a finding, at most."""
SEVERITY_STYLES = {Severity.BLOCKER: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_STATE_STYLES = {
    DraftState.READY: "green",
    DraftState.NEEDS_ATTENTION: "red",
    DraftState.APPROVED: "bold green",
    DraftState.REJECTED: "dim",
    DraftState.SUPERSEDED: "dim",
}


def shown(draft: Draft, dossier: Dossier, path: str) -> RenderableType:
    """The whole draft: the article, what was found in it, its state, and where it lies."""
    from rich.console import Group

    return Group(article(article_of(draft, dossier)), findings(draft, dossier), _standing(draft, path))


def article(view: Article) -> RenderableType:
    """The article as a reader gets it."""
    blocks = [
        [_text(f"AI-generated · {view.label.review}", "dim")],
        [_text(view.headline, "bold")],
        [_text(view.dek, "italic")],
        [] if view.written else [_text(f"• {reason}") for reason in view.reasons],
        *([_paragraph(p)] for p in view.lede),
    ]
    for section in view.sections:
        kind = INFERENCE if section.kind is SectionKind.INFERENCE else ""
        heads = [_text(section.heading, "bold"), _text(kind, "dim")]
        first, rest = section.paragraphs[:1], section.paragraphs[1:]
        blocks += [[*heads, *map(_paragraph, first)], *([_paragraph(p)] for p in rest)]
    blocks.append([_text(view.disclaimer, "italic dim")])
    sources = [_listed(f"{n}.", s.title, s.publisher, s.date, s.url, _also(s)) for n, s in enumerate(view.sources, 1)]
    related = [_listed("•", r.title, r.dek, r.date, r.url) for r in view.related]
    discussion = [_text(view.discussion_url)] if view.discussion_url else []
    for title, rows in (("Sources", sources), ("Share your thoughts", discussion), ("Related articles", related)):
        blocks.append([_text(title, "bold"), *rows] if rows else [])
    return _column(blocks)


def findings(draft: Draft, dossier: Dossier) -> RenderableType:
    """What the checks found: blockers first, what couldn't be checked next, then warnings and notes.

    What one rule warns of again and again comes last, a line for each place.
    """
    report = draft.report
    rest = (*report.of(Severity.WARNING), *report.of(Severity.NOTE))
    number = Counter((f.severity, f.rule) for f in rest)
    often = [kind for kind, times in number.items() if times > _APART]
    blocks = [[_text(f"Findings: {counts(report)}", "bold")]]
    blocks += [_finding(f, draft.analysis, dossier) for f in report.blockers]
    blocks += [[_text(f"UNCHECKED {u.rule} · key {u.key}", "bold red"), _text(u.reason)] for u in report.unchecked]
    blocks += [_finding(f, draft.analysis, dossier) for f in rest if (f.severity, f.rule) not in often]
    for kind in often:
        blocks.append(_together([f for f in rest if (f.severity, f.rule) == kind], draft.analysis))
    return _column(blocks, hanging=True)


def document(found: Document) -> RenderableType:
    """What the extractor saw of one page: metadata, numbered passages, warnings."""
    from rich.console import Group

    facts = [
        ("by", ", ".join(found.authors)),
        ("published", found.published or "unknown"),
        ("modified", found.modified),
        ("site", found.site),
        ("language", found.language),
        ("address", found.url or found.location),
        ("rights", found.rights.ground),
    ]
    head = [_text(found.title, "bold"), *(_text(f"{name:>9}  {value}", "dim") for name, value in facts if value)]
    passages = [[_text(f"[{p.id}] {p.text}", "bold" if p.kind is PassageKind.HEADING else "")] for p in found.passages]
    warnings = [
        [_text(f"{w.code}{f' [{w.passage}]' if w.passage else ''}: {w.message}", "yellow")] for w in found.warnings
    ]
    return Group(_column([head, *passages, *warnings]), "")


def decisions(taken: Iterable[Decision]) -> RenderableType:
    """Who decided what, when and why, the oldest first."""
    lines = []
    for decision in taken:
        reason = f": {decision.reason}" if decision.reason else ""
        over = f" (over {', '.join(o.rule for o in decision.overridden)})" if decision.overridden else ""
        lines.append(_text(f"{decision.at:%Y-%m-%d %H:%M} {decision.verdict} by {decision.by}{over}{reason}"))
    return _column([lines])


def counts(report: Report) -> str:
    """`2 blockers, 1 unchecked, 3 warnings`, or `none`."""
    number = Counter(f.severity for f in report.findings)
    plural = {s: f"{number[s]} {s}{'' if number[s] == 1 else 's'}" for s in Severity if number[s]}
    unchecked = f"{len(report.unchecked)} unchecked" if report.unchecked else ""
    words = (plural.get(Severity.BLOCKER), unchecked, plural.get(Severity.WARNING), plural.get(Severity.NOTE))
    return ", ".join(filter(None, words)) or "none"


def _standing(draft: Draft, path: str) -> RenderableType:
    from rich.console import Group

    made, usage = draft.provenance, draft.provenance.usage
    cost = "unpriced" if usage.cost is None else f"${usage.cost:.4f}"
    tokens = usage.prompt_tokens + usage.completion_tokens
    effort = f"{usage.calls} calls, {tokens:,} tokens, {usage.seconds:.0f} s, {cost}"
    lines = [
        _text(f"State: {draft.state}", _STATE_STYLES[draft.state]),
        *(_text(f"• {reason}") for reason in draft.reasons),
        _text(f"Model: {made.model} at {made.endpoint} ({effort})"),
        *(_text(f"Too long for the model: {line}") for line in made.left_out),
        # A path broken over two lines can't be copied.
        _text(f"Draft: {path}", no_wrap=True),
    ]
    return Group(*lines)


def _finding(finding: Finding, analysis: Analysis | None, dossier: Dossier) -> list[Text]:
    style = SEVERITY_STYLES[finding.severity]
    where, words = _place(finding.place, analysis)
    key = f"key {finding.key}" if finding.severity is Severity.BLOCKER else ""
    nearest = f"Nearest: {_evidence(finding.evidence[0], dossier)}" if finding.evidence else ""
    return [
        _text(" · ".join(filter(None, (f"{finding.severity.upper()} {finding.rule}", where, key))), style),
        _text(f"“{words.strip('“”')}”" if words else "", "italic"),
        _text(finding.message),
        _text(nearest, "dim"),
    ]


def _together(found: Sequence[Finding], analysis: Analysis | None) -> list[Text]:
    """Findings of one rule under one head."""
    first = found[0]
    head = f"{first.severity.upper()} {first.rule} · {len(found)} places"
    lines = [_text(head, SEVERITY_STYLES[first.severity])]
    for finding in found:
        where, _ = _place(finding.place, analysis)
        message = finding.message if len(finding.message) <= _SHORT else f"{finding.message[:_SHORT].rstrip()}…"
        lines.append(_text(f"• {where}: {message}" if where else f"• {message}"))
    return lines


def _place(place: Place, analysis: Analysis | None) -> tuple[str, str]:
    """Where a finding stands, in words, and the words that stand there; offsets count in the uncleaned text.

    Without a paragraph it is about a section's heading, or about the section as a whole.
    """
    parts = dict(analysis.parts()) if analysis else {}
    where, paragraphs = place.part or "", parts.get(place.part or "", ())
    section = (
        analysis.sections[int(where[9:])] if analysis and where in parts and where.startswith("sections/") else None
    )
    number = place.paragraph if section else place.paragraph or 0
    heading, counted = section.heading if section else "", ""
    text = heading
    if number is not None:
        text = paragraphs[number].text if 0 <= number < len(paragraphs) else ""
        counted = f", paragraph {number + 1}" if len(paragraphs) > 1 else ""
    words = text[place.start : place.end]
    return plain(heading or where) + counted, plain(words if len(words) <= _QUOTED else f"{words[:_QUOTED]}…")


def _evidence(evidence: Evidence, dossier: Dossier) -> str:
    passages = list(dossier.passages())
    index = next((i for i, p in enumerate(passages) if p.id == evidence.passage), evidence.source)
    if not 0 <= index < len(passages):
        return plain(evidence.passage or "a passage that is not in the dossier")
    passage = passages[index]
    start, end = max(0, evidence.start - _CONTEXT), evidence.end + _CONTEXT
    before, after = "…" if start else "", "…" if end < len(passage.text) else ""
    document = dossier.document_of(passage.id)
    source = f" ({plain(document.publisher)})" if document else ""
    return f"{plain(passage.id)}{source}: “{before}{plain(passage.text[start:end])}{after}”"


def _paragraph(paragraph: ViewParagraph) -> Text:
    text = _text(paragraph.text)
    if paragraph.sources:
        text.append(f" [{','.join(map(str, paragraph.sources))}]", "dim")
    return text


def _also(source: ViewSource) -> str:
    copies = ", ".join(" ".join(filter(None, (copy.publisher, copy.url))) for copy in source.copies)
    return f"also in {copies}" if copies else ""


def _listed(mark: str, title: str, *details: str | None) -> Text:
    text = _text(f"{mark} {title}")
    for detail in filter(None, details):
        text.append(f" · {detail}", "dim")
    return text


def _text(text: str, style: str = "", *, no_wrap: bool = False) -> Text:
    from rich.text import Text

    return Text(plain(text), style=style, no_wrap=no_wrap, overflow="ignore" if no_wrap else None)


def _column(blocks: Iterable[list[Text]], *, hanging: bool = False) -> RenderableType:
    """Blocks with a blank line between them, empty lines left out; `hanging` indents all but a block's first line."""
    from rich.console import Group
    from rich.constrain import Constrain
    from rich.padding import Padding

    rows: list[RenderableType] = []
    for block in blocks:
        lines = [line for line in block if line.plain]
        rows += lines[:1]
        rows += [Padding(line, (0, 0, 0, 2), expand=False) if hanging else line for line in lines[1:]]
        rows += [""] if lines else []
    return Constrain(Group(*rows), WIDTH)
