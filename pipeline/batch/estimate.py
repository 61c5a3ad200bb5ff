"""What a story would cost, from the prompts it would be asked with; no model is asked."""

from __future__ import annotations

from pipeline.batch.office import Office
from pipeline.flow.gather import GatheredStory
from pipeline.formats import load_format
from pipeline.models import Frozen, Usage
from pipeline.text.alignment import Aligner
from pipeline.write import Assignment, plan
from pipeline.write.prompting import Prompter

_BYTES_PER_TOKEN = 4
"""Of English prose; the estimate is for people, the budget reserves the worst case."""
_TOKENS_PER_WORD = 1.5


class Estimate(Frozen):
    desk: str
    story_id: str
    titles: tuple[str, ...]
    calls: int
    """Without repairs."""
    tokens: int
    cost: float | None
    """US dollars; None: the model is unpriced."""


def estimated(office: Office, desk: str, story: GatheredStory) -> Estimate:
    settings = office.settings(desk)
    connection = office.connection(desk)
    fmt = load_format(settings.format, settings.format_folders)
    planned = plan(story.dossier, fmt, lambda query, texts: Aligner(texts).rank(query))
    prompter = Prompter(story.dossier, fmt, Assignment(language=settings.language, fence="0" * 16), planned)
    parts = ["head", *(f"sections/{n}" for n in range(len(fmt.sections)))]
    prompt = sum(len(f"{c.system}{c.prompt}".encode()) for c in (prompter.part(p, planned.seen(p, fmt)) for p in parts))
    words = sum(section.words.high for section in fmt.sections)
    words += fmt.head.headline_words.high + fmt.head.dek_words.high
    words += fmt.head.lede_words.high if fmt.head.lede_words else 0
    usage = Usage(
        calls=len(parts), prompt_tokens=prompt // _BYTES_PER_TOKEN, completion_tokens=int(words * _TOKENS_PER_WORD)
    )
    return Estimate(
        desk=desk,
        story_id=story.group.story_id,
        titles=tuple(d.title for d in story.dossier.documents),
        calls=len(parts),
        tokens=usage.prompt_tokens + usage.completion_tokens,
        cost=connection.price(usage),
    )
