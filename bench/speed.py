"""What checking one article costs: 40 sentences against 2,500 source words, and against ten times as many.

    python bench/speed.py [--rounds N] [--seed N]

All deterministic rules of the profile `article`, on one core, in processor time (the wall clock tells of the
neighbours), in median over rounds with an article and sources of their own and nothing remembered. Once with
generated text: sentences of a vocabulary in which words are as unevenly used as in prose (Zipf), with names, numbers,
dates and quotations; once with the English news of the public sets, or the example pages where those are not at hand.
Two thirds of the article's sentences retell one of the sources', the others are foreign. Ends with one JSON line.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from itertools import cycle
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from story_pages import texts

from pipeline.check import Block, SourceText, check
from pipeline.text.common_words import listed
from pipeline.text.languages import language_of
from pipeline.text.parsed import forget
from pipeline.text.sentences import sentences

SENTENCES = 40
SYLLABLES = listed("ba ce do fi gu har jen kil lo mar ner os pra que ris sol ten ul ver win yor zet")
SMALL = listed("the of a to in and for on with by from at that is was")


class Generated:
    """Writes sentences of its own vocabulary."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._words = ["".join(self._random.choices(SYLLABLES, k=self._random.randint(2, 4))) for _ in range(4_000)]
        self._odds = [1 / rank for rank in range(10, 4_010)]
        self._names = [f"{self._word().title()} {self._word().title()}" for _ in range(60)]

    def sentence(self) -> str:
        words = [w for _ in range(self._random.randint(7, 13)) for w in (self._random.choice(SMALL), self._word())]
        extra = self._random.random()
        if extra < 0.4:
            words.insert(4, self._random.choice(self._names))
        if extra < 0.2:
            words.append(f"{self._random.randint(11, 990)} {self._word()}s")
        if 0.3 < extra < 0.4:
            words.append(f"on {self._random.randint(1, 28)} March {self._random.randint(1990, 2030)}")
        if extra > 0.9:
            words[3:8] = [f"“{' '.join(words[3:8])},” {self._random.choice(self._names)} said,"]
        return " ".join(words).capitalize() + "."

    def sources(self, words: int) -> list[SourceText]:
        """Passages of three sentences, in documents of eight passages."""
        made: list[SourceText] = []
        while words > 0:
            text = " ".join(self.sentence() for _ in range(3))
            words -= len(text.split())
            made.append(SourceText(text, len(made) // 8, f"s{len(made) // 8 + 1}.p{len(made) % 8 + 1}"))
        return made

    def _word(self) -> str:
        return self._random.choices(self._words, self._odds)[0]


class News:
    """Sentences and passages of real news, in an order of its own."""

    def __init__(self, seed: int) -> None:
        self._bodies = random.Random(seed).sample(ENGLISH, len(ENGLISH))
        foreign = (body[a:b] for body in self._bodies[-5:] for a, b in sentences(body))
        self._foreign = cycle(list(foreign))

    def sentence(self) -> str:
        return next(self._foreign)

    def sources(self, words: int) -> list[SourceText]:
        """The paragraphs of one text after the other."""
        made: list[SourceText] = []
        for group, body in enumerate(cycle(self._bodies)):
            for number, text in enumerate(filter(str.strip, body.split("\n")), 1):
                if words <= 0:
                    return made
                words -= len(text.split())
                made.append(SourceText(text, group, f"s{group + 1}.p{number}"))
        return made


ENGLISH = [body for _, body in texts(None) if len(body.split()) > 200 and language_of(None, body) == "en"]


def article(writer: Generated | News, sources: Sequence[SourceText], chance: random.Random) -> list[Block]:
    """40 sentences in paragraphs of four."""
    known = [source.text[a:b] for source in sources for a, b in sentences(source.text)]
    made = [retold(chance.choice(known), chance) if i % 3 else writer.sentence() for i in range(SENTENCES)]
    return [Block("sections/0", i // 4, "reported", " ".join(made[i : i + 4])) for i in range(0, SENTENCES, 4)]


def retold(sentence: str, chance: random.Random) -> str:
    """Without a fifth of its words."""
    kept = [word for word in sentence.rstrip(".").split() if chance.random() < 0.8] or [sentence]
    return f"{' '.join(kept)[:1].upper()}{' '.join(kept)[1:]}."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    figures: dict[str, float] = {}
    for name, kind in (("generated", Generated), ("news", News)):
        one = [seconds(kind, given.seed + n, 2_500) for n in range(given.rounds + 1)][1:]  # the first warms up
        ten = [seconds(kind, given.seed + n, 25_000) for n in range(given.rounds // 3 + 1)]
        figures |= {
            f"{name}_milliseconds": round(1000 * statistics.median(one), 1),
            f"{name}_ten_times_the_source_milliseconds": round(1000 * statistics.median(ten), 1),
            f"{name}_growth": round(statistics.median(ten) / statistics.median(one), 2),
        }
    for key, value in figures.items():
        print(f"{key:42} {value}")
    print(json.dumps(figures))


def seconds(kind: Callable[[int], Generated | News], seed: int, source_words: int) -> float:
    """Processor time of one check."""
    writer = kind(seed)
    sources = writer.sources(source_words)
    text = article(writer, sources, random.Random(seed))
    forget()
    started = time.process_time()
    report = check(text, sources, "article", language="en")
    taken = time.process_time() - started
    if len(report.sentences) < 35 or report.unchecked:
        raise SystemExit("the checker didn't check everything")
    return taken


if __name__ == "__main__":
    main()
