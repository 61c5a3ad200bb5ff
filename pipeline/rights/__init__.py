"""What a publisher says about machine use of a page, and what follows from it: the one place that decides.

robots.py   robots.txt: what may be fetched, how often, the licence terms and usage preferences it carries
tdmrep.py   /.well-known/tdmrep.json
usage.py    usage preferences: `Content-Usage` and `Content-Signal`
head.py     the page's own headers and `<meta>` elements

A reservation holds unless the desk records the reason why the host's pages may be used all the same:

- robots.txt forbids the address (RFC 9309);
- TDMRep (W3C community group report, 2024) reserves it: tdmrep.json first, then the header, then the meta element;
- `noai` in `<meta name="robots">` or `X-Robots-Tag`, for every reader or for this one by name;
- a usage preference against use as a model's input (IETF AI Preferences drafts), in robots.txt or as a header;
- licence terms (RSL 1.0) named in robots.txt: what they grant isn't read, so they are taken for a reservation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from pipeline.models import Rights
from pipeline.rights import head, tdmrep, usage
from pipeline.rights.robots import PRODUCT, Robots

__all__ = ["NO_RULES", "PRODUCT", "Robots", "SiteRules", "decide"]


@dataclass(frozen=True)
class SiteRules:
    """What an origin says about all of its pages."""

    robots: Robots
    tdmrep: str | None = None
    """The text of its tdmrep.json; None when it has none."""


NO_RULES = SiteRules(Robots(None))


def decide(
    url: str | None,
    *,
    site: SiteRules = NO_RULES,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    licences: Mapping[str, str],
) -> Rights:
    """The signals seen and the decision on them, with its ground; before a page is fetched, from its site alone.

    `url` is None for a local file. `headers` have lower-case names, repeated ones joined by line feeds. `licences`
    maps a host to the reason why its pages may be used in spite of a reservation; it covers subdomains.
    """
    signals = {**_site_signals(url, site), **head.signals(headers or {}, body)}
    reservation = next(_reservations(signals), None)
    if reservation is None:
        return Rights(signals=signals)
    if reason := _licence(url, licences):
        return Rights(signals=signals, ground=f"licensed: {reason} (in spite of {reservation})")
    return Rights(signals=signals, allowed=False, ground=f"the publisher reserves it: {reservation}")


def _site_signals(url: str | None, site: SiteRules) -> dict[str, str]:
    if url is None:
        return {}
    found = {}
    if verdict := site.robots.verdict(url):
        found["robots"] = verdict
    if rule := tdmrep.rule_for(site.tdmrep, url):
        found["tdmrep"] = rule
    if site.robots.licences:
        found["rsl"] = "\n".join(site.robots.licences)[:500]
    for name, value in site.robots.usage(url).items():
        found[f"robots:{name}"] = value
    return found


def _reservations(signals: Mapping[str, str]) -> Iterator[str]:
    """Each signal that reserves the page, as `name: value` on one line, the plainest first."""
    if (verdict := signals.get("robots", "allowed")) != "allowed":
        yield f"robots.txt: {verdict}"
    if reserved := _tdm(signals):
        yield reserved
    for name, shown in _NOAI.items():
        if name in signals and "noai" in head.directives(signals[name]):
            yield f"{shown}: {_line(signals[name])}"
    for name, shown in _USAGE.items():
        if name in signals and usage.forbids(signals[name]):
            yield f"{shown}: {_line(signals[name])}"
    if "rsl" in signals:
        yield f"licence terms (RSL): {_line(signals['rsl'])}"


_NOAI = {"header:x-robots-tag": "X-Robots-Tag", "meta:robots": "meta:robots", f"meta:{PRODUCT}": f"meta:{PRODUCT}"}
_USAGE = {
    "robots:content-usage": "robots.txt Content-Usage",
    "robots:content-signal": "robots.txt Content-Signal",
    "header:content-usage": "Content-Usage",
}


def _tdm(signals: Mapping[str, str]) -> str | None:
    """The first TDMRep declaration decides (section "Processing priority"); anything but 1 is no reservation."""
    for name in ("tdmrep", "header:tdm-reservation", "meta:tdm-reservation"):
        if name in signals:
            return f"{name}: 1" if signals[name].split()[:1] == ["1"] else None
    return None


def _line(value: str) -> str:
    return " ".join(value.split())


def _licence(url: str | None, licences: Mapping[str, str]) -> str | None:
    labels = host_of(url).rstrip(".").split(".")
    for start in range(len(labels)):
        if reason := licences.get(".".join(labels[start:])):
            return reason
    return None


def host_of(url: str | None) -> str:
    """The lower-case host, `""` when there is none."""
    try:
        return (urlsplit(url or "").hostname or "").lower()
    except ValueError:
        return ""
