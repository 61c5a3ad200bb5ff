"""What several sources agree on, where they differ, and what only one has: worked out by code, given to the writer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from pipeline.models import Dossier, Frozen
from pipeline.text.disagreement import Figure, Text, differences, only_one
from pipeline.write.fencing import disarmed, fenced

# A writer who is told everything heeds nothing.
_MOST = 10
_MOST_ALONE = 5


class Comparison(Frozen):
    """One line for each thing found, publishers and passages named; empty when there is one source."""

    agreed: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()


def compare(dossier: Dossier) -> Comparison:
    """Figures of the documents (notes are the editor's own and not compared), as far as code can tell."""
    if len(dossier.documents) < 2:
        return Comparison()
    publishers = publishers_of(dossier)
    texts = texts_of(dossier)
    found = differences(texts)
    disputed = {(f.group, f.unit, f.value) for d in found for f in d.figures}
    single = [
        f for f in only_one(texts) if (f.group, f.unit, f.value) not in disputed and f.text[:1] in "0123456789$€£¥"
    ]
    return Comparison(
        agreed=tuple(_agreed(dossier, publishers))[:_MOST],
        differing=tuple(_listed(d.figures, publishers) for d in found)[:_MOST],
        alone=tuple(
            f"{publisher}: {', '.join(f'{f.text} ({f.id})' for f in figures)}"
            for n, publisher in enumerate(publishers)
            if (figures := [f for f in single if f.group == n][:_MOST_ALONE])
        ),
    )


def publishers_of(dossier: Dossier) -> list[str]:
    """How the text names each document's publisher; with the title where one publisher has several."""
    names = [d.publisher for d in dossier.documents]
    return [f"{n} (“{d.title}”)" if names.count(n) > 1 else n for n, d in zip(names, dossier.documents, strict=True)]


def texts_of(dossier: Dossier) -> list[Text]:
    return [Text(n, p.id, p.text) for n, d in enumerate(dossier.documents) for p in d.passages]


def told(comparison: Comparison, fence: str) -> str:
    """The comparison for a prompt: figures and names come from sources, so they stand between delimiters too."""
    parts = [
        ("Said by more than one source:", comparison.agreed),
        ("Here the sources differ:", comparison.differing),
        ("Only one source has this:", comparison.alone),
    ]
    lines = [disarmed(line, fence) for title, found in parts if found for line in (title, *found)]
    if not lines:
        return ""
    rules = "The sources' figures, compared by a program:"
    if comparison.differing:
        rules += (
            " where they differ, give each figure to its publisher by name, and never average, choose or merge them;"
        )
    if comparison.alone:
        rules += " name the publisher of what only one source has;"
    return f"{rules.rstrip(';')}.\n{fenced(chr(10).join(lines), fence)}"


def _agreed(dossier: Dossier, publishers: Sequence[str]) -> Iterable[str]:
    """Figures that most publishers have, as they are first written."""
    groups: dict[tuple[str, str], dict[int, str]] = {}
    shown: dict[tuple[str, str], str] = {}
    for n, document in enumerate(dossier.documents):
        for passage in document.passages:
            for number in dossier.facts[passage.id].numbers if passage.id in dossier.facts else ():
                if number.unit not in (None, "time") and number.text[:1] in "0123456789$€£¥":
                    key = (number.value, number.unit)
                    groups.setdefault(key, {}).setdefault(n, passage.id)
                    shown.setdefault(key, number.text)
    counts = Counter({key: len(found) for key, found in groups.items() if len(found) > 1})
    for key, _ in counts.most_common():
        unit = key[1] if key[1].islower() and key[1] not in {"percent", "time"} else ""
        what = shown[key] if unit in shown[key].lower() else f"{shown[key]} {unit}"
        yield f"{what}: {', '.join(f'{publishers[n]} ({i})' for n, i in groups[key].items())}"


def _listed(figures: Sequence[Figure], publishers: Sequence[str]) -> str:
    values: dict[str, list[Figure]] = {}
    for figure in figures:
        values.setdefault(figure.text, []).append(figure)
    return " against ".join(
        f"{text} ({', '.join(f'{publishers[f.group]}, {f.id}' for f in same)})" for text, same in values.items()
    )
