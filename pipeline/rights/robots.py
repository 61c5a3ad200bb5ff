"""robots.txt as far as it concerns this reader: RFC 9309, Crawl-delay, and the lines other standards put there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from urllib.parse import urlsplit

PRODUCT = "nutgraf"
"""Our product token in robots rules."""

MAX_BYTES = 512_000
"""What is read of a robots.txt; RFC 9309 asks for at least 500 KiB."""

_TOKEN = re.compile(r"[a-z_-]+|\*", re.IGNORECASE)
_AGENTS = frozenset({"user-agent", "useragent", "user agent"})
_PREFERENCES = ("content-usage", "content-signal")


class Robots:
    """One origin's rules; `text` None: it has no robots.txt, so all is allowed."""

    def __init__(self, text: str | None) -> None:
        self._text = text

    def verdict(self, url: str) -> str | None:
        """`allowed`, or why not; None when there is no robots.txt."""
        if self._text is None:
            return None
        return "allowed" if self._rules.can_fetch(url, PRODUCT) else f"forbids {_path(url)[:200]}"

    @property
    def delay(self) -> float:
        """Seconds between two requests that Crawl-delay asks of us; 0 when it doesn't."""
        return (self._rules.crawl_delay(PRODUCT) or 0.0) if self._text else 0.0

    @cached_property
    def licences(self) -> tuple[str, ...]:
        """The addresses of licence terms (RSL 1.0); they hold for every reader, wherever the line stands."""
        return tuple(value for name, value in _lines(self._text or "") if name == "license" and value)[:10]

    def usage(self, url: str) -> dict[str, str]:
        """`content-usage` and `content-signal` to our group's preferences for this address, one statement a line."""
        path = _path(url)
        found = {}
        for kind in _PREFERENCES:
            matching = [(len(prefix), value) for name, prefix, value in self._preferences
                        if name == kind and path.startswith(prefix)]  # fmt: skip
            longest = max((length for length, _ in matching), default=0)
            if values := [value for length, value in matching if length == longest]:
                found[kind] = "\n".join(values)[:500]
        return found

    @cached_property
    def _rules(self):  # type: ignore[no-untyped-def]  # protego is imported when a site has a robots.txt
        from protego import Protego

        return Protego.parse("\n".join(map(_exact_agent, (self._text or "").splitlines())))

    @cached_property
    def _preferences(self) -> list[tuple[str, str, str]]:
        """Kind, path prefix and preference of our own group, else of the group for all."""
        groups: dict[str, list[tuple[str, str, str]]] = {PRODUCT: [], "*": []}
        ours_exists = in_agents = False
        agents: set[str] = {"*"}  # what stands before any group can only be meant for all
        for name, value in _lines(self._text or ""):
            if name in _AGENTS:
                agents = {*(agents if in_agents else ()), _token(value)} & groups.keys()
                ours_exists |= PRODUCT in agents
            elif name in _PREFERENCES:
                prefix, _, rest = value.partition(" ") if value.startswith("/") else ("", "", value)
                for agent in agents:
                    groups[agent].append((name, prefix.rstrip("$*"), rest.strip()))
            in_agents = name in _AGENTS
        return groups[PRODUCT if ours_exists else "*"]


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        name, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield name.strip().lower(), value.strip()


def _token(agent: str) -> str:
    token = _TOKEN.match(agent.strip())
    return token[0].lower() if token else ""


def _exact_agent(line: str) -> str:
    """Product tokens are compared whole (RFC 9309, 2.2.1); the parser would also take their beginnings."""
    name, value = next(_lines(line), ("", ""))
    if name not in _AGENTS:
        return line
    token = _token(value)
    return f"User-agent: {token if token in {PRODUCT, '*'} else '-'}"


def _path(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
