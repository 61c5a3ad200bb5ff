"""What the calls of one draft share, so that a provider reads it once."""

from __future__ import annotations

import pytest
from attacks import STORY, page
from fake_endpoint import FakeEndpoint
from writing_stories import job, read, written

from pipeline.assemble import assemble


@pytest.mark.parametrize("fmt", ["analysis", "explainer", "perspectives"])
async def test_all_calls_begin_with_the_same_system_prompt_and_sources(fake_endpoint: FakeEndpoint, fmt: str) -> None:
    """Byte for byte, as they are sent; these formats show every part the whole dossier."""
    other = page().replace("$48 million", "$52 million").replace("The Lindal Courier", "The Quay Post")
    dossier = assemble([read(page()), read(other, "https://post.example/wall")])
    await written(job(dossier, fmt), fake_endpoint)
    sent = [[m["content"].encode() for m in call["request"]["messages"]] for call in fake_endpoint.calls()]
    assert len(sent) >= 4
    assert len({system for system, _ in sent}) == 1
    sources = sent[0][1].partition(b"</a1b2c3d4e5f60718>")[0]
    assert STORY[0].encode() in sources
    assert STORY[-1].encode() in sources
    assert all(prompt.startswith(sources) for _, prompt in sent)
