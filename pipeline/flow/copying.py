"""How much a desk lets a draft copy."""

from __future__ import annotations

from pipeline.check import Copying
from pipeline.desks import Desk, desk_names, load_desk
from pipeline.models import Draft
from pipeline.settings import Settings


def copying_limits(desk: Desk | None, *, small_steps: bool) -> Copying:
    """The desk's limits. A model that writes in small steps retells one passage at a time and keeps much of its
    wording: that parks its drafts only where the desk says so."""
    given = desk.copying.model_dump(exclude_none=True) if desk else {}
    blocks = given.pop("blocks", not small_steps)
    return Copying(**{**given, **({} if blocks else {"block_words": None, "block_share": None})})


def limits_of(draft: Draft, settings: Settings) -> Copying:
    """Those of the draft's desk as its file stands today; raises ConfigError when that can't be read."""
    known = draft.desk in desk_names(settings.desk_folder)
    desk = load_desk(draft.desk, settings.desk_folder) if draft.desk and known else None
    return copying_limits(desk, small_steps=bool(draft.provenance.parameters.get("small_steps")))
