"""What of the sources fits into a model's context: the least informative passages go, then the ends of long ones."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.errors import ContextTooLong
from pipeline.models import Document, Dossier, Note, Passage
from pipeline.text.sentences import sentences

_LEAST_WORDS = 60
"""Of a passage; a model that has no room for so many can't write from it."""
_MANY = 8
_NAMED = 12
"""Passages that the record names."""


class Room:
    """Learnt from the first prompt that was too long, and kept for the parts that follow."""

    def __init__(self) -> None:
        self._passages: int | None = None
        self._words: int | None = None
        self.left_out: dict[str, str] = {}
        """Part to what of the sources it was written without, and why."""
        self.bare = False
        """Without what code found by comparing the sources."""
        self._why = ""

    def of(self, ids: Sequence[str]) -> tuple[str, ...]:
        """The ids that fit, of those in order of how informative they are."""
        return tuple(ids[: self._passages])

    def cut(self, dossier: Dossier) -> Dossier:
        """The dossier with passages no longer than fits."""
        if self._words is None:
            return dossier
        words = self._words

        def shorter(group: Document | Note) -> Document | Note:
            return group.model_copy(update={"passages": tuple(_cut(p, words) for p in group.passages)})

        groups = {"documents": tuple(map(shorter, dossier.documents)), "notes": tuple(map(shorter, dossier.notes))}
        return dossier.model_copy(update=groups)

    def less(self, tried: int, dossier: Dossier, error: ContextTooLong) -> None:
        """After a prompt with `tried` passages didn't fit: fewer, down to one; then no comparison; then
        half as long; else `error`, with the numbers.
        """
        self._why = error.cause
        if tried > 1:
            self._passages = max(1, tried // 2 if tried > _MANY else tried * 2 // 3)
            return
        if not self.bare:
            self.bare = True
            return
        longest = max((len(p.text.split()) or len(p.text) // 5 for p in dossier.passages()), default=0)
        words = min(self._words or longest, longest) // 2
        if words < _LEAST_WORDS:
            cause = f"{error.cause} (with one passage of at most {max(words * 2, longest)} words)"
            last = ContextTooLong(error.thing, cause, error.next_step)
            last.usage, last.attempts, last.before = error.usage, error.attempts, error.before
            raise last from error
        self._words = words

    def note(self, part: str, seen: Sequence[str], ids: Sequence[str]) -> None:
        gone = seen[len(ids) :]
        named = ", ".join(gone[:_NAMED]) + (" …" if len(gone) > _NAMED else "")
        lines = [f"{len(gone)} of {len(seen)} passages left out ({named})"] if gone else []
        lines += ["comparison of the sources left out"] if self.bare else []
        lines += [f"passages cut to {self._words} words"] if self._words else []
        if lines:
            self.left_out[part] = f"{part}: {', '.join(lines)}: {self._why}"


def _cut(passage: Passage, words: int) -> Passage:
    """The passage's first sentences, of so many words at most; of one long sentence the first words."""
    text = passage.text
    if len(text.split()) <= words and len(text) <= words * 12:
        return passage
    end = max((e for _, e in sentences(text) if len(text[:e].split()) <= words and e <= words * 12), default=0)
    if not end:
        end = len(" ".join(text.split()[:words])[: words * 6])
    return passage.model_copy(update={"text": text[:end]})
