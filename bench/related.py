"""Related articles from an archive of 100,000: time of a look-up, and of appending one more.

    python bench/related.py [ARTICLES]

The articles are made up: names and words drawn from long-tailed distributions (Zipf), as in a real archive, a tenth of
them on events that several articles share.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from pipeline.models import ArchiveEntry
from pipeline.related import Terms, ranked, terms_of
from pipeline.state import State, open_state

_NAMES, _WORDS, _EVENTS = 40_000, 20_000, 5_000
_TODAY = date(2026, 11, 20)
_LOOKUPS = 200


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    draw = random.Random(7)
    articles = [_article(draw, number) for number in range(size + _LOOKUPS)]
    with tempfile.TemporaryDirectory() as folder, open_state(Path(folder), None) as state:
        started = time.perf_counter()
        for start in range(0, size, 5000):
            state.archive(articles[start : min(size, start + 5000)])
        print(f"{size:,} articles archived in {time.perf_counter() - started:.1f} s")
        cpu = time.process_time()
        lookups = [_timed(state, entry) for entry in articles[size:]]
        cpu = (time.process_time() - cpu) * 1000 / _LOOKUPS
        appends = []
        for entry in articles[size:]:
            started = time.perf_counter()
            state.archive([entry])
            appends.append((time.perf_counter() - started) * 1000)
        megabytes = sum(f.stat().st_size for f in Path(folder).rglob("*") if f.is_file()) / 1e6
    found = statistics.mean(number for _, number in lookups)
    times = sorted(milliseconds for milliseconds, _ in lookups)
    figures = {
        "articles": size,
        "lookup_ms_median": round(statistics.median(times), 1),
        "lookup_ms_p95": round(times[int(len(times) * 0.95)], 1),
        "lookup_ms_max": round(times[-1], 1),
        "lookup_cpu_ms_mean": round(cpu, 1),
        "found_mean": round(found, 2),
        "append_ms_median": round(statistics.median(appends), 2),
        "database_mb": round(megabytes),
    }
    print(
        f"look-up: median {figures['lookup_ms_median']} ms, 95% under {figures['lookup_ms_p95']} ms, "
        f"longest {figures['lookup_ms_max']} ms, "
        f"CPU time {figures['lookup_cpu_ms_mean']} ms; {figures['found_mean']} articles found of at most 4"
    )
    print(f"appending one: {figures['append_ms_median']} ms; database: {figures['database_mb']} MB")
    print(json.dumps(figures))


def _timed(state: State, entry: ArchiveEntry) -> tuple[float, int]:
    terms = Terms(entry.names, entry.words)
    started = time.perf_counter()
    found = ranked(state.similar(entry.desk, *terms), terms, story_id=entry.story_id, today=_TODAY)
    return (time.perf_counter() - started) * 1000, len(found)


def _article(draw: random.Random, number: int) -> ArchiveEntry:
    """25 names and 25 words, the frequent ones in a tenth of all articles; 8 names of its event."""
    names = [f"Name {_zipf(draw, _NAMES)}" for _ in range(17)]
    event = random.Random(draw.randrange(_EVENTS))
    names += [f"Name {event.randrange(_NAMES)}" for _ in range(8)]
    title = " ".join(f"word{_zipf(draw, _WORDS)}" for _ in range(25))
    terms = terms_of(names, title)
    return ArchiveEntry(
        key=f"{number:012x}",
        version_id=f"{number:064x}",
        story_id=f"story-{number}",
        desk="news" if number % 3 else "sport",
        title=title[:80],
        dek="Dek",
        date=(_TODAY - timedelta(days=number % 1500)).isoformat(),
        names=terms.names,
        words=terms.words,
    )


def _zipf(draw: random.Random, size: int) -> int:
    """Rank 1 is drawn with a probability of about 1 in ln(size)."""
    return int(size ** draw.random())


if __name__ == "__main__":
    main()
