from __future__ import annotations

from builders import NOW, analysis, draft
from hypothesis import given
from hypothesis import strategies as st

from pipeline.models import Decision, Override, Paragraph, Verdict
from pipeline.review import changed_parts, changes, history


def shown(old: str, new: str) -> str:
    marks = {"same": "{}", "gone": "[-{}-]", "new": "[+{}+]"}
    return "".join(marks[c.kind].format(c.text) for c in changes(old, new))


def test_words_go_and_come() -> None:
    assert shown("The council voted 7 to 2.", "The council voted 9 to 2 on Tuesday.") == (
        "The council voted [-7-][+9+] to 2[+ on Tuesday+]."
    )
    assert shown("a cost of $4.8 million", "a cost of $48 million") == "a cost of $[-4.8-][+48+] million"
    assert shown("same", "same") == "same"
    assert shown("", "new words") == "[+new words+]"


def test_neighbouring_changes_read_as_one() -> None:
    assert shown("he said so", "she wrote it") == "[-he said so-][+she wrote it+]"


@given(st.text(max_size=60), st.text(max_size=60))
def test_both_texts_are_in_it(old: str, new: str) -> None:
    found = changes(old, new)
    assert "".join(c.text for c in found if c.kind != "gone") == new
    assert "".join(c.text for c in found if c.kind != "new") == old


def test_only_what_differs_is_listed_in_reading_order() -> None:
    old = analysis(lede=tuple(Paragraph(text=t) for t in ("One.", "Two.", "Three.")))
    section = old.sections[0].model_copy(update={"heading": "What Follows"})
    new = analysis(
        headline="Council backs dam",
        lede=tuple(Paragraph(text=t) for t in ("One.", "Three.", "Four.")),
        sections=(section,),
    )
    assert [(c.part, c.paragraph) for c in changed_parts(old, new)] == [
        ("headline", 0),
        ("lede", None),
        ("lede", 2),
        ("sections/0", None),
    ]
    assert changed_parts(old, old) == ()


def test_history_begins_with_the_model() -> None:
    acts = [
        Decision(verdict=Verdict.EDIT, by="Ada", at=NOW, rendering_hash="1", version=2),
        Decision(
            verdict=Verdict.APPROVE,
            by="Ben",
            at=NOW,
            rendering_hash="1",
            version=2,
            overridden=(Override(key="k", rule="quotes", reason="heard it"),),
        ),
    ]
    steps = history(draft(), 2, acts)
    assert [(s.what, s.by, s.version, s.words) for s in steps] == [
        ("written", "small", 1, "at embedded"),
        ("edit", "Ada", 2, ""),
        ("approve", "Ben", 2, "quotes: heard it"),
    ]
