"""Text that shows what it says: no control characters, nothing invisible, and a warning where it addresses a model."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from pipeline.models import DocumentWarning, Passage

# Joiners shape Arabic, Indic and emoji sequences; anywhere else they only hide something.
_STRAY_JOINERS = re.compile("(?<![\u0600-\u1fff\ufe0f\U0001f300-\U0001faff\U0001f3fb-\U0001f3ff])[\u200c\u200d]+")
# Zero-width, soft hyphen, bidirectional controls, tag characters, private use, surrogates, variation selectors 17-256.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff"
    "\uffa0\ufff9-\ufffb\ufe00-\ufe0d\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e0fff\U000f0000-\U0010fffd"
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]+"
)

_ADDRESSES_MODEL = re.compile(
    "|".join(
        (
            r"\b(ignore|disregard|forget|override)\b.{0,30}\b(previous|prior|above|earlier|preceding|all|your|system)\b"
            r".{0,30}\b(instructions?|prompts?|directions?|rules|commands?|messages?)",
            r"\b(ignorier\w*|vergiss|missachte\w*)\b.{0,40}\b(anweisung|instruktion|vorgabe|prompt)",
            r"\b(ignore[zr]?|oublie[zr]?)\b.{0,30}\b(instructions|consignes)\b",
            r"\b(ignora|ignore|olvida|olvide|ignorate|dimentica)\b.{0,30}\b(instrucciones|istruzioni|instruções)\b",
            r"(忽略|無視|无视).{0,12}(指令|指示|提示)|(指示|命令)を無視|игнорируй.{0,30}(инструкци|указани)",
            r"\byou are (now )?(an? )?(ai|a\.i\.|artificial intelligence|language model|chatgpt|chatbot|llm)\b",
            r"\b(if you are|attention|note to|message (to|for)) (an? |all |any )?(ai|llm|language models?|chatbots?)\b",
            r"\b(reveal|print|repeat|show) (me )?(your|the) (system|hidden|initial) (prompt|instructions|message)\b",
            r"<\|?/?(im_start|im_end|system|assistant|user|endoftext|begin_of_text|start_header_id|eot_id)\|?>",
            r"\[/?inst\]|<</?sys>>|<(start|end)_of_turn>|^\W*(system|assistant)\s*(prompt|message)?\s*:\s*\S",
            r"^#{1,4}\s*(instructions?|system|response|new task)\s*:?\s*$|\b(begin|end) (system )?(prompt|"
            r"instructions)\b",
        )
    ),
    re.IGNORECASE | re.MULTILINE,
)


def clean(text: str) -> str:
    """One line: NFC, white space folded, control and invisible characters removed."""
    visible = _INVISIBLE.sub("", _STRAY_JOINERS.sub("", text))
    return " ".join(unicodedata.normalize("NFC", visible).split())


def instruction_warnings(title: str, passages: Iterable[Passage]) -> tuple[DocumentWarning, ...]:
    """A warning `instruction` for the title and every passage that speaks to a language model instead of a reader."""
    warnings = []
    for passage_id, text in [(None, title), *((passage.id, passage.text) for passage in passages)]:
        if match := _ADDRESSES_MODEL.search(unicodedata.normalize("NFKC", text)):
            message = f'Text that addresses a language model: "{" ".join(match[0].split())[:120]}"'
            warnings.append(DocumentWarning(code="instruction", message=message, passage=passage_id))
    return tuple(warnings)
