"""One article to one target: allowed, recorded before and after, the same article however often it goes out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pipeline.desks import PublishTarget
from pipeline.errors import NotAllowed, NutgrafError, UsageError
from pipeline.flow.publishing import archiving
from pipeline.flow.publishing.placing import (
    cms,
    public_address,
    released,
    taken_back,
    write_article,
    write_feed,
)
from pipeline.flow.publishing.standing import Standing, sent_hash, standing
from pipeline.models import Dossier, Draft, Publication
from pipeline.publish import article_of, rendering_hash
from pipeline.publish.article import Article
from pipeline.publish.cms import Placed
from pipeline.review import standing_approval
from pipeline.settings import Settings
from pipeline.state import State
from pipeline.states import DraftState, PublicationState, move
from pipeline.store import Folder, Store

if TYPE_CHECKING:
    import httpx2

_UNDECIDED = {DraftState.READY, DraftState.NEEDS_ATTENTION, DraftState.APPROVED}


class Publisher:
    """Publishes drafts of one desk (`settings` are that desk's). `transport` reaches content systems."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        state: State,
        *,
        transport: httpx2.BaseTransport | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.settings, self.store, self.state = settings, store, state
        self._transport, self._now = transport, now

    def publish(self, folder: Folder, target: PublishTarget, *, unreviewed: bool = False) -> Publication:
        """Send a draft's article to a target, or bring the one there up to date.

        Raises NotAllowed (not approved, under embargo, a later version is out), Busy, PublishError and UsageError; the
        record says how far it came, and the same call goes on from there.
        """
        draft, dossier = self.store.draft(folder), self.store.dossier(folder)
        approved = self._admitted(folder, draft, dossier, target, unreviewed=unreviewed)
        key = standing(self.store, folder, draft).key
        with self.state.holding(f"publish {key} {target.id}", f"draft {draft.version_id[:8]} to {target.id}"):
            stands = standing(self.store, folder, draft)
            self._refuse_older(draft, stands, target)
            before = stands.last.get(target.id)
            step = self._begun(draft, dossier, stands, target, approved=approved)
            self._record(folder, draft, step)
            article = article_of(draft, dossier, released(stands, step, step.url or stands.url()))
            try:
                placed = self._place(article, step, target)
            except NutgrafError as error:
                self._record(folder, draft, self._moved(step, PublicationState.FAILED, reason=str(error)))
                raise
            after = {"remote_id": placed.remote_id, "url": placed.url or step.url, "reason": placed.note or None}
            done = self._moved(step, PublicationState.PUBLISHED, **after)
            self._record(folder, draft, done)
            self._follow_up(folder, draft, target, new=before is None or before.url != done.url)
            return done

    def wait(self, folder: Folder, target: PublishTarget, reason: str) -> Publication:
        """Record that an article is to go out later; `due` finds it."""
        draft, dossier = self.store.draft(folder), self.store.dossier(folder)
        stands = standing(self.store, folder, draft)
        step = self._begun(draft, dossier, stands, target, approved=True).model_copy(update={"reason": reason})
        self._record(folder, draft, step)
        return step

    def retract(self, folder: Folder, target: PublishTarget, reason: str) -> Publication:
        """Take an article back: a post becomes a draft or goes to the trash, a file and a feed's entry say so.

        Raises NotAllowed when it isn't there or a later version is, UsageError without a reason, PublishError.
        """
        if not reason.strip():
            raise UsageError("--reason", "is empty", "Say in a few words why the article is taken back.")
        draft, dossier = self.store.draft(folder), self.store.dossier(folder)
        thing = f"draft {draft.version_id[:8]}"
        key = standing(self.store, folder, draft).key
        with self.state.holding(f"publish {key} {target.id}", f"{thing} in {target.id}"):
            stands = standing(self.store, folder, draft)
            self._refuse_older(draft, stands, target)
            before = stands.last.get(target.id)
            if before is None or (before.published is None and before.state == PublicationState.RETRACTED):
                raise NotAllowed(thing, f"was never published to {target.id}", "`nutgraf publish` shows its targets.")
            move(f"{thing} in {target.id}", before.state, PublicationState.RETRACTED)
            given = {"reason": reason.strip(), "version_id": draft.version_id, "modified": self._now()}
            step = self._moved(before, PublicationState.RETRACTED, **given)
            article = taken_back(article_of(draft, dossier, released(stands, step, before.url)), step)
            self._take_back(article, before, target)
            self._record(folder, draft, step)
            self._follow_up(folder, draft, target, new=True)
            return step

    # --- what is allowed ---

    def _admitted(
        self, folder: Folder, draft: Draft, dossier: Dossier, target: PublishTarget, *, unreviewed: bool
    ) -> bool:
        """Whether it is approved; raises NotAllowed when it may not go out at all."""
        thing = f"draft {draft.version_id[:8]}"
        if draft.analysis is None:
            raise NotAllowed(thing, "has no article to publish", "`nutgraf review show` tells why.")
        if draft.embargo_until and draft.embargo_until > self._now():
            cause = f"is under embargo until {draft.embargo_until:%Y-%m-%d %H:%M} UTC"
            raise NotAllowed(thing, cause, "It goes out by `nutgraf publish --due` after that.")
        text = rendering_hash(article_of(draft, dossier))
        if draft.state == DraftState.APPROVED and standing_approval(self.store.decisions(folder), text):
            return True
        if draft.state not in _UNDECIDED:
            raise NotAllowed(thing, f"is {draft.state} and can't be published", "Publish a draft that stands.")
        if target.to.is_feed:
            raise NotAllowed(thing, "isn't approved, and a feed takes approved articles only", "Approve it first.")
        if not unreviewed:
            step = f"`nutgraf review approve {draft.version_id[:8]}`, or --unreviewed, which the article will say."
            raise NotAllowed(thing, "isn't approved", step)
        return False

    def _refuse_older(self, draft: Draft, stands: Standing, target: PublishTarget) -> None:
        """A later version that is out must not be overwritten by an earlier one."""
        for name, version, _ in self.state.standing(stands.key):
            later = self.store.find(version) if name == target.id and version != draft.version_id else None
            if later is not None and self.store.draft(later).created_at > draft.created_at:
                cause = f"has a later version in {target.id}: {version[:8]}"
                raise NotAllowed(f"draft {draft.version_id[:8]}", cause, "Name that one.")

    # --- steps and their record ---

    def _begun(
        self, draft: Draft, dossier: Dossier, stands: Standing, target: PublishTarget, *, approved: bool
    ) -> Publication:
        """The step that is about to be taken: what the target is known to hold, under the article's lasting names."""
        before, moment = stands.last.get(target.id), self._now()
        if before is not None:
            move(f"draft {draft.version_id[:8]} in {target.id}", before.state, PublicationState.PENDING)
        published = (before.published if before else None) or moment
        rendering = sent_hash(article_of(draft, dossier), approved=approved)
        same = before is not None and before.rendering == rendering and before.state == PublicationState.PUBLISHED
        return Publication(
            target=target.id,
            kind=target.to,
            desk=draft.desk,
            version_id=draft.version_id,
            key=stands.key,
            slug=stands.slug,
            state=PublicationState.PENDING,
            at=moment,
            rendering=rendering,
            approved=approved,
            remote_id=before.remote_id if before else None,
            url=public_address(target, stands.slug, published) or (before.url if before else None),
            published=published,
            modified=before.modified if before and same else moment,
        )

    def _moved(self, step: Publication, state: PublicationState, **changes: Any) -> Publication:
        thing = f"draft {step.version_id[:8]} in {step.target}"
        return step.model_copy(update={"state": move(thing, step.state, state), "at": self._now(), **changes})

    def _record(self, folder: Folder, draft: Draft, step: Publication) -> None:
        self.store.add_publication(folder, step)
        self.state.remember_publication(step, folder.name, draft.desk)

    # --- the targets ---

    def _place(self, article: Article, step: Publication, target: PublishTarget) -> Placed:
        if target.to.is_cms:
            return cms(target, self.settings, self._transport).place(article, step.remote_id)
        if target.to.is_feed:
            return write_feed(target, step.desk, self.settings, self.store, self.state, article)
        return write_article(article, target, self.settings, step.remote_id)

    def _take_back(self, article: Article, before: Publication, target: PublishTarget) -> None:
        if target.to.is_cms:
            cms(target, self.settings, self._transport).withdraw(article, before.remote_id)
        else:
            self._place(article, before, target)

    def _follow_up(self, folder: Folder, draft: Draft, target: PublishTarget, *, new: bool) -> None:
        """The archive knows what readers find; feeds link to where it stands."""
        archiving.settle(self.store, folder, self.settings, self.state)
        if target.to.is_feed or not new or self.settings.desk is None:
            return
        stands = standing(self.store, folder, draft)
        for feed in self.settings.desk.publish:
            if feed.to.is_feed and feed.id in stands.last:
                write_feed(feed, draft.desk, self.settings, self.store, self.state)
