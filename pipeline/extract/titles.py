"""Which of a page's several titles is its headline.

The `<title>` is written for search engines and often copied to other places; where one of the declared headlines says
something else, somebody wrote it for readers. Measured on news pages of 41 countries.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from pipeline.extract.markup import count_words

_SEPARATOR = r"\s+[|–—·»•:-]+\s+|\s*[|｜]\s*|\s*：(?=[^：]{2,20}$)"
_LABELLED_END = re.compile(r"(?P<title>.{12,}\S)\s+(?P<mark>[|–—·»-])\s+(?P<label>\S+(?: \S+){0,2})")
_LABELLED_START = re.compile(r"(?:\S+(?: \S+){0,2}\s+[|·»]|[^\s:]+:)\s+(?P<title>.{12,})")
_MARKS = "|·»"
"""What stands between a title and a label only; a dash may be part of the title."""
_QUOTES = str.maketrans("‘’‛“”„«»", '\'\'\'"""""')

SHARED = "og:title"
ENTRY = "entry"
"""Origin of what the feed or sitemap said that led to the page."""
_SHORTER = 0.95
"""Share of the length from which on words are no fewer."""
_HEADLINE = 25
"""Letters of the shortest heading that is told from a section's name."""
Title = tuple[str, str]
"""A title and where it was read."""


def bare(name: str | None) -> str:
    """A name as a host would write it: `NDR de` and `ndr.de` are the same."""
    return re.sub(r"[\W_]", "", name or "").casefold()


def headline(
    declared: Sequence[Title],
    head: str,
    headings: Sequence[str],
    names: Collection[str],
    listed: str = "",
    sections: Collection[str] = (),
) -> Title:
    """The page's headline and its origin; ("", "") when it has none.

    declared  what the page states as its headline, OpenGraph first
    head      its `<title>`
    headings  its `h1`
    names     bare names of the site
    sections  bare names of the page's section
    listed    its title in the feed or sitemap that led to it: of several titles the one that both give is the headline
    """
    head, listed = without_site(head, names), without_site(listed, names)
    shown = [heading for heading in headings if heading]
    stated = [(whole(without_site(text, names), (head, *shown)), origin) for text, origin in declared]
    seen = set(map(plain, shown))
    stated = [(_bare_of_labels(text, seen, sections), origin) for text, origin in stated if text]
    head = _bare_of_labels(head, seen, sections)
    for text, origin in (*stated, *((heading, "h1") for heading in shown)):
        if listed and plain(text) == plain(listed):
            return text, origin
    if own := _of_its_own(stated, head, shown):
        return own, "h1"
    for text, origin in stated:
        if not _says_the_same(text, head) and not (origin == SHARED and _is_reworded(text, stated, head, shown)):
            return text, origin
    if agreed := [(text, origin) for text, origin in stated if _says_the_same(text, head)]:
        return min(agreed, key=lambda title: len(title[0]))  # the one without section and kicker
    if stated:
        return stated[0]
    for heading in shown:
        if count_words(heading) > 2 and (not head or heading.casefold() in head.casefold() or _longer(heading, head)):
            return heading, "h1"
    if listed:
        return listed, ENTRY
    return (head, "title") if head else (shown[0], "h1") if len(shown) == 1 else ("", "")


def _longer(heading: str, head: str) -> bool:
    """Whether the heading says all of the `<title>`, which search engines cut short, and more."""
    return count_words(head) > 2 and _leaves_out(plain(head), plain(heading))


def _bare_of_labels(text: str, shown: Collection[str], sections: Collection[str]) -> str:
    """The title without a section behind it or a kicker before it, where the page's own heading or section says so."""
    match = _LABELLED_END.fullmatch(text)
    if match and (bare(match["label"]) in sections or (match["mark"] in _MARKS and plain(match["title"]) in shown)):
        return match["title"]
    match = _LABELLED_START.fullmatch(text)
    return match["title"] if match and plain(match["title"]) in shown else text


def without_site(title: str, names: Collection[str]) -> str:
    """The title without the site's name at its start or end, and without what stands beyond that name."""
    pieces = re.split(f"({_SEPARATOR})", title)
    for last in range(2, len(pieces), 2):
        if _is_site(pieces[last], names):
            return "".join(pieces[: last - 1]).strip()
    while len(pieces) > 2 and _is_site(pieces[0], names):
        pieces = pieces[2:]
    return "".join(pieces).strip()


def _is_site(piece: str, names: Collection[str]) -> bool:
    own = bare(piece)
    return bool(own) and len(piece.split()) <= 6 and any(own == n or (len(n) > 4 and n in own) for n in names if n)


def whole(text: str, others: Iterable[str]) -> str:
    """Nothing for a text that an unescaped quotation mark in its attribute cut off."""
    cut = any(other.startswith((f'{text} "', f'{text}"')) for other in others)
    return "" if cut else text


def plain(text: str) -> str:
    """For comparing: case, white space, dashes and kinds of quotation marks don't count."""
    return " ".join(re.sub(r"\s*[:–—-]\s+", " - ", text.translate(_QUOTES)).casefold().split())


def _says_the_same(text: str, head: str) -> bool:
    """Equal, or equal but for a section or kicker behind a separator."""
    one, other = plain(text), plain(head)
    if one == other or not other:
        return one == other
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return re.search(rf"(?:^|\s[|–—·»•:-]+\s){re.escape(shorter)}(?:$|\s*\|\s*|\s[–—·»•:-]+\s)", longer) is not None


def _of_its_own(stated: Sequence[Title], head: str, shown: Sequence[str]) -> str:
    """The heading of a page that is announced in one way when shared and in another when found: it is itself neither.

    Nothing when one of these announces the page in the heading's words, or when it has no heading of a few words.
    """
    shared = next((text for text, origin in stated if origin == SHARED), "")
    others = {plain(text) for text, origin in stated if origin != SHARED}
    if not shared or others != {plain(head)} or _says_the_same(shared, head):
        return ""
    heading = shown[0] if shown else ""
    told = plain(heading)
    known = any(_says_the_same(other, heading) or plain(other) in told for other in (shared, head))
    return "" if known or len(told) < _HEADLINE else heading


def _is_reworded(text: str, stated: Sequence[Title], head: str, shown: Sequence[str]) -> bool:
    """Shorter words for a smaller place, while everything else on the page agrees on longer ones.

    What only leaves out words of the longer one is the headline all the same.
    """
    agreed = {plain(head)}
    others = [plain(other) for other, origin in stated if origin != SHARED]
    return (
        bool(others)
        and set(others) == agreed
        and agreed <= set(map(plain, shown))
        and len(text) < _SHORTER * len(head)
        and not _leaves_out(plain(text), plain(head))
    )


def _leaves_out(short: str, long: str) -> bool:
    """Whether `short` is `long` without some of its words."""
    rest = iter(re.findall(r"\w+", long))
    return all(word in rest for word in re.findall(r"\w+", short))
