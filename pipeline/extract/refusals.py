"""Pages that are no article: which kind, told from the extracted passages and the page around them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pipeline.errors import Refused
from pipeline.extract.markup import stems
from pipeline.models import Passage, PassageKind

_SAVE = "Open it in your browser, save the page and give the file."
_OTHER = "Give the address of one article."


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


# What a page says when it shows something else than its article; searched in pages with little text only.
_CONSENT = _any(
    r"\b(we|partners?|sites?|wir|nous)\b.{0,80}\b(use|value|store|verwenden|nutzen|utilis\w+)\b.{0,80}\b(cookies|"
    r"privacy)\b",
    r"\b(accept|agree|reject|allow|manage|akzeptier\w*|accepter|aceptar|accetta\w*)\b.{0,30}\b(all|cookies|consent|"
    r"alle|tout)\b",
    r"before you continue|your privacy (choices|matters)|cookie (consent|policy|settings)|\bconsent (to|manage)|"
    r"\bgdpr\b",
    r"we value your privacy|datenschutz-?einstellungen|einwilligung|consentement|consentimiento|weiter mit werbung",
)
_PAYWALL = _any(
    r"(subscribe|sign up|register|log ?in|become a (member|subscriber))\b.{0,40}\b(to|and) (continue|keep|read|"
    r"unlock|access)\b",
    r"to (continue|keep) reading|continue reading (this|with|for)|already a (subscriber|member)|for subscribers only",
    r"subscriber[- ]only|unlock this article|you('ve| have) reached your .{0,30}limit|for (full|unlimited) access",
    r"this (article|content|story) is (for|only available to|reserved for|exclusive)",
    r"(jetzt|weiterlesen).{0,20}(\babo\b|abonnieren|testen)|réservé (à nos|aux) abonnés|riservato agli abbonati",
    r"(exclusivo|solo) para suscriptores",
)
_LOGIN = _any(
    r"(log|sign) ?in (to (your account|continue|view)|with (google|facebook|apple|e-?mail))|"
    r"forgot(ten)? (your )?password",
    r"(e-?mail|user ?name).{0,40}password|passwort vergessen|mot de passe oublié|anmelden.{0,30}passwort",
)
_ERROR = _any(
    r"\b(404|403|410|50[0234])\b.{0,30}\b(error|not found|forbidden|gone|page|bad gateway|unavailable)",
    r"\berror (404|403|410|50[0234])\b|access (to this .{0,30})?(is |has been )?denied|just a moment\b|"
    r"checking your browser",
    r"(page|article|story|content|site) (\w+ )?(\w+ )?(not|no longer|n't|cannot) (be )?(found|available|exists?)\b",
    r"are you a (human|robot)|verify (that )?you are human|enable javascript|javascript is (disabled|required)",
    r"attention required|unusual traffic|something went wrong|service unavailable|seite (wurde )?nicht gefunden",
    r"page introuvable|página no encontrada|pagina non trovata|ページが見つかりません",
)
_STUB_WORDS = 180
"""A page that says its story is not free and shows fewer words is refused: the two or three paragraphs before a paywall
introduce the story, and what is decisive stands behind it. With more, what is shown can stand for itself."""
_LITTLE_WORDS = 120
_ANNOUNCED = 6


def count_words(text: str) -> int:
    """Words, where a pair of Chinese, Japanese or Korean characters counts as one."""
    dense = len(re.findall("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", text))
    return len(re.findall(r"[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+", text)) + dense // 2


@dataclass(frozen=True)
class Around:
    """The page around the extracted passages."""

    title: str
    text: str
    """All visible text."""
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
    ending = passages[-1].text if passages else ""
    if words < _STUB_WORDS and (not around.free or _PAYWALL.search(ending)):
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
    shown = f"{around.title}\n{around.text[:6000]}" if short else f"{around.title}\n{text}"
    if _ERROR.search(around.title) or (short and _ERROR.search(shown)):
        raise Refused(thing, "error_page", "an error or robot check page, sent as if it were the article", _SAVE)
    if short and (not around.free or _PAYWALL.search(shown)):
        raise Refused(thing, "paywall", "the text is behind a paywall", _SAVE)
    if len(_CONSENT.findall(shown)) > 1:
        raise Refused(thing, "consent_wall", "only a cookie or consent notice is shown", _SAVE)
    if short and _LOGIN.search(shown):
        raise Refused(thing, "login", "asks for a login", _SAVE)


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


def refuse_language(thing: str, language: str | None, languages: Collection[str] | None) -> None:
    if languages and language not in languages:
        known = ", ".join(sorted(languages))
        cause = f"is in language {language or 'unknown'}, wanted: {known}"
        raise Refused(thing, "wrong_language", cause, "Add the language to the desk or drop the source.")
