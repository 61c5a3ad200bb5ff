# ruff: noqa: E501  (a pattern a line reads better than one cut in pieces)
"""Orders to a model in languages other than English: verbs and objects that must come near each other."""

from __future__ import annotations

# Where a form is an order and a statement alike ("il ignore", "schreibt"), it must begin a sentence to be an order.
_FIRST = r"(?:^|[.!?:;»”\"]\s*|(?<!\w)(?:et|y|e|i|și|und|bitte|jetzt|stattdessen|por favor|veuillez|per favore|debes|tienes que|tu dois|vous devez|deves|devi|musst du|sollst du|du musst|du sollst|müssen sie),? )"

# To forget, what was told; to write, what is written; a model addressed. One tuple for each language or family.
TABLES = (
    # German
    (_FIRST + r"(?:ignoriere?t?|ignorieren sie|vergiss|vergesst|vergessen sie|missachte|missachten sie|überspringe?|verwirf|verwerfen sie|beachte?n? (?:sie )?(?:nicht|keine)|folge?n? (?:sie )?(?:nicht|keinen))(?!\w)",
     r"anweisung\w*|instruktion\w*|vorgabe\w*|prompts?|regeln?|befehle?\w*|systemnachricht|vorherige\w*|bisherige\w*|obige\w*|alles (?:zuvor|bisher|oben)",
     _FIRST + r"(?:\w{1,12}[,:] )?(?:schreibe?|schreiben sie|füge?|fügen sie|erwähne?|erwähnen sie|antworte|antworten sie|gib|geben sie|nenne?|nennen sie|beende|beenden sie|ersetze?|ersetzen sie|übersetze?|behaupte|behaupten sie|verlinke|setze?|zitiere|berichte|baue|beginne|nimm|verwende|verwenden sie|nutze|loben?|lobe)(?!\w)",
     r"artikels?|antwort\w*|zusammenfassung\w*|überschrift\w*|schlagzeile\w*|absatz\w*|absätze\w*|ausgabe|satz|sätze|wort|wörter|link|json|text(?:es)?|beitrag|titel",
     r"(?:du bist|sie sind) (?:jetzt |nun |ab sofort )?(?:eine?n? )?(?:ki\b|sprachmodell|assistent|chatbot)|(?:hinweis|anweisung|nachricht|achtung|notiz)\w* (?:an|für)? ?(?:die |alle |jede |das )?(?:ki\b|kis\b|sprachmodell|assistent|chatbot|künstliche intelligenz)|(?:system-?prompt)|eine? (?:ki|künstliche intelligenz|sprachmodell) bist|wer (?:diesen|das|dies) .{0,20}(?:zusammenfasst|verarbeitet).{0,30}(?:muss|soll)"),
    # French
    (_FIRST + r"(?:ignore[zr]?|oublie[zrs]?|passe[zr]? outre)(?!\w)|(?:^|\W)(?:ignorez|oubliez|ne (?:tiens|tenez) (?:pas |aucun )?compte|ne suis pas|ne suivez pas|fai(?:s|tes) abstraction|n'obéi(?:s|ssez)\b)",
     r"instructions?|consignes?|directives?|règles?|invites?|prompts?|ordres?|précédent\w*|ci-dessus|tout ce qui précède",
     _FIRST + r"(?:\w{1,12}[,:] )?(?:écris|insère|ajoute|mentionne|réponds|termine|affiche|révèle|remplace|inclus|place|mets|dis|commence|traduis|cite|écrire|ajouter|insérer|inclure|mentionner)(?!\w)|(?<!vous )(?<!\w)(?:écrivez|insérez|ajoutez|mentionnez|répondez|terminez|affichez|révélez|remplacez|incluez|placez|mettez|dites|commencez|citez)(?!\w)",
     r"articles?|résumé|réponse|titre|paragraphes?|mot|phrase|lien|texte|conclusion|chapeau|json",
     r"quiconque .{0,15}(?:résume|traite|réécrit)|(?:tu es|vous êtes) (?:maintenant |désormais )?(?:une? )?(?:ia\b|assistant|modèle de langage|chatbot|intelligence artificielle)|(?:note|message|instruction|consigne|avis|attention)s? (?:à|aux?|pour) (?:l'|les? |toute )?(?:ia\b|intelligences? artificielles?|assistants?|modèles?|robots?)"),
    # Spanish
    (_FIRST + r"(?:ignor[ae]n?|ignorad|olvid[ae]n?|descart[ae]n?|omit[ae]|desobede\w+|prescind[ae])(?!\w)|(?<!\w)(?:no sigas|ha(?:z|ga) caso omiso)",
     r"instruccion\w*|indicacion\w*|órden\w*|reglas?|anterior\w*|previas?|directri\w+|prompts?|mensaje del sistema",
     _FIRST + r"(?:\w{1,12}[,:] )?(?:escrib[ae]|incluy[ae]|incluir|añad[ae]|añadir|agreg(?:a|ue)|mencion[ae]|mencionar|respond[ae]|termin[ae]|insert[ae]|insertar|revel[ae]|muestr[ae]|reempla(?:za|ce)|sustituy[ae]|di|diga|pon|ponga|cit[ae]|empieza|empiece|traduzca|traduce)(?!\w)",
     r"artículos?|resumen|respuesta|titular|párrafos?|palabra|frase|enlace|texto|conclusión|título|json|nota final",
     r"(?:eres|usted es) (?:ahora )?(?:una? )?(?:ia\b|asistente|modelo de lenguaje|chatbot|inteligencia artificial)|(?:nota|mensaje|instrucción|instrucciones|aviso|atención) (?:a|para|al) (?:la |las |los |el |toda )?(?:ia\b|ias\b|asistente|modelo|inteligencia artificial|chatbot)"),
    # Portuguese
    (_FIRST + r"(?:ignor[ae]m?|esqueçam?|esquece|desconsider[ae]m?|descart[ae])(?!\w)|(?<!\w)não siga\w*",
     r"instruç\w+|orientaç\w+|regras?|comandos?|anterior\w*|acima|prompts?|diretri\w+",
     _FIRST + r"(?:\w{1,12}[,:] )?(?:escrev[ae]|inclu[ai]|adicion[ae]|acrescent[ae]|mencion[ae]|respond[ae]|termin[ae]|insir[ae]|revel[ae]|mostr[ae]|substitu[ai]|coloque|diga|comece|traduza)(?!\w)",
     r"artigo|resumo|resposta|manchete|título|parágrafos?|palavra|frase|link|texto|conclusão|json",
     r"(?:você é|tu és) (?:agora )?(?:uma? )?(?:ia\b|assistente|modelo de linguagem|chatbot)|(?:nota|mensagem|instruç\w+|aviso|atenção) (?:para|à|a|ao) (?:a |as |os |o )?(?:ia\b|ias\b|assistente|modelo|inteligência artificial)"),
    # Italian
    (_FIRST + r"(?:ignor[ai]|ignorate|dimentic[ah]i?|dimenticate)(?!\w)|(?<!\w)(?:non seguire|trascur\w+|scart(?:a|ate)\b|non tenere conto|non tener conto|disobbed\w+)",
     r"istruzion\w+|indicazion\w+|regole?|comandi|precedent\w*|sopra|prompts?|direttiv\w+|ordini",
     _FIRST + r"(?:\w{1,12}[,:] )?(?:scriv[ia]|scrivete|includ[ia]|inserisc[ia]|inserire|aggiung[ia]|menzion[ai]|rispond[ia]|termin[ai]|rivel[ai]|mostr[ai]|sostituisc[ia]|metti|di'|concludi|traduci|inizia)(?!\w)",
     r"articolo|riassunto|risposta|titolo|paragraf\w+|parola|frase|link|testo|conclusione|sommario|json",
     r"(?:sei|lei è) (?:ora |adesso )?(?:un'?a? ?)?(?:ia\b|assistente|modello linguistico|chatbot|intelligenza artificiale)|(?:nota|messaggio|istruzion\w+|avviso|attenzione) (?:per|a|all'|alle|ai) ?(?:l'|le |i |gli )?(?:ia\b|assistent\w+|modell\w+|intelligenz\w+)"),
    # Dutch
    (r"negeer\b|negeren\b|vergeet\b|sla .{0,15}over|volg .{0,12}niet|laat .{0,15}buiten beschouwing|verwerp\b",
     r"instructies?|opdrachten?|aanwijzingen?|regels?|prompts?|vorige|eerdere|bovenstaande|voorgaande",
     r"(?:^|[.!?:,;]\s*|gelieve |nu |moet je |alstublieft )(?:schrijf|voeg|vermeld|antwoord|beëindig|eindig|begin|vervang|toon|zet|noem|gebruik|plaats|vertaal|beweer)\b",
     r"artikel|samenvatting|antwoord|kop|titel|alinea'?s?|woord|zin|link|tekst|conclusie|json",
     r"(?:je bent|u bent) (?:nu |voortaan )?(?:een )?(?:ai\b|taalmodel|assistent|chatbot)|(?:bericht|opmerking|instructie|let op)\w*,? (?:aan|voor) (?:de |alle |het |elke )?(?:ai\b|taalmodel|assistent|chatbot)"),
    # Polish, Czech
    (r"zignoruj\w*|ignoruj\w*|zapomnij\w*|pomiń\w*|nie stosuj\w*|odrzuć|zapomeň\w*|přeskoč\w*",
     r"instrukcj\w+|instrukc\w+|polece\w+|zasad\w*|poprzedni\w*|wcześniejsz\w*|powyższ\w*|pokyn\w*|předchoz\w*|prompt\w*",
     r"\b(?:napisz|napiš|dodaj|dopisz|wspomnij|odpowiedz|zakończ|wstaw|ujawnij|zastąp|umieść|użyj|přidej|vlož|zmiň|nahraď)\w*",
     r"artykuł\w*|streszcz\w+|podsumowan\w+|odpowiedzi?\w*|nagłów\w+|tytuł\w*|akapi\w+|słow\w+|zdani\w+|link\w*|tekst\w*|článk\w*|shrnut\w*|odstav\w+|slov\w+|odkaz\w*",
     r"jesteś (?:teraz )?(?:modelem|asystentem|sztuczną|czatbotem)|jsi (?:nyní )?(?:jazykový model|asistent|umělá)|(?:uwaga|wiadomość|instrukcja|notatka) (?:dla|do) (?:wszystkich )?(?:modeli|modelu|asystent\w*|ai\b|sztuczn\w+)"),
    # Russian, Ukrainian
    (r"(?<!\w)(?:(?:про)?игнорируй|забудь|не следуй|не учитывай|отмени|отбрось|(?:про)?ігноруй|знехтуй)(?:те)?(?!\w)",
     r"инструкци\w+|указани\w+|правил\w*|команд\w*|предыдущ\w+|выше|промпт\w*|інструкц\w+|вказівк\w+|попередн\w+",
     r"(?<!\w)(?:напиши|отвечай|пиши|говори|упоминай|добавляй|добавь|вставь|упомяни|ответь|закончи|заверши|раскрой|покажи|замени|укажи|включи|начни|переведи|назови|додай|встав|згадай|впиши)(?:те)?(?!\w)",
     r"стать\w+|резюме|пересказ\w*|ответ\w*|заголов\w+|абзац\w*|слов\w+|фраз\w+|ссылк\w+|текст\w*|вывод\w*|статт\w+|посиланн\w+|предложени\w+",
     r"(?:ты|вы) (?:теперь |отныне |— |- )*(?:языковая модель|ассистент|искусственный интеллект|чат-?бот|ии\b)|(?:сообщение|примечание|инструкция|внимание|заметка|обращение)[,:]? (?:для|к)? ?(?:всех )?(?:ии\b|нейросет\w+|языков\w+ модел\w+|ассистент\w*|бот\w*)|системн\w+ (?:промпт|инструкц|сообщени)\w*"),
    # Turkish
    (r"yok say\w*|görmezden gel\w*|unut\w*|dikkate alma\w*|göz ardı et\w*|uyma\b",
     r"talimat\w*|yönerge\w*|kural\w*|komut\w*|önceki|yukarıdaki|istem\w*",
     r"\b(?:yaz|ekle|belirt|cevapla|yanıtla|bitir|değiştir|göster|kullan|koy|söyle|başla|çevir)(?:in|iniz|ın|ınız|yin|yiniz)?\b",
     r"makale\w*|özet\w*|cevab\w*|yanıt\w*|başlı\w+|paragraf\w*|kelime\w*|cümle\w*|bağlantı\w*|metin\w*|metne",
     r"sen (?:artık )?(?:bir )?(?:yapay zek\w+|asistan\w*|dil modeli)\w*|(?:yapay zek\w+|dil model\w+|asistan\w*) (?:için|dikkat)"),
    # Indonesian, Malay; Vietnamese; Swahili
    (r"abaikan|lupakan|jangan (?:ikuti|hiraukan)|bỏ qua|quên|puuza|sahau",
     r"instruksi|perintah|petunjuk|aturan|sebelumnya|hướng dẫn|chỉ dẫn|lệnh|quy tắc|trước đó|maagizo|maelekezo",
     r"\b(?:tulis(?:kan)?|tambahkan|sertakan|sebutkan|jawab|akhiri|sisipkan|gunakan|ganti|viết|thêm|chèn|đề cập|trả lời|kết thúc|thay|andika|ongeza|taja)\b",
     r"artikel|ringkasan|jawaban|judul|paragraf|kata|kalimat|tautan|teks|bài viết|bản tóm tắt|câu trả lời|tiêu đề|đoạn|từ|liên kết|makala|muhtasari|neno",
     r"(?:anda|kamu) (?:sekarang )?adalah (?:sebuah |seorang )?(?:ai\b|asisten|model bahasa)|bạn là (?:một )?(?:ai\b|trợ lý|mô hình)"),
    # Swedish, Norwegian, Danish, Finnish
    (r"ignorera\w*|ignorer\b|bortse från|se bort fra|glöm\b|glem\b|strunta i|tilsidesæt\b|unohda\b|ohita\b|jätä huomiotta",
     r"instruktion\w*|instruks\w*|anvisning\w*|regl?er\w*|tidigare|tidligere|ovanstående|ovenstående|foregående|ohje\w*|käsky\w*|aiem\w+",
     r"(?:^|[.!?:,;]\s*|vänligen |nu |venligst )(?:skriv|lägg till|tilføj|legg til|nämn|nævn|nevn|svara?|avsluta|afslut|avslutt|infoga|indsæt|sett inn|ersätt|erstatt?|kirjoita|lisää|mainitse|vastaa)\b",
     r"artikel\w*|sammanfattning\w*|sammendrag\w*|resumé\w*|svar\w*|rubrik\w*|overskrift\w*|stycke\w*|avsnit\w*|ord\w*|mening\w*|länk\w*|link\w*|lenke\w*|text\w*|tekst\w*|artikkeli\w*|tiivistelmä\w*|otsik\w+|sana\w*|linkki\w*",
     r"du är (?:nu )?(?:en )?(?:ai\b|språkmodell|assistent)|du er (?:nå |nu )?(?:en )?(?:ai\b|ki\b|språkmodell|sprogmodel|assistent)|olet (?:nyt )?(?:tekoäly|kielimalli|avustaja)"),
    # Greek, Romanian, Hungarian
    (r"αγνόησε\w*|αγνοήστε|ξέχασε\w*|ξεχάστε|ignoră\b|ignorați|uită\b|uitați|nu urma\w*|hagyd figyelmen kívül|felejtsd? el\w*|mellőzd",
     r"οδηγί\w+|εντολ\w+|κανόν\w+|προηγούμεν\w+|instrucțiun\w+|indicați\w+|reguli\w*|anterioar\w+|utasítás\w*|szabály\w*|korábbi|előző",
     r"\b(?:γράψε|γράψτε|πρόσθεσε|προσθέστε|ανάφερε|απάντησε|scrieți|adaugă|adăugați|menționează|răspunde|inserează|încheie|írd|írj|add hozzá|említsd|válaszolj|illeszd|fejezd be)\b",
     r"άρθρο\w*|περίληψη\w*|απάντηση|τίτλο\w*|παράγραφο\w*|λέξη|σύνδεσμο\w*|articol\w*|rezumat\w*|răspuns\w*|titlu\w*|paragraf\w*|cuvânt\w*|cuvinte\w*|link\w*|cikk\w*|összefoglaló\w*|válasz\w*|cím\w*|bekezdés\w*|szót|szó\b|hivatkozás\w*",
     r"είσαι (?:πλέον )?(?:ένα )?(?:γλωσσικό μοντέλο|τεχνητή|βοηθός)|ești (?:acum )?(?:un )?(?:model|asistent|ai\b)|(?:te egy|mostantól) (?:nyelvi modell|asszisztens|mi\b)"),
)  # fmt: skip

# Scripts without word borders or with other orders of words: what is told may come before the order.
NEAR = (
    # Chinese
    (r"忽略|忽視|忽视|無視|无视|忘记|忘掉|忘記|不要理会|不要遵守|不要遵循|撤销|绕过", r"指令|指示|提示词|提示詞|系统提示|(?:以上|上面|上述|之前|前面|先前|原有)(?:的)?(?:所有|一切|全部|设定|設定|内容|內容|规则|規則|要求|命令|话)"),
    (r"(?:请|請|必须|必須|务必|務必|记得|你要|你应|接下来|把|将).{0,25}(?:写|寫|添加|加入|插入|提到|提及|回答|回复|回覆|输出|輸出|结束|結束|替换|替換|改成|改为|改為|包含|引用|附上|翻译|显示|透露|泄露|推荐)", r"(?:文章|摘要|回答|回复|回覆|标题|標題|段落|每段|结尾|結尾|开头|报道|总结)(?:中|里|裡|末|的|时|時|為|为|:|：|改)|字样|单词|這個詞|这个词|以下(?:链接|連結|文字|内容|句子)|系统提示|提示词|json"),
    (r"你(?:现在)?(?:是|扮演)|(?:^|[。！：:])(?:致|给)|(?:请注意|請注意|注意)[，,：: ]|作为一?个?|扮演一", r"^.{0,2}(?:人工智能|人工智慧|语言模型|語言模型|ai助手|ai模型|聊天机器人|大模型|广告文案)|(?:人工智能|语言模型|語言模型|ai助手|ai模型|聊天机器人|大模型)[，,：:]\s*(?:请|請|你)"),
    (r"(?:请|請|必须|必須|务必|務必|记得|你要|把|将|將).{0,20}(?:文章|摘要|总结|回答|回复|标题|標題|段落|结尾|报道)", r"写入|写上|加入|加上|插入|添加|改成|改为|改為|替换|包含|附上|提到|注明"),
    # Japanese
    (r"ai(?:へ|宛)", r":|記事|要約|この"),
    (r"(?:以前|上記|これまで|すべて|全て|従来).{0,8}(?:指示|命令|プロンプト|ルール)", r"無視|忘れ|従わ|破棄|上書き"),
    (r"指示|命令|プロンプト", r"無視(?:してください|せよ|しろ|すること|し、代わりに)|忘れ(?:てください|ろ|なさい)|従わないで"),
    (r"(?:書い|書き|追加し|含め|挿入し|言及し|答え|回答し|出力し|終え|置き換え|引用し|入れ|表示し|締めくくっ|明かし|書き込ん|し)て(?:ください|下さい|くれ|ほしい)|(?:書け|加えよ|出力せよ|含めよ|入れよ|答えよ|追加せよ|すること|しなさい)", r"(?:記事|要約|回答|返答|見出し|段落|文末|冒頭|タイトル|本文|末尾)(?:に|の|を|は|で)|単語|次の(?:文|リンク|言葉|語)|という(?:語|言葉|文)|json|システムプロンプト|とだけ"),
    (r"あなたは|(?:ai|言語モデル|人工知能|チャットボット)(?:へ|宛)の?(?:指示|お知らせ|注意|メッセージ|[:：])", r"^.{0,3}(?:人工知能|言語モデル|aiアシスタント|aiモデル|チャットボット)|指示|お知らせ|注意|メッセージ"),
    # Korean
    (r"(?:이전|위의|앞의|모든|기존|상기).{0,8}(?:지시|명령|프롬프트|규칙|지침)", r"무시|잊|따르지|폐기|건너뛰"),
    (r"(?:쓰|적으|넣으|끝내|바꾸|답하|답변하|추가하|포함하|포함시키|삽입하|언급하|출력하|교체하|인용하|공개하|작성하|표시하)(?:세요|라|시오|십시오)|써라|써 ?주세요|(?:포함|추가|언급|사용)해야|(?:답|출력)하(?:고|세요)", r"기사(?:에|의|를|는|마다)|요약|답변에|제목|단락|문단|결론|단어|문구|링크|문장(?:을|으로)|이라고만|라고만|시스템 ?프롬프트|json"),
    (r"(?:이 글|이 기사|이 문서|본문)(?:을|를) (?:요약|읽|처리|분석)하는|당신은|(?:인공지능|언어 ?모델|챗봇|ai)(?:에게|용)? ?(?:알림|주의|지시|메시지)", r"인공지능|언어 ?모델|챗봇|ai(?:는|에게|가|야|,)|알림|지시"),
    # Turkish, whose verbs come last
    (r"yok say\w*|görmezden gel\w*|unut\w*|dikkate alma\w*|göz ardı et\w*", r"talimat\w*|yönerge\w*|kural\w*|komut\w*|önceki|yukarıdaki|istem\w*"),
    (r"(?<!\w)(?:yaz|ekle|belirt|cevapla|yanıtla|bitir|değiştir|göster|kullan|koy|söyle)(?:in|iniz|ın|ınız|yin|yiniz)?(?!\w)", r"makale\w+|özet\w+|cevab\w+|yanıtın\w*|başlığ\w+|paragraf\w+|metnin\w*"),
    # Arabic, Persian, Urdu
    (r"تجاهل\w*|انس\b|إنس\b|انسَ|لا تتبع\w*|نادیده بگیر\w*|فراموش کن\w*|نظر ?انداز|بھول جا\w*", r"تعليمات|التعليمات|الأوامر|أوامر|القواعد|السابقة|أعلاه|دستور\w*|قوانین|قبلی|ہدایات|پچھلی"),
    (r"اكتب\w*|أضف\w*|اضف|أدرج\w*|اذكر\w*|أجب\w*|أنه\b|استبدل\w*|اكشف\w*|أظهر\w*|قل\b|بنویس\w*|اضافه کن\w*|بگو\w*|پاسخ ده\w*|جایگزین کن\w*|لکھ\w*|شامل کر\w*", r"المقال\w*|مقالك|الملخص|ملخصك|الإجابة|إجابتك|ردك|الرد\b|العنوان|الفقرة|فقرة|كلمة|عبارة|جملة|رابط|الرابط|مقاله|خلاصه|پاسخ|تیتر|عنوان|کلمه|پیوند|لینک|مضمون|لفظ"),
    (r"أنت الآن|انت الان|ملاحظة (?:إلى|لل)|رسالة إلى|تنبيه (?:إلى|لل)|أيها|يا(?= نموذج| ذكاء| مساعد)|تو اکنون|شما یک|آپ ایک", r"^.{0,4}(?:النموذج|نموذج|الذكاء|مساعد)|نموذج لغوي|النموذج اللغوي|الذكاء الاصطناعي|ذكاء اصطناعي|نماذج الذكاء|مساعد ذكي|مساعد آلي|روبوت محادثة|هوش مصنوعی|مدل زبانی|زبان کا ماڈل"),
    # Hindi, Bengali
    (r"अनदेखा|नज़रअंदाज़|नजरअंदाज|भूल जा\w*|भूल जाओ|উপেক্ষা|ভুলে যা", r"निर्देश\w*|आदेश\w*|नियम\w*|पिछले|पूर्व|ऊपर|নির্দেশ|আদেশ|আগের"),
    (r"लिखें|लिखो|लिखिए|जोड़ें|जोड़ो|शामिल करें|उल्लेख करें|उत्तर दें|जवाब दें|बदलें|लिख दें|লিখুন|লেখো|যোগ কর|উল্লেখ কর", r"लेख\b|लेख में|सारांश|उत्तर|जवाब|शीर्षक|अनुच्छेद|पैराग्राफ|शब्द|वाक्य|लिंक|নিবন্ধ|সারাংশ|উত্তর|শিরোনাম|শব্দ"),
    # Hebrew, Thai
    (r"התעלם|התעלמו|שכח\b|שכחו|เพิกเฉย|ละเว้น|ลืม|ไม่ต้องสนใจ", r"הוראות|ההוראות|הנחיות|הקודמות|הפקודות|คำสั่ง|คำแนะนำ|กฎ|ก่อนหน้า"),
    (r"הוסף|הוסיפו|השב רק|סיים|החלף|จงเขียน|จงเพิ่ม|จงใส่|โปรดเขียน|โปรดเพิ่ม|ให้ใส่", r"במאמר|בכתבה|בסיכום|בתשובה|בכותרת|פסקה|המילה|המשפט|הקישור|ในบทความ|บทความ|สรุป|คำตอบ|หัวข้อ|พาดหัว|ย่อหน้า|คำว่า|ลิงก์"),
)  # fmt: skip

# The beginnings of the verbs and forms of address above, one set for each of TABLES: a sentence without any is passed over.
STARTS = tuple(
    frozenset(words.split())
    for words in (
        "eine ein wer wenn igno verg miss über verw beac folg setz schr füg füge erwä antw gib gebe nenn been erse über beha verl ziti beri bau baue begi nimm du sie hinw anwe nach acht noti syst",
        "quic igno oubl tien tene suis suiv fais fait pass obéi écri insé ajou ment répo term affi révè révé dévo répè remp incl plac met mets dis dite comm trad cite tu vous note mess inst cons avis atte",
        "igno olvi desc siga sigan haz haga omit deso pres escr incl añad agre menc resp term inse reve mues reem sust di diga pon pong cita empi trad eres uste nota mens inst avis aten",
        "igno esqu desc siga escr incl adic acre menc resp term insi reve most subs colo diga come trad você tu nota mens inst avis aten",
        "igno dime segu tras scar tene diso scri incl inse aggi menz risp term rive most sost mett di conc trad iniz sei lei nota mess istr avvi atte",
        "nege verg sla volg laat verw schr voeg verm antw beëi eind begi verv toon zet noem gebr plaa vert bewe je u beri opme inst let",
        "zign igno zapo pomi stos odrz přes napi doda dopi wspo odpo zako wsta ujaw zast umie użyj přid vlož změň nahr jest jsi uwag wiad inst nota",
        "игно проиг прои забу пиши гово след учит отме отбр знех напи доба вста упом отве зако заве раск пока заме укаж вклю начн пере назо дода згад ты вы сооб прим инст вним заме обра сист",
        "yok görm unut dikk göz uyma yaz yazı ekle beli ceva yanı biti deği göst kull koy koyu söyl başl çevi sen yapa dil asis",
        "abai lupa jang bỏ quên puuz saha tuli tamb sert sebu jawa akhi sisi guna gant viết thêm chèn đề trả kết thay andi onge taja anda kamu bạn",
        "igno bort se glöm glem stru tils unoh ohit jätä skri lägg tilf legg nämn nævn nevn svar avsl afsl info inds sett ersä erst kirj lisä main vast du olet",
        "αγνό αγνο ξέχα ξεχά igno uită uita nu hagy fele mell γράψ πρόσ προσ ανάφ απάν scri adau menț răsp inse înch írd írj add emlí vála ille feje είσα ești te most",
    )
)
