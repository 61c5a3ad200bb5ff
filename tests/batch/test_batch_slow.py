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


def test_a_slow_desk_holds_up_no_other(nutgraf: Nutgraf, site: Site) -> None:
    """The first desk's feed drips for 6 s; the second desk's stories are written meanwhile."""
    site.replies["/feed"] = Reply(b" ", repeat=12, pause=0.5)
    make_desk(nutgraf.folder, 2, more='[stories]\ngrouping = "off"\n')
    slow = f'name = "Slow"\nfeeds = ["{site.url("/feed")}"]\n'
    (nutgraf.folder / "sources" / "a-slow.toml").write_text(slow)
    result = nutgraf("run", "--allow-private", "--json")
    assert result.json["stories"] == {"done": 2}
    assert "/feed" in site.paths(), result.json["collected"]
    waited = {one["desk"]: one["seconds"] for one in result.json["collected"]}
    assert waited["a-slow"] > 5
    began = datetime.fromisoformat(result.json["started"])
    written = [path.stat().st_mtime for path in (nutgraf.folder / "output").glob("20*/draft.json")]
    assert len(written) == 2
    assert max(written) - began.timestamp() < waited["a-slow"]
