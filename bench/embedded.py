"""What the embedded model makes of the example desk's stories, each from the command's own entry to the stored draft.

    python bench/embedded.py [STORY...]     # names of stories such as `seawall`; all without

A draft is good when it is complete (headline, dek, lede and every section of the format have text), repeats nothing
(no finding of repetition) and has no blocker left after repair. An oracle of its own, which shares no code with the
checker, looks whether every quotation and every run of digits of a `ready` draft stands in the raw source files. Prints
one line a story, the articles with `--show`, and one JSON line: shares, median seconds, what the oracle found.
"""

from __future__ import annotations

import html
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

EXAMPLES = Path(__file__).parent.parent / "sources" / "examples"
MOST_WRITES = 3
_QUOTED = re.compile(r"“([^“”]+)”|\"([^\"]+)\"")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")


class Outcome(NamedTuple):
    story: str
    state: str
    complete: bool
    repeats: bool
    blockers: int
    warnings: int
    copied: float
    calls: int
    writes: int
    seconds: float
    invented: list[str]

    @property
    def good(self) -> bool:
        return self.complete and not self.repeats and not self.blockers and self.writes <= MOST_WRITES


def main() -> None:
    arguments = [a for a in sys.argv[1:] if a != "--show"]
    stories = {n: pages for n, pages in _stories().items() if not arguments or n in arguments}
    if not stories:
        sys.exit(f"no such story; there are {', '.join(_stories())}")
    outcomes = []
    for name, pages in stories.items():
        outcomes.append(_written(name, pages, show="--show" in sys.argv))
        _print(outcomes[-1])
    ready = [o for o in outcomes if o.state == "ready"]
    figures = {
        "stories": len(outcomes),
        "good": round(sum(o.good for o in outcomes) / len(outcomes), 3),
        "ready": round(len(ready) / len(outcomes), 3),
        "complete": sum(o.complete for o in outcomes),
        "repeating": sum(o.repeats for o in outcomes),
        "with_blockers": sum(o.blockers > 0 for o in outcomes),
        "ready_with_inventions": sum(bool(o.invented) for o in ready),
        "median_seconds": round(statistics.median(o.seconds for o in outcomes), 1),
        "median_calls": statistics.median(o.calls for o in outcomes),
        "median_warnings": statistics.median(o.warnings for o in outcomes),
        "median_copied": round(statistics.median(o.copied for o in outcomes), 3),
    }
    print(json.dumps(figures))


def _stories() -> dict[str, list[Path]]:
    """The pages of each story: those whose names differ only in the publisher at the end."""
    found: dict[str, list[Path]] = defaultdict(list)
    for page in sorted(p for p in EXAMPLES.iterdir() if p.is_file()):
        found[page.stem.rpartition("-")[0]].append(page)
    return dict(found)


def _written(story: str, pages: list[Path], *, show: bool) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", "from pipeline.cli import main; main()", "draft", *map(str, pages)]
        started = time.monotonic()
        done = subprocess.run(
            [*command, "--model", "embedded", "--json", "--quiet", "--dir", folder],
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.monotonic() - started
        if done.returncode not in (0, 3):
            sys.exit(done.stderr)
        path = Path(json.loads(done.stdout)["path"])
        draft = json.loads((path / "draft.json").read_text("utf-8"))
        dossier = json.loads((path / "dossier.json").read_text("utf-8"))
        if show:
            print((path / "article.md").read_text("utf-8"))
    return _judged(story, draft, dossier, pages, seconds)


def _judged(story: str, draft: dict[str, Any], dossier: dict[str, Any], pages: list[Path], seconds: float) -> Outcome:
    findings = draft["report"]["findings"]
    analysis = draft["analysis"] or {"headline": "", "dek": "", "lede": [], "sections": []}
    sections = [" ".join(p["text"] for p in s["paragraphs"]) for s in analysis["sections"]]
    parts = [analysis["headline"], analysis["dek"], " ".join(p["text"] for p in analysis["lede"]), *sections]
    calls = draft["provenance"]["calls"]
    return Outcome(
        story=story,
        state=draft["state"],
        complete=len(sections) == 3 and all(part.strip() for part in parts),
        repeats=any(f["rule"] == "structure.repetition" for f in findings),
        blockers=sum(f["severity"] == "blocker" for f in findings),
        warnings=sum(f["severity"] == "warning" for f in findings),
        copied=_copied(parts, [p["text"] for d in dossier["documents"] for p in d["passages"]]),
        calls=len(calls),
        writes=1 + max((len(_repairs(calls, n)) for n in range(3)), default=0),
        seconds=seconds,
        invented=list(_invented(parts, pages)),
    )


def _repairs(calls: list[dict[str, Any]], number: int) -> list[int]:
    """Where a run of repair calls for this section begins: each run is one more write of it."""
    names = [c["name"] for c in calls]
    wanted = f"repair.sections/{number}"
    return [n for n, name in enumerate(names) if name == wanted and (n == 0 or names[n - 1] != wanted)]


# --- the oracle: nothing of this shares code with the checker ------------------------------------


def _invented(parts: list[str], pages: list[Path]) -> Iterator[str]:
    """Quotations and runs of digits of the article that stand in none of the raw files."""
    raw = " ".join(_plain(_read(page)) for page in pages)
    figures = {_figure(m.group()) for m in _DIGITS.finditer(raw)}
    text = " ".join(parts)
    for match in _QUOTED.finditer(text):
        quoted = _plain(match.group(1) or match.group(2)).rstrip(".,!?")
        if quoted not in raw:
            yield f"“{quoted}”"
    for match in _DIGITS.finditer(text):
        if _figure(match.group()) not in figures:
            yield match.group()


def _read(page: Path) -> str:
    """Pages are in UTF-8 or, as old ones, in Windows-1252."""
    data = page.read_bytes()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def _plain(text: str) -> str:
    """Entities and tags out, one kind of quotation mark and apostrophe, white space and case evened."""
    text = html.unescape(re.sub(r"<[^>]+>", " ", text))
    text = re.sub(r"[“”„«»\"]", '"', re.sub(r"[’‘`]", "'", text))
    return " ".join(text.split()).casefold()


def _figure(digits: str) -> str:
    return digits.replace(",", "").rstrip(".")


def _copied(parts: list[str], passages: list[str]) -> float:
    """Share of the article's sequences of eight words, quotations left out, that stand in a passage."""

    def grams(text: str) -> list[tuple[str, ...]]:
        words = re.findall(r"\w+", text.casefold())
        return [tuple(words[i : i + 8]) for i in range(len(words) - 7)]

    known = {gram for passage in passages for gram in grams(passage)}
    own = [gram for part in parts for piece in _QUOTED.split(part)[::3] for gram in grams(piece or "")]
    return sum(gram in known for gram in own) / len(own) if own else 0.0


def _print(outcome: Outcome) -> None:
    said = "good" if outcome.good else "    "
    print(
        f"{said} {outcome.story:<14} {outcome.state:<15} {outcome.seconds:5.0f} s {outcome.calls:3} calls "
        f"{outcome.writes} writes {outcome.blockers} blockers {outcome.warnings:2} warnings "
        f"{outcome.copied:.0%} copied{' repeats' * outcome.repeats}{'' if outcome.complete else ' incomplete'}",
        flush=True,
    )
    for what in outcome.invented:
        print(f"     the oracle finds no {what} in the sources")


if __name__ == "__main__":
    os.environ.setdefault("NUTGRAF_SEED", "1")
    main()
