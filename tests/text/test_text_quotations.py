from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.quotations import quotations


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "we will go" and left.', ["we will go"]),
        ("He said “we will go” and “stay”.", ["we will go", "stay"]),
        ("Er sagte: „Wir gehen“ und »bleiben«.", ["Wir gehen", "bleiben"]),
        ("Il a dit : «\u00a0Nous partons\u00a0».", ["Nous partons"]),
        ("Hon sa: ”Vi går” igår.", ["Vi går"]),
        ("彼は「行きます」と言った。", ["行きます"]),
        ('他说"我们走"。', ["我们走"]),
        ("‘It's the workers' choice,’ she said.", ["It's the workers' choice,"]),
        ("'We won't go,' he said.", ["We won't go,"]),
        ("‘The workers’ rights matter,’ she said.", ["The workers’ rights matter,"]),
        ("The workers’ rights in the ’90s, rock 'n' roll and Tom's 'em.", []),
        ("A 12\" pizza and a 6' wall.", []),
        ("“He called it ‘mad’ twice,” she said.", ["He called it ‘mad’ twice,"]),
        ("‘He called it “mad” twice,’ she said.", ["He called it “mad” twice,"]),
        ("“First paragraph.\n\n“Second paragraph,” he said.", ["First paragraph.", "Second paragraph,"]),
        ("He said “never closed.", ["never closed."]),
        ("“First. “Second,” he said.", ["First.", "Second,"]),
        ('He said"glued on" here.', ["glued on"]),
        ("— No vamos a vender —dijo Marta Ruiz—. Es de todos.", ["No vamos a vender"]),
        ("Tagte.\n– Vi kan inte vänta, säger Lind.\n– Nej.", ["Vi kan inte vänta"]),
        ("The plan — a bad one — costs much, said Berg.", []),
        ("Nothing here.", []),
        ("“”", []),
    ],
)
def test_styles(text: str, expected: list[str]) -> None:
    found = quotations(text)
    assert [q.text for q in found] == expected
    assert all(text[q.start : q.end] == q.text for q in found)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“We will go,” Anna Berg said.", "Anna Berg"),
        ("“We will go,” said Anna Berg. The rest left.", "Anna Berg"),
        ("“We will go,” said the mayor, Anna Berg.", "Anna Berg"),
        ("“We will go,” Berg, the mayor, said on Monday.", "Berg"),
        ("Anna Berg, the mayor, said: “We will go.”", "Anna Berg"),
        ("Anna van den Berg told the council “we will go”.", "Anna van den Berg"),
        ("According to Anna Berg, “we will go”.", "Anna Berg"),
        ("Berg: “We will go.”", "Berg"),
        ("«Мост закроют», — сказал мэр города Иван Петров.", "Иван Петров"),
        ("Анна Лебедева заявила: «Мост закроют».", "Анна Лебедева"),
        ("«Мост закроют», — добавил он.", None),
        ("“We will go,” he said.", None),
        ("The plan is “mad”.", None),
    ],
)
def test_speaker(text: str, speaker: str | None) -> None:
    assert [q.speaker for q in quotations(text)] == [speaker]


@given(st.text(alphabet=st.sampled_from("ab S.\n\"'“”‘’„«»「」")) | st.text())
def test_quotations_lie_in_order_inside_the_text(text: str) -> None:
    found = quotations(text)
    assert all(text[q.start : q.end] == q.text and q.text.strip() for q in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
