"""How text that addresses a language model is worded.

News tells readers what happened. It doesn't tell whoever writes about it what to write, and that is what is looked for:
orders to forget or reveal orders, a model spoken to by its kind, orders about the text that is to be written, and the
marks of prompts. Text comes folded (`disguises.folded`). Each language has verbs and objects that must come near each
other; what is only a topic of the news ("a new language model") is no order.
"""

# ruff: noqa: E501  (a pattern a line reads better than one cut in pieces)
from __future__ import annotations

import re
from itertools import chain

from pipeline.text.addressing.lexicon import NEAR, STARTS, TABLES
from pipeline.text.addressing.needles import Sieve
from pipeline.text.common_words import listed

_MODEL = (
    r"(?:(?:ais?|a\.i\.s?)(?![- ](?:\w+ )?(?:compan|firm|start-?up|industr|stock|invest|develop|research|sector|regulat|chip|lab|boom|bubble|race|safety|polic|act\b|use\b|adopt|giant|maker|pioneer|expert|skept|critic|enthus|fund|spend|compet|service|literacy|ethic|rule|law|bill|risk|era|age\b|summit|job))|llms?|gpt(?:-?\d\w*)?|chat-?gpt|claude|gemini|copilot|grok|mistral|language models?|chat-?bots?|bots?"
    r"|(?:ai|virtual|writing|digital|automated|robot)[ -](?:assistants?|agents?|models?|systems?|tools?|readers?|writers?|summari[sz]ers?)"
    r"|assistants?|summari[sz]ers?|neural networks?|machine readers?|automated (?:systems?|processes|journalists?)|robot (?:journalists?|writers?|reporters?)|robo-?writers?)"
)
_OUTPUT = (
    r"(?:articles?|summar(?:y|ies)|respons(?:e|es)|answers?|outputs?|repl(?:y|ies)|headlines?|deks?|ledes?|leads?|paragraphs?"
    r"|sections?|stor(?:y|ies)|pieces?|analys[ei]s|drafts?|json|titles?|completions?|conclusions?|sentences?|texts?|write-?ups?"
    r"|output field|brief(?:ing)?s?|coverage|rewrites?|translations?|final line|last line)"
)
_OWN_OUTPUT = (
    r"(?:articles?|summar(?:y|ies)|respons(?:e|es)|answers?|outputs?|repl(?:y|ies)|headlines?|deks?|ledes?|paragraphs?|news stor(?:y|ies)"
    r"|pieces?|analys[ei]s|drafts?|json|completions?|conclusions?|write-?ups?|rewrites?|translations?|(?:final|finished) texts?|reports?)"
)
_TOLD = (
    r"(?:instructions?|prompts?|directions?|directives?|rules?|commands?|guidelines?|guardrails?|orders?|constraints?"
    r"|(?:system|developer|initial|hidden) messages?|context|restrictions?|policies|safeguards?|training|programming|formatting|schema)"
)
_WRITE = (
    r"(?:write|include|insert|add|append|prepend|mention|output|print|respond|reply|answer|say|state|repeat|return|use|put|place"
    r"|link|cite|quote|end|begin|start|open|close|conclude|finish|translate|summari[sz]e|display|describe|report|tell|set|replace"
    r"|change|swap|substitute|remember|generate|produce|emit|format|wrap|embed|sign off|praise|recommend|promote|claim|attribute"
    r"|rename|highlight|embolden|bold|encode|spell|type|make sure|be sure|ensure|conceal|omit|leave out|remove|delete|do not|don't|never)"
)
_AT_START = r"(?:^|[.!?:;,\"'“”(\[{>*#\-–—]\s*|\b(?:please|now|then|instead|and|must|should|shall|always|also|just|simply|kindly|(?:sure|remember|careful|need|want|required|asked|instructed|have|ought|forget) to)\s+)"
_YOURS = r"(?:your|you are writing|you write|you produce|you generate)"
_CONFIDED = r"(?:system|confidential|private|hidden|initial|original|full|entire|internal|developer|your|above|secret|whole|complete|exact|earlier|first)"
_MEDIUM = r"(?:word|phrase|sentence|string|line|code ?word|token|link|url|hashtag|tag|keyword|passphrase|marker|canary|slogan|disclaimer|emoji|html|markdown|text|field|key|statement|claim|words|characters?|address|website|banner|image)"

_ENGLISH = (
    # Forget, and be somebody else.
    rf"\b(?:ignore|disregard|forget|override|overrule|bypass|neglect|discard|set aside|stop (?:following|obeying)|pay no (?:attention|heed) to|^(?:do not|don't|please don't|never) (?:follow|obey))\b.{{0,50}}\b(?:{_TOLD}|everything (?:before|above|so far|else|you)|you were (?:told|given)|what (?:you were|came before)|all (?:of the )?above|prior text)\b",
    rf"\b{_TOLD} (?:above|before this|so far|given earlier|you (?:were|have been) given)\b.{{0,40}}\b(?:void|obsolete|cancel|no longer|replaced|outdated|superseded|revoked|suspended|a test|invalid)",
    rf"\b(?:new|updated|revised|special|additional|important|real|actual|following) (?:system )?(?:{_TOLD}|task|objective|role|assignment)s?(?: (?:for|from|to|by) [\w ,]{{1,30}})?\s*[:—–]",
    rf"\byou are (?:now |no longer |actually |really |an? |the |to act as )*(?:{_MODEL}|dan\b|jailbroken|unrestricted|free from)",
    rf"\b(?:from now on|from here on|from this point(?: on)?|henceforth|starting now)\b.{{0,30}}\b(?:you|treat|refer|call|speak|{_WRITE})\b",
    r"^\W*(?:you are|you're|act as|become|assume the role of) (?:now |no longer |henceforth )?(?:an? |the )(?:[\w-]+ ){0,3}(?:writer|editor|journalist|reporter|poet|pirate|comedian|marketer|copywriter|spokes\w+|expert|character|persona|translator|critic|salesman|satirist|advertiser|blogger|pundit|fan|supporter|employee|officer|hacker|terminal|interpreter|machine)\b",
    r"^\W*(?:please |now |then |instead |also |just )?(?:report|write|claim|state|announce|pretend|assert|declare|conclude|mention|assume|tell (?:the |your )?(?:readers?|users?|people|them|everyone)) that\b",
    rf"{_AT_START}{_WRITE}\b.{{0,40}}\bin (?:the|its|any|each|every) (?:headline|dek|lede|summary|(?:first|last|final|opening|closing) (?:paragraph|section|sentence|line)|article|answer|output|response|reply)\b",
    r"\b(?:act|behave|respond|speak|pretend|roleplay|role-play|imagine) (?:as if|as though|as an?|to be|that|you are|like an?)\b.{0,40}\b(?:you|ai|assistant|model|no (?:rules|restrictions)|unrestricted|pirate|poet|expert)\b",
    r"\b(?:developer|debug|admin(?:istrator)?|god|dan|jailbreak|maintenance|root|sudo) mode\b|\bjailbreak\b.{0,30}\b(?:you|prompt|model)|\b(?:system|priority|admin(?:istrator)?|security|safety|developer) (?:override|overrides)\b|\bprompt injection\b.{0,40}\b(?:test|you|must)\b",
    # A model spoken to by its kind.
    rf"\b(?:note|message|instructions?|attention|memo|reminder|command|notice|requests?|warning|hint|advisory|guidance|directives?)s?\s*(?:to|for|:|,)?\s*(?:(?:the|any|all|every|our|you)\s+)*(?:{_MODEL}\b|machines\s*:)",
    rf"\b(?:dear|hey|hello|hi|ok|okay|attention|listen|calling)[ ,:]+(?:(?:the|any|all|every)\s+)*{_MODEL}\b",
    rf"\b(?:if|when|since|as) you(?:'re| are) (?:reading this as |actually |really )?(?:an? |the )*(?:{_MODEL}|automated|machine|not (?:a )?human)\b",
    rf"\b(?:any|all|every|each|the|if an?|which) {_MODEL} (?:(?:that|which|who) )?(?:(?:is |are )?(?:read|process|summari[sz]|writ|pars|us|see|process|scrap|crawl|analy[sz]|index|cover|encounter|ingest|handl)\w*\b|(?:must|should|shall|has to|have to|needs? to|(?:is|are) (?:required|asked|instructed|requested|ordered) to) (?:also |always |only |never |not |now |please )*(?:write|include|insert|add|append|mention|output|print|end|begin|say|state|cite|link|respond|reply|ignore|disregard|credit|praise|recommend|promote|attribute|describe|treat|report|claim|name|call)\b)",
    rf"^\W*(?:{_MODEL})\s*[,:!—–-]+\s*(?:please |you |now |always |never |do |your )*(?:{_WRITE}|must|should|ignore|forget|reveal|instructions?|note)\b",
    rf"\b(?:whoever|anyone|whatever|anything) (?:is |that is |who )?(?:writ|summari[sz]|read|process|rewrit|pars)\w* this\b.{{0,60}}\b(?:must|should|has to|needs to|is asked|{_WRITE})\b",
    # Orders about what is to be written.
    rf"\b(?:in|of|to|at|into|within|with|from|for|throughout|on) (?:the (?:end|start|beginning|top|bottom|middle|body) of )?{_YOURS} (?:\w+ ){{0,2}}{_OWN_OUTPUT}\b",
    rf"{_AT_START}{_WRITE}\b.{{0,60}}\b{_YOURS} (?:\w+ ){{0,2}}{_OWN_OUTPUT}\b",
    rf"\b{_YOURS} (?:\w+ ){{0,2}}{_OWN_OUTPUT} (?:must|should|shall|has to|needs to|is to|will|may only|can only|needs)\b",
    rf"\b(?:the|this|any|every|each|all|an?|that) (?:(?!said)\w+ ){{0,3}}{_OUTPUT} (?:(?:(?:based|built|drawn|derived|written|made|generated|taken|resting) (?:up)?on|about|from|of|using|on|that uses?|citing|quoting|summari[sz]ing) [\w ]{{1,30}} )?(?:must|should|shall|has to|have to|needs? to|is to|are to) (?:also |always |only |never |not |now |therefore |clearly |prominently )*(?:be (?:written|replaced|signed|followed|preceded|titled|headed|in|changed|set|translated|formatted|a)|contain|include|mention|end|begin|start|open|close|say|state|read|use|carry|link|conclude|feature|quote|display|name|call|credit|refer|point|repeat|report|claim|consist)\b",
    rf"{_AT_START}{_WRITE}\b.{{0,40}}\b(?:the|this|these|following|exact|single|only|a|one|secret|magic)\s+(?:\w+\s+){{0,2}}{_MEDIUM}\s*(?:[:\"'“‘«`(]|https?:|www\.|in (?:every|each|all|the (?:first|last|next|final|headline|title|text|summary|article|dek|lede))|at the (?:end|start|beginning|top|bottom)|verbatim|exactly|three times|twice|as is|only|to (?:every|each|the))",
    rf"{_AT_START}{_WRITE}\b.{{0,80}}\b(?:in|to|into|at|of|with|for|on|as|throughout) (?:the )?(?:(?:end|start|beginning|top|bottom|middle|body) of )?(?:every|each|the (?:final|last|first|next|opening|closing|finished|resulting|generated|new)) {_OUTPUT}\b",
    rf"\b(?:every|each|the (?:final|last|first|next|opening|closing)) {_OUTPUT}\b.{{0,30}}\b(?:with|as) (?:the )?(?:\w+ )?{_MEDIUM}?\s*[:\"“'‘]",
    rf"\bwhen(?:ever)? (?:you )?(?:writ|summari[sz]|rewrit|paraphras|report|process|translat|analy[sz]|answer|quot|cit)(?:e|ing|ize|ise|es)?\b (?:about |on |from )?(?:this|these|the) (?:{_OUTPUT}|pages?|sources?|documents?|websites?|content|material|passages?|topic|event|news)\b.{{0,40}}\b{_WRITE}\b",
    r"\b(?:you must|you should|you shall|you will|you have to|you need to|you are (?:required|asked|instructed|ordered|expected) to|your (?:task|job|role|goal|mission|only (?:task|job|goal)) is to|i (?:want|need|order|instruct|command|ask) you to) (?:now |only |always |never |not |also |first |instead |therefore )*(?:write (?:that|the|this|an?|in|only|about|[\"“‘'«])|insert|append|prepend|mention|output|print|respond|reply (?:with|in|only)|translate|summari[sz]e|generate|cite|reveal|disclose|ignore|disregard|forget (?:all|everything|your|the)|obey|comply|pretend|include (?:the|this|a)\b|add (?:the|this)\b|answer (?:with|in|only)|say (?:that|the|[\"'“‘])|state (?:that|the)|end (?:with|the|your|every)|begin (?:with|the|your|every))",
    r"\b(?:respond|answer|reply|output|return|write)(?: only| just| strictly| exclusively| nothing but| back)*\s+(?:with|in|as|using|nothing but)\s+(?:only |valid |raw |a |an |one |the |just )*(?:json|html|markdown|xml|yaml|csv|base64|rot13|rhyme|pirate|single word|word|code block|emoji|(?:spanish|french|german|russian|chinese|latin|italian|english|klingon)\b|[\"'“`{])",
    r"\b(?:set|add|put|use|fill|change|return|include|with)\b.{0,25}\b(?:field|fields|key|keys|property|properties|attribute|schema)\b.{0,30}(?:[\"'“`:{=]|to\b|called|named)",
    rf"{_AT_START}(?:link|point|send|direct|refer)(?: all| your| the)* (?:readers?|users?|people|them)\b.{{0,40}}(?:https?:|www\.|\b[\w-]+\.(?:com|net|org|io|example|test|info|biz|co|xyz|site|link|invalid|dev|app)\b)",
    rf"{_AT_START}(?:include|add|insert|append|embed|place|put|use)\b.{{0,40}}(?:https?:|www\.|<\w|\b[\w-]+\.(?:com|net|org|io|example|test|info|biz|xyz|site|link|invalid)/)",
    rf"{_AT_START}(?:replace|change|swap|substitute|alter|exchange|rename|correct)\b.{{0,50}}\b(?:with|to|by|for|into)\b.{{0,60}}\b(?:in|throughout|everywhere|wherever|each time|every(?:where| time)|all)\b",
    rf"{_AT_START}(?:say|write|report|claim|state|tell (?:the )?readers?|pretend|assert|make (?:it|the \w+) (?:say|look|read|clear))\b (?:that )?.{{0,80}}\b(?:instead|regardless|no matter what|as (?:a )?(?:fact|true)|whatever (?:the|else)|even (?:though|if)|not what)\b",
    r"\bdo not (?:mention|tell|reveal|disclose|say|report|warn|flag|show|explain|quote|write|refer)\b.{0,60}\b(?:this|these|instructions?|note|message|the (?:user|reader|editor)s?|anyone|prompt)\b",
    r"\b(?:this|these|the) (?:instruction|direction|order|rule|command|directive|prompt)s? (?:take|takes|have|has|override|overrides|supersede|supersedes|is|are) (?:\w+ ){0,2}(?:priority|precedence|mandatory|binding|above|secret|confidential|authori[sz]ed|all|any|from)",
    # The text on this page spoken of as something to be worked on, and the work's result.
    r"^\W*(?:please |now |then |instead,? |also |just |do not |don't |never )*(?:summari[sz]e|rewrite|paraphrase|translate|process|parse|analy[sz]e|use) (?:this|the (?:whole|entire|full|above|following)) (?:article|text|page|passage|document|content|story|source)\b",
    r"\b(?:when|if|whenever) (?:you are |you're )?(?:asked|questioned|prompted|quizzed|queried) (?:about|for|to)\b.{0,60}\b(?:say|answer|respond|reply|claim|deny|tell|state|write)\b",
    r"\b(?:if|when|since|because|as) (?:this|the) (?:text|article|page|content|document|message|passage) (?:is|was|has been|gets) (?:being )?(?:processed|read|summari[sz]ed|parsed|ingested|scraped|analy[sz]ed|rewritten|written|used)\b.{0,30}\b(?:by|for|with|to)\b",
    rf"\b(?:generated|resulting|rewritten|produced|finished) {_OUTPUT}\b.{{0,30}}\b(?:must|should|has to|shall|contains?|includes?|mentions?|credits?)\b",
    r"\b(?:rejected|invalid|incomplete|wrong|deleted|worthless|fail|penali[sz]ed|shut down)\b.{0,20}\bunless (?:it|you|they|your)\b.{0,20}\b(?:contain|include|mention|say|write|end|add|state)",
    r"\b(?:pass|passes|fail|fails) (?:the|this) test (?:by|only|if|when|unless)\b|\bwritten to test you\b|\bby (?:ending|starting|beginning|responding|answering|replying) (?:your \w+ )?with [\"'“‘«]",
    r"\bfor the (?:rest|remainder) of (?:the|this|your) (?:text|article|answer|conversation|output|response|session|chat)\b",
    # Word for word.
    r"^\W*(?:please |now |then |instead,? |also |just |simply |only |kindly )*(?:output|print|respond|reply|answer|return|echo|write|say|repeat)(?: back)?(?: with| only| just)*\s*(?:the following|nothing but|[:,]?\s*[\"“‘'«`{\[])",
    r"\b(?:output|print|respond with|reply with|answer with|echo) (?:the following|nothing but|only|just)\b|\b(?:print|output|say|state|insert|mention|include|use) the (?:code ?word|pass ?phrase|secret (?:word|phrase)|magic word|trigger)\b|\bjust say [\"“‘'«]",
    rf"\b(?:the|this) {_MEDIUM} [\"“'‘«`(]?.{{1,60}}\b(?:in|into|to|at the end of|under|onto|after|before) (?:the |your |every |each |its )?(?:dek|lede|headline|article|summary|byline|answer|output|response|last paragraph|first paragraph|final paragraph)\b",
    rf"{_AT_START}(?:{_WRITE}|credit|name|thank|call)\b.{{0,80}}\b(?:after|before|in|under|above|behind|following|to|at the (?:end|start|top|bottom|beginning) of) (?:each|every|all) (?:paragraph|sentence|section|headline|line|article|answer|name|output)s?\b|{_AT_START}(?:{_WRITE}|credit|name|thank)\b.{{0,80}}\bwherever (?:the|it|you|this)\b|{_AT_START}(?:credit|name|thank)\b.{{0,40}}\bin (?:the|your) (?:byline|body|text|article|headline)\b",
    rf"{_AT_START}(?:replace|swap|change|substitute|rename) (?:all|every|each|any)\b.{{0,60}}\b(?:with|to|by|for)\b|{_AT_START}(?:never |always |do not |don't )*(?:use|mention|say|write|call|refer)\b.{{0,60}}[\"“‘'«].{{1,40}}[\"”’'»][,;:]?\s+(?:instead|throughout|rather|at all times)\b",
    rf"\b(?:the|this|any|every|each|all) (?:[\w-]+ ){{0,3}}{_OUTPUT}\b.{{0,50}}\b(?:is|are) (?:required|obliged|obligated|bound|expected) to (?:credit|mention|include|contain|cite|link|name|carry|state|say|end|begin|quote)\b",
    rf"\b(?:ignore|disregard)\b.{{0,30}}\b(?:other sources?|the rest|everything|anything)\b|\b(?:supersedes?|overrides?|replaces?|cancels?|revokes?) (?:all |any |every |the |your )*(?:earlier|previous|prior|other|above|preceding) (?:{_TOLD})\b",
    rf"\b{_OUTPUT} (?:that )?you (?:are |will |now |then )*(?:produc|writ|generat|creat|mak|deliver|compos|return)(?:e|ing)?\b|\byour (?:model|ai|llm|bot|system|software|algorithm) (?:must|should|shall|has to|needs to)\b|\b(?:may|must|should|can|shall) (?:the|your|any) {_OWN_OUTPUT} (?:mention|contain|include|say|refer|quote|name|state)\b",
    rf"\b(?:we|i)\b.{{0,20}}\b(?:ask|request|require|instruct|order|urge|invite|beg) (?:any|all|every|the|each) {_MODEL}\b|\bverify your identity\b|\bnot (?:a )?part of (?:the|this) (?:article|text|source|document|story)\b",
    r"^\W*(?:please |kindly |now |and )*(?:mention|insert|append)\b|^\W*(?:please |kindly )*(?:let|inform|remind|convince|persuade|assure) (?:the |your )?(?:readers?|users?|audience) (?:know|that|to|of)\b|^\W*(?:please |now |only )*(?:speak|write|respond|reply|answer|talk) (?:only|exclusively|solely) (?:in|with|as|about|of|to)\b",
    r"^\W*(?:please |instead,? |now |then )*(?:write|tell|compose|sing|generate|recite)(?: me| us)? an? (?:\w+ ){0,2}(?:poem|limerick|haiku|sonnet|song|joke|rap|recipe|essay|ode|riddle)\b",
    rf"\b(?:instruct|order|command|direct) you to\b|\bthat you (?:include|mention|add|insert|print|append|link)\b|\bmessage from your (?:creators?|developers?|makers?|owners?|operators?|trainers?)\b|\byour (?:previous|prior|earlier|old|current|original|default) (?:{_TOLD})\b|\byour new (?:persona|role|task|goal|job|name|identity|mission|instructions?|objective)\b",
    r"\b(?:reveal|print|show|repeat|output|name|give|tell)\b.{0,40}\bdelimiters?\b|^\W*what (?:were|are) you (?:told|asked|instructed|given)\b|\{\s*[\"“'](?:headline|dek|lede|paragraphs|sections|citations|heading)[\"”']\s*:",
    r"\b(?:the|any|every|each) (?:model|system|machine|program|bot|algorithm|software) (?:that (?:is |reads )?|which (?:is |reads )?|who (?:is )?)?(?:reading|processing|summari[sz]ing|rewriting|writing|reads)?\s*this\b.{0,30}\b(?:must|should|shall|has to|needs to|will)\b",
    rf"^\W*use \W{{0,3}}\w+\W{{0,3}} (?:for|in) (?:each|every|all)\b|(?:^|\band |, |\bthen |\bmust |\bshould )(?:begin|start|end|close|open|finish) (?:it |everything |the \w+ |your \w+ )?with (?:the )?[\"“'‘«#*]|\bwhen (?:generating|composing|producing|creating|drafting|writing) (?:the|this|a|your|any) {_OUTPUT}\b",
    r"\b(?:correct|official|approved|final|true|only valid) (?:summary|headline|version|answer|title)\b.{0,25}[:\"“]|\breaders? (?:should|must|are to) (?:click|visit|go to|be told|be (?:sent|directed|referred))\b|\bhxxps?:",
    r"\b(?:prepend|append)\b|^\W*tell me (?:about|a|how|what)\b|\byou (?:will|are to|shall|must) now (?:switch|act|become|enter|operate|behave)\b|\b(?:developer|debug|admin) (?:\w+ )?mode\b|\bagrees? to (?:mention|include|credit|cite|link)\b",
    r"^\W*(?:please )?(?:rewrite|reword|rephrase|alter|modify|edit) the (?:quote|quotation|headline|title|figures?|numbers?|text|story)\b|\bmake the (?:headline|title|dek|summary|article|lede) (?:say|read|claim|mention)\b|^\W*(?:please )?only (?:quote|cite|mention|write|use|report) (?:people|those|this|the|about|facts)\b",
    r"\b(?:made|created|trained|built|programmed) you\b.{0,30}\b(?:and|cut)|\bknowledge cut-?off\b|\bas instructed by the (?:system|developers?|editor|administrator)\b|^\W*attention,? (?:\w+ )?(?:engines?|tools?|software|generators?)\b",
    # Whoever writes, spoken to.
    r"^\W*(?:[\w'’-]+ ){0,2}(?:bots?|tools?|assistants?|models?|ais?|llms?|generators?|crawlers?|scrapers?|agents?|parsers?|summari[sz]ers?|rewriters?|chatbots?)\s*[,:!]+\s*(?:please|you|now|always|never|do|your|the true|treat|consider|kindly|remember|add|write|say|use|ignore|replace|end|begin|mention|include|make|here|attention|this)\b",
    r"\b(?:instructions?|orders|directions|guidance|rules|a note|notes?|memo) (?:for|to) (?:the |all |any |every |whoever )*(?:writers?|rewriters?|authors? of|summari[sz]ers?|generators?|tools?|pipelines?|machines? (?:readers?|reading)|algorithms?|crawlers?|scrapers?|agents?)\b",
    r"^\W*(?:you,? )?as an? (?:ai|artificial intelligence|language model|large language model|llm|assistant|chat-?bot|automated)\b",
    r"\byour (?:job|task|role|goal|mission|objective|purpose|assignment|persona|instructions?) (?:has changed|have changed|is now|are now|has been|have been|changes|was changed|from now)\b|^\W*(?:override|overriding|emergency override|sudo)\b",
    r"\btreat (?:the following|this|it|what follows|every|all|any)\b.{0,60}\bas (?:ground truth|facts?|true|verified|instructions?|an? (?:instruction|order|command|prompt)|[\"“‘'«])|\bdo whatever it takes to\b.{0,60}\b(?:headline|dek|lede|article|summary|text)\b",
    # Reveal what you were told.
    rf"\b(?:reveal(?:ing)?|printing|print|repeat|show|display|output|disclose|leak|dump|recite|copy|quote|list|tell me|share|include|paste|write out|echo|expose|give|append|state|reproduce|translate|summari[sz]e|what (?:is|are|was|were))\b.{{0,40}}\b{_CONFIDED} (?:\w+ )?(?:prompts?|instructions?|messages?|rules|configuration|guidelines|directives|orders|settings|text above|words above)\b",
    r"\b(?:repeat|print|output|copy|quote|recite|write|echo)\b.{0,40}\b(?:everything|all|text|words|lines?|what is|what stands|verbatim) (?:that (?:is|stands|comes) )?(?:above|before this|so far|you (?:see|were told|were given))\b",
    # The marks of prompts.
    r"<\|?/?(?:im_start|im_end|im_sep|system|assistant|user|endoftext|begin_of_text|start_header_id|end_header_id|eot_id|eom_id|fim_\w+)\|?/?>",
    r"\[/?(?:inst|sys(?:tem)?(?:_prompt)?|available_tools|tool_\w+)\]|<</?sys>>|</?(?:start|end)_of_turn>|</?(?:instructions?|system-?reminder|system_?prompt|prompt|tool_call|function_calls?|admin|important|secret|policy|untrusted|user_?query|assistant_?response)>",
    r"^\W*(?:system|assistant|developer|user|human)\s*(?:prompt|message|note|instruction|notice|override)?s?\s*[:>]\s*(?!how |what |why |a |the (?!user|model|assistant|system))\S",
    r"^\W*(?:###?|===|---|\*\*\*|\[|<)\s*(?:new )?(?:instructions?|system|response|new task|task|prompt|system prompt|output format)\s*(?:###?|===|---|\*\*\*|\]|>)?\s*:?\s*$|^\W*(?:system prompt|output format|end of (?:document|article|source|sources|data|text|input|passages?|context))\s*(?:###|##|===|---|\*\*\*)?\s*:?\s*$",
    r"\b(?:begin|end|start) (?:of )?(?:system |developer |new |admin |hidden )?(?:prompts?|instructions?|override|system message)\b|-{3,}\s*end of (?:document|article|sources?|data|text|input|passages?|context)|\bend of (?:source|passage|document|data|untrusted) (?:text|block|section|data)?",
    r"[\"']?\b(?:role)[\"']?\s*:\s*[\"'](?:system|assistant|user|developer|tool)[\"']|[\"'](?:instructions?|system_prompt|prompt|override)[\"']\s*:",
    r"\bsystem prompt\b.{0,40}\b(?:is|says|above|below|your|reveal|print|verbatim|ends?|begins?)\b|\bencoded text for a machine:",
)

# What spaced-out letters leave when they are joined.
_RUN = r"ignore(?:all|any|your|the|every|prev|prior)|(?:previous|prior|above|your|these)instructions|systemprompt|(?:in|of)your(?:summary|article|headline|answer)|(?:write|include|insert|add|say|mention|print)the(?:word|link|phrase|sentence|code)|you(?:are|must)(?:now|write|say|include|add)"

_ONLY = "soltanto|solo|sólo|solamente|únicamente|seulement|uniquement|nur|ausschließlich|ausschliesslich|alleen|slechts|только|лише|tylko|sadece|yalnızca|hanya|apenas|somente|endast|kun|bara|doar|csak|vain|pouze"
_ALL = "tutto ciò|tutto quello|todo lo|lo anterior|tudo (?:o )?que|tout ce|ce qui précède|alles,? was|alles (?:davor|zuvor|vorher)|het bovenstaande|всё|все,? что|все вышесказанное|wszystko|semua (?:yang|perintah)|allt (?:som|ovan)|tot ce|mindent|kaiken"
_AS_MODEL = (
    r"als (?:ki|ai|künstliche intelligenz|sprachmodell|assistent)|en tant qu(?:e |')(?:ia|assistant|modèle|intelligence artificielle)|como (?:modelo de lengua\w+|ia|asistente|assistente|inteligencia)"
    r"|come (?:ia|modello linguistico|assistente)|jako (?:model|asystent|ai|jazykový model|umělá)|как (?:ии|языковая модель|ассистент)|som (?:ai|språkmodell|sprogmodel)|sebagai (?:ai|model bahasa|asisten)"
)
_THAT = "che|que|dass|daß|dat|że|что|що|att|at|že|hogy|că|ki|bahwa|rằng|että"
_YOUR = (
    r"tes|ta|ton|vos|votre|tus?|sus?|deine?[nrms]?|ihre?[nrms]?|(?:le )?tue|(?:i )?tuoi|il tuo|la tua|as suas|os seus|seus?|suas?|jouw|je|uw"
    r"|twoj\w+|swoj\w+|тво\w+|сво\w+|ваш\w+|senin|din[ae]?|ditt|dina|svůj|své|anda|kamu|của bạn"
)
_REVEAL = (
    r"rév[èé]l\w+|dévoil\w+|répèt\w+|zeig\w*|offenbar\w*|wiederhol\w*|verrat\w*|muestr\w+|repit\w+|mostr\w+|ripet\w+|svel\w+|repit\w+|toon|onthul"
    r"|herhaal|ujawn\w+|powtórz\w*|pokaż\w*|раскр\w+|повтор\w+|покаж\w+|выведи|göster\w*|tampilkan|ungkapkan|visa|vis|gentag|avslöja"
)


def _table(forget: str, told: str, write: str, written: str, model: str) -> tuple[str, ...]:
    said = rf"(?:.{{0,90}}[\"“”„»«:'‘]|.{{0,80}}https?:|\s*$|,? (?:{_THAT})\b)"
    return (
        rf"(?<!\w)(?:{forget}).{{0,60}}(?<!\w)(?:{told}|{_ALL})",
        rf"(?:{write}).{{0,70}}(?<!\w)(?:{written})(?!\w){said}",
        rf"(?:{write}).{{0,70}}(?<!\w)(?:{_YOUR}) (?:\w+ )?(?:{written})(?!\w)",
        rf"(?:{write}) (?:\w+ ){{0,2}}(?:{_ONLY})(?!\w)",
        rf"(?:{write}|(?<!\w)(?:{_REVEAL})).{{0,40}}(?<!\w)(?:{_YOUR})(?!\w).{{0,25}}(?<!\w)(?:{told})",
        rf"(?<!\w)(?:{model})",
        rf"(?<!\w)(?:{_AS_MODEL})(?!\w)",
    )


def _near(one: str, other: str) -> str:
    return rf"(?:{one}).{{0,30}}(?:{other})|(?:{other}).{{0,30}}(?:{one})"


_UNSPACED = [_near(*pair) for pair in NEAR]
_FOREIGN = [_table(*table) for table in TABLES]
SIEVE = Sieve((*_ENGLISH, _RUN, *_UNSPACED, *chain(*_FOREIGN)))
# Their numbers in the sieve; the table of a language has the same number of patterns as any other.
_AT_ORDERS = range(len(_ENGLISH) + 1)
_AT_UNSPACED = range(_AT_ORDERS.stop, _AT_ORDERS.stop + len(_UNSPACED))
_AT_FOREIGN = range(_AT_UNSPACED.stop, _AT_UNSPACED.stop + len(TABLES) * len(_FOREIGN[0]), len(_FOREIGN[0]))

# Most sentences hold no word that any pattern needs: the beginnings of their words say so cheaply.
_BEGINNINGS = frozenset(
    listed(
        "inst prom dire rule guid guar task obje role assi ai ais gpt clau gemi copi grok mist bot bots virt summ "
        "neur mach arti answ outp repl head dek deks lede para sent sect piec anal draf json titl conc text writ "
        "cove rewr tran word phra stri toke link url hash tag keyw pass cana slog disc emoj html fiel addr http "
        "www syst debu admi god dan main root sudo henc act beha pret imag excl repe igno your you enco incl xml "
        "yaml bott whoe anyo note memo remi noti warn hint dear hey hell huma edit cred gene resu proc trea test "
        "crea true reje unle iden now here mode aske begi resp lang"
    )
)
_STRONG = frozenset(
    listed("igno disr forg bypa ment robo spea asst chat llm llms gpt outp jail psst reve prep appe tell know")
)
_MARKS = re.compile(
    r"<|\[/?(?:inst|sys|tool|avail)|###|\*\*|===|---|[\"']\s*:|[a-z]{25}|\boverr|instruct|\bprompts?\b|\bprint(?:ing)?\b"
    r"|from (?:now|here) on|this point|the rest of|\bonly\b|made you|agree|developer|rewrite|make the|as instructed"
)
_OTHER_SCRIPT = re.compile("[\u0590-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[ığş]")
_LATIN_WORD = re.compile(r"[^\W\d_]+")


def order_in(text: str) -> str:
    """The first words of a folded sentence that are an order to a model, shortened; "" when there is none."""
    beginnings = {word[:4] for word in _LATIN_WORD.findall(text)}
    numbers: list[int] = []
    if beginnings & _STRONG or len(beginnings & _BEGINNINGS) > 1 or _MARKS.search(text):
        numbers += _AT_ORDERS
    if _OTHER_SCRIPT.search(text):
        numbers += _AT_UNSPACED
    for first, starts in zip(_AT_FOREIGN, STARTS, strict=True):
        if not starts.isdisjoint(beginnings):
            numbers += range(first, first + _AT_FOREIGN.step)
    match = SIEVE.search(text, numbers) if numbers else None
    return match[0].strip()[:160] if match else ""
