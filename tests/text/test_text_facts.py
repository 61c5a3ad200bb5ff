from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.models import Facts
from pipeline.text.facts import facts


def test_facts_of_a_passage() -> None:
    found = facts("“We pay 40 percent,” Anna Berg said on Monday.")
    assert [(q.text, q.speaker) for q in found.quotations] == [("We pay 40 percent,", "Anna Berg")]
    assert [(n.value, n.unit) for n in found.numbers] == [("40", "percent")]
    assert [d.value for d in found.dates] == ["Monday"]
    assert [n.text for n in found.names] == ["Anna Berg"]


@given(st.text())
def test_facts_of_any_text_survive_a_round_trip(text: str) -> None:
    found = facts(text)
    assert Facts.model_validate(found.model_dump()) == found
