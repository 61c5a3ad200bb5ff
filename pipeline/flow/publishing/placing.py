"""Putting an article where a target wants it: a file, an entry of a feed, a post in a content system."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.desks import PublishTarget
from pipeline.errors import NotFound, PublishError, StoreError
from pipeline.flow.publishing.standing import Standing, standing
from pipeline.models import Publication, TargetKind
from pipeline.publish import article_of, feeds
from pipeline.publish.article import Article, Release, Retraction, retracted, safe_link
from pipeline.publish.cms import Cms, Ghost, Placed, WordPress
from pipeline.publish.files import FILES
from pipeline.settings import Settings, secret
from pipeline.state import State
from pipeline.states import PublicationState
from pipeline.store import Store
from pipeline.store.files import LocalFiles

if TYPE_CHECKING:
    import httpx2

_SECRETS = {TargetKind.WORDPRESS: "NUTGRAF_WORDPRESS_PASSWORD", TargetKind.GHOST: "NUTGRAF_GHOST_KEY"}


def cms(target: PublishTarget, settings: Settings, transport: httpx2.BaseTransport | None) -> Cms:
    """The client of a content system; raises UsageError when its secret isn't in the environment."""
    variable = target.secret or _SECRETS[target.to]
    password = secret(settings.dir, variable).get_secret_value()
    hint = f"Check {variable} and that the login may edit posts."
    assert target.url is not None  # noqa: S101  (the desk file is checked for it)
    if target.to is TargetKind.GHOST:
        return Ghost(target.id, url=target.url, key=password, key_name=variable, login_hint=hint, transport=transport)
    return WordPress(
        target.id,
        url=target.url,
        user=target.user or "",
        password=password,
        status=target.status,
        on_retract=target.on_retract,
        login_hint=hint,
        transport=transport,
    )


def public_address(target: PublishTarget, slug: str, published: datetime) -> str | None:
    """What `link` says the article's address will be."""
    if target.link is None:
        return None
    day = published.astimezone(UTC)
    parts = {"slug": slug, "year": f"{day:%Y}", "month": f"{day:%m}", "day": f"{day:%d}"}
    return safe_link(target.link.format(**parts))


# --- files --------------------------------------------------------------------------------------


def write_article(article: Article, target: PublishTarget, settings: Settings, written: str | None) -> Placed:
    """Write the article's file, over the one `written` before; PublishError for a file that isn't this article's."""
    form = FILES[target.to]
    folder = settings.dir / Path(target.path or f"published/{target.id}").expanduser()
    path = folder / form.name(article)
    if written is not None and target.path is None:
        path = settings.dir / written
    assert article.release is not None  # noqa: S101
    if path.exists() and article.release.key not in _content(path, target):
        raise PublishError(target.id, f"{path} is there and isn't this article", "Move it away, then publish again.")
    write_file(path, form.render(article), target)
    return Placed(_relative(path, settings.dir), article.release.url)


def write_file(path: Path, text: str, target: PublishTarget) -> None:
    """Whole or not at all."""
    try:
        LocalFiles(path.parent).write(str(path), text)
    except OSError as error:
        step = "Check `path` of the target, the disk and its permissions."
        raise PublishError(target.id, f"{path} can't be written: {error.strerror or error}", step) from None


def _content(path: Path, target: PublishTarget) -> str:
    try:
        return path.read_text("utf-8", errors="replace")
    except OSError as error:
        raise PublishError(target.id, f"{path} can't be read: {error.strerror}", "Check its permissions.") from None


def _relative(path: Path, folder: Path) -> str:
    inside = path.is_relative_to(folder)
    return str(path.relative_to(folder) if inside else path.resolve())


# --- feeds --------------------------------------------------------------------------------------


def write_feed(
    target: PublishTarget,
    desk: str | None,
    settings: Settings,
    store: Store,
    state: State,
    current: Article | None = None,
) -> Placed:
    """Write a desk's feed anew from what is recorded in it, with `current` as it is about to be recorded."""
    listed = state.published_folders(desk, target.id, target.entries)
    articles = [article for name in listed if (article := _entry(store, name, target))]
    if current is not None:
        articles = [a for a in articles if _key(a) != _key(current)] + [current]
    own = settings.desk.name if settings.desk else "nutgraf"
    channel = feeds.Channel(
        key=f"{desk or 'all'}:{target.id}",
        title=target.title or own,
        language=settings.desk.language if settings.desk else settings.language,
        url=target.url,
        home=target.home,
    )
    folder = settings.dir / Path(target.path or f"published/{desk or 'feeds'}").expanduser()
    path = folder / feeds.FEED_FILES[target.to.value]
    write_file(path, feeds.render(target.to.value, channel, articles, limit=target.entries), target)
    return Placed(_relative(path, settings.dir), None)


def _key(article: Article) -> str | None:
    return article.release.key if article.release else None


def _entry(store: Store, name: str, target: PublishTarget) -> Article | None:
    try:
        folder = store.at(name)
        draft = store.draft(folder)
    except (StoreError, NotFound):  # removed or damaged: the others are still news
        return None
    stands = standing(store, folder, draft)
    step = stands.last.get(target.id)
    if step is None or step.version_id != draft.version_id or step.published is None:
        return None
    article = article_of(draft, store.dossier(folder), released(stands, step, stands.url()))
    if step.state == PublicationState.RETRACTED:
        return taken_back(article, step)
    return article


def released(stands: Standing, step: Publication, url: str | None) -> Release:
    published = step.published or step.at
    return Release(
        key=stands.key, slug=stands.slug, url=safe_link(url), published=published, modified=step.modified or published
    )


def taken_back(article: Article, step: Publication) -> Article:
    return retracted(article, Retraction(date=step.at.date().isoformat(), reason=step.reason or "No reason was given."))
