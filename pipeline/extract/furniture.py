"""Lines of the page that extraction lets through although they are no part of a story, in many languages."""

from __future__ import annotations

# ruff: noqa: E501  (patterns of one kind read better together)
import re

# Onward links, and the headings over lists of them.
_ONWARD = (
    r"(related|recommended|more|similar|further) (articles?|stories|topics?|content|coverage|reading|posts?|"
    r"links?|news)"
    r"( (on|from|about|for) [^.]*)?:?|"
    r"(read|see) (more|also|next)|more on this( story)?|you may also like|recommended for you|most (read|viewed|"
    r"popular)|"
    r"trending( now)?|editor['’]?s['’]? picks?|what to read next|read full article|lesen sie auch|mehr zum thema|"
    r"das könnte sie (auch )?interessieren|weitere (artikel|themen)|auch interessant|(à )?lire aussi|lea también|"
    r"te puede interesar|leggi anche|lees ook|läs också|les også|leia (também|mais)|saiba mais|lees (meer|verder)|läs (mer"
    r"|även)|les mer|læs (også|mere)|czytaj (także|też|więcej|również)|zobacz (także|też|również)|čtěte (také|více)"
    r"|olvas\w{0,3} (el )?(még|már)\??|lue (myös|lisää)|διαβάστε (επίσης|ακόμα|περισσότερα)|cite\w{1,4} (și|mai mult)"
    r"|citiți (și|mai mult)|читайте (также|також|далее)|смотрите также|ayrıca oku\w*|ilgili (haber|içerik)(ler)?"
    r"|関連(記事|ニュース|リンク)|あわせて読みたい|[相关關]{2}(阅读|閱讀|新闻|新聞|报道|報導)|延伸(阅读|閱讀)|推荐阅读"
    r"|관련\s?(기사|뉴스)|اقرأ (أيض\S{1,2}|المزيد)|קראו (גם|עוד)"
)

# The same before a colon and another story's headline.
_ALSO = (
    r"leia (também|mais)|saiba mais|veja (também|mais)|lees (ook|meer)|läs (också|mer|även)|les (også|mer)|læs (også|mere)"
    r"|czytaj (także|też|więcej)|zobacz (także|też)|čtěte (také|více)|olvas\w{0,3} (el )?(még|is)|lue myös"
    r"|διαβάστε (επίσης|ακόμα)|cite\w{1,4} și|citiți și|читайте (также|також)|ayrıca oku\w*|关联阅读|相关阅读|関連記事|관련기사"
    r"|اقرأ أيض\S{1,2}"
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
    (24, rf"({_ALSO})\s*[:：|»>→].*"),
    # sign-up prompts
    (40, r"(sign up|subscribe|register)\b.{0,80}\b(newsletters?|inbox|updates|alerts|briefing|digest)\b.*|"
         r"(get|receive) .{0,100}\b(newsletters?|inbox|e-?mail alerts?|push notifications?)\b.*|"
         r".{0,60}\bnewsletter\b.{0,40}\b(abonnieren|anmelden|bestellen|inbox)\b.*|(sign up|subscribe)( now| today|"
         r" here)?[.!]?"),
    (40, r"(.*[.!?\]] )?(sign up .{2,60} to )?get .{2,80}\bdelivered (through|to|in) your (letterbox|door|inbox)\b.*|"
         r"get access to .{2,80}\bsubscriptions? (service|offer)s?\b.*"),
    (30, r"(follow|like|find) us on .*|download (our|the) .{0,30}\bapp\b.*|thank you for (signing up|subscribing|"
         r"reading)\b.*"),
    (30, r"(melde(n sie sich| dich)|jetzt |inscrivez-vous|abonnez-vous|suscr[ií]b(ete|ase)|regístrate|recibe\b|iscriviti|"
         r"ricevi\b|assine\b|cadastre-se|inscreva-se|receba\b|schrijf je|meld je|ontvang |prenumerera|anmäl dig|"
         r"meld deg|tilmeld dig|zapisz się|subskrybuj|přihlaste|odebírejte|iratkozz|tilaa |подпи(шит|сывай)|"
         r"підпи(шіт|суйт)|abone ol).{0,100}(newsletter|bolet[ií]n|boletim|nieuwsbrief|nyhetsbrev|nyhedsbrev|hírlev|"
         r"uutiskirje|рассылк|розсилк|bülten|infolettre).{0,60}|"
         r".{0,20}(ニュースレター|メールマガジン|뉴스레터).{0,20}(登録|구독).{0,20}"),
    (20, r"(подпи(шит|сывай)|підпи(шіт|суйт))\w+ .*(telegram|телеграм|канал|viber|вайбер|дзен).*|(síguenos|siga-nos|"
         r"seguici|suivez-nous|folgen sie uns|volg ons|följ oss|følg oss|obserwuj nas|sledujte nás|bizi takip edin|"
         r"seuraa meitä)\b.*"),
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
    (8, r"(advertisement|anzeige|werbung|publicité|publicidad|pubblicità|publicidade|advertentie|annons|annonse|annonce"
        r"|reklam[ae]?|mainos|διαφήμιση|publicitate|hirdetés|реклама|広告|[廣广]告|광고|إعلان|פרסומת|iklan)"
        r"(\s*[-–—]\s*.{0,40})?[.:…]*|(la suite|continua|continúa|weiter|fortsetzung|artiklen fortsætter|artikeln fortsätter"
        r"|artikkelen fortsetter|dalsza część|článek pokračuje|lees verder|juttu jatkuu|продолжение) .{0,25}"
        r"(publicité|publicidade?|anzeige|werbung|annoncen|annonsen|reklam\w+|reklamou|advertentie|mainoksen|рекламы"
        r"|materiałem wideo|wideo)|.{0,20}(diesen |den )?artikel teilen|partager( cet article)?|compartir|compartilh\w+"
        r"|condividi|udostępnij|sdílet|поделиться|paylaş|シェアする|分享|공유하기|مشاركة|zur startseite|getty images"),
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
    (14, r"(fotos?|photos?|crédits?( photos?)?|créditos?|imagen|immagine|imagem|beeld|kuva|kép|zdj\.?|fot\.?|φωτο\w*|фото"
         r"|写真|[圖图]片?([来來]源)?|사진|صورة|תמונה)\s*[:：/|=©]\s?.{1,60}"),
    (6, r"([责責]任[编編][辑輯]|[编編][辑輯]|[记記]者)\s?[:：].{1,20}"),
    # rights lines
    (20, r"©?\s*(riproduzione riservata|todos (los derechos|os direitos) reservados|alle rechten voorbehouden|"
         r"wszelkie prawa zastrzeżone|все права защищены|všechna práva vyhrazena|tüm hakları saklıdır)\b.*|"
         r"(無断(転載|複製)|版权所有|版權所有|未经授权|무단\s?전재|저작권자|جميع الحقوق محفوظة).{0,40}"),
    (45, r"copyright\s*(©|\(c\)|\d{4}).*|(alle rechte vorbehalten|tous droits réservés).*|"
         r".{0,120}\ball rights reserved\b.*"),
)  # fmt: skip
KICKER = re.compile(r"(?=.{2,30}$)[^\W\d]\S*( \S+){0,2}(?<![.!?…:;,。！？”»\"])")
_RULES = [(words, re.compile(pattern, re.IGNORECASE)) for words, pattern in _FURNITURE]
_ONWARD_RULE = re.compile(_ONWARD, re.IGNORECASE)


def leads_on(text: str) -> bool:
    """Whether a line is the heading over a list of other stories."""
    return len(text.split()) <= 6 and _ONWARD_RULE.fullmatch(text) is not None


def is_furniture(text: str) -> bool:
    if not any(c.isalnum() for c in text):
        return True
    words = len(text.split())
    return len(text) < 500 and any(words <= most and rule.fullmatch(text) for most, rule in _RULES)
