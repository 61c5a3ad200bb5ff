"""Extraction on real news pages, beside its peers, and what it costs.

    python bench/extraction.py [--pages N]

Prints a table and one JSON line. Data: $NUTGRAF_DATA or ../shared/data, folder `extraction` (see CONTRIBUTING).
Peers come with the dependency group `bench`; an absent one is said to be absent.

Text: precision and recall over 4-token shingles (CJK characters are tokens), averaged over pages, and the F1 of the two
means. Title exact: equal after folding of case, space and width; loose: the gold title is its start or end at a
separator. Dates: same day, one day of slack. Authors: set F1. A refused page counts as empty.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import itertools
import json
import os
import re
import statistics
import time
import unicodedata
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from pipeline.errors import Refused
from pipeline.extract import extract
from pipeline.extract.pool import ExtractionPool
from pipeline.forks import Workers
from pipeline.models import Document, Page

Line = dict[str, Any]
Answer = dict[str, Any]
Reader = Callable[[Line], Answer]

DATA = Path(os.environ.get("NUTGRAF_DATA", Path(__file__).parents[1] / "../shared/data")) / "extraction"
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\w+")
_EMPTY: Answer = {"title": "", "authors": (), "published": None, "text": ""}


# --- readers ------------------------------------------------------------------------------------


def page_of(line: Line) -> Page:
    return Page(
        location=line["url"],
        url=line["url"],
        status=200,
        headers={"content-type": "text/html; charset=utf-8"},
        content_type="text/html",
        body=line["html"].encode("utf-8", "replace"),
        fetched_at=dt.datetime.now(dt.UTC),
    )


def nutgraf(line: Line) -> Answer:
    try:
        return answer(extract(page_of(line)))
    except Refused:
        return _EMPTY


def answer(found: Document) -> Answer:
    return {"title": found.title, "authors": found.authors, "published": found.published, "text": found.text}


def trafilatura(line: Line) -> Answer:
    from trafilatura import bare_extraction

    found: Any = bare_extraction(
        line["html"], url=line["url"], favor_precision=True, include_comments=False, with_metadata=True
    )
    if found is None:
        return _EMPTY
    authors = (found.author or "").split("; ") if found.author else ()
    return {"title": found.title, "authors": authors, "published": found.date, "text": found.text}


def readability(line: Line) -> Answer:
    from lxml.html import document_fromstring
    from readability import Document as Readable

    found = Readable(line["html"])
    text = "\n".join(document_fromstring(found.summary()).itertext())
    return {**_EMPTY, "title": found.short_title(), "text": text}


def newspaper(line: Line) -> Answer:
    from newspaper import Article

    found = Article(line["url"], fetch_images=False)
    found.download(input_html=line["html"])
    found.parse()
    published = str(found.publish_date)[:10] if found.publish_date else None
    return {"title": found.title, "authors": found.authors, "published": published, "text": found.text}


def resiliparse(line: Line) -> Answer:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    tree = HTMLTree.parse(line["html"])
    return {**_EMPTY, "title": tree.title or "", "text": extract_plain_text(tree, main_content=True)}


READERS: dict[str, Reader] = {
    "nutgraf": nutgraf,
    "trafilatura": trafilatura,
    "readability-lxml": readability,
    "newspaper4k": newspaper,
    "resiliparse": resiliparse,
}


# --- scores -------------------------------------------------------------------------------------


def shingles(text: str) -> Counter[tuple[str, ...]]:
    tokens = _TOKEN.findall(unicodedata.normalize("NFKC", text or "").lower())
    return Counter(tuple(tokens[i : i + 4]) for i in range(max(1, len(tokens) - 3))) if tokens else Counter()


def fold(text: str | None) -> str:
    return " ".join(unicodedata.normalize("NFKC", text or "").lower().split())


def text_f1(pairs: Iterable[tuple[str, str]]) -> float:
    precisions, recalls = [], []
    for gold, ours in pairs:
        wanted, got = shingles(gold), shingles(ours)
        hits = sum((wanted & got).values())
        precisions.append(hits / sum(got.values()) if got else 0.0)
        recalls.append(hits / sum(wanted.values()))
    return _f1(statistics.fmean(precisions), statistics.fmean(recalls))


def titles(pairs: list[tuple[str, str]]) -> dict[str, float]:
    exact = loose = 0
    for gold, ours in pairs:
        wanted, got = re.escape(fold(gold)), fold(ours)
        exact += wanted == re.escape(got)
        loose += bool(re.search(rf"(^|[|:\-–—»·]\s*){wanted}($|\s*[|:\-–—»·])", got))
    return {"title_exact": round(exact / len(pairs), 4), "title_loose": round(loose / len(pairs), 4)}


def dates(pairs: list[tuple[str, str | None]]) -> dict[str, int]:
    right = given = 0
    for gold, ours in pairs:
        given += bool(ours)
        if ours and re.match(r"\d{4}-\d\d-\d\d", ours):
            right += abs((dt.date.fromisoformat(gold[:10]) - dt.date.fromisoformat(ours[:10])).days) <= 1
    return {"dates_right": right, "dates_wrong": given - right}


def authors_f1(pairs: Iterable[tuple[Iterable[str], Iterable[str]]]) -> float:
    hits = got = wanted = 0
    for gold, ours in pairs:
        one, other = set(map(fold, gold)), set(map(fold, ours))
        hits, got, wanted = hits + len(one & other), got + len(other), wanted + len(one)
    return _f1(hits / got, hits / wanted) if hits else 0.0


def _f1(precision: float, recall: float) -> float:
    return round(2 * precision * recall / (precision + recall), 4) if precision + recall else 0.0


def lines_of(name: str) -> list[Line]:
    with gzip.open(DATA / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def read_all(reader: Reader, lines: list[Line]) -> tuple[list[Answer], float]:
    """Answers and CPU seconds a page; a peer that fails on a page gave nothing for it."""
    answers, started = [], time.process_time()
    for line in lines:
        try:
            answers.append(reader(line))
        except Exception:  # noqa: BLE001
            answers.append(_EMPTY)
    return answers, (time.process_time() - started) / len(lines)


def score(reader: Reader, sets: dict[str, list[Line]]) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    costs = []
    for name, lines in sets.items():
        reader(lines[0])  # imports
        answers, cost = read_all(reader, lines)
        costs.append(cost)
        both = list(zip(lines, answers, strict=True))
        figures[f"{name}_f1"] = text_f1((one["body"], other["text"]) for one, other in both if one["body"])
        if name == "fundus":
            figures |= titles([(one["title"], other["title"]) for one, other in both if one["title"]])
            figures |= dates([(one["published"], other["published"]) for one, other in both if one["published"]])
            figures["authors_f1"] = authors_f1((o["authors"], a["authors"]) for o, a in both if o["authors"])
    figures["cpu_ms"] = round(1000 * statistics.fmean(costs), 1)
    return figures


# --- cost ---------------------------------------------------------------------------------------


def speed(lines: list[Line]) -> dict[str, float]:
    """Pages a second in the pool and in one process: the same work by turns, each time in new processes that have all
    modules loaded and seen none of the pages, for what was understood of a page is kept; medians.

    `pool_gain` is a matter of wall time and true on a quiet machine only. What it can reach CPU time says: what the
    pool needs for the same pages (`pool_cpu_ratio`, all its processes) and how much of that is in the process that
    gives out the work (`pool_parent_share`).
    """
    pages = [page_of(line) for line in lines]
    turns = []
    for _ in range(3):
        workers = Workers(1, recycle=2)
        workers.schedule(len, pages).result()
        alone, alone_cpu = workers.schedule(_in_turn, pages).result()
        workers.end(at_once=True)
        with ExtractionPool(extract) as pool:
            list(pool.read((None, page) for page in pages[:8]))
            started, spent = time.perf_counter(), {process: _cpu(process) for process in _family()}
            for _ in pool.read((None, page) for page in pages):
                pass
            pooled = time.perf_counter() - started
            spent = {process: _cpu(process) - spent.get(process, 0.0) for process in _family()}
        whole = sum(spent.values())
        turns.append((len(pages) / alone, len(pages) / pooled, whole / alone_cpu, spent[os.getpid()] / whole))
    alone, pooled, cpu, parent = (statistics.median(turn[n] for turn in turns) for n in range(4))
    return {
        "pages_per_second_alone": round(alone, 1),
        "pages_per_second_pool": round(pooled, 1),
        "pool_gain": round(statistics.median(two / one for one, two, *_ in turns), 2),
        "pool_cpu_ratio": round(cpu, 3),
        "pool_parent_share": round(parent, 3),
    }


def _in_turn(pages: list[Page]) -> tuple[float, float]:
    """Seconds, and seconds of CPU time."""
    started, before = time.perf_counter(), time.process_time()
    for page in pages:
        with suppress(Refused):
            extract(page)
    return time.perf_counter() - started, time.process_time() - before


def memory(lines: list[Line], count: int) -> dict[str, float]:
    """Resident memory of all processes of the pool while it reads `count` pages: last fifth against the first."""
    pages = itertools.islice(itertools.cycle([page_of(line) for line in lines]), count)
    sizes = []
    with ExtractionPool(extract) as pool:
        for number, _ in enumerate(pool.read((None, page) for page in pages)):
            if number % 25 == 0:
                sizes.append(sum(_resident(process) for process in _family()))
    fifth = max(1, len(sizes) // 5)
    first, last = statistics.fmean(sizes[:fifth]), statistics.fmean(sizes[-fifth:])
    return {"pages": count, "resident_mb": round(last / 1e6), "resident_ratio": round(last / first, 3)}


def _family() -> Iterator[int]:
    """This process and all below it."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    family = {os.getpid()}
    while more := {child for child, parent in parents.items() if parent in family} - family:
        family |= more
    yield from family


def _cpu(process: int) -> float:
    """Seconds of user and system time so far."""
    try:
        spent = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]
    except OSError:
        return 0.0
    return sum(map(int, spent)) / os.sysconf("SC_CLK_TCK")


def _resident(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")
    except OSError:
        return 0


# --- report -------------------------------------------------------------------------------------


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=5000, help="how many pages memory is watched over; 0 for none")
    wanted = parser.parse_args()
    warnings.simplefilter("ignore")  # of the peers
    if not DATA.is_dir():
        print(f"no data at {DATA}: set NUTGRAF_DATA")
        print(json.dumps({"bench": "extraction", "skipped": "no data"}))
        return
    sets = {name: lines_of(name) for name in ("scrapinghub", "fundus")}
    results = {}
    for name, reader in READERS.items():
        try:
            results[name] = score(reader, sets)
        except ImportError as error:
            print(f"{name}: absent ({error})")
    _table(results)
    lines = [*sets["scrapinghub"], *sets["fundus"]]
    figures: dict[str, Any] = {"bench": "extraction", **results["nutgraf"], **speed(lines)}
    figures["cpu_ratio"] = round(results["nutgraf"]["cpu_ms"] / results["trafilatura"]["cpu_ms"], 2)
    if wanted.pages:
        figures |= memory(lines, wanted.pages)
    print(json.dumps({**figures, "peers": {name: found for name, found in results.items() if name != "nutgraf"}}))


def _table(results: dict[str, dict[str, Any]]) -> None:
    columns = list(results["nutgraf"])
    print(f"{'':18}" + "".join(f"{column:>16}" for column in columns))
    for name, figures in results.items():
        print(f"{name:18}" + "".join(f"{figures[column]:>16}" for column in columns))


if __name__ == "__main__":
    main()
