"""`/.well-known/tdmrep.json` (TDMRep, W3C community group report, 2024, section "TDM File on the Origin Server")."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

_MAX_RULES = 1000


def rule_for(text: str | None, url: str) -> str | None:
    """The first rule whose location matches, as `1 /news/* https://…/policy`; None when none does.

    A file that isn't an array of rules counts as absent, as does a rule without a location or with another
    reservation than 0 or 1: protocol errors leave the reservation unset.
    """
    for rule in _rules(text):
        location, reservation = rule.get("location"), rule.get("tdm-reservation")
        if isinstance(location, str) and str(reservation) in {"0", "1"} and _matches(location, url):
            policy = rule.get("tdm-policy")
            return " ".join([str(reservation), location, *([policy] if isinstance(policy, str) else [])])[:500]
    return None


def _rules(text: str | None) -> list[dict[str, Any]]:
    try:
        data = json.loads(text) if text else []
    except (ValueError, RecursionError):
        return []
    rules = data if isinstance(data, list) else [data]
    return [rule for rule in rules[:_MAX_RULES] if isinstance(rule, dict)]


def _matches(location: str, url: str) -> bool:
    """Patterns are those of robots.txt: a prefix, `*` for anything, `$` for the end."""
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    pattern = location if location.startswith(("/", "*")) else f"/{location}"
    anchored = pattern.endswith("$")
    first, *rest = re.sub(r"\*+", "*", pattern.removesuffix("$")).split("*")
    if not rest:
        return path == first if anchored else path.startswith(first)
    if not path.startswith(first):
        return False
    at = len(first)
    for piece in rest[:-1] if anchored else rest:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return not anchored or (path.endswith(rest[-1]) and len(path) - len(rest[-1]) >= at)
