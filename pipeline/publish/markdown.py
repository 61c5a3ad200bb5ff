"""`article.md`: an article as Markdown that an editor may edit by hand, and the way back from it.

Front matter (JSON scalars, which are valid YAML), `#` headline, the dek as a block quotation, `##` sections. Text is
escaped so that it reads literally in CommonMark and its common dialects, template languages included. Below
`END_OF_TEXT` stands what code adds.
"""

from __future__ import annotations

import json
import re
from difflib import SequenceMatcher
from typing import NamedTuple

from pipeline.errors import UsageError
from pipeline.models import Analysis, Paragraph, Section, SectionKind
from pipeline.publish.article import Article, ViewSource, plain

END_OF_TEXT = '[//]: # "Edit above this line. What follows is added when the draft is saved."'
"""A link definition: every Markdown reader shows nothing for it, and escaped text can't forge it."""

_SPECIAL = re.compile(r"[\\`*_\[\]{}~|]|(?<!\S)#|(?<=\{)[%#]|:(?=//)|(?<=www)\.|^[-+>:=]")
_LIST_NUMBER = re.compile(r"^([0-9]{1,9})([.)])")
_ENTITY = re.compile(r"<|&(?=#?\w+;)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])|&(lt|amp);")
_HEADING = re.compile(r"#{1,6}(?:\s+(.*))?")


# --- writing ------------------------------------------------------------------------------------


def render(article: Article) -> str:
    """The whole file, ending in a line break."""
    blocks = [_front_matter(article), f"# {escape(article.headline)}".rstrip()]
    if article.dek:
        blocks.append(f"> {escape(article.dek)}")
    blocks += [f"- {escape(reason)}" for reason in article.reasons] if not article.written else []
    blocks += prose(article)
    blocks += [END_OF_TEXT, f"*{escape(article.disclaimer)}*", *surroundings(article)]
    return "\n\n".join(blocks) + "\n"


def prose(article: Article) -> list[str]:
    """Lede and sections, one block a paragraph or heading."""
    blocks = [escape(p.text) for p in article.lede]
    for section in article.sections:
        blocks += [f"## {escape(section.heading)}"] if section.heading else []
        blocks += [escape(p.text) for p in section.paragraphs]
    return blocks


def escape(text: str) -> str:
    """`text` (one line) as Markdown that reads literally. `<` becomes an entity: not every dialect has `\\<`."""
    escaped = _LIST_NUMBER.sub(r"\1\\\2", _SPECIAL.sub(r"\\\g<0>", text))
    return _ENTITY.sub(lambda m: "&lt;" if m[0] == "<" else "&amp;", escaped)


def unescape(text: str) -> str:
    return _ESCAPED.sub(lambda m: m[1] or {"lt": "<", "amp": "&"}[m[2]], text)


def _front_matter(article: Article) -> str:
    values = {
        "id": article.version_id,
        "state": str(article.state),
        "date": article.date,
        "language": article.language,
        **article.label.front_matter(),
    }
    lines = [f"{key}: {_scalar(value)}" for key, value in values.items()]
    sources = [f"  - {_scalar(s.model_dump(exclude_defaults=True))}" for s in article.sources]
    lines += ["sources:", *sources] if sources else ["sources: []"]
    return "\n".join(["---", *lines, "---"])


def _scalar(value: object) -> str:
    """JSON, not ASCII only: YAML doesn't join escaped surrogates. Never split over lines."""
    return json.dumps(value, ensure_ascii=False)


def surroundings(article: Article) -> list[str]:
    """What follows the text and its disclaimer, one block each."""
    blocks: list[str] = []
    if article.corrections:
        notes = (f"- {escape(c.note)} ({c.date})" for c in reversed(article.corrections))
        blocks += ["## Corrections", "\n".join(notes)]
    if article.sources:
        lines = [f"{number}. {_source(source)}" for number, source in enumerate(article.sources, 1)]
        blocks += ["## Sources", "\n".join(lines)]
    if article.discussion_url:
        blocks += ["## Share your thoughts", _link("Join the discussion", article.discussion_url)]
    if article.related:
        entries = (" · ".join(filter(None, (_link(r.title, r.url), escape(r.dek), r.date))) for r in article.related)
        blocks += ["## Related articles", "\n".join(f"- {entry}" for entry in entries)]
    return blocks


def _source(source: ViewSource) -> str:
    copies = ", ".join(_link(copy.publisher, copy.url) for copy in source.copies)
    also = f"also in {copies}" if copies else ""
    return " · ".join(filter(None, (_link(source.title, source.url), escape(source.publisher), source.date, also)))


def _link(title: str, url: str | None) -> str:
    return f"[{escape(title)}]({_ENTITY.sub('&amp;', url)})" if url else escape(title)


# --- reading ------------------------------------------------------------------------------------


class _Part(NamedTuple):
    """A heading with the paragraphs up to the next one; each belongs to a section, or to the lede (-1)."""

    heading: str
    paragraphs: list[tuple[int, Paragraph]]
    sections: list[int]


def parse_markdown(text: str, analysis: Analysis) -> Analysis:
    """The analysis as edited in `article.md`: `parse_markdown(render(view of a draft), its analysis)` is that analysis.

    Headings and paragraphs are matched in order, by heading first. What is unchanged keeps its exact words and
    citations; a changed paragraph keeps the citations of the one it replaces; a new one has none. A new section counts
    as reported. Raises UsageError when `END_OF_TEXT` or the headline is missing.
    """
    headline, dek, found = _read(text)
    old = _parts(analysis)
    lede: list[Paragraph] = []
    sections: list[Section] = []
    for part, (heading, texts) in _matched(old, found):
        if part is None:
            paragraphs = tuple(Paragraph(text=t) for t in texts)
            sections.append(Section(heading=heading, kind=SectionKind.REPORTED, paragraphs=paragraphs))
            continue
        owned = _edited(part.paragraphs, texts, part.sections[0] if part.sections else -1)
        lede += [p for owner, p in owned if owner == -1]
        for place, number in enumerate(part.sections):
            section = analysis.sections[number]
            kept = {
                "heading": _kept(section.heading, heading) if place == 0 else section.heading,
                "paragraphs": tuple(p for owner, p in owned if owner == number),
            }
            if any(kept.values()) or not section.paragraphs:
                sections.append(section.model_copy(update=kept))
    return analysis.model_copy(
        update={
            "headline": _kept(analysis.headline, headline),
            "dek": _kept(analysis.dek, dek),
            "lede": tuple(lede),
            "sections": tuple(sections),
        }
    )


def _kept(old: str, new: str) -> str:
    return old if plain(old) == new else new


def _read(text: str) -> tuple[str, str, list[tuple[str, list[str]]]]:
    """Headline, dek, and (heading, paragraphs) in order; the first heading is "" for what stands before any."""
    body, end, _ = text.removeprefix("\ufeff").replace("\r\n", "\n").partition(f"\n{END_OF_TEXT}")
    if not end:
        raise UsageError("article.md", "the line that ends the text is missing", f"Put it back: {END_OF_TEXT}")
    blocks = _blocks(re.sub(r"\A---\n.*?\n---\n", "", body, count=1, flags=re.DOTALL))
    if not blocks or not re.match(r"#(\s|$)", blocks[0][0]):
        raise UsageError("article.md", "the headline is missing", "The text begins with a line `# Headline`.")
    headline, dek = _line(blocks.pop(0)), ""
    if blocks and blocks[0][0].startswith(">"):
        dek = _line([line.removeprefix(">") for line in blocks.pop(0)])
    parts: list[tuple[str, list[str]]] = [("", [])]
    for lines in blocks:
        if _HEADING.fullmatch(lines[0]):
            parts.append((_line(lines), []))
        else:
            parts[-1][1].append(_line(lines))
    return headline, dek, parts


def _blocks(body: str) -> list[list[str]]:
    """The lines of each heading and paragraph."""
    blocks: list[list[str]] = [[]]
    for line in (raw.strip() for raw in body.split("\n")):
        if _HEADING.fullmatch(line):
            blocks += [[line], []]
        elif line:
            blocks[-1].append(line)
        else:
            blocks.append([])
    return [lines for lines in blocks if lines]


def _line(lines: list[str]) -> str:
    """The text of a block: lines joined, heading marks and escapes taken off."""
    heading = _HEADING.fullmatch(lines[0])
    return plain(unescape(heading[1] or "" if heading else " ".join(line.strip() for line in lines)))


def _parts(analysis: Analysis) -> list[_Part]:
    parts = [_Part("", [(-1, p) for p in analysis.lede], [])]
    for number, section in enumerate(analysis.sections):
        if heading := plain(section.heading):
            parts.append(_Part(heading, [], []))
        parts[-1].sections.append(number)
        parts[-1].paragraphs.extend((number, p) for p in section.paragraphs)
    return parts


def _matched(old: list[_Part], found: list[tuple[str, list[str]]]) -> list[tuple[_Part | None, tuple[str, list[str]]]]:
    """Each found part with the old one it continues, if any."""
    pairs: list[tuple[_Part | None, tuple[str, list[str]]]] = [(old[0], found[0])]
    matcher = SequenceMatcher(None, [p.heading for p in old[1:]], [heading for heading, _ in found[1:]], autojunk=False)
    for _, old_start, old_end, start, end in matcher.get_opcodes():
        for offset, part in enumerate(found[1 + start : 1 + end]):
            number = old_start + offset
            pairs.append((old[1 + number] if number < old_end else None, part))
    return pairs


def _edited(old: list[tuple[int, Paragraph]], texts: list[str], first_owner: int) -> list[tuple[int, Paragraph]]:
    """The paragraphs of one part after an edit, each with the section it belongs to."""
    shown = [(owner, p) for owner, p in old if plain(p.text)]
    if [plain(p.text) for _, p in shown] == texts:
        return old
    result: list[tuple[int, Paragraph]] = []
    matcher = SequenceMatcher(None, [plain(p.text) for _, p in shown], texts, autojunk=False)
    for tag, old_start, old_end, start, end in matcher.get_opcodes():
        if tag == "equal":
            result += shown[old_start:old_end]
            continue
        for offset, text in enumerate(texts[start:end]):
            number = old_start + offset
            if number < old_end:
                owner, replaced = shown[number]
                result.append((owner, replaced.model_copy(update={"text": text})))
            else:
                owner = result[-1][0] if result else (shown[0][0] if shown else first_owner)
                result.append((owner, Paragraph(text=text)))
    return result
