"""The queue, differences and history on a terminal: text from models and pages goes in as `Text`, never as markup."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pipeline.publish.article import NOT_WRITTEN, plain

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

    from pipeline.models import DraftRow
    from pipeline.review import PartChange, Step

_STYLES = {"needs_attention": "red", "ready": "green", "approved": "bold green"}
_MARKS = {"same": ("", "", ""), "gone": ("[-", "-]", "red"), "new": ("{+", "+}", "green")}


def queue(rows: Iterable[DraftRow]) -> RenderableType:
    """One row for each draft, in the order given."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("Id", "State", "Date", "Desk", "For", "Findings"):
        table.add_column(name, no_wrap=name in {"Id", "State", "Date"})
    table.add_column("Headline", ratio=1)
    for row in rows:
        table.add_row(
            _text((row.version_id or "")[:8]),
            _text(row.state or "damaged", _STYLES.get(row.state or "", "dim")),
            _text(row.created_at.date().isoformat() if row.created_at else "–"),
            _text(row.desk or "–"),
            _text(row.assignee or "–"),
            _text(counted((row.blockers, "blocker"), (row.warnings, "warning"))),
            _text(row.headline or NOT_WRITTEN),
        )
    return table if table.row_count else _text("No drafts.")


def counted(*pairs: tuple[int, str]) -> str:
    """`2 blockers, 1 warning`, or `none`."""
    return ", ".join(f"{n} {what}{'' if n == 1 else 's'}" for n, what in pairs if n) or "none"


def differences(parts: Iterable[PartChange]) -> RenderableType:
    """The words that went and came between two texts of a draft, place by place."""
    from rich.console import Group
    from rich.text import Text

    lines = []
    for part in parts:
        where = part.part if part.paragraph is None else f"{part.part}, paragraph {part.paragraph + 1}"
        line = Text()
        for change in part.changes:
            opening, closing, style = _MARKS[change.kind]
            line.append(f"{opening}{_inside(change.text)}{closing}", style)
        lines += [_text(where, "bold"), line, _text("")]
    return Group(*lines) if lines else _text("No difference.")


def history(steps: Iterable[Step]) -> RenderableType:
    """Every text and every act, the oldest first."""
    from rich.console import Group

    lines = []
    for step in steps:
        version = f" (version {step.version})" if step.version else ""
        words = f": {step.words}" if step.words else ""
        lines.append(_text(f"{step.at:%Y-%m-%d %H:%M} {step.what} by {step.by}{version}{words}"))
    return Group(*lines)


def _inside(text: str) -> str:
    """`plain`, with a space kept at either end."""
    return " " * text[:1].isspace() + plain(text) + " " * (text[-1:].isspace() and bool(text.strip()))


def _text(text: str, style: str = "") -> Text:
    from rich.text import Text

    return Text(plain(text), style=style)
