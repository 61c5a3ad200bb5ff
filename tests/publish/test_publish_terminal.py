from __future__ import annotations

import io
import re
from typing import Any

import pytest
from article_samples import ANALYSIS, HOSTILE, dossier, draft
from rich.console import Console, RenderableType

from pipeline.cli.options import print_rich
from pipeline.labels import DISCLAIMER, INFERENCE, LABELS, UNSHOWABLE
from pipeline.models import Analysis, Finding, Place, Report, Severity, Unchecked
from pipeline.publish import terminal
from pipeline.publish.article import article_of, plain
from pipeline.states import DraftState


def printed(renderable: RenderableType, width: int = 100) -> str:
    """On a colour terminal; rich's own colour codes are taken off, and nothing else."""
    screen = io.StringIO()
    Console(file=screen, force_terminal=True, color_system="truecolor", width=width).print(renderable)
    return re.sub(r"\x1b\[[0-9;]*m", "", screen.getvalue())


def squeezed(text: str) -> str:
    return "".join(text.split())


def shown(text: str | None = None, **changes: Any) -> str:
    return printed(terminal.shown(draft(text, **changes), dossier(text), text or "output/2026-03-12-seawall-c0ffee12"))


def test_the_draft_in_its_order() -> None:
    order = [
        "AI-generated · Draft, not reviewed by an editor",
        "A taller seawall wins the vote",
        "Who pays for the last third is open.",
        "The council voted 7 to 2 on Tuesday. [1,2]",
        "What was decided",
        f"Reading Between the Lines\n{INFERENCE}\nThe majority",
        "This content is AI-generated based on source articles.",
        "Sources\n1. Council backs seawall · The Coast Courier · 2026-03-11 · https://courier.example/seawall",
        "2. Minutes · minutes.txt",
        "Share your thoughts\nhttps://talk.example/seawall",
        "Related articles\n• Nine days without pumps",
        "Findings: 1 blocker, 1 unchecked",
        "State: ready",
        "Model: smollm2 at embedded (2 calls, 1,234 tokens, 3 s, unpriced)",
        "Draft: output/2026-03-12-seawall-c0ffee12",
    ]
    text = re.sub(r"(?<=2026-03-11 ·)\s", " ", re.sub(r" +\n", "\n", shown()))
    places = [text.index(words) for words in order]
    assert places == sorted(places)


def test_findings_problems_first_with_words_and_evidence() -> None:
    def finding(severity: Severity, message: str) -> Finding:
        return Finding(rule="style", severity=severity, place=Place(part="headline", start=2, end=8), message=message)

    note, warning = finding(Severity.NOTE, "A note."), finding(Severity.WARNING, "A warning.")
    report = Report(
        findings=(note, warning, *draft().report.findings), unchecked=(Unchecked(rule="names", reason="too slow"),)
    )
    assert printed(terminal.findings(draft(report=report), dossier())).split("\n\n") == [
        "Findings: 1 blocker, 1 unchecked, 1 warning, 1 note",
        "BLOCKER quotes · What was decided, paragraph 2 · key 2192cdf7\n"
        "  “It costs £48 million.”\n"
        "  “It costs” stands in no source.\n"
        "  Nearest: s2.p1 (minutes.txt): “The wall costs £48 million.”",
        "UNCHECKED names · key unchecked.names\n  too slow",
        "WARNING style · headline\n  “taller”\n  A warning.",
        "NOTE style · headline\n  “taller”\n  A note.",
        "",
    ]


@pytest.mark.parametrize(
    "place",
    [
        Place(part="sections/9", paragraph=0, start=0, end=3),
        Place(part="lede", paragraph=7, start=0, end=3),
        Place(part="headline", start=900, end=901),
        Place(start=0, end=3),
    ],
)
def test_a_place_that_no_longer_exists_is_no_error(place: Place) -> None:
    finding = Finding(rule="style", severity=Severity.NOTE, place=place, message="Said anyway.")
    for analysis in (ANALYSIS, None):
        text = printed(terminal.findings(draft(analysis=analysis, report=Report(findings=(finding,))), dossier()))
        assert "Said anyway." in text
        assert "“" not in text


def test_nothing_found() -> None:
    assert printed(terminal.findings(draft(report=Report()), dossier())) == "Findings: none\n\n"


@pytest.mark.parametrize("state", DraftState)
@pytest.mark.parametrize("analysis", [ANALYSIS, None])
def test_label_and_disclaimer_in_every_state(state: DraftState, analysis: Analysis | None) -> None:
    for wording in (DISCLAIMER, "Von einer Maschine [bold]geschrieben[/bold]."):
        view = article_of(draft(state=state, analysis=analysis, disclaimer=wording), dossier())
        text = printed(terminal.article(view))
        assert squeezed(wording) in squeezed(text)
        assert LABELS[state].review in text


def test_a_draft_without_a_text_says_why() -> None:
    text = shown(analysis=None, state=DraftState.NEEDS_ATTENTION, reasons=("The model declined.",))
    assert "No article could be written\n\n• The model declined.\n" in text
    assert "State: needs_attention\n• The model declined.\n" in text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_and_steers_nothing(text: str) -> None:
    output = shown(text)
    assert [c for c in output if c != "\n" and UNSHOWABLE.match(c)] == []
    assert squeezed(plain(text)) in squeezed(output)


def test_a_long_path_stays_on_one_line_and_can_be_copied(capsys: pytest.CaptureFixture[str]) -> None:
    path = f"output/{'deep-folder/' * 20}2026-03-12-seawall-c0ffee12"
    print_rich(terminal.shown(draft(), dossier(), path))
    assert f"Draft: {path}\n" in capsys.readouterr().out


def test_what_a_rule_warns_of_again_and_again_comes_last_in_a_list() -> None:
    def finding(rule: str, at: int, severity: Severity = Severity.WARNING) -> Finding:
        place = Place(part="dek", start=at, end=at + 4)
        return Finding(rule=rule, severity=severity, place=place, message=f"{rule} says {at}. " + "And on. " * 60)

    found = (*(finding("copying", n) for n in range(5)), finding("swaps", 1), finding("swaps", 9))
    text = printed(terminal.findings(draft(report=Report(findings=found)), dossier()))
    assert text.count("WARNING swaps") == 2
    assert text.count("WARNING copying · 5 places") == text.count("WARNING copying") == 1
    assert text.index("swaps says 9.") < text.index("copying says 0.")
    assert all(f"copying says {n}." in text for n in range(5))
    assert len(text.splitlines()) < 45
