"""Where drafts are kept: a local folder, or any address fsspec knows (`s3://bucket/output`).

Both write a file whole or not at all: locally by a temporary file, fsync and rename, elsewhere as one object.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from pipeline.errors import MissingPart, StoreError, UsageError


@dataclass(frozen=True, order=True)
class Folder:
    """A handle on one draft's folder, to be given back to the Store; str() is what a person may open."""

    location: str

    @property
    def name(self) -> str:
        return self.location.rstrip("/").rpartition("/")[2]

    def __str__(self) -> str:
        return self.location

    def file(self, name: str) -> str:
        return f"{self.location}/{name}"


class Files(Protocol):
    """What a Store needs of the place. Locations are absolute; OSErrors and `trouble` are the Store's to explain."""

    trouble: tuple[type[Exception], ...]
    root: str

    def folders(self) -> list[Folder]:
        """Every folder directly in the root, whole or not, sorted."""

    def whole(self) -> list[Folder]:
        """Those that hold a draft.json, sorted."""

    def read(self, location: str) -> str: ...

    def write(self, location: str, text: str) -> None: ...

    def exists(self, location: str) -> bool: ...

    def names(self, location: str) -> list[str]:
        """The files directly in a folder; none when it isn't there."""

    def append(self, location: str, line: str) -> None:
        """Add a line to a log; it is safe before this returns, and no other writer's line is lost."""

    def lines(self, location: str) -> list[str]:
        """The lines of a log, the oldest first."""

    def remove(self, location: str) -> None: ...

    def changed(self, folder: Folder) -> float:
        """When something in it was last written, as a Unix time."""


def open_files(output: Path | str) -> Files:
    """The place `output` names; raises UsageError for an address nobody knows and MissingPart for a missing driver."""
    if isinstance(output, Path):
        return LocalFiles(output)
    if output.startswith("file://"):
        return LocalFiles(Path(output.removeprefix("file://")))
    return ObjectFiles(output)


class LocalFiles:
    trouble: tuple[type[Exception], ...] = (OSError,)

    def __init__(self, root: Path) -> None:
        self.root = str(root)

    def folders(self) -> list[Folder]:
        if not Path(self.root).is_dir():
            return []
        with os.scandir(self.root) as entries:  # knows what a folder is without asking for each
            return sorted(Folder(entry.path) for entry in entries if entry.is_dir())

    def whole(self) -> list[Folder]:
        return [folder for folder in self.folders() if self.exists(folder.file("draft.json"))]

    def read(self, location: str) -> str:
        return Path(location).read_text("utf-8")

    def write(self, location: str, text: str) -> None:
        path = Path(location)
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        try:
            with temporary.open("w", encoding="utf-8", errors="backslashreplace") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise

    def exists(self, location: str) -> bool:
        return Path(location).is_file()

    def names(self, location: str) -> list[str]:
        folder = Path(location)
        return sorted(p.name for p in folder.iterdir() if p.is_file()) if folder.is_dir() else []

    def append(self, location: str, line: str) -> None:
        with Path(location).open("a", encoding="utf-8") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())

    def lines(self, location: str) -> list[str]:
        return self.read(location).split("\n") if self.exists(location) else []  # no other line breaks: text has them

    def remove(self, location: str) -> None:
        if Path(location).is_file():
            Path(location).unlink()
        else:
            shutil.rmtree(location, ignore_errors=True)

    def changed(self, folder: Folder) -> float:
        path = Path(folder.location)
        return max((p.stat().st_mtime for p in (path, *path.rglob("*"))), default=0.0)


class ObjectFiles:
    """Objects have no append: each line of a log is an object of its own below its name, so that two machines that
    write at once both keep theirs.
    """

    def __init__(self, url: str) -> None:
        import fsspec.core

        protocol = url.partition("://")[0]
        try:
            # A listing that was remembered would hide what another machine has written since.
            self._fs, root = fsspec.core.url_to_fs(url.rstrip("/"), use_listings_cache=False, skip_instance_cache=True)
        except ImportError:
            extra = "nutgraf[s3]" if protocol == "s3" else "the package that fsspec names for it"
            raise MissingPart(f"output {protocol}://…", "needs a driver", f"pip install '{extra}'.") from None
        except (ValueError, TypeError) as error:
            cause = f"is no place for drafts: {str(error).partition('. ')[0]}"
            raise UsageError("output", cause, "Use a folder or an address such as s3://bucket/drafts.") from None
        self.root = str(self._fs.unstrip_protocol(root))  # without a user's name and password
        # `root` as the driver spells it may lack the protocol: what it lists is put back under ours.
        self._prefix = str(root)
        # botocore has errors of its own before there is an answer (no credentials, no such host).
        botocore = sys.modules.get("botocore.exceptions")
        self.trouble: tuple[type[Exception], ...] = (OSError, botocore.BotoCoreError) if botocore else (OSError,)

    def folders(self) -> list[Folder]:
        try:
            found = self._fs.ls(self._prefix, detail=True)
        except FileNotFoundError:
            return []
        return sorted(self._folder(entry["name"]) for entry in found if entry["type"] == "directory")

    def whole(self) -> list[Folder]:
        """One listing of everything: a request per draft would be slower from a few dozen on."""
        depth = self._prefix.count("/") + 2
        return sorted(
            self._folder(path.rpartition("/")[0])
            for path in self._found(self._prefix)
            if path.endswith("/draft.json") and path.count("/") == depth
        )

    def read(self, location: str) -> str:
        return bytes(self._fs.cat_file(self._path(location))).decode("utf-8")

    def write(self, location: str, text: str) -> None:
        self._fs.pipe_file(self._path(location), text.encode("utf-8", "backslashreplace"))

    def exists(self, location: str) -> bool:
        return bool(self._fs.isfile(self._path(location)))

    def names(self, location: str) -> list[str]:
        try:
            found = self._fs.ls(self._path(location), detail=True)
        except (FileNotFoundError, NotADirectoryError):
            return []
        return sorted(entry["name"].rpartition("/")[2] for entry in found if entry["type"] == "file")

    def append(self, location: str, line: str) -> None:
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        self.write(f"{location}/{stamp}-{secrets.token_hex(4)}.json", line)

    def lines(self, location: str) -> list[str]:
        return [self.read(f"{location}/{name}") for name in self.names(location)]

    def remove(self, location: str) -> None:
        self._fs.rm(self._path(location), recursive=True)

    def changed(self, folder: Folder) -> float:
        found = self._found(self._path(folder.location))
        times = [entry.get("LastModified") or entry.get("mtime") or entry.get("created") for entry in found.values()]
        # What tells no times is taken for just written: nothing is removed on a guess.
        return max((_seconds(time) for time in times), default=datetime.now(UTC).timestamp())

    def _found(self, path: str) -> dict[str, Any]:
        try:
            return dict(self._fs.find(path, detail=True))
        except FileNotFoundError:
            return {}

    def _folder(self, path: str) -> Folder:
        return Folder(f"{self.root}{path.rstrip('/').removeprefix(self._prefix)}")

    def _path(self, location: str) -> str:
        if not location.startswith(self.root):
            raise StoreError(location, "is not in the output", f"Drafts are looked for in {self.root}.")
        return f"{self._prefix}{location.removeprefix(self.root)}"


def _seconds(time: Any) -> float:
    if isinstance(time, datetime):
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()
    return float(time) if time is not None else datetime.now(UTC).timestamp()
