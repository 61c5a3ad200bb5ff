"""docs/desk.png: the desk with a finding before it, as the tests see it. `make pictures` runs this."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]


def main() -> None:
    from desk_sample import keep, sample
    from served import Served, chromium

    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        desk = Served(Path(folder), browser)
        try:
            kept = keep(desk.settings, sample(assignee="Ada Example"))
            page = desk.page(viewport={"width": 1360, "height": 960})
            page.goto(f"/drafts/{kept.name}")
            page.locator("#s12").click()
            page.evaluate("document.activeElement.blur()")
            page.mouse.move(0, 0)
            page.evaluate("document.documentElement.scrollTop = 0")
            page.wait_for_timeout(300)
            page.screenshot(path=HERE.parent.parent / "docs" / "desk.png")
        finally:
            desk.stop()


if __name__ == "__main__":
    main()
