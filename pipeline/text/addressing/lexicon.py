# ruff: noqa: E501  (a pattern a line reads better than one cut in pieces)
"""Orders to a model in languages other than English: verbs and objects that must come near each other."""

from __future__ import annotations

# To forget, what was told; to write, what is written; a model addressed. One tuple for each language or family.
TABLES = (
    # German
    (r"ignorier\w*|vergiss|vergesst|vergessen sie|missacht\w*|überspring\w*|verwirf|verwerfen sie|beachte\w* (?:nicht|keine)|folge\w* (?:nicht|keinen)|setze? dich .{0,20}hinweg",
     r"anweisung\w*|instruktion\w*|vorgabe\w*|prompts?|regeln?|befehle?\w*|systemnachricht|vorherige\w*|bisherige\w*|obige\w*|alles (?:zuvor|bisher|oben)",
     r"(?:^|[.!?:,;]\s*|bitte |jetzt |stattdessen |musst du |sollst du |müssen sie )(?:schreib\w*|füge?\w*|erwähn\w*|antwort\w*|gib|geben sie|nenn\w*|beend\w*|ersetz\w*|übersetz\w*|behaupt\w*|verlink\w*|setz\w*|zitier\w*|berichte\w*|baue?\w*|beginn\w*|nimm|verwend\w*)",
     r"artikels?|antwort\w*|zusammenfassung\w*|überschrift\w*|schlagzeile\w*|absatz\w*|absätze\w*|ausgabe|satz|sätze|wort|wörter|link|json|text(?:es)?|beitrag|titel",
     r"(?:du bist|sie sind) (?:jetzt |nun |ab sofort )?(?:eine?n? )?(?:ki\b|sprachmodell|assistent|chatbot)|(?:hinweis|anweisung|nachricht|achtung|notiz)\w* (?:an|für)? ?(?:die |alle |jede |das )?(?:ki\b|kis\b|sprachmodell|assistent|chatbot|künstliche intelligenz)|(?:system-?prompt)"),
    # French
    (r"ignor(?:e|er|es|ez|ons)\b|oubli(?:e|es|er|ez)\b|ne (?:tiens|tenez) (?:pas |aucun )?compte|ne suis pas|ne suivez pas|fai(?:s|tes) abstraction|passe[rz]? outre|n'obéi\w+",
     r"instructions?|consignes?|directives?|règles?|invites?|prompts?|ordres?|précédent\w*|ci-dessus|tout ce qui précède",
     r"\b(?:écri(?:s|re|vez)|insér(?:e|er|ez)|ajout(?:e|er|ez)|mentionn(?:e|er|ez)|répond(?:s|re|ez)|termin(?:e|er|ez)|affich(?:e|er|ez)|rév[èé]l\w+|remplac(?:e|er|ez)|inclu(?:s|re|ez)|place[rz]?|met(?:s|tez)|dis|dites|commence[rz]?|traduis\w*|cite[rz]?)\b",
     r"articles?|résumé|réponse|titre|paragraphes?|mot|phrase|lien|texte|conclusion|chapeau|json",
     r"(?:tu es|vous êtes) (?:maintenant |désormais )?(?:une? )?(?:ia\b|assistant|modèle de langage|chatbot|intelligence artificielle)|(?:note|message|instruction|consigne|avis|attention)s? (?:à|aux?|pour) (?:l'|les? |toute )?(?:ia\b|intelligences? artificielles?|assistants?|modèles?|robots?)"),
    # Spanish
    (r"ignor(?:a|e|en|ad|ar)\b|olvid(?:a|e|en|ar)\b|descart(?:a|e|en)\b|no sig(?:as|a|an)\b|ha(?:z|ga) caso omiso|omit(?:e|a|ir)\b|desobedec\w+|prescind\w+",
     r"instruccion\w*|indicacion\w*|órden\w*|reglas?|anterior\w*|previas?|directri\w+|prompts?|mensaje del sistema",
     r"\b(?:escrib(?:e|a|an|ir)|incluy(?:e|a|an)|incluir|añad(?:e|a|an|ir)|agreg(?:a|ue|uen|ar)|mencion(?:a|e|en|ar)|respond(?:e|a|an|er)|termin(?:a|e|en|ar)|insert(?:a|e|en|ar)|revel(?:a|e|ar)|muestr(?:a|e)|reemplaz\w+|reemplac\w+|sustituy(?:e|a)|di|diga|pon|ponga|cita|empieza|traduc\w+)\b",
     r"artículos?|resumen|respuesta|titular|párrafos?|palabra|frase|enlace|texto|conclusión|título|json|nota final",
     r"(?:eres|usted es) (?:ahora )?(?:una? )?(?:ia\b|asistente|modelo de lenguaje|chatbot|inteligencia artificial)|(?:nota|mensaje|instrucción|instrucciones|aviso|atención) (?:a|para|al) (?:la |las |los |el |toda )?(?:ia\b|ias\b|asistente|modelo|inteligencia artificial|chatbot)"),
    # Portuguese
    (r"ignor(?:e|a|em|ar)\b|esqueç(?:a|am)\b|esquece\b|desconsider(?:e|a|em)\b|não siga\w*|descart(?:e|a)\b",
     r"instruç\w+|orientaç\w+|regras?|comandos?|anterior\w*|acima|prompts?|diretri\w+",
     r"\b(?:escrev(?:a|e|am)|inclua\w*|inclui|adicion(?:e|a)|acrescent(?:e|a)|mencion(?:e|a)|respond(?:a|e)|termin(?:e|a)|insir(?:a|am)|revel(?:e|a)|mostr(?:e|a)|substitu(?:a|i)|coloque|diga|comece|traduza)\b",
     r"artigo|resumo|resposta|manchete|título|parágrafos?|palavra|frase|link|texto|conclusão|json",
     r"(?:você é|tu és) (?:agora )?(?:uma? )?(?:ia\b|assistente|modelo de linguagem|chatbot)|(?:nota|mensagem|instruç\w+|aviso|atenção) (?:para|à|a|ao) (?:a |as |os |o )?(?:ia\b|ias\b|assistente|modelo|inteligência artificial)"),
    # Italian
    (r"ignor(?:a|i|ate|are)\b|dimentic(?:a|hi|ate|are)\b|non seguire|trascur\w+|scart(?:a|ate)\b|non tenere conto|non tener conto|disobbed\w+",
     r"istruzion\w+|indicazion\w+|regole?|comandi|precedent\w*|sopra|prompts?|direttiv\w+|ordini",
     r"\b(?:scriv(?:i|a|ete|ere)|includ(?:i|a|ete)|inseris(?:ci|ca|cete)|inserire|aggiung(?:i|a|ete|ere)|menzion\w+|rispond(?:i|a|ete)|termin(?:a|i|ate)|rivel(?:a|i|ate)|mostr(?:a|i|ate)|sostituis\w+|metti|di'|concludi|traduci|inizia)\b",
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
    (r"(?:про)?игнориру\w+|забудь\w*|не следуй\w*|не учитыва\w+|отмени\w*|отбрось\w*|(?:про)?ігнору\w+|забудьте|знехтуй\w*",
     r"инструкци\w+|указани\w+|правил\w*|команд\w*|предыдущ\w+|выше|промпт\w*|інструкц\w+|вказівк\w+|попередн\w+",
     r"(?<!\w)(?:напиши\w*|отвечай\w*|пиши\w*|говори\b|упоминай\w*|добавляй\w*|раскройте|добавь\w*|вставь\w*|упомяни\w*|ответь\w*|закончи\w*|заверши\w*|раскрой\w*|покажи\w*|замени\w*|укажи\w*|включи\w*|начни\w*|переведи\w*|назови\w*|додай\w*|встав\w*|згадай\w*|заверш\w+|додайте)",
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
     r"\b(?:γράψε|γράψτε|πρόσθεσε|προσθέστε|ανάφερε|απάντησε|scrie(?:ți)?|adaugă|adăugați|menționează|răspunde|inserează|încheie|írd|írj|add hozzá|említsd|válaszolj|illeszd|fejezd be)\b",
     r"άρθρο\w*|περίληψη\w*|απάντηση|τίτλο\w*|παράγραφο\w*|λέξη|σύνδεσμο\w*|articol\w*|rezumat\w*|răspuns\w*|titlu\w*|paragraf\w*|cuvânt\w*|cuvinte\w*|link\w*|cikk\w*|összefoglaló\w*|válasz\w*|cím\w*|bekezdés\w*|szót|szó\b|hivatkozás\w*",
     r"είσαι (?:πλέον )?(?:ένα )?(?:γλωσσικό μοντέλο|τεχνητή|βοηθός)|ești (?:acum )?(?:un )?(?:model|asistent|ai\b)|(?:te egy|mostantól) (?:nyelvi modell|asszisztens|mi\b)"),
)  # fmt: skip

# Scripts without word borders or with other orders of words: what is told may come before the order.
NEAR = (
    # Chinese
    (r"忽略|忽視|忽视|無視|无视|忘记|忘掉|忘記|不要理会|不要遵守|不要遵循|撤销|绕过", r"指令|指示|提示|规则|規則|命令|要求|以上|上面|上述|之前|前面|先前|设定"),
    (r"写|寫|添加|加入|插入|提到|提及|回答|回复|回覆|输出|輸出|结束|結束|替换|替換|改成|改为|包含|引用|附上|翻译|显示|透露|泄露", r"(?:文章|摘要|回答|回复|回覆|标题|標題|段落|每段|结尾|結尾|开头|报道|总结|系统提示|提示词|输出)(?:中|里|裡|末|的|必须|时|時|為|为|:|：)|字样|单词|這個詞|这个词|以下(?:链接|連結|文字|内容|句子)|系统提示|json"),
    (r"你(?:现在)?是(?:一个|一個|一名)?|作为(?:一个)?|致|请注意|請注意|注意|提醒", r"人工智能|人工智慧|语言模型|語言模型|ai助手|ai模型|聊天机器人|大模型"),
    # Japanese
    (r"無視|忘れ|従わ(?:ない|ず)|破棄|上書き", r"指示|命令|プロンプト|ルール|規則|以前|上記|これまで|前の"),
    (r"書い|書け|追加|含め|挿入|言及|答え|回答し|出力|終え|置き換え|引用し|入れ|表示し|締めくく|明かし", r"(?:記事|要約|回答|返答|見出し|段落|文末|冒頭|タイトル|本文)(?:に|の|を|は|で)|単語|次の(?:文|リンク|言葉|語)|という(?:語|言葉|文)|json|システムプロンプト"),
    (r"あなたは|宛て?|へ(?:の|:|：)|向け|お知らせ", r"人工知能|言語モデル|aiアシスタント|aiモデル|チャットボット|ai(?:へ|は|宛|の皆)"),
    # Korean
    (r"무시|잊어|잊으|따르지 ?마|건너뛰|폐기", r"지시|명령|프롬프트|규칙|이전|위의|앞의|지침"),
    (r"쓰(?:세요|라|십시오|시오)|써라|써 ?주|작성(?:하|해)|추가(?:하|해)|포함(?:하|시|해)|삽입|언급(?:하|해)|답(?:하|해|변)|출력|끝내|바꾸|교체|인용(?:하|해)|공개(?:하|해)|넣", r"기사(?:에|의|를|는|마다)|요약|답변|제목|단락|문단|결론|단어|문구|링크|문장(?:을|으로)|시스템 ?프롬프트|json"),
    (r"당신은|너는|에게|주의|알림|메모", r"인공지능|언어 ?모델|ai ?(?:비서|모델|어시스턴트)|챗봇"),
    # Turkish, whose verbs come last
    (r"yok say\w*|görmezden gel\w*|unut\w*|dikkate alma\w*|göz ardı et\w*", r"talimat\w*|yönerge\w*|kural\w*|komut\w*|önceki|yukarıdaki|istem\w*"),
    (r"(?<!\w)(?:yaz|ekle|belirt|cevapla|yanıtla|bitir|değiştir|göster|kullan|koy|söyle)(?:in|iniz|ın|ınız|yin|yiniz)?(?!\w)", r"makale\w+|özet\w+|cevab\w+|yanıtın\w*|başlığ\w+|paragraf\w+|metnin\w*"),
    # Arabic, Persian, Urdu
    (r"تجاهل\w*|انس\b|إنس\b|انسَ|لا تتبع\w*|نادیده بگیر\w*|فراموش کن\w*|نظر ?انداز|بھول جا\w*", r"تعليمات|التعليمات|الأوامر|أوامر|القواعد|السابقة|أعلاه|دستور\w*|قوانین|قبلی|ہدایات|پچھلی"),
    (r"اكتب\w*|أضف\w*|اضف|أدرج\w*|اذكر\w*|أجب\w*|أنه\b|استبدل\w*|اكشف\w*|أظهر\w*|قل\b|بنویس\w*|اضافه کن\w*|بگو\w*|پاسخ ده\w*|جایگزین کن\w*|لکھ\w*|شامل کر\w*", r"المقال\w*|مقالك|الملخص|ملخصك|الإجابة|إجابتك|ردك|الرد\b|العنوان|الفقرة|فقرة|كلمة|عبارة|جملة|رابط|الرابط|مقاله|خلاصه|پاسخ|تیتر|عنوان|کلمه|پیوند|لینک|مضمون|لفظ"),
    (r"أنت الآن|انت الان|أنت|ملاحظة|رسالة|تنبيه|إلى|تو اکنون|شما|آپ", r"نموذج لغوي|النموذج اللغوي|الذكاء الاصطناعي|ذكاء اصطناعي|نماذج الذكاء|مساعد ذكي|مساعد آلي|روبوت محادثة|هوش مصنوعی|مدل زبانی|زبان کا ماڈل"),
    # Hindi, Bengali
    (r"अनदेखा|नज़रअंदाज़|नजरअंदाज|भूल जा\w*|भूल जाओ|উপেক্ষা|ভুলে যা", r"निर्देश\w*|आदेश\w*|नियम\w*|पिछले|पूर्व|ऊपर|নির্দেশ|আদেশ|আগের"),
    (r"लिखें|लिखो|लिखिए|जोड़ें|जोड़ो|शामिल करें|उल्लेख करें|उत्तर दें|जवाब दें|बदलें|लिख दें|লিখুন|লেখো|যোগ কর|উল্লেখ কর", r"लेख\b|लेख में|सारांश|उत्तर|जवाब|शीर्षक|अनुच्छेद|पैराग्राफ|शब्द|वाक्य|लिंक|নিবন্ধ|সারাংশ|উত্তর|শিরোনাম|শব্দ"),
    # Hebrew, Thai
    (r"התעלם|התעלמו|שכח\b|שכחו|เพิกเฉย|ละเว้น|ลืม|ไม่ต้องสนใจ", r"הוראות|ההוראות|הנחיות|הקודמות|הפקודות|คำสั่ง|คำแนะนำ|กฎ|ก่อนหน้า"),
    (r"כתוב|כתבו|הוסף|הוסיפו|ציין|השב|סיים|החלף|เขียน|เพิ่ม|ใส่|ระบุ|ตอบ|แทนที่", r"במאמר|בכתבה|בסיכום|בתשובה|בכותרת|פסקה|המילה|המשפט|הקישור|ในบทความ|บทความ|สรุป|คำตอบ|หัวข้อ|พาดหัว|ย่อหน้า|คำว่า|ลิงก์"),
)  # fmt: skip

# The beginnings of the verbs and forms of address above, one set for each of TABLES: a sentence without any is passed over.
STARTS = tuple(
    frozenset(words.split())
    for words in (
        "igno verg miss über verw beac folg setz schr füg füge erwä antw gib gebe nenn been erse über beha verl ziti beri bau baue begi nimm du sie hinw anwe nach acht noti syst",
        "igno oubl tien tene suis suiv fais fait pass obéi écri insé ajou ment répo term affi révè révé dévo répè remp incl plac met mets dis dite comm trad cite tu vous note mess inst cons avis atte",
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
