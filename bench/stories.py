"""How well copies and stories are found among pages made from real texts, and what that costs.

    python bench/stories.py [--stories N] [--seed N]

Prints precision and recall of copies (pairs of pages), B-cubed precision, recall and F1 (Amigó et al. 2009) of the
stories with and without the lookalikes, pages a CPU second of all and of half of them, and bytes a page. Ends with one
JSON line. Some of the public texts tell of one event; they count as different stories here: precision is understated.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from functools import partial
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from story_pages import Made, stories

from pipeline.models import Document, Relation, StoryGroup
from pipeline.stories import group
from pipeline.text.signatures import sign

OTHER_EVENTS = {"lookalike", "form"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--stories", type=int, help="use only the first N texts")
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    made = list(stories(given.stories, given.seed))
    plain = [m for m in made if m.kind not in OTHER_EVENTS]
    figures: dict[str, float] = {"pages": len(made)}
    figures |= _cost(made)
    for name, pages in (("", plain), ("_with_lookalikes", made)):
        found = group(m.document for m in pages)
        figures |= {f"copies_{key}{name}": value for key, value in _copies(pages, found).items()}
        figures |= {f"stories_{key}{name}": value for key, value in _b_cubed(pages, found).items()}
        _tell(pages, found)
    figures = {key: round(value, 3) for key, value in figures.items()}
    for key, value in figures.items():
        print(f"{key:42} {value}")
    print(json.dumps(figures))


def _cost(made: Sequence[Made]) -> dict[str, float]:
    documents = [m.document for m in made]
    half = documents[: len(documents) // 2]
    seconds = [_seconds(lambda: [sign(d.title, d.text) for d in documents])]
    seconds += [_seconds(partial(group, given)) for given in (half, documents)]
    packed = [len(sign(d.title, d.text).pack()) for d in documents]
    return {
        "pages_per_cpu_second": len(documents) / seconds[2],
        "pages_per_cpu_second_of_half_as_many": len(half) / seconds[1],
        "signing_milliseconds": 1000 * seconds[0] / len(documents),
        "signature_bytes": sum(packed) / len(packed),
        "memory_bytes_per_further_page": (_peak(documents) - _peak(half)) / (len(documents) - len(half)),
    }


def _peak(documents: Sequence[Document]) -> int:
    """Most bytes that grouping holds at a time, beside the documents."""
    tracemalloc.start()
    try:
        group(documents)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _copies(made: Sequence[Made], found: Sequence[StoryGroup]) -> dict[str, float]:
    """Pairs of pages of one text, by the decisions that call one the copy or update of the other."""
    chosen = {d.source: d for story in found for d in story.decisions}

    def first(source: str) -> str:
        decision = chosen[source]
        is_copy = decision.relation in {Relation.SAME, Relation.COPY, Relation.UPDATE}
        return first(decision.nearest) if is_copy and decision.nearest else source

    by_page = {d.page: first(d.source) for d in chosen.values()}
    wanted, got = _pairs([m.text for m in made]), _pairs([by_page[n] for n in range(len(made))])
    both = len(wanted & got)
    return {"precision": both / max(1, len(got)), "recall": both / len(wanted)}


def _pairs(labels: Sequence[Hashable]) -> set[tuple[int, int]]:
    members: dict[Hashable, list[int]] = {}
    for number, label in enumerate(labels):
        members.setdefault(label, []).append(number)
    return {pair for numbers in members.values() for pair in combinations(numbers, 2)}


def _b_cubed(made: Sequence[Made], found: Sequence[StoryGroup]) -> dict[str, float]:
    """For each page, which share of its group belongs to its story, and which share of its story is in its group."""
    put = {d.page: story.story_id for story in found for d in story.decisions}
    both = Counter((put[n], m.story) for n, m in enumerate(made))
    groups, wanted = Counter(put.values()), Counter(m.story for m in made)
    precision = sum(n * n / groups[g] for (g, _), n in both.items()) / len(made)
    recall = sum(n * n / wanted[s] for (_, s), n in both.items()) / len(made)
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / (precision + recall)}


def _tell(made: Sequence[Made], found: Sequence[StoryGroup]) -> None:
    """How each kind of page was taken."""
    taken = Counter((made[d.page].kind, d.relation.value) for story in found for d in story.decisions)
    for (kind, relation), count in sorted(taken.items()):
        print(f"{kind:10} taken as {relation:8} {count:5}")
    print()


if __name__ == "__main__":
    main()
