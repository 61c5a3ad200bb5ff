"""How long one draft of the example pages takes with the embedded model, from the command to the stored draft.

    python bench/draft.py

Prints one JSON line: wall seconds, the seconds of them inside model calls, their ratio, calls, tokens, the state.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

EXAMPLES = Path(__file__).parent.parent / "sources" / "examples"
PARKED = 3


def main() -> None:
    pages = sorted(str(p) for p in EXAMPLES.glob("seawall-*.html"))
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", "from pipeline.cli import main; main()", "draft", *pages]
        started = time.monotonic()
        done = subprocess.run(
            [*command, "--model", "embedded", "--json", "--quiet", "--dir", folder],
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.monotonic() - started
    if done.returncode not in (0, PARKED):
        sys.exit(done.stderr)
    told = json.loads(done.stdout)
    figures = {
        "seconds": round(seconds, 1),
        "model_seconds": round(told["usage"]["seconds"], 1),
        "outside_the_model": round(1 - told["usage"]["seconds"] / seconds, 3),
        "calls": told["usage"]["calls"],
        "completion_tokens": told["usage"]["completion_tokens"],
        "state": told["state"],
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
