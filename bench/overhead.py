"""CPU time per story outside the model, stage by stage, beside bare trafilatura on the same pages.

    python bench/overhead.py [--pages 100]

Each page is a story. The pages are those of the public set (see CONTRIBUTING) or, without it, invented ones, which are
far smaller than real pages. The stages are run alone, in this process; the engine, its records and the client are what
a whole `nutgraf run` takes beyond them and beyond a run that finds nothing. The fake endpoint is no part of it.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from batch_folder import make_desk
from fake_endpoint import FakeEndpoint

from pipeline.assemble import assemble
from pipeline.check import check_analysis
from pipeline.collect import collect
from pipeline.errors import FetchError, Refused
from pipeline.extract import extract
from pipeline.formats import load_format
from pipeline.models import Document, Page
from pipeline.publish import render
from pipeline.settings import shipped
from pipeline.store import Store
from pipeline.stories import group

T = TypeVar("T")
SHARED = Path(os.environ.get("NUTGRAF_DATA", Path(__file__).parents[1] / "../shared/data"))
DATA = SHARED / "extraction/scrapinghub.jsonl.gz"


def timed(work: Callable[[], T]) -> tuple[T, float]:
    started = time.process_time()
    done = work()
    return done, time.process_time() - started


def extracted(page: Page) -> Document | None:
    try:
        return extract(page)
    except Refused:
        return None


async def _no_web(url: str) -> Page:
    raise FetchError(url, "is not fetched here")


def bench(number: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as place, FakeEndpoint() as fake:
        folder = Path(place)
        paths = desk_of(folder, number)
        environment = fake.environment()
        whole = run(place, environment)
        nothing = run(place, environment)
        stages = alone(folder, [str(path) for path in paths])
        count = len(list(Store(folder / "output").folders()))
    total = whole - nothing
    bare, full = stages.pop("trafilatura"), stages.pop("trafilatura with metadata")
    stages["engine and client"] = total - sum(stages.values())
    return {
        "stories": count,
        "pages": len(paths),
        "ms_per_story": {stage: round(1000 * spent / count, 1) for stage, spent in stages.items()},
        "total_ms_per_story": round(1000 * total / count, 1),
        "trafilatura_ms_per_story": round(1000 * bare / count, 1),
        "ratio": round(total / bare, 2),
        "ratio_with_metadata": round(total / full, 2),
        "start_and_end_s": round(nothing, 2),
    }


def desk_of(folder: Path, number: int) -> list[Path]:
    """A desk of real pages as they were saved, or of invented ones."""
    settings = '[stories]\ngrouping = "off"\n[limits]\nconcurrency = 8\n'
    if not DATA.is_file():
        place = make_desk(folder, number, more=settings)
        return sorted(place.iterdir())
    place = make_desk(folder, 0, more=settings)
    with gzip.open(DATA, "rt", encoding="utf-8") as lines:
        for count, line in zip(range(number), lines, strict=False):
            (place / f"{count:04}.html").write_text(json.loads(line)["html"], "utf-8", errors="replace")
    return sorted(place.iterdir())


def run(place: str, environment: dict[str, str]) -> float:
    """CPU seconds of one `nutgraf run` and its processes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-c", "from pipeline.cli import main; main()", "run", "--quiet", "--dir", place]
    subprocess.run(command, env=environment, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def alone(folder: Path, paths: list[str]) -> dict[str, float]:
    import trafilatura

    stages: dict[str, float] = {}
    found = asyncio.run(collect(paths, fetch=_no_web, max_bytes=5_000_000, base=folder))
    pages = [page for page in found if isinstance(page, Page)]
    texts = [Path(path).read_text("utf-8") for path in paths]
    for text in texts[:3]:
        trafilatura.bare_extraction(text)  # what is loaded at the first page is no part of the others
    for page in pages[:3]:
        extracted(page)
    _, stages["trafilatura"] = timed(lambda: [trafilatura.bare_extraction(text) for text in texts])
    whole = partial(trafilatura.bare_extraction, with_metadata=True, favor_precision=True)
    _, stages["trafilatura with metadata"] = timed(lambda: [whole(text) for text in texts])
    found_of, stages["extract"] = timed(lambda: [extracted(page) for page in pages])
    documents = [document for document in found_of if document is not None]
    groups, stages["group"] = timed(lambda: group(documents, mode="off"))
    _, stages["assemble"] = timed(lambda: [assemble([documents[d.page] for d in g.decisions]) for g in groups])
    store = Store(folder / "output")
    drafts = [(store.draft(place), store.dossier(place)) for place in store.folders()]
    fmt = load_format("analysis", [shipped("prompts")])
    checks = [partial(check_analysis, d.analysis, dossier, fmt, language="en") for d, dossier in drafts if d.analysis]
    _, stages["check"] = timed(lambda: [check() for check in checks])
    renderings, stages["render"] = timed(lambda: [render(d, dossier) for d, dossier in drafts])
    other = Store(folder / "again")
    both = list(zip(drafts, renderings, strict=True))
    _, stages["store"] = timed(lambda: [other.add(d, dossier, r) for (d, dossier), r in both])
    return stages


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=100)
    given = parser.parse_args()
    result = bench(given.pages)
    for stage, spent in result["ms_per_story"].items():
        print(f"{stage:>18}  {spent:7.1f} ms")
    print(
        f"{'together':>18}  {result['total_ms_per_story']:7.1f} ms a story, {result['ratio']} times bare trafilatura, "
        f"{result['ratio_with_metadata']} times with metadata and favor_precision"
    )
    print(json.dumps({"bench": "overhead", **result}))


if __name__ == "__main__":
    main()
