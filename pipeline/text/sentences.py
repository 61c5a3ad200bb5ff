"""Where sentences begin and end, by rules: fast enough to be free, for most scripts."""

from __future__ import annotations

import re

from pipeline.text.common_words import listed

# Never end a sentence: something is always joined to them. Titles are known by their capital.
_TITLES = frozenset(
    listed(
        "Mr Mrs Ms Mx Dr Prof Gen Sen Rep Gov Lt Col Sgt Capt Cpl Pvt Adm Cmdr Maj Hon Rev Fr Pres Supt Insp St Mt Ft "
        "Messrs Mme Mlle Fig Figs Vol Dept vs e.g i.e cf viz approx ca"
    )
)
# Joined to what follows only when that is a number.
_BEFORE_NUMBER = frozenset(listed("no nos nr p jan feb mar apr jun jul aug sep sept oct nov dec"))
# May end a sentence: then an ordinary sentence opener follows.
_EITHER = frozenset(listed("inc corp ltd co llc plc bros jr sr etc esq ph.d m.d b.a m.a a.m p.m u.s u.k u.n e.u d.c"))
_OPENERS = frozenset(
    listed(
        "the a an it he she they we i you this that these those there in on at but and so or yet if as when "
        "while after before for from to with by not no his her its their our my one some many most such what "
        "who how why then however meanwhile although though because since both each all another other under "
        "over last next"
    )
)

# Possessive quantifiers and the look-behind keep long runs of marks linear.
_CLOSERS = r"[\"'”’»›)\]}」』】〉》]*+"
_END = re.compile(
    rf"(?P<wide>[。！？｡．][。！？｡．…]*+[\"'”’」』】）»]*+)"
    rf"|(?<![.!?…؟۔।॥‽])(?P<stop>[.!?…؟۔।॥‽]++{_CLOSERS})(?=\s|$)"
    rf"|(?<=[a-z][a-z])(?P<tight>[.!?]{_CLOSERS})(?=[A-Z][a-z]+[\s,])"
    r"|(?P<line>\n\s*)"
)
_WORD_BEFORE = re.compile(r"[\w.]+\Z")
_NEXT = re.compile(r"\s*[\"'“”‘’«»„(\[]*(\w+)?")
_LIST_MARK = re.compile(r"(?:[-*•–—+]|\(?\d{1,3}[.)]|\(?[A-Za-z][.)]|#{1,6})\s")
_LIST_ONLY = re.compile(r"\s*\(?(?:\d{1,3}|[A-Za-z])\Z")

# A line that is broken by layout, not by sense, is about this long.
_WRAPPED_LINE = 60


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences in `text`, in order, trimmed of white space; all other text is inside one of them."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        kind = match.lastgroup
        end = match.start() if kind == "line" else match.end()
        if kind == "stop" and not _ends_here(text, start, match):
            continue
        if kind == "line" and not _line_ends_here(text, start, match):
            continue
        _append(text, start, end, spans)
        start = match.end()
    _append(text, start, len(text), spans)
    return spans


def _append(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))


def _ends_here(text: str, start: int, match: re.Match[str]) -> bool:
    mark = match.group()
    following = _NEXT.match(text, match.end())
    word = following.group(1) if following and following.group(1) else ""
    if not word:
        return True
    if word[0].islower():
        # "Yahoo! said", "what? he asked": a sentence doesn't begin with a small letter, a list item may.
        return "\n" in text[match.end() : match.end() + 2]
    if mark[0] != "." or mark.startswith(".."):
        return True
    before = _WORD_BEFORE.search(text[max(start, match.start() - 14) : match.start()])
    return _stop_ends(before.group() if before else "", word, text[start : min(match.start(), start + 8)])


def _stop_ends(before: str, following: str, sentence: str) -> bool:
    """Whether the full stop after the word `before` ends a sentence, given the next word."""
    key = before.lower()
    if before in _TITLES or _LIST_ONLY.match(sentence):
        return False
    if key in _BEFORE_NUMBER:
        return not following[0].isdigit()
    initial = len(before) == 1 and before.isalpha() and before.isupper()
    if initial or key in _EITHER or re.fullmatch(r"(?:\w\.)+\w", key):
        return following.lower() in _OPENERS
    return True


def _line_ends_here(text: str, start: int, match: re.Match[str]) -> bool:
    if match.group().count("\n") > 1 or match.end() >= len(text):
        return True
    if _LIST_MARK.match(text, match.end()):
        return True
    if text[match.end()].islower():
        return False
    line = text.rfind("\n", start, match.start()) + 1 or start
    wrapped = match.start() - line >= _WRAPPED_LINE and (
        text[match.start() - 1].isalnum() or text[match.start() - 1] == ","
    )
    return not wrapped
