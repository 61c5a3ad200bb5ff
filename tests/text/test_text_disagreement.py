from __future__ import annotations

import pytest

from pipeline.text.disagreement import Text, differences, only_one


def texts(*groups: str) -> list[Text]:
    return [Text(n, f"s{n + 1}.p1", text) for n, text in enumerate(groups)]


def found(*groups: str) -> list[list[str]]:
    return [[f.text for f in d.figures] for d in differences(texts(*groups))]


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        (
            (
                "The council voted on Monday to replace the old bridge, a project of €31 million.",
                "On Monday the council decided that a new bridge would replace the old one for €27 million.",
            ),
            [["€31 million", "€27 million"]],
        ),
        (
            (
                "The clinic says the night ambulance for the island will cost £410,000 a year.",
                "A night ambulance for the island was costed at £560,000, the clinic's own paper shows.",
            ),
            [["£410,000", "£560,000"]],
        ),
        (
            (
                "Some 1,200 households will lose their water in August.",
                "Roughly 1,150 households are on the list, the utility said.",
                "There are 1,400 households behind the weir, according to the map.",
            ),
            [["1,200 households", "1,150 households", "1,400 households"]],
        ),
    ],
)
def test_versions_of_one_figure_are_found(groups: tuple[str, ...], expected: list[list[str]]) -> None:
    assert found(*groups) == expected


@pytest.mark.parametrize(
    "groups",
    [
        # The same value in other words; other things; other orders of size; one publisher correcting itself.
        ("The wall costs $2 million, the city said.", "The city said the wall costs $2,000,000."),
        ("The school has 310 pupils and wants a gym.", "The harbour office sold 290 mooring permits in May."),
        ("The repair of the bridge costs $4 million.", "The repair of the bridge and the road costs $90 million."),
        ("The bridge costs $4 million. Later it said the bridge costs $5 million.",),
        ("They met for the 2nd time at 7:30.", "They met for the 3rd time at 8:30."),
    ],
)
def test_what_is_no_difference_is_left_alone(groups: tuple[str, ...]) -> None:
    assert found(*groups) == []


def test_a_publisher_that_has_both_figures_as_does_the_other_knows_two_things() -> None:
    both = "The tunnel costs $50 million with the ramp and $44 million without the ramp."
    assert found(both, both.replace("tunnel", "new tunnel")) == []


def test_what_one_alone_says() -> None:
    given = texts("It rained 12 days and cost $5 million.", "The rain of 12 days closed 7 roads.")
    assert [(f.group, f.text) for f in only_one(given)] == [(0, "$5 million"), (1, "7 roads")]
    assert only_one(texts("It cost $5 million.")) == ()
