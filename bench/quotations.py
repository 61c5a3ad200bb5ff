"""How many legitimate quotations the checker accepts, and how many altered ones, over news texts.

    python bench/quotations.py [--texts N] [--each N] [--seed N]

Accepted is a quotation without a finding of the rule `quotes` that blocks. Prints both shares for each way of quoting
and of altering; ends with one JSON line. A change that leaves words which the sources have too is no alteration.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parent))
from quoting import ALTERED, LEGITIMATE, STYLES, Base, bases, plain
from story_pages import texts

from pipeline.check import Profile, check

QUOTES = Profile("quotes", frozenset({"quotes"}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--texts", type=int, help="use only N of the texts")
    parser.add_argument("--each", type=int, default=2, help="passages quoted from each text")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--verbose", action="store_true", help="print what was judged wrongly")
    given = parser.parse_args()
    chance = Random(given.seed)
    tried, accepted = Counter[str](), Counter[str]()
    quoted = 0
    for base in bases(_bodies(given.texts, chance), given.each, chance):
        quoted += 1
        for way, text in (*_legitimate(base, chance), *_altered(base, chance)):
            good = _accepted(text, base.sources)
            tried[way] += 1
            accepted[way] += good
            if given.verbose and good != (way in LEGITIMATE):
                print(f"{way}: {text}")
    for way in tried:
        print(f"{way:32} {accepted[way]:5} of {tried[way]:5} accepted")
    print(json.dumps({"quotations": quoted} | _figures(tried, accepted)))


def _bodies(limit: int | None, chance: Random) -> list[str]:
    found = [body for _, body in texts(None)]
    chance.shuffle(found)
    return found[:limit]


def _legitimate(base: Base, chance: Random) -> list[tuple[str, str]]:
    made = ((way, make(base, chance)) for way, make in LEGITIMATE.items())
    return [(way, text) for way, text in made if text]


def _altered(base: Base, chance: Random) -> list[tuple[str, str]]:
    made = ((way, make(base, chance)) for way, make in ALTERED.items())
    bodies = [f" {plain(body)} " for body in base.sources]
    return [
        (way, f"Officials said: {chance.choice(STYLES).format(text)}.")
        for way, text in made
        if text and not any(f" {plain(text)} " in body for body in bodies)
    ]


def _accepted(text: str, sources: tuple[str, ...]) -> bool:
    return not check(text, sources, QUOTES).blockers


def _figures(tried: Counter[str], accepted: Counter[str]) -> dict[str, float]:
    figures: dict[str, float] = {}
    for name, ways in (("legitimate", LEGITIMATE), ("altered", ALTERED)):
        total = sum(tried[way] for way in ways)
        figures |= {f"{name}_ways": len(ways), f"{name}_tried": total}
        figures[f"{name}_accepted"] = round(sum(accepted[way] for way in ways) / max(1, total), 4)
    return figures


if __name__ == "__main__":
    main()
