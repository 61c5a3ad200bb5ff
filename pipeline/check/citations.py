"""The passages that a paragraph points at carry something of it."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.context import Block, Context
from pipeline.check.rule import Rule, finding, said
from pipeline.models import Finding, Severity

# A passage that has neither two of the paragraph's words nor this share of their weight carries nothing of it.
_LEAST_TERMS = 2
_LEAST_SHARE = 0.05

Passages = dict[str, tuple[int, frozenset[str]]]


def passages(context: Context) -> Passages:
    """Passage id to its index and its terms."""
    sources = enumerate(zip(context.sources, context.parsed_sources, strict=True))
    return {s.passage: (i, frozenset(filter(None, parsed.terms))) for i, (s, parsed) in sources if s.passage}


def _run(context: Context) -> Iterator[Finding]:
    for block in context.each(context.blocks):
        weights = {t: context.aligner.weight(t) for t in context.parsed(block).terms if t} if block.citations else {}
        for cited in dict.fromkeys(block.citations):
            found = context.once(passages).get(cited)
            if found is None:
                yield _warning(block, f"points at {cited}, which is no passage of the sources")
                continue
            index, terms = found
            shared = terms & weights.keys()
            if len(shared) < _LEAST_TERMS and sum(weights[t] for t in shared) < _LEAST_SHARE * sum(weights.values()):
                text = context.sources[index].text
                message = f"points at {cited}, which has nothing of it: {said(text, 160)}"
                evidence = context.evidence([(index, 0, len(text))]) if text else ()
                yield _warning(block, message).model_copy(update={"evidence": evidence})


def _warning(block: Block, what: str) -> Finding:
    span = (0, len(block.text))
    return finding("support.citation", Severity.WARNING, block, span, f"{said(block.text)} {what}.")


RULE = Rule("support.citation", "a marker at a passage that carries nothing of the paragraph", _run)
