"""House style that a reader notices at once: headlines and empty phrases. Never a blocker."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.check.context import Block, Context
from pipeline.check.house import house_rules
from pipeline.check.rule import Rule, finding, said
from pipeline.models import Finding, Severity

_PHRASES = re.compile(
    r"\b(?:it is (?:important|worth|crucial) (?:to note|noting)(?: that)?|it remains to be seen|remains to be seen|"
    r"only time will tell|in today's (?:fast-paced |modern |digital )?world|in conclusion|at the end of the day|"
    r"plays? a (?:crucial|vital|pivotal|key) role|a testament to|in the realm of|"
    r"navigat(?:e|es|ing) the complexit(?:y|ies)|"
    r"ever-(?:changing|evolving) landscape|when it comes to|needless to say|sheds? light on)\b",
    re.IGNORECASE,
)


def _run(context: Context) -> Iterator[Finding]:
    if context.format is not None:
        yield from house_rules(context, context.format)
    for block in context.each(context.blocks):
        if block.kind == "headline":
            yield from _headline(block)
        if context.language in {None, "en"}:
            for match in _PHRASES.finditer(block.text.replace("’", "'")):
                phrase = block.text[match.start() : match.end()]
                message = f"{said(phrase)} is an empty phrase."
                yield finding("style.phrase", Severity.NOTE, block, match.span(), message)


def _headline(block: Block) -> Iterator[Finding]:
    text = block.text.rstrip()
    letters = [c for c in text if c.isalpha()]
    if len(letters) > 8 and all(c.isupper() for c in letters):
        yield finding(
            "style.headline", Severity.WARNING, block, (0, len(text)), f"The headline {said(text)} is all capitals."
        )
    if re.search(r"(?<![.\s]\w)(?<!\.)\.\Z", text):
        message = f"The headline ends with a full stop: {said(text)}."
        yield finding("style.headline", Severity.NOTE, block, (len(text) - 1, len(text)), message)
    if text.endswith("!"):
        message = f"The headline ends with an exclamation mark: {said(text)}."
        yield finding("style.headline", Severity.NOTE, block, (len(text) - 1, len(text)), message)


RULE = Rule("style", "headlines against the house's rules, banned and empty phrases", _run)
