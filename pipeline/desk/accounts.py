"""Accounts of people: `.accounts.json` in the working folder, names and scrypt hashes, readable by its owner only."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import threading
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigError, UsageError

FILE = ".accounts.json"
_SHORTEST = 10
_LONGEST = 200
# OWASP's recommendation for scrypt: 2^17, 8, 1 costs 128 MB and a third of a second; 2^15, 8, 3 is as good in 32 MB.
_N, _R, _P = 2**15, 8, 3
_MEMORY = 64 * 1024 * 1024
_one_at_a_time = threading.Semaphore(2)
"""Hashing holds memory and a core: a flood of logins must not take them all."""


class Accounts:
    """The people who may use a desk that others can reach."""

    def __init__(self, folder: Path, *, cost: int = _N) -> None:
        """`cost` is scrypt's N for new passwords; each entry keeps its own."""
        self.path = folder / FILE
        self._cost = cost

    def names(self) -> list[str]:
        """Raises ConfigError when the file is damaged or others may read it."""
        return sorted(self._read())

    def mark(self, name: str) -> str | None:
        """What changes with a person's password; None when there is no such person."""
        found = self._read().get(name)
        return found["hash"] if found else None

    def add(self, name: str, password: str) -> None:
        """Add a person, or give one a new password. Raises UsageError for a name or password that can't be."""
        name = " ".join(name.split())
        if not name or len(name) > 80 or not name.isprintable():
            raise UsageError("adduser", "the name is empty or too long", "Give a person's name.")
        if not _SHORTEST <= len(password) <= _LONGEST:
            cause = f"the password has {len(password)} characters"
            raise UsageError("adduser", cause, f"Use {_SHORTEST} to {_LONGEST}.")
        salt = secrets.token_bytes(16)
        known = self._read()
        hashed = _hash(password, salt, self._cost, _R, _P)
        known[name] = {"scrypt": [self._cost, _R, _P], "salt": _text(salt), "hash": _text(hashed)}
        self._write(known)

    def remove(self, name: str) -> None:
        known = self._read()
        if name not in known:
            raise UsageError(f"account {name!r}", "there is none", f"Known: {', '.join(sorted(known)) or 'none'}.")
        del known[name]
        self._write(known)

    def check(self, name: str, password: str) -> bool:
        """Whether it is that person's password; takes as long for a name that nobody has."""
        found = self._read().get(" ".join(name.split()))
        if len(password) > _LONGEST:
            return False
        n, r, p = found["scrypt"] if found else (self._cost, _R, _P)
        salt = base64.b64decode(found["salt"]) if found else b"\0" * 16
        wanted = base64.b64decode(found["hash"]) if found else b"\0" * 32
        return hmac.compare_digest(_hash(password, salt, n, r, p), wanted) and found is not None

    def _read(self) -> dict[str, dict[str, Any]]:
        if not self.path.exists():
            return {}
        try:
            if self.path.stat().st_mode & 0o077:
                raise ConfigError(str(self.path), "can be read by others", f"`chmod 600 {self.path}`.")
            found = json.loads(self.path.read_text("utf-8"))
            return {str(name): dict(entry) for name, entry in found.items()}
        except (OSError, ValueError, AttributeError, TypeError) as error:
            cause = getattr(error, "strerror", None) or "is damaged"
            raise ConfigError(str(self.path), cause, "Remove it and add the accounts again.") from None

    def _write(self, known: dict[str, dict[str, Any]]) -> None:
        temporary = self.path.with_name(f"{FILE}.{secrets.token_hex(4)}")
        try:
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(known, file, ensure_ascii=False, indent=1)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self.path)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            cause = error.strerror or str(error)
            raise ConfigError(str(self.path), f"can't be written: {cause}", "Check the folder.") from None


def _hash(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    with _one_at_a_time:
        return hashlib.scrypt(password.encode("utf-8", "replace"), salt=salt, n=n, r=r, p=p, maxmem=_MEMORY, dklen=32)


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")
