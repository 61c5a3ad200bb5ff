"""An article on its way out: one view of it (`article`), and its renderings (`markdown`, `html`, `terminal`)."""

from __future__ import annotations

from pipeline.models import Dossier, Draft
from pipeline.publish import html, markdown
from pipeline.publish.article import article_of, rendering_hash

__all__ = ["article_of", "render", "rendering_hash"]


def render(draft: Draft, dossier: Dossier) -> dict[str, str]:
    """File name to text of every rendering that lies beside `draft.json`."""
    article = article_of(draft, dossier)
    return {"article.md": markdown.render(article), "article.html": html.render(article)}
