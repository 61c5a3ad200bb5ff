"""A host that takes its time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from batch_folder import make_desk
from nutgraf_command import Nutgraf
from site_server import Reply, Site


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


def test_a_slow_host_holds_up_no_other_page_and_no_other_desk(nutgraf: Nutgraf, site: Site) -> None:
    """A feed drips for 7 s, others of its host wait for their turn; all other pages are written meanwhile."""
    site.replies["/feed"] = Reply(b" ", repeat=14, pause=0.5)
    waiting = f'[stories]\ngrouping = "off"\n[[feeds]]\nurl = "{site.url("/feed")}"\n'
    for number, name in enumerate("abcde"):
        make_desk(nutgraf.folder, 1, name=name, more=waiting, first=number)
        waiting = waiting.replace("/feed", "/none")
    make_desk(nutgraf.folder, 1, name="f", more='[stories]\ngrouping = "off"\n', first=9)
    result = nutgraf("run", "--allow-private", "--json")
    assert result.json["stories"] == {"done": 6}
    seconds = {one["desk"]: one["seconds"] for one in result.json["collected"]}
    assert seconds["a"] > 6
    began = datetime.fromisoformat(result.json["started"])
    written = [path.stat().st_mtime for path in (nutgraf.folder / "output").glob("20*/draft.json")]
    assert len(written) == 6
    assert max(written) - began.timestamp() < seconds["a"]
