"""A page to a document: metadata and numbered passages, or a refusal with its reason.

decode.py      bytes to text
markup.py      text to a tree; hiding.py without what readers don't see
cards.py       boxes of other stories
pruning.py     lines that only lead elsewhere, captions, boxes beside the story
statements.py  what the page says of itself: JSON-LD, meta, microdata
titles.py      which of several titles is the headline
authors.py     persons and agencies
moments.py     dates as pages write them
metadata.py    the rest: site, language, section, canonical URL, and where each was read
standfirst.py  the lines above the story, where they are part of it
unrendered.py  the story of pages that only a script shows
passages.py    trafilatura's result to passages
furniture.py   lines that are no part of a story
cleaning.py    invisible characters out, warnings for text that addresses a model
notices.py     what walls, logins and error pages say
refusals.py    walls, stubs, error and index pages
repeats.py     the same text on several pages of a host
pool.py        many pages, each in a process that may hang or crash
warm.py        what those processes begin with
jsonl.py       lines of pages to lines of documents
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from typing import Any

from lxml import etree
from lxml.etree import _Element
from lxml.html import HtmlElement

from pipeline.errors import Refused
from pipeline.extract.cards import drop_cards
from pipeline.extract.cleaning import clean, hidden_warnings, instruction_warnings
from pipeline.extract.decode import text_of
from pipeline.extract.hiding import HiddenOrder
from pipeline.extract.markup import count_words, mark_breaks, parse, visible_text
from pipeline.extract.metadata import Metadata, metadata_of
from pipeline.extract.notices import PAYWALL
from pipeline.extract.passages import Block, numbered, passages_of, without_furniture
from pipeline.extract.pruning import count_headlines, prune
from pipeline.extract.refusals import Around, refuse_addressed, refuse_language, refuse_no_article
from pipeline.extract.standfirst import standfirst
from pipeline.extract.unrendered import stated_blocks
from pipeline.models import Document, Page, Passage, PassageKind
from pipeline.text.languages import language_of

__all__ = ["MIN_WORDS", "extract"]

MIN_WORDS = 50
_GUARD = 0.3
"""The precise result is taken unless it is shorter than this share of the plain one (measured on news pages)."""

_MANY_ELEMENTS = 8_000  # news pages have about 800, hardly one more than 2,500


_NOISE = re.compile("[\ufffd\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_SHOWN = 20_000
"""Letters of the whole page among which a notice is looked for."""


def extract(page: Page, *, languages: Collection[str] | None = None, min_words: int = MIN_WORDS) -> Document:
    """The document of one page. Decides from the page alone; no network, no files.

    languages   ISO 639-1 codes that are wanted; None for any
    min_words   fewer words of article text are `too_short` (two Chinese, Japanese or Korean characters are a word)

    Raises Refused with one of the reasons `rights_reserved`, `empty`, `not_text`, `error_page`, `consent_wall`,
    `paywall`, `login`, `video_page`, `index_page`, `mismatch`, `too_short`, `wrong_language`, `instructions`.
    """
    thing = page.location
    if not page.rights.allowed:
        next_step = "Record a licence reason for the host under [licences] of the desk if you may use it."
        raise Refused(thing, "rights_reserved", page.rights.ground, next_step)
    text = _text(page)
    orders: list[HiddenOrder] = []
    if page.content_type == "text/plain":
        metadata, passages = _plain(text)
    else:
        metadata, passages = _html(page, text, min_words, orders)
    body = "\n".join(passage.text for passage in passages)
    if count_words(body) < min_words:  # plain text; HTML was judged with the page around it
        raise Refused(thing, "too_short", f"only {count_words(body)} words, {min_words} are needed", "Give more text.")
    refuse_addressed(thing, passages, min_words=min_words)
    language = language_of(metadata.language, body)
    refuse_language(thing, language, languages)
    title = metadata.title or _first_words(passages)
    return Document(
        location=page.location,
        url=metadata.url or page.url,
        title=title,
        authors=metadata.authors,
        published=metadata.published,
        modified=metadata.modified,
        site=metadata.site,
        section=metadata.section,
        image_credit=metadata.image_credit,
        origins=metadata.origins,
        language=language,
        passages=passages,
        warnings=(*instruction_warnings(title, passages), *hidden_warnings(orders, passages)),
        rights=page.rights,
        page_hash=hashlib.sha256(page.body).hexdigest(),
    )


def _text(page: Page) -> str:
    if not page.body.strip():
        raise Refused(page.location, "empty", "nothing in it", "Give a page or file that holds the article's text.")
    text = text_of(page)
    sample = text[:20_000]
    if len(_NOISE.findall(sample)) > len(sample) / 50:
        raise Refused(page.location, "not_text", "binary data, not text", "Give an HTML or text page.")
    return text


def _html(page: Page, text: str, min_words: int, orders: list[HiddenOrder]) -> tuple[Metadata, tuple[Passage, ...]]:
    tree = parse(text, orders)
    if tree is None:
        raise Refused(page.location, "empty", "a page without content", "Give the address of one article.")
    try:
        metadata = metadata_of(tree, url=page.url, now=page.fetched_at, entry=page.entry)
        etree.strip_elements(tree, "script", "style", with_tail=False)
        shown, links = visible_text(tree)[:_SHOWN], count_headlines(tree)
        drop_cards(tree, page.url)
        prune(tree)
        mark_breaks(tree)
        body = _guarded(tree)
    except (
        etree.LxmlError,
        ArithmeticError,
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        # Hostile markup meets other people's code here: it costs this page, not the run.
        cause = f"its markup can't be read ({type(error).__name__})"
        raise Refused(page.location, "not_text", cause, "Save its text to a file and give that.") from error
    passages = _passages(body, metadata, shown, min_words)
    around = Around(
        title=metadata.title,
        text=shown,
        links=links,
        free=metadata.free,
        is_article=metadata.is_article,
        is_video=metadata.is_video,
        about="\n".join((*metadata.titles, metadata.description)),
    )
    refuse_no_article(page.location, passages, around, min_words=min_words)
    if first := standfirst(tree, metadata.description, "\n".join(passage.text for passage in passages)):
        blocks = [(PassageKind.PARAGRAPH, first), *((passage.kind, passage.text) for passage in passages)]
        passages = numbered(blocks)
    return metadata, passages


def _passages(body: _Element | None, metadata: Metadata, shown: str, min_words: int) -> tuple[Passage, ...]:
    """What the page shows of its story; if that is nothing, what its structured data gives away free."""
    known = {"titles": metadata.titles, "authors": metadata.authors}
    passages = () if body is None else passages_of(body, **known)
    if _count(passages) >= min_words or not metadata.free or PAYWALL.search(shown):
        return passages
    stated = numbered(without_furniture(stated_blocks(metadata.article), **known))
    return stated if _count(stated) >= min_words else passages


def _count(passages: tuple[Passage, ...]) -> int:
    return sum(count_words(passage.text) for passage in passages)


def _guarded(tree: HtmlElement) -> _Element | None:
    """Trafilatura's precise document tree, or the plain one where precision lost most of the text."""
    precise, size = _extracted(tree, precise=True)
    # No result can be longer than the page's whole text: most pages need no second run.
    if size >= _GUARD * len(visible_text(tree)):
        return precise
    plain, plain_size = _extracted(tree, precise=False)
    return plain if size < _GUARD * plain_size else precise


def _extracted(tree: HtmlElement, *, precise: bool) -> tuple[_Element | None, int]:
    """The document tree and the length of its text. `deduplicate` stays off: it remembers across pages."""
    from trafilatura import bare_extraction

    # Its second opinion takes time with the square of the page's size; only pages that are no articles are so large.
    fast = sum(1 for _ in tree.iter()) > _MANY_ELEMENTS
    found: Any = bare_extraction(tree, fast=fast, include_comments=False, favor_precision=precise)
    return (found.body, len(found.text or "")) if found is not None else (None, 0)


def _plain(text: str) -> tuple[Metadata, tuple[Passage, ...]]:
    """Blank lines separate paragraphs; the first line is the title if it is short or says `Title:`."""
    chunks = [chunk for chunk in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")) if chunk.strip()]
    first, _, rest = (chunks[0] if chunks else "").strip().partition("\n")
    label = re.match(r"#*\s*(title\s*:)?\s*", first, re.IGNORECASE)
    stated = bool(label and label[0].strip())
    title = clean(first[label.end() :] if label else first)
    if not (stated or (len(title.split()) <= 20 and len(title) <= 160 and not title.endswith((".", "。")))):
        title, rest = "", f"{first}\n{rest}"
    blocks: list[Block] = [(PassageKind.PARAGRAPH, clean(chunk)) for chunk in (rest, *chunks[1:]) if clean(chunk)]
    return Metadata(title=title), numbered(without_furniture(blocks, titles=(title,), authors=()))


def _first_words(passages: tuple[Passage, ...]) -> str:
    """A page without any title is named by how it begins."""
    words = passages[0].text.split()
    return " ".join(words[:12]) + (" …" if len(words) > 12 else "")
