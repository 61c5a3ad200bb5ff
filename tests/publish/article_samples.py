"""A draft with its dossier, harmless or with one hostile text in every field."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pipeline import labels
from pipeline.models import (
    Analysis,
    Document,
    Dossier,
    Draft,
    Evidence,
    Finding,
    Paragraph,
    Passage,
    Place,
    Provenance,
    RelatedArticle,
    Report,
    Section,
    SectionKind,
    Severity,
    Unchecked,
    Usage,
)
from pipeline.publish.markdown import END_OF_TEXT
from pipeline.states import DraftState

HOSTILE = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</title></style><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)" x="',
    "' onfocus='alert(1)",
    "<!-- comment --> <![CDATA[ x ]]> <?php ?>",
    "[click](javascript:alert(1)) ![x](http://evil.example/p.png) <javascript:alert(1)>",
    "http://evil.example www.evil.example https://evil.example/?a=1&b=2",
    "{{ 7*7 }}{% raw %}{{< figure >}} {#x} ${y}",
    "\x1b[31mred\x1b[0m\x07 \x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\ \x9b31m",
    "[bold red]markup[/bold red] [link=http://evil.example]x[/link] [/] :boom:",
    "invoice\u202efdp.exe \u2066isolated\u2069 \u200fmark",
    "lone \ud800 surrogate, \x00 nul, \ufffe and \U0001ffff noncharacters, \ufeffBOM",
    "- item: &a *b !!python/object # c",
    "---",
    "...",
    "key: 'v' \"w\" | > % @ ` ? ! ,",
    "# not a heading #",
    "1. not a list",
    "1986) not a list",
    "> not a quotation > at all",
    "+ not a list ~~either~~",
    "===",
    ": definition",
    "```\ncode\n```",
    "    indented\tand\ttabbed    ",
    "two\n\nparagraphs\r\n# and a heading\u2028here\x85there",
    "| a | b |\n|---|---|\n| c | d |",
    "&lt;b&gt; &amp; &#60;script&#62; &copy; AT&T",
    "\\*not emphasis\\* *emphasis* __strong__ \\",
    END_OF_TEXT,
    "🌊🏴\U000e0067\U000e007f👩‍🚒 émoji",
    "مرحبا بالعالم (1) שלום",
    "x" * 300,
    "Fifty words of headline " * 13,
)

HOSTILE_URLS = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "\x01javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "//evil.example/x",
    "https:evil.example",
    "https:\\\\evil.example",
    "https://user:password@evil.example/",
    "https://evil.example\\@good.example/",
    "https://[::1",
    "https://good.example:port/",
    "https://a b.example/",
    "https://",
)


def _paragraph(text: str, *citations: str) -> Paragraph:
    return Paragraph(text=text, citations=citations)


ANALYSIS = Analysis(
    headline="A taller seawall wins the vote",
    dek="Who pays for the last third is open.",
    lede=(_paragraph("The council voted 7 to 2 on Tuesday.", "s1.p1", "s2.p1"),),
    sections=(
        Section(
            heading="What was decided",
            kind=SectionKind.REPORTED,
            paragraphs=(
                _paragraph("The wall grows by 1.2 metres.", "s1.p1"),
                _paragraph("It costs £48 million.", "s2.p1"),
            ),
        ),
        Section(
            heading="Why traders object",
            kind=SectionKind.ANALYSIS,
            paragraphs=(_paragraph("They count closures differently.", "s2.p1", "n1.p1"),),
        ),
        Section(
            heading="Reading Between the Lines",
            kind=SectionKind.INFERENCE,
            paragraphs=(_paragraph("The majority seems to expect the grant.", "s2.p1"),),
        ),
    ),
)

_AT = datetime(2026, 3, 12, 23, 30, tzinfo=UTC)


def dossier(text: str | None = None, url: str | None = "https://courier.example/seawall") -> Dossier:
    """Two documents; with `text`, it stands in every field of the second."""
    first = Document(
        location="https://courier.example/seawall",
        url=url,
        title="Council backs seawall",
        site="The Coast Courier",
        published="2026-03-11T09:00:00Z",
        passages=(Passage(id="s1.p1", text="The council voted 7 to 2 to raise the wall by 1.2 metres."),),
        page_hash="1",
    )
    second = Document(
        location=text or "minutes.txt",
        url=text,
        title=text or "Minutes",
        site=text,
        published=text,
        language=text,
        passages=(Passage(id="s2.p1", text=text or "The wall costs £48 million."),),
        page_hash="2",
    )
    return Dossier(documents=(first, second))


def draft(text: str | None = None, **changes: Any) -> Draft:
    """A ready draft; with `text`, it stands in every field that a page, a model or a desk can fill."""
    analysis = ANALYSIS
    if text is not None:
        paragraphs = (_paragraph(text, "s1.p1"), _paragraph(text, text))
        kinds = (SectionKind.REPORTED, SectionKind.ANALYSIS, SectionKind.INFERENCE)
        sections = tuple(Section(heading=text, kind=kind, paragraphs=paragraphs) for kind in kinds)
        analysis = Analysis(headline=text, dek=text, lede=paragraphs, sections=sections)
    blocker = Finding(
        rule=text or "quotes",
        severity=Severity.BLOCKER,
        place=Place(part="sections/0", paragraph=1, start=0, end=400),
        message=text or "“It costs” stands in no source.",
        evidence=(Evidence(source=1, start=0, end=400, passage="s2.p1"),),
    )
    values: dict[str, Any] = {
        "version_id": "c0ffee1234567890",
        "story_id": "story",
        "dossier_hash": "hash",
        "desk": text or "coast",
        "format": "analysis",
        "language": "en",
        "state": DraftState.READY,
        "reasons": (text or "quotes: stands in no source",),
        "analysis": analysis,
        "report": Report(findings=(blocker,), unchecked=(Unchecked(rule=text or "names", reason=text or "too slow"),)),
        "provenance": Provenance(
            endpoint=text or "embedded",
            model=text or "smollm2",
            format_hash="f",
            prompt_hash="p",
            package_version="1",
            usage=Usage(calls=2, prompt_tokens=1000, completion_tokens=234, seconds=3.2),
            started_at=_AT,
            finished_at=_AT,
        ),
        "disclaimer": labels.DISCLAIMER,
        "discussion_url": text or "https://talk.example/seawall",
        "related": (
            RelatedArticle(
                version_id="v1",
                title=text or "Nine days without pumps",
                dek=text or "The bill is in.",
                url=text or "https://coast.example/pumps",
                date=text or "2026-01-20",
            ),
        ),
        "created_at": _AT,
    }
    return Draft(**(values | changes))
