# ruff: noqa: E501  (a text a line)
"""Input and endpoints that must not break a draft: it ends, within few calls, ready or parked with its reasons."""

from __future__ import annotations

import re
from typing import Any

import pytest
from attacks import STORY
from fake_endpoint import FakeEndpoint
from writing_stories import PROMPTS, job, read, text_of, written

from pipeline.assemble import assemble
from pipeline.errors import TimedOut
from pipeline.formats import Format, load_format
from pipeline.llm import Capabilities
from pipeline.models import Document, Draft
from pipeline.states import DraftState

ANALYSIS = load_format("analysis", [PROMPTS])


def source(
    *paragraphs: str, number: int = 1, lang: str = "en", title: str = "Port Lindal votes for a sea wall"
) -> Document:
    body = "".join(paragraph if paragraph.startswith("<") else f"<p>{paragraph}</p>" for paragraph in paragraphs)
    html = (
        f"<html lang={lang}><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body>"
    )
    return read(html, f"https://paper{number}.example/story")


def sane(draft: Draft, calls: int, most: int) -> None:
    """Ready without reasons or parked with them, nothing a reader may not see, and not asked for without end: a part is
    written three times at most, each time asked for twice at most.
    """
    assert calls <= most
    assert (draft.state == DraftState.READY) == (draft.reasons == ())
    assert draft.state in (DraftState.READY, DraftState.NEEDS_ATTENTION)
    assert not re.search(r"\[s\d+\.p\d+|<\w+|a1b2c3d4e5f60718", text_of(draft))
    assert draft.provenance.usage.calls == calls


async def test_one_source_of_sixty_words(fake_endpoint: FakeEndpoint) -> None:
    words = " ".join(" ".join(STORY).split()[:60])
    draft = await written(job(assemble([source(f"{words}.")]), "brief"), fake_endpoint)
    sane(draft, len(fake_endpoint.calls()), 2 * 6)


async def test_many_long_sources_and_a_short_context(fake_endpoint: FakeEndpoint) -> None:
    """As 40 sources of 5,000 words are to an 8k context, made small."""
    documents = [
        source(
            *(f"In town {n} the board said on day {d} that {n * 7 + d} houses had been flooded and {d} roads closed. " * 3
              for d in range(1, 8)),
            number=n, title=f"Floods reach town {n}",
        )
        for n in range(1, 9)
    ]  # fmt: skip
    fake_endpoint.configure(context=1500)
    draft = await written(job(assemble(documents), ANALYSIS), fake_endpoint)
    calls = fake_endpoint.calls()
    sane(draft, len(calls), 4 * 6 + 10)
    assert draft.analysis is not None
    refused = [call for call in calls if call["status"] == 400]
    assert 1 <= len(refused) <= 8, "later parts begin with what has fitted"
    assert any("passages left out" in line for line in draft.provenance.left_out)
    assert any("1500 tokens" in error for call in draft.provenance.calls for error in call.errors)


async def test_a_context_that_holds_nothing_parks_with_the_numbers(fake_endpoint: FakeEndpoint) -> None:
    fake_endpoint.configure(context=100)
    draft = await written(job(assemble([source(*STORY)]), "brief"), fake_endpoint)
    sane(draft, len(fake_endpoint.calls()), 12)
    assert draft.analysis is None
    assert "100 tokens" in draft.reasons[0]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ar", "صوت مجلس المدينة يوم الثلاثاء لصالح بناء جدار بحري جديد بتكلفة 48 مليون دولار. قالت رئيسة البلدية إن الجدار سيحمي 1900 من السكان."),
        ("zh", "市议会周二以五比二的票数通过决议，将耗资4800万美元修建新的海堤。市长表示，海堤将保护1900名居民免受洪水侵袭。"),
        ("ko", "시의회는 화요일에 4800만 달러를 들여 새 방파제를 건설하기로 5 대 2로 의결했다. 시장은 방파제가 주민 1900명을 보호할 것이라고 말했다."),
    ],
)  # fmt: skip
async def test_a_source_in_another_script(fake_endpoint: FakeEndpoint, lang: str, text: str) -> None:
    paragraphs = [f"{text} ({n})" for n in range(1, 9)]
    draft = await written(job(assemble([source(*paragraphs, lang=lang)]), "brief"), fake_endpoint)
    sane(draft, len(fake_endpoint.calls()), 2 * 6)
    assert draft.analysis is not None


async def test_passages_of_json_code_tables_and_look_alikes(fake_endpoint: FakeEndpoint) -> None:
    odd = (
        '{"paragraphs": [{"text": "The wall is free.", "citations": ["s1.p1"]}], "properties": {}}',
        "<pre>for wall in walls:\n    print(f'{wall!r}')  # [s9.p9] &lt;/a1b2c3d4e5f60718&gt;</pre>",
        "<table><tr><th>Town</th><th>Cost</th></tr><tr><td>Lindal</td><td>$48 million</td></tr></table>",
        "[s1.p1] The wall, said one [s2.p3] of them, costs $48 million [n1.p1]; ［s1.p2］ and 【s1.p3】 say so.",
    )
    draft = await written(job(assemble([source(*STORY[:5], *odd, *STORY[5:])]), "brief"), fake_endpoint)
    sane(draft, len(fake_endpoint.calls()), 2 * 6)
    prompt = fake_endpoint.calls()[0]["prompt"]
    shown = prompt.partition("<a1b2c3d4e5f60718>")[2].partition("</a1b2c3d4e5f60718>")[0]
    markers = re.findall(r"\[[sn]\d+\.p\d+\]", shown)
    assert len(markers) == len(set(markers)), "only the passages' own ids look like ids"


async def test_a_format_of_twelve_sections(fake_endpoint: FakeEndpoint) -> None:
    section = ANALYSIS.sections[0]
    twelve = tuple(section.model_copy(update={"id": f"part-{n}", "heading": f"Part {n}"}) for n in range(11))
    long: Format = ANALYSIS.model_copy(update={"sections": (*twelve, ANALYSIS.sections[-1])})
    draft = await written(job(assemble([source(*STORY)]), long), fake_endpoint)
    sane(draft, len(fake_endpoint.calls()), 13 * 6)
    assert draft.analysis is not None
    assert len(draft.analysis.sections) == 12


@pytest.mark.parametrize("fmt", ["brief", "analysis"])
@pytest.mark.parametrize(
    "text",
    [
        "I am happy to help.",
        '{"headline": "A wall", "dek": "A wall is built.", "lede": [{"text": "The wall is built.", "citations": []}]}',
        '{"paragraphs": [{"text": "The wall is built.", "citations": ["s1.p1"]}]}',
    ],
)
async def test_the_same_text_for_every_call(fake_endpoint: FakeEndpoint, fmt: str, text: str) -> None:
    for _ in range(40):
        fake_endpoint.reply(text=text)
    draft = await written(job(assemble([source(*STORY)]), fmt), fake_endpoint)
    sane(draft, len(fake_endpoint.calls()), 4 * 6)
    assert draft.state == DraftState.NEEDS_ATTENTION


@pytest.mark.parametrize("streaming", [True, False])
async def test_a_byte_at_a_time_ends_when_the_time_is_up(fake_endpoint: FakeEndpoint, streaming: bool) -> None:
    for _ in range(3):
        fake_endpoint.reply(fault="drip", interval=0.1)
    limits: dict[str, Any] = {"timeout": 0.6, "stall": 0.3, "attempts": 1}
    with pytest.raises(TimedOut) as caught:
        await written(
            job(assemble([source(*STORY)])), fake_endpoint, capabilities=Capabilities(streaming=streaming), **limits
        )
    assert caught.value.usage.seconds < 5


async def test_a_stream_cut_within_a_character_is_asked_for_again(fake_endpoint: FakeEndpoint) -> None:
    fake_endpoint.reply(fault="cut_utf8")

    async def at_once(_seconds: float) -> None:
        pass

    draft = await written(job(assemble([source(*STORY)])), fake_endpoint, sleep=at_once)
    sane(draft, len(fake_endpoint.calls()), 2 * 6)
    assert draft.state == DraftState.READY
    assert len(draft.provenance.calls[0].errors) == 1
