from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.check import PROFILES, Block, Profile, check
from pipeline.check.profiles import Copying
from pipeline.models import Finding, Severity
from pipeline.text.suffixes import SuffixAutomaton

ONLY = Profile("copying", frozenset({"copying"}))
WORDS = [f"word{i}" for i in range(200)]
SOURCE = " ".join(WORDS)


def _copied(text: str, *sources: str, limits: Copying | None = None) -> list[Finding]:
    profile = Profile("copying", frozenset({"copying"}), copying=limits or Copying())
    return list(check(text, sources or [SOURCE], profile).findings)


@pytest.mark.parametrize(
    ("words", "severities"),
    [(14, []), (15, [Severity.WARNING]), (24, [Severity.WARNING]), (25, [Severity.BLOCKER])],
)
def test_runs_of_words(words: int, severities: list[Severity]) -> None:
    text = f"It says that {' '.join(WORDS[40 : 40 + words])} and more."
    found = _copied(text)
    assert [f.severity for f in found] == severities
    for f in found:
        copied = " ".join(WORDS[40 : 40 + words])
        assert text[f.place.start : f.place.end] == copied
        assert copied[:60] in f.message
        assert [SOURCE[e.start : e.end] for e in f.evidence] == [copied]


def test_quotations_are_no_copies_and_break_a_run() -> None:
    assert _copied(f"She said: “{' '.join(WORDS[:60])}.”") == []
    assert _copied(f"{' '.join(WORDS[:12])} “{' '.join(WORDS[12:14])}” {' '.join(WORDS[14:26])}") == []


def test_a_share_of_short_copies() -> None:
    def text(copies: int) -> str:
        """Pieces of ten copied and ten own words each, then own words only: 20 pieces in all."""
        pieces = []
        for i in range(20):
            own = [f"own{i}x{k}" for k in range(10)]
            pieces += [*WORDS[i * 10 : i * 10 + 10], *own] if i < copies else [*own, *(f"{w}b" for w in own)]
        return " ".join(pieces)

    # 3 of 10 words end a copied sequence of eight: .0077 of the text's sequences for each piece.
    assert _copied(text(19)) == []
    strict = Copying(warn_share=0.05, block_share=0.1)
    (warned,) = _copied(text(8), limits=strict)
    assert (warned.severity, warned.place.start, warned.place.end) == (Severity.WARNING, 0, 0)
    assert "6% of the text" in warned.message
    (blocked,) = _copied(text(14), limits=strict)
    assert blocked.severity == Severity.BLOCKER


def test_the_share_is_told_of_the_parts_that_have_it() -> None:
    own = " ".join(f"own{i}" for i in range(60))
    pieces = [" ".join([*WORDS[i * 13 : i * 13 + 13], f"own{i}"]) for i in range(12)]
    blocks = [Block("lede", 0, "lede", own), Block("sections/0", 0, "reported", " ".join(pieces))]
    (found,) = check(blocks, [SOURCE], ONLY).findings
    assert (found.severity, found.place.part, found.place.paragraph) == (Severity.BLOCKER, "sections/0", None)


def test_characters_of_unspaced_scripts_count_half() -> None:
    source = "".join(chr(0x4E00 + 7 * i) for i in range(120))
    assert _copied(source[:29], source) == []
    assert [f.severity for f in _copied(source[:30], source)] == [Severity.WARNING]
    assert [f.severity for f in _copied(source[:50], source)] == [Severity.BLOCKER]


def test_runs_are_found_in_each_document_on_its_own() -> None:
    first, second = " ".join(WORDS[:12]), " ".join(WORDS[12:24])
    assert _copied(f"{first} {second}", first, second) == []


def test_only_articles_are_asked_for_words_of_their_own() -> None:
    asked = {name for name, profile in PROFILES.items() if "copying" in profile.rules}
    assert asked == {"article"}


@given(text=st.lists(st.sampled_from("abc"), max_size=30), other=st.lists(st.sampled_from("abcd"), max_size=30))
def test_the_automaton_finds_the_longest_stretch(text: list[str], other: list[str]) -> None:
    whole = "".join(text)
    for i, (length, end) in enumerate(SuffixAutomaton(text).matches(other)):
        ending = ["".join(other[i - n + 1 : i + 1]) for n in range(1, i + 2)]
        assert length == max((len(e) for e in ending if e in whole), default=0)
        assert whole[end - length + 1 : end + 1] == "".join(other[i - length + 1 : i + 1])
