"""Drafts in `output/`: `<date>-<slug>-<version>/`, where `draft.json` is the truth and is written last.

Beside it: `dossier.json`, the renderings `article.md` and `article.html`, `versions/<n>.json` (every text the draft
ever had), `review.jsonl` (decisions) and `publications.jsonl` (where it went), both append-only. A folder without
`draft.json` is unfinished: `clean` removes it.

`files.py` knows the places: a local folder, or any address of fsspec such as `s3://bucket/drafts`.
"""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from pipeline.errors import NotFound, StoreError
from pipeline.models import SCHEMA_VERSION, Analysis, Decision, Dossier, Draft, Publication, SourceNow
from pipeline.store.files import Folder, LocalFiles, open_files

__all__ = ["Folder", "Store", "slug"]

_M = TypeVar("_M", bound=BaseModel)
_T = TypeVar("_T")
_UNFINISHED_AFTER = 300.0
"""Seconds after which a folder without draft.json can't be one that is being written right now."""


class Store:
    """The drafts of one `output/`. Damaged or unwritable files, and a place out of reach, are StoreErrors.

    A draft's folder is a handle with a `name`; what is in it is reached through these methods only.
    """

    def __init__(self, output: Path | str, *, changed: Callable[[Folder, Draft], None] | None = None) -> None:
        """`output`: a local folder, or an address of fsspec. Raises UsageError and MissingPart (see `open_files`).

        `changed` is told of every draft that was written, once it is whole: an index can follow.
        """
        self.output = output
        self._changed = changed
        self._files = open_files(output)
        self._unreadable: tuple[type[Exception], ...] = (ValidationError, UnicodeDecodeError, *self._files.trouble)

    # --- reading ---

    def folders(self) -> Iterator[Folder]:
        """Whole drafts, oldest first by name."""
        yield from self._reached(self._files.whole)

    def readable(self) -> Iterator[tuple[Folder, Draft]]:
        """Whole drafts with their folders; one that is damaged is passed over, for it must not stop the others."""
        for folder in self.folders():
            try:
                yield folder, self.draft(folder)
            except StoreError:
                continue

    def find(self, version_id: str) -> Folder | None:
        """The folder of a version, or None."""
        for folder in self._ending(version_id):
            if self._whole(folder) and self.draft(folder).version_id == version_id:
                return folder
        return None

    def resolve(self, reference: str) -> Folder:
        """A draft's folder from a path, a folder name, or the beginning (4 characters or more) of a version id."""
        if isinstance(self._files, LocalFiles) and self._files.exists(f"{reference}/draft.json"):
            return Folder(reference.rstrip("/"))
        folders = list(self.folders())
        matches = [f for f in folders if reference in (f.name, f.location)]
        if not matches and len(reference) >= 4:
            matches = [f for f in folders if f.name.rpartition("-")[2].startswith(reference[:8])]
            matches = [f for f in matches if self.draft(f).version_id.startswith(reference)]
        if not matches:
            raise NotFound(f"draft {reference!r}", "there is no such draft", "`nutgraf review list` shows them all.")
        if len(matches) > 1:
            names = ", ".join(f.name for f in matches)
            raise NotFound(f"draft {reference!r}", f"fits several drafts: {names}", "Give more of the id.")
        return matches[0]

    def draft(self, folder: Folder) -> Draft:
        return self._read(folder.file("draft.json"), Draft)

    def at(self, name: str) -> Folder:
        """The handle on the draft whose folder has that name; whether there is one shows when it is read."""
        if not _ONE_NAME.fullmatch(name):
            raise NotFound(f"draft {name[:80]!r}", "is no draft's name", "`nutgraf review list` shows them all.")
        return Folder(f"{self._files.root}/{name}")

    def rendering(self, folder: Folder, name: str) -> str | None:
        """A rendering as it lies there, perhaps edited by hand; None when there is none."""
        location = folder.file(name)
        try:
            return self._files.read(location) if self._files.exists(location) else None
        except self._unreadable as error:
            raise _damaged(location, error) from error

    def dossier(self, folder: Folder) -> Dossier:
        return self._read(folder.file("dossier.json"), Dossier)

    def versions(self, folder: Folder) -> tuple[Analysis, ...]:
        """Every text the draft had, the model's first."""
        names = [n for n in self._reached(lambda: self._files.names(folder.file("versions"))) if _VERSION.fullmatch(n)]
        ordered = sorted(names, key=lambda name: int(name.removesuffix(".json")))
        return tuple(self._read(folder.file(f"versions/{name}"), Analysis) for name in ordered)

    def decisions(self, folder: Folder) -> tuple[Decision, ...]:
        location = folder.file("review.jsonl")
        try:
            lines = self._files.lines(location)
            return tuple(Decision.model_validate_json(line) for line in lines if line.strip())
        except self._unreadable as error:
            raise _damaged(location, error) from error

    def publications(self, folder: Folder) -> tuple[Publication, ...]:
        """Every step of the draft's article in every target, the oldest first."""
        location = folder.file("publications.jsonl")
        try:
            lines = self._files.lines(location)
            return tuple(Publication.model_validate_json(line) for line in lines if line.strip())
        except self._unreadable as error:
            raise _damaged(location, error) from error

    def rechecks(self, folder: Folder) -> tuple[SourceNow, ...]:
        """What was found of the draft's sources after it was published, the oldest first."""
        location = folder.file("rechecks.jsonl")
        try:
            return tuple(SourceNow.model_validate_json(line) for line in self._files.lines(location) if line.strip())
        except self._unreadable as error:
            raise _damaged(location, error) from error

    # --- writing ---

    def add(self, draft: Draft, dossier: Dossier, renderings: Mapping[str, str]) -> Folder:
        """Write a new draft, or finish one whose writing was interrupted; returns its folder."""
        folder = self._folder_for(draft)
        if not self._whole(folder):
            with suppress(*self._files.trouble):  # what an interrupted writing left, if it did
                self._files.remove(folder.file("versions"))
        self._write(folder.file("dossier.json"), dossier.model_dump_json(indent=1))
        self.update(folder, draft, renderings)
        return folder

    def update(self, folder: Folder, draft: Draft, renderings: Mapping[str, str]) -> None:
        """Write the renderings, a new version of the text if it changed, and then the truth."""
        if draft.analysis is not None:
            versions = self.versions(folder)
            if not versions or versions[-1] != draft.analysis:
                name = f"versions/{len(versions) + 1}.json"
                self._write(folder.file(name), draft.analysis.model_dump_json(indent=1))
        for name, text in renderings.items():
            self._write(folder.file(name), text)
        self._write(folder.file("draft.json"), draft.model_dump_json(indent=1))
        if self._changed:
            self._changed(folder, draft)

    def add_decision(self, folder: Folder, decision: Decision) -> None:
        """Append one decision to `review.jsonl`; safe before this returns, whoever else decides at the same time."""
        location = folder.file("review.jsonl")
        try:
            self._files.append(location, decision.model_dump_json())
        except self._files.trouble as error:
            raise _unwritable(location, error) from error

    def add_publication(self, folder: Folder, publication: Publication) -> None:
        """Append one step to `publications.jsonl`; safe before this returns."""
        location = folder.file("publications.jsonl")
        try:
            self._files.append(location, publication.model_dump_json())
        except self._files.trouble as error:
            raise _unwritable(location, error) from error

    def add_recheck(self, folder: Folder, found: SourceNow) -> None:
        """Append one line to `rechecks.jsonl`; safe before this returns."""
        location = folder.file("rechecks.jsonl")
        try:
            self._files.append(location, found.model_dump_json())
        except self._files.trouble as error:
            raise _unwritable(location, error) from error

    def write_run(self, run_id: str, name: str, text: str) -> str:
        """A file of a run, beside the drafts; returns where."""
        location = f"{self._files.root}/runs/{run_id}/{name}"
        self._write(location, text)
        return location

    def append_run(self, run_id: str, name: str, text: str) -> bool:
        """Add whole lines to a file of a run; False where files can't grow."""
        if not isinstance(self._files, LocalFiles):
            return False
        location = f"{self._files.root}/runs/{run_id}/{name}"
        try:
            Path(location).parent.mkdir(parents=True, exist_ok=True)
            self._files.append(location, text.removesuffix("\n"))
        except OSError as error:
            raise _unwritable(location, error) from error
        return True

    def remove(self, folder: Folder) -> None:
        """Remove a draft with all that is in it; the truth goes first, so that what is left is no draft."""
        try:
            self._files.remove(folder.file("draft.json"))
            self._files.remove(folder.location)
        except self._files.trouble as error:
            raise _unwritable(folder.location, error) from error

    def forget_texts(self, folder: Folder) -> None:
        """Remove the sources' texts from a dossier; where they came from stays."""
        self._write(folder.file("dossier.json"), self.dossier(folder).without_texts().model_dump_json(indent=1))

    def clean(self) -> list[Folder]:
        """Remove what interrupted runs left; returns the folders removed."""
        named = [f for f in self._reached(self._files.folders) if _DRAFT_FOLDER.fullmatch(f.name)]
        if not named:
            return []
        whole = set(self.folders())
        stale = [f for f in named if f not in whole and self._age(f) > _UNFINISHED_AFTER]
        for folder in stale:
            with suppress(*self._files.trouble):
                self._files.remove(folder.location)
        return stale

    def _folder_for(self, draft: Draft) -> Folder:
        """The folder of this version: the one that is there, whatever its headline was then, or a new one."""
        for folder in self._ending(draft.version_id):
            if not self._whole(folder) or self.draft(folder).version_id == draft.version_id:
                return folder
        headline = draft.analysis.headline if draft.analysis else ""
        name = f"{draft.created_at:%Y-%m-%d}-{slug(headline)}-{draft.version_id[:8]}"
        return Folder(f"{self._files.root}/{name}")

    # --- the place ---

    def _age(self, folder: Folder) -> float:
        return time.time() - self._reached(lambda: self._files.changed(folder))

    def _ending(self, version_id: str) -> list[Folder]:
        """The folders that may be of this version."""
        return [f for f in self._reached(self._files.folders) if f.name.endswith(f"-{version_id[:8]}")]

    def _whole(self, folder: Folder) -> bool:
        return self._reached(lambda: self._files.exists(folder.file("draft.json")))

    def _reached(self, look: Callable[[], _T]) -> _T:
        try:
            return look()
        except self._files.trouble as error:
            raise StoreError(
                f"output {self._files.root}", f"can't be read: {_cause(error)}", "Check that it is reachable."
            ) from error

    def _read(self, location: str, model: type[_M]) -> _M:
        try:
            return model.model_validate_json(self._files.read(location))
        except FileNotFoundError:
            step = "Restore it from a backup, or remove the draft's folder."
            raise StoreError(location, "is missing", step) from None
        except self._unreadable as error:
            raise _damaged(location, error) from error

    def _write(self, location: str, text: str) -> None:
        """Replace a file whole: a crash leaves the old one or the new one."""
        try:
            self._files.write(location, text)
        except self._files.trouble as error:
            raise _unwritable(location, error) from error


_VERSION = re.compile(r"\d+\.json")
_ONE_NAME = re.compile(r"[^./\\\x00][^/\\\x00]*")
_DRAFT_FOLDER = re.compile(r"\d{4}-\d\d-\d\d-.+-[0-9a-f]{8}")


def slug(title: str) -> str:
    """At most 60 characters of a title, in lower-case ASCII for any file system; `draft` when nothing is left."""
    ascii_only = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", ascii_only.lower())
    short = "-".join(words)[:60].rpartition("-")[0] if len("-".join(words)) > 60 else "-".join(words)
    return short or "draft"


def _damaged(location: str, error: Exception) -> StoreError:
    cause = error.errors()[0]["msg"] if isinstance(error, ValidationError) else _cause(error)
    return StoreError(
        location, f"can't be read as version {SCHEMA_VERSION}: {cause}", "Restore it, or remove the draft's folder."
    )


def _unwritable(location: str, error: Exception) -> StoreError:
    return StoreError(
        location, f"can't be written: {_cause(error)}", "Check that the place is there and may be written to."
    )


def _cause(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
