"""Pages that are no article: which kind they are, in many languages, and articles that only look like one."""

from __future__ import annotations

import time
from typing import Any

import pytest
from extract_pages import COST, DOUBT, STORY, VOTE, document, ld, markup, page, refusal

from pipeline.extract import extract
from pipeline.models import PassageKind, Rights

CONSENT = (
    "<html><head><title>The Harbour Post</title></head><body><div><h2>We value your privacy</h2>"
    "<p>We and our 843 partners use cookies to store and access information on your device. You can accept all cookies "
    "or manage your settings.</p>"
    "<button>Accept all</button><button>Manage consent</button></div></body></html>"
)
PAYWALL = markup("<p>The council voted on Tuesday.</p><p>Subscribe to continue reading this article.</p>")
STUB = markup(f"<p>{VOTE}</p><p>{COST}</p>", head=ld(isAccessibleForFree="False"))
LOGIN = (
    "<html><head><title>Sign in</title></head><body><form><h1>Log in to your account</h1><label>E-mail</label><label>"
    "Password</label><a>Forgot your password?</a></form></body></html>"
)
GONE = "<html><head><title>404 - Page not found</title></head><body><h1>Oops!</h1><p>Try our search.</p></body></html>"
ROBOT = (
    "<html><head><title>Just a moment...</title></head><body><p>Checking your browser before access.</p></body></html>"
)
INDEX = "<html><head><title>News</title></head><body><main>" + "".join(
    f"<div><h3><a href=/{n}>Council number {n} backs another seawall</a></h3><p>A short teaser, story {n}.</p></div>"
    for n in range(30)
)
VIDEO = markup(
    f"<p>{VOTE}</p><p>{COST}</p>", head='<meta property="og:type" content="video.other"><title>Video</title>'
)
WIDGET = (
    "<html><head><title>Trawler sinks off Skerran, crew rescued by helicopter</title></head><body>"
    f"<div><p>{VOTE}</p><p>{COST}</p></div></body></html>"
)
SHORT = markup("<p>The council voted on Tuesday night.</p>")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (CONSENT, "consent_wall"),
        (PAYWALL, "paywall"),
        (STUB, "paywall"),
        (LOGIN, "login"),
        (GONE, "error_page"),
        (ROBOT, "error_page"),
        (INDEX, "index_page"),
        (VIDEO, "video_page"),
        (WIDGET, "mismatch"),
        (SHORT, "too_short"),
        ("<html></html>", "too_short"),
        ("<!-- nothing -->", "empty"),
        ("", "empty"),
        (bytes(range(256)) * 20, "not_text"),
    ],
)
def test_reasons_of_refusal(source: str | bytes, reason: str) -> None:
    refused = refusal(page(source))
    assert refused.reason == reason
    assert refused.next_step


def test_a_story_about_cookies_and_paywalls_is_a_story() -> None:
    about = (
        "The site now asks readers to accept all cookies or subscribe to continue reading, which critics call a wall."
    )
    assert about in document(f"{STORY}<p>{about}</p><p>{VOTE}</p>", head=ld(headline="Cookie consent")).text


def test_a_reserved_page_is_refused_with_its_ground() -> None:
    rights = Rights(
        signals={"meta:robots": "noai"}, allowed=False, ground="the publisher reserves it: meta:robots: noai"
    )
    refused = refusal(page(markup(), rights=rights))
    assert refused.reason == "rights_reserved"
    assert "meta:robots: noai" in str(refused)


def test_only_wanted_languages() -> None:
    assert extract(page(markup()), languages={"en", "de"}).language == "en"
    refused = refusal(page(markup()), languages={"de"})
    assert (refused.reason, refused.cause) == ("wrong_language", "is in language en, wanted: de")


def test_the_least_number_of_words() -> None:
    assert refusal(page(markup()), min_words=200).cause == "only 119 words of article text, 200 are needed"
    assert extract(page(markup()), min_words=119)


def test_deeply_nested_markup_costs_its_page_only() -> None:
    started = time.process_time()
    source = "<div>" * 50_000 + VOTE + "</div>" * 50_000
    assert refusal(page(source)).reason in {"not_text", "too_short"}
    assert time.process_time() - started < 5


PARTNERS = {
    "en": "We and our 1,432 partners store information such as cookies on your device and process personal data. You "
    "may click to consent to our processing as described above, or change your settings at any time in your account.",
    "de": "Wir und unsere 214 Partner verarbeiten personenbezogene Daten und verwenden Cookies. Ihre Einwilligung "
    "können Sie jederzeit widerrufen. Alle akzeptieren",
    "fr": "Avec votre accord, nos 789 partenaires et nous utilisons des cookies pour traiter des données personnelles. "
    "Tout accepter. Continuer sans accepter",
    "es": "Nosotros y nuestros 842 socios almacenamos cookies y tratamos datos personales. Aceptar y continuar",
    "it": "Noi e i nostri 700 fornitori archiviamo cookie e trattiamo i dati personali. Accetta e continua",
    "nl": "Wij en onze partners gebruiken cookies. Door op akkoord te klikken geef je toestemming.",
    "pl": "My i nasi partnerzy przechowujemy pliki cookie oraz dane osobowe. Twoja zgoda jest dobrowolna. Akceptuję",
    "sv": "Vi och våra partners lagrar cookies och behandlar uppgifter med ditt samtycke. Godkänn alla",
    "ru": "Мы и наши партнёры используем куки и обрабатываем данные с вашего согласия. Принять",
    "tr": "Biz ve ortaklarımız çerezlerle kişisel verilerinizi işliyoruz. Rızanızı vererek tümünü kabul edin.",
    "zh": "我们和合作伙伴使用 Cookie 处理您的数据。您可以同意、接受或拒绝。",
    "ja": "当社とパートナーはクッキーを使用します。データの利用に同意する場合は「同意する」を押してください。",
}
STOPS = {
    "de": "Jetzt weiterlesen mit Tagblatt Plus. Sie sind bereits Abonnent? Hier anmelden.",
    "fr": "Il vous reste 75 % de cet article à lire. La suite est réservée aux abonnés.",
    "es": "Este contenido es exclusivo para suscriptores.",
    "it": "Contenuto riservato agli abbonati.",
    "pt": "Conteúdo exclusivo para assinantes. Assine para continuar.",
    "nl": "Verder lezen? Word abonnee. Al abonnee? Log in.",
    "sv": "Artikeln är bara för prenumeranter. Redan prenumerant? Logga in.",
    "pl": "Dalsza część artykułu dostępna jest dla subskrybentów.",
    "ru": "Статья доступна только для подписчиков.",
    "ja": "この記事は有料会員限定です。残り 812文字",
    "zh": "订阅后可阅读全文",
}
MISSING = {
    "en": "We can’t find that page.",
    "de": "Die Seite wurde leider nicht gefunden.",
    "fr": "Page introuvable",
    "es": "La página que buscas no existe.",
    "it": "Pagina non trovata",
    "it, at length": "La pagina che cercavi non esiste più o ha cambiato indirizzo.",
    "pl, at length": "Strona, do której prowadzi ten odnośnik, nie istnieje.",
    "nl": "Pagina niet gevonden",
    "sv": "Sidan kunde inte hittas",
    "pl": "Nie znaleziono strony",
    "tr": "Sayfa bulunamadı",
    "ru": "Страница не найдена",
    "zh": "页面不存在",
    "ko": "페이지를 찾을 수 없습니다",
    "ar": "الصفحة غير موجودة",
}


@pytest.mark.parametrize(
    ("notice", "reason"),
    [
        *((text, "consent_wall") for text in PARTNERS.values()),
        *((text, "error_page") for text in MISSING.values()),
        ("The Harbour Post is down for scheduled maintenance. We expect to be back soon.", "error_page"),
        ("Log in to your account to continue. E-mail, password. Forgot password?", "login"),
        ("Bitte melden Sie sich an. Passwort vergessen?", "login"),
        ("Zaloguj się. Nie pamiętasz swojego hasła?", "login"),
        ("You have sent too many requests. Try again in an hour.", "error_page"),
    ],
)
def test_notices_in_place_of_an_article(notice: str, reason: str) -> None:
    given = f"<html><head><title>The Harbour Post</title></head><body><main><p>{notice}</p></main></body></html>"
    assert refusal(page(given)).reason == reason


@pytest.mark.parametrize("stop", STOPS.values(), ids=STOPS)
def test_a_beginning_that_ends_at_a_paywall(stop: str) -> None:
    given = markup(f"<p>{VOTE}</p><p>{COST}</p><div><p>{stop}</p><p>Four weeks for 1 euro</p></div>")
    assert refusal(page(given)).reason == "paywall"


def test_a_paywall_in_the_middle_of_a_story_is_its_subject() -> None:
    assert extract(page(markup(f"<p>{VOTE}</p><p>{STOPS['fr']}</p><p>{COST}</p>")))


def test_an_error_page_among_teasers_is_one() -> None:
    teasers = "".join(f"<div><p>{VOTE}</p></div>" for _ in range(2))
    title = "<title>404 - The Harbour Post</title><meta property=og:site_name content='The Harbour Post'>"
    given = f"<html><head>{title}</head><body><h1>Oops</h1>{teasers}</body></html>"
    assert refusal(page(given)).reason == "error_page"


def test_short_news_of_cookies_and_consent_is_news() -> None:
    told = (
        "The data protection board fined the retailer 4 million euros on Monday because its site set cookies before "
        "visitors had given their consent. The company shared the data with 210 partners, the board found. Its rules "
        "on privacy had been changed in March without notice. The retailer said it would appeal against the fine."
    )
    assert extract(page(markup(f"<p>{told}</p>")))


# --- what stands only in structured data --------------------------------------------------------


def unrendered(**node: Any) -> str:
    return f"<html><head><title>Council backs seawall</title>{ld(**node)}</head><body><div id=root></div></body></html>"


def test_a_page_that_only_a_script_shows_is_read_from_its_structured_data() -> None:
    found = extract(page(unrendered(articleBody=f"{VOTE}\n\n{COST}<br>{DOUBT}")))
    assert [p.text for p in found.passages] == [VOTE, COST, DOUBT]
    updates = [{"headline": "The vote", "articleBody": VOTE}, {"headline": "The cost", "articleBody": COST}, "junk"]
    found = extract(page(unrendered(liveBlogUpdate=updates)))
    assert [(p.kind, p.text) for p in found.passages] == [
        (PassageKind.HEADING, "The vote"), (PassageKind.PARAGRAPH, VOTE),
        (PassageKind.HEADING, "The cost"), (PassageKind.PARAGRAPH, COST),
    ]  # fmt: skip


def test_structured_data_is_no_way_around_a_paywall() -> None:
    text = f"{VOTE}\n{COST}\n{DOUBT}"
    assert refusal(page(unrendered(articleBody=text, isAccessibleForFree=False))).reason == "paywall"
    asked = unrendered(articleBody=text).replace("<div id=root>", "<div id=root><p>Subscribe to continue reading.</p>")
    assert refusal(page(asked)).reason == "paywall"
    assert refusal(page(unrendered(articleBody=[text]))).reason == "too_short"
