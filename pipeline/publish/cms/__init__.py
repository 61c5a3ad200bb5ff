"""Content systems that take articles through their API: always as drafts, never a second time.

api.py        one request, and every way it can fail as one line
wordpress.py  WordPress, REST with an application password
ghost.py      Ghost, Admin API with a key
"""

from __future__ import annotations

from pipeline.publish.cms.api import Cms, Placed
from pipeline.publish.cms.ghost import Ghost
from pipeline.publish.cms.wordpress import WordPress

__all__ = ["Cms", "Ghost", "Placed", "WordPress"]
