"""Writing in small steps, for a model that can hold one passage but not six.

Each step is a sentence or two of one passage, one instruction, and free text: a model of this size writes its sentence
and stops, where in a JSON string it runs on and invents. Code shortens and rewords what comes back, chooses among it by
what the checker says and by how little is copied, and puts sentences, quotations and phrases together into paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product

from pipeline.errors import ContextTooLong, InvalidOutput, Unusable
from pipeline.formats import MARKS, HeadFormat, Range, SectionFormat
from pipeline.models import Completion, ModelCall, Paragraph, Section, SectionKind
from pipeline.text.disagreement import Figure
from pipeline.text.names import names
from pipeline.text.words import words
from pipeline.write.answers import Head, Reader
from pipeline.write.cleaning import alike, bag_of, is_whole, split, without_loop
from pipeline.write.material import Material, Quoted, content, introduced
from pipeline.write.prompting import Prompter
from pipeline.write.rewording import Source, kept_order, shares_run, wordings

Complete = Callable[[ModelCall], Awaitable[Completion]]
Bite = tuple[str, str]
"""Passage id, and the sentence or two of it that one step is about; or a finished sentence of it."""

_BITE_WORDS = 22
_SAID = 0.6
"""Share of common words from which a sentence is as good as said: a small model finds few other words."""
_RUN = 6
"""Words in a row that no two sentences of an article share."""
_LONG_RUN = 15
_LEAST_WORTH = 0.4
_CLOSE = 0.3
"""Share of copied sequences from which a sentence names its publisher in passing."""
_GOOD_WORDS = (7, 26)
_DATELINE = re.compile(r"^[A-Z]{2}[^—–]{0,60} [—–] ")


@dataclass(frozen=True)
class SmallSteps:
    support: Callable[[str, Sequence[str]], float]
    """(sentence, passages) to how well they carry it, from 0 to 1."""
    tries: int = 2
    """Answers asked for per step, at most."""
    enough: float = 0.8
    """A sentence of this worth ends the tries: well carried, in its own words, nothing lost."""
    least: float = 0.7
    """A sentence less well carried is dropped, unless its part would be empty without it."""


@dataclass
class Stepper:
    """Takes the steps of one part."""

    rules: SmallSteps
    name: str
    prompter: Prompter
    reader: Reader
    complete: Complete
    seed: int
    said: list[str]
    """The sentences that are not to be said again."""
    material: Material
    written: str = ""
    """The text of the parts that stand, for whom and what readers have been told of."""
    most: int = 100
    """Sentences that this part may take, so that a short source reaches for the others, too."""
    asides: int = 3
    """How many sentences may still name their publisher in passing."""
    turn: int = 0
    """Which of several phrases comes next."""
    _spare: list[tuple[float, str, str]] = field(default_factory=list)
    """(support, passage id, sentence) of what was dropped."""

    async def sentence(self, bite: Bite) -> str:
        """The worthiest wording of the model's first sentences and of the bite itself; "" if all are poor or said."""
        if all(self.is_said(s) for s in split(bite[1])):
            return ""
        best, best_worth = "", 0.0
        known = [s for s in split(bite[1]) if not self.material.leans(s)] if self.material.phrases.droppable else []
        for number in range(self.rules.tries):
            # What follows the first sentence of a small model is mostly invented.
            found = [s for s in split(without_loop(await self._text(bite, "step", number)))[:1] if is_whole(s)]
            # Code only rewords what a model has worked on: a model that says nothing writes nothing.
            for base in dict.fromkeys((*found, *known)) if found else ():
                for worth, sentence in self._judged(base, bite):
                    if worth > best_worth and not self.is_said(sentence):
                        best, best_worth = sentence, worth
            if best_worth >= self.rules.enough:
                break
            known = [] if found else known
        if best_worth < _LEAST_WORTH:
            self._spare += [(best_worth, bite[0], best)] if best else []
            return ""
        return self.keep(best)

    async def headline(self, bites: Sequence[Bite], fmt: HeadFormat) -> str:
        """The best carried of those that are short enough and say it in other words than the text they are made of."""
        found: list[tuple[bool, float, str]] = []
        for number, bite in product(range(self.rules.tries), bites):
            text = (split(await self._text(bite, "step-headline", number)) or [""])[0]
            found += self._headlines(text, bite, fmt)
            if any(fits and worth >= self.rules.least for fits, worth, _ in found):
                break
        else:
            # A part of a source's own headline is better than a wrong one.
            found += [(fits, 0.9 * worth, text) for b in bites for fits, worth, text in self._headlines(b[1], b, fmt)]
        if not found:
            raise _nothing(self.name)
        # Not kept as said: the lede tells the news of the headline.
        return max(found, key=lambda f: f[:2])[2]

    def _headlines(self, text: str, bite: Bite, fmt: HeadFormat) -> list[tuple[bool, float, str]]:
        """(fits, worth, headline) of the text and of what stands before a word at which it may end."""
        line = re.sub(r"^The (?=[A-Z])", "", text.strip("\"“”'‘’ ").rstrip("."))
        ends = "|".join(map(re.escape, self.material.phrases.headline_ends)) or "(?!)"
        cuts = re.finditer(rf"[;:,]\s|\s[—–]\s|\s(?:{ends})\s", line)
        found = []
        for short in (line, *(line[: match.start()] for match in cuts)):
            if short:
                fits = _is_headline(short, fmt) and not alike(bag_of(short), bag_of(bite[1]))
                found.append((fits, self._support(short, bite) - 0.4 * (1 - kept_order(short, bite[1])), short))
        return found

    async def told(self, bite: Bite) -> Bite | None:
        """A sentence as a piece of the article: whose figure it is, and who the people in it are, said in it."""
        sentence = await self.sentence(bite)
        if not sentence:
            return None
        whole = self.attributed(introduced(sentence, self.material, self.written), bite[0], only_disputed=True)
        if whole == sentence and self.asides and Source(bite[1]).copied(sentence)[0] >= _CLOSE:
            whole = self.material.with_aside(sentence, bite[0], self.turn)
            self.asides -= whole != sentence
        return bite[0], self.note(whole)

    def attributed(self, sentence: str, passage: str, *, only_disputed: bool = False) -> str:
        """With the publisher's name, where there is a phrase for it and the sentence has none yet."""
        publisher, phrases = self.material.publisher(passage), self.material.phrases.attributed
        if not publisher or not phrases or publisher in sentence or sentence[-1:] != ".":
            return sentence
        if only_disputed and not self.material.disputed(sentence):
            return sentence
        return self.phrase(phrases, sentence=sentence[:-1], publisher=publisher)

    def quoted(self, quotation: Quoted) -> Bite:
        """A quotation word for word, by whom, with the office at first."""
        name, phrases = self.material.called(quotation.speaker, self.written), self.material.phrases
        values = {"quote": quotation.text.rstrip("."), "speaker": name}
        office = self.material.office(name) if len(name.split()) == 2 else ""
        if office and phrases.quoted_office:
            sentence = self.phrase(phrases.quoted_office, **values, office=office)
        else:
            sentence = self.phrase(phrases.quoted or ("“{quote},” {speaker}.",), **values)
        sentence = re.sub(r"([!?])[,.](?=”|“)", r"\1", sentence)
        return quotation.id, self.note(self.keep(sentence))

    def phrase(self, phrases: Sequence[str], **values: str) -> str:
        """The next of the phrases, filled."""
        self.turn += 1
        chosen = phrases[self.turn % len(phrases)]
        capitals = {name.capitalize(): value[:1].upper() + value[1:] for name, value in values.items()}
        return chosen.format(**values, **capitals)

    def keep(self, sentence: str) -> str:
        self.said.append(sentence)
        return sentence

    def drop(self, passage: str, sentence: str) -> None:
        """Take back what was kept: it is used only if nothing better comes."""
        self.said.remove(sentence)
        self._spare.append((0.5, passage, sentence))

    def note(self, sentence: str) -> str:
        self.written += f" {sentence}"
        return sentence

    def spare(self) -> Bite:
        """The best of what was dropped, for a part that would be empty: the checker says what is wrong with it."""
        if not self._spare:
            raise _nothing(self.name)
        value, identifier, sentence = max(self._spare)
        self._spare.remove((value, identifier, sentence))
        return identifier, self.note(self.keep(sentence))

    def is_said(self, sentence: str) -> bool:
        bag, own = bag_of(sentence), content(sentence)
        if not bag:
            return True
        for other in self.said:
            common = own & content(other)
            if shares_run(sentence, other, _RUN):
                return True
            if alike(bag, bag_of(other), _SAID) or (len(common) > 3 and len(common) >= _SAID * len(own)):
                return True
        return False

    async def _text(self, bite: Bite, role: str, number: int) -> str:
        call = self.prompter.step(self.name, role, bite[1], number, self.seed)
        try:
            text = (await self.complete(call)).text
        except (Unusable, ContextTooLong):
            return ""
        line = self.reader.line(text.strip(" :\n").split("\n\n")[0])
        for name in names(bite[1]):  # a small model forgets capitals
            line = re.sub(rf"(?<!\w){re.escape(name.text)}(?!\w)", name.text, line, flags=re.IGNORECASE)
        return line

    def _support(self, sentence: str, bite: Bite) -> float:
        return 0.01 if _invents(sentence, bite[1]) else self.rules.support(sentence, [bite[1]])

    def _judged(self, base: str, bite: Bite) -> Iterator[tuple[float, str]]:
        """(worth, wording) of a sentence: how well it is carried, less what is copied, what of doubt and speech got
        lost, and a bad length. A small model that turns a sentence round has mostly got it wrong: that counts for all
        of its wordings.
        """
        material, source = self.material, Source(bite[1])
        turned = 0.4 * (1 - kept_order(base, bite[1])) + min(0.5, 0.5 * material.wrong_verbs(base, bite[1]))
        for sentence in wordings(base, material.phrases):
            support = self._support(sentence, bite)
            if support < self.rules.least:
                yield support * 0.1, sentence
                continue
            share, run = source.copied(sentence)
            size = len(sentence.split())
            poor = 0.1 * (size > _GOOD_WORDS[1]) + 0.3 * (size < _GOOD_WORDS[0]) + 0.15 * (run >= _LONG_RUN)
            poor += 0.3 * (material.leans(sentence) or material.is_nameless(sentence))
            lost = min(0.4, 0.2 * material.unguarded(sentence, bite[1]))
            yield max(0.02, support - turned - 0.35 * share - lost - poor), sentence


def _invents(sentence: str, source: str) -> bool:
    """Whether it has a number, or a name within the sentence, that the source doesn't have."""
    known = bag_of(source)
    return any(
        word.text not in known and word.text.removesuffix("'s") not in known
        for n, word in enumerate(words(sentence))
        if any(c.isdigit() for c in word.text) or (n and sentence[word.start].isupper())
    )


def _is_headline(text: str, fmt: HeadFormat) -> bool:
    """Short and full enough, without marks it may not have; "A campaigner is a campaigner" says less than its words."""
    length, characters = fmt.headline_words, fmt.headline_characters
    enough = len(bag_of(text)) >= min(length.low, 5) and length.low <= len(words(text)) <= length.high
    fits = not characters or characters.low <= len(text) <= characters.high
    banned = {c for mark in fmt.headline_without for c in MARKS[mark]} | set('"“”:')
    return enough and fits and not banned & set(text)


def bites_of(passages: Sequence[tuple[str, str]]) -> list[Bite]:
    """What the steps are about, in the order to take them: the beginnings of all passages, then what follows there.

    Sentences with quotation marks come last: a small model changes the words between them.
    """
    rounds: list[list[Bite]] = []
    quoted: list[Bite] = []
    for identifier, text in passages:
        for n, bite in enumerate(_cut(text)):
            if any(c in bite for c in '"“”„«»'):
                quoted.append((identifier, bite))
                continue
            rounds.extend([] for _ in range(n + 1 - len(rounds)))
            rounds[n].append((identifier, bite))
    return [bite for row in rounds for bite in row] + quoted


def _cut(text: str) -> Iterator[str]:
    """Neighbouring sentences up to so many words, without the place and date that news agencies put in front."""
    piece = ""
    for sentence in split(_DATELINE.sub("", text)):
        if piece and len(piece.split()) + len(sentence.split()) > _BITE_WORDS:
            yield piece
            piece = ""
        piece = f"{piece} {sentence}".strip()
    if piece:
        yield piece


def usable(bites: Sequence[Bite], material: Material) -> list[Bite]:
    """Whole sentences that stand by themselves and are nobody's words; all of them if there are none."""
    good = [
        (i, b)
        for i, b in bites
        if is_whole(b) and not any(c in b for c in '"“”„«»') and not material.leans(split(b)[0])
    ]
    return good or list(bites)


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
    while free and _size(units) < length.low and quotations > 0:
        units.append([step.quoted(free.pop(0))])
        quotations -= 1
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
        units.append([(identifier, step.phrase(phrases.doubt, sentence=sentence))])
    if phrases.alone and (figure := _telling(step)):
        values = {"figure": figure.text, "publisher": material.publishers[figure.group]}
        units.append([(figure.id, step.phrase(phrases.alone, **values))])
    ahead = ahead_of(bites, material)
    for bite in [*ahead, *(b for b in bites if b not in ahead)]:
        if len(units) >= 2 * fmt.paragraphs.low and _size(units) >= fmt.words.low:
            break
        frames = phrases.ahead if bite in ahead else phrases.weighs
        if frames and (piece := await step.told(bite)):
            units.append([(piece[0], step.phrase(frames, sentence=piece[1]))])
    if not units:
        return ()
    if opening and len(units) > 1:  # what rests on one report, or where reports part, leads to something
        units = [units[0] + units[1], *units[2:]]
    return put_together(units, max(fmt.paragraphs.low, min(fmt.paragraphs.high, len(units) // 2)))


def ahead_of(bites: Sequence[Bite], material: Material) -> list[Bite]:
    """Bites about what is planned, expected or not decided."""
    return [b for b in bites if material.is_ahead(b[1])]


def _telling(step: Stepper) -> Figure | None:
    """A figure that the article has and one publisher alone: money and shares before counts."""
    found = [f for f in step.material.alone if f.text[:1] in "0123456789$€£" and f.text in step.written]
    return next((f for f in found if f.unit.isupper() or f.unit == "percent"), None)


def _nothing(name: str) -> InvalidOutput:
    return InvalidOutput(name, "no usable sentence came from the model", "Choose a larger model.")
