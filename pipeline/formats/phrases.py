"""`phrases.toml`: what code says around facts and quotations when it writes for a small model, in each language."""

from __future__ import annotations

import re
from typing import Any

from pydantic import RootModel, field_validator

from pipeline.models import Frozen

_PLACE = re.compile(r"\{(\w*)\}|[{}]")
_PLACES = {
    "quoted": {"quote", "speaker"},
    "quoted_office": {"quote", "speaker", "office"},
    "attributed": {"sentence", "publisher"},
    "reported": {"sentence", "publisher"},
    "aside": {"publisher"},
    "differing": {"versions"},
    "version": {"publisher", "figure"},
    "differing_suggests": {"publisher", "figure", "other", "other_figure"},
    "alone": {"figure", "publisher"},
    "one_report": {"publisher"},
    "ahead": {"sentence"},
    "doubt": {"sentence"},
    "weighs": {"sentence"},
}


class Phrases(Frozen):
    """The phrases of one language; `prompts/analysis/phrases.toml` says of each when it is used."""

    quoted: tuple[str, ...] = ()
    quoted_office: tuple[str, ...] = ()
    attributed: tuple[str, ...] = ()
    reported: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    aside_before: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()
    version: str = "{publisher}: {figure}"
    between_versions: str = ", "
    between_publishers: str = ", "
    differing_suggests: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    one_report: tuple[str, ...] = ()
    ahead: tuple[str, ...] = ()
    doubt: tuple[str, ...] = ()
    weighs: tuple[str, ...] = ()
    ahead_words: tuple[str, ...] = ()
    doubt_words: tuple[str, ...] = ()
    unnamed: str = "…"
    conditions: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()
    leaning: tuple[str, ...] = ()
    droppable: tuple[str, ...] = ()
    appositives: tuple[str, ...] = ()
    pronouns: tuple[str, ...] = ()
    headline_ends: tuple[str, ...] = ()
    openings: tuple[str, ...] = ()
    swaps: tuple[tuple[str, str], ...] = ()

    @field_validator(*_PLACES)
    @classmethod
    def _places(cls, value: Any, info: Any) -> Any:
        wanted = _PLACES[info.field_name]
        for phrase in (value,) if isinstance(value, str) else value:
            found = set()
            for match in _PLACE.finditer(phrase):
                if not match[1] or match[1].lower() not in wanted:
                    places = ", ".join(f"{{{w}}}" for w in sorted(wanted))
                    raise ValueError(f"{match[0]} is no place in {phrase!r}; it has {places}")
                found.add(match[1].lower())
            if missing := sorted(wanted - found):
                raise ValueError(f"{{{missing[0]}}} is missing in {phrase!r}")
        return value


class PhrasesFile(RootModel[dict[str, Phrases]]):
    """ISO 639 code to the phrases of that language."""
