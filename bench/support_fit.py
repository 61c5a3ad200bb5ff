"""The thresholds of `support` for articles: how much of a sentence's weight the sources must cover.

    python bench/support_fit.py

There are no articles labelled by people, so the shares are read off sentences that are known: those of texts that
people called supported (retold news: the summaries and claims of the labelled sets), and the same sentences against
the sources of another text, which don't carry them. `warn` is the largest step of 0.05 at which at most 2% of the
supported sentences are below, `block` that for 0.5%: body sentences are only warned about. By halves of the sources
the one half says how the other half's steps do. Ends with one JSON line.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from injecting import Supported, supported

from pipeline.check.context import Block, Context, SourceText
from pipeline.check.profiles import PROFILES
from pipeline.check.support import measured

STEPS = [i / 20 for i in range(1, 13)]
ALLOWED = {"warn": 0.02, "block": 0.005}


def main() -> None:
    texts = [t for t in supported() if t.kind in {"summary", "claim"}] or list(supported())
    texts.sort(key=lambda t: t.sources)
    figures: dict[str, object] = {}
    own = [(i % 2, share) for i, t in enumerate(texts) for share in shares(t, t)]
    foreign = [(i % 2, share) for i, t in enumerate(texts) for share in shares(t, texts[(i + 11) % len(texts)])]
    for name, allowed in ALLOWED.items():
        at = step([share for _, share in own], allowed)
        halves = [step([share for half, share in own if half != side], allowed) for side in (0, 1)]
        figures[name] = {
            "threshold": at,
            "supported_below": _below([share for _, share in own], at),
            "foreign_below": _below([share for _, share in foreign], at),
            "left_out_supported_below": _below_each(own, halves),
            "left_out_foreign_below": _below_each(foreign, halves),
        }
        print(name, figures[name])
    article = PROFILES["article"].support
    print("in use:", {kind: (t.warn, t.block) for kind, t in article.items()})
    print(json.dumps(figures))


def shares(text: Supported, sources: Supported) -> list[float]:
    """The support of each sentence that says enough to be measured."""
    given = tuple(SourceText(s, i) for i, s in enumerate(sources.sources))
    context = Context((Block(None, None, "text", text.text.text),), given, PROFILES["article"], "en")
    return [s.support for s in context.sentences if measured(s)]


def step(values: Sequence[float], allowed: float) -> float:
    return max((at for at in STEPS if _below(values, at) <= allowed), default=STEPS[0])


def _below(values: Sequence[float], at: float) -> float:
    return round(sum(v < at for v in values) / max(1, len(values)), 4)


def _below_each(values: Sequence[tuple[int, float]], halves: Sequence[float]) -> float:
    return round(sum(v < halves[half] for half, v in values) / max(1, len(values)), 4)


if __name__ == "__main__":
    main()
