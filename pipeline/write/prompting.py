"""The calls: prompts rendered from the format's templates, and the strict schemas of the answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.formats import MARK_NAMES, Format, Range, SectionFormat, render
from pipeline.models import Analysis, Dossier, ModelCall
from pipeline.write.comparing import compare, told
from pipeline.write.fencing import disarmed, fenced, fenced_passages
from pipeline.write.planning import Assignment, Plan
from pipeline.write.room import Room

_LANGUAGES = {
    "ar": "Arabic", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish",
    "fa": "Persian", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi", "hu": "Hungarian",
    "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "no": "Norwegian",
    "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sv": "Swedish", "th": "Thai",
    "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip

Json = dict[str, Any]
_SOURCES = "{{sources}}"


def language_name(code: str) -> str:
    return _LANGUAGES.get(code, f"the language with the code {code}")


class Prompter:
    """Makes the calls of one draft; `so_far` is what of the article stands already."""

    def __init__(self, dossier: Dossier, fmt: Format, assignment: Assignment, plan: Plan) -> None:
        self._dossier, self._fmt, self._assignment, self._plan = dossier, fmt, assignment, plan
        self._steps = {"language": language_name(assignment.language), "fence": assignment.fence}
        house = {"voice": fmt.voice.strip(), "audience": _audience(fmt), "banned": _banned(fmt)}
        self._system = _filled(fmt.prompts["system"], self._steps | house)
        self._shared = {
            "comparison": told(compare(_only(dossier, plan)), assignment.fence),
            "previous": self._previous(),
            "angle": self._angle(),
        }

    def part(
        self,
        part: str,
        ids: Sequence[str],
        so_far: Analysis | None = None,
        room: Room | None = None,
    ) -> ModelCall:
        """The call that writes `head`, `sections/N` or `whole` from the passages `ids`, as far as there is `room`."""
        role = part.partition("/")[0].removesuffix("s")
        dossier = room.cut(self._dossier) if room else self._dossier
        values = {"sources": fenced_passages(dossier, ids, self._assignment.fence), **self._shared}
        if room and room.bare:
            values["comparison"] = ""
        if part == "whole":
            values |= self._head_values() | {"sections": self._sections_list()}
            schema = _whole_schema(self._fmt, ids)
        elif part == "head":
            values |= self._head_values() | {
                "outline": self._outline("head", ids),
                "others": self._others(None, so_far),
            }
            schema = _head_schema(self._fmt, ids)
        else:
            number = int(part.removeprefix("sections/"))
            values |= _section_values(self._fmt.sections[number])
            values |= {"outline": self._outline(part, ids), "others": self._others(number, so_far)}
            schema = _section_schema(self._fmt.sections[number], ids)
        return self._call(f"write.{part}", self._system, _filled(self._fmt.prompts[role], values), schema)

    def repair(self, call: ModelCall, problems: Sequence[str]) -> ModelCall:
        """The same call with the mistakes of the earlier version behind it."""
        # Messages quote words of the article, which may come from a source.
        lines = "\n".join(f"- {disarmed(p, self._assignment.fence)}" for p in dict.fromkeys(problems))
        told = _filled(self._fmt.prompts["repair"], {"problems": lines})
        name = call.name.replace("write.", "repair.", 1)
        return call.model_copy(update={"name": name, "prompt": f"{call.prompt}\n\n{told}"})

    def step(self, name: str, role: str, text: str, number: int, seed: int) -> ModelCall:
        """A sentence or two of a passage in, free text out; the first try is the coolest, which invents least."""
        fence = self._assignment.fence
        examples, _, label = self._fmt.prompts[role].partition(_SOURCES)
        prompt = f"{fenced(disarmed(text, fence), fence)}\n{label.strip()}"
        call = self._call(name, _filled(examples, self._steps), prompt, None)
        temperature = min(call.temperature, 0.2 * number)
        return call.model_copy(update={"temperature": temperature, "seed": seed + number, "max_tokens": 100})

    def _call(self, name: str, system: str, prompt: str, schema: Json | None) -> ModelCall:
        a = self._assignment
        return ModelCall(
            name=name, system=system, prompt=prompt, json_schema=schema,
            max_tokens=a.max_tokens, temperature=a.temperature, seed=a.seed,
        )  # fmt: skip

    def _angle(self) -> str:
        angle = self._assignment.angle
        return f"The angle the editor asks for: {' '.join(angle.split())}" if angle else ""

    def _previous(self) -> str:
        """The analysis that readers know: what is new is measured by it, and nothing is taken from it."""
        previous = self._assignment.previous
        if previous is None:
            return ""
        lines = "\n".join(disarmed(p, self._assignment.fence) for p in previous.paragraphs)
        return (
            f"Our last analysis of this story, of {previous.date[:10]}, which readers know. Say what is new since then "
            "and what has changed by it; do not tell the old again. It is no source: what it says may be said only "
            f"if a passage above says it, too.\n{fenced(lines, self._assignment.fence)}"
        )

    def _head_values(self) -> dict[str, str]:
        head = self._fmt.head
        lede = f'- "lede": {head.lede_paragraphs} paragraphs, {head.lede_words} words in all.'
        return {
            "headline_words": str(head.headline_words),
            "dek_words": str(head.dek_words),
            "lede": lede if head.lede_paragraphs else "",
            "headline_rules": headline_rules(self._fmt),
            "guidance": head.guidance.strip(),
        }

    def _sections_list(self) -> str:
        return "\n".join(
            f'- "sections.{s.id}": {s.paragraphs} paragraphs, {s.words} words in all. {_heading_rule(s)} '
            f"{' '.join(s.guidance.split())}"
            for s in self._fmt.sections
        )

    def _outline(self, part: str, ids: Sequence[str]) -> str:
        """Which passages each part is built on, as far as they are shown; nothing where a part sees only its own."""
        if set(ids) <= set(self._plan.ids(part)):
            return ""
        shown = set(ids)
        parts = [("head", "the beginning")]
        parts += [(f"sections/{n}", _named(s)) for n, s in enumerate(self._fmt.sections)]
        lines = [
            f"- {name}{' (yours)' if key == part else ''}: {', '.join(i for i in self._plan.ids(key) if i in shown)}"
            for key, name in parts
        ]
        return (
            "The outline gives each part its passages, so that nothing is told twice. Build yours on its own; take "
            "from the others' only what it can't be understood without.\n" + "\n".join(lines)
        )

    def _others(self, number: int | None, so_far: Analysis | None) -> str:
        """What the other parts are about and what of them stands, so that this one doesn't repeat them."""
        others = [s for n, s in enumerate(self._fmt.sections) if n != number]
        names = "; ".join(f"{_named(s)} ({' '.join(s.guidance.split())})" for s in others)
        told = [f"Other parts cover: {names}"] if names else []
        if so_far:
            skip = {f"sections/{number}"} if number is not None else {"headline", "dek", "lede"}
            lines = [p.text for part, paragraphs in so_far.parts() if part not in skip for p in paragraphs if p.text]
            fence = self._assignment.fence
            if lines:
                told.append("These parts stand already. Repeat no fact and no wording of them:")
                told.append(fenced("\n".join(disarmed(line, fence) for line in lines), fence))
        return "\n".join(told)


def headline_rules(fmt: Format) -> str:
    """What the format asks of a headline beyond its words."""
    rules = []
    if fmt.head.headline_characters:
        rules.append(f"{fmt.head.headline_characters} characters")
    if fmt.head.headline_without:
        rules.append(f"no {' and no '.join(MARK_NAMES[m] for m in fmt.head.headline_without)}")
    return f"The headline has {', '.join(rules)}." if rules else ""


def _audience(fmt: Format) -> str:
    return f"Your readers: {' '.join(fmt.audience.split())}" if fmt.audience.strip() else ""


def _banned(fmt: Format) -> str:
    return f"Never use these phrases: {'; '.join(fmt.banned)}." if fmt.banned else ""


def _only(dossier: Dossier, plan: Plan) -> Dossier:
    """The documents with what of them is shown in any prompt: of a large dossier the rest isn't worth comparing."""
    shown = {*plan.shown, *plan.ids("whole")}
    documents = (
        d.model_copy(update={"passages": tuple(p for p in d.passages if p.id in shown)}) for d in dossier.documents
    )
    return dossier.model_copy(update={"documents": tuple(documents)})


def _named(section: SectionFormat) -> str:
    return f"“{section.heading}”" if section.heading else section.id


def _filled(template: str, values: dict[str, str]) -> str:
    """Rendered, without the holes that empty values leave."""
    lines = render(template, values).split("\n")
    return "\n".join(line for n, line in enumerate(lines) if line.strip() or (n and lines[n - 1].strip()))


def _section_values(section: SectionFormat) -> dict[str, str]:
    return {
        "paragraphs": str(section.paragraphs),
        "words": str(section.words),
        "heading": _heading_rule(section),
        "guidance": section.guidance.strip(),
    }


def _heading_rule(section: SectionFormat) -> str:
    if section.heading is None:
        return 'Give it a "heading" of 3 to 7 words.'
    return f"It stands under the heading “{section.heading}”." if section.heading else ""


# --- schemas ------------------------------------------------------------------------------------


def _object(**properties: Json) -> Json:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _text(words: int) -> Json:
    """A limit no good answer meets: it stops a model that runs away."""
    return {"type": "string", "maxLength": words * 10}


def _paragraphs(paragraphs: Range, words: Range, ids: Sequence[str]) -> Json:
    # Citations come first: who has named the passage writes about it.
    citations = {"type": "array", "items": {"type": "string", "enum": list(ids)}, "minItems": 1, "maxItems": 4}
    item = _object(citations=citations, text=_text(max(40, words.high // paragraphs.low)))
    return {"type": "array", "items": item, "minItems": paragraphs.low, "maxItems": paragraphs.high}


def _head_schema(fmt: Format, ids: Sequence[str]) -> Json:
    head = fmt.head
    lines = {"headline": _text(head.headline_words.high), "dek": _text(head.dek_words.high)}
    if head.lede_paragraphs and head.lede_words:
        lines["lede"] = _paragraphs(head.lede_paragraphs, head.lede_words, ids)
    return _object(**lines)


def _section_schema(section: SectionFormat, ids: Sequence[str]) -> Json:
    paragraphs = _paragraphs(section.paragraphs, section.words, ids)
    if section.heading is None:
        return _object(heading=_text(9), paragraphs=paragraphs)
    return _object(paragraphs=paragraphs)


def _whole_schema(fmt: Format, ids: Sequence[str]) -> Json:
    head = _head_schema(fmt, ids)["properties"]
    sections = _object(**{s.id: _section_schema(s, ids) for s in fmt.sections})
    return _object(**head, sections=sections)
