"""What the tests of the writer share: a dossier, a model that says what it is told, answers."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from pipeline.errors import ModelError
from pipeline.formats import Format, load_format
from pipeline.models import (
    Completion,
    Document,
    Dossier,
    Finding,
    ModelCall,
    Passage,
    Place,
    Severity,
    Usage,
)
from pipeline.write import Assignment, Head, Task, plan, write_part

PROMPTS = Path(__file__).parents[2] / "prompts"
ANALYSIS, BRIEF = load_format("analysis", [PROMPTS]), load_format("brief", [PROMPTS])
FENCE = "a1b2c3d4e5f60718"

TEXTS = (
    "The council voted 7-2 on Tuesday to rebuild the old seawall.",
    "Mayor Elena Ruiz said the wall would protect 12,000 residents.",
    "The wall was built in 1931 and cracked in a storm.",
    "Councillor David Okafor called the plan too costly.",
    "The state will pay for a part of the project.",
    "Shop owners fear that the works will drive customers away.",
    "A decision on the permit is expected in January.",
    "Contractors said that steel had become dearer.",
    "An environmental group considers going to court.",
    "Property taxes will not rise before 2029, the city said.",
    "The first stretch runs from the ferry terminal to the pier.",
    "Two councillors asked for a second opinion on the design.",
)


def dossier(*texts: str, **changes: Any) -> Dossier:
    passages = tuple(Passage(id=f"s1.p{n}", text=t) for n, t in enumerate(texts or TEXTS, 1))
    given: dict[str, Any] = {"title": "Council backs wall", "site": "The Post", "published": "2026-11-18T08:00:00Z"}
    one = Document(location="a.html", url=None, passages=passages, page_hash="0", **{**given, **changes})
    return Dossier(documents=(one,))


def rank(query: str, texts: Sequence[str]) -> list[int]:
    wanted = set(re.findall(r"\w+", query.lower()))
    return sorted(range(len(texts)), key=lambda i: -len(wanted & set(re.findall(r"\w+", texts[i].lower()))))


Answer = str | ModelError | Completion


def completion(text: str, finish_reason: str = "stop") -> Completion:
    return Completion(text=text, model="fake", finish_reason=finish_reason, usage=Usage(calls=1))


class Model:
    """Answers with what it is given, in order; after that with what fits the schema. Remembers the calls."""

    def __init__(self, *answers: Answer, always: Callable[[ModelCall], Answer] | None = None) -> None:
        self.answers, self.always, self.calls = list(answers), always, list[ModelCall]()

    async def __call__(self, call: ModelCall) -> Completion:
        self.calls.append(call)
        answer = self.answers.pop(0) if self.answers else (self.always or self.fitting)(call)
        if isinstance(answer, ModelError):
            raise answer
        return answer if isinstance(answer, Completion) else completion(answer)

    def fitting(self, call: ModelCall) -> str:
        assert call.json_schema is not None
        return json.dumps(_value(call.json_schema, call.name, [len(self.calls) * 100]))


_WORDS = ("amber", "birch", "cedar", "delta", "ember", "flint", "grove", "heath", "inlet", "jetty", "kelp", "ledge")


def _value(schema: dict[str, Any], name: str, count: list[int]) -> Any:
    if schema["type"] == "object":
        assert schema["additionalProperties"] is False
        assert schema["required"] == list(schema["properties"])
        return {key: _value(inner, key, count) for key, inner in schema["properties"].items()}
    if schema["type"] == "array":
        return [_value(schema["items"], name, count) for _ in range(schema["minItems"])]
    if "enum" in schema:
        return schema["enum"][0]
    count[0] += 1
    return f"{name} {count[0]} {_WORDS[count[0] % 12]} {_WORDS[count[0] // 12 % 12]}."


def task(model: Callable[[ModelCall], Awaitable[Completion]], fmt: Format = ANALYSIS, **changes: Any) -> Task:
    about = changes.pop("dossier", dossier())
    steps = changes.pop("steps", None)
    assignment = Assignment(**{"language": "en", "fence": FENCE, **changes})
    return Task(about, fmt, assignment, plan(about, fmt, rank, assignment.angle), model, steps)


def paragraphs(*texts: str, citations: Sequence[str] = ("s1.p1",)) -> str:
    return json.dumps({"paragraphs": [{"citations": list(citations), "text": t} for t in texts]})


def head(**changes: Any) -> str:
    lede = [{"citations": ["s1.p1"], "text": f"{t} is the news."} for t in ("This", "Here")]
    return json.dumps({"headline": "Council Backs Wall", "dek": "A vote ends a dispute.", "lede": lede, **changes})


ONE, TWO = "The council chose the wall.", "Its cost is disputed by some."


async def section(model: Model, **changes: Any) -> list[str]:
    written = await write_part("sections/0", task(model, **changes))
    assert not isinstance(written, Head)
    return [p.text for p in written.paragraphs]


def finding(part: str, message: str, start: int = 0) -> Finding:
    place = Place(part=part, paragraph=0, start=start, end=start + 1)
    return Finding(rule="numbers", severity=Severity.BLOCKER, place=place, message=message)
