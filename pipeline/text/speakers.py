"""Who is said to speak: the name beside a quotation."""

from __future__ import annotations

import re

from pipeline.text.common_words import listed

_SMALL = "a-zß-öø-ÿа-яёіїєґ"
_PART = rf"(?:[A-Z]\.|[^\W\d_{_SMALL}][\w'’-]*)"
_BETWEEN = rf"(?:[{_SMALL}-]{{1,16}},?\s){{0,5}}"  # "said the former mayor Ann Lee"
_NAME = (
    rf"(?P<name>(?:(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen)\.?\s)?{_PART}"
    rf"(?:\s(?:(?:de|da|di|van|von|der|den|al|bin|la|le)\s){{0,2}}{_PART}){{0,4}})"
)
VERB = (  # of saying
    r"(?:said|says|say|told|tells|added|adds|argued|argues|warned|warns|wrote|writes|noted|notes|explained|explains|"
    r"insisted|insists|claimed|claims|stated|states|asked|asks|replied|replies|announced|announces|admitted|admits|"
    r"stressed|stresses|recalled|recalls|continued|continues|concluded|concludes|declared|declares|tweeted|posted|"
    r"säger|sade|sa|sier|siger|sagde|dit|indique|sagte|sagt|erklärte|erklärt|betonte|warnte|meinte|fügte|"
    r"(?:a|ont)\s(?:dit|déclaré|affirmé|expliqué|ajouté)|affirme|explique|déclare|"
    r"dijo|dice|afirmó|explicó|añadió|declaró|advirtió|(?:ha|hanno)\s(?:detto|dichiarato|spiegato)|disse|"
    r"(?:сказал|заявил|сообщил|отметил|подчеркнул|добавил|пояснил|объяснил|рассказал|написал|предупредил|признал)[аи]?|"
    r"говорит|считает|утверждает)"
)
_AFTER = (
    re.compile(
        rf"[\s,.—–-]{{0,4}}[\"”»’'“«‹›‘]?[\s,—–-]{{0,4}}{_NAME}(?:,[^,.\"“”\n]{{1,60}},)?\s(?:\w{{1,12}}ly\s|has\s|had\s|also\s)?{VERB}\b"
    ),
    re.compile(rf"[\s,.—–-]{{0,4}}[\"”»’'“«‹›‘]?[\s,—–-]{{0,4}}{VERB}\s{_BETWEEN}{_NAME}"),
    re.compile(rf"[\s,.—–-]{{0,4}}[\"”»’'“«‹›‘]?[\s,—–-]{{0,4}}according\sto\s{_BETWEEN}{_NAME}"),
)
_BEFORE = (
    re.compile(
        rf"{_NAME}(?:,[^,.\"“”\n]{{1,80}},|\s\([^)\n]{{1,40}}\))?\s(?:\w{{1,12}}ly\s|has\s|had\s|also\s)?{VERB}\b[^.!?\"“”\n]{{0,60}}\Z"
    ),
    re.compile(rf"\b[Aa]ccording\sto\s{_BETWEEN}{_NAME}[^.!?\"“”\n]{{0,30}}\Z"),
    re.compile(rf"{_NAME}:\s*\Z"),
)
_NOT_NAMES = frozenset(
    listed(
        "He She They It We I You The A An But And In On At As When While After Before This That These Those "
        "There What Who One Another Both Some Many Officials Police Critics Experts Analysts "
        "Er Sie Es Wir Ich Das Dies Der Die Ein Eine Il Elle On Ils Elles Nous Le La Les Un Une Ce Cette Él Ella Ellos "
        "Ellas El Los Las Una Uno Lui Lei Lo Gli Он Она Они Мы Вы Я Это В На Но И По"
    )
)
_WINDOW = 160


def speaker_of(text: str, start: int, end: int) -> str | None:
    """The name beside the quotation `text[start:end]` (marks not included), as written; None when there is none."""
    after = text[end : end + _WINDOW]
    for pattern in _AFTER:
        found = _name(pattern.match(after))
        if found:
            return found
    before = text[max(0, start - _WINDOW) : start].rstrip("\"“„«»「『‘' ")
    for pattern in _BEFORE:
        last = None
        for match in pattern.finditer(before):
            last = match
        found = _name(last)
        if found:
            return found
    return None


def _name(match: re.Match[str] | None) -> str | None:
    if match is None:
        return None
    name = match.group("name").rstrip(".,-'’")
    first = name.split()[0] if name.split() else ""
    if not name[:1].isupper() or first in _NOT_NAMES:
        return None
    return re.sub(r"['’]s\Z", "", name)
