from __future__ import annotations

import pytest

from pipeline.check import check
from pipeline.text.languages import foreign

STORIES = {
    "ar": (
        "قال العمدة: «لن نرفع الضرائب هذا العام». بلغت التكلفة ٤٨ مليون دولار وصوّت ٧ أعضاء.",
        "٤٨", "٤٩", "نرفع", "سنرفع",
    ),
    "hi": (
        "महापौर ने कहा, “हम कर नहीं बढ़ाएंगे”। लागत ४८ करोड़ रुपये है और ७ सदस्यों ने मतदान किया।",
        "४८", "४९", "नहीं ", "",
    ),
    "zh": (
        "市长说：“我们不会加税。”费用为4800万元，７名议员投票赞成。",
        "4800", "4900", "不会", "会",
    ),
    "ja": (
        "市長は「今年は増税しない」と述べた。費用は4800万円で、7人の議員が賛成した。",
        "4800", "4900", "しない", "する",
    ),
    "th": (
        "นายกกล่าวว่า “เราจะไม่ขึ้นภาษี” ค่าใช้จ่าย ๔๘ ล้านบาท สมาชิก ๗ คนลงคะแนน",
        "๔๘", "๔๙", "ไม่", "",
    ),
    "ru": (
        "Мэр сказал: «Мы не повысим налоги». Стоимость — 48 миллионов долларов, 7 депутатов были за.",
        "48", "49", "не ", "",
    ),
    "de": (
        "Die Bürgermeisterin sagte: „Wir werden die Steuern nicht erhöhen.“ "
        "Der Haushalt ist mit 48 Millionen Euro nicht gedeckt, und das ist auch den 7 Räten nicht neu.",
        "48", "49", "nicht erhöhen", "erhöhen",
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", STORIES)
def test_quotations_and_digits_are_checked_in_any_language_and_the_rest_is_noted(language: str) -> None:
    text, number, other, said, turned = STORIES[language]
    report = check(text, [text], "answer")
    assert (report.blockers, report.unchecked) == ((), ())
    assert {u.rule for u in report.not_applicable} == {"names", "swaps", "polarity"}
    assert [f.rule for f in check(text.replace(number, other), [text], "answer").blockers] == ["numbers"]
    assert [f.rule for f in check(text.replace(said, turned), [text], "answer").blockers] == ["quotes"]


@pytest.mark.parametrize("language", ["ar", "hi", "th"])
def test_digits_of_two_scripts_are_one_number(language: str) -> None:
    text, number, *_ = STORIES[language]
    assert check(text.replace(number, str(int(number))), [text], "answer").blockers == ()


@pytest.mark.parametrize("language", ["zh", "ru", "de"])
def test_copying_and_style_are_checked_in_any_language(language: str) -> None:
    text = STORIES[language][0].split("“")[-1].split("»")[-1]
    marked = f"<b>{text}</b> " + text * 3
    rules = {f.rule for f in check(marked, [text * 4], "article").findings}
    assert {"structure.markup", "copying"} <= rules


@pytest.mark.parametrize(
    "text",
    [
        "Maria de la Cruz of El Paso and Juan del Rio de Janeiro won.",
        "Paris St-Germain beat AS Monaco.",
        "Yes.",
        "Le Monde and Die Zeit said so.",
        "",
    ],
)
def test_english_with_foreign_names_stays_english(text: str) -> None:
    assert foreign(text) is None
