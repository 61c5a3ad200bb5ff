"""What libraries would cost in place of `pipeline.text.signatures`: import time, milliseconds and memory a page.

    pip install datasketch rensa scikit-learn
    python bench/story_libraries.py

Each does the same work in a process of its own: sketches of 128 values of 3-word shingles (scikit-learn: TF-IDF
vectors) of 300 texts of 600 words. What is not installed is left out. Ends with one JSON line.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

WORDS, TEXTS = 600, 300


def main() -> None:
    if len(sys.argv) > 1:
        print(json.dumps(_measured(sys.argv[1])))
        return
    figures = {}
    for name in WORK:
        done = subprocess.run([sys.executable, __file__, name], capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"{name}: {done.stderr.strip().splitlines()[-1]}")
            continue
        figures[name] = json.loads(done.stdout)
        print(f"{name:12} {figures[name]}")
    print(json.dumps(figures))


def _measured(name: str) -> dict[str, float]:
    module, work = WORK[name]
    before = _resident()
    started = time.perf_counter()
    importlib.import_module(module)
    imported = time.perf_counter()
    texts = _texts()
    begun = time.perf_counter()
    work(texts)
    ended = time.perf_counter()
    return {
        "import_seconds": round(imported - started, 3),
        "milliseconds_per_text": round(1000 * (ended - begun) / TEXTS, 3),
        "resident_megabytes_more": _resident() - before,
    }


def _resident() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _texts() -> list[str]:
    chance = random.Random(7)
    vocabulary = ["".join(chance.choices("abcdefghijklmnoprstuvw", k=chance.randrange(3, 10))) for _ in range(20_000)]
    return [" ".join(chance.choices(vocabulary, k=WORDS)) for _ in range(TEXTS)]


def _shingles(text: str) -> list[str]:
    said = text.split()
    return [" ".join(said[i : i + 3]) for i in range(len(said) - 2)]


def _own(texts: Sequence[str]) -> None:
    from pipeline.text.signatures import Frequencies, sign

    signatures = [sign("", text) for text in texts]
    frequencies = Frequencies(signatures)
    for signature in signatures:
        frequencies.vector(signature)


def _own_sketch(texts: Sequence[str]) -> None:
    from pipeline.text.signatures import sketch

    for text in texts:
        sketch(text.split())


def _datasketch(texts: Sequence[str]) -> None:
    from datasketch import MinHash

    for text in texts:
        MinHash(num_perm=128).update_batch([s.encode() for s in _shingles(text)])


def _rensa(texts: Sequence[str]) -> None:
    from rensa import RMinHash

    for text in texts:
        made = RMinHash(num_perm=128, seed=7)
        made.update(_shingles(text))
        made.digest()


def _sklearn(texts: Sequence[str]) -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer

    TfidfVectorizer(sublinear_tf=True).fit_transform(texts)


WORK: dict[str, tuple[str, Callable[[Sequence[str]], None]]] = {
    "own": ("pipeline.text.signatures", _own),
    "own sketch": ("pipeline.text.signatures", _own_sketch),
    "datasketch": ("datasketch", _datasketch),
    "rensa": ("rensa", _rensa),
    "scikit-learn": ("sklearn.feature_extraction.text", _sklearn),
}


if __name__ == "__main__":
    main()
