"""Fits the closeness thresholds of `pipeline/check/profiles.py` and says how well they do on sources left out.

    python bench/grounding_fit.py [--folds 10] [--seeds 5]

A text counts as flagged when another rule flags it or one of its sentences falls below the threshold
`share + own * ln(1 + words of the text that no source has)`. Of each kind all of its sets are fitted at once, each set
weighing the same: tried is every pair of a coarse grid, and taken is the mean of all pairs whose balanced accuracy
(BA) is within 0.01 of the best, so that no single text decides. Cross-validation leaves out whole sources: all texts
about one source are in one fold; it is repeated with other folds. The interval (95%) is bootstrapped over sources.
It covers the fitting of these two numbers, not the choice of this form among the forms that were tried (`pairs` was
tried at six values, `stretch` at three), nor the work on the other rules.
Prints one line for each set and ends with one JSON line.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import statistics
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from math import log
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from grounding import SETS, data_folder, flagging

from pipeline.check.context import Block, Context, SourceText
from pipeline.check.profiles import Closeness, profile
from pipeline.check.registry import RULES
from pipeline.check.runner import run
from pipeline.check.support import claims

GRID = [(share / 50, own / 100) for share, own in product(range(31), range(0, 16, 2))]
PLATEAU = 0.01

# Of the texts of one set and label: how many there are and, for each point of the grid, how many are flagged.
Counts = dict[tuple[str, bool], tuple[int, list[int]]]


@dataclass(frozen=True)
class Text:
    """What decides about one text: whether another rule flags it, its least close sentence, and ln(1 + its words of
    no source)."""

    kind_set: str
    source: str
    unsupported: bool
    flagged: bool
    closest: float
    own: float

    def flagged_at(self, share: float, own: float) -> bool:
        return self.flagged or self.closest < share + own * self.own


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--folds", type=int, default=10)
    parser.add_argument("--seeds", type=int, default=5)
    given = parser.parse_args()
    folder = data_folder()
    if folder is None:
        print("no labelled data: set NUTGRAF_DATA")
        print(json.dumps({}))
        return
    figures: dict[str, object] = {}
    for kind in sorted({kind for kind, _ in SETS}):
        texts = [t for k, name in SETS if k == kind for t in read(folder / f"{name}.jsonl", kind, name)]
        chosen = fit(counted(texts))
        print(f"{kind}: share={chosen.share:.3f} own={chosen.own:.3f}")
        figures[kind] = {"share": round(chosen.share, 3), "own": round(chosen.own, 3)}
        rounds = [left_out(texts, given.folds, seed) for seed in range(given.seeds)]
        for name in sorted({t.kind_set for t in texts}):
            figures[name] = figure = judged(texts, rounds, name, chosen)
            print(f"  {name:12} {figure}")
    print(json.dumps(figures))


def read(path: Path, kind: str, name: str) -> Iterable[Text]:
    form = profile(kind).closeness
    assert form is not None
    for line in path.open(encoding="utf-8"):
        given = json.loads(line)
        context = Context(
            blocks=(Block(None, None, "text", given["text"]),),
            sources=tuple(SourceText(s, i) for i, s in enumerate(given["sources"])),
            profile=profile(kind),
        )
        report = run(context, [rule for rule in RULES if rule.id != "support"])
        told = claims(context, form)
        yield Text(
            name,
            hashlib.sha256("\0".join(given["sources"]).encode()).hexdigest(),
            given["unsupported"],
            any(flagging(f.rule, f.severity) for f in report.findings),
            min((claim.close for claim in told), default=1.0),
            log(1 + sum(claim.sentence.cover.absent for claim in told)),
        )


def counted(texts: Sequence[Text]) -> Counts:
    groups: dict[tuple[str, bool], list[Text]] = {}
    for text in texts:
        groups.setdefault((text.kind_set, text.unsupported), []).append(text)
    return {
        key: (
            len(inside),
            [sum(column) for column in zip(*([t.flagged_at(*at) for at in GRID] for t in inside), strict=True)],
        )
        for key, inside in groups.items()
    }


def without(counts: Counts, fold: Counts) -> Counts:
    none = (0, [0] * len(GRID))
    return {
        key: (size - fold.get(key, none)[0], [a - b for a, b in zip(flagged, fold.get(key, none)[1], strict=True)])
        for key, (size, flagged) in counts.items()
    }


def fit(counts: Counts) -> Closeness:
    names = sorted({name for name, _ in counts})
    scores = [statistics.fmean(_accuracy(counts, name, i) for name in names) for i in range(len(GRID))]
    near_best = [at for at, score in zip(GRID, scores, strict=True) if score >= max(scores) - PLATEAU]
    share, own = (statistics.fmean(values) for values in zip(*near_best, strict=True))
    return Closeness(share, own)


def _accuracy(counts: Counts, name: str, at: int) -> float:
    wrong, right = counts[name, True], counts[name, False]
    return (wrong[1][at] / wrong[0] + 1 - right[1][at] / right[0]) / 2


def balanced(pairs: Sequence[tuple[bool, bool]]) -> float:
    wrong, right = [f for f, w in pairs if w], [f for f, w in pairs if not w]
    return (statistics.fmean(wrong) + 1 - statistics.fmean(right)) / 2 if wrong and right else 0.5


def left_out(texts: Sequence[Text], folds: int, seed: int) -> list[bool]:
    """Whether each text is flagged by thresholds that were fitted without its source."""
    sources = sorted({t.source for t in texts})
    random.Random(seed).shuffle(sources)
    fold = {source: i % folds for i, source in enumerate(sources)}
    counts = counted(texts)
    fitted = [fit(without(counts, counted([t for t in texts if fold[t.source] == n]))) for n in range(folds)]
    return [t.flagged_at(at.share, at.own) for t in texts for at in (fitted[fold[t.source]],)]


def judged(texts: Sequence[Text], rounds: Sequence[Sequence[bool]], name: str, chosen: Closeness) -> dict[str, object]:
    inside = [i for i, t in enumerate(texts) if t.kind_set == name]
    pairs = [[(found[i], texts[i].unsupported) for i in inside] for found in rounds]
    by_source: dict[str, list[int]] = {}
    for place, i in enumerate(inside):
        by_source.setdefault(texts[i].source, []).append(place)
    rng = random.Random(0)
    groups = list(by_source.values())
    drawn = sorted(
        balanced([pairs[0][place] for group in rng.choices(groups, k=len(groups)) for place in group])
        for _ in range(1000)
    )
    hits = [sum(f and w for f, w in given) / max(1, sum(f + w for f, w in given)) * 2 for given in pairs]
    return {
        "cross_validated_ba": round(statistics.mean(balanced(given) for given in pairs), 3),
        "ba95": [round(drawn[25], 3), round(drawn[974], 3)],
        "cross_validated_f1": round(statistics.mean(hits), 3),
        "ba_in_sample": round(
            balanced([(texts[i].flagged_at(chosen.share, chosen.own), texts[i].unsupported) for i in inside]), 3
        ),
    }


if __name__ == "__main__":
    main()
