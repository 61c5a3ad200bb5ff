"""What `format.toml` may say: the parts of an article, how long they are, what they see, and the house's wishes."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from pipeline.formats.phrases import Phrases
from pipeline.models import Frozen, SectionKind

Sees = Literal["all", "assigned"]
"""`all`: every passage, the same for each part, so that providers can cache the beginning of the prompt. `assigned`:
only the passages that the outline gives to this part."""

Mark = Literal["colon", "question", "exclamation", "quotation", "parenthesis", "semicolon"]

MARKS: dict[Mark, str] = {
    "colon": ":：",
    "question": "?？؟",
    "exclamation": "!！",
    "quotation": '"“”„«»「」『』',
    "parenthesis": "()（）[]",
    "semicolon": ";；",
}
"""The characters that `headline_without` keeps out."""


MARK_NAMES: dict[Mark, str] = {
    "colon": "colon",
    "question": "question mark",
    "exclamation": "exclamation mark",
    "quotation": "quotation marks",
    "parenthesis": "parentheses",
    "semicolon": "semicolon",
}


def _phrase(text: str) -> str:
    if not any(c.isalnum() for c in text):
        raise ValueError("holds no word")
    return " ".join(text.split())


Phrase = Annotated[str, AfterValidator(_phrase)]


class Range(Frozen):
    """Inclusive bounds, written `[2, 3]` in format.toml."""

    low: int = Field(ge=1)
    high: int = Field(ge=1)

    @model_validator(mode="before")
    @classmethod
    def _from_pair(cls, value: Any) -> Any:
        if isinstance(value, list | tuple):
            if len(value) != 2:
                raise ValueError("must be two numbers such as [2, 3]")
            return {"low": value[0], "high": value[1]}
        return value

    @model_validator(mode="after")
    def _ordered(self) -> Range:
        if self.low > self.high:
            raise ValueError(f"{self.low} is more than {self.high}")
        return self

    def __str__(self) -> str:
        return str(self.low) if self.low == self.high else f"{self.low} to {self.high}"


class HeadFormat(Frozen):
    """The headline, the dek and, unless `lede_paragraphs` is None, the lede."""

    headline_words: Range
    headline_characters: Range | None = None
    headline_without: tuple[Mark, ...] = ()
    """Marks that no headline may have; the writer is told and the checker warns."""
    dek_words: Range
    lede_paragraphs: Range | None = None
    lede_words: Range | None = None
    """Of the whole lede."""
    sees: Sees = "all"
    passages: int = Field(default=6, ge=1)
    """How many passages the outline gives to the head, at most: the most central ones."""
    guidance: str = ""

    @model_validator(mode="after")
    def _whole_lede(self) -> HeadFormat:
        if (self.lede_paragraphs is None) != (self.lede_words is None):
            raise ValueError("lede_paragraphs and lede_words belong together")
        return self


class SectionFormat(Frozen):
    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    kind: SectionKind
    heading: str | None = None
    """A fixed heading; "" for none; None when the model writes it."""
    paragraphs: Range
    words: Range
    """Of the whole section."""
    sees: Sees = "all"
    passages: int = Field(default=6, ge=1)
    """How many passages the outline gives to the section, at most."""
    guidance: str
    topic: str = ""
    """Words that passages for this section are likely to share."""


class FormatFile(Frozen):
    """`format.toml` as it stands in the file."""

    title: str = Field(min_length=1)
    description: str
    extends: str | None = None
    """The format whose prompts are used for the roles this one has no file for."""
    mode: Literal["sections", "whole"] = "sections"
    """One call for the head and each section, or one call for the whole article."""
    language: str | None = Field(default=None, pattern=r"^[a-z]{2,3}$")
    """ISO 639 code, used where neither a flag, the environment, the desk nor nutgraf.toml names a language."""
    voice: str = ""
    audience: str = ""
    """Who reads it and what they know already."""
    banned: tuple[Phrase, ...] = ()
    """Phrases the house doesn't print; the writer is told and the checker warns (`style.banned`)."""
    source_words: int = Field(default=6000, ge=100)
    """The most words of source text that a prompt shows; beyond it the least informative passages stay out."""
    head: HeadFormat
    sections: tuple[SectionFormat, ...] = Field(min_length=1)


class Format(FormatFile):
    """One story format with its prompts."""

    name: str
    prompts: dict[str, str] = Field(default_factory=dict)
    """Role (see ROLES) to its checked template, front matter removed."""
    phrases: dict[str, Phrases] = Field(default_factory=dict)
    """Language to what code says for a small model."""
    prompt_hash: str = ""
    """Of the templates and phrases."""
    format_hash: str = ""
    """Of format.toml's content."""
