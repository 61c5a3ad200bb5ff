"""What tells a passage from others: the stems of its content words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from pipeline.text.common_words import STOPWORDS
from pipeline.text.irregular import IRREGULAR
from pipeline.text.words import Word, is_unspaced


def word_terms(tokens: Sequence[Word]) -> list[str | None]:
    """For each word its stem, None for a common one; in unspaced scripts the pair with the character before it."""
    terms: list[str | None] = []
    previous: Word | None = None
    for word in tokens:
        text = word[0]
        if is_unspaced(text):
            terms.append(previous[0] + text if previous is not None and previous[2] == word[1] else None)
            previous = word
        else:
            previous = None
            terms.append(None if text in STOPWORDS else stem(text))
    return terms


def terms_of(tokens: Sequence[Word]) -> list[str]:
    """The terms of a stretch of words, with repetitions."""
    return [term for term in word_terms(tokens) if term]


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A light English stem: enough to join "warned", "warns" and "warning", or "wrote" and "writing"; numbers lose
    their group commas."""
    if word[0].isdigit():
        return word.replace(",", "")
    word = word.removesuffix("'s").removesuffix("'")
    word = IRREGULAR.get(word, word)
    if len(word) > 5 and word.endswith("ing"):
        return _undouble(word[:-3])
    if len(word) > 4 and word.endswith(("ies", "ied")):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith("ed"):
        return _undouble(word[:-2])
    if len(word) > 4 and word.endswith("es"):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


def _undouble(word: str) -> str:
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiousl":
        return word[:-1]
    return word[:-1] if len(word) > 4 and word.endswith("e") else word
