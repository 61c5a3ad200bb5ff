"""Pages that are no article: which kind, told from the extracted passages and the page around them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pipeline.errors import Refused
from pipeline.extract import notices
from pipeline.extract.markup import count_words, stems
from pipeline.models import Passage, PassageKind
from pipeline.text.addressing import withheld_passages

_SAVE = "Open it in your browser, save the page and give the file."
_OTHER = "Give the address of one article."

_STUB_WORDS = 180
"""A page that says its story is not free and shows fewer words is refused: the two or three paragraphs before a paywall
introduce the story, and what is decisive stands behind it. With more, what is shown can stand for itself."""
_LITTLE_WORDS = 120
_ANNOUNCED = 6
_SHORT_LINE = 15
_LONGEST_NOTICE = 600
_NOTICE = 3
"""Of the five things of a consent notice, how many a page without article must speak of; a text of a few lines must
speak for the house, or of more."""


@dataclass(frozen=True)
class Around:
    """The page around the extracted passages."""

    title: str
    text: str
    """The visible text, from its beginning."""
    links: int
    """Links of four words or more."""
    free: bool
    """False when the page says `isAccessibleForFree: false`."""
    is_article: bool
    """The page calls itself an article."""
    is_video: bool = False
    """The page calls itself a video."""
    about: str = ""
    """All titles and the description."""


def refuse_no_article(thing: str, passages: Sequence[Passage], around: Around, *, min_words: int) -> None:
    """Raise Refused when the passages aren't an article."""
    text = "\n".join(passage.text for passage in passages)
    words = count_words(text)
    if words < _LITTLE_WORDS:
        _refuse_wall(thing, text, around, short=words < min_words)
    if words < _STUB_WORDS and (not around.free or _ends_at_paywall(passages)):
        raise Refused(thing, "paywall", "only the beginning is shown, the rest is behind a paywall", _SAVE)
    if words < _STUB_WORDS and around.is_video:
        raise Refused(thing, "video_page", "a video with a few words, not an article", _OTHER)
    if _is_about_something_else(text, around.about):
        cause = "its text has nothing to do with its title and description"
        raise Refused(thing, "mismatch", cause, "Open it in your browser and save the page, or give another address.")
    if _is_index(passages, around, words):
        raise Refused(thing, "index_page", "a list of links, not an article", _OTHER)
    if words < min_words:
        cause = f"only {words} words of article text, {min_words} are needed" if words else "no article text found"
        raise Refused(thing, "too_short", cause, "Give the address of an article's full page.")


def _refuse_wall(thing: str, text: str, around: Around, *, short: bool) -> None:
    """The page's whole text tells what it shows only if it has no article; a short notice speaks for itself."""
    shown = f"{around.title}\n{around.text[:6000]}" if short else f"{around.title}\n{text[:6000]}"
    if notices.ERROR.search(around.about) or (short and notices.ERROR.search(shown)):
        raise Refused(thing, "error_page", "an error or robot check page, sent as if it were the article", _SAVE)
    if short and around.free and notices.PASSWORD.search(shown):
        raise Refused(thing, "login", "asks for a login", _SAVE)
    spoken = notices.consent(text[:6000])
    if spoken > _NOTICE or (spoken == _NOTICE and notices.SPEAKS.search(text[:6000])):
        raise Refused(thing, "consent_wall", "only a cookie or consent notice is shown", _SAVE)
    if short and (not around.free or notices.PAYWALL.search(shown)):
        raise Refused(thing, "paywall", "the text is behind a paywall", _SAVE)
    if short and notices.consent(shown) >= _NOTICE:
        raise Refused(thing, "consent_wall", "only a cookie or consent notice is shown", _SAVE)
    if short and notices.LOGIN.search(shown):
        raise Refused(thing, "login", "asks for a login", _SAVE)


def _ends_at_paywall(passages: Sequence[Passage]) -> bool:
    """Whether a paywall says so at the end, with nothing but short lines behind it."""
    for passage in reversed(passages):
        if len(passage.text) < _LONGEST_NOTICE and notices.PAYWALL.search(passage.text):
            return True
        if count_words(passage.text) > _SHORT_LINE:
            return False
    return False


def _is_index(passages: Sequence[Passage], around: Around, words: int) -> bool:
    """Many headlines that lead elsewhere and hardly a paragraph of its own."""
    prose = sum(count_words(p.text) >= 25 for p in passages if p.kind is PassageKind.PARAGRAPH)
    linked = sum(count_words(p.text) < 25 for p in passages)
    if around.is_article or around.links < 15:
        return False
    return (words < _STUB_WORDS and prose == 0) or linked > max(12, 4 * prose)


def _is_about_something_else(text: str, about: str) -> bool:
    """Not one word of title and description in the text: a widget or a notice was taken for the story."""
    announced = stems(about)
    return len(announced) >= _ANNOUNCED and not announced & stems(text)


def refuse_addressed(thing: str, passages: Sequence[Passage], *, min_words: int) -> None:
    """Refuse a page that has next to nothing left without what it says to language models."""
    withheld = withheld_passages(passages)
    if not withheld:
        return
    left = count_words("\n".join(p.text for p in passages)) - count_words("\n".join(p.text for p in withheld))
    if left < min_words / 2:
        said = next(piece.understood for piece in withheld if piece.understood)
        cause = f'it addresses language models ("{said[:80]}") and has {max(left, 0)} words for readers'
        raise Refused(thing, "instructions", cause, "Look at the page; give its text in a file if it is harmless.")


def refuse_language(thing: str, language: str | None, languages: Collection[str] | None) -> None:
    if languages and language not in languages:
        known = ", ".join(sorted(languages))
        cause = f"is in language {language or 'unknown'}, wanted: {known}"
        raise Refused(thing, "wrong_language", cause, "Add the language to the desk or drop the source.")
