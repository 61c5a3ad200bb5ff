"""Writing in small steps, for a model that can hold one passage but not six.

Each step is a sentence or two of one passage, one instruction, and free text: a model of this size writes its sentence
and stops, where in a JSON string it runs on and invents. Code chooses among a few tries, drops what the passage doesn't
carry, and puts sentences together into paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product

from pipeline.errors import ContextTooLong, InvalidOutput, Unusable
from pipeline.formats import HeadFormat, Range, SectionFormat
from pipeline.models import Completion, ModelCall, Paragraph, Section
from pipeline.text.words import words
from pipeline.write.answers import Head, Reader
from pipeline.write.cleaning import alike, bag_of, is_whole, split, without_loop
from pipeline.write.prompting import Prompter

Complete = Callable[[ModelCall], Awaitable[Completion]]
Bite = tuple[str, str]
"""Passage id, and the sentence or two of it that one step is about."""

_BITE_WORDS = 30
_SAID = 0.6
"""Share of common words from which a sentence is as good as said: a small model finds few other words."""
_DATELINE = re.compile(r"^[A-Z]{2}[^—–]{0,60} [—–] ")


@dataclass(frozen=True)
class SmallSteps:
    support: Callable[[str, Sequence[str]], float]
    """(sentence, passages) to how well they carry it, from 0 to 1."""
    tries: int = 2
    """Answers asked for per step, at most."""
    enough: float = 0.9
    """A sentence so well carried ends the tries."""
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
    said: list[frozenset[str]]
    """The sentences, as sets of words, that are not to be said again."""
    _spare: list[tuple[float, str, str]] = field(default_factory=list)
    """(support, passage id, sentence) of what was dropped."""

    async def sentence(self, bite: Bite) -> str:
        """The best carried of the first sentences that the tries gave; "" if none is carried or all are said."""
        best, best_value = "", 0.0
        for number in range(self.rules.tries):
            # What follows the first sentence of a small model is mostly invented.
            found = [s for s in split(without_loop(await self._text(bite, "step", number)))[:1] if is_whole(s)]
            for sentence in found:
                value = self._value(sentence, bite)
                if not self._is_said(sentence) and value > best_value:
                    best, best_value = sentence, value
            if best_value >= self.rules.enough:
                break
        if best_value < self.rules.least:
            self._spare += [(best_value, bite[0], best)] if best else []
            return ""
        self.said.append(bag_of(best))
        return best

    async def headline(self, bites: Sequence[Bite], length: Range) -> str:
        """The best carried of those that are short enough and say it in other words than the text they are made of."""
        found: list[tuple[bool, float, str]] = []
        for number, bite in product(range(self.rules.tries), bites):
            text = await self._text(bite, "step-headline", number)
            text = (split(text) or [""])[0].strip("\"“”'‘’ ").rstrip(".")
            if not text:
                continue
            # "A campaigner is a campaigner" says less than it has words.
            enough = len(bag_of(text)) >= min(length.low, 5)
            fits = enough and len(text.split()) <= length.high and not re.search(r"[\"“”:]", text)
            fits = fits and not alike(bag_of(text), bag_of(bite[1]))
            found.append((fits, self._value(text, bite), text))
            if fits and found[-1][1] >= self.rules.enough:
                break
        if not found:
            raise _nothing(self.name)
        best = max(found, key=lambda f: f[:2])[2]
        self.said.append(bag_of(best))
        return best

    async def paragraphs(self, bites: Sequence[Bite], count: Range, length: Range) -> tuple[Paragraph, ...]:
        """Steps until the least number of paragraphs and words is there; two or three sentences make a paragraph."""
        pieces: list[Bite] = []
        for bite in bites:
            if len(pieces) >= 2 * count.low and sum(len(s.split()) for _, s in pieces) >= length.low:
                break
            if sentence := await self.sentence(bite):
                pieces.append((bite[0], sentence))
        if not pieces:
            pieces = [self.spare()]
        number = min(len(pieces), max(count.low, min(count.high, len(pieces) // 3)))
        cuts = [len(pieces) * n // number for n in range(number + 1)]
        groups = [pieces[a:b] for a, b in pairwise(cuts)]
        return tuple(
            Paragraph(text=" ".join(s for _, s in group), citations=tuple(dict.fromkeys(i for i, _ in group)))
            for group in groups
        )

    def spare(self) -> Bite:
        """The best of what was dropped, for a part that would be empty: the checker says what is wrong with it."""
        if not self._spare:
            raise _nothing(self.name)
        value, identifier, sentence = max(self._spare)
        self._spare.remove((value, identifier, sentence))
        self.said.append(bag_of(sentence))
        return identifier, sentence

    async def _text(self, bite: Bite, role: str, number: int) -> str:
        call = self.prompter.step(self.name, role, bite[1], number, self.seed)
        try:
            text = (await self.complete(call)).text
        except (Unusable, ContextTooLong):
            return ""
        return self.reader.line(text.strip(" :\n").split("\n\n")[0])

    def _value(self, sentence: str, bite: Bite) -> float:
        return 0.01 if _invents(sentence, bite[1]) else self.rules.support(sentence, [bite[1]])

    def _is_said(self, sentence: str) -> bool:
        bag = bag_of(sentence)
        return not bag or any(alike(bag, other, _SAID) for other in self.said)


def _invents(sentence: str, source: str) -> bool:
    """Whether it has a number, or a name within the sentence, that the source doesn't have."""
    known = bag_of(source)
    return any(
        word.text not in known and word.text.removesuffix("'s") not in known
        for n, word in enumerate(words(sentence))
        if any(c.isdigit() for c in word.text) or (n and sentence[word.start].isupper())
    )


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
    """Neighbouring sentences up to about thirty words, without the place and date that news agencies put in front."""
    piece = ""
    for sentence in split(_DATELINE.sub("", text)):
        if piece and len(piece.split()) + len(sentence.split()) > _BITE_WORDS:
            yield piece
            piece = ""
        piece = f"{piece} {sentence}".strip()
    if piece:
        yield piece


async def step_head(step: Stepper, fmt: HeadFormat, titles: Sequence[str], passages: Sequence[tuple[str, str]]) -> Head:
    bites = bites_of(passages)
    # A source's own headline is short and full: what a small model makes of it is a headline, too.
    subjects = [*(("", title) for title in titles[:2]), bites[0]]
    headline = await step.headline(subjects, fmt.headline_words)
    # The first passage is in the headline: the dek adds another, and comes back to it only if it must.
    dek, rest = "", [*bites[1:], bites[0]]
    while rest and not dek:
        dek = await step.sentence(rest.pop(0))
    dek = dek or step.spare()[1]
    lede: tuple[Paragraph, ...] = ()
    if fmt.lede_paragraphs and fmt.lede_words:
        lede = await step.paragraphs(
            [bites[0], *(b for b in rest if b != bites[0])], fmt.lede_paragraphs, fmt.lede_words
        )
    return Head(headline=headline, dek=dek, lede=lede)


async def step_section(step: Stepper, fmt: SectionFormat, passages: Sequence[tuple[str, str]]) -> Section:
    paragraphs = await step.paragraphs(bites_of(passages), fmt.paragraphs, fmt.words)
    heading = fmt.heading if fmt.heading is not None else fmt.id.replace("-", " ").capitalize()
    return Section(heading=heading, kind=fmt.kind, paragraphs=paragraphs)


def _nothing(name: str) -> InvalidOutput:
    return InvalidOutput(name, "no usable sentence came from the model", "Choose a larger model.")
