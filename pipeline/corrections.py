"""A source changed after an article went out: which of its sentences rest on words that are gone. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import NamedTuple

from pipeline.models import (
    Analysis,
    Document,
    Dossier,
    Evidence,
    Finding,
    Paragraph,
    Passage,
    Place,
    Report,
    Severity,
)
from pipeline.text.common_words import STOPWORDS
from pipeline.text.facts import facts_of
from pipeline.text.normalise import fold
from pipeline.text.words import words

RULE = "support.changed"
_STILL_THE_SAME = 0.5
"""Share of common characters from which a passage continues another."""
_QUOTES = "“”‘’\"'. "
_DENIALS = frozenset(
    (
        "no",
        "not",
        "never",
        "none",
        "nobody",
        "nothing",
        "without",
        "neither",
        "nor",
        "denied",
        "denies",
        "false",
        "wrong",
    )
)
"""Words that turn what a passage says while all others stay."""
_QUOTED = 240
"""Characters of a sentence or passage quoted in a note, at most."""


class Revision(NamedTuple):
    """A dossier with the sources as they are now, and what has become of the old passages."""

    dossier: Dossier
    became: Mapping[str, str | None]
    """Every old passage's id to the one that continues it; None when it is gone."""


class Affected(NamedTuple):
    """A sentence of the article whose words in a source have changed or gone."""

    place: Place
    sentence: str
    publisher: str
    before: str
    now: str
    """Empty when the passage is gone."""
    passage: str | None
    """Its id in the new dossier."""


def same_text(old: Document, new: Document) -> bool:
    """Whether two readings of one page say the same, white space and letter forms aside."""
    return [fold(p.text).text for p in old.passages] == [fold(p.text).text for p in new.passages]


def revise(dossier: Dossier, changed: Mapping[int, Document]) -> Revision:
    """The dossier with the documents at these positions (from 0) as they now are; the others keep their passages."""
    documents: list[Document] = []
    became: dict[str, str | None] = {}
    for number, old in enumerate(dossier.documents):
        new = changed.get(number)
        if new is None:
            documents.append(old)
            became.update({p.id: p.id for p in old.passages})
            continue
        passages = tuple(p.model_copy(update={"id": f"s{number + 1}.p{n}"}) for n, p in enumerate(new.passages, 1))
        documents.append(new.model_copy(update={"passages": passages, "warnings": (), "copies": old.copies}))
        became.update(_continued(old.passages, passages))
    became.update({p.id: p.id for note in dossier.notes for p in note.passages})
    revised = dossier.model_copy(update={"documents": tuple(documents)})
    return Revision(revised.model_copy(update={"facts": facts_of(revised)}), became)


def recited(analysis: Analysis, revision: Revision) -> Analysis:
    """The same text, its citations pointing at the passages that continue the old ones."""

    def moved(paragraphs: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
        return tuple(
            p.model_copy(update={"citations": tuple(dict.fromkeys(c for i in p.citations if (c := _now(i, revision))))})
            for p in paragraphs
        )

    sections = tuple(s.model_copy(update={"paragraphs": moved(s.paragraphs)}) for s in analysis.sections)
    return analysis.model_copy(update={"lede": moved(analysis.lede), "sections": sections})


def affected(analysis: Analysis, report: Report, dossier: Dossier, revision: Revision) -> tuple[Affected, ...]:
    """The sentences that say what their evidence, of `report` on the old dossier, no longer does, in reading order.

    One piece of evidence is enough: another source may still say what this one took back, and that is for an editor to
    weigh.
    """
    parts = dict(analysis.parts())
    old, new = _texts(dossier), _texts(revision.dossier)
    found = []
    for sentence in report.sentences:
        said = _said(parts, sentence.place)
        for piece in sentence.evidence:
            document = dossier.document_of(piece.passage or "")
            if piece.passage is None or piece.passage not in old or document is None:
                continue
            now = revision.became.get(piece.passage)
            before, after = old[piece.passage], new.get(now or "", "")
            if _hit(said, before, after):
                found.append(Affected(sentence.place, said, document.publisher, before, after, now))
                break
    return tuple(found)


def findings(found: tuple[Affected, ...], revision: Revision) -> tuple[Finding, ...]:
    """One warning for each affected sentence, pointing at what the source says now."""
    order = {p.id: n for n, p in enumerate(revision.dossier.passages())}
    return tuple(
        Finding(
            rule=RULE,
            severity=Severity.WARNING,
            place=a.place,
            message=f"{a.publisher} has changed what this rests on. Before: “{_short(a.before)}” {_said_now(a)}",
            evidence=(
                (Evidence(source=order[a.passage], start=0, end=len(a.now), passage=a.passage),) if a.passage else ()
            ),
        )
        for a in found
    )


def proposed_note(found: tuple[Affected, ...], new: tuple[Finding, ...]) -> str:
    """A correction note for readers, for an editor to put right: what the article said, what the source says now."""
    lines = [
        f"An earlier version of this article said “{_short(a.sentence.strip(_QUOTES))}”. {a.publisher} has since "
        + (
            f"changed its report to “{_short(a.now.strip(_QUOTES))}”."
            if a.now
            else "changed its report and no longer says so."
        )
        for a in found
    ]
    if not lines:
        lines = [f"A source was changed after publication. {finding.message}" for finding in new[:3]]
    return " ".join(lines)


def _continued(old: tuple[Passage, ...], new: tuple[Passage, ...]) -> Iterator[tuple[str, str | None]]:
    """Equal passages belong together wherever they stand now; of the others, each takes the likest that is left."""
    left = {p.id: fold(p.text).text for p in new}
    changed = []
    for passage in old:
        text = fold(passage.text).text
        same = next((i for i, other in left.items() if other == text), None)
        if same is None:
            changed.append((passage.id, text))
        else:
            del left[same]
            yield passage.id, same
    for name, text in changed:
        scored = ((_likeness(text, other), i) for i, other in left.items())
        score, likest = max(scored, default=(0.0, ""))
        found = likest if score >= _STILL_THE_SAME else None
        left.pop(found or "", None)
        yield name, found


def _likeness(one: str, other: str) -> float:
    """Share of common characters from 0 to 1; 0 where a glance tells that it is too small."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    promising = matcher.real_quick_ratio() >= _STILL_THE_SAME and matcher.quick_ratio() >= _STILL_THE_SAME
    return matcher.ratio() if promising else 0.0


def _hit(sentence: str, before: str, after: str) -> bool:
    """Whether words of the sentence that stood in the passage are gone from it, or a denial has come into it."""
    was, is_ = {w.text for w in words(before)}, {w.text for w in words(after)}
    shared = {w.text for w in words(sentence)} & was - STOPWORDS
    return bool(shared - is_) or bool(shared and (is_ - was) & _DENIALS)


def _now(citation: str, revision: Revision) -> str | None:
    return revision.became.get(citation, citation)


def _texts(dossier: Dossier) -> dict[str, str]:
    return {p.id: p.text for p in dossier.passages()}


def _said(parts: Mapping[str, tuple[Paragraph, ...]], place: Place) -> str:
    paragraphs = parts.get(place.part or "", ())
    number = place.paragraph or 0
    text = paragraphs[number].text if number < len(paragraphs) else ""
    return text[place.start : place.end].strip()


def _said_now(found: Affected) -> str:
    return f"Now: “{_short(found.now)}”" if found.now else "It is gone."


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _QUOTED else f"{line[:_QUOTED].rsplit(' ', 1)[0]}…"
