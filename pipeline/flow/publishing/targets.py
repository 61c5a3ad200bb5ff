"""Which targets are meant: those of the draft's desk by name, or a kind of file by its own name."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.desks import Desk, PublishTarget
from pipeline.errors import NotAllowed, UsageError
from pipeline.flow.publishing.standing import standing
from pipeline.models import TargetKind
from pipeline.states import PublicationState
from pipeline.store import Folder, Store


def chosen_targets(desk: Desk | None, names: Sequence[str], out: str | None = None) -> list[PublishTarget]:
    """The targets of these names, feeds last, for their entries link to the others; all of the desk when none is named.

    `out` is the folder for files; several targets get a folder each in it.

    Raises UsageError for an unknown one, for a content system that the desk doesn't describe, and when nothing is left.
    """
    own = {target.id: target for target in desk.publish} if desk else {}
    if not names and not own:
        raise UsageError("--to", "is missing, and the desk has no [[publish]] targets", f"Name one: {_known(own)}.")
    targets = [_target(own, name, desk) for name in dict.fromkeys(names or own)]
    if out is not None:
        files = [target for target in targets if not target.to.is_cms]
        paths = {t.id: out if len(files) == 1 else f"{out}/{t.id}" for t in files}
        targets = [t.model_copy(update={"path": paths[t.id]}) if t.id in paths else t for t in targets]
    return sorted(targets, key=lambda target: target.to.is_feed)


def reached_targets(store: Store, folder: Folder, desk: Desk | None, names: Sequence[str]) -> list[PublishTarget]:
    """Where the draft's article went or may have gone, feeds last; of these names if there are any.

    Raises NotAllowed when it went nowhere, UsageError for a name that isn't among them or is no longer described.
    """
    draft = store.draft(folder)
    thing = f"draft {draft.version_id[:8]}"
    gone = PublicationState.RETRACTED
    last = {n: step for n, step in standing(store, folder, draft).last.items() if step.state != gone}
    if not last:
        raise NotAllowed(thing, "stands nowhere: nothing to take back", "`nutgraf publish` brings it out.")
    if unknown := [name for name in names if name not in last]:
        raise UsageError(f"--to {unknown[0]}", f"{thing} isn't there", f"It is in: {', '.join(last)}.")
    own = {target.id: target for target in desk.publish} if desk else {}
    targets = []
    for name, step in last.items():
        if names and name not in names:
            continue
        if name not in own and step.kind.is_cms:
            raise UsageError(name, "is no longer described in the desk file", "Put its [[publish]] table back.")
        targets.append(own.get(name) or PublishTarget(to=step.kind, name=name if name != step.kind else None))
    return sorted(targets, key=lambda target: target.to.is_feed)


def _target(own: dict[str, PublishTarget], name: str, desk: Desk | None) -> PublishTarget:
    if name in own:
        return own[name]
    if name not in set(TargetKind):
        raise UsageError(f"--to {name}", "there is no such target", f"Known: {_known(own)}.")
    if TargetKind(name).is_cms:
        where = f"sources/{desk.id}.toml" if desk else "a desk file, and name the desk with --desk"
        raise UsageError(f"--to {name}", "isn't described", f"Add a [[publish]] table with its url to {where}.")
    return PublishTarget(to=TargetKind(name))


def _known(own: dict[str, PublishTarget]) -> str:
    files = [kind.value for kind in TargetKind if not kind.is_cms]
    return ", ".join([*own, *(name for name in files if name not in own)])
