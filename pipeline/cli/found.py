"""What was found in a text, on a terminal: by sentence, those with blockers first, each with the nearest source text.

All text goes in as `Text`, never as markup, and has lost its control characters.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.check.rule import INNER, NEAREST
from pipeline.models import Evidence, Finding, Report, Severity
from pipeline.publish.article import plain
from pipeline.publish.terminal import SEVERITY_STYLES, WIDTH, counts
from pipeline.text.sentences import sentences

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

    from pipeline.check import Block, SourceText

# Characters of a sentence that are shown, of one in a list, and of a source on either side of the evidence.
_SHOWN, _LISTED, _CONTEXT = 400, 70, 60
# Evidence of fewer characters is a number or a name.
_BARE = 20
# Sentences with the same single finding that are shown each on its own, at most.
_APART = 3
_RANK = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True)
class Group:
    """The findings of the sentence `text[start:end]` of a block, by severity and place."""

    block: Block
    start: int
    end: int
    findings: list[Finding]

    @property
    def rank(self) -> int:
        return min(_RANK[f.severity] for f in self.findings)

    @property
    def same(self) -> tuple[str, str, str] | None:
        """What its findings say, if they all say the same and block nothing."""
        kinds = {(f.severity.value, f.rule, self.form(f)) for f in self.findings}
        return kinds.pop() if len(kinds) == 1 and self.rank > 0 else None

    def words(self, finding: Finding) -> str:
        return self.block.text[finding.place.start : finding.place.end]

    def form(self, finding: Finding) -> str:
        """The message without the words that it is about."""
        return self.message(finding).replace(f"“{self.words(finding)}”", "“…”")

    def message(self, finding: Finding) -> str:
        """The message without what is shown beside it: the sentence, and the nearest source text."""
        message, _, more = finding.message.partition(NEAREST)
        sentence = " ".join(self.block.text[self.start : self.end].split())
        return message.replace(f"“{sentence}”", "this sentence") + "." * bool(more)


def shown(
    report: Report, blocks: Sequence[Block], sources: Sequence[SourceText], names: Sequence[str]
) -> RenderableType:
    """The report; `names` are those of the sources' groups."""
    from rich.console import Group as Rows
    from rich.constrain import Constrain

    groups, others = _grouped(report, blocks)
    rows: list[RenderableType] = []
    often = Counter(group.same for group in groups)
    for group in sorted(groups, key=lambda g: g.rank):
        if group.same and often[group.same] > _APART:
            rows += [*_together([g for g in groups if g.same == group.same]), ""]
            often[group.same] = 0
        elif not group.same or often[group.same]:
            rows += [*_sentence(group), _listed(_merged(group), group.findings, sources, names), ""]
    for finding in others:
        rows += [_listed([finding], [finding], sources, names), ""]
    rows += [_text(f"UNCHECKED {u.rule}: {u.reason}", SEVERITY_STYLES[Severity.BLOCKER]) for u in report.unchecked]
    rows += [_text(f"Not applicable: {u.rule}: {u.reason}", "dim") for u in report.not_applicable]
    return Constrain(Rows(*rows, _text(f"Findings: {counts(report)}", "bold")), WIDTH)


def _grouped(report: Report, blocks: Sequence[Block]) -> tuple[list[Group], list[Finding]]:
    """The findings by their sentences, in the order of the text; and those about no words of it."""
    spans = {(block.part, block.paragraph): (block, sentences(block.text)) for block in blocks}
    groups: dict[tuple[str | None, int | None, int], Group] = {}
    others = []
    for finding in report.findings:
        where = finding.place
        block, known = spans.get((where.part, where.paragraph), (None, []))
        at = bisect_right(known, where.start, key=lambda span: span[0]) - 1
        if block is None or at < 0 or where.end <= where.start:
            others.append(finding)
        else:
            key = (where.part, where.paragraph, at)
            groups.setdefault(key, Group(block, *known[at], [])).findings.append(finding)
    order = {(block.part, block.paragraph): n for n, block in enumerate(blocks)}
    return sorted(groups.values(), key=lambda g: (order[g.block.part, g.block.paragraph], g.start)), others


def _sentence(group: Group) -> Iterator[Text]:
    """Where it stands, and the sentence with what was found underlined in the colour of its severity."""
    from rich.text import Text

    yield _text(_where(group), "dim")
    text = group.block.text
    first = min(f.place.start for f in group.findings)
    low = max(group.start, first - _SHOWN // 2) if group.end - group.start > _SHOWN else group.start
    high = min(group.end, low + _SHOWN)
    line, at = Text("…" if low > group.start else ""), low
    for finding in sorted(group.findings, key=lambda f: (f.place.start, _RANK[f.severity])):
        start, end = max(at, finding.place.start), min(high, finding.place.end)
        if start < end and (start, end) != (group.start, group.end):
            line.append(_clean(text[at:start]))
            line.append(_clean(text[start:end]), f"underline {SEVERITY_STYLES[finding.severity]}")
            at = end
    line.append(_clean(text[at:high]) + "…" * (high < group.end))
    yield line


def _merged(group: Group) -> list[Finding]:
    """The findings with short messages; those that say the same of several words as one."""
    forms: dict[tuple[str, str], list[Finding]] = {}
    for finding in group.findings:
        forms.setdefault((finding.rule, group.form(finding)), []).append(finding)
    merged = []
    for first, *others in forms.values():
        more = ", ".join(f"“{group.words(f)}”" for f in others)
        message = f"{group.message(first)}{f' The same of {more}.' if more else ''}"
        merged.append(first.model_copy(update={"message": message}))
    return merged


def _listed(
    findings: Sequence[Finding], all_of_them: Sequence[Finding], sources: Sequence[SourceText], names: Sequence[str]
) -> RenderableType:
    """A line a finding, then each source text that is nearest to one of them."""
    from rich.table import Table

    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(width=7, no_wrap=True)
    table.add_column()
    for finding in findings:
        line = _text(f"{finding.rule}: {finding.message}")
        line.stylize("bold", 0, len(finding.rule) + 1)
        table.add_row(_text(finding.severity.upper(), SEVERITY_STYLES[finding.severity]), line)
    for nearest in dict.fromkeys(_source(f.evidence[0], sources, names) for f in all_of_them if f.evidence):
        table.add_row("", _text(nearest, "dim"))
    return table


def _together(groups: Sequence[Group]) -> Iterator[Text]:
    """Sentences of which the same is to be said."""
    first = groups[0].findings[0]
    head = f"{first.severity.upper()} {first.rule} · {len(groups)} sentences"
    yield _text(head, SEVERITY_STYLES[first.severity])
    yield _text(groups[0].form(first))
    for group in groups:
        sentence = plain(group.block.text[group.start : group.end])
        shown = sentence if len(sentence) <= _LISTED else f"{sentence[:_LISTED].rstrip()}…"
        yield _text(f"• {_where(group)}: {shown}")


def _where(group: Group) -> str:
    block = group.block
    if block.part is None:
        return f"line {block.text.count(chr(10), 0, group.start) + 1}"
    return block.part if block.paragraph is None else f"{block.part}, paragraph {block.paragraph + 1}"


def _source(evidence: Evidence, sources: Sequence[SourceText], names: Sequence[str]) -> str:
    """The evidence with some words around it, and whose it is."""
    source = sources[evidence.source]
    start, end = evidence.start, evidence.end
    if end - start < _BARE:
        start, end = max(0, start - _CONTEXT), min(len(source.text), end + _CONTEXT)
    before, after = "…" * (start > 0 and start < evidence.start), "…" * (evidence.end < end < len(source.text))
    passage = f" {source.passage}" if source.passage else ""
    return f"{names[source.group]}{passage}: “{before}{plain(source.text[start:end][:_SHOWN]).translate(INNER)}{after}”"


def _clean(text: str) -> str:
    """`plain`, with spaces kept at the ends."""
    return plain(f"|{text}|")[1:-1]


def _text(text: str, style: str = "") -> Text:
    from rich.text import Text

    return Text(plain(text), style=style)
