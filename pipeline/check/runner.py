"""Runs the rules of a profile; one that crashes or takes too long costs only itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.check.context import Context
from pipeline.check.rule import Rule
from pipeline.models import Finding, Report, SentenceEvidence, Severity, Unchecked

BUDGET_SECONDS = 10.0
"""Processor time for one rule on one text: hundreds of times what an article takes."""

_RANK = {Severity.BLOCKER: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def run(context: Context, rules: Sequence[Rule], budget: float = BUDGET_SECONDS) -> Report:
    """Apply the rules that the context's profile asks for; findings come by severity, then by place."""
    found: list[Finding] = []
    unchecked: list[Unchecked] = []
    not_applicable: list[Unchecked] = []
    for rule in rules:
        if rule.id not in context.profile.rules:
            continue
        if context.language and rule.languages is not None and context.language not in rule.languages:
            known = ", ".join(sorted(rule.languages))
            reason = f"doesn't know the language {context.language}, only {known}"
            not_applicable.append(Unchecked(rule=rule.id, reason=reason))
            continue
        try:
            found += _within(context, rule, budget)
        except Exception as error:  # noqa: BLE001 a broken rule must not hide what the others find
            unchecked.append(Unchecked(rule=rule.id, reason=_reason(error)))
    return Report(
        findings=_ordered(context, found),
        sentences=_sentences(context, budget),
        unchecked=tuple(unchecked),
        not_applicable=tuple(not_applicable),
    )


def _within(context: Context, rule: Rule, budget: float) -> list[Finding]:
    context.allow(budget)
    findings = list(context.each(rule.run(context)))
    context.tick()
    return findings


def _sentences(context: Context, budget: float) -> tuple[SentenceEvidence, ...]:
    """Evidence as far as it could be had: when this fails, the rule `support` has failed and said so."""
    if "support" not in context.profile.rules:
        return ()
    context.allow(budget)
    try:
        return context.sentence_evidence()
    except Exception:  # noqa: BLE001 see above
        return ()


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "took too long"
    detail = " ".join(str(error).split())[:200]
    return f"crashed with {type(error).__name__}: {detail}" if detail else f"crashed with {type(error).__name__}"


def _ordered(context: Context, found: Iterable[Finding]) -> tuple[Finding, ...]:
    order = {(block.part, block.paragraph): i for i, block in enumerate(context.blocks)}

    def key(finding: Finding) -> tuple[int, int, int, int, str]:
        place = finding.place
        position = order.get((place.part, place.paragraph), len(order))
        return _RANK[finding.severity], position, place.start, place.end, finding.rule

    unique = {(f.rule, f.place, f.message): f for f in found}
    return tuple(sorted(unique.values(), key=key))
