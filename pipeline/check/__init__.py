"""The checker: what is wrong with a text, given its sources, and which passages carry each sentence.

    from pipeline.check import check

    report = check("The council voted 9 to 2.", ["The council voted 7 to 2 on Tuesday."], "answer")
    for finding in report.findings:
        print(finding.severity, finding.rule, finding.message)

It works offline, needs nothing else of this package's stages, and takes milliseconds for an article. `check_analysis`
is the same for an `Analysis` and its `Dossier`. `RULES` lists what it knows; CONTRIBUTING says how to add a rule.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.check.article import check_analysis
from pipeline.check.context import Block, Context, SourceText
from pipeline.check.profiles import PROFILES, Closeness, Copying, Profile, Threshold, profile
from pipeline.check.registry import RULES
from pipeline.check.rule import Rule
from pipeline.check.runner import run
from pipeline.models import Report
from pipeline.text.languages import foreign

__all__ = [
    "PROFILES",
    "RULES",
    "Block",
    "Closeness",
    "Copying",
    "Profile",
    "Rule",
    "SourceText",
    "Threshold",
    "check",
    "check_analysis",
]


def check(
    text: str | Sequence[Block],
    sources: Sequence[str | SourceText],
    profile: Profile | str = "article",
    *,
    language: str | None = None,
) -> Report:
    """Check `text` against `sources`; `profile` says what is asked of it (`article`, `answer`, `summary`, `claim`).

    A plain string is one block, and places in the report are offsets into it; blocks give places of their own. Plain
    string sources are documents of their own. `Evidence.source` is the index into `sources`. `language` is the text's
    ISO 639-1 code; without it, a text that is clearly not English is told by its words and script. Rules that don't
    know the language are listed as not applicable.
    Findings come by severity, then by place. Rules never raise: a rule that does is `unchecked` in the report.
    Raises UsageError when there is no profile of that name, TypeError for one string in place of a list of sources.
    """
    if isinstance(sources, str):
        raise TypeError("sources must be a list of texts, not one text")
    context = Context(
        blocks=(Block(None, None, "text", text),) if isinstance(text, str) else tuple(text),
        sources=tuple(SourceText(s, i) if isinstance(s, str) else s for i, s in enumerate(sources)),
        profile=_profile(profile) if isinstance(profile, str) else profile,
        language=language or foreign(text if isinstance(text, str) else "\n".join(block.text for block in text)),
    )
    return run(context, RULES)


_profile = profile
