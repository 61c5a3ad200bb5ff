"""Names by their capital letters: runs of capitalised words, acronyms, names with digits.

The capital that opens a sentence says nothing, and in a Title Case headline none does. Titles before a name
("President", "Dr.") are left out of it. Scripts without capitals have no names here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.models import Name
from pipeline.text.common_words import COMMON, GENERIC, LINKS, SPEECH, TITLES, UNNAMED_SPEAKERS, listed
from pipeline.text.normalise import fold
from pipeline.text.quantities import MEASURES
from pipeline.text.sentences import sentences

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’&-][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?\Z", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"[^\W_]+(?:\)|\s\d)")  # "(Acme)" is a name wherever it stands
_DASHES = frozenset("-–—")
_OPENERS = frozenset("\"“„«»‘'([-–—:•*")
_CALENDAR = frozenset(
    listed(
        "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
        "september october november december mondays tuesdays wednesdays thursdays fridays saturdays sundays"
    )
)
# "Passage 3" and "Step 2" name a place in a text.
_NUMBERED = frozenset(listed("passage step section question answer example figure table page chapter option source"))
_ABBREVIATED = frozenset(listed("mr mrs ms dr st jr sr prof gen sen rep gov lt col capt sgt rev mt ft"))


class _Token:
    """A word; `first` when its capital may be due to its place in the sentence."""

    __slots__ = ("capital", "end", "first", "key", "start", "text")

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.start, self.end, self.first = text, start, end, False
        small = text.lower()
        self.key = _POSSESSIVE.sub("", small) if "'" in small or "’" in small else small
        self.capital = small != text and _is_capital(text)


def names(text: str, spans: list[tuple[int, int]] | None = None) -> tuple[Name, ...]:
    """Names in order, each as written; `spans` are the text's sentences, when the caller has them already."""
    runs = [run for start, end in (sentences(text) if spans is None else spans) for run in _runs(text, start, end)]
    inside = {token.key for run in runs for token in run if not token.first}
    found = []
    for run in runs:
        kept = _trimmed(run)
        if not kept or (len(kept) == 1 and kept[0].first and not _names_alone(text, kept[0], inside)):
            continue
        start, end = kept[0].start, kept[-1].end - _possessive(kept[-1].text)
        found.append(Name(start=start, end=end, text=text[start:end]))
    return tuple(found)


@lru_cache(maxsize=65536)
def key_of(part: str) -> str:
    """A name's word as a text's words are folded; "U.S." and "US" are one."""
    return fold(part).text.replace(".", "").removesuffix("'s")


def parts(name: str) -> list[str]:
    """The words of a name that tell it from others, case kept: no links ("of"), titles or possessives."""
    tokens = [_POSSESSIVE.sub("", m.group()) for m in _TOKEN.finditer(name)]
    return [t for t in tokens if t.lower() not in LINKS and t.lower().rstrip(".") not in TITLES]


def _is_capital(text: str) -> bool:
    """A capital at the beginning, or inside as in "iPhone"."""
    return text[0].isupper() or (any(c.isupper() for c in text) and not text[0].isdigit())


def _possessive(text: str) -> int:
    match = _POSSESSIVE.search(text)
    return len(match.group()) if match else 0


def _runs(text: str, start: int, end: int) -> Iterator[list[_Token]]:
    """Capitalised words that stand together, links between them included."""
    found = list(_TOKEN.finditer(text, start, end))
    if _capitals_mean_nothing(text, start, end, [m.group() for m in found]):
        acronyms = [m for m in found if len(m.group()) > 1 and m.group().isupper()]
        yield from ([] if len(acronyms) > len(found) / 2 else [[_token(text, start, m)] for m in acronyms])
        return
    run: list[_Token] = []
    links: list[_Token] = []
    for match in found:
        word = match.group()
        if word.islower() and word not in LINKS:  # as most words are
            if run:
                yield run
                run, links = [], []
            continue
        token = _token(text, start, match)
        previous = (links or run)[-1] if run else None
        joined = previous is not None and _joined(text, previous, token)
        if token.capital and not _is_nameless(text, token):
            if run and joined and not (len(run) > 1 and len(links) > 1):  # "Anna Berg of the Harbour Post" are two
                run += [*links, token]
            else:
                if run:
                    yield run
                run = [token]
            links = []
        elif run and joined and token.key in LINKS and len(links) < 2 and (links or token.key != "the"):
            links.append(token)
        else:
            if run:
                yield run
            run, links = [], []
    if run:
        yield run


def _token(text: str, start: int, match: re.Match[str]) -> _Token:
    token = _Token(match.group(), *match.span())
    token.first = token.capital and _is_first(text, start, token.start)
    return token


def _joined(text: str, left: _Token, right: _Token) -> bool:
    if _possessive(left.text):
        return False
    between = text[left.end : right.start]
    if between in {". ", "."}:
        return len(left.text) == 1 or left.key in _ABBREVIATED
    return between in {" ", "\u00a0"}


def _is_nameless(text: str, token: _Token) -> bool:
    """Capitalised by rule without being a name: months, units, "Passage 3", everyday acronyms."""
    if token.key in _CALENDAR or token.text in GENERIC or token.text[:2] in {"I'", "I’"}:
        return True
    if text[max(0, token.start - 1) : token.start] in {"°", "/"} and token.text.lower() in MEASURES:
        return True
    return token.key.rstrip("s") in _NUMBERED and text[token.end + 1 : token.end + 2].isdigit()


def _is_first(text: str, start: int, at: int) -> bool:
    """Whether a word's capital may be due to its place: after the sentence's beginning, an opening mark or a colon."""
    if at <= start:
        return True
    before = text[start:at].rstrip()[-1:] if at - start < 12 else text[at - 4 : at].rstrip()[-1:]
    if before in _DASHES and any(map(str.isalpha, text[start:at])):
        return False
    if before == "(" and _IN_BRACKETS.match(text, at):
        return False
    return not before or before in _OPENERS or (at - start < 6 and not any(c.isalpha() for c in text[start:at]))


def _capitals_mean_nothing(text: str, start: int, end: int, words: list[str]) -> bool:
    """Title Case or all capitals: no small word but links, and no full stop at the end."""
    if text[end - 1] in ".!?;。" and not text[start:end].isupper():
        return False
    keys = ((word, _POSSESSIVE.sub("", word).lower()) for word in words if word[0].isalpha())
    content = [word for word, key in keys if key not in LINKS and key not in COMMON]
    if len(content) < 4:
        return text[start:end].isupper() and len(content) > 1
    return sum(map(_is_capital, content)) >= 0.8 * len(content)


def _trimmed(run: list[_Token]) -> list[_Token]:
    """Without titles, sentence openers and links at the edges."""
    low, high = 0, len(run)
    while low < high and (
        run[low].key.rstrip(".") in TITLES
        or run[low].text in LINKS
        or (run[low].key in COMMON and not (len(run[low].text) > 1 and run[low].text.isupper()))
    ):
        low += 1
    while high > low and run[high - 1].text in LINKS:
        high -= 1
    # A link survives in the middle only ("Bank of England").
    return run[low:high]


def _names_alone(text: str, token: _Token, inside: set[str]) -> bool:
    """Whether a single word that opens a sentence is a name all the same."""
    if (
        token.key in inside
        or (len(token.text) > 1 and token.text.isupper())
        or any(c.isupper() for c in token.text[1:])
    ):
        return True
    if token.key in UNNAMED_SPEAKERS or token.key.endswith(("ss", "ing", "ly")):
        return False
    if _possessive(token.text) == 2:
        return not token.key.endswith("one") and not token.key.endswith("body")
    following = _TOKEN.match(text, token.end + 1)
    # A common noun without an article can't be singular: "Berg said" names somebody, "Officials said" doesn't.
    return bool(following and following.group() in SPEECH and not token.key.endswith(("s", "people", "men")))
