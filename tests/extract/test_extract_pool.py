"""Many pages in worker processes: order, time limit, crashes, and the lines of `extract --jsonl`."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from collections.abc import Iterator
from io import BytesIO
from threading import Event

import pytest
from extract_pages import STORY, VOTE, markup, page

from pipeline.errors import FetchError, Refused, SourceError
from pipeline.extract import extract
from pipeline.extract.jsonl import MAX_LINE, line_out, lines_in, lines_out
from pipeline.extract.pool import ExtractionPool
from pipeline.extract.repeats import SeenTexts, refuse_repeated
from pipeline.models import Document, Page


def hostile(given: Page) -> Document:
    """A reader that hangs or dies on a page that says so."""
    if b"hangs" in given.body:
        time.sleep(60)
    if b"crashes" in given.body:
        os.kill(os.getpid(), signal.SIGSEGV)
    return extract(given)


def numbered(count: int, *, marked: dict[int, str] | None = None) -> list[tuple[int, Page]]:
    marked = marked or {}
    return [(n, page(markup(f"<p>{n} {marked.get(n, '')} {VOTE}</p><p>{VOTE}</p>"))) for n in range(count)]


def test_pages_come_back_in_order_whatever_happens_to_some() -> None:
    failed = FetchError("x", "gone")
    given: list[tuple[int, Page | SourceError]] = [*numbered(8, marked={2: "hangs", 5: "crashes"}), (8, failed)]
    with ExtractionPool(hostile, workers=2, timeout=1) as pool:
        found = list(pool.read(given))
    assert [tag for tag, _ in found] == list(range(9))
    reasons = {tag: one.reason for tag, one in found if isinstance(one, Refused)}
    assert reasons == {2: "timeout", 5: "crashed"}
    texts = {tag: one.passages[0].text.split()[0] for tag, one in found if isinstance(one, Document)}
    assert texts == {n: str(n) for n in (0, 1, 3, 4, 6, 7)}
    assert found[8][1] is failed


def test_pages_that_come_one_by_one_are_read_side_by_side() -> None:
    pages = [given for _, given in numbered(4, marked={1: "hangs", 2: "crashes"})]

    async def read_all() -> list[Document | SourceError]:
        return await asyncio.gather(*map(pool.read_one, pages))

    with ExtractionPool(hostile, workers=2, timeout=1) as pool:
        found = asyncio.run(read_all())
    assert [one.reason if isinstance(one, Refused) else "read" for one in found] == [
        "read",
        "timeout",
        "crashed",
        "read",
    ]


def test_workers_are_replaced_after_so_many_pages() -> None:
    with ExtractionPool(process_named, workers=1, recycle=2) as pool:
        found = [one.site for _, one in pool.read(numbered(6)) if isinstance(one, Document)]
    assert len(found) == 6
    assert len(set(found)) == 3


def process_named(given: Page) -> Document:
    return extract(given).model_copy(update={"site": str(os.getpid())})


def test_only_a_window_of_pages_is_taken_ahead() -> None:
    taken = 0

    def endless() -> Iterator[tuple[int, Page]]:
        nonlocal taken
        for taken, (_, one) in enumerate(numbered(1) * 1000):
            yield taken, one

    with ExtractionPool(extract, workers=1) as pool:
        first = next(pool.read(endless()))
    assert first[0] == 0
    assert taken < 20


def test_a_refusal_crosses_the_processes_as_it_is() -> None:
    with ExtractionPool(extract, workers=1) as pool:
        ((_, found),) = pool.read([("a", page(markup("<p>Short.</p>")))])
    assert isinstance(found, Refused)
    assert (found.reason, found.thing) == ("too_short", "https://www.harbour.example/seawall")


def test_lines_of_pages_to_lines_of_documents() -> None:
    good = {"id": "a", "url": "https://www.harbour.example/a", "html": markup(), "body": "ignored"}
    given = [
        json.dumps(good).encode(),
        b"nonsense\n",
        b"\n",
        b'{"id": "b"}',
        json.dumps({"id": 3, "url": None, "html": "<p>Short.</p>"}).encode(),
        b"[]",
        b'{"id": "d", "html": "\\ud800", "url": 5}',
        b'{"id": NaN, "html": "<p>Short.</p>"}',
        b'{"id": 1e999, "html": "<p>Short.</p>"}',
    ]
    with ExtractionPool(line_out, workers=1) as pool:
        out = [json.loads(line) for line in lines_out(lines_in(BytesIO(b"\n".join(given))), pool)]
    keys = [
        "id",
        "refused",
        "title",
        "authors",
        "published",
        "modified",
        "language",
        "site",
        "text",
        "passages",
        "warnings",
    ]
    assert list(out[0]) == keys
    assert (out[0]["id"], out[0]["refused"], out[0]["title"]) == ("a", None, "Council backs seawall")
    assert out[0]["text"] == "\n".join(passage["text"] for passage in out[0]["passages"])
    assert [(line["id"], "error" in line) for line in out] == [
        ("a", False), (None, True), ("b", True), (3, False), (None, True), ("d", True),
        (None, True), (None, False),
    ]  # fmt: skip
    assert (out[3]["refused"], list(out[3])) == ("too_short", keys)


def test_lines_that_hang_crash_or_fail_stay_in_their_place() -> None:
    def given(name: str, words: str) -> bytes:
        return json.dumps({"id": name, "html": markup(f"<p>{words} {VOTE}</p>{STORY}")}).encode()

    lines = [given("a", ""), given("b", "hangs"), given("c", "crashes"), given("d", "is too much"), given("a", "")]
    with ExtractionPool(hostile_line, workers=2, timeout=1) as pool:
        out = [json.loads(line) for line in lines_out(lines, pool)]
    assert [(line["id"], line["refused"]) for line in out] == [
        ("a", None), ("b", "timeout"), ("c", "crashed"), ("d", "crashed"), ("a", None)
    ]  # fmt: skip
    assert list(out[1]) == list(out[0])


def hostile_line(line: bytes) -> bytes:
    if b"is too much" in line:
        raise MemoryError
    if b"hangs" in line or b"crashes" in line:
        hostile(page(line))
    return line_out(line)


def test_what_is_read_comes_out_while_the_next_line_is_waited_for() -> None:
    first = json.dumps({"id": "a", "html": markup()}).encode()
    asked = Event()

    def lines() -> Iterator[bytes]:
        yield first
        assert asked.wait(20)
        yield first

    with ExtractionPool(line_out, workers=1) as pool:
        out = lines_out(lines(), pool)
        assert json.loads(next(out))["id"] == "a"
        asked.set()
        assert len(list(out)) == 1


def test_an_error_of_the_input_is_raised_where_the_results_are_read() -> None:
    def lines() -> Iterator[bytes]:
        yield b"{}"
        raise OSError("disk")

    with ExtractionPool(line_out, workers=1) as pool:
        out = lines_out(lines(), pool)
        assert json.loads(next(out))["error"]
        with pytest.raises(OSError, match="disk"):
            next(out)


def test_lines_of_any_size_and_spelling() -> None:
    long = b'{"id": "long", "html": "' + b"x" * MAX_LINE + b'"}'
    end = b'{"id": "\xff", "html": ""}\n{"id": "\\ud800", "html": ""}'
    given = BytesIO(b'\xef\xbb\xbf{"id": 1}\r\n\n  \n' + long + b"\n" + end)
    lines = list(lines_in(given))
    out = [json.loads(line_out(line)) for line in lines]
    assert [line["id"] for line in out] == [1, None, "\ufffd", "\ud800"]
    assert (out[1]["error"], out[2]["error"]) == ("line: is longer than 64 MB", "line: isn't in UTF-8")
    assert out[3]["refused"] == "empty"
    assert list(lines_in(BytesIO(b""))) == []


@pytest.mark.parametrize(
    ("url", "refused"),
    [
        ("https://www.harbour.example/b", True),
        ("https://www.harbour.example/a", False),
        ("https://other.example/b", False),
        (None, False),
    ],
)
def test_the_same_text_on_another_page_of_the_host_is_furniture(url: str | None, refused: bool) -> None:
    seen = SeenTexts()
    first = extract(page(markup(), url="https://www.harbour.example/a"))
    refuse_repeated(first, seen)
    seen.add(first)
    second = extract(page(markup(), url=url, location=url or "b.html"))
    if not refused:
        refuse_repeated(second, seen)
        return
    with pytest.raises(Refused, match=r"same as that of https://www\.harbour\.example/a") as caught:
        refuse_repeated(second, seen)
    assert caught.value.reason == "repeated"
