"""Desk files, `sources/<desk>.toml`: what to collect, how often, in which format, at what cost."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, model_validator

from pipeline import labels, tomlfile
from pipeline.errors import ConfigError, NotFound
from pipeline.models import Frozen, TargetKind


def _http_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https") or not _HOST.fullmatch(host) or " " in value:
        raise ValueError("must be an http or https address")
    if "@" in parts.netloc:
        raise ValueError("must hold no user name or password")
    return value


def _host(value: str) -> str:
    if not _HOST.fullmatch(value):
        raise ValueError('must be a host such as "paper.example"')
    return value.lower()


def _language(value: str) -> str:
    if not (2 <= len(value) <= 3 and value.isascii() and value.isalpha() and value.islower()):
        raise ValueError('must be an ISO 639 code such as "en"')
    return value


def _words(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be blank")
    return value


def _disclaimer(value: str) -> str:
    try:
        return labels.disclaimer(value)
    except ConfigError as error:
        raise ValueError(error.cause) from None


def _cron(value: str) -> str:
    from croniter import croniter

    fields = value.split()
    if len(fields) != 5:
        raise ValueError(f"needs five fields, has {len(fields)}")
    if not croniter.is_valid(value):
        raise ValueError("is no cron expression such as '0 * * * *'")
    return value


def _timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError('must be a time zone such as "Europe/Berlin"') from None
    return value


def _link(value: str) -> str:
    if set(re.findall(r"\{([^{}]*)\}", value)) - {"slug", "year", "month", "day"}:
        raise ValueError("may have {slug}, {year}, {month} and {day} in it, and no others")
    if "{slug}" not in value:
        raise ValueError("needs {slug}, or all articles would have one address")
    _http_url(re.sub(r"\{\w+\}", "a", value))
    return value


def _target_name(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,40}", value):
        raise ValueError("must be lower-case letters, digits, - and _")
    return value


def _variable(value: str) -> str:
    if not re.fullmatch(r"[A-Z][A-Z0-9_]*", value):
        raise ValueError(
            "names an environment variable, such as NUTGRAF_GHOST_KEY; the secret itself never stands here"
        )
    return value


_HOST = re.compile(r"[^\s/:@<>\"'\\#?]+|[0-9a-f:.]+")
HttpUrl = Annotated[str, AfterValidator(_http_url)]
Language = Annotated[str, AfterValidator(_language)]
Text = Annotated[str, AfterValidator(_words)]
Disclaimer = Annotated[str, AfterValidator(_disclaimer)]
Host = Annotated[str, AfterValidator(_host)]
Dollars = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Feed(Frozen):
    url: HttpUrl
    full_text: bool = False
    """The feed carries whole articles: their pages need not be fetched."""

    @model_validator(mode="before")
    @classmethod
    def _bare_address(cls, value: Any) -> Any:
        return {"url": value} if isinstance(value, str) else value


class Filters(Frozen):
    languages: tuple[Language, ...] = ()
    max_age_hours: float | None = Field(default=None, gt=0)
    keywords: tuple[Text, ...] = ()
    """At least one must occur; none listed means all pass."""
    exclude_keywords: tuple[Text, ...] = ()
    min_words: int = Field(default=60, ge=1)


class ModelChoice(Frozen):
    """Overrides nutgraf.toml for this desk; keys never stand in a file."""

    name: Text | None = None
    base_url: HttpUrl | None = None
    temperature: float | None = Field(default=None, ge=0, le=2)
    max_tokens: int | None = Field(default=None, ge=64)
    prompt_price: float | None = Field(default=None, ge=0)
    """US dollars per million prompt tokens, for a model `genai-prices` doesn't know."""
    completion_price: float | None = Field(default=None, ge=0)


class JudgeChoice(Frozen):
    """A second model that looks over what the rules doubt, and may add warnings."""

    ask: bool = False
    name: Text | None = None
    """The writer's model, if none is named."""
    base_url: HttpUrl | None = None
    sample: int = Field(default=5, ge=0, le=100)
    """Sentences without a doubt that it looks at as well."""
    required: bool = False
    """A draft is parked when the judge can't be asked."""
    prompt_price: float | None = Field(default=None, ge=0)
    """US dollars per million prompt tokens, for a model `genai-prices` doesn't know."""
    completion_price: float | None = Field(default=None, ge=0)


class Schedule(Frozen):
    cron: Annotated[str, AfterValidator(_cron)]
    timezone: Annotated[str, AfterValidator(_timezone)] = "UTC"


class CopyLimits(Frozen):
    """How much may stand word for word in a source, outside quotation marks; a key that is left out has its default
    (see `check.profiles.Copying`)."""

    warn_words: int | None = Field(default=None, ge=4)
    """Words in a row."""
    block_words: int | None = Field(default=None, ge=4)
    warn_share: float | None = Field(default=None, gt=0, le=1)
    """Share of all sequences of eight words."""
    block_share: float | None = Field(default=None, gt=0, le=1)
    blocks: bool | None = None
    """Whether copying parks a draft at all; by default it does, but for a model that writes in small steps."""


class Limits(Frozen):
    max_stories: int | None = Field(default=None, ge=1)
    max_cost_per_story: Dollars | None = None
    max_cost_per_run: Dollars | None = None
    max_cost_per_day: Dollars | None = None
    concurrency: int = Field(default=4, ge=1)


class Alerts(Frozen):
    ping_url: HttpUrl | None = None
    alert_url: HttpUrl | None = None
    alert_command: Text | None = None


class Grouping(Frozen):
    grouping: Literal["off", "exact", "story"] = "story"
    across_desks: bool = False


class Retention(Frozen):
    keep_sources_days: int | None = Field(default=None, ge=1)


class PublishTarget(Frozen):
    """Where approved articles go. Passwords and keys never stand in a file: `secret` names an environment variable."""

    to: TargetKind
    name: Annotated[str, AfterValidator(_target_name)] | None = None
    """Tells two targets of one kind apart; the kind when not given."""
    path: Text | None = None
    """Files and feeds: the folder they are written to, relative to the working folder."""
    url: HttpUrl | None = None
    """A content system: its site. A feed: its own address."""
    link: Annotated[str, AfterValidator(_link)] | None = None
    """Files: the public address an article will have; `{slug}`, `{year}`, `{month}`, `{day}` are filled in."""
    home: HttpUrl | None = None
    """A feed: the site it belongs to."""
    title: Text | None = None
    """A feed: its title, the desk's name when not given."""
    entries: int = Field(default=50, ge=1, le=1000)
    """A feed: how many articles it holds."""
    user: Text | None = None
    """WordPress: the login name."""
    secret: Annotated[str, AfterValidator(_variable)] | None = None
    status: Literal["draft", "pending"] = "draft"
    """WordPress: of a new post. What is published there is an editor's to say, in WordPress."""
    on_retract: Literal["draft", "trash"] = "draft"
    """WordPress: what becomes of a post that is taken back."""
    on_approval: bool = True
    """Publish by itself when a draft is approved."""

    @property
    def id(self) -> str:
        return self.name or self.to.value

    @model_validator(mode="after")
    def _complete(self) -> PublishTarget:
        if self.to.is_cms and self.url is None:
            raise ValueError(f"{self.to.value} needs url, the address of its site")
        if self.to is TargetKind.WORDPRESS and self.user is None:
            raise ValueError("wordpress needs user, the login name")
        if self.to is TargetKind.GHOST and self.status != "draft":
            raise ValueError("ghost takes drafts only")
        return self


class DeskFile(Frozen):
    """A desk file as it stands."""

    name: Text
    language: Language = "en"
    format: Text = "analysis"
    disclaimer: Disclaimer | None = None
    discussion_url: HttpUrl | None = None
    notes: tuple[Text, ...] = ()
    """Files of the editor's facts, relative to `sources/`."""
    feeds: tuple[Feed, ...] = ()
    sitemaps: tuple[HttpUrl, ...] = ()
    urls: tuple[HttpUrl, ...] = ()
    folders: tuple[Text, ...] = ()
    ports: tuple[Annotated[int, Field(ge=1, le=65535)], ...] = ()
    """Ports beside 80 and 443 that this desk's sources may use."""
    filters: Filters = Filters()
    model: ModelChoice = ModelChoice()
    judge: JudgeChoice = JudgeChoice()
    licences: dict[Host, Text] = Field(default={})
    """Host to the reason why its pages may be used in spite of a reservation."""
    copying: CopyLimits = CopyLimits()
    schedule: Schedule | None = None
    limits: Limits = Limits()
    alerts: Alerts = Alerts()
    stories: Grouping = Grouping()
    retention: Retention = Retention()
    publish: tuple[PublishTarget, ...] = ()

    @model_validator(mode="after")
    def _one_name_each(self) -> DeskFile:
        names = [target.id for target in self.publish]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f'publish has two targets named "{twice}": give one a name of its own')
        return self


class Desk(DeskFile):
    id: str
    """The file's name without `.toml`."""

    @property
    def scope(self) -> str:
        """Within what its stories are told apart: the desk, or "" for all desks that share them."""
        return "" if self.stories.across_desks else self.id


def load_desk(name: str, folder: Path) -> Desk:
    """Read `folder/<name>.toml`; raises NotFound with the known desks, or ConfigError with file and line."""
    path = folder / f"{name}.toml"
    known = desk_names(folder)
    if name not in known:
        there = f"Known desks: {', '.join(known)}." if known else f"There is no desk file in {folder}."
        raise NotFound(f"desk {name!r}", "there is no such desk", there)
    file = tomlfile.load(path, DeskFile)
    return Desk.model_construct(_fields_set={*file.model_fields_set, "id"}, id=name, **dict(file))


def desk_names(folder: Path) -> list[str]:
    """The desks that have a file there, sorted."""
    return sorted(path.stem for path in folder.glob("*.toml"))
