"""Edits: a changed paragraph makes another analysis, and a changed analysis may change what its draft is called."""

from __future__ import annotations

import re
from collections.abc import Collection

from pipeline.errors import NotFound, UsageError
from pipeline.models import Analysis, Draft, Finding, Frozen, Paragraph, Report, hash_of
from pipeline.states import DraftState, move

LONGEST = 20_000
"""Characters of one edited paragraph, at most."""

_BLANK_LINE = re.compile(r"\n\s*\n")
_SECTION = re.compile(r"sections/(\d{1,4})\Z")
_MISSING = re.compile(r"(sections/\d+): ")


class Edit(Frozen):
    """A new text for one place. A blank line in it makes two paragraphs; an empty text takes the paragraph away."""

    part: str
    """`headline`, `dek`, `lede` or `sections/N`."""
    paragraph: int | None
    """From 0; None for a section's heading. The number after the last adds a paragraph."""
    text: str
    citations: tuple[str, ...] | None = None
    """Passage ids it rests on; None leaves them as they are."""


def text_hash(analysis: Analysis | None) -> str:
    """Names one text of a draft: who saves says which text was edited."""
    return hash_of(analysis) if analysis else "none"


def edited(analysis: Analysis, edit: Edit, known: Collection[str]) -> Analysis:
    """The analysis with one place changed; `known` are the passage ids that may be cited.

    Raises NotFound (no such place) and UsageError (an empty headline, a text too long, an unknown passage).
    """
    if len(edit.text) > LONGEST:
        raise UsageError("the text", f"has {len(edit.text):,} characters", f"A paragraph has {LONGEST:,} at most.")
    if unknown := [c for c in edit.citations or () if c not in known]:
        raise UsageError(f"passage {unknown[0]!r}", "is in no source of this draft", "Use ids like s1.p3.")
    text = edit.text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").strip()
    if edit.part in ("headline", "dek"):
        if not text and edit.part == "headline":
            raise UsageError("the headline", "is empty", "An article has one.")
        return analysis.model_copy(update={edit.part: _line(text)})
    if edit.part == "lede":
        return analysis.model_copy(update={"lede": _with(analysis.lede, edit, text)})
    match = _SECTION.match(edit.part)
    number = int(match[1]) if match else -1
    if not 0 <= number < len(analysis.sections):
        raise _nowhere(edit)
    section = analysis.sections[number]
    if edit.paragraph is None:
        changed = section.model_copy(update={"heading": _line(text)})
    else:
        changed = section.model_copy(update={"paragraphs": _with(section.paragraphs, edit, text)})
    sections = (*analysis.sections[:number], changed, *analysis.sections[number + 1 :])
    return analysis.model_copy(update={"sections": sections})


def restored(analysis: Analysis, old: Analysis, part: str) -> Analysis:
    """The analysis with one part as it stood in an older text of it."""
    match = _SECTION.match(part)
    if match:
        number = int(match[1])
        if number >= min(len(analysis.sections), len(old.sections)):
            raise NotFound(f"section {number + 1}", "is not in both texts", "Restore the whole text.")
        sections = (*analysis.sections[:number], old.sections[number], *analysis.sections[number + 1 :])
        return analysis.model_copy(update={"sections": sections})
    if part not in ("headline", "dek", "lede"):
        raise NotFound(f"part {part!r}", "there is no such part", "Parts are headline, dek, lede and sections/N.")
    return analysis.model_copy(update={part: getattr(old, part)})


def rechecked(draft: Draft, analysis: Analysis, report: Report) -> Draft:
    """The draft with a changed text and what the deterministic checks found in it.

    What a judge found stays as long as its paragraph does. The state becomes `ready` or `needs_attention`, whatever
    was decided on the text before; raises NotAllowed where the table of moves has no way there.
    """
    found = report.model_copy(update={"findings": (*report.findings, *_judged(draft, analysis))})
    changed = draft.model_copy(update={"analysis": analysis, "report": found})
    reasons = open_reasons(changed, found)
    wanted = DraftState.NEEDS_ATTENTION if reasons else DraftState.READY
    state = move(f"draft {draft.version_id[:8]}", draft.state, wanted)
    return changed.model_copy(update={"state": state, "reasons": reasons})


def open_reasons(draft: Draft, report: Report) -> tuple[str, ...]:
    """Why a draft is parked, one line each: parts that could not be written, blockers, rules that could not run."""
    if draft.analysis is None:
        return draft.reasons
    missing = tuple(r for r in draft.reasons if (m := _MISSING.match(r)) and _is_empty(draft.analysis, m[1]))
    return (*missing, *open_findings(report))


def open_findings(report: Report) -> tuple[str, ...]:
    """What a report has that parks a draft, one line each."""
    blocked = tuple(f"{f.rule}: {f.message}" for f in report.blockers)
    unchecked = tuple(f"{u.rule} could not be checked: {u.reason}" for u in report.unchecked)
    return (*blocked, *unchecked)


def _is_empty(analysis: Analysis, part: str) -> bool:
    return not dict(analysis.parts()).get(part, ())


def _judged(draft: Draft, analysis: Analysis) -> tuple[Finding, ...]:
    if draft.analysis is None:
        return ()
    before, after = (_texts(a) for a in (draft.analysis, analysis))
    places = ((f, (f.place.part, f.place.paragraph)) for f in draft.report.findings if f.rule.split(".")[0] == "judge")
    return tuple(f for f, at in places if before.get(at) == after.get(at))


def _texts(analysis: Analysis) -> dict[tuple[str | None, int | None], str]:
    return {(part, n): p.text for part, paragraphs in analysis.parts() for n, p in enumerate(paragraphs)}


def _with(paragraphs: tuple[Paragraph, ...], edit: Edit, text: str) -> tuple[Paragraph, ...]:
    number = edit.paragraph
    if number is None or not 0 <= number <= len(paragraphs):
        raise _nowhere(edit)
    old = paragraphs[number] if number < len(paragraphs) else Paragraph(text="")
    cited = old.citations if edit.citations is None else tuple(dict.fromkeys(edit.citations))
    blocks = [block for block in (_line(b) for b in _BLANK_LINE.split(text)) if block]
    new = tuple(Paragraph(text=block, citations=cited) for block in blocks)
    return (*paragraphs[:number], *new, *paragraphs[number + 1 :])


def _line(text: str) -> str:
    return " ".join(text.split())


def _nowhere(edit: Edit) -> NotFound:
    where = edit.part if edit.paragraph is None else f"{edit.part}, paragraph {edit.paragraph + 1}"
    return NotFound(where[:60], "is not in this draft", "Load the draft again.")
