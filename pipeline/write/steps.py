"""Writing in small steps, for a model that can hold one passage but not six.

Each step is a sentence or two of one passage, one instruction, and free text: a model of this size writes its sentence
and stops, where in a JSON string it runs on and invents. Code shortens and rewords what comes back, chooses among it by
what the checker says and by how little is copied, and puts sentences, quotations and phrases together into paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

from pipeline.errors import ContextTooLong, InvalidOutput, Unusable
from pipeline.formats import MARKS, HeadFormat
from pipeline.models import Completion, ModelCall
from pipeline.text.names import names
from pipeline.text.words import words
from pipeline.write.answers import Reader
from pipeline.write.bites import Bite
from pipeline.write.cleaning import alike, bag_of, is_whole, split, without_loop
from pipeline.write.material import Material, Quoted, content, introduced
from pipeline.write.prompting import Prompter
from pipeline.write.rewording import Source, kept_order, shares_run, wordings

Complete = Callable[[ModelCall], Awaitable[Completion]]
_SAID = 0.6
"""Share of common words from which a sentence is as good as said: a small model finds few other words."""
_RUN = 6
"""Words in a row that no two sentences of an article share."""
_LONG_RUN = 15
_LEAST_WORTH, _SECOND_BEST = 0.4, 0.25
_CLOSE = 0.3
"""Share of copied sequences from which a sentence names its publisher in passing."""
_VERBATIM, _MOST_VERBATIM = 0.5, 34
"""Share of copied sequences from which a sentence may be quoted from the report, and the most words of it."""
_GOOD_WORDS = (7, 26)


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
    reports: int = 1
    """How many sentences may still be quoted from a report itself."""
    turn: int = 0
    """Which of several phrases comes next."""
    _frames: list[str] = field(default_factory=list)
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
            raise nothing_usable(self.name)
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
        share = Source(bite[1]).copied(sentence)[0] if whole == sentence else 0.0
        if share >= _CLOSE and self.asides:
            whole = self.material.with_aside(sentence, bite[0], self.turn)
            self.asides -= whole != sentence
        if whole == sentence and share >= _VERBATIM and self.reports:
            whole = self.reported(sentence, bite)
            self.reports -= whole != sentence
        return bite[0], self.note(whole)

    def attributed(self, sentence: str, passage: str, *, only_disputed: bool = False) -> str:
        """With the publisher's name, where there is a phrase for it and the sentence has none yet."""
        publisher, phrases = self.material.publisher(passage), self.material.phrases.attributed
        if not publisher or not phrases or publisher in sentence or sentence[-1:] != ".":
            return sentence
        if only_disputed and not self.material.disputed(sentence):
            return sentence
        return self.phrase(phrases, sentence=sentence[:-1], publisher=publisher)

    def reported(self, sentence: str, bite: Bite) -> str:
        """What is nearly the source's own sentence, as the source's own sentence: between marks, with its publisher."""
        publisher, phrases = self.material.publisher(bite[0]), self.material.phrases.reported
        own = max(split(bite[1]), key=lambda s: len(content(s) & content(sentence)))
        fits = own[-1:] == "." and not re.search(r"[“”„«»\"]", own) and len(own.split()) <= _MOST_VERBATIM
        if not publisher or not phrases or not fits or publisher in own:
            return sentence
        return self.phrase(phrases, sentence=own[:-1], publisher=publisher)

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

    def framed(self, frames: Sequence[str], sentence: str) -> str:
        """The sentence in a frame that the part hasn't used yet, or as it is."""
        free = [f for f in frames if f not in self._frames]
        if not free:
            return sentence
        self._frames.append(free[0])
        return free[0].format(sentence=sentence)

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

    def second_best(self) -> Bite | None:
        """The best of what was carried and dropped all the same, for a part that is too short."""
        good = [s for s in self._spare if s[0] >= _SECOND_BEST and not self.is_said(s[2])]
        if not good:
            return None
        best = max(good)
        self._spare.remove(best)
        return best[1], self.note(self.keep(introduced(best[2], self.material, self.written)))

    def spare(self) -> Bite:
        """The best of what was dropped, for a part that would be empty: the checker says what is wrong with it."""
        if not self._spare:
            raise nothing_usable(self.name)
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
            if support < self.rules.least or material.unconditional(sentence, bite[1]):
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


def nothing_usable(name: str) -> InvalidOutput:
    return InvalidOutput(name, "no usable sentence came from the model", "Choose a larger model.")
