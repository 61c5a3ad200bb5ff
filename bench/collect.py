"""What collecting costs: a feed parsed, and a desk whose sources haven't changed since the last run.

    python -m bench.collect [--feeds 20] [--pages 10]

The site is a process of its own on loopback; CPU seconds are those of the collecting process alone. The last line is
one JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path += [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "collect")]

from feed_samples import FIRST, KINDS, rss  # noqa: E402
from site_server import HTML, Reply, Site  # noqa: E402

from pipeline.collect import collect_desk  # noqa: E402
from pipeline.collect.feeds import feed_entries  # noqa: E402
from pipeline.desks import Desk  # noqa: E402
from pipeline.errors import Refused  # noqa: E402
from pipeline.extract import extract  # noqa: E402
from pipeline.fetch import Fetcher, Polite  # noqa: E402
from pipeline.fetch.sniffing import list_type  # noqa: E402
from pipeline.models import Page  # noqa: E402
from pipeline.state import open_state  # noqa: E402

EXAMPLES = sorted((ROOT / "sources" / "examples").glob("*.html"))


def milliseconds(work: Callable[[], object], rounds: int = 41) -> float:
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def parsing() -> dict[str, float]:
    """Median milliseconds for a well-formed feed of 100 entries with their articles' text, by kind."""
    found = {}
    for kind, make in KINDS.items():
        body = make(100)
        url = "https://news.example/feed"
        content_type = list_type(url, body)
        page = Page(location=url, url=url, status=200, content_type=content_type, body=body, fetched_at=FIRST)
        assert len(feed_entries(page, FIRST)) == 100
        found[kind] = milliseconds(lambda page=page: feed_entries(page, FIRST))  # type: ignore[misc]
        print(f"{kind:>5}  {len(body) / 1000:6.0f} kB  {found[kind]:6.2f} ms")
    return found


def serve(feeds: int, pages: int, pipe: Connection) -> None:
    """The site: each feed names pages of its own; every reply has an ETag."""
    with Site() as site:
        for feed in range(feeds):
            body = rss(pages, site.url(f"/{feed}"), body="").replace(b"id-", f"{feed}-".encode())
            site.replies[f"/{feed}/feed"] = Reply(body, headers={"Content-Type": "text/xml", "ETag": f'"{feed}"'})
            for page in range(pages):
                saved = EXAMPLES[(feed * pages + page) % len(EXAMPLES)].read_bytes()
                site.replies[f"/{feed}/story/{page}"] = Reply(saved, headers={**HTML, "ETag": f'"{feed}-{page}"'})
        pipe.send(site.port)
        pipe.recv()


async def run(desk: Desk, folder: Path) -> tuple[float, int, int]:
    """CPU seconds, pages extracted, entries read."""
    started = time.process_time()
    with open_state(folder, None) as state:
        async with Fetcher(allow_private=True) as fetcher:
            polite = Polite(fetcher, licences={}, delay=0, memory=state)
            harvest = await collect_desk(desk, polite=polite, state=state, folder=folder, now=datetime.now(UTC))
        extracted = 0
        for page in harvest.pages:
            extracted += 1
            try:
                extract(page)
            except Refused as error:
                print(f"refused: {error}")
        harvest.remember(state)
    failed = [report.error for report in harvest.sources if report.error]
    assert not failed, failed
    return time.process_time() - started, extracted, sum(report.entries for report in harvest.sources)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--feeds", type=int, default=20)
    parser.add_argument("--pages", type=int, default=10)
    given = parser.parse_args()
    parsed = parsing()
    # The first page extracted also pays for the imports: that is no matter of collecting.
    extract(
        Page(
            location="warm.html", url=None, status=None, content_type="text/html",
            body=EXAMPLES[0].read_bytes(), fetched_at=FIRST,
        )
    )  # fmt: skip
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    site = multiprocessing.get_context("spawn").Process(target=serve, args=(given.feeds, given.pages, theirs))
    site.start()
    port = ours.recv()
    feeds = [f"http://127.0.0.1:{port}/{n}/feed" for n in range(given.feeds)]
    desk = Desk.model_validate({"id": "bench", "name": "Bench", "feeds": feeds})
    try:
        with tempfile.TemporaryDirectory() as folder:
            first = asyncio.run(run(desk, Path(folder)))
            again = asyncio.run(run(desk, Path(folder)))
    finally:
        ours.send(None)
        site.join()
    for name, (cpu, pages, entries) in (("first run", first), ("unchanged", again)):
        print(f"{name}  {cpu:6.3f} s CPU  {pages} pages extracted  {entries} entries read")
    figures = {
        "feed_ms_median": round(statistics.median(parsed.values()), 2),
        "feed_ms": {kind: round(value, 2) for kind, value in parsed.items()},
        "first_cpu_s": round(first[0], 3),
        "first_pages_extracted": first[1],
        "again_cpu_s": round(again[0], 3),
        "again_pages_extracted": again[1],
        "again_to_first": round(again[0] / first[0], 4),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
