"""Templates: everything that goes into a page is escaped, and loses what would steer the page's text."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from pipeline.labels import INFERENCE, UNSHOWABLE
from pipeline.models import Rejection
from pipeline.publish.article import safe_link

if TYPE_CHECKING:
    from jinja2 import Environment

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")
STATES = {
    "needs_attention": "Needs attention",
    "ready": "Ready",
    "approved": "Approved",
    "rejected": "Rejected",
    "superseded": "Superseded",
    "damaged": "Damaged",
}
ACTS = {
    "written": "Written",
    "approve": "Approved",
    "reject": "Rejected",
    "send_back": "Sent back",
    "withdraw": "Decision withdrawn",
    "edit": "Edited",
    "rewrite": "Section rewritten by the model",
    "void": "Approval ended: the text has changed",
    "assign": "Assigned",
    "embargo": "Embargo",
    "note": "Words of the correction",
    "credit": "Said how the text came about",
}
REASONS = {
    Rejection.INACCURATE: "Inaccurate",
    Rejection.UNSUPPORTED: "Not supported by its sources",
    Rejection.ONE_SIDED: "One-sided",
    Rejection.NOT_NEWS: "Not news",
    Rejection.DUPLICATE: "We have it already",
    Rejection.BADLY_WRITTEN: "Badly written",
    Rejection.LEGAL: "Legal risk",
    Rejection.OTHER: "Another reason",
}


def render(name: str, /, **values: Any) -> str:
    """The page `name` with its values."""
    return _environment().get_template(f"{name}.html.j2").render(**values)


def shown(value: Any) -> Any:
    """Text without controls and bidi overrides, on one line unless it is preformatted; anything else as it is."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return UNSHOWABLE.sub(_replacement, value)
    return value


def _replacement(match: Any) -> str:
    if match[0] in "\n\t\r\u2028\u2029":
        return "\n" if match[0] == "\n" else " "
    return "\ufffd" if "\ud800" <= match[0] <= "\udfff" else ""


def moment(at: datetime) -> str:
    """`11 Nov 2026, 14:05`, UTC."""
    at = at.astimezone(UTC)
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}, {at:%H:%M}"


def day(text: str) -> str:
    """`11 Nov 2026` of an ISO 8601 date or time; what is no date stays as it is."""
    try:
        at = date.fromisoformat(text[:10])
    except ValueError:
        return text
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"


def age(at: datetime) -> str:
    """`3 h`, for a queue."""
    minutes = max(0, int((datetime.now(UTC) - at).total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 60 * 48 else f"{minutes // 1440} days"


def counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("pipeline.desk"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=shown,
    )
    environment.filters |= {"moment": moment, "age": age, "day": day, "link": safe_link, "counted": counted}
    environment.globals |= {"inference": INFERENCE, "states": STATES, "acts": ACTS, "reasons": REASONS}
    return environment


@cache
def static(name: str) -> bytes:
    return (resources.files(__package__) / "static" / name).read_bytes()
