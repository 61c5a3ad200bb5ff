"""What code finds in a dossier to write with: whole quotations and how to call who said them, figures and whose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.formats import Phrases
from pipeline.models import Document, Dossier
from pipeline.text.common_words import COMMON, STOPWORDS
from pipeline.text.disagreement import Difference, Figure, differences, only_one
from pipeline.text.names import names
from pipeline.text.words import words
from pipeline.write.cleaning import split
from pipeline.write.comparing import publishers_of, texts_of

_LEAST_QUOTED, _MOST_QUOTED = 6, 34
_NOT = re.compile(r"(?:n[’']t|(?<=\bcan)not)\b")


class Quoted(NamedTuple):
    id: str
    text: str
    """Without the marks and without a comma at the end."""
    speaker: str


class Material:
    """Of one dossier, in the language of `phrases`; read once, used by every part."""

    def __init__(self, dossier: Dossier, phrases: Phrases) -> None:
        self.phrases = phrases
        self.publishers = [
            name if _is_named(d) else phrases.unnamed
            for name, d in zip(publishers_of(dossier), dossier.documents, strict=True)
        ]
        self._texts = {p.id: p.text for p in dossier.passages()}
        self._publisher = {p.id: self.publishers[n] for n, d in enumerate(dossier.documents) for p in d.passages}
        self.quotations = tuple(self._quotations(dossier))
        several = len(dossier.documents) > 1
        texts = texts_of(dossier) if several else []
        self.differences: tuple[Difference, ...] = differences(texts)
        disputed = {(f.unit, f.value) for d in self.differences for f in d.figures}
        self.alone: tuple[Figure, ...] = tuple(f for f in only_one(texts) if (f.unit, f.value) not in disputed)
        self._ahead = _pattern(phrases.ahead_words)
        self._doubt = _pattern(phrases.doubt_words)
        self._guards = _pattern(phrases.guards)
        self._conditions = _pattern(phrases.conditions)
        self._leaning = _pattern(phrases.leaning)
        self._pronouns = _pattern(phrases.pronouns)
        self._verbs = _pattern(phrases.aside_before)

    def publisher(self, passage: str) -> str | None:
        """Who published it; None for the editor's notes and for a page that doesn't say."""
        found = self._publisher.get(passage)
        return None if found == self.phrases.unnamed else found

    def with_aside(self, sentence: str, passage: str, turn: int) -> str:
        """With its publisher named in passing, before the first verb that `phrases` knows, if it stands well."""
        publisher, asides = self.publisher(passage), self.phrases.aside
        if not publisher or not asides or publisher in sentence:
            return sentence
        for match in self._verbs.finditer(sentence):
            before = sentence[: match.start()]
            apart = "," in before or before.endswith("that ") or self._guards.search(before)
            if 1 <= len(before.split()) <= 9 and not apart:
                aside = asides[turn % len(asides)].format(publisher=publisher)
                return f"{before.rstrip()}, {aside}, {sentence[match.start() :]}"
        return sentence

    def disputed(self, sentence: str) -> list[Difference]:
        """The differences of which the sentence has a figure, as written."""
        return [d for d in self.differences if any(_has(sentence, f.text) for f in d.figures)]

    def is_ahead(self, sentence: str) -> bool:
        return bool(self._ahead.search(sentence))

    def is_doubt(self, text: str) -> bool:
        return bool(self._doubt.search(text))

    def leans(self, sentence: str) -> bool:
        """Whether it can't be understood without the sentence before it."""
        return bool(self._leaning.match(sentence.lstrip("“\"‘'( ")))

    def is_nameless(self, sentence: str) -> bool:
        """Whether it says "he" or "she" of somebody it doesn't name."""
        return bool(self._pronouns.search(sentence)) and not names(sentence)

    def wrong_verbs(self, sentence: str, source: str) -> int:
        """How many of the verbs that `phrases` knows have come to another subject, or weren't there at all: behind a
        comma a verb's subject stands further off."""
        own, other = _verbs_in(self._verbs, sentence), _verbs_in(self._verbs, source)
        anywhere = {verb for verb, before in other if before == ","}
        return sum((verb, before) not in other and verb not in anywhere for verb, before in own)

    def unconditional(self, sentence: str, source: str) -> bool:
        """Whether a condition of the source is gone."""
        return bool(_found(self._conditions, source) - _found(self._conditions, sentence))

    def unguarded(self, sentence: str, source: str) -> int:
        """How many guards ("said", "not", "about") of the source the sentence has lost."""
        return len(_found(self._guards, source) - _found(self._guards, sentence))

    def called(self, speaker: str, written: str) -> str:
        """The speaker as a reader who has read `written` needs it: the surname, or name and office at first."""
        surname = _last(speaker)
        if re.search(rf"\w\s{re.escape(surname)}\b", written):
            return surname
        best = speaker
        for text in self._texts.values():
            for match in re.finditer(rf"(?:[A-Z][\w.’'-]*\s){{1,4}}{re.escape(surname)}\b", text):
                name = _without_opener(match[0])
                if len(name.split()) > len(best.split()):
                    best = name
        return best

    def office(self, name: str) -> str:
        """What the first passage with the name says of who that is ("a farmer at …"), or nothing."""
        surname = _last(name)
        for text in self._texts.values():
            if match := re.search(
                rf"{re.escape(surname)},\s((?:a|an|the|its|his|her)\s[^,.;:“”\"]{{4,60}}|who\s[^,.;:“”\"]{{4,50}}),",
                text,
            ):
                return match[1]
            if surname in text:
                return ""
        return ""

    def _quotations(self, dossier: Dossier) -> list[Quoted]:
        """Whole sentences of known speakers. What follows a quotation in its passage without a name is the same
        speaker's, as newspapers do it.
        """
        found = []
        for identifier, facts in dossier.facts.items():
            speaker = ""
            for quotation in facts.quotations:
                speaker = quotation.speaker or speaker
                text = quotation.text.strip().rstrip(",")
                size = len(text.split())
                whole = text[:1].isupper() and _LEAST_QUOTED <= size <= _MOST_QUOTED and not re.search(r"[“”\"]", text)
                if whole and len(speaker) > 2:
                    found.append(Quoted(identifier, text, speaker))
        return found


def _is_named(document: Document) -> bool:
    """Whether the page says who published it: a file's name is nobody."""
    return bool(document.site and document.site.strip()) or "://" in (document.url or "")


def introduced(sentence: str, material: Material, written: str) -> str:
    """The sentence with a first surname that nobody has been told yet as name and office."""
    for quoted in material.quotations:
        surname = _last(quoted.speaker)
        match = re.search(rf"(?<![\w’'-]){re.escape(surname)}(?![\w-])", sentence)
        if match and not re.search(rf"\w\s{re.escape(surname)}\b", f"{written} {sentence}"):
            name = material.called(quoted.speaker, written)
            return sentence[: match.start()] + name + sentence[match.end() :]
    return sentence


def content(sentence: str) -> frozenset[str]:
    return frozenset(w.text for w in words(sentence)) - STOPWORDS


def sentences_of(texts: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(i, s) for i, text in texts for s in split(text)]


def _last(name: str) -> str:
    return name.rpartition(" ")[2]


def _without_opener(name: str) -> str:
    parts = name.split()
    while len(parts) > 1 and parts[0].lower().rstrip(".") in COMMON and parts[0].lower() not in {"first", "new"}:
        parts.pop(0)
    return " ".join(parts)


def _pattern(found: Sequence[str]) -> re.Pattern[str]:
    if not found:
        return re.compile(r"(?!)")
    return re.compile(
        rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(found, key=len, reverse=True)))})(?!\w)", re.IGNORECASE
    )


def _found(pattern: re.Pattern[str], text: str) -> set[str]:
    return {m[0].casefold() for m in pattern.finditer(_NOT.sub(" not", text))}


def _verbs_in(pattern: re.Pattern[str], text: str) -> set[tuple[str, str]]:
    """Each verb with the word before it, or a comma."""
    found = set()
    for match in pattern.finditer(text):
        before = text[: match.start()].rstrip()
        word = "," if before.endswith(",") else (before.split() or [""])[-1]
        found.add((match[0].casefold(), word.casefold().strip("“”\"'‘’")))
    return found


def _has(text: str, figure: str) -> bool:
    return bool(re.search(rf"(?<![\d.,]){re.escape(figure)}(?!\w)", text))
