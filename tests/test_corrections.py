"""Which sentences of an article a changed source hits."""

from __future__ import annotations

import pytest
from builders import document

from pipeline.assemble import assemble
from pipeline.corrections import Affected, affected, findings, proposed_note, recited, revise, same_text
from pipeline.models import (
    Analysis,
    Dossier,
    Evidence,
    Paragraph,
    Place,
    Report,
    Section,
    SectionKind,
    SentenceEvidence,
    Severity,
)

OLD = ("The council voted 7 to 2 on Tuesday.", "The wall costs $48 million.", "Rain fell all day.")
SAID = ("The council voted 7 to 2.", "It costs $48 million.")


def article(*paragraphs: str) -> tuple[Analysis, Report]:
    """Paragraph n rests on passage n."""
    texts = tuple(Paragraph(text=t, citations=(f"s1.p{n}",)) for n, t in enumerate(paragraphs, 1))
    section = Section(heading="", kind=SectionKind.REPORTED, paragraphs=texts)
    sentences = tuple(
        SentenceEvidence(
            place=Place(part="sections/0", paragraph=n, start=0, end=len(t)),
            support=1.0,
            evidence=(Evidence(source=n, start=0, end=len(OLD[n]), passage=f"s1.p{n + 1}"),),
        )
        for n, t in enumerate(paragraphs)
    )
    return Analysis(headline="H", dek="D", sections=(section,)), Report(sentences=sentences)


def hit(*now: str) -> tuple[tuple[Affected, ...], Dossier, Analysis]:
    dossier = assemble([document(*OLD)])
    revision = revise(dossier, {0: document(*now)})
    analysis, report = article(*SAID)
    return affected(analysis, report, dossier, revision), revision.dossier, recited(analysis, revision)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (("The council voted 6 to 3 on Tuesday.", *OLD[1:]), [SAID[0]]),
        ((OLD[0], "The wall costs $49 million.", OLD[2]), [SAID[1]]),
        (("The council has not voted 7 to 2 on Tuesday.", *OLD[1:]), [SAID[0]]),
        ((OLD[1], OLD[2]), [SAID[0]]),
        ((), [*SAID]),
        (("The council voted 7 to 2 on Tuesday evening, in the old town hall.", *OLD[1:]), []),
        (("A new first paragraph.", *OLD), []),
        ((OLD[2], OLD[0], OLD[1]), []),
        ((*OLD[:2], "Rain fell all night."), []),
    ],
)
def test_the_sentences_that_say_what_the_source_no_longer_does(now: tuple[str, ...], said: list[str]) -> None:
    if not now:
        now = ("Something else altogether.",)
    found, _, _ = hit(*now)
    assert [a.sentence for a in found] == said


def test_citations_follow_their_passages() -> None:
    _, _, analysis = hit("A new first paragraph.", *OLD)
    assert [p.citations for p in analysis.sections[0].paragraphs] == [("s1.p2",), ("s1.p3",)]
    _, _, gone = hit(OLD[0], OLD[2])
    assert [p.citations for p in gone.sections[0].paragraphs] == [("s1.p1",), ()]


def test_other_documents_and_notes_keep_their_passages() -> None:
    dossier = assemble([document(*OLD), document("Another report.", url="https://b.example/")], [("Note", "A fact.")])
    order = [d.url for d in dossier.documents]
    number = order.index("https://b.example/")
    revision = revise(dossier, {number: document("Another report, changed.", url="https://b.example/")})
    assert [d.url for d in revision.dossier.documents] == order
    kept = {p.id: p.text for p in dossier.passages() if not p.id.startswith(f"s{number + 1}.")}
    assert kept.items() <= {p.id: p.text for p in revision.dossier.passages()}.items()
    assert set(revision.dossier.facts) == {p.id for p in revision.dossier.passages()}


def test_the_finding_points_at_what_the_source_says_now() -> None:
    dossier = assemble([document(*OLD)])
    revision = revise(
        dossier, {0: document("A new first paragraph.", "The council voted 6 to 3 on Tuesday.", *OLD[1:])}
    )
    analysis, report = article(*SAID)
    (finding,) = findings(affected(analysis, report, dossier, revision), revision)
    assert (finding.rule, finding.severity) == ("support.changed", Severity.WARNING)
    (evidence,) = finding.evidence
    assert list(revision.dossier.passages())[evidence.source].text == "The council voted 6 to 3 on Tuesday."
    assert evidence.passage == "s1.p2"
    assert (
        "Before: “The council voted 7 to 2 on Tuesday.” Now: “The council voted 6 to 3 on Tuesday.”" in finding.message
    )


def test_the_proposed_note_says_both() -> None:
    found, _, _ = hit("The council voted 6 to 3 on Tuesday.", OLD[2])
    assert proposed_note(found, ()) == (
        "An earlier version of this article said “The council voted 7 to 2”. The Harbour Post has since changed its "
        "report to “The council voted 6 to 3 on Tuesday”. An earlier version of this article said “It costs $48 "
        "million”. The Harbour Post has since changed its report and no longer says so."
    )


def test_white_space_and_letter_forms_are_no_change() -> None:
    assert same_text(document("The “wall” costs  more."), document('The "wall" costs more.'))
    assert not same_text(document("The wall costs more."), document("The wall costs less."))
