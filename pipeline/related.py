"""Related articles: of those that share terms with a draft, the most relevant, recent and different ones.

The archive holds approved and published articles only; no model is asked. `terms_of` says what an article is found by,
`ranked` chooses among what the archive found (BM25 in SQLite, full-text rank in PostgreSQL).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from hashlib import blake2b
from typing import NamedTuple

from pipeline.models import ArchiveEntry, Candidate, RelatedArticle
from pipeline.text.common_words import COMMON
from pipeline.text.words import is_unspaced, words

LIMIT = 4
_HALF_LIFE_DAYS = 180
"""After this long an article counts three quarters: it never drops below half."""
_TOO_ALIKE = 0.6
"""Share of common terms (Jaccard) from which two articles tell a reader the same."""
_LEAST_SHARE = 0.2
"""Relevance below this share of the best one's is noise."""
_SHORTEST = 4
"""Letters of a word that says something."""


class Terms(NamedTuple):
    """What an article is found by, as tokens: alike in every database and script."""

    names: frozenset[str]
    words: frozenset[str]


def terms_of(names: Iterable[str], *lines: str) -> Terms:
    """Tokens of names of people, places and organisations, and of the words of headlines and deks."""
    folded = (" ".join(name.casefold().split()) for name in names)
    texts = {w.text for line in lines for w in words(line) if _says_something(w.text)}
    return Terms(
        frozenset(_token("n", name) for name in folded if name), frozenset(_token("w", text) for text in texts)
    )


def ranked(
    found: Iterable[Candidate], terms: Terms, *, story_id: str, today: date, limit: int = LIMIT
) -> tuple[RelatedArticle, ...]:
    """The best of the candidates: never of the same story, one of each other story, none too like one before it.

    A candidate shares a name or two words with the draft at least.
    """
    fitting = [c for c in found if c.entry.story_id != story_id and _fits(c.entry, terms)]
    best = max((c.relevance for c in fitting), default=0.0)
    scored = sorted(fitting, key=lambda c: (-_score(c, today), c.entry.key))
    chosen: list[ArchiveEntry] = []
    for candidate in scored:
        entry = candidate.entry
        if candidate.relevance >= _LEAST_SHARE * best and not any(_same(entry, other) for other in chosen):
            chosen.append(entry)
        if len(chosen) == limit:
            break
    return tuple(
        RelatedArticle(version_id=e.version_id, title=e.title, dek=e.dek, url=e.url, date=e.date) for e in chosen
    )


def _says_something(word: str) -> bool:
    return is_unspaced(word) or (len(word) >= _SHORTEST and word not in COMMON)


def _token(kind: str, text: str) -> str:
    return kind + blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def _fits(entry: ArchiveEntry, terms: Terms) -> bool:
    return bool(entry.names & terms.names) or len(entry.words & terms.words) > 1


def _score(candidate: Candidate, today: date) -> float:
    age = max(0, (today - date.fromisoformat(candidate.entry.date)).days)
    fresh: float = 0.5 ** (age / _HALF_LIFE_DAYS)
    return candidate.relevance * (0.5 + 0.5 * fresh)


def _same(one: ArchiveEntry, other: ArchiveEntry) -> bool:
    a, b = one.names | one.words, other.names | other.words
    return one.story_id == other.story_id or len(a & b) > _TOO_ALIKE * len(a | b)
