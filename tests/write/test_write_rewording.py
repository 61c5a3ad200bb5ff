from __future__ import annotations

import pytest
from writing import ANALYSIS

from pipeline.write.rewording import Source, kept_order, shares_run, wordings

ENGLISH = ANALYSIS.phrases["en"]


@pytest.mark.parametrize(
    ("sentence", "shorter"),
    [
        ("Ada Lind, who runs the yard, said it would close.", "Ada Lind said it would close."),
        ("Ada Lind, 71, who runs the yard, said it would close.", "Ada Lind, 71, said it would close."),
        ("After five hours of talk, the council voted to buy the yard.", "The council voted to buy the yard."),
        ("The council voted to buy the yard, choosing the dearer offer.", "The council voted to buy the yard."),
        ("The fund, a relic of the war, has paid for the yard.", "The fund has paid for the yard."),
        ("The yard has closed its gates for good; nobody knows why.", "The yard has closed its gates for good."),
        ("The yard has cost more than 60 per cent of that.", "The yard has cost over 60% of that."),
    ],
)
def test_other_wordings_of_a_sentence(sentence: str, shorter: str) -> None:
    assert shorter in wordings(sentence, ENGLISH)


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        ("If the lake has filled by then, the cut will be halved.", "If the lake has filled by then."),
        ("The yard, the school and the mill have closed for good.", "The yard and the mill have closed for good."),
        (
            "The yard sold 1,200 boats, it said on Monday evening.",
            "The yard sold 1 200 boats, it said on Monday evening.",
        ),
        ("“We, who stay, more than pay,” Lind said of the yard.", "“We, over pay,” Lind said of the yard."),
    ],
)
def test_what_may_not_go_stays(sentence: str, wrong: str) -> None:
    found = wordings(sentence, ENGLISH)
    assert wrong not in found
    assert found[0] == sentence
    assert all("who stay, more than pay" in s for s in found if "“" in s)


def test_how_much_is_copied() -> None:
    source = Source("One two three four five six seven eight nine ten eleven twelve thirteen.")
    assert source.copied("One two three four five six seven.") == (0.0, 0)
    assert source.copied("One two three four five six seven eight nine.") == (1.0, 9)
    assert source.copied("Two three four five six seven eight nine, we say, ten eleven.")[1] == 8


def test_what_is_only_shortened_keeps_its_order() -> None:
    source = "The council voted on Monday to sell the yard."
    assert kept_order("The council voted to sell the yard.", source) == 1
    assert kept_order("The yard voted to sell the council.", source) < 0.9
    assert shares_run("He said that the yard is for sale now.", "So the yard is for sale now.", 6)
    assert not shares_run("He said that the yard is for sale now.", "So the yard is not for sale now.", 6)
