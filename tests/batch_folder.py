"""A working folder with a desk of small invented pages, as many as a test wants."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.batch.office import Office, at_work, opened
from pipeline.batch.plan import queue_stories
from pipeline.errors import StoreError
from pipeline.journal import Journal
from pipeline.states import StoryState

_PLACES = ("Arden", "Brask", "Corvale", "Dunmore", "Eastwick", "Farrow", "Glenholt", "Harwick", "Ilmer", "Jarrow")
_THINGS = ("bridge", "ferry", "library", "harbour", "school", "tramway", "market", "clinic", "museum", "theatre")
_VERBS = ("rebuild", "close", "extend", "sell", "repair", "open")


def page(number: int) -> str:
    """One news page of about 250 words that is like no other."""
    dice = random.Random(number)  # noqa: S311  (the same page for the same number)
    place, thing, verb = dice.choice(_PLACES), dice.choice(_THINGS), dice.choice(_VERBS)
    place = f"{place}{_PLACES[number % len(_PLACES)].lower()}{_letters(number)}"
    money, votes, days = dice.randint(3, 97), dice.randint(5, 30), dice.randint(20, 300)
    names = [f"{dice.choice(_PLACES)} {_letters(number * 7 + n).title()}son" for n in range(4)]
    sentences = [
        f"The council of {place} voted {votes} to {votes // 2} to {verb} the {thing} for ${money} million.",
        f"Mayor {names[0]} said the decision would be felt in {place} for a generation.",
        f"Opponents led by {names[1]} had asked for a delay of {days} days.",
        f"Engineer {names[2]} told the hearing that the {thing} had served {days * 11} people a day.",
        f"The work is to begin in March and will take {dice.randint(4, 40)} months, the council said.",
        f"Residents of {place} who spoke at the hearing were divided over the price.",
        f"“We have waited {dice.randint(3, 19)} years for this,” said {names[3]}, who runs a shop beside the {thing}.",
        f"A study paid for by the council had put the cost at ${money + 4} million.",
        f"The state will pay {dice.randint(10, 60)} per cent of the bill if its fund is renewed.",
        f"The {thing} was built in {dice.randint(1890, 1990)} and was last repaired {dice.randint(11, 29)} years ago.",
    ]
    sentences += [
        f"Shops along the road to the {thing} lost {dice.randint(5, 50)} per cent of their trade last winter.",
        f"A petition against the plan gathered {dice.randint(300, 9000)} signatures in {dice.randint(2, 9)} weeks.",
        f"The contract went to {dice.choice(_PLACES)} Works, the lowest of {dice.randint(3, 9)} offers.",
        f"Bus routes will be led around the site from {dice.randint(2, 28)} April.",
        f"The chamber was full, and {dice.randint(30, 200)} people followed the debate from the square.",
        f"Similar plans in the next county ran {dice.randint(2, 30)} months late, its auditor found.",
        f"Teachers asked for a safer crossing on the way to the {thing}.",
        f"Insurance against floods would cost the town ${dice.randint(100, 900)},000 a year, a broker said.",
        f"A first vote in {dice.choice(('June', 'July', 'May'))} had failed by {dice.randint(1, 4)} votes.",
        f"The owner of the land was paid ${dice.randint(1, 9)}.{dice.randint(1, 9)} million in 2019.",
    ]
    body = "".join(f"<p>{a} {b}</p>\n" for a, b in zip(sentences[::2], sentences[1::2], strict=True))
    title = f"{place} votes to {verb} its {thing}"
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title>'
        f'<meta property="og:site_name" content="The {place} Post">'
        f'<link rel="canonical" href="https://post{number}.example/{number}">'
        f'<meta property="article:published_time" content="2026-11-{1 + number % 20:02}T08:00:00Z"></head>'
        f"<body><article><h1>{title}</h1>\n{body}</article></body></html>"
    )


def _letters(number: int) -> str:
    text = ""
    while True:
        text += "abcdefghijklmnopqrstuvwxyz"[number % 26]
        number //= 26
        if not number:
            return text


def make_desk(folder: Path, pages: int, *, name: str = "city", more: str = "", first: int = 0) -> Path:
    """`sources/<name>.toml` over a folder of pages; returns the folder of pages. `more` is TOML beside the sources."""
    place = folder / "sources" / name
    place.mkdir(parents=True, exist_ok=True)
    for number in range(first, first + pages):
        (place / f"{number:04}.html").write_text(page(number), "utf-8")
    (folder / "sources" / f"{name}.toml").write_text(f'name = "{name.title()}"\nfolders = ["{name}"]\n{more}', "utf-8")
    return place


def queue_by_hand(folder: Path, environment: Mapping[str, str], desk: str, seconds: float = 60) -> str:
    """Queue a desk's stories for whoever is up, as a scheduled run would; returns the run's id."""
    with _office(folder, environment) as office:
        office.state.add_run("by-hand", [desk], "by-hand", None)
        deadline = time.monotonic() + seconds
        while True:
            try:
                _queue_all(office, desk, "by-hand")
            except StoreError:  # the engine of whoever is up first is still making its tables
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
            else:
                return "by-hand"


def work_left(folder: Path, environment: Mapping[str, str]) -> int:
    """Stories that are neither written nor failed."""
    with _office(folder, environment) as office:
        return len(office.state.work(states=[StoryState.QUEUED, StoryState.WRITING, StoryState.WAITING]))


@contextmanager
def _office(folder: Path, environment: Mapping[str, str]) -> Iterator[Office]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        with opened(folder, {}, Journal()) as office:
            yield office


def queue_ready(folder: Path, environment: Mapping[str, str], desk: str) -> None:
    """Queue a desk's stories with nobody at work: the next run finds their dossiers ready."""
    with _office(folder, environment) as office:
        with at_work(office, "bench", []):
            pass  # the engine makes its tables
        office.state.add_run("ready", [desk], "nobody", None)
        _queue_all(office, desk, "ready")


def _queue_all(office: Office, desk: str, run_id: str) -> None:
    for brought in office.collector.each([desk], lambda _: False, lambda: None):
        queue_stories(office, brought, run_id, None)
