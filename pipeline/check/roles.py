"""A role or title that the sources give to somebody else.

A role is told by a word of a list that stands right before a name ("Mayor Berg") or in apposition after it ("Berg, the
mayor of"). It is wrong when the sources name the person, never speak of the role in a sentence about that person, and
give the role to another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.check.aliases import keys
from pipeline.check.context import Block, Context
from pipeline.check.rule import finding, said
from pipeline.models import Finding, Name, Severity
from pipeline.text.common_words import TITLES, listed
from pipeline.text.parsed import Parsed

_ROLES = frozenset(
    listed(
        "president premier chancellor minister secretary senator representative congressman congresswoman governor "
        "mayor judge justice king queen prince princess pope bishop archbishop cardinal general colonel major "
        "captain lieutenant sergeant officer detective sheriff inspector commissioner ambassador director chairman "
        "chairwoman chair chief ceo cfo coo spokesman spokeswoman spokesperson coach manager attorney prosecutor "
        "lawyer councillor councilman councilwoman founder co-founder owner editor analyst economist professor doctor "
        "leader treasurer striker goalkeeper midfielder defender headteacher principal head"
    )
)
_SAME = {
    "chairwoman": "chair", "chairman": "chair", "spokesman": "spokesperson", "spokeswoman": "spokesperson",
    "congresswoman": "representative", "congressman": "representative", "councilman": "councillor",
    "councilwoman": "councillor", "premier": "minister", "ceo": "chief", "attorney": "lawyer", "co-founder": "founder",
    "headteacher": "head", "principal": "head",
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BEFORE = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)\.?\s\Z")
_VICE = re.compile(r"\b(?:vice|deputy|assistant|former|ex)[\s-]+\Z", re.IGNORECASE)
_AFTER = re.compile(
    r",\s(?:(?:the|a|an|its|their|his|her|former|[^\W\d_]+)\s){0,4}?([^\W\d_]+)\b(?:\s(?:of|at|for)\b|[,.;])"
)

Roles = dict[str, list[frozenset[str]]]


class Known:
    """Who has which role in the sources, and which roles stand in a sentence with somebody."""

    def __init__(self, context: Context) -> None:
        self.holders: Roles = {}
        self.beside: dict[str, set[str]] = {}
        for parsed in context.each(context.parsed_sources):
            for role, name in given(parsed):
                self.holders.setdefault(role, []).append(keys(name.text))
            self._add_sentences(parsed)

    def _add_sentences(self, parsed: Parsed) -> None:
        names, at = parsed.names, 0
        for start, end in parsed.sentences:
            inside = []
            while at < len(names) and names[at].start < end:
                inside.append(names[at])
                at += 1
            if inside:
                roles = {_role(word.lower()) for word in _WORD.findall(parsed.text, start, end)} & _KNOWN
                for name in inside:
                    for key in keys(name.text):
                        self.beside.setdefault(key, set()).update(roles)


def given(parsed: Parsed) -> Iterator[tuple[str, Name]]:
    """Every role that the text gives to a name."""
    for name in parsed.names:
        before = _BEFORE.search(parsed.text, max(0, name.start - 24), name.start)
        vice = before and _VICE.search(parsed.text, max(0, name.start - 40), before.start())
        if before and not vice and _role(before[1].lower()) in _KNOWN:
            yield _role(before[1].lower()), name
        after = _AFTER.match(parsed.text, name.end, name.end + 60)
        if after and _role(after[1].lower()) in _KNOWN:
            yield _role(after[1].lower()), name


def _role(word: str) -> str:
    return _SAME.get(word, word)


_KNOWN = frozenset(_role(word) for word in _ROLES | (TITLES & _ROLES))


def findings(context: Context, blocks: Sequence[Block]) -> Iterator[Finding]:
    for block in blocks:
        for role, name in context.each(given(context.parsed(block))):
            known = context.once(Known)
            mine = keys(name.text)
            others = [holder for holder in known.holders.get(role, ()) if not holder & mine]
            named = [key for key in mine if key in known.beside]
            if not others or not named or any(role in known.beside[key] for key in named):
                continue
            message = f"{said(name.text)} is called {role} here; the sources give that role to somebody else."
            span = (name.start, name.end)
            evidence = context.around(block, name.start)
            yield finding("names.role", Severity.WARNING, block, span, message, evidence)
