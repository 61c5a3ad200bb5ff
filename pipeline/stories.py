"""Which story a set of pages belongs to: a story keeps its id when a page changes or a later report joins it."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from pipeline.models import Copy, Document, GroupingDecision, KnownPage, Relation, StoryGroup, hash_of
from pipeline.text.signatures import Frequencies, Signature, Vector, cosine, is_copy, sign

Mode = Literal["off", "exact", "story"]
WINDOW = timedelta(hours=72)

# Least cosine with a page of the story. Beyond the window, or without a date, only what is much alike is one.
_NEAR = 0.25
_FAR = 0.40
# Least cosine of names and numbers alone: two fires are told about in the same words.
_NAMES = 0.15

# The terms by which a page can be found, how many places are looked up for one page, and how many are compared.
_INDEXED_TERMS = 32
_MAX_POSTINGS = 2_000
_MAX_CANDIDATES = 24


def source_key(page: Document | Copy) -> str:
    """What stays the same when a page changes: its canonical URL, a file's path, for standard input its bytes."""
    if page.url:
        parts = urlsplit(page.url)
        host = parts.netloc.lower().removeprefix("www.")
        return f"{host}{parts.path.rstrip('/')}{'?' + parts.query if parts.query else ''}"
    if page.location == "-":
        return f"text:{page.page_hash}"
    return f"file:{Path(page.location).resolve()}"


def source_keys(documents: Sequence[Document]) -> list[str]:
    """The keys of documents and of their copies."""
    pages: list[Document | Copy] = []
    for document in documents:
        pages += [document, *document.copies]
    return [source_key(page) for page in pages]


def new_story_id(key: str, scope: str = "") -> str:
    """16 hex digits from the key of the page a story was first seen in: the same on every machine.

    `scope` is the desk that tells its stories apart from those of others, if it does.
    """
    return hash_of([scope, key] if scope else key)[:16]


def known_page(document: Document, story: str) -> KnownPage:
    """What to remember of a document so that later pages can join its story."""
    signature = sign(document.title, document.text)
    return KnownPage(
        source=source_key(document), story_id=story, published=document.published, signature=signature.pack()
    )


def group(
    pages: Iterable[Document],
    known: Iterable[KnownPage] = (),
    *,
    mode: Mode = "story",
    window: timedelta = WINDOW,
    scope: str = "",
) -> list[StoryGroup]:
    """Put each page into a known story or a new one; the stories in order of their first page here.

    `off`: every page is a story of its own. `exact`: pages of one text are one story. `story`: also changed copies
    (see `text.signatures`) and other accounts of the event: pages within `window` whose TF-IDF cosine is at least .25,
    pages further apart from .40, if their names and numbers agree to .15. In every mode a page that is known by its
    address stays in its story. New stories are told apart from those of another `scope` (see `new_story_id`).

    Pages are taken by date, so the order in which they are given changes nothing. Of each page only a signature is
    kept while the others are read.
    """
    remembered = [_Page(-1, k.source, _days(k.published), Signature.unpack(k.signature), k.story_id) for k in known]
    new = [_Page(n, source_key(d), _days(d.published), sign(d.title, d.text)) for n, d in enumerate(pages)]
    shelf = _Shelf(Frequencies(p.signature for p in (*remembered, *new)), window, scope)
    for page in sorted(remembered, key=_by_date):
        shelf.add(page)
    decisions: dict[str, list[GroupingDecision]] = {}
    for page in sorted(new, key=_by_date):
        decision = shelf.decide(page, mode)
        shelf.add(page._replace(story=decision.story_id))
        decisions.setdefault(decision.story_id, []).append(decision)
    return [StoryGroup(story_id=story, decisions=tuple(found)) for story, found in decisions.items()]


class _Page(NamedTuple):
    number: int
    source: str
    days: tuple[datetime, datetime] | None
    """First and last moment at which it may have been published."""
    signature: Signature
    story: str = ""


def _by_date(page: _Page) -> tuple[bool, datetime, str, bytes]:
    first = page.days[0] if page.days else datetime.max.replace(tzinfo=UTC)
    return page.days is None, first, page.source, page.signature.digest


def _days(published: str | None) -> tuple[datetime, datetime] | None:
    """A date without a time may be any moment of its day."""
    try:
        first = datetime.fromisoformat(published or "")
    except ValueError:
        return None
    first = first if first.tzinfo else first.replace(tzinfo=UTC)
    return first, first + timedelta(days=1) if published and len(published) == 10 else first


class _Likeness(NamedTuple):
    subject: float
    wording: float
    at: int


class _Shelf:
    """The pages that have a story, found again by address, by text and by their heaviest terms."""

    def __init__(self, frequencies: Frequencies, window: timedelta, scope: str) -> None:
        self._frequencies, self._window, self._scope = frequencies, window, scope
        self._pages: list[_Page] = []
        self._vectors: list[Vector] = []
        self._by_source: dict[str, int] = {}
        self._by_text: dict[bytes, int] = {}
        self._by_term: dict[int, array[int]] = {}

    def add(self, page: _Page) -> None:
        at = len(self._pages)
        vector = self._frequencies.vector(page.signature)
        self._pages.append(page)
        self._vectors.append(vector)
        self._by_source[page.source] = at
        self._by_text.setdefault(page.signature.digest, at)
        for term in self._frequencies.telling(page.signature, _INDEXED_TERMS):
            self._by_term.setdefault(term, array("I")).append(at)

    def decide(self, page: _Page, mode: Mode) -> GroupingDecision:
        at = self._by_source.get(page.source)
        if at is not None:
            same = self._pages[at].signature.digest == page.signature.digest
            return self._joined(page, _Likeness(1.0, 1.0, at), Relation.SAME if same else Relation.UPDATE, ())
        at = self._by_text.get(page.signature.digest) if page.signature.terms and mode != "off" else None
        if at is not None:
            return self._joined(page, _Likeness(1.0, 1.0, at), Relation.COPY, ())
        likest = self._likest(page) if mode == "story" else []
        for likeness in likest:
            relation = self._relation(page, likeness)
            if relation:
                return self._joined(page, likeness, relation, likest)
        return self._started(page, likest)

    def _likest(self, page: _Page) -> list[_Likeness]:
        """The pages that share heavy terms with this one, the likest first."""
        vector = self._frequencies.vector(page.signature)
        lookup = vector.lookup()
        found: dict[int, float] = {}
        places = _MAX_POSTINGS
        for term in self._frequencies.telling(page.signature, _INDEXED_TERMS):
            holders = self._by_term.get(term, ())
            for at in holders[-places:]:
                found[at] = found.get(at, 0.0) + lookup[term]
            places -= len(holders)
            if places <= 0:
                break
        promising = sorted(found, key=lambda at: (-found[at], at))[:_MAX_CANDIDATES]
        compared = (
            _Likeness(cosine(lookup, self._vectors[at]), page.signature.wording(self._pages[at].signature), at)
            for at in promising
        )
        return sorted(compared, key=lambda likeness: (-likeness.subject, likeness.at))

    def _relation(self, page: _Page, likeness: _Likeness) -> Relation | None:
        """What the page is to a page that it is as like as this; None when that is not the same event."""
        other = self._pages[likeness.at]
        if likeness.subject < (_NEAR if self._near(page, other) else _FAR):
            return None
        mine, others = self._frequencies.vector(page.signature), self._vectors[likeness.at]
        if not is_copy(likeness.wording, likeness.subject, mine, others):
            return Relation.REPORT if mine.names(others) >= _NAMES else None
        return Relation.UPDATE if _host(page) == _host(other) else Relation.COPY

    def _near(self, page: _Page, other: _Page) -> bool:
        if page.days is None or other.days is None:
            return False
        return max(page.days[0], other.days[0]) - min(page.days[1], other.days[1]) <= self._window

    def _joined(
        self, page: _Page, likeness: _Likeness, relation: Relation, likest: Sequence[_Likeness]
    ) -> GroupingDecision:
        other = self._pages[likeness.at]
        return self._decision(page, other.story, relation, likeness, likest)

    def _started(self, page: _Page, likest: Sequence[_Likeness]) -> GroupingDecision:
        return self._decision(
            page, new_story_id(page.source, self._scope), Relation.NEW, likest[0] if likest else None, likest
        )

    def _decision(
        self,
        page: _Page,
        story: str,
        relation: Relation,
        likeness: _Likeness | None,
        likest: Sequence[_Likeness],
    ) -> GroupingDecision:
        runner_up = next((other for other in likest if self._pages[other.at].story != story), None)
        return GroupingDecision(
            page=page.number,
            source=page.source,
            story_id=story,
            relation=relation,
            score=round(likeness.subject, 3) if likeness else 0.0,
            nearest=self._pages[likeness.at].source if likeness else None,
            runner_up=self._pages[runner_up.at].story if runner_up else None,
            runner_up_score=round(runner_up.subject, 3) if runner_up else 0.0,
        )


def _host(page: _Page) -> str:
    return page.source.partition("/")[0]
