from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.alignment import Aligner

SOURCES = [
    "The council met on Tuesday. It voted 7 to 2 to build a seawall along the harbour.",
    "Fishermen fear that the wall will close the northern pier for two years.",
    "The weather was fine. Nobody complained.",
]


def _texts(aligner: Aligner, sentence: str) -> list[str]:
    return [aligner.sources[m.source].text[m.start : m.end] for m in aligner.evidence(sentence)[1]]


def test_evidence_is_the_sentence_that_says_it() -> None:
    aligner = Aligner(SOURCES)
    assert _texts(aligner, "A seawall will be built, the council voted.")[0] == SOURCES[0].partition(". ")[2]
    assert _texts(aligner, "Fishermen fear for the pier.") == [SOURCES[1]]


def test_a_sentence_made_of_two_facts_gets_both() -> None:
    found = _texts(Aligner(SOURCES), "The harbour gets a seawall, and fishermen fear for the northern pier.")
    assert {SOURCES[0].partition(". ")[2], SOURCES[1]} == set(found)


def test_the_neighbour_of_evidence_is_preferred() -> None:
    sources = [
        "The bridge failed. Two trucks hung over the river.",
        "A bridge opened.",
        "Trucks crossed the river slowly.",
    ]
    found = _texts(Aligner(sources), "Two trucks hung over the river when the bridge failed.")
    assert found[:2] == ["Two trucks hung over the river.", "The bridge failed."]


def test_neighbouring_words_that_are_neighbours_in_a_source() -> None:
    aligner = Aligner(["Old harbour cranes lifted steel. Young voters liked quiet parks."])
    assert aligner.paired(["harbour", "crane", "lift"]) == 1.0
    assert aligner.paired(["harbour", "voter"]) == 0.0
    assert aligner.paired(["harbour", "penguin"]) == 1.0  # nothing is known of that pair


def test_support_falls_with_what_no_source_says() -> None:
    aligner = Aligner(SOURCES)
    whole, _ = aligner.evidence(SOURCES[1])
    half, _ = aligner.evidence("Fishermen fear that penguins will conquer the moon.")
    nothing, matches = aligner.evidence("Penguins conquer moons.")
    assert whole == 1.0
    assert 0 < half < 0.7
    assert (nothing, matches) == (0.0, ())


def test_a_sentence_without_content_words_needs_no_support() -> None:
    assert Aligner(SOURCES).evidence("It is so.") == (1.0, ())


def test_rank_puts_the_likeliest_source_first_and_keeps_order_among_equals() -> None:
    aligner = Aligner(SOURCES)
    assert aligner.rank("northern pier") == [1, 0, 2]
    assert aligner.rank("penguins") == [0, 1, 2]
    assert Aligner([]).rank("anything") == []


def test_scripts_without_spaces_are_aligned_too() -> None:
    aligner = Aligner(["天气很好。", "市议会批准修建海堤。"])
    support, matches = aligner.evidence("海堤获市议会批准。")
    assert matches[0].source == 1
    assert support > 0.3


@given(st.lists(st.text(max_size=60), max_size=4), st.text(max_size=60))
def test_matches_lie_inside_their_sources(sources: list[str], sentence: str) -> None:
    support, matches = Aligner(sources).evidence(sentence)
    assert 0 <= support <= 1
    assert all(0 <= m.start < m.end <= len(sources[m.source]) for m in matches)


@given(st.text(max_size=80))
def test_a_text_supports_itself(text: str) -> None:
    aligner = Aligner([text])
    assert all(aligner.evidence(text[a:b])[0] > 0.99 for a, b in aligner.sources[0].sentences)


def test_forms_that_no_ending_tells_are_joined() -> None:
    aligner = Aligner(["The women wrote that thieves stole a ship.", "The women read the letter."])
    support, matches = aligner.evidence("A woman writes of a thief stealing ships.")
    assert (support, [match.source for match in matches][:1]) == (1.0, [0])


def test_the_weakest_stretch_of_a_sentence() -> None:
    aligner = Aligner(["Heavy rain flooded the harbour. Ferries stayed moored. Fishermen mended nets at home."])
    retold = ["rain", "flood", "harbour", "ferry", "stay", "moor"]
    assert aligner.weakest(retold, 3) == 1.0
    assert aligner.weakest([*retold, "penguin", "juggl", "orang"], 3) == 0.0
    assert aligner.weakest(["rain"], 3) == 1.0
    assert aligner.weakest([], 3) == 1.0
    assert aligner.close(["rain", "moor"]) == 1.0
    assert 0.5 < aligner.close(["rain", "moor", "net"]) < 0.8
