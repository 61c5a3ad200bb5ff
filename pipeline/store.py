"""Drafts on disk: `output/<date>-<slug>-<version>/`, where `draft.json` is the truth and is written last.

Beside it: `dossier.json`, the renderings `article.md` and `article.html`, `versions/<n>.json` (every text the draft
ever had), `review.jsonl` (decisions, append-only). A folder without `draft.json` is unfinished: `clean` removes it.
"""

from __future__ import annotations

import os
import re
import shutil
import time
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from pipeline.errors import NotFound, StoreError
from pipeline.models import SCHEMA_VERSION, Analysis, Decision, Dossier, Draft

_M = TypeVar("_M", bound=BaseModel)
_UNFINISHED_AFTER = 300.0
"""Seconds after which a folder without draft.json can't be one that is being written right now."""


class Store:
    """The drafts of one `output/` folder. Damaged or unwritable files are StoreErrors."""

    def __init__(self, output: Path) -> None:
        self.output = output

    # --- reading ---

    def folders(self) -> Iterator[Path]:
        """Whole drafts, oldest first by name."""
        if self.output.is_dir():
            for folder in sorted(self.output.iterdir()):
                if (folder / "draft.json").is_file():
                    yield folder

    def readable(self) -> Iterator[tuple[Path, Draft]]:
        """Whole drafts with their folders; one that is damaged is passed over, for it must not stop the others."""
        for folder in self.folders():
            try:
                yield folder, self.draft(folder)
            except StoreError:
                continue

    def find(self, version_id: str) -> Path | None:
        """The folder of a version, or None."""
        for folder in self.folders():
            if folder.name.endswith(f"-{version_id[:8]}") and self.draft(folder).version_id == version_id:
                return folder
        return None

    def resolve(self, reference: str) -> Path:
        """A draft's folder from a path, a folder name, or the beginning (4 characters or more) of a version id."""
        if (Path(reference) / "draft.json").is_file():
            return Path(reference)
        folders = list(self.folders())
        matches = [f for f in folders if f.name == reference]
        if not matches and len(reference) >= 4:
            matches = [f for f in folders if f.name.rpartition("-")[2].startswith(reference[:8])]
            matches = [f for f in matches if self.draft(f).version_id.startswith(reference)]
        if not matches:
            raise NotFound(f"draft {reference!r}", "there is no such draft", "`nutgraf review list` shows them all.")
        if len(matches) > 1:
            names = ", ".join(f.name for f in matches)
            raise NotFound(f"draft {reference!r}", f"fits several drafts: {names}", "Give more of the id.")
        return matches[0]

    def draft(self, folder: Path) -> Draft:
        return _read(folder / "draft.json", Draft)

    def dossier(self, folder: Path) -> Dossier:
        return _read(folder / "dossier.json", Dossier)

    def versions(self, folder: Path) -> tuple[Analysis, ...]:
        """Every text the draft had, the model's first."""
        files = sorted((folder / "versions").glob("*.json"), key=lambda p: int(p.stem))
        return tuple(_read(file, Analysis) for file in files)

    def decisions(self, folder: Path) -> tuple[Decision, ...]:
        path = folder / "review.jsonl"
        if not path.is_file():
            return ()
        try:
            lines = path.read_text("utf-8").splitlines()
            return tuple(Decision.model_validate_json(line) for line in lines if line.strip())
        except (ValidationError, OSError, UnicodeDecodeError) as error:
            raise _damaged(path, error) from error

    # --- writing ---

    def add(self, draft: Draft, dossier: Dossier, renderings: Mapping[str, str]) -> Path:
        """Write a new draft, or finish one whose writing was interrupted; returns its folder."""
        folder = self._folder_for(draft)
        if not (folder / "draft.json").exists():
            shutil.rmtree(folder / "versions", ignore_errors=True)  # what an interrupted writing left
        _write(folder / "dossier.json", dossier.model_dump_json(indent=1))
        if draft.analysis is not None and not (folder / "versions" / "1.json").exists():
            _write(folder / "versions" / "1.json", draft.analysis.model_dump_json(indent=1))
        self.update(folder, draft, renderings)
        return folder

    def update(self, folder: Path, draft: Draft, renderings: Mapping[str, str]) -> None:
        """Write the renderings, a new version of the text if it changed, and then the truth."""
        if draft.analysis is not None:
            versions = self.versions(folder)
            if not versions or versions[-1] != draft.analysis:
                _write(folder / "versions" / f"{len(versions) + 1}.json", draft.analysis.model_dump_json(indent=1))
        for name, text in renderings.items():
            _write(folder / name, text)
        _write(folder / "draft.json", draft.model_dump_json(indent=1))

    def add_decision(self, folder: Path, decision: Decision) -> None:
        """Append one line to `review.jsonl`; on disk before this returns."""
        try:
            with (folder / "review.jsonl").open("a", encoding="utf-8") as file:
                file.write(decision.model_dump_json() + "\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise _unwritable(folder / "review.jsonl", error) from error

    def clean(self) -> list[Path]:
        """Remove what interrupted runs left; returns the folders removed."""
        if not self.output.is_dir():
            return []
        stale = [f for f in self.output.iterdir() if _DRAFT_FOLDER.fullmatch(f.name) and _is_unfinished(f)]
        for folder in stale:
            shutil.rmtree(folder, ignore_errors=True)
        return stale

    def _folder_for(self, draft: Draft) -> Path:
        """The folder of this version: the one that is there, whatever its headline was then, or a new one."""
        suffix = f"-{draft.version_id[:8]}"
        for folder in sorted(self.output.glob(f"*{suffix}")):
            if not (folder / "draft.json").is_file() or self.draft(folder).version_id == draft.version_id:
                return folder
        headline = draft.analysis.headline if draft.analysis else ""
        return self.output / f"{draft.created_at:%Y-%m-%d}-{slug(headline)}{suffix}"


_DRAFT_FOLDER = re.compile(r"\d{4}-\d\d-\d\d-.+-[0-9a-f]{8}")


def slug(title: str) -> str:
    """At most 60 characters of a title, in lower-case ASCII for any file system; `draft` when nothing is left."""
    ascii_only = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", ascii_only.lower())
    short = "-".join(words)[:60].rpartition("-")[0] if len("-".join(words)) > 60 else "-".join(words)
    return short or "draft"


def _is_unfinished(folder: Path) -> bool:
    if not folder.is_dir() or (folder / "draft.json").exists():
        return False
    newest = max((p.stat().st_mtime for p in (folder, *folder.rglob("*"))), default=0.0)
    return time.time() - newest > _UNFINISHED_AFTER


def _read(path: Path, model: type[_M]) -> _M:
    try:
        text = path.read_text("utf-8")
        return model.model_validate_json(text)
    except FileNotFoundError:
        raise StoreError(str(path), "is missing", "Restore it from a backup, or remove the draft's folder.") from None
    except (ValidationError, OSError, UnicodeDecodeError) as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> StoreError:
    cause = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error) or type(error).__name__
    return StoreError(
        str(path), f"can't be read as version {SCHEMA_VERSION}: {cause}", "Restore it, or remove the draft's folder."
    )


def _unwritable(path: Path, error: OSError) -> StoreError:
    return StoreError(str(path), error.strerror or str(error), "Check the disk and the folder's permissions.")


def _write(path: Path, text: str) -> None:
    """Replace a file whole: a crash leaves the old one or the new one."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            with temporary.open("w", encoding="utf-8", errors="backslashreplace") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _unwritable(path, error) from error
