"""The article is whole, has the shape its format asks for, is plain text, and says nothing twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.check.context import Block, Context
from pipeline.check.repetition import repetition
from pipeline.check.rule import Rule, finding, said
from pipeline.check.spoken import other_language
from pipeline.formats import Format, Range
from pipeline.models import Analysis, Finding, Place, Section, Severity
from pipeline.text.words import is_unspaced, words

_TAG = re.compile(
    r"</?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>]{0,300})?/?>|<!--|&(?:amp|lt|gt|quot|nbsp|apos|#\d{1,6}|#x[0-9a-fA-F]{1,6});"
)
_LINK = re.compile(
    r"!?\[[^\[\]\n]{0,300}\]\([^()\s]{1,500}\)|https?://[^\s)\]>\"”]{1,500}|\bwww\.[^\s)\]>\"”]{1,300}"
    r"|\bhxxps?:\S{1,300}|(?<![\w@])(?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,12}/[^\s)\]>\"”]{1,300}"
)
_MARKER = re.compile(
    r"\[\s*[sn]\d{1,4}\.p\d{1,5}(?:\s?[,;]\s?[sn]\d{1,4}\.p\d{1,5}){0,40}\s*\]|\b[sn]\d{1,4}\.p\d{1,5}\b"
)
_MARKDOWN = re.compile(
    r"^[ \t]{0,3}(?:#{1,6}\s+(?=\S)|[-*+]\s+(?=\S)|>\s?(?=\S)|`{3}|(?:-{3,}|\*{3,}|_{3,})[ \t]*$)"
    r"|\*\*[^*\n]{1,300}\*\*|(?<!\w)__[^_\n]{1,300}__(?!\w)|(?<![\w*])\*[^\s*][^*\n]{0,200}(?<!\s)\*(?![\w*])|`[^`\n]{1,200}`",
    re.MULTILINE,
)
_DATA = re.compile(r"\{\s*[\"“'][^\"“”{}]{1,60}[\"”']\s*:|(?<![\w/+])(?=[A-Za-z+/]{0,60}\d)[A-Za-z0-9+/]{40,}={0,2}")
_MARKUP = (
    (_DATA, "data for a machine"),
    (_MARKER, "a passage marker"),
    (_LINK, "a link"),
    (_TAG, "HTML markup"),
    (_MARKDOWN, "Markdown markup"),
)
_CHATTER = re.compile(
    r"\bas an ai\b(?:\s(?:language\s)?model)?|\b(?:as|i am|i'm) a(?:n ai|\s+large)? language model\b"
    r"|\A(?:sure|certainly|of course)[,!.:]\s+here(?:'s|\s+(?:is|are))\b",
    re.IGNORECASE,
)
_FINISHED = re.compile(r"[.!?…。！？؟।:][\"'”’»›)\]」』]*\Z|[\"”»」』]\Z")

# Some words more or less are no defect.
_SLACK = 0.1


def _run(context: Context) -> Iterator[Finding]:
    for block in context.each(context.blocks):
        yield from _plain_text(block)
    if context.analysis is not None:
        yield from _whole(context.analysis)
    elif not any(block.text.strip() for block in context.blocks):
        yield _at(None, None, Severity.BLOCKER, "structure", "The text is empty.")
    if context.analysis is not None and context.format is not None:
        yield from _shape(context.analysis, context.format)
    yield from other_language(context)
    yield from repetition(context)


def _at(part: str | None, paragraph: int | None, severity: Severity, rule: str, message: str) -> Finding:
    """About something that isn't there or is too large to point at: an empty span at the beginning of the place."""
    place = Place(part=part, paragraph=paragraph, start=0, end=0)
    return Finding(rule=rule, severity=severity, place=place, message=message)


def _plain_text(block: Block) -> Iterator[Finding]:
    taken: list[tuple[int, int]] = []
    for pattern, what in _MARKUP:
        for match in pattern.finditer(block.text):
            start, end = match.span()
            if any(a < end and start < b for a, b in taken[-50:]):
                continue
            taken.append((start, end))
            message = f"{said(match.group())} is {what}, not text."
            yield finding("structure.markup", Severity.BLOCKER, block, (start, end), message)
    for match in _CHATTER.finditer(block.text):
        message = f"{said(match.group())} is the model speaking of itself."
        yield finding("structure", Severity.BLOCKER, block, match.span(), message)
    text = block.text.rstrip()
    if block.kind not in {"headline", "dek", "heading", "text"} and text and not _FINISHED.search(text[-20:]):
        last = text[max(text.rfind(" ", 0, len(text) - 1) + 1, len(text) - 60) :]
        message = f"The paragraph stops at {said(last)} without an end."
        yield finding("structure", Severity.WARNING, block, (len(text) - len(last), len(text)), message)


def _whole(analysis: Analysis) -> Iterator[Finding]:
    for part in ("headline", "dek"):
        if not getattr(analysis, part).strip():
            yield _at(part, 0, Severity.BLOCKER, "structure", f"The {part} is missing.")
    for part, paragraphs in analysis.parts():
        if part in {"headline", "dek"}:
            continue
        if not paragraphs:
            yield _at(part, None, Severity.BLOCKER, "structure", f"{_name(part)} is empty.")
        for number, paragraph in enumerate(paragraphs):
            if not paragraph.text.strip():
                yield _at(
                    part, number, Severity.BLOCKER, "structure", f"A paragraph of {_lower(_name(part))} is empty."
                )


def _shape(analysis: Analysis, fmt: Format) -> Iterator[Finding]:
    have, want = len(analysis.sections), len(fmt.sections)
    if have < want:
        message = f"The article has {have} of the {want} sections that the format {fmt.name} asks for."
        yield _at(None, None, Severity.BLOCKER, "structure", message)
    elif have > want:
        message = f"The article has {have} sections, the format {fmt.name} asks for {want}."
        yield _at(f"sections/{want}", None, Severity.WARNING, "structure", message)
    if analysis.sections and analysis.sections[-1].kind != fmt.sections[-1].kind:
        message = (
            f"The last section is {analysis.sections[-1].kind}; in the format {fmt.name} it is {fmt.sections[-1].kind}."
        )
        yield _at(f"sections/{have - 1}", None, Severity.BLOCKER, "structure", message)
    head = fmt.head
    if head.lede_paragraphs and not analysis.lede:
        yield _at("lede", None, Severity.BLOCKER, "structure", "The lede is missing.")
    yield from _length("headline", 0, "The headline", analysis.headline, head.headline_words)
    yield from _length("dek", 0, "The dek", analysis.dek, head.dek_words)
    if analysis.lede:
        if head.lede_paragraphs:
            yield from _count("lede", "The lede", len(analysis.lede), head.lede_paragraphs)
        if head.lede_words:
            yield from _length("lede", None, "The lede", "\n".join(p.text for p in analysis.lede), head.lede_words)
    for number, (section, wanted) in enumerate(zip(analysis.sections, fmt.sections, strict=False)):
        part = f"sections/{number}"
        if wanted.heading is None and not section.heading.strip():
            yield _at(part, None, Severity.WARNING, "structure", f"{_name(part)} has no heading.")
        yield from _count(part, _name(part), len(section.paragraphs), wanted.paragraphs)
        yield from _length(part, None, _name(part), _text(section), wanted.words)


def _text(section: Section) -> str:
    return "\n".join(p.text for p in section.paragraphs)


def _count(part: str, name: str, have: int, wanted: Range) -> Iterator[Finding]:
    if have and not wanted.low <= have <= wanted.high:
        message = f"{name} has {_counted(have, 'paragraph')} instead of {wanted}."
        yield _at(part, None, Severity.WARNING, "structure.length", message)


def _length(part: str, paragraph: int | None, name: str, text: str, wanted: Range) -> Iterator[Finding]:
    tokens = words(text)
    if not tokens or sum(is_unspaced(w.text) for w in tokens) > len(tokens) / 2:
        return  # scripts without spaces have no words to count
    if not wanted.low * (1 - _SLACK) <= len(tokens) <= wanted.high * (1 + _SLACK):
        message = f"{name} has {_counted(len(tokens), 'word')} instead of {wanted}."
        yield _at(part, paragraph, Severity.WARNING, "structure.length", message)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _name(part: str) -> str:
    return f"Section {int(part.split('/')[1]) + 1}" if "/" in part else f"The {part}"


def _lower(name: str) -> str:
    return name[0].lower() + name[1:]


RULE = Rule("structure", "missing parts, wrong lengths, markup, links or markers in the text, repetition", _run)
