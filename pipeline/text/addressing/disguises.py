"""The same words in other clothes: what a model reads though a pattern wouldn't."""

from __future__ import annotations

import base64
import binascii
import codecs
import html
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
# Letters of other scripts and signs that stand for Latin ones in a Latin word.
_PAIRS = (
    "аa еe оo рp сc уy хx іi јj ѕs ԁd һh ӏl ԛq ԝw гr кk тt вb нh мm αa εe οo ρp υu νv ιi κk ωw τt ɑa ɡg "
    "ɩi ʀr ɪi ʟl ɴn ʏy ʙb ʜh ᴀa ᴄc ᴅd ᴇe ᴊj ᴋk ᴍm ᴏo ᴘp ᴛt ᴜu ᴠv ᴡw ᴢz ꜱs ꜰf ı̇i ıi"
)
_ALIKE = str.maketrans({pair[0]: pair[-1] for pair in _PAIRS.split()})
_LEET = str.maketrans("013457@$!|", "oieastasil")
# Foreign letters or digits inside of Latin words; accented Latin letters are no disguise.
_MIXED = re.compile(
    r"[a-z][^\W\d_a-z\u00df-\u024f\u1e00-\u1eff]|[^\W\d_a-z\u00df-\u024f\u1e00-\u1eff][a-z]|[a-z][0134578@$!|]+[a-z]|(?<!\w)[0134578@$]+[a-z]{2}"
    r"|[\u1d00-\u1d7f\ua730-\ua7ff\u0250-\u02af]|[\u0300-\u036f]"
)
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)
_SPACED = re.compile(r"(?<!\w)(?:\w[ ._*\-–·|/]{1,3}){5,}\w(?!\w)")
_SPLIT = re.compile(r"(?<=\w)[*_~`^\u00b7.\-](?=\w)")
_BASE64 = re.compile(r"(?<![\w/+])[A-Za-z0-9+/_-]{20,}={0,2}")
_HEX = re.compile(r"\b(?:[0-9a-f]{2}[\s:]?){16,}\b", re.IGNORECASE)
_ESCAPED = re.compile(r"&#?\w{2,8};|%[0-9a-f]{2}|\\u[0-9a-f]{4}|\\x[0-9a-f]{2}", re.IGNORECASE)
_TURNED = re.compile(r"snoitcurtsni|erongi|tpmorp|elcitra|yrammus|enildaeh|edulcni", re.IGNORECASE)
_ROTATED = re.compile(r"vafgehpgvba|vtaber|cebzcg|negvpyr|fhzznel|urnqyvar|vapyhqr", re.IGNORECASE)


def forms(text: str) -> Iterator[str]:
    """The text as a model may read it, folded: once as it stands, then as whatever it may be a disguise of."""
    plain = folded(text)
    yield plain
    latin = _latin(plain)
    if latin != plain:
        yield latin
    for number, change in ((_SPACED, _unspaced), (_SPLIT, _unsplit)):
        if number.search(plain) and (other := change(latin)) != latin:
            yield other
    if _ESCAPED.search(text):
        yield folded(unquote(html.unescape(_unescaped(text))))
    if _TURNED.search(plain):
        yield plain[::-1]
    if _ROTATED.search(plain):
        yield codecs.decode(plain, "rot13")
    yield from map(folded, _decoded(text))


def folded(text: str) -> str:
    """Lower case, NFKC, accents kept, nothing invisible, one line, plain quotation marks."""
    if text.isascii() and text.isprintable():
        return " ".join(text.lower().split())
    shown = unicodedata.normalize("NFKC", text)
    if not shown.isprintable():
        shown = "".join(c for c in shown if c.isspace() or not _hides(c))
    return " ".join(shown.casefold().replace("’", "'").split())


def _hides(c: str) -> bool:
    return unicodedata.category(c) in _INVISIBLE


def _latin(text: str) -> str:
    """Words that mix scripts or digits with Latin letters, written with Latin letters alone; accents dropped there."""
    if not _MIXED.search(text):
        return text
    return " ".join(_latin_word(word) for word in text.split(" "))


def _latin_word(word: str) -> str:
    if word.isascii() and not re.search(r"[a-z][0134578@$!|]+[a-z]|^[0134578@$]+[a-z]{2}", word):
        return word
    if not _LATIN.search(word):
        swapped = word.translate(_ALIKE)
        return swapped if swapped.isascii() else word
    bare = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    swapped = bare.translate(_ALIKE)
    return swapped.translate(_LEET) if re.search(r"[a-z]{2}|[a-z]\d[a-z]", swapped) else swapped


def _unspaced(text: str) -> str:
    """`i g n o r e   a l l` as one run of letters: the patterns for runs don't look for word borders."""
    return _SPACED.sub(lambda m: re.sub(r"[ ._*\-–·|/]", "", m[0]), text)


def _unsplit(text: str) -> str:
    return _SPLIT.sub("", text)


def _unescaped(text: str) -> str:
    return re.sub(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})", lambda m: chr(int(m[1] or m[2], 16)), text)


def _decoded(text: str) -> Iterator[str]:
    """What Base64 and hexadecimal pieces say, where they say something in words."""
    for piece in _BASE64.findall(text):
        raw = piece.rstrip("=").replace("-", "+").replace("_", "/")
        with_padding = raw + "=" * (-len(raw) % 4)
        try:
            yield from _worded(base64.b64decode(with_padding, validate=True))
        except (binascii.Error, ValueError):
            continue
    for match in _HEX.finditer(text):
        try:
            yield from _worded(bytes.fromhex(re.sub(r"[\s:]", "", match[0])))
        except ValueError:
            continue


def _worded(raw: bytes) -> Iterator[str]:
    """Encoded words in a news text are meant for a machine, whatever they say."""
    try:
        said = raw.decode()
    except UnicodeDecodeError:
        return
    if said.isprintable() and len(said.split()) >= 3:
        yield f"encoded text for a machine: {said}"
