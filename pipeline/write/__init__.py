"""From a dossier to an analysis: which passages each part is written from, what is asked, what of the answer counts.

planning.py    passages for each part
comparing.py   what the sources agree on, where they differ, what one alone has
fencing.py     source text as data between delimiters
prompting.py   the calls and their schemas
cleaning.py    text of a model: markers, loops, cut sentences
answers.py     an answer as Head or Section, or what is wrong with it
parts.py       one part: ask, ask again, with fewer passages
room.py        what fits into the model's context
steps.py       small steps, for models that can't hold more than a passage: a sentence from a bite
stepwise.py    one part in small steps
bites.py       what a step is about
material.py    what code finds to write with: quotations, speakers, figures
rewording.py   other wordings of a sentence, and how much of it is copied
rendering.py   all calls as they would be sent
article.py     all parts in order; one part again
"""

from __future__ import annotations

from pipeline.write.answers import Head
from pipeline.write.article import rewrite_part, write_analysis
from pipeline.write.parts import Task, write_part
from pipeline.write.planning import Assignment, Plan, Previous, plan
from pipeline.write.rendering import calls_of
from pipeline.write.steps import SmallSteps

__all__ = [
    "Assignment",
    "Head",
    "Plan",
    "Previous",
    "SmallSteps",
    "Task",
    "calls_of",
    "plan",
    "rewrite_part",
    "write_analysis",
    "write_part",
]
