"""One text and what was read in it, each thing at most once."""

from __future__ import annotations

from functools import cached_property

from pipeline.models import DateMention, Name, Number, Quotation
from pipeline.text.dates import dates
from pipeline.text.names import names
from pipeline.text.numbers import numbers
from pipeline.text.quotations import quotations
from pipeline.text.sentences import sentences
from pipeline.text.words import Word, words


class Parsed:
    """A text whose parts are found when they are first asked for."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def words(self) -> list[Word]:
        return words(self.text)

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        return sentences(self.text)

    @cached_property
    def quotations(self) -> tuple[Quotation, ...]:
        return quotations(self.text)

    @cached_property
    def dates(self) -> tuple[DateMention, ...]:
        return dates(self.text)

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        return numbers(self.text, self.dates)

    @cached_property
    def names(self) -> tuple[Name, ...]:
        return names(self.text, self.sentences)
