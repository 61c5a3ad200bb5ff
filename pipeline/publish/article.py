"""The one view of an article that all renderings share: cleaned, numbered, labelled, in the order a reader meets it.

Headline, dek, lede, sections, the disclaimer closing the text, then sources, "Share your thoughts", related articles.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import PurePath
from urllib.parse import SplitResult, quote, urlsplit

from pydantic import Field

from pipeline import labels
from pipeline.models import (
    Copy,
    DigitalSource,
    Document,
    Dossier,
    Draft,
    Frozen,
    Paragraph,
    RelatedArticle,
    SectionKind,
    hash_of,
)
from pipeline.states import DraftState

NOT_WRITTEN = "No article could be written"

_LINE_BREAKS = re.compile("[\t\n\v\f\r\x85\u2028\u2029]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class ViewParagraph(Frozen):
    text: str
    sources: tuple[int, ...] = ()
    """Numbers (from 1) of the sources it rests on, ascending."""


class ViewSection(Frozen):
    heading: str
    """Empty for a section that runs on under what stands before it."""
    kind: SectionKind
    paragraphs: tuple[ViewParagraph, ...]


class ViewCopy(Frozen):
    publisher: str
    url: str | None


class ViewSource(Frozen):
    title: str
    publisher: str
    date: str | None
    """YYYY-MM-DD; None when unknown."""
    url: str | None
    """http or https; None for a local file."""
    copies: tuple[ViewCopy, ...] = ()
    """Where else the same text stood."""


class ViewCorrection(Frozen):
    date: str
    """YYYY-MM-DD."""
    note: str


class Release(Frozen):
    """How an article stands outside the house."""

    key: str = Field(pattern=r"[0-9a-z]{4,32}")
    """Names the article through all its corrected versions, in every target."""
    slug: str = Field(pattern=r"[a-z0-9]+(-[a-z0-9]+)*")
    url: str | None = None
    """Its public address."""
    published: datetime
    """When it first went out, UTC."""
    modified: datetime


class Retraction(Frozen):
    date: str
    """YYYY-MM-DD."""
    reason: str


class Article(Frozen):
    """Every string is plain text on one line without control characters; every URL is http(s) and percent-encoded."""

    version_id: str
    state: DraftState
    reasons: tuple[str, ...]
    """Why the draft is parked."""
    written: bool
    """False when no model answer could be used: there is a placeholder for a headline, and no text."""
    language: str
    date: str
    """YYYY-MM-DD (UTC) of the first writing."""
    headline: str
    dek: str
    lede: tuple[ViewParagraph, ...]
    sections: tuple[ViewSection, ...]
    disclaimer: str = Field(min_length=1)
    sources: tuple[ViewSource, ...]
    discussion_url: str | None
    related: tuple[RelatedArticle, ...]
    corrections: tuple[ViewCorrection, ...] = ()
    """Oldest first."""
    made: DigitalSource = DigitalSource.GENERATED
    desk: str | None = None
    release: Release | None = None
    """None inside the house."""
    retraction: Retraction | None = None

    @property
    def label(self) -> labels.Label:
        return labels.label_of(
            self.state, self.made, released=self.release is not None, retracted=self.retraction is not None
        )

    @property
    def title(self) -> str:
        """The headline, or what stands in its place where none may be missing."""
        return self.headline or "Untitled"

    @property
    def day(self) -> str:
        """YYYY-MM-DD (UTC) as readers know it: of the first publication, or of the writing."""
        return utc(self.release.published)[:10] if self.release else self.date

    @property
    def cited(self) -> tuple[ViewSource, ...]:
        """The sources that some paragraph points at, in their order."""
        paragraphs = (*self.lede, *(p for section in self.sections for p in section.paragraphs))
        numbers = {number for paragraph in paragraphs for number in paragraph.sources}
        return tuple(source for number, source in enumerate(self.sources, 1) if number in numbers)


def article_of(draft: Draft, dossier: Dossier, release: Release | None = None) -> Article:
    """The view of a draft, inside the house or as released.

    Raises ConfigError when its disclaimer is unreadable (see `labels.disclaimer`).
    """
    analysis = draft.analysis
    return Article(
        version_id=plain(draft.version_id),
        state=draft.state,
        reasons=tuple(plain(reason) for reason in draft.reasons),
        written=analysis is not None,
        language=draft.language if _LANGUAGE.fullmatch(draft.language) else "und",
        date=draft.created_at.date().isoformat(),
        headline=plain(analysis.headline) if analysis else NOT_WRITTEN,
        dek=plain(analysis.dek) if analysis else "",
        lede=_paragraphs(analysis.lede, dossier) if analysis else (),
        sections=tuple(
            ViewSection(heading=plain(s.heading), kind=s.kind, paragraphs=_paragraphs(s.paragraphs, dossier))
            for s in (analysis.sections if analysis else ())
        ),
        disclaimer=labels.disclaimer(draft.disclaimer),
        sources=tuple(_source(document) for document in dossier.documents),
        discussion_url=safe_link(draft.discussion_url),
        related=tuple(_related(entry) for entry in draft.related),
        corrections=tuple(
            ViewCorrection(date=c.at.date().isoformat(), note=note)
            for c in draft.corrections
            if (note := plain(c.note))
        ),
        made=draft.made,
        desk=plain(draft.desk or "") or None,
        release=release,
    )


def retracted(article: Article, retraction: Retraction) -> Article:
    """What is left of an article that was taken back: its headline, its sources and why it is gone."""
    gone = {"dek": "", "lede": (), "sections": (), "related": (), "discussion_url": None}
    reason = Retraction(date=retraction.date, reason=plain(retraction.reason))
    return article.model_copy(update={**gone, "retraction": reason})


_NOT_REVIEWED = {"version_id", "state", "reasons", "made", "desk", "release", "retraction"}


def rendering_hash(article: Article) -> str:
    """Hash of what a reader gets: what a review decision covers. The state and its label are the decision itself."""
    without = _NOT_REVIEWED if article.corrections else {*_NOT_REVIEWED, "corrections"}  # as before there were any
    return hash_of(article.model_dump(mode="json", exclude=without))


def plain(text: str) -> str:
    """`text` on one line, without outer spaces and without what would steer the medium that shows it."""
    line = _LINE_BREAKS.sub(" ", text)
    return labels.UNSHOWABLE.sub(lambda m: "\ufffd" if "\ud800" <= m[0] <= "\udfff" else "", line).strip()


def utc(moment: datetime) -> str:
    """RFC 3339 to the second, with a Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def safe_link(url: str | None) -> str | None:
    """An http(s) URL in ASCII, percent-encoded where needed; None for anything else, also with a user name in it."""
    parts = _split(plain(url or ""))
    if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    try:
        host = parts.netloc.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    if not re.fullmatch(r"[A-Za-z0-9.:\[\]_-]+", host):  # an `@` would be a user name
        return None
    legal = "/:;@!$'*+,=~%&-._"
    path, query, fragment = (quote(part, safe=legal + "?") for part in (parts.path, parts.query, parts.fragment))
    return f"{parts.scheme}://{host}{path}" + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port  # parsed when asked for
    except ValueError:
        return None
    return parts


def _paragraphs(paragraphs: tuple[Paragraph, ...], dossier: Dossier) -> tuple[ViewParagraph, ...]:
    """Blank paragraphs have nothing to show."""
    shown = ((plain(p.text), p.citations) for p in paragraphs)
    return tuple(ViewParagraph(text=text, sources=_numbers(ids, dossier)) for text, ids in shown if text)


def _numbers(citations: tuple[str, ...], dossier: Dossier) -> tuple[int, ...]:
    """`s2.p5` is source 2; notes are the desk's own and not shown."""
    known = {c.partition(".")[0] for c in citations if dossier.document_of(c)}
    return tuple(sorted(int(prefix[1:]) for prefix in known))


def _source(document: Document) -> ViewSource:
    url = safe_link(document.url)
    return ViewSource(
        title=plain(document.title) or url or PurePath(plain(document.location)).name or "Untitled",
        publisher=plain(document.publisher),
        date=_day(document.published),
        url=url,
        copies=tuple(_copy(document, copy) for copy in document.copies),
    )


def _copy(document: Document, copy: Copy) -> ViewCopy:
    page = document.model_copy(update={"site": copy.site, "url": copy.url, "location": copy.location})
    return ViewCopy(publisher=plain(page.publisher), url=safe_link(copy.url))


def _day(published: str | None) -> str | None:
    try:
        return date.fromisoformat((published or "")[:10]).isoformat()
    except ValueError:
        return None


def _related(entry: RelatedArticle) -> RelatedArticle:
    return RelatedArticle(
        version_id=plain(entry.version_id),
        title=plain(entry.title) or "Untitled",
        dek=plain(entry.dek),
        url=safe_link(entry.url),
        date=_day(entry.date) or "",
    )
