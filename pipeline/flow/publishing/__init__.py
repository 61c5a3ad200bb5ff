"""Drafts out of the house: published, published again as the same article, taken back.

publisher.py  one article to one target, with its record and the archive
standing.py   what is known of an article in its targets
placing.py    writing files, filling feeds, calling content systems
archiving.py  what the archive of related articles holds
targets.py    which targets are meant
approval.py   what happens by itself when a draft is approved
"""

from __future__ import annotations

from pipeline.flow.publishing.approval import after_decision, due, with_desk
from pipeline.flow.publishing.archiving import rebuild_archive
from pipeline.flow.publishing.publisher import Publisher
from pipeline.flow.publishing.standing import Standing, standing
from pipeline.flow.publishing.targets import chosen_targets, reached_targets

__all__ = [
    "Publisher",
    "Standing",
    "after_decision",
    "chosen_targets",
    "due",
    "reached_targets",
    "rebuild_archive",
    "standing",
    "with_desk",
]
