"""Who may come in: on this machine whoever holds the one-time link, elsewhere whoever has an account."""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from dataclasses import dataclass, field

from pipeline.desk.accounts import Accounts

COOKIE = "nutgraf"
_LASTS = 12 * 3600.0
"""Seconds after which an unused session ends."""
_MOST_SESSIONS = 1_000
_FREE_TRIES = 5
_LONGEST_WAIT = 300.0
_MOST_NAMES = 10_000


@dataclass
class Session:
    """One browser that came in. `name` is the person; on this machine it may be changed, with an account it is it."""

    name: str
    fixed_name: bool
    mark: str | None = None
    """Of the account it was opened with (see `Accounts.mark`)."""
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    used: float = field(default_factory=time.monotonic)


class Access:
    """Sessions of one server, kept in memory: they end with it."""

    def __init__(self, accounts: Accounts | None, login: str = "") -> None:
        """Without accounts the one-time token lets the person `login` in."""
        self.accounts = accounts
        self._login = login
        self.token = secrets.token_urlsafe(32)
        self._token_left = accounts is None
        self._sessions: dict[str, Session] = {}
        self._lock = threading.Lock()
        self.throttle = Throttle()

    def enter(self, token: str) -> str | None:
        """The key of a new session for the one-time token; None for any other, and the second time."""
        with self._lock:
            if not (self._token_left and same(token, self.token)):
                return None
            self._token_left = False
        return self.open(Session(self._login, fixed_name=False))

    def open(self, session: Session) -> str:
        key = secrets.token_urlsafe(32)
        with self._lock:
            now = time.monotonic()
            self._sessions = {k: s for k, s in self._sessions.items() if now - s.used < _LASTS}
            while len(self._sessions) >= _MOST_SESSIONS:
                del self._sessions[min(self._sessions, key=lambda k: self._sessions[k].used)]
            self._sessions[key] = session
        return key

    def session(self, key: str | None) -> Session | None:
        """The session of a cookie. The key is 256 random bits: looking it up tells nothing about others."""
        found = self._sessions.get(key or "")
        if found is None or time.monotonic() - found.used > _LASTS:
            return None
        if self.accounts is not None and self.accounts.mark(found.name) != found.mark:
            return None  # the person was removed, or has another password
        found.used = time.monotonic()
        return found

    def close(self, key: str | None) -> None:
        with self._lock:
            self._sessions.pop(key or "", None)


class Throttle:
    """Makes whoever fails to log in wait: five tries are free, then twice as long each time, five minutes at most."""

    def __init__(self) -> None:
        self._failures: dict[str, tuple[int, float]] = {}
        self._lock = threading.Lock()

    def wait(self, *keys: str) -> float:
        """Seconds to wait before the next try for any of these (an address, a name)."""
        now = time.monotonic()
        with self._lock:
            found = [self._failures[k] for k in keys if k in self._failures]
        return max((at + _pause(count) - now for count, at in found), default=0.0)

    def failed(self, *keys: str) -> None:
        with self._lock:
            for key in keys:
                count, _ = self._failures.pop(key, (0, 0.0))
                self._failures[key] = (count + 1, time.monotonic())
            while len(self._failures) > _MOST_NAMES:
                del self._failures[next(iter(self._failures))]

    def succeeded(self, *keys: str) -> None:
        with self._lock:
            for key in keys:
                self._failures.pop(key, None)


def _pause(failures: int) -> float:
    return 0.0 if failures < _FREE_TRIES else min(_LONGEST_WAIT, 2.0 ** (failures - _FREE_TRIES + 1))


def same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8"))
