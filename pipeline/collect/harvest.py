"""What one run over a desk brought in, source by source."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.models import Frozen, Page
from pipeline.state import Fetched, State


class RefusedPage(Frozen):
    location: str
    reason: str
    """A short stable word such as `rights_reserved`, or `unreachable`."""
    cause: str


class SourceReport(Frozen):
    kind: str
    """`feed`, `sitemap`, `page` or `folder`."""
    location: str
    error: str | None = None
    """Why it could not be read."""
    allowed: bool = True
    """Whether the publisher lets this address be used."""
    unchanged: bool = False
    """It is as it was when the desk last dealt with it: nothing was read."""
    entries: int = 0
    newest: str | None = None
    """ISO 8601, of the entry with the latest date."""
    new: int = 0
    """Entries that pass the desk's filters and that it has not dealt with."""
    left: int = 0
    """New entries that this run had no room for; the next one takes them."""
    refused: tuple[RefusedPage, ...] = ()
    seconds: float = 0.0
    """From the first request of the source itself to the last of its pages, waiting for turns included."""


@dataclass
class Harvest:
    """New pages whose rights allow their use, and a report on each source in the desk file's order.

    Nothing is marked as dealt with until `remember` is called: call it once the pages are safe.
    """

    desk: str
    pages: list[Page] = field(default_factory=list)
    sources: list[SourceReport] = field(default_factory=list)
    by_source: list[tuple[str, ...]] = field(default_factory=list)
    """Locations of the pages that each source brought."""
    versions: dict[str, Fetched] = field(default_factory=dict)
    """The versions of lists and single pages that need not be read again."""
    seen: set[str] = field(default_factory=set)
    """Keys of the entries that were dealt with."""

    def remember(self, state: State) -> None:
        state.remember_seen(self.desk, self.seen)
        state.remember_fetched(self.desk, self.versions)
