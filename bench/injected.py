"""How many errors put into supported sentences are found, and how many untouched sentences are warned about.

    python bench/injected.py [--texts N] [--seed N] [--only KIND...]

Absent numbers, names, dates and foreign quotations are found by the rules quotes, numbers and names; numbers and
names of the sources in another one's place also by swaps; what is denied, no longer denied, turned round or no longer
doubted by polarity alone, with an article's limits (an answer's are stricter). Found is a blocker or warning that
touches the changed words (for polarity, the sentence); a false alarm is one anywhere in an untouched sentence. Ends
with one JSON line.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parent))
from injecting import ABSENT, SWAPPED, TURNED, Injector, Span, Supported, supported

from pipeline.check import Profile, check
from pipeline.check.profiles import profile
from pipeline.models import Finding, Severity

FACTS = frozenset({"quotes", "numbers", "names"})
ALL = FACTS | {"swaps", "polarity"}
POLARITY = replace(profile("article"), rules=frozenset({"polarity"}))
KINDS = ABSENT | SWAPPED | TURNED


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--texts", type=int, help="use only N of the texts")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--verbose", action="store_true", help="print what was judged wrongly")
    parser.add_argument("--only", nargs="+", metavar="KIND", help=f"of {', '.join(KINDS)}")
    given = parser.parse_args()
    kinds = {kind: inject for kind, inject in KINDS.items() if not given.only or kind in given.only}
    chance = Random(given.seed)
    texts = list(supported())
    chance.shuffle(texts)
    tried, found = Counter[str](), Counter[str]()
    for text in texts[: given.texts]:
        _untouched(text, tried, found, verbose=given.verbose)
        for span in text.text.sentences:
            for kind, inject in kinds.items():
                _injected(text, span, texts, (kind, inject), chance, (tried, found), verbose=given.verbose)
    for kind in sorted(tried):
        print(f"{kind:28} {found[kind]:5} of {tried[kind]:5}")
    absent = {kind: found[kind] / max(1, tried[kind]) for kind in ABSENT}
    figures: dict[str, float] = {"texts": len(texts[: given.texts]), "sentences": tried["false_alarms_facts"]}
    figures |= {f"{kind}_recall": round(value, 4) for kind, value in absent.items()}
    figures["absent_recall"] = round(sum(found[k] for k in ABSENT) / max(1, sum(tried[k] for k in ABSENT)), 4)
    shares = (*SWAPPED, *TURNED, *(k for k in tried if k.startswith("false_alarms")))
    figures |= {k: round(found[k] / max(1, tried[k]), 4) for k in shares}
    print(json.dumps(figures))


def _untouched(text: Supported, tried: Counter[str], found: Counter[str], *, verbose: bool) -> None:
    facts = check(text.text.text, text.sources, _only(text.kind, FACTS | {"swaps"}), language="en")
    turns = check(text.text.text, text.sources, POLARITY, language="en")
    for span in text.text.sentences:
        told = _touching((*facts.findings, *turns.findings), span)
        for family in ("facts", "swaps", "polarity"):
            wrong = [f for f in told if _family(f) == family]
            tried[f"false_alarms_{family}"] += 1
            found[f"false_alarms_{family}"] += bool(wrong)
            if verbose and wrong:
                print(f"ALARM {text.id}: {wrong[0].rule}: {wrong[0].message} <- {text.text.text[slice(*span)]}")


def _injected(
    text: Supported,
    span: Span,
    texts: Sequence[Supported],
    what: tuple[str, Injector],
    chance: Random,
    counts: tuple[Counter[str], Counter[str]],
    *,
    verbose: bool,
) -> None:
    kind, inject = what
    change = inject(text, span, texts, chance)
    if change is None:
        return
    (start, end), put = change
    whole = text.text.text
    changed = whole[:start] + put + whole[end:]
    asked = POLARITY if kind in TURNED else _only(text.kind, FACTS if kind in ABSENT else ALL)
    report = check(changed, text.sources, asked, language="en")
    where = (span[0], span[1] + len(put) - (end - start)) if kind in TURNED else (start, start + len(put))
    good = bool(_touching(report.findings, where))
    tried, found = counts
    tried[kind] += 1
    found[kind] += good
    if verbose and not good:
        sentence = changed[span[0] : span[1] + len(put) - (end - start)]
        print(f"MISSED {kind} {text.id}: {whole[start:end]!r} -> {put!r} in {sentence}")


def _only(kind: str, rules: frozenset[str]) -> Profile:
    """The profile of that kind of text, with these rules alone."""
    return replace(profile(kind), rules=rules)


def _family(finding: Finding) -> str:
    family = finding.rule.partition(".")[0]
    return "facts" if family in FACTS else family


def _touching(findings: Sequence[Finding], span: Span) -> list[Finding]:
    """Blockers and warnings there; what only advises about a found quotation is none."""
    return [
        f
        for f in findings
        if f.severity != Severity.NOTE
        and not f.rule.startswith("quotes.")
        and f.place.start < span[1]
        and f.place.end > span[0]
    ]


if __name__ == "__main__":
    main()
