"""Review: what a named person does with a draft. Pure: nothing is read or written.

decisions.py  approve, reject, send back, withdraw, assign, embargo; whether an approval still holds
editing.py    one paragraph changed → another analysis; a changed analysis → the draft's next state
history.py    versions and acts in one list
wording.py    two texts → the words that went and came
"""

from __future__ import annotations

from pipeline.review.decisions import (
    Act,
    approve,
    assign,
    credit,
    embargo,
    note,
    open_blockers,
    reject,
    send_back,
    standing_approval,
    void,
    withdraw,
)
from pipeline.review.editing import Edit, edited, open_findings, open_reasons, rechecked, restored, text_hash
from pipeline.review.history import Step, history
from pipeline.review.wording import Change, PartChange, changed_parts, changes

__all__ = [
    "Act",
    "Change",
    "Edit",
    "PartChange",
    "Step",
    "approve",
    "assign",
    "changed_parts",
    "changes",
    "credit",
    "edited",
    "embargo",
    "history",
    "note",
    "open_blockers",
    "open_findings",
    "open_reasons",
    "rechecked",
    "reject",
    "restored",
    "send_back",
    "standing_approval",
    "text_hash",
    "void",
    "withdraw",
]
