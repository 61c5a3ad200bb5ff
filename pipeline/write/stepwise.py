"""A part of the article, made in small steps: which come first, what code adds, and how paragraphs are put together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.formats import HeadFormat, Range, SectionFormat
from pipeline.models import Paragraph, Section, SectionKind
from pipeline.text.disagreement import Figure
from pipeline.text.words import words
from pipeline.write.answers import Head
from pipeline.write.bites import Bite, ahead_of, bites_of, usable
from pipeline.write.material import Quoted, introduced
from pipeline.write.steps import Stepper


async def step_head(
    step: Stepper,
    fmt: HeadFormat,
    titles: Sequence[str],
    passages: Sequence[tuple[str, str]],
    more: Sequence[tuple[str, str]],
) -> Head:
    """From `passages`, then `more` where they don't reach."""
    bites = usable(bites_of(passages), step.material)
    # A source's own headline is short and full: what a small model makes of it is a headline, too.
    subjects = [*(("", title) for title in titles[:2]), bites[0]]
    headline = await step.headline(subjects, fmt)
    # The first passage is in the headline: the dek adds another, and comes back to it only if it must.
    dek, rest = "", [*bites[1:], bites[0]]
    while rest and not dek:
        bite = rest.pop(0)
        dek = await step.sentence(bite)
        if dek and not 0.9 * fmt.dek_words.low <= len(words(dek)) <= fmt.dek_words.high:
            step.drop(bite[0], dek)
            dek = ""
    dek = introduced(dek, step.material, step.written) if dek else step.spare()[1]
    lede: tuple[Paragraph, ...] = ()
    if fmt.lede_paragraphs and fmt.lede_words:
        bites = [bites[0], *(b for b in rest if b != bites[0])]
        bites += [b for b in usable(bites_of(more), step.material) if more and b not in bites]
        lede = await _paragraphs(step, bites, fmt.lede_paragraphs, fmt.lede_words, quotations=1, head=True)
    return Head(headline=headline, dek=dek, lede=lede)


async def step_section(
    step: Stepper,
    fmt: SectionFormat,
    passages: Sequence[tuple[str, str]],
    more: Sequence[tuple[str, str]],
    *,
    tells_differences: bool,
    reserved: Sequence[Bite],
) -> Section:
    """From `passages`, then `more` where they don't reach. `reserved` are the bites that the conclusions are made of,
    and nothing else.
    """
    heading = fmt.heading if fmt.heading is not None else fmt.id.replace("-", " ").capitalize()
    found: tuple[Paragraph, ...] = ()
    bites = usable(bites_of(passages), step.material)
    bites += [b for b in usable(bites_of(more), step.material) if more and b not in bites]
    if fmt.kind is SectionKind.INFERENCE and step.material.phrases.ahead:
        found = await concluding(step, fmt, bites)
    if not found:
        bites = [b for b in bites if b not in reserved] or bites
        first = differing(step) if tells_differences else []
        quotations = fmt.paragraphs.high if fmt.kind is SectionKind.ANALYSIS else 0
        found = await _paragraphs(step, bites, fmt.paragraphs, fmt.words, quotations=quotations, first=first)
    return Section(heading=heading, kind=fmt.kind, paragraphs=found)


async def _paragraphs(
    step: Stepper,
    bites: Sequence[Bite],
    count: Range,
    length: Range,
    *,
    quotations: int = 0,
    first: Sequence[list[Bite]] = (),
    head: bool = False,
) -> tuple[Paragraph, ...]:
    """Steps until the least number of paragraphs and words is there. A quotation stands behind a sentence of its own
    passage or of the one before, else by itself.
    """
    units: list[list[Bite]] = list(first)
    free = _free(step, [i for i, _ in bites])
    may_quote = quotations > 1
    for bite in bites:
        if (len(units) >= 2 * count.low and _size(units) >= length.low) or len(units) >= step.most:
            break
        piece = await step.told(bite)
        if piece is None:
            continue
        if head and not units:
            piece = (piece[0], step.attributed(piece[1], piece[0]))
        unit = [piece]
        near = next((q for q in free if _beside(q.id, bite[0])), None) or (
            free[0] if free and len(units) == 1 else None
        )
        if near and quotations > 0:
            free.remove(near)
            quotations -= 1
            unit.append(step.quoted(near))
        units.append(unit)
    while free and _size(units) < length.low and may_quote:
        units.append([step.quoted(free.pop(0))])
    while _size(units) < length.low and (piece := step.second_best()):
        units.append([piece])
    if not units:
        units = [[step.spare()]]
    return put_together(units, max(count.low, min(count.high, len(units) // 3)))


def _free(step: Stepper, ids: Sequence[str]) -> list[Quoted]:
    """Quotations that the article hasn't used, those of the part's own passages first."""
    free = [q for q in step.material.quotations if q.text[:40] not in step.written]
    return sorted(free, key=lambda q: ids.index(q.id) if q.id in ids else len(ids))


def _beside(one: str, other: str) -> bool:
    """Whether the first passage is the other one or follows it."""
    a, b = one.rpartition("p"), other.rpartition("p")
    return a[0] == b[0] and int(a[2]) - int(b[2]) in (0, 1)


def _size(units: Sequence[Sequence[Bite]]) -> int:
    return sum(len(text.split()) for unit in units for _, text in unit)


def put_together(units: Sequence[Sequence[Bite]], number: int) -> tuple[Paragraph, ...]:
    """The units in that many paragraphs of about the same size, each with the passages it rests on."""
    number = min(number, len(units))
    cuts = [len(units) * n // number for n in range(number + 1)]
    groups = [[piece for unit in units[a:b] for piece in unit] for a, b in pairwise(cuts)]
    return tuple(
        Paragraph(text=" ".join(s for _, s in group if s), citations=tuple(dict.fromkeys(i for i, _ in group if i)))
        for group in groups
    )


# --- what code itself can say -------------------------------------------------------------------


def differing(step: Stepper) -> list[list[Bite]]:
    """One sentence for each difference between the sources, each figure with its publisher."""
    material = step.material
    found: list[list[Bite]] = []
    phrases = material.phrases
    for difference in material.differences if phrases.differing else ():
        same: dict[str, list[str]] = {}
        for figure in difference.figures:
            same.setdefault(figure.text, []).append(material.publishers[figure.group])
        versions = [
            phrases.version.format(publisher=phrases.between_publishers.join(names), figure=text)
            for text, names in same.items()
        ]
        sentence = phrases.differing[len(found) % len(phrases.differing)].format(
            versions=phrases.between_versions.join(versions)
        )
        step.keep(step.note(sentence))
        found.append([(f.id, "") for f in difference.figures[1:]] + [(difference.figures[0].id, sentence)])
    return found


async def concluding(step: Stepper, fmt: SectionFormat, bites: Sequence[Bite]) -> tuple[Paragraph, ...]:
    """Conclusions that code can answer for: what rests on one report, where reports part, doubts, what is ahead."""
    material, phrases = step.material, step.material.phrases
    units: list[list[Bite]] = []
    if material.differences and phrases.differing_suggests:
        one, other = material.differences[0].figures[0], material.differences[0].figures[-1]
        other = next((f for f in material.differences[0].figures if f.value != one.value), other)
        values = {"publisher": material.publishers[one.group], "figure": one.text}
        values |= {"other": material.publishers[other.group], "other_figure": other.text}
        units.append([(other.id, ""), (one.id, step.phrase(phrases.differing_suggests, **values))])
    elif len(material.publishers) == 1 and phrases.one_report:
        units.append([("", step.phrase(phrases.one_report, publisher=material.publishers[0]))])
    opening = len(units)
    doubts = [q for q in _free(step, [i for i, _ in bites]) if material.is_doubt(q.text)]
    for quotation in doubts[: fmt.paragraphs.low - 1] if phrases.doubt else ():
        identifier, sentence = step.quoted(quotation)
        units.append([(identifier, step.framed(phrases.doubt, sentence))])
    if phrases.alone and (figure := _telling(step)):
        values = {"figure": figure.text, "publisher": material.publishers[figure.group]}
        units.append([(figure.id, step.phrase(phrases.alone, **values))])
    ahead = ahead_of(bites, material)
    for bite in [*ahead, *(b for b in bites if b not in ahead)]:
        if len(units) >= 2 * fmt.paragraphs.low and _size(units) >= fmt.words.low:
            break
        frames = phrases.ahead if bite in ahead else phrases.weighs
        if frames and (piece := await step.told(bite)):
            units.append([(piece[0], step.framed(frames, piece[1]))])
    if not units:
        return ()
    if opening and len(units) > 1:  # what rests on one report, or where reports part, leads to something
        units = [units[0] + units[1], *units[2:]]
    return put_together(units, max(fmt.paragraphs.low, min(fmt.paragraphs.high, len(units) // 2)))


def _telling(step: Stepper) -> Figure | None:
    """A figure that the article has and one publisher alone: money and shares before counts."""
    found = [f for f in step.material.alone if f.text[:1] in "0123456789$€£" and f.text in step.written]
    return next((f for f in found if f.unit.isupper() or f.unit == "percent"), None)
