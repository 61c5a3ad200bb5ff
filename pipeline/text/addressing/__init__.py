"""Text that speaks to a language model instead of a reader, and what of a source is left without it.

orders.py      how such text is worded; lexicon.py in other languages
disguises.py   the same words in other clothes: spaced, swapped letters, encoded, turned round
recognised.py  which text is such text
withheld.py    a dossier without it
"""

from __future__ import annotations

from pipeline.text.addressing.disguises import forms
from pipeline.text.addressing.recognised import addressed
from pipeline.text.addressing.withheld import Readable, Withheld, cleared, readable, withheld_passages

__all__ = ["Readable", "Withheld", "addressed", "cleared", "forms", "readable", "withheld_passages"]
