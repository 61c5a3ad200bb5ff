"""What the fake endpoint answers by itself: data that satisfies any schema, made of the prompt's own passages."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

_PASSAGE = re.compile(r"^\[([sn]\d+\.p\d+)\][ \t]*(.+)$", re.MULTILINE)
_SENTENCE = re.compile(r"(?<=[.!?])[\"”’]?\s+(?=[\"“‘A-Z0-9])")
_TITLES = ("headline", "heading", "title")
_UNMARKED = (*_TITLES, "dek")
_ID_LISTS = re.compile(r"cit|passage|source|ids$")
_CONCLUDES = re.compile(r"reading between the lines|inference", re.IGNORECASE)


def schema_in(prompt: str) -> dict[str, Any] | None:
    """The last JSON schema written into a prompt, for endpoints that take no `json_schema`."""
    end, found = 0, None
    for brace in re.finditer(r"\{", prompt):
        if brace.start() < end:
            continue  # inside what was read already
        try:
            value, end = json.JSONDecoder().raw_decode(prompt, brace.start())
        except ValueError:
            continue
        if "properties" in value:
            found = value
    return found


class Writer:
    """Remembers which sentences it used, so that the parts of an article don't repeat each other."""

    def __init__(self) -> None:
        self._used: Counter[str] = Counter()

    def text(self, prompt: str) -> str:
        return " ".join(text for _, text in self._material(prompt, 25)) or "Yes."

    def answer(self, schema: dict[str, Any], prompt: str, *, markers: bool = True) -> Any:
        """A value of the schema; text fields hold sentences of passages and, unless a list of ids does, cite them."""
        return _Filler(self, schema, prompt, markers=markers).value(schema, "")

    def _material(self, prompt: str, words: int) -> list[tuple[str, str]]:
        """(passage id, sentence) of one passage with at least so many words, if it has them; least used first."""
        cautious = bool(_CONCLUDES.search(prompt[-1500:]))
        sentences = [(key, s) for key, text in _PASSAGE.findall(prompt) for s in _SENTENCE.split(text)]
        # Markers in a source and half a quotation would be misread: such sentences are left alone.
        sentences = [(key, s) for key, s in sentences if "[" not in s and s.count('"') % 2 == 0 and len(s) > 20]
        if not sentences:
            return []
        ranked = sorted(sentences, key=lambda pair: (self._used[pair[1]], _claims(pair[1]) if cautious else 0))
        chosen = [ranked[0]]
        for pair in ranked[1:]:
            if sum(len(s.split()) for _, s in chosen) >= words:
                break
            if pair[0] == chosen[0][0] and self._used[pair[1]] == self._used[ranked[0][1]]:
                chosen.append(pair)
        self._used.update(sentence for _, sentence in chosen)
        return chosen


def _claims(sentence: str) -> int:
    """How much a sentence asserts that an inference may not bring in: digits, quotation marks, capitals."""
    return len(re.findall(r"[0-9\"“”]|(?<!^)\b[A-Z]", sentence))


class _Filler:
    """Fills one schema. Text comes before the ids that cite it, whatever the order of the properties."""

    def __init__(self, writer: Writer, root: dict[str, Any], prompt: str, *, markers: bool) -> None:
        self._writer, self._root, self._prompt, self._markers = writer, root, prompt, markers
        self._cited: list[str] = []

    def value(self, schema: dict[str, Any], name: str) -> Any:
        schema = self._resolved(schema)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return next((key for key in self._cited if key in schema["enum"]), schema["enum"][0])
        match schema.get("type"):
            case "object":
                return self._object(schema)
            case "array":
                return self._array(schema, name)
            case "string":
                return self._string(schema, name)
            case "integer" | "number":
                return schema.get("minimum", 1)
            case "boolean":
                return True
            case _:
                return None

    def _resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        if "$ref" in schema:
            target: Any = self._root
            for step in schema["$ref"].removeprefix("#/").split("/"):
                target = target[step]
            return self._resolved(target)
        if options := schema.get("anyOf"):
            return self._resolved(options[0])
        if isinstance(kinds := schema.get("type"), list):
            return {**schema, "type": kinds[0]}
        return schema

    def _object(self, schema: dict[str, Any]) -> dict[str, Any]:
        properties: dict[str, Any] = schema.get("properties", {})
        ids = [name for name, inner in properties.items() if self._holds_ids(inner, name)]
        markers, self._markers = self._markers, self._markers and not ids
        self._cited = []
        filled = {name: self.value(inner, name) for name, inner in properties.items() if name not in ids}
        filled |= {name: self.value(properties[name], name) for name in ids}
        self._markers = markers
        return {name: filled[name] for name in properties}

    def _holds_ids(self, schema: dict[str, Any], name: str) -> bool:
        schema = self._resolved(schema)
        if schema.get("type") != "array":
            return False
        items = self._resolved(schema.get("items", {}))
        return items.get("type", "string") == "string" and ("enum" in items or bool(_ID_LISTS.search(name)))

    def _array(self, schema: dict[str, Any], name: str) -> list[Any]:
        least, most = schema.get("minItems", 1), schema.get("maxItems", 10**6)
        if not self._holds_ids(schema, name):
            return [self.value(schema.get("items", {}), name) for _ in range(min(max(least, 1), most))]
        known = self._resolved(schema.get("items", {})).get("enum")
        ids = [key for key in dict.fromkeys(self._cited) if known is None or key in known]
        spare = [key for key in known or () if key not in ids]
        return (ids + spare[: max(0, least - len(ids))])[:most]

    def _string(self, schema: dict[str, Any], name: str) -> str:
        least, most = schema.get("minLength", 0), schema.get("maxLength", 10**6)
        title = name in _TITLES
        material = self._writer._material(self._prompt, 1 if title or name == "dek" else 25)
        self._cited += [key for key, _ in material]
        text = " ".join(sentence for _, sentence in material) or "Nothing is known about this yet."
        text = _title(text) if title else _reworded(text)
        mark = f" [{material[0][0]}]" if material and self._markers and name not in _UNMARKED else ""
        text = _cut(text, most - len(mark)) + mark if most > len(mark) + 20 else _cut(text, most)
        while len(text) < least:
            text = f"{text} {text}"[: max(least, min(most, least))]
        return text


def _reworded(text: str) -> str:
    """A word more every few words outside quotation marks: what is copied whole is blocked."""
    words: list[str] = []
    run, quoted = 0, False
    for word in text.split():
        quoted = quoted or word[0] in '"“‘'
        loose = not quoted and bool(re.fullmatch(r"the|a|an|in|on|at|for|from|with|by|that|and|to|as|of|but|or", word))
        if run >= 5 and loose and words and words[-1].islower():
            words.append("also")
            run = 0
        words.append(word)
        run += 1
        quoted = quoted and not re.search(r"[\"”’][.,;:]?$", word)
    return " ".join(words)


def _title(text: str) -> str:
    """The first words of a sentence, without quotation marks and loose ends."""
    words = re.sub(r"[\"“”]", "", text).split()[:9]
    while len(words) > 4 and re.fullmatch(r"(?i)(the|a|an|to|of|and|in|on|for|with|that|said|its|by|at).?", words[-1]):
        words.pop()
    return " ".join(words).rstrip(".,;:")


def _cut(text: str, most: int) -> str:
    """At most so many characters, ending with a whole sentence, or else with a whole word."""
    if len(text) <= most:
        return text
    whole = max((end.start() for end in re.finditer(r"(?<=[.!?])\s", text[: most + 1])), default=0)
    return text[:whole] or text[: most + 1].rpartition(" ")[0].rstrip(",;:") or text[:most]
