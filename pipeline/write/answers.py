"""A model's answer as Head or Section. It is hostile until it has passed through here."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.errors import InvalidOutput
from pipeline.formats import Format, SectionFormat
from pipeline.llm import parse_json
from pipeline.models import Frozen, Paragraph, Section
from pipeline.write.cleaning import alike, bag_of, split, tidy, without_loop, without_markers, without_torn_end


class Head(Frozen):
    headline: str
    dek: str
    lede: tuple[Paragraph, ...] = ()


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _ParagraphAnswer(_Answer):
    text: str
    citations: list[str] = []


class _HeadAnswer(_Answer):
    headline: str
    dek: str
    lede: list[_ParagraphAnswer] = []


class _SectionAnswer(_Answer):
    heading: str | None = None
    paragraphs: list[_ParagraphAnswer]


class Reader:
    """Reads the answers of one draft: `known` are the passage ids shown, `said` the sentences of the other parts."""

    def __init__(self, fmt: Format, fence: str, known: Collection[str], said: Sequence[str] = ()) -> None:
        self._fmt, self._fence, self._known = fmt, fence, frozenset(known)
        self._said = [bag_of(sentence) for sentence in said]
        self.doubts: list[str] = []
        """What is wrong with an answer that could be used if nothing better comes."""

    def head(self, text: str) -> Head:
        """Raises InvalidOutput whose cause quotes what is wrong, never the text."""
        return self._head(_valid(_HeadAnswer, _parsed(text)))

    def section(self, text: str, number: int) -> Section:
        return self._section(_valid(_SectionAnswer, _parsed(text)), self._fmt.sections[number], f"section {number + 1}")

    def whole(self, text: str) -> tuple[Head, tuple[Section, ...]]:
        """The head and all sections of an answer in mode `whole`, in which sections stand under their ids."""
        value = _parsed(text)
        if not isinstance(value, dict) or not isinstance(value.get("sections"), dict):
            raise _invalid('"sections" must be an object')
        found: Mapping[str, Any] = value["sections"]
        wanted = [s.id for s in self._fmt.sections]
        if missing := [i for i in wanted if i not in found]:
            raise _invalid(f"section {missing[0]!r} is missing")
        head = self._head(_valid(_HeadAnswer, {k: v for k, v in value.items() if k != "sections"}))
        answers = [_valid(_SectionAnswer, found[i]) for i in wanted]
        return head, tuple(
            self._section(answer, fmt, f"section {fmt.id!r}")
            for answer, fmt in zip(answers, self._fmt.sections, strict=True)
        )

    def _head(self, answer: _HeadAnswer) -> Head:
        headline, dek = self.line(answer.headline), self.line(answer.dek)
        if not headline:
            raise _invalid('"headline" is empty')
        if not dek:
            raise _invalid('"dek" is empty')
        lede = self._paragraphs(answer.lede, "the lede") if self._fmt.head.lede_paragraphs else ()
        if self._fmt.head.lede_paragraphs:
            self._enough(lede, self._fmt.head.lede_paragraphs.low, "the lede")
        return Head(headline=headline.rstrip("."), dek=without_torn_end(dek) or dek, lede=lede)

    def _section(self, answer: _SectionAnswer, fmt: SectionFormat, name: str) -> Section:
        heading = fmt.heading if fmt.heading is not None else self.line(answer.heading or "").rstrip(".")
        if not heading and fmt.heading is None:
            raise _invalid(f"the heading of {name} is empty")
        paragraphs = self._paragraphs(answer.paragraphs, name)
        self._enough(paragraphs, fmt.paragraphs.low, name)
        return Section(heading=heading, kind=fmt.kind, paragraphs=paragraphs[: fmt.paragraphs.high])

    def line(self, text: str) -> str:
        """One line of clean text, markers dropped."""
        return tidy(without_markers(text, self._known)[0], self._fence)

    def _enough(self, paragraphs: tuple[Paragraph, ...], least: int, name: str) -> None:
        if not paragraphs:
            raise _invalid(f"{name} has no whole sentence")
        if len(paragraphs) < least:
            self.doubts.append(f"{name} needs {least} paragraphs and has {len(paragraphs)} without repetitions")

    def _paragraphs(self, answers: list[_ParagraphAnswer], name: str) -> tuple[Paragraph, ...]:
        found: list[Paragraph] = []
        seen: list[frozenset[str]] = []
        for answer in answers:
            text, marked = without_markers(answer.text, self._known)
            text = without_torn_end(without_loop(tidy(text, self._fence)))
            bags = [bag_of(sentence) for sentence in split(text)]
            if not any(bags) or all(any(alike(bag, other) for other in seen) for bag in bags):
                continue
            if any(alike(bag, other) for bag in bags for other in self._said):
                self.doubts.append(f"{name} repeats a sentence of another part")
            seen += bags
            cited = (c.lower() for c in answer.citations)
            citations = dict.fromkeys((*(c for c in cited if c in self._known), *marked))
            found.append(Paragraph(text=text, citations=tuple(citations)))
        return tuple(found)


def _parsed(text: str) -> Any:
    if not text.strip():
        raise _invalid("the answer is empty")
    return parse_json(text)


A = TypeVar("A", bound=_Answer)


def _valid(model: type[A], value: Any) -> A:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        # The place may hold a key that the model made up: only names of the schema are quoted.
        place = ".".join(str(p) for p in first["loc"] if isinstance(p, int) or p in _NAMES) or "the answer"
        raise _invalid(f"{place}: {first['msg']}") from None


_NAMES = frozenset(name for m in (_HeadAnswer, _SectionAnswer, _ParagraphAnswer) for name in m.model_fields)


def _invalid(cause: str) -> InvalidOutput:
    return InvalidOutput("model answer", cause, "Answer with one JSON object that has exactly the fields asked for.")
