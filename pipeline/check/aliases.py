"""Spellings that mean the same name: a country, its short forms and its people."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from pipeline.text.common_words import TITLES
from pipeline.text.names import key_of, parts

_GROUPS = """
us, usa, united states, america, american
uk, united kingdom, britain, british, briton
eu, european union
un, united nations
uae, united arab emirates, emirati
afghanistan, afghan
albania, albanian
algeria, algerian
argentina, argentine, argentinian
armenia, armenian
australia, australian
austria, austrian
azerbaijan, azerbaijani
bangladesh, bangladeshi
belarus, belarusian
belgium, belgian
bolivia, bolivian
bosnia, bosnian
brazil, brazilian
bulgaria, bulgarian
cambodia, cambodian
canada, canadian
chile, chilean
china, chinese
colombia, colombian
croatia, croatian
cuba, cuban
cyprus, cypriot
czechia, czech
denmark, danish, dane
egypt, egyptian
england, english
estonia, estonian
ethiopia, ethiopian
europe, european
finland, finnish, finn
france, french
georgia, georgian
germany, german
ghana, ghanaian
greece, greek
haiti, haitian
hungary, hungarian
iceland, icelandic
india, indian
indonesia, indonesian
iran, iranian
iraq, iraqi
ireland, irish
israel, israeli
italy, italian
jamaica, jamaican
japan, japanese
jordan, jordanian
kenya, kenyan
korea, korean
kosovo, kosovan, kosovar
kuwait, kuwaiti
latvia, latvian
lebanon, lebanese
libya, libyan
lithuania, lithuanian
malaysia, malaysian
mexico, mexican
moldova, moldovan
morocco, moroccan
myanmar, burmese, burma
nepal, nepali, nepalese
netherlands, dutch, holland
new zealand, new zealander
nigeria, nigerian
norway, norwegian
pakistan, pakistani
palestine, palestinian
peru, peruvian
philippines, philippine, filipino
poland, polish
portugal, portuguese
qatar, qatari
romania, romanian
russia, russian
rwanda, rwandan
saudi arabia, saudi
scotland, scottish
senegal, senegalese
serbia, serbian
singapore, singaporean
slovakia, slovak
slovenia, slovenian
somalia, somali
spain, spanish, spaniard
sudan, sudanese
sweden, swedish, swede
switzerland, swiss
syria, syrian
taiwan, taiwanese
thailand, thai
tunisia, tunisian
turkey, türkiye, turkish, turk
uganda, ugandan
ukraine, ukrainian
venezuela, venezuelan
vietnam, vietnamese
wales, welsh
yemen, yemeni
zimbabwe, zimbabwean
africa, african
asia, asian
london, londoner
new york, new yorker
paris, parisian
berlin, berliner
"""
_SAME = {
    name: tuple(line.split(", ")) for line in _GROUPS.strip().splitlines() for name in line.split(", ")
}  # fmt: skip


@lru_cache(maxsize=16384)
def keys(name: str) -> frozenset[str]:
    """The folded words that tell this name from others, and other spellings of them."""
    return frozenset(key for part in parts(name) for key in aliases(key_of(part)))


def related(name: str) -> Iterator[str]:
    """Folded names that share the root of this one: "christian" and "christianity", "gallery" and "galleries"."""
    if name.removesuffix("s") in TITLES:  # "the Presidents' Trophy"
        yield name.removesuffix("s")
    for ending, others in _ENDINGS:
        root = name.removesuffix(ending)
        if root != name and len(root) >= 4:
            yield from (root + other for other in others)


_ENDINGS = (
    ("ies", ("y",)),
    ("y", ("ies",)),
    ("ics", ("ic",)),
    ("ic", ("ics",)),
    ("ity", ("", "s")),
    ("ism", ("", "ist", "ists")),
    ("zism", ("zi", "zis")),
    ("ist", ("ism", "ists")),
    ("n", ("nity",)),
)


def aliases(name: str) -> tuple[str, ...]:
    """The folded name and every other folded name that may stand for it, plurals too ("germans" for "germany")."""
    singular = name.removesuffix("s")
    for ending in ("man", "men", "woman", "women"):  # "Irishman", "Irishwomen"
        singular = singular.removesuffix(ending) if singular.removesuffix(ending) in _SAME else singular
    others = _SAME.get(name) or _SAME.get(singular, ())
    return name, *others, *(other + "s" for other in others)
