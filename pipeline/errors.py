"""Every error a user can meet, in one tree.

NutgrafError                  one line: the thing, the cause, the next step
├── UsageError                the command line is wrong                          exit 2
│   └── ConfigError           a desk, format or settings file is wrong (file, line, key)
├── NotFound                  no such draft, story, desk or format               exit 2
├── SourceError               one source can't be used                           exit 1
│   ├── FetchError            unreachable, a bad status, too large, too slow, a private address
│   └── Refused               fetched, but not an article (exit 3 from `extract` on one page)
├── ModelError                the endpoint gave nothing usable                   exit 1
│   ├── Unreachable           no connection, reset, 5xx, overload (retried)
│   ├── RateLimited           429 (retried after Retry-After)
│   ├── TimedOut              total time or a stalled stream (retried)
│   ├── KeyRefused            401, 403 (stops at once)
│   ├── UnknownModel          the endpoint doesn't know the model (stops at once)
│   ├── BadRequest            no chat API at that address, or any other 4xx (stops at once)
│   ├── ContextTooLong        the prompt doesn't fit the model's context
│   └── Unusable              the model answered, but with nothing that may be shown
│       ├── Truncated         stopped at its token limit
│       ├── Declined          the model or a content filter refused
│       └── InvalidOutput     not JSON, or not the schema, twice
├── OverBudget                a money limit stands before the next call          exit 1
├── PublishError              a target took nothing, or nobody knows whether it did  exit 1
├── MissingPart               an optional part isn't installed (says the command)  exit 1
├── StoreError                a file in output/ is damaged or can't be written   exit 1
├── NotAllowed                a move the state tables forbid                     exit 1
│   └── Conflict              somebody else saved this draft in the meantime
└── Busy                      another run holds the state                        exit 75
"""

from __future__ import annotations

from typing import Any


class NutgrafError(Exception):
    """What failed (`thing`), why (`cause`) and what to do (`next_step`), as one line."""

    exit_code = 1

    def __init__(self, thing: str, cause: str, next_step: str = "") -> None:
        self.thing, self.cause, self.next_step = thing, cause, next_step
        super().__init__(thing, cause, next_step)

    def __str__(self) -> str:
        line = f"{self.thing}: {self.cause}"
        if self.next_step:
            line = f"{line.rstrip('.')}. {self.next_step}"
        return " ".join(line.split())


class UsageError(NutgrafError):
    """The command line asks for something that can't be."""

    exit_code = 2


class ConfigError(UsageError):
    """A desk, format or settings file is wrong; `thing` is `file:line`."""


class NotFound(NutgrafError):
    """No draft, story, desk or format of that name."""

    exit_code = 2


class SourceError(NutgrafError):
    """One source can't be used; the others may."""


class FetchError(SourceError):
    """The page could not be had."""

    status: int | None = None
    """The server's answer, if there was one."""
    retry_after: float | None = None
    """The server's wish in seconds, if it gave one."""


class Refused(SourceError):
    """The page was had but isn't an article; `reason` is a short stable word such as `consent_wall`."""

    def __init__(self, thing: str, reason: str, cause: str, next_step: str = "") -> None:
        super().__init__(thing, cause, next_step)
        self.reason = reason
        self.args = (thing, reason, cause, next_step)


class ModelError(NutgrafError):
    """The endpoint gave nothing usable."""

    usage: Any = None
    """What the attempts cost all the same (models.Usage), once a client gave up."""
    attempts: tuple[str, ...] = ()
    """One line per failed attempt, once a client gave up."""
    before: tuple[Any, ...] = ()
    """Calls made for this one's sake (models.CallRecord), such as trying out what the endpoint can."""
    reasoning: str = ""
    """Where the last attempt's reasoning text came, if there was any (see models.Completion)."""
    stays: bool = False
    """Trying again can't help: a wrong address, the wrong protocol."""
    retry_after: float | None = None
    """The server's wish in seconds, if it gave one."""


class Unreachable(ModelError):
    """No connection, a reset, a 5xx or an overloaded server."""


class RateLimited(ModelError):
    """429."""


class TimedOut(ModelError):
    """The whole call or a silent stream took too long."""


class KeyRefused(ModelError):
    """401 or 403."""


class UnknownModel(ModelError):
    """The endpoint has no model of that name."""


class BadRequest(ModelError):
    """The endpoint refuses the request itself."""


class ContextTooLong(ModelError):
    """The prompt doesn't fit the model's context."""


class Unusable(ModelError):
    """The model answered, but with nothing that may be shown: the draft is parked."""


class Truncated(Unusable):
    """The answer stopped at the token limit."""


class Declined(Unusable):
    """The model or a content filter refused."""


class InvalidOutput(Unusable):
    """The answer isn't JSON or doesn't satisfy the schema, also after one re-ask."""


class OverBudget(NutgrafError):
    """The next call could cross a limit; what is written already stays, the rest waits."""


class PublishError(NutgrafError):
    """A target took nothing, or gave no answer; publishing again first looks for what it may have taken."""

    status: int | None = None
    """The answer's status, if there was an answer."""
    code: str = ""
    """The target's own word for it, such as `UPDATE_COLLISION`."""


class MissingPart(NutgrafError):
    """An optional part isn't installed; `next_step` is the command that installs it."""


class StoreError(NutgrafError):
    """A file in `output/` is damaged or can't be written."""


class NotAllowed(NutgrafError):
    """The state tables forbid this move."""


class Conflict(NotAllowed):
    """Somebody else has changed the draft since it was read; nothing was written."""


class Busy(NutgrafError):
    """Another run holds the state."""

    exit_code = 75
