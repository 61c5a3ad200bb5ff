"""What a page says when it shows something else than its article, in the languages that news comes in.

Searched for in pages with little text only: a story may say any of these things too.
"""

from __future__ import annotations

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


# --- consent --------------------------------------------------------------------------------------

_CONSENT = (
    _any(r"\bcookies?\b|\bcookie-|кук[иі]\b|クッキー|쿠키|\bçerez|\bevästei|\bsütik|\bsoubory cookie|ملفات تعريف"),
    _any(
        r"\b(consent|einwilligung|zustimm|consentement|votre accord|consentimiento|consenso|consentimento|toestemming"
        r"|zgod[aęy]|samtyck|samtykk|souhlas|hozzájárul|suostum|συγκατάθεσ|acordul|rızanız|onay)",
        r"соглас|згод|同意|동의|موافق|הסכמ",
    ),
    _any(
        r"\b(partn\w+|vendors|socios|proveedores|fornitori|parceiros|fournisseurs|leveranciers|leverantörer|kumppan\w+"
        r"|συνεργάτ\w+)\b.{0,160}?\b(data|daten|données|datos|dati|dados|gegevens|dan\w+|uppgifter|údaj\w+|adatok"
        r"|opplysninger|oplysninger|tiedo\w+|δεδομέν\w+|cookies?|cookie\w*|informa\w+)\b",
        r"\b(device|identifiers|appareil|gerät)\b.{0,120}?\b(vendors|partners|partenaires|partner)\b",
        r"партн[её]р\w*|パートナー|파트너|合作伙伴|合作夥伴|\bortağ\w+|\bortaklar\w*",
    ),
    _any(
        r"\b((accept|reject|allow|manage|agree)\b.{0,20}\b(all|cookies|continue|options|choices)|i accept|accept all"
        r"|(alle[ns]?|cookies) (akzeptieren|ablehnen)|akzeptieren|(tout|tous) (accepter|refuser)|accepter|j'accepte"
        r"|aceptar|rechazar|accett\w+|rifiut\w+|aceit\w+|rejeitar|akkoord|accepteren|akceptu\w+|zaakcept\w+|godkänn\w*"
        r"|godta|acceptér|tillad|přijmout|elfogad\w+|hyväksy\w*|αποδοχή|kabul (et|ed)\w*)\b",
        r"принять|прийняти|同意する|許可|동의|모두 수락|قبول|接受|拒[绝絕]",
    ),
    _any(
        r"\b(your privacy|privacy (choices|policy|settings|matters)|gdpr|datenschutz\w*|vie privée|confidentialité"
        r"|privacidad|riservatezza|tua privacy|privacidade|jouw privacy|uw privacy|prywatno\w+|integritet|personvern"
        r"|privatliv|soukromí|adatvéd\w+|yksityisyy\w+|απόρρητο|gizlili[kğ]\w*)\b",
        r"we value your privacy|privacy cent(re|er)|before you continue|weiter mit werbung|continuer sans accepter",
        r"конфиденц|приватн|プライバシー|개인정보|隐私|隱私|خصوصي",
    ),
)
"""Five things that a consent notice speaks of: cookies, consent, partners and data, accepting, privacy."""


def consent(text: str) -> int:
    """How many of the five things of a consent notice the text speaks of."""
    return sum(bool(pattern.search(text)) for pattern in _CONSENT)


SPEAKS = _any(
    r"\b(we|our|wir|unsere[nr]?|nous|nos|nosotros|nuestros|noi|nostri|nós|nossos|wij|onze|my i nasi|nasi|vi|våra|våre"
    r"|me ja|mi és|εμείς|biz)\b|\b(мы|наши|ми)\b|私たち|当社|我们|我們|우리|نحن"
)
"""The house speaks of itself."""


# --- paywalls and logins --------------------------------------------------------------------------

PAYWALL = _any(
    r"(subscribe|sign up|register|log ?in|become a (member|subscriber))\b.{0,40}\b(to|and) (continue|keep|read|"
    r"unlock|access)\b",
    r"to (continue|keep) reading|continue reading (this|with|for)|already a (subscriber|member)|for subscribers only",
    r"subscriber[- ]only|unlock this article|you('ve| have) reached your .{0,30}limit|for (full|unlimited) access",
    r"this (article|content|story) is (for|only available to|reserved for|exclusive)",
    # German
    r"\bweiterlesen\b.{0,40}(\babo\b|abonn|testen|anmeld|registr|\w+ ?(plus|premium)\b|\+)|(bereits|schon) "
    r"(abonnent|abonniert|abo\b)|(nur|exklusiv) für (unsere )?(abonnent|mitglieder)|"
    r"(diesen|der ganze|den (ganzen|vollständigen)) artikel (weiter)?lesen.{0,40}(abo|registr|plus)",
    # French
    r"il vous reste .{1,20}(de cet article|à (lire|découvrir))|(réservée?s?|accessibles?) (à nos|aux) (seuls )?abonné"
    r"|déjà abonné|abonnez-vous (pour|et)|pour lire la suite",
    # Spanish, Portuguese, Italian
    r"(exclusiv[oa]|s[oó]lo|reservad[oa]) para (nuestros |los )?(suscriptores|socios|abonados)|ya eres suscriptor"
    r"|suscríbete (para|y)|para seguir leyendo",
    r"exclusiv[oa] para assinantes|já é assinante|assine (para|e) |para continuar (a ler|lendo)",
    r"riservat[oa] agli abbonati|abbonati (per|e)\b|(sei )?già abbonat[oa]|per continuare a leggere",
    # Dutch, Scandinavian languages, Finnish
    r"(verder|door) ?lezen\?|word (nu )?abonnee|(bent u |ben je )?al abonnee|(alleen|exclusief) voor abonnees",
    r"(bara|endast|kun|exklusivt|för våra) (för |for )?(prenumeranter|abonnenter)|(redan|allerede) (prenumerant"
    r"|abonnent)|bli(v)? (prenumerant|abonnent|plusskund)|(läs|les|læs) (vidare|videre) med",
    r"vain tilaajille|oletko jo tilaaja|tilaa .{0,20}lukeaksesi",
    # Polish, Czech, Hungarian, Greek, Turkish
    r"(tylko )?dla (subskrybentów|prenumeratorów)|dalsza część (artykułu|tekstu)|masz już (dostęp|prenumeratę)",
    r"(jen|pouze) pro předplatitele|előfizetőinknek|csak előfizetők|μόνο για συνδρομητές|abonelere özel",
    # Russian, Ukrainian, Japanese, Chinese, Korean, Arabic
    r"(доступ\w*|только) (по подписке|для подписчиков)|оформите подписку|лише для передплатників",
    r"(有料|有料会員|会員)限定|続きを読むには|続きは.{0,12}会員|残り\s?\d+\s?文字|この記事は有料",
    r"[订訂][阅閱](后|後|以|即可)|付[费費](阅读|閱讀|内容|內容)|[会會][员員]([专專]享|才能)|登[录錄入]后?(阅读|閱讀|查看)",
    r"유료\s?(기사|회원|구독)|구독자\s?전용|구독하(시면|고)|للمشتركين فقط",
)
PASSWORD = _any(
    r"forgot(ten)? (your )?password|passwort vergessen|mot de passe oublié|(olvid\w+|recuperar) .{0,12}contraseña",
    r"password dimenticata|wachtwoord vergeten|glömt .{0,10}lösenord|glemt .{0,10}(passord|adgangskode|kodeord)",
    r"esquec\w+ .{0,15}senha|(zapomnia\w+|nie pamiętasz) .{0,10}hasł|забыли пароль|забули пароль|パスワードを(お)?忘れ",
    r"忘[记記]密[码碼]|비밀번호 찾기|şifre\w* (mi )?unuttu\w*|unohditko salasana",
    r"(e-?mail|user ?name|benutzername|identifiant|correo|usuario).{0,60}(password|passwort|mot de passe|contraseña)",
)
LOGIN = _any(
    r"(log|sign) ?in (to (your account|continue|view)|with (google|facebook|apple|e-?mail))",
    r"(bitte )?melden sie sich .{0,20}an\b|connectez-vous (pour|à)|inicia sesión (para|con)|accedi (per|con)",
)

# --- errors ---------------------------------------------------------------------------------------

_CODES = r"(40[0134]|410|429|50[0234])"
ERROR = _any(
    rf"\b{_CODES}\b.{{0,30}}\b(error|not found|forbidden|gone|page|bad gateway|unavailable)",
    rf"\b(error|fehler|erreur|errore|erro|fout|fel|błąd|ошибка)\W{{0,3}}{_CODES}\b|(?m:^\W*{_CODES}\W*$)",
    r"access (to this .{0,30})?(is |has been )?denied|just a moment\b|checking (your browser|if the site)",
    r"(page|article|story|content|site) (\w+ )?(\w+ )?(not|no longer|n[’']t|cannot) (be )?(found|available|exists?)\b",
    r"(find|locate) (that|the|this) page|page you (are looking for|requested)",
    r"are you a (human|robot)|verify (that )?you are human|enable javascript|javascript is (disabled|required)",
    r"too many requests|attention required|unusual (traffic|activity)|something went wrong",
    r"(service|temporarily) unavailable",
    r"(scheduled|under|down for) (\w+ )?maintenance|wartungsarbeiten|(site|page) en maintenance|en mantenimiento",
    # this page doesn't exist
    r"\b(page|pagina|página|strona|sidan|siden|stránka|страница|сторінка)\b[^.!?]{0,50}\b(n['’]existe|non esiste"
    r"|não existe|no existe|bestaat niet|nie istnieje|finns inte|findes ikke|finnes ikke|neexistuje"
    r"|не найдена|не существует|не знайдена|не існує)\b",
    r"seite (\w+ )?(wurde |konnte |ist |existiert )?(leider )?(\w+ )?nicht (gefunden|verfügbar|vorhanden|mehr)",
    r"page (introuvable|non trouvée|demandée|n['’]existe)|página (no (encontrada|existe|disponible)|que buscas?)",
    r"página não (encontrada|existe)|pagina (non (trovata|esiste|disponibile))|pagina (is )?niet gevonden",
    r"pagina bestaat niet|sidan (kunde inte|finns inte|hittades inte)|siden (finnes|findes|ble|blev|eksisterer) ikke",
    r"sivua ei löy|nie znaleziono strony|strona nie (istnieje|została)|stránka (nenalezena|neexistuje)",
    r"az oldal nem található|η σελίδα δεν|sayfa bulunamadı|страница не (найдена|существует)|сторінк\w+ не знайдено",
    r"ページが(見つかりません|存在しません)|お探しのページ|([页頁]面|[网網][页頁])(不存在|未找到|找不到)|找不到.{0,4}[页頁]",
    r"페이지를 찾을 수 없|الصفحة (غير موجودة|المطلوبة)|הדף לא נמצא",
)
