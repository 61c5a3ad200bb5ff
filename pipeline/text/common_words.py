"""English words that a reader of names and of evidence must know by heart."""

from __future__ import annotations


def listed(words: str) -> tuple[str, ...]:
    """The words of a list that is written as a line of text."""
    return tuple(words.split())


STOPWORDS = frozenset(
    listed(
        "a an the and or but nor so yet if then than that this these those there here it its it's he him his "
        "she her hers they them their theirs we us our ours you your yours i me my mine who whom whose which "
        "what when where why how is are was were be been being am do does did doing done have has had having "
        "will would shall should can could may might must of in on at by for with about against between into "
        "through during before after above below to from up down out off over under again further once as "
        "because while until although though since both each few more most other some such no not only own same "
        "too very s t just also however even still all any every either neither one another much many well like "
        "upon within without among per via d ll m re ve don doesn didn isn aren wasn weren won wouldn couldn "
        "shouldn hasn haven hadn said says say according"
    )
)
"""Too common to show that a passage carries a sentence."""

COMMON = STOPWORDS | frozenset(
    listed(
        "meanwhile moreover furthermore nevertheless nonetheless instead therefore thus hence still yet now "
        "today yesterday tomorrow later earlier recently currently previously finally eventually additionally "
        "similarly indeed perhaps maybe clearly apparently reportedly ultimately overall amid despite unlike "
        "besides beyond behind across along around near toward towards following including given regarding "
        "concerning based while whether unless except last next first second third early late new old former "
        "let yes no please thanks see nobody everybody everyone someone nothing everything something several "
        "various numerous certain critics officials experts analysts researchers scientists residents voters "
        "police authorities investors supporters opponents people men women children students workers families "
        "doctors companies subscribe advertisement read share follow watch listen photo image video source"
    )
)
"""Words whose capital at the beginning of a sentence says nothing."""

LINKS = frozenset(
    listed("of the for de da di do dos du des del della van von der den ter al el bin ibn la le los las & y e")
)
"""May stand inside a name; "the" only after another of them, "and" more often joins two names than words of one."""

TITLES = frozenset(
    listed(
        "mr mrs ms miss mx sir dame lord lady dr prof professor president vice prime minister chancellor "
        "secretary senator sen representative rep congressman congresswoman congresswomen governor gov mayor "
        "judge justice king queen prince princess pope bishop archbishop cardinal reverend rev general gen "
        "colonel col major maj captain capt lieutenant lt sergeant sgt officer detective sheriff inspector "
        "commissioner ambassador director chief chairman chairwoman chair ceo cfo coo deputy spokesman "
        "spokeswoman spokesperson coach attorney councillor councilman councilwoman former "
        "acting interim first lady jr sr st saint"
    )
) - frozenset({"st", "saint", "first"})

GENERIC = frozenset(listed("I TV DIY CEO CFO PDF ID OK FAQ URL PR HR IT AI AM PM CD DVD Fahrenheit Celsius Internet"))
"""Written with capitals without being anybody's name."""

SPEECH = frozenset(
    listed(
        "said says told added argued argues warned warns wrote writes noted notes explained explains insisted "
        "insists claimed claims stated states asked asks replied announced announces admitted admits stressed "
        "stresses recalled continued concluded declared tweeted posted believes thinks hopes wants"
    )
)

UNNAMED_SPEAKERS = COMMON | frozenset(
    listed(
        "government parliament congress management staff industry media press public leadership opposition "
        "council nobody anybody prosecution defence defense research data evidence counsel"
    )
)
