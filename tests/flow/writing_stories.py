"""A story written over the fake endpoint in this process, without the durable engine: what many tests need fast."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fake_endpoint import FakeEndpoint

from pipeline.assemble import assemble
from pipeline.extract import extract
from pipeline.flow.job import Job
from pipeline.flow.story import write_story
from pipeline.formats import Format, load_format
from pipeline.journal import Journal
from pipeline.llm import Client
from pipeline.models import Document, Dossier, Draft, Page
from pipeline.write import Assignment

PROMPTS = Path(__file__).parents[2] / "prompts"


def read(html: str, url: str = "https://courier.example/sea-wall") -> Document:
    return extract(
        Page(
            location=url,
            url=url,
            status=200,
            content_type="text/html",
            body=html.encode(),
            fetched_at=datetime(2026, 11, 18, tzinfo=UTC),
        )
    )


def job(dossier: Dossier, fmt: Format | str = "brief", **changes: Any) -> Job:
    given: dict[str, Any] = {
        "version_id": "ab" * 32,
        "story_id": "12" * 8,
        "attempt": 1,
        "dossier": dossier,
        "format": load_format(fmt, [PROMPTS]) if isinstance(fmt, str) else fmt,
        "assignment": Assignment(language="en", fence="a1b2c3d4e5f60718"),
        "endpoint": "fake",
        "model": "fake-1",
        "parameters": {},
        "small_steps": False,
        "disclaimer": "Written by a machine.",
        "started_at": datetime(2026, 11, 18, tzinfo=UTC),
    }
    return Job(**{**given, **changes})


async def once(_name: str, work: Callable[[], Any]) -> Any:
    result = work()
    return await result if inspect.isawaitable(result) else result


async def written(work: Job, fake: FakeEndpoint, **options: Any) -> Draft:
    async with Client(fake.endpoint, **options) as client:
        return await write_story(work, client.complete, once, Journal())


async def written_from(html: str, fake: FakeEndpoint, fmt: str = "brief") -> Draft:
    return await written(job(assemble([read(html)]), fmt), fake)


def text_of(draft: Draft) -> str:
    """Everything a reader would see of the article's own text."""
    if draft.analysis is None:
        return ""
    headings = [section.heading for section in draft.analysis.sections]
    return "\n".join([*headings, *(p.text for _, paragraphs in draft.analysis.parts() for p in paragraphs)])
