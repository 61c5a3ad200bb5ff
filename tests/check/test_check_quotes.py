from __future__ import annotations

import time

import pytest

from pipeline.check import RULES, Block, Profile, SourceText, check
from pipeline.check.context import Context
from pipeline.check.runner import run
from pipeline.models import Finding, Severity
from pipeline.text.quotations import quotations

ONLY = Profile("quotes", frozenset({"quotes"}))
SOURCE = (
    "“We will not wait for another flood,” Berg said. She called it “a wall of trust” and asked the council to pay."
)


def _quotes(text: str, *sources: str) -> list[Finding]:
    return [f for f in check(text, sources or [SOURCE], "answer").findings if f.rule == "quotes"]


@pytest.mark.parametrize(
    "text",
    [
        "“We will not wait for another flood,” she said.",
        '"We will not wait for another flood."',
        "'We will not wait for another flood,' she said.",
        "„We will not wait for another flood“",
        "«\u00a0We will not wait for another flood\u00a0»",
        "“we  will not\nwait for another flood”",
        "“We will not … another flood”",
        "“We will not wait [...] flood”",
        "“[W]e will not wait for another [big] flood”",
        "“We will not wait,” she said, “for another flood.”",
        "She spoke of “trust”.",
        "“We will not wait for another flood … a wall of trust”",
        "“WE WILL NOT WAIT”",
    ],
)
def test_legitimate_ways_to_quote(text: str) -> None:
    assert _quotes(text) == []


@pytest.mark.parametrize(
    "quotation",
    [
        "We will wait for another flood",
        "We will not wait for another big flood",
        "We will not wait for other floods",
        "We will wait not for another flood",
        "a wall of trust … We will not wait",
        "We will never wait",
        "He will not wait for another flood",
        "distrust",
        "We will not wait for another flood and more",
    ],
)
def test_altered_quotations(quotation: str) -> None:
    text = f"She said: “{quotation}.”"
    (found,) = _quotes(text)
    assert found.severity == Severity.BLOCKER
    assert text[found.place.start : found.place.end] == quotation + "."
    assert f"“{quotation}.”" in found.message


def test_changed_figures_in_a_quotation() -> None:
    assert _quotes("“It costs 3.5 million,” he said.", "“It costs 3.5 million,” he said.") == []
    assert len(_quotes("“It costs 35 million,” he said.", "“It costs 3.5 million,” he said.")) == 1
    assert len(_quotes("“It is 4 degrees,” he said.", "“It is -4 degrees,” he said.")) == 1


def test_the_nearest_source_passage_is_evidence() -> None:
    (found,) = _quotes("“We will wait for no flood,” she said.")
    assert "We will not wait for another flood" in found.message
    assert [SOURCE[e.start : e.end] for e in found.evidence] == ["“We will not wait for another flood,” Berg said."]


def test_pieces_must_stand_in_one_document() -> None:
    text = "“We came … we saw.”"
    assert len(_quotes(text, "We came.", "We saw.")) == 1
    one = [SourceText("We came.", group=0), SourceText("And then we saw.", group=0)]
    assert [f.rule for f in check(text, one, "answer").findings] == []


def test_pieces_must_stand_near_each_other() -> None:
    far = "We came. " + "Nothing happened here at all. " * 200 + "We saw."
    assert len(_quotes("“We came … we saw.”", far)) == 1


def test_a_source_with_brackets_of_its_own_may_be_quoted_as_it_is() -> None:
    assert _quotes("“[T]he wall [is] safe … now”", "“[T]he wall [is] safe … now”") == []


def test_a_text_that_quotes_nothing_needs_no_source() -> None:
    assert _quotes("Nothing here.", "") == []


def test_places_are_those_of_the_block() -> None:
    block = Block("sections/1", 2, "reported", "He said “never”.")
    (found,) = [f for f in check([block], [SOURCE]).findings if f.rule == "quotes"]
    assert (found.place.part, found.place.paragraph) == ("sections/1", 2)


def _advice(text: str, *sources: str) -> list[str]:
    report = check(text, sources, "answer")
    assert [f for f in report.findings if f.rule == "quotes"] == []
    return [f.rule for f in report.findings if f.rule.startswith("quotes.")]


WALL = (
    "Anna Berg, the mayor, opened the meeting. “We will build the wall,” Berg said, “but only if the state pays.” "
    "“Nobody asked us,” said Carl Stone of the harbour guild."
)


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("“Nobody asked us,” said Stone.", []),
        ("“Nobody asked us,” said Carl Stone.", []),
        ("“Nobody asked us,” said Mayor Anna Berg.", ["quotes.speaker"]),
        ("“Nobody asked us,” he said.", []),
        ("Stone said: “Nobody asked us.”", []),
        ("Berg said: “Nobody asked us.”", ["quotes.speaker"]),
    ],
)
def test_the_speaker_is_the_one_of_the_source(text: str, rules: list[str]) -> None:
    assert _advice(text, WALL) == rules


def test_a_changed_quotation_of_the_same_language_is_no_translation() -> None:
    source = "Der Rat tagte. „Wir haben keine Zeit“, sagte Kramm. The council of the town met, and that was all it did."
    (found,) = _quotes("„Wir haben Zeit“, sagte Kramm.", source)
    assert found.severity == Severity.BLOCKER


def test_a_speaker_with_a_hyphen_is_found_near_the_words() -> None:
    source = "“Spare parts were days away,” Ada Prentiss-Hale said. “I would rather argue about the invoice.”"
    assert _advice("“I would rather argue about the invoice,” said Prentiss-Hale.", source) == []
    assert _advice("“I would rather argue about the invoice,” said Prentiss-Moor.", source) == ["quotes.speaker"]


def test_a_speaker_who_is_named_only_far_away_is_doubtful() -> None:
    source = "Dora Lind lives here. " + "Nothing happened in this place. " * 60 + "“Nobody asked us,” he said."
    assert _advice("“Nobody asked us,” said Dora Lind.", source) == ["quotes.speaker"]


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("“We will build the wall,” said Berg.", ["quotes.truncated"]),
        ("“We will build the wall,” said Berg, “but only if the state pays.”", []),
        ("“We will build the wall,” but the state must pay.", []),
        ("She spoke of “the wall”.", []),
    ],
)
def test_a_quotation_cut_before_its_turn(text: str, rules: list[str]) -> None:
    assert _advice(text, WALL) == rules


def test_a_quotation_cut_after_its_negation() -> None:
    source = "“We do not want a wall here,” Berg said."
    assert _advice("Berg said they “want a wall here”.", source) == ["quotes.truncated"]
    assert _advice("Berg said they do not “want a wall here”.", source) == []


def test_one_place_without_a_turn_is_enough() -> None:
    assert _advice("“We will build the wall,” said Berg.", WALL, "“We will build the wall,” Berg said.") == []


def test_a_translated_quotation_goes_to_the_editor() -> None:
    german = (
        "„Wir werden nicht auf die nächste Flut warten“, sagte Anna Berg. Das ist der Plan der Stadt und des Landes."
    )
    text = "“We will not wait for the next flood,” Anna Berg said of the plan."
    (found,) = check(text, [german], "answer").findings[:1]
    assert (found.rule, found.severity) == ("quotes.translated", Severity.WARNING)
    assert "Wir werden nicht auf die nächste Flut warten" in found.message
    changes = (("Anna Berg", "Carl Stone"), ("Anna Berg", "she"), ("next flood", "next 3 floods"))
    for other in (text.replace(*change) for change in changes):
        assert "quotes" in [f.rule for f in check(other, [german], "answer").blockers]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("田中氏は「我々は次の洪水を待たない」と述べた。", "「我々は次の洪水を待たない」と田中氏は言った。"),
        ("Er sagte: »Wir warten ‚nie‘ auf die Flut«.", "„Wir warten nie auf die Flut“, sagte er."),
        ("He said: “One wall.\n\n“Two walls.”", "“One wall.\n\n“Two walls,” he said."),
    ],
)
def test_styles_of_other_languages(text: str, source: str) -> None:
    assert _quotes(text, source) == []


def test_ten_thousand_quotations_take_near_linear_time() -> None:
    def seconds(number: int) -> float:
        text = " ".join(f"“Wall {i} of {i % 97} will not hold,” Berg said." for i in range(number))
        start = time.process_time()
        report = run(Context((Block(None, None, "text", text),), (SourceText(text, 0),), ONLY), RULES, budget=60)
        assert (report.findings, report.unchecked) == ((), ())
        return time.process_time() - start

    # Quadratic work would take 64 times as long.
    assert seconds(10_000) < 24 * max(seconds(1_250), 0.05)


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("“We will … wait for another flood,” Berg said.", ["quotes.truncated"]),
        ("“We will [...] wait for another flood,” Berg said.", ["quotes.truncated"]),
        ("“We … not wait for another flood,” Berg said.", []),
        ("“We will [never] wait for another flood,” Berg said.", []),
    ],
)
def test_a_negation_that_an_ellipsis_swallows_is_told(text: str, rules: list[str]) -> None:
    assert _advice(text, SOURCE) == rules


@pytest.mark.parametrize("said", ["We [can] start before April", "We ca[n] start before April"])
def test_no_bracket_stands_for_a_negation(said: str) -> None:
    source = "“We cannot start before April,” she said."
    (found,) = _quotes(f"“{said},” she said.", source)
    assert "something for “cannot” put in" in found.message
    assert _quotes("“We cannot start before [spring],” she said.", source) == []


def test_a_statement_runs_on_over_the_name_in_the_middle_of_it() -> None:
    text = "“We will build the wall, but only if the state pays,” said Berg."
    assert _advice(text, WALL) == []
    two = "“We will pay,” Anna Berg said. “Nobody asked us,” said Carl Stone."
    assert len(_quotes("“We will pay. Nobody asked us,” said Berg.", two)) == 1


def test_a_negation_put_in_brackets_is_no_clarification() -> None:
    assert len(_quotes("She called it “a wall [not] of trust”.")) == 1
    assert len(_quotes("“[Nobody] will build the wall.”", "“The town will build the wall.”")) == 1
    assert _quotes("“It will [not] hold.”", "“It will [not] hold,” the notice read.") == []


def test_pieces_of_two_speakers_are_nobodys_words() -> None:
    text = "“We will build … Nobody asked us,” said Berg."
    assert _advice(text, WALL) == ["quotes.speaker"]


@pytest.mark.parametrize("marks", ['“{}"', '"{}”', "‘{}'", "❝{}❞", "″{}″", "``{}''", "`{}'", "‹{}›", "＂{}＂"])
def test_odd_and_mixed_marks_hide_no_invented_quotation(marks: str) -> None:
    assert _quotes(f"She called it {marks.format('a wall of trust')} again.") == []
    (found,) = _quotes(f"She called it {marks.format('a wall of greed')} again.")
    assert "a wall of greed" in found.message


def test_a_mark_closed_in_another_style_ends_before_the_next_quotation() -> None:
    text = '“We will not wait for another flood," Berg said, and “a wall of trust" would do.'
    assert [q.text for q in quotations(text)] == ["We will not wait for another flood,", "a wall of trust"]


@pytest.mark.parametrize("opening", ["Er sagte: ", "Das sagte sie: ", "Elle a dit : "])
def test_a_pronoun_or_article_is_no_speaker(opening: str) -> None:
    assert _advice(f"{opening}„Nobody asked us.“", WALL) == []


@pytest.mark.parametrize(
    ("text", "kind", "severities"),
    [
        ('The answer to the question "What is leasing?" is rent.', "answer", []),
        ('The answer to the question "What is leasing?" is rent.', "article", [Severity.BLOCKER]),
        ('It said: "Unable to answer based on the passages."', "answer", []),
        ('Here the verb "walked" stands.', "answer", []),
        ('Here the word "Hexholme" stands.', "answer", [Severity.BLOCKER]),
        ('They saw "Harbour Nights" there.', "claim", [Severity.NOTE]),
        ('They saw "Hexholme Nights" there.', "claim", [Severity.BLOCKER]),
        ('They saw "Harbour Nights" there.', "article", [Severity.BLOCKER]),
    ],
)
def test_what_short_texts_put_into_quotation_marks(text: str, kind: str, severities: list[Severity]) -> None:
    source = "A harbour has rent and nights."
    assert [f.severity for f in check(text, [source], kind).findings if f.rule == "quotes"] == severities


def test_marks_within_the_quoted_source_are_single_ones() -> None:
    (found,) = check("“We are buying time,” she said.", ["“We are not buying time,” Holt said."], "answer").blockers
    assert found.message.endswith("the nearest source text is “‘We are not buying time,’ Holt said.”.")
