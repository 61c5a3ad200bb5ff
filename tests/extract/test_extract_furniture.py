"""Lines of the page that are no part of a story, and sentences of stories that only look like them."""

from __future__ import annotations

import pytest
from extract_pages import COST, DOUBT, VOTE, document

from pipeline.extract.passages import without_furniture
from pipeline.models import PassageKind

JAPANESE = (
    "市議会は火曜日の夜、来年度の予算案を賛成多数で可決した。住民は公園を通る新しい道路の建設に反対している。"
    "市長は会見で、工事は九月に始まると述べた。"
)


@pytest.mark.parametrize(
    "line",
    [
        "Share your thoughts",
        "Share your thoughts in the comments below.",
        "Related Articles",
        "Read more: Herring fleet returns after storm",
        "Sign up for our daily newsletter and never miss a story.",
        "We use cookies to improve your experience on this site.",
        "ADVERTISEMENT",
        "Sign up to Salt & Light",
        "Sign up for breaking news, reviews and top deals.",
        "Follow The Harbour Post on Google News and WhatsApp.",
        "You must confirm your public display name before commenting",
        "Bo Ek contributed to this report.",
        "Like this story? Share it with a friend!",
        "Photo: Ada Brightwell / The Harbour Post",
        "The quay at dawn (AP Photo/Tom Reed)",
        "© 2026 The Harbour Post",
        "By Nora Castellane",
        "By Nora Castellane, Harbour Reporter Published 18 November 2026",
        "Reporting by Ada Brightwell; Editing by Noor Halloway",
        "12 comments",
        "* * *",
        "Lesen Sie auch: Fischer kehren zurück",
        "関連記事",
    ],
)
def test_furniture_is_removed(line: str) -> None:
    blocks = [(PassageKind.PARAGRAPH, text) for text in (VOTE, line, COST)]
    assert [text for _, text in without_furniture(blocks, titles=["Council"], authors=["Nora Castellane"])] == [
        VOTE,
        COST,
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Share prices rose 3 percent.",
        "Sign up for the hearing is open until Friday, the clerk told the fishermen.",
        "Follow the path on the cliff for two miles.",
        "Each of the states contributed to this fund.",
        "More news organisations are using the software.",
        "Related charges against the mayor were dropped.",
        "Copyright holders say that the ruling goes too far.",
        "Read the letter aloud, the judge said.",
        "By Nora Castellane’s count, nine speakers were against it.",
        "Photographs of the quay were taken in 1911.",
        "Comments by the mayor angered the fishermen.",
        "The editor of the Tribune resigned.",
    ],
)
def test_sentences_of_a_story_are_no_furniture(line: str) -> None:
    blocks = [(PassageKind.PARAGRAPH, text) for text in (VOTE, line, COST)]
    assert without_furniture(blocks, titles=["Council"], authors=["Nora Castellane"]) == blocks


ELSEWHERE = """Leia também: O governo hesita · Lees ook: De provincie twijfelt · Läs mer · Les også: Fylket nøler
Czytaj także · Čtěte také: Kraj váhá · Lue myös: Maakunta epäröi · Διαβάστε επίσης: Η περιφέρεια
Citește și: Regiunea ezită · Leia mais
Читайте также: Область сомневается · İlgili haberler · あわせて読みたい · 相关阅读
관련기사 · اقرأ أيضا: المحافظة مترددة
Publicidade · Advertentie · ANNONS · Reklama · Реклама · 広告 · 광고 · إعلان · La suite après la publicité
Melden Sie sich für unseren Newsletter an · Inscrivez-vous à notre newsletter · Suscríbete a nuestro boletín
Iscriviti alla nostra newsletter · Schrijf je in voor onze nieuwsbrief · Zapisz się do naszego newslettera
Подписывайтесь на наш канал в Telegram · Crédit photo : AFP · Фото: РИА Новости · 写真：共同 · 图片来源：新华社
责任编辑：李明 · Riproduzione riservata · 무단전재 및 재배포 금지 · Diesen Artikel teilen · Partager cet article
Stand: 19.11.2026, 18:03 Uhr · Publié le 19 novembre 2026 à 18h03 · 2026年11月19日 18時03分""".replace(
    "\n", " · "
).split(" · ")


@pytest.mark.parametrize("line", ELSEWHERE)
def test_furniture_in_many_languages(line: str) -> None:
    blocks = [(PassageKind.PARAGRAPH, text) for text in (VOTE, line, COST)]
    assert [text for _, text in without_furniture(blocks, titles=[], authors=[])] == [VOTE, COST]


@pytest.mark.parametrize(
    "line",
    [
        "Recibieron un boletín de prensa con los datos del puerto.",
        "Подписан указ о новом канале для судов.",
        "Werbung für den Hafen kostet die Stadt zwei Millionen.",
        "La publicité mensongère sera punie, a dit le juge.",
        "Stand heute fehlen 19 Millionen Euro, sagte Venn.",
        "Publié en 1998, le livre décrit la digue.",
        "広告費は前年より増えた。",
    ],
)
def test_sentences_in_other_languages_are_no_furniture(line: str) -> None:
    blocks = [(PassageKind.PARAGRAPH, text) for text in (VOTE, line, COST)]
    assert without_furniture(blocks, titles=[], authors=[]) == blocks


def test_a_story_without_spaces_goes_on_behind_a_related_heading() -> None:
    texts = (JAPANESE, "関連記事", "防潮堤の予算案", JAPANESE + "採決は公聴会の後に行われた。")
    blocks = [(PassageKind.PARAGRAPH, text) for text in texts]
    assert [text for _, text in without_furniture(blocks, titles=[], authors=[])] == [texts[0], texts[3]]


def test_links_under_a_related_heading_go_with_it() -> None:
    heading, paragraph = PassageKind.HEADING, PassageKind.PARAGRAPH
    blocks = [
        (paragraph, VOTE),
        (heading, "Related articles"),
        (paragraph, "Herring fleet returns after storm"),
        (paragraph, "Ferry fares to rise in spring"),
        (heading, "Who pays"),
        (paragraph, COST),
        (heading, "Most read"),
        (paragraph, "Bull found in café"),
    ]
    assert [text for _, text in without_furniture(blocks, titles=(), authors=())] == [VOTE, "Who pays", COST]


def test_the_title_above_the_text_is_not_repeated() -> None:
    blocks = [(PassageKind.HEADING, "Council backs seawall"), (PassageKind.PARAGRAPH, VOTE)]
    assert without_furniture(blocks, titles=["Council backs Seawall"], authors=()) == blocks[1:]


def test_lines_that_only_lead_elsewhere_are_dropped() -> None:
    links = (
        '<h3><a href="/b">Bull found in a café by the quay</a></h3>'
        '<ul><li><a href="/c">Ferry fares to rise in spring</a></li></ul>'
    )
    linked = f'<p>{COST} <a href="/d">The engineers’ whole report</a></p>'
    found = document(f"<p>{VOTE}</p>{links}{linked}<p>{DOUBT}</p>")
    assert "Bull" not in found.text
    assert "Ferry" not in found.text
    assert "The engineers’ whole report" in found.text


def test_a_story_cut_up_by_advertisements_is_whole() -> None:
    box = '<div class="row"><div class="body">{}</div><div class="rail">Advertisement</div></div>'
    first, second = (f"<p>{VOTE} {n}</p><p>{COST} {n}</p><p>{DOUBT} {n}</p>" for n in (1, 2))
    assert f"{DOUBT} 2" in document(box.format(first) + "<div>Advertisement</div>" + box.format(second)).text
