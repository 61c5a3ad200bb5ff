"""The extractor's tree to passages: paragraphs, headings and tables in reading order, page furniture removed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from lxml.etree import _Element

from pipeline.extract.cleaning import clean
from pipeline.extract.markup import BREAK, key
from pipeline.models import Passage, PassageKind

Block = tuple[PassageKind, str]

_CONTAINERS = frozenset({"p", "quote", "item", "div", "list", "body", "main", "details"})

# Onward links, and the headings over lists of them.
_ONWARD = (
    r"(related|recommended|more|similar|further) (articles?|stories|topics?|content|coverage|reading|posts?|"
    r"links?|news)"
    r"( (on|from|about|for) [^.]*)?:?|"
    r"(read|see) (more|also|next)|more on this( story)?|you may also like|recommended for you|most (read|viewed|"
    r"popular)|"
    r"trending( now)?|editor['’]?s['’]? picks?|what to read next|read full article|lesen sie auch|mehr zum thema|"
    r"das könnte sie (auch )?interessieren|weitere (artikel|themen)|auch interessant|(à )?lire aussi|lea también|"
    r"te puede interesar|leggi anche|lees ook|läs också|les også|関連記事|関連ニュース"
)

# Furniture that extraction lets through, as whole passages of at most so many words. One row per kind of thing. A rule
# must not match a sentence of a story: either it is all of a line, or the line holds a second word that gives it away.
_FURNITURE: tuple[tuple[int, str], ...] = (
    # comment prompts
    (12, r"(share your thoughts|join the (conversation|discussion)|(leave|post|add) a comment|have your say)\b.*"),
    (12, r"(what do you think\?|diskutieren sie mit|tell us what you think).*|comments (are|is) closed\.?"),
    (6, r"((view|show|read|see) (all )?)?(\d+ )?comments?( \(?\d+\)?)?|(\d+ )?kommentare?( schreiben| lesen|"
        r" anzeigen)?"),
    (6, _ONWARD),
    (20, r"((read|see|watch|listen)( also| more| next| now)?|related|also read|read here|lesen sie (auch|mehr|dazu)|"
         r"mehr dazu|"
         r"(à )?lire aussi|lea también|leggi anche|lees ook|läs också|les også)\s*[:|»>→].*"),
    # sign-up prompts
    (40, r"(sign up|subscribe|register)\b.{0,80}\b(newsletters?|inbox|updates|alerts|briefing|digest)\b.*|"
         r"(get|receive) .{0,100}\b(newsletters?|inbox|e-?mail alerts?|push notifications?)\b.*|"
         r".{0,60}\bnewsletter\b.{0,40}\b(abonnieren|anmelden|bestellen|inbox)\b.*|(sign up|subscribe)( now| today|"
         r" here)?[.!]?"),
    (40, r"(.*[.!?\]] )?(sign up .{2,60} to )?get .{2,80}\bdelivered (through|to|in) your (letterbox|door|inbox)\b.*|"
         r"get access to .{2,80}\bsubscriptions? (service|offer)s?\b.*"),
    (30, r"(follow|like|find) us on .*|download (our|the) .{0,30}\bapp\b.*|thank you for (signing up|subscribing|"
         r"reading)\b.*"),
    # cookie lines
    (60, r"(we (and our partners )?use cookies|this (web)?site uses cookies|by (continuing|using) .{0,60}cookies|"
         r"wir (und unsere partner )?(verwenden|nutzen) cookies|diese (web)?seite (verwendet|nutzt) cookies|"
         r"nous utilisons des cookies|utilizamos cookies|accept (all )?cookies|(manage|cookie) (settings|"
         r"preferences))\b.*"),
    # prompts of platforms and of the house
    (7, r"sign up (to|for) [^.]{2,50}[.!]?"),
    (40, r"follow .{2,60} on (google news|facebook|twitter|x|instagram|whatsapp|telegram|bluesky|tiktok|youtube)\b.*|"
         r"sign up for .{0,80}\b(news|reviews|offers|deals)\b.*|like this story\?.*|"
         r"you must confirm your public display name.*|please log ?out and then log ?in again.*|"
         r"an error has occurred\b.*try again.*|"
         r"order reprints|print article"),
    (40, r"this copy is for your personal, non-commercial use only.*|(write to|e-?mail) .{2,60} at \S+@\S+.*|"
         r"ein klick für den datenschutz|empfohlener redaktioneller inhalt|an dieser stelle finden sie .{0,80}"
         r"extern\w* inhalt.*|ich bin damit einverstanden, dass mir .{0,30}extern\w* inhalt.*"),
    (60, r".{2,300} contributed to this (report|story|article)\.|.{2,100}, the associated press"),
    # tools of the page
    (8, r"(advertisement|advertising|anzeige|werbung|publicité|publicidad|sponsored( content)?|"
        r"share( this)?( article| story)?|"
        r"copy link|link copied|print|save( article)?|listen( to (this )?article)?|\d+ min(ute)?s?( read)?|facebook|"
        r"twitter|"
        r"x|whatsapp|linkedin|e-?mail|teilen|merken|drucken|loading|close|skip to (main )?content|video player|"
        r"this video can ?not be played|to play this video .*|(story|article) continues below.*)[.:…]*"),
    # bylines, sign-offs and house lines
    (9, r"([\w’'.-]+ ){0,4}(reporter|correspondent|editor|columnist|staff writer)(, .{1,60})?"),
    (50, r"(additional )?reporting by .*\b(editing|writing) by .*"),
    (20, r"(reporting|writing|editing|additional reporting|edited) by .*|our standards\s*:.*|reuters/.{0,60}"),
    (30, r"(.{0,100}[.!?] )?(send|e-?mail) (us )?your (story ideas?|tips?|photos?|comments?|letters?)\b.*|"
         r"(got|have) a (news )?(tip|story)( idea)?( for us)?\?.*"),
    # datelines of the page
    (14, r"((first |last )?(published|updated|posted|modified)( (on|at))?|stand|veröffentlicht|aktualisiert|publié"
         r"|mis à jour|publicado|actualizado|pubblicato|aggiornato|gepubliceerd|bijgewerkt|publicerad|uppdaterad"
         r"|publisert|oppdatert|опубликовано|обновлено)\b[\s:]*(?=\D{0,24}\d)[^!?]{4,90}[^.!?]|"
         r"\d{1,2}[.:/ -]{1,2}(\d{1,2}|\w{3,9})[.,/ -]{1,2}\d{4}([ ,|–-]{1,4}\d{1,2}[:.h]\d{2}( uhr| h)?)?|"
         r"\d{1,2}\.? (de )?\w{3,10} (de )?\d{4}([ ,|–-]{1,4}\d{1,2}[:.h]\d{2})?|"
         r"\d{4}\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]([ （(].{0,20})?"),
    # photo credits
    (14, r"(photo|photograph|image|picture|video|foto|bild|illustration|credits?|quelle)s?( credit)?\s*([/|:©]|by\b|"
         r"von\b).*|"
         r"(©|\(c\)).*|.{0,80}\((ap photo|getty|photo by)\b[^)]*\)|"
         r".{0,50}[/|]\s*(ap|reuters|getty images|afp|dpa|epa|shutterstock|istock)\.?"),
    # rights lines
    (45, r"copyright\s*(©|\(c\)|\d{4}).*|(alle rechte vorbehalten|tous droits réservés).*|"
         r".{0,120}\ball rights reserved\b.*"),
)  # fmt: skip
_KICKER = re.compile(r"(?=.{2,30}$)[^\W\d]\S*( \S+){0,2}(?<![.!?…:;,。！？”»\"])")
_RULES = [(words, re.compile(pattern, re.IGNORECASE)) for words, pattern in _FURNITURE]
_ONWARD_RULE = re.compile(_ONWARD, re.IGNORECASE)


def passages_of(body: _Element, *, titles: Sequence[str], authors: Sequence[str]) -> tuple[Passage, ...]:
    """Numbered passages of trafilatura's document tree."""
    return numbered(without_furniture(_blocks(body), titles=titles, authors=authors))


def numbered(blocks: Iterable[Block]) -> tuple[Passage, ...]:
    return tuple(Passage(id=f"p{n}", text=text, kind=kind) for n, (kind, text) in enumerate(blocks, start=1))


def without_furniture(blocks: Iterable[Block], *, titles: Sequence[str], authors: Sequence[str]) -> list[Block]:
    """The blocks that belong to the story: no page furniture, no title or byline again, no heading over nothing."""
    byline = _byline(authors)
    known = {key(title) for title in titles}
    kept: list[Block] = []
    skipping = False  # the list of links under a heading such as "Related articles"
    for kind, text in blocks:
        is_heading = kind is PassageKind.HEADING
        onward = len(text.split()) <= 6 and bool(_ONWARD_RULE.fullmatch(text))
        skipping = onward or (skipping and not is_heading and len(text.split()) < 16)
        if skipping or _is_furniture(text) or (authors and byline.fullmatch(text[:300])):
            continue
        if len(kept) < 3 and key(text) in known:
            continue
        if not kept and kind is PassageKind.PARAGRAPH and _KICKER.fullmatch(text):
            continue
        if kept and kept[-1] == (kind, text):
            continue
        kept.append((kind, text))
    while kept and kept[-1][0] is PassageKind.HEADING:
        kept.pop()
    return kept


def _byline(authors: Sequence[str]) -> re.Pattern[str]:
    """A line that is the authors' names, or that begins `By` and a name and isn't a sentence."""
    names = "|".join(map(re.escape, authors))
    return re.compile(
        rf"(by|von|par|por|di|door|av)?\s*({names})\W*|(by|von)\s+({names})\b.{{0,100}}[^.!?”\"]", re.IGNORECASE
    )


def _is_furniture(text: str) -> bool:
    if not any(c.isalnum() for c in text):
        return True
    words = len(text.split())
    return len(text) < 500 and any(words <= most and rule.fullmatch(text) for most, rule in _RULES)


def _blocks(body: _Element) -> Iterator[Block]:
    """Depth first; running text directly in a container is a paragraph of its own."""
    pieces: list[str] = []

    def flush() -> Iterator[Block]:
        parts = "".join(pieces).split(BREAK)
        pieces.clear()
        for part in parts:
            if text := clean(part):
                yield PassageKind.PARAGRAPH, text

    pieces.append(body.text or "")
    for child in body:
        if child.tag == "head":
            yield from flush()
            if text := _text(child):
                yield PassageKind.HEADING, text
        elif child.tag == "table":
            yield from flush()
            if text := _table(child):
                yield PassageKind.TABLE, text
        elif child.tag in _CONTAINERS:
            yield from flush()
            yield from _blocks(child)
        elif child.tag == "lb":
            pieces.append(" ")
        elif isinstance(child.tag, str) and child.tag != "graphic":
            pieces.append("".join(child.itertext()))
        pieces.append(child.tail or "")
    yield from flush()


def _text(element: _Element) -> str:
    return clean("".join(element.itertext()).replace(BREAK, " "))


def _table(table: _Element) -> str:
    """Rows as lines, cells separated by ` | `."""
    rows = ([_text(cell) for cell in row.iter("cell")] for row in table.iter("row"))
    return "\n".join(" | ".join(filter(None, row)) for row in rows if any(row))
