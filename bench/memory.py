"""How much memory a run over a desk of thousands of pages takes, all its processes together.

    python bench/memory.py [--pages 5000] [--drafts 200]

A site on loopback, in a process of its own, has a sitemap and pages of 20 to 100 kB, most of it markup; every page is a
story. The run collects, groups and queues all of them while it writes, and goes on until there are so many drafts at
least; then it is stopped.
Measured twice a second over the run's process and its descendants: PSS (shared pages counted once, the figure to watch)
and the sum of RSS (shared pages counted in each process).
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from batch_folder import page
from fake_endpoint import FakeEndpoint

_WORDS = (
    "council",
    "river",
    "budget",
    "street",
    "plan",
    "school",
    "winter",
    "harbour",
    "vote",
    "tram",
    "price",
    "roof",
)


def large_page(number: int) -> bytes:
    """A page of the tests, with the menus, scripts and teasers that pages come with."""
    dice = random.Random(number)
    links = [
        f'<li class="menu-item menu-item-{n}"><a href="/section/{n}/{word}">{word}</a></li>'
        for n, word in enumerate(dice.choices(_WORDS, k=dice.randint(80, 300)))
    ]
    data = json.dumps({f"{dice.choice(_WORDS)}{n}": dice.random() for n in range(dice.randint(300, 1500))})
    teasers = [
        f'<div class="teaser"><img src="/i/{n}.jpg" alt=""><h3><a href="/t/{n}">{" ".join(dice.choices(_WORDS, k=8))}'
        f"</a></h3><span>{dice.randint(1, 59)} minutes ago</span></div>"
        for n in range(dice.randint(40, 150))
    ]
    text = page(number).replace("<body>", f"<body><nav><ul>{''.join(links)}</ul></nav><script>let d={data}</script>")
    return text.replace("</body>", f'<aside class="teasers">{"".join(teasers)}</aside></body>').encode()


def serve(pages: int, told: Connection) -> None:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            kind, number = "text/html; charset=utf-8", self.path.removeprefix("/story/")
            if self.path == "/sitemap.xml":
                kind, body = "application/xml", sitemap(pages, f"http://{self.headers['host']}").encode()
            elif number.isdecimal():
                body = large_page(int(number))
            else:
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.send(server.server_address[1])
    server.serve_forever()


def sitemap(pages: int, site: str) -> str:
    urls = "".join(f"<url><loc>{site}/story/{n}</loc></url>" for n in range(pages))
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'


def family(pid: int) -> list[int]:
    """A process and its descendants."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text("ascii", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = [pid]
    for one in found:
        found += parents.get(one, [])
    return found


def memory(pids: list[int]) -> tuple[int, int]:
    """PSS and RSS in kB, summed."""
    pss = rss = 0
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
        except OSError:
            continue
        told = {line.split()[0]: int(line.split()[1]) for line in lines[1:]}
        pss, rss = pss + told["Pss:"], rss + told["Rss:"]
    return pss, rss


def log(folder: Path) -> list[str]:
    return [line for path in (folder / "output").glob("runs/*/run.jsonl") for line in path.read_text().splitlines()]


def bench(pages: int, drafts: int) -> dict[str, object]:
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    site = context.Process(target=serve, args=(pages, theirs), daemon=True)
    site.start()
    with tempfile.TemporaryDirectory() as place, FakeEndpoint() as fake:
        folder = Path(place)
        (folder / "sources").mkdir()
        desk = f'name = "City"\nsitemaps = ["http://127.0.0.1:{ours.recv()}/sitemap.xml"]\n[limits]\nconcurrency = 16\n'
        (folder / "sources" / "city.toml").write_text(desk, "utf-8")
        environment = fake.environment(NUTGRAF_FETCH_DELAY="0")
        code = "from pipeline.cli import main; main()"
        command = [sys.executable, "-c", code, "run", "--quiet", "--allow-private", "--json", "--dir", place]
        began = time.monotonic()
        run = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        peak, written = (0, 0), 0
        collected: list[dict[str, int]] = []
        while run.poll() is None and (written < drafts or not collected):
            pss, rss = memory(family(run.pid))
            peak = max(peak[0], pss), max(peak[1], rss)
            time.sleep(0.5)
            written = len(list((folder / "output").glob("20*/draft.json")))
            collected = [json.loads(line) for line in log(folder) if '"run.collected"' in line]
        seconds = time.monotonic() - began
        run.send_signal(signal.SIGTERM)
        run.communicate(timeout=120)
    site.kill()
    sizes = [len(large_page(n)) for n in range(0, pages, max(1, pages // 200))]
    return {
        "pages": collected[0]["pages"],
        "stories": collected[0]["stories"],
        "kilobytes_a_page": round(sum(sizes) / len(sizes) / 1000),
        "largest_kilobytes": round(max(sizes) / 1000),
        "drafts": written,
        "seconds": round(seconds),
        "peak_pss_mb": round(peak[0] / 1024),
        "peak_rss_sum_mb": round(peak[1] / 1024),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=5000)
    parser.add_argument("--drafts", type=int, default=200)
    given = parser.parse_args()
    result = bench(given.pages, given.drafts)
    print("  ".join(f"{name} {value}" for name, value in result.items()))
    print(json.dumps({"bench": "memory", **result}))


if __name__ == "__main__":
    main()
