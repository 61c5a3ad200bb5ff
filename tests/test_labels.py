from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ConfigError
from pipeline.labels import LABELS, UNSHOWABLE, disclaimer
from pipeline.states import DraftState

SHIPPED = (
    "This content is AI-generated based on source articles. While we strive for accuracy, errors may occur. "
    "We recommend verifying with the original source."
)


def test_the_shipped_disclaimer_byte_for_byte() -> None:
    assert disclaimer(None).encode() == SHIPPED.encode()


@pytest.mark.parametrize(
    ("wording", "line"),
    [
        ("Written by a machine.", "Written by a machine."),
        ("  Two\n  lines\r\n", "Two lines"),
        ("Écrit par une IA\u00a0: vérifiez.", "Écrit par une IA\u00a0: vérifiez."),
        ("本文由人工智能生成。", "本文由人工智能生成。"),
        ("كتبته آلة، تحقق من المصدر.", "كتبته آلة، تحقق من المصدر."),
    ],
)
def test_a_desk_words_it_differently(wording: str, line: str) -> None:
    assert disclaimer(wording) == line


@pytest.mark.parametrize(
    "wording",
    ["", "  \n\t", "\u200b\u200b", "\u00ad", "\u2800", "\u3164\u3164", "...", "— 123 —", "\u200e\u200f", "\u0301"],
)
def test_a_wording_that_nobody_can_read_is_refused(wording: str) -> None:
    with pytest.raises(ConfigError, match="it has no words"):
        disclaimer(wording)


@pytest.mark.parametrize(
    ("wording", "named"),
    [
        ("AI\x1b[8m-generated", "U+001B"),
        ("\u202edetareneg-IA", "U+202E"),
        ("AI \ud800", "U+D800"),
        ("A\u2028B", "U+2028"),
    ],
)
def test_a_wording_with_steering_characters_is_refused(wording: str, named: str) -> None:
    with pytest.raises(ConfigError) as caught:
        disclaimer(wording)
    assert named in str(caught.value)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=())))
def test_whatever_is_accepted_is_one_readable_line(wording: str) -> None:
    try:
        line = disclaimer(wording)
    except ConfigError:
        return
    assert any(c.isalpha() for c in line)
    assert not UNSHOWABLE.search(line)
    assert disclaimer(line) == line


@pytest.mark.parametrize("state", DraftState)
def test_every_state_has_a_label_in_every_vocabulary(state: DraftState) -> None:
    label = LABELS[state]
    assert label.approved == (state is DraftState.APPROVED)
    iptc = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
    assert label.front_matter() == {"ai_generated": True, "ai_review": label.review, "digital_source_type": iptc}
    assert label.meta() == {"ai-disclosure": "ai-generated", "ai-review": label.review, "digital-source-type": iptc}
    assert label.json_ld()["digitalSourceType"] == "https://schema.org/TrainedAlgorithmicMediaDigitalSource"


def test_only_an_approved_draft_says_that_it_was_approved() -> None:
    assert {s for s, label in LABELS.items() if "approved" in label.review} == {DraftState.APPROVED}
    assert LABELS[DraftState.READY].review == "Draft, not reviewed by an editor"
