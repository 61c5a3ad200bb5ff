"""Fits the margins of `pipeline/check/swaps.py` and says how well they do on sources left out.

    python bench/swaps_fit.py [--folds 5] [--texts N]

Into each sentence of the supported texts one number and one name is swapped for another of the sources (`injecting`).
Tried are the margins of the code times a factor, one factor for numbers and one for names; taken is the largest factor
that still finds the target share (0.65 of the numbers, 0.48 of the names), so that warnings about untouched sentences
are as rare as that allows. Cross-validation leaves out whole sources. What other rules find is not counted here
(`bench/injected.py` counts it). Ends with one JSON line.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parent))
from injecting import SWAPPED, Supported, supported

from pipeline.check import swaps
from pipeline.check.context import Block, Context, SourceText
from pipeline.check.profiles import Profile

FACTORS = [i / 20 for i in range(8, 41)]
TARGETS = {"number": 0.65, "name": 0.48}
_ONLY = Profile("swaps", frozenset({"swaps"}))


@dataclass(frozen=True)
class Sentence:
    """For numbers and names the largest factor at which the sentence is still warned about; `swapped` says what was
    put into it, nothing when it is untouched."""

    source: str
    swapped: str
    factors: dict[str, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--texts", type=int, help="use only N of the texts")
    given = parser.parse_args()
    chance = Random(7)
    texts = list(supported())
    chance.shuffle(texts)
    found = [s for text in texts[: given.texts] for s in read(text, texts, chance)]
    sources = sorted({s.source for s in found})
    chance.shuffle(sources)
    fold = {source: i % given.folds for i, source in enumerate(sources)}
    figures: dict[str, object] = {}
    for kind, target in TARGETS.items():
        hits: dict[str, list[bool]] = defaultdict(list)
        for n in range(given.folds):
            factor = fit([s for s in found if fold[s.source] != n], kind, target)
            for s in found:
                if fold[s.source] == n and s.swapped in {"", kind}:
                    hits[s.swapped].append(s.factors.get(kind, 0.0) >= factor)
        figures[kind] = {
            "factor": fit(found, kind, target),
            "cross_validated_recall": round(sum(hits[kind]) / max(1, len(hits[kind])), 4),
            "cross_validated_false_alarms": round(sum(hits[""]) / max(1, len(hits[""])), 4),
        }
        print(kind, figures[kind])
    print(json.dumps(figures))


def read(text: Supported, texts: Sequence[Supported], chance: Random) -> Iterator[Sentence]:
    source = "\0".join(text.sources)
    for factors in judged(text.text.text, text).values():
        yield Sentence(source, "", factors)
    for span in text.text.sentences:
        for name, inject in SWAPPED.items():
            change = inject(text, span, texts, chance)
            if change:
                (start, end), put = change
                whole = text.text.text
                changed = judged(whole[:start] + put + whole[end:], text)
                at = max((s for s in changed if s <= start), default=0)
                yield Sentence(source, name.removeprefix("swapped_"), changed.get(at, {}))


def judged(text: str, given: Supported) -> dict[int, dict[str, float]]:
    """For each sentence, by its start, the largest factor for each kind."""
    sources = tuple(SourceText(s, i) for i, s in enumerate(given.sources))
    context = Context((Block(None, None, "text", text),), sources, _ONLY, "en")
    found: dict[int, dict[str, float]] = {}
    for sentence in context.sentences:
        factors = found.setdefault(sentence.start, {})
        for item, here, there, other, source in swaps.judged(context, sentence):
            if there < swaps.LEAST:
                continue
            margin = swaps.MARGINS[swaps.sort(context, item, sentence.block, other, source)]
            factors[item.kind] = max(factors.get(item.kind, 0.0), (there - here) / margin)
    return found


def fit(sentences: Sequence[Sentence], kind: str, target: float) -> float:
    swapped = [s.factors.get(kind, 0.0) for s in sentences if s.swapped == kind]
    enough = [f for f in FACTORS if sum(x >= f for x in swapped) >= target * len(swapped)]
    return max(enough, default=FACTORS[0])


if __name__ == "__main__":
    main()
