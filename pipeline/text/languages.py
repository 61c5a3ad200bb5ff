"""Which language a text is in: what it declares, unless its script says otherwise, else a light guess."""

from __future__ import annotations

import re
from collections import Counter

_ISO_639_2 = {
    "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "ita": "it", "por": "pt", "nld": "nl",
    "dut": "nl", "rus": "ru", "ukr": "uk", "jpn": "ja", "zho": "zh", "chi": "zh", "kor": "ko", "ara": "ar", "tur": "tr",
}  # fmt: skip
_STOP_WORDS = {
    "en": "the of and to in that is for was on with as it by at from has his they be",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als",
    "fr": "le la les des et en du une est pour que qui dans par sur au pas plus avec ce",
    "es": "el la los de y en que del las por un una con para se su al es lo como",
    "it": "il la di che e in un per del della è una con sono dei nel alla gli più non",
    "pt": "o a de que e do da em um para é com uma os no na por mais não dos",
    "nl": "de het een van en in is dat op te voor met zijn die niet aan er ook als bij",
    "sv": "och att det som en på är av för med den till inte har de ett om var från han",
    "da": "og at det som en på er af for med den til ikke har de et om var fra der",
    "no": "og å det som en på er av for med den til ikke har de et om var fra han",
    "fi": "ja on ei että oli se hän mutta ovat joka myös kun sekä mukaan niin tai vuoden ole kuin",
    "pl": "w i na z się do nie że jest o to za po od jak przez dla ale są oraz",
    "cs": "a se na je v že s z do o k i jako za by ale to pro jsou podle",
    "tr": "ve bir bu da de için ile olarak olan daha çok en gibi sonra kadar ancak var olduğu",
    "id": "yang dan di untuk dengan pada ini dari dalam tidak itu akan juga oleh ke adalah",
    "hu": "a az és hogy nem is egy meg volt csak de már még ez azt",
    "ro": "și de la în cu pe care nu din a că pentru este mai au",
    "ru": "и в не на что с по как это из для от его он было",
    "uk": "і в не на що з та у до як це за від його є",
    "bg": "и в на да се за от не с е по че са като",
}
_WORDS = {language: frozenset(words.split()) for language, words in _STOP_WORDS.items()}
_SCRIPTS = {
    "ja": re.compile("[\u3040-\u30ff]"),
    "ko": re.compile("[\uac00-\ud7af]"),
    "zh": re.compile("[\u4e00-\u9fff]"),
    "ru": re.compile("[\u0400-\u04ff]"),
    "ar": re.compile("[\u0600-\u06ff]"),
    "he": re.compile("[\u0590-\u05ff]"),
    "el": re.compile("[\u0370-\u03ff]"),
    "hi": re.compile("[\u0900-\u097f]"),
    "th": re.compile("[\u0e00-\u0e7f]"),
}
_BY_SCRIPT = {
    "ja": {"ja"}, "ko": {"ko"}, "zh": {"zh"}, "he": {"he", "yi"}, "el": {"el"}, "th": {"th"}, "hi": {"hi", "mr", "ne"},
    "ru": {"ru", "uk", "bg", "sr", "mk", "be", "kk", "ky", "mn", "tg"},
    "ar": {"ar", "fa", "ur", "ps", "ug", "ckb", "ku"},
}  # fmt: skip
_TELLING = {"uk": set("їєґ"), "ru": set("ыэё")}  # letters that only one of the large Cyrillic languages has
_SAMPLE = 5000
_ENOUGH, _PLAINLY = 40, 3
# Names bring stop words of their languages into an English sentence: "de la Cruz".
_LEAST_OWN = 3


def code_of(tag: str | None) -> str | None:
    """The ISO 639-1 code of a language tag such as `de-AT` or `eng`; None for anything else."""
    primary = re.split(r"[-_]", (tag or "").strip().lower())[0]
    code = _ISO_639_2.get(primary, primary)
    return code if re.fullmatch("[a-z]{2}", code) and code != "xx" else None


def language_of(declared: str | None, text: str) -> str | None:
    """The declared code, unless the text is plainly in another: by its script, or by its little words.

    Many sites declare the language of their software. Languages that share their little words keep what is declared.
    """
    script = _script(text)
    if declared is None:
        return _guess(text, script)
    fits = declared in _BY_SCRIPT[script] if script else all(declared not in codes for codes in _BY_SCRIPT.values())
    if not fits:
        return _guess(text, script) or declared
    found = _guess(text, script) if declared in _WORDS else declared
    if found is None or found == declared or found not in _WORDS:
        return declared
    counts = _words_of(text)
    plainly = sum(counts.values()) >= _ENOUGH and _score(found, counts) > _PLAINLY * _score(declared, counts)
    return found if plainly else declared


def can_guess(code: str) -> bool:
    """Whether texts of that language are known by themselves."""
    return code in _WORDS or any(code in codes for codes in _BY_SCRIPT.values())


def foreign(text: str) -> str | None:
    """The language of a text that is clearly not English: another script, or three times as many of its own stop words
    as of English ones. None for all others, also short ones."""
    guess = language_of(None, text)
    if guess in {None, "en"} or _script(text):
        return None if guess == "en" else guess
    counts = _words_of(text)
    own, english = _score(guess or "", counts), _score("en", counts)
    return guess if own >= max(_LEAST_OWN, _PLAINLY * english) else None


def _script(text: str) -> str | None:
    """A language that stands for the script of most letters; None for Latin."""
    sample = text[:_SAMPLE]
    if sample.isascii():
        return None
    letters = sum(map(str.isalpha, sample))
    counts = {language: len(pattern.findall(sample)) for language, pattern in _SCRIPTS.items()}
    if counts["ja"] * 20 > letters and counts["ja"] + counts["zh"] > letters / 2:
        return "ja"
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] > letters / 2 else None


def _guess(text: str, script: str | None) -> str | None:
    if script not in {None, "ru"}:
        return script
    for language, letters in _TELLING.items() if script else ():
        if letters & set(text[:_SAMPLE].lower()):
            return language
    counts = _words_of(text)
    scores = {language: _score(language, counts) for language in _WORDS}
    best = max(scores, key=lambda language: scores[language])
    # A twentieth: running text has a third or more stop words, a list of names has none.
    return best if scores[best] > sum(counts.values()) / 20 else script


def _words_of(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W\d_]+", text[:_SAMPLE].lower()))


def _score(language: str, counts: Counter[str]) -> int:
    return sum(counts[word] for word in _WORDS[language])
