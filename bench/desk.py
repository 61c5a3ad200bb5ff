"""How fast the review desk answers: a save with its checks, and the queue with ten thousand drafts.

    python bench/desk.py [--drafts 10000]

The save: an article of 1,200 words and five sources of 400 words each, made of the example pages' passages; the time
from the posted form to the answer, in this process, with all that is written to disk, and the check alone beside it.
The queue: its first page from the index, and a search. CPU seconds stand beside wall time: the ratio is what a quiet
machine would show.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from fastapi.testclient import TestClient

from pipeline import __version__
from pipeline.desk.access import Access
from pipeline.desk.app import create_app
from pipeline.flow.existing import check_again
from pipeline.flow.index import open_store, reindex
from pipeline.flow.job import read_dossier
from pipeline.journal import Journal
from pipeline.labels import DISCLAIMER
from pipeline.models import (
    Analysis,
    Document,
    Dossier,
    Draft,
    Paragraph,
    Passage,
    Provenance,
    Report,
    Section,
    SectionKind,
    hash_of,
)
from pipeline.publish import render
from pipeline.settings import Settings
from pipeline.states import DraftState
from pipeline.text.facts import facts
from pipeline.text.sentences import sentences

EXAMPLES = Path(__file__).parent.parent / "sources" / "examples"
WORDS, SOURCES, SOURCE_WORDS = 1_200, 5, 400


def material() -> list[str]:
    """The example pages' paragraphs."""
    settings = Settings(dir=EXAMPLES, output=EXAMPLES / "output")
    pages = sorted(str(p) for p in EXAMPLES.glob("*.html"))
    dossier = asyncio.run(read_dossier(pages, settings, Journal()))
    return [p.text for d in dossier.documents for p in d.passages if len(p.text.split()) > 20]


def dossier_of(texts: list[str]) -> Dossier:
    documents, facts_found, at = [], {}, 0
    for number in range(1, SOURCES + 1):
        passages: list[Passage] = []
        while sum(len(p.text.split()) for p in passages) < SOURCE_WORDS:
            passages.append(Passage(id=f"s{number}.p{len(passages) + 1}", text=texts[at % len(texts)]))
            at += 1
        documents.append(
            Document(
                location=f"page{number}.html", url=None, title="T", passages=tuple(passages), page_hash=str(number)
            )
        )
        facts_found.update({p.id: facts(p.text) for p in passages})
    return Dossier(documents=tuple(documents), facts=facts_found)


def analysis_of(dossier: Dossier) -> Analysis:
    """An article of sentences of the sources, a third of them changed a little."""
    passages = list(dossier.passages())
    said = [(p.id, p.text[a:b]) for p in passages for a, b in sentences(p.text)]
    paragraphs: list[Paragraph] = []
    words, at = 0, 0
    while words < WORDS:
        some = [said[(at + n * 7) % len(said)] for n in range(3)]
        at += 3
        text = " ".join([some[0][1], re.sub(r"\d", "7", some[1][1], count=1), some[2][1]])
        paragraphs.append(Paragraph(text=text, citations=tuple(i for i, _ in some)))
        words += len(text.split())
    third = len(paragraphs) // 4 + 1
    kinds = (SectionKind.REPORTED, SectionKind.ANALYSIS, SectionKind.INFERENCE)
    headings = ("How It Came to This", "The Calculation Behind It", "Reading Between the Lines")
    sections = tuple(
        Section(heading=h, kind=k, paragraphs=tuple(paragraphs[(n + 1) * third : (n + 2) * third]))
        for n, (h, k) in enumerate(zip(headings, kinds, strict=True))
    )
    return Analysis(headline="Council votes", dek=said[0][1], lede=tuple(paragraphs[:third]), sections=sections)


def draft_of(number: int, dossier: Dossier, analysis: Analysis, moment: str = "2026-11-11T14:05:00Z") -> Draft:
    made = Provenance.model_validate(
        {
            "endpoint": "bench",
            "model": "none",
            "format_hash": "0",
            "prompt_hash": "0",
            "package_version": __version__,
            "started_at": moment,
            "finished_at": moment,
        }
    )
    return Draft.model_validate(
        {
            "version_id": hash_of(["bench", number]),
            "story_id": f"{number:016x}",
            "dossier_hash": hash_of(dossier),
            "desk": f"desk{number % 7}",
            "format": "analysis",
            "language": "en",
            "state": DraftState.READY,
            "analysis": analysis,
            "report": Report(),
            "provenance": made,
            "disclaimer": DISCLAIMER,
            "created_at": moment,
        }
    )


def timed(times: int, work: Callable[[], object]) -> tuple[float, float]:
    """Medians of wall and CPU milliseconds."""
    wall, cpu = [], []
    for _ in range(times):
        before, spent = time.perf_counter(), time.process_time()
        work()
        wall.append(1000 * (time.perf_counter() - before))
        cpu.append(1000 * (time.process_time() - spent))
    return statistics.median(wall), statistics.median(cpu)


def entered(settings: Settings) -> TestClient:
    access = Access(None, "Bench")
    app = create_app(settings, access, hosts=None)
    client = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)
    client.get(f"/enter?token={access.token}")
    return client


def save(folder: Path) -> dict[str, float]:
    settings = Settings(dir=folder, output=folder / "output")
    dossier = dossier_of(material())
    analysis = analysis_of(dossier)
    draft = draft_of(1, dossier, analysis)
    kept = open_store(settings).add(draft, dossier, render(draft, dossier))
    words = sum(len(p.text.split()) for _, ps in analysis.parts() for p in ps)
    with entered(settings) as client:
        number = iter(range(100))

        def post() -> None:
            page = client.get(f"/drafts/{kept.name}").text
            hidden = {n: re.findall(f'name="{n}" value="([^"]*)"', page)[0] for n in ("csrf", "base")}
            posted.append((time.perf_counter(), time.process_time()))
            text = f"{analysis.lede[0].text} Text {next(number)}."
            data = {**hidden, "part": "lede", "paragraph": "0", "text": text}
            assert client.post(f"/drafts/{kept.name}/edit", data=data).status_code == 303
            answered.append((time.perf_counter(), time.process_time()))

        posted: list[tuple[float, float]] = []
        answered: list[tuple[float, float]] = []
        for _ in range(9):
            post()
        took = [(1000 * (b[0] - a[0]), 1000 * (b[1] - a[1])) for a, b in zip(posted, answered, strict=True)]
        page_wall, page_cpu = timed(7, lambda: client.get(f"/drafts/{kept.name}"))
    check_wall, check_cpu = timed(7, lambda: check_again(draft, dossier, settings))
    wall, cpu = (statistics.median(t[i] for t in took) for i in (0, 1))
    print(f"a save of an article of {words:,} words over {SOURCES} sources: {wall:.0f} ms, CPU {cpu:.0f} ms")
    print(f"  the check alone: {check_wall:.0f} ms, CPU {check_cpu:.0f} ms")
    print(f"  the draft's page: {page_wall:.0f} ms, CPU {page_cpu:.0f} ms")
    return {
        "words": words, "save_ms": round(wall, 1), "save_cpu_ms": round(cpu, 1), "check_ms": round(check_wall, 1),
        "check_cpu_ms": round(check_cpu, 1), "page_ms": round(page_wall, 1), "page_cpu_ms": round(page_cpu, 1),
    }  # fmt: skip


def queue(folder: Path, drafts: int) -> dict[str, float]:
    """Real drafts in a folder of their own each, indexed by reindex."""
    settings = Settings(dir=folder, output=folder / "output")
    passage = Passage(id="s1.p1", text="The council voted 7 to 2 on Tuesday.")
    document = Document(location="page.html", url=None, title="T", passages=(passage,), page_hash="0")
    dossier = Dossier(documents=(document,))
    told = dossier.model_dump_json()
    for number in range(drafts):
        analysis = Analysis(headline=f"Council votes on matter {number}", dek="It was close.", sections=())
        moment = f"2026-{1 + number % 12:02}-{1 + number % 28:02}T12:00:00Z"
        draft = draft_of(number, dossier, analysis, moment)
        place = settings.output / f"{moment[:10]}-council-{draft.version_id[:8]}"  # type: ignore[operator]
        (place / "versions").mkdir(parents=True)
        (place / "dossier.json").write_text(told)
        (place / "draft.json").write_text(draft.model_dump_json())
    started = time.perf_counter()
    assert len(reindex(settings)) == drafts
    built = time.perf_counter() - started
    with entered(settings) as client:
        assert client.get("/").text.count('class="open"') == min(50, drafts)
        wall, cpu = timed(15, lambda: client.get("/"))
        search_wall, search_cpu = timed(15, lambda: client.get("/?q=matter+77&desk=desk0"))
    print(f"the first page of the queue with {drafts:,} drafts: {wall:.0f} ms, CPU {cpu:.0f} ms")
    print(f"  a search in it: {search_wall:.0f} ms, CPU {search_cpu:.0f} ms; reindex: {built:.0f} s")
    return {
        "drafts": drafts, "queue_ms": round(wall, 1), "queue_cpu_ms": round(cpu, 1),
        "search_ms": round(search_wall, 1), "search_cpu_ms": round(search_cpu, 1), "reindex_s": round(built, 1),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description="How fast the review desk answers.")
    parser.add_argument("--drafts", type=int, default=10_000)
    drafts = parser.parse_args().drafts
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        figures = {**save(Path(one)), **queue(Path(other), drafts)}
    print(json.dumps({"bench": "desk", **figures}))


if __name__ == "__main__":
    main()
