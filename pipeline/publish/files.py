"""What an article is as a file: its name, and its text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

from pipeline.models import TargetKind
from pipeline.publish import html, ninjs, published, sites
from pipeline.publish.article import Article


class FileForm(NamedTuple):
    name: Callable[[Article], str]
    render: Callable[[Article], str]


def _named(ending: str) -> Callable[[Article], str]:
    def name(article: Article) -> str:
        assert article.release is not None  # noqa: S101  (the flow releases what it publishes)
        return f"{article.release.slug}{ending}"

    return name


def _site(kind: TargetKind) -> FileForm:
    return FileForm(
        partial(sites.file_name, generator=kind.value),
        partial(sites.render, generator=kind.value),
    )


FILES: Mapping[TargetKind, FileForm] = {
    **{kind: _site(kind) for kind in TargetKind if kind.value in sites.GENERATORS},
    TargetKind.HTML: FileForm(_named(".html"), html.render),
    TargetKind.JSON: FileForm(_named(".json"), published.render),
    TargetKind.NINJS: FileForm(_named(".ninjs.json"), ninjs.render),
}
