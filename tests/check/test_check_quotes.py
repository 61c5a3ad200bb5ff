from __future__ import annotations

import pytest

from pipeline.check import Block, SourceText, check
from pipeline.models import Finding, Severity

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
        "“We will … wait for another flood”",
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
