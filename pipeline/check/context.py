"""What every rule sees: the text's blocks and the sources, each parsed at most once."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar, cast

from pipeline.check.profiles import Profile
from pipeline.formats import Format
from pipeline.models import Analysis, Evidence, Place, SentenceEvidence
from pipeline.text.alignment import Aligner, Cover, Match
from pipeline.text.parsed import Parsed, parsed

T = TypeVar("T")


@dataclass(frozen=True)
class Block:
    """One paragraph of the text that is checked.

    `part` and `paragraph` are the place that findings carry; both None for a text without parts. `kind` is `headline`,
    `dek`, `lede`, `heading`, a section kind (`reported`, `analysis`, `inference`), or `text`.
    """

    part: str | None
    paragraph: int | None
    kind: str
    text: str
    citations: tuple[str, ...] = ()

    def place(self, start: int, end: int) -> Place:
        return Place(part=self.part, paragraph=self.paragraph, start=start, end=end)


@dataclass(frozen=True)
class SourceText:
    """One text that facts may come from.

    Sources of the same `group` are passages of one document, in order. `passage` is the id in a dossier. What isn't
    `citable` (a title, a byline, a date of publication) counts as said but is never given as evidence.
    """

    text: str
    group: int
    passage: str | None = None
    citable: bool = True


@dataclass(frozen=True)
class Sentence:
    """A sentence of a block, its terms, and what carries it."""

    block: Block
    start: int
    end: int
    terms: tuple[str, ...]
    cover: Cover

    @property
    def support(self) -> float:
        return self.cover.support

    @property
    def matches(self) -> tuple[Match, ...]:
        return self.cover.matches

    @property
    def text(self) -> str:
        return self.block.text[self.start : self.end]


@dataclass
class Context:
    """The prepared input of one check. Shared parts are worked out when a rule first asks for them."""

    blocks: tuple[Block, ...]
    sources: tuple[SourceText, ...]
    profile: Profile
    language: str | None = None
    analysis: Analysis | None = None
    format: Format | None = None
    publishers: tuple[str, ...] = ()
    """Who published each group of sources; empty when that isn't known."""
    withheld: tuple[str, ...] = ()
    """Text of the sources that addresses a language model, also as it reads without its disguise; it is blanked in
    `sources`."""
    _until: float = field(default=float("inf"), repr=False)
    """When the running rule's time is up, in this thread's processor time."""
    _early: float = field(default=float("inf"), repr=False)
    """Before this moment of the wall clock, which is asked much faster, it can't be."""
    _built: dict[Callable[[Context], Any], Any] = field(default_factory=dict, repr=False)

    def each(self, items: Iterable[T]) -> Iterator[T]:
        """The items, as long as the rule's time lasts; raises TimeoutError then."""
        for item in items:
            self.tick()
            yield item

    def allow(self, seconds: float) -> None:
        """Give the next rule so much of this thread's processor time."""
        self._until, self._early = time.thread_time() + seconds, time.monotonic() + seconds

    def tick(self) -> None:
        """Raise TimeoutError when the rule's time is up."""
        now = time.monotonic()
        if now < self._early:
            return
        left = self._until - time.thread_time()
        if left <= 0:
            raise TimeoutError("took too long")
        self._early = now + left

    @cached_property
    def grounded(self) -> tuple[Block, ...]:
        """Blocks whose facts are reported."""
        return tuple(b for b in self.blocks if b.kind != "inference")

    @cached_property
    def inferred(self) -> tuple[Block, ...]:
        """Blocks that conclude and may bring no new fact."""
        return tuple(b for b in self.blocks if b.kind == "inference")

    def once(self, build: Callable[[Context], T]) -> T:
        """What `build` makes of this context, made when it is first asked for."""
        if build not in self._built:
            self._built[build] = build(self)
        return cast("T", self._built[build])

    def parsed(self, block: Block) -> Parsed:
        return self._parsed_blocks[block]

    @cached_property
    def _parsed_blocks(self) -> dict[Block, Parsed]:
        return {block: parsed(block.text) for block in self.blocks}

    @cached_property
    def parsed_sources(self) -> list[Parsed]:
        return [parsed(source.text) for source in self.sources]

    @cached_property
    def aligner(self) -> Aligner:
        return Aligner(self.parsed_sources)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Every sentence of every block but headings, with its evidence."""
        return tuple(s for block in self.each(self.blocks) if block.kind != "heading" for s in self._aligned(block))

    def _aligned(self, block: Block) -> Iterator[Sentence]:
        found = self.parsed(block)
        for (start, end), (low, high) in self.each(zip(found.sentences, found.sentence_words, strict=True)):
            terms = tuple(filter(None, found.terms[low:high]))
            yield Sentence(block, start, end, terms, self.aligner.cover(terms))

    def nearest(self, text: str) -> tuple[Evidence, ...]:
        """The source sentence most like `text`, if any shares a word with it."""
        return self.evidence(self.aligner.evidence(text)[1], at_most=1)

    def around(self, block: Block, at: int) -> tuple[Evidence, ...]:
        """The source sentence most like the block's sentence at that offset."""
        if block in self._sentences_of:
            return self.evidence(self.carrying(block, at), at_most=1)
        return self.nearest(block.text)

    def carrying(self, block: Block, at: int) -> tuple[Match, ...]:
        """What carries the block's sentence at that offset, best first."""
        sentences = self._sentences_of.get(block, [])
        return sentences[max(0, bisect_right(sentences, at, key=lambda s: s.start) - 1)].matches if sentences else ()

    @cached_property
    def _sentences_of(self) -> dict[Block, list[Sentence]]:
        found: dict[Block, list[Sentence]] = {}
        for sentence in self.sentences:
            found.setdefault(sentence.block, []).append(sentence)
        return found

    def evidence(self, spans: Iterable[tuple[int, int, int]], at_most: int = 5) -> tuple[Evidence, ...]:
        """(source, start, end) spans as evidence, without those that can't be cited."""
        found = [
            Evidence(source=s, start=a, end=b, passage=self.sources[s].passage)
            for s, a, b in spans
            if self.sources[s].citable
        ]
        return tuple(found[:at_most])

    def quote_of(self, evidence: Sequence[Evidence]) -> str:
        """The text of the first evidence, or nothing."""
        if not evidence:
            return ""
        first = evidence[0]
        return self.sources[first.source].text[first.start : first.end]

    def sentence_evidence(self) -> tuple[SentenceEvidence, ...]:
        return tuple(
            SentenceEvidence(
                place=s.block.place(s.start, s.end), support=round(s.support, 4), evidence=self.evidence(s.matches)
            )
            for s in self.sentences
        )
