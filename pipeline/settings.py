"""Settings: flag, then environment (`.env` included), then desk file, then nutgraf.toml, then default."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, SecretStr, ValidationError

from pipeline import tomlfile
from pipeline.desks import Desk, Disclaimer, HttpUrl, Language, ModelChoice, Text, load_desk
from pipeline.errors import ConfigError, UsageError
from pipeline.models import Frozen

EMBEDDED = "embedded"
"""The model name that always means the embedded model, whatever keys are configured."""

_ENVIRONMENT = {
    "OPENAI_API_KEY": "api_key",
    "OPENAI_BASE_URL": "base_url",
    "NUTGRAF_MODEL": "model",
    "NUTGRAF_JUDGE": "judge",
    "NUTGRAF_JUDGE_MODEL": "judge_model",
    "NUTGRAF_JUDGE_BASE_URL": "judge_base_url",
    "NUTGRAF_JUDGE_API_KEY": "judge_api_key",
    "NUTGRAF_TEMPERATURE": "temperature",
    "NUTGRAF_MAX_TOKENS": "max_tokens",
    "NUTGRAF_SEED": "seed",
    "NUTGRAF_MODEL_TIMEOUT": "model_timeout",
    "NUTGRAF_SMALL_STEPS": "small_steps",
    "NUTGRAF_GGUF": "gguf",
    "NUTGRAF_LANGUAGE": "language",
    "NUTGRAF_FORMAT": "format",
    "NUTGRAF_CONTACT": "contact",
    "NUTGRAF_MAX_BYTES": "max_bytes",
    "NUTGRAF_FETCH_TIMEOUT": "fetch_timeout",
    "NUTGRAF_FETCH_DELAY": "fetch_delay",
    "NUTGRAF_PROXY": "proxy",
    "NUTGRAF_DISCUSSION_URL": "discussion_url",
    "NUTGRAF_OUTPUT": "output",
    "NUTGRAF_DATABASE_URL": "database_url",
}


_JUDGE = {
    "ask": "judge",
    "name": "judge_model",
    "base_url": "judge_base_url",
    "sample": "judge_sample",
    "required": "judge_required",
}
"""Keys of a desk's [judge] and the settings they are."""


def _sendable(key: SecretStr) -> SecretStr:
    """Keys travel in a header: anything else in one would come back in an error message."""
    text = key.get_secret_value()
    if not (text.isascii() and text.isprintable()) or " " in text:
        raise ValueError("holds characters that no key has")
    return key


class SharedSettings(Frozen):
    """What nutgraf.toml may say; keys and database passwords never stand there."""

    base_url: HttpUrl | None = None
    model: Text | None = None
    temperature: float = Field(default=0.3, ge=0, le=2)
    max_tokens: int = Field(default=1500, ge=64)
    seed: int = 1
    model_timeout: float = Field(default=300, gt=0)
    """Seconds for one whole model call."""
    judge: bool = False
    """Ask a second model about the sentences that the rules doubt."""
    judge_model: Text | None = None
    judge_base_url: HttpUrl | None = None
    judge_sample: int = Field(default=5, ge=0, le=100)
    """Sentences without a doubt that it looks at as well."""
    judge_required: bool = False
    """A draft is parked when the judge can't be asked."""
    small_steps: bool | None = None
    """Write passage by passage, for models of under a billion parameters; None: only with such an embedded one."""
    gguf: Path | None = None
    language: Language = "en"
    format: Text = "analysis"
    contact: Text | None = None
    """An address in the user agent, so that a publisher can reach you."""
    max_bytes: int = Field(default=5_000_000, ge=1000)
    fetch_timeout: float = Field(default=30, gt=0)
    fetch_delay: float = Field(default=2, ge=0)
    """Seconds between two requests to one host; a site's Crawl-delay can only lengthen it."""
    proxy: HttpUrl | None = None
    """Makes the connections to sources; those that the environment names for other programs are ignored."""
    discussion_url: HttpUrl | None = None
    disclaimer: Disclaimer | None = None
    output: Text = "output"
    """Where drafts are kept: a folder, from the working folder, or an address of fsspec such as `s3://bucket/drafts`."""


class Settings(SharedSettings):
    """Everything decided, with the desk it was decided for."""

    dir: Path
    output: Path | str  # type: ignore[assignment]  # `load` settles it: a folder has become a path
    api_key: Annotated[SecretStr, AfterValidator(_sendable)] | None = None
    judge_api_key: Annotated[SecretStr, AfterValidator(_sendable)] | None = None
    database_url: SecretStr | None = None
    allow_private: bool = False
    desk: Desk | None = None

    @property
    def uses_embedded(self) -> bool:
        """The embedded model by name, or nothing configured at all."""
        return self.model == EMBEDDED or (self.model is None and self.api_key is None and self.base_url is None)

    def for_judge(self) -> Settings:
        """The same with the judge's model as the one to ask. The writer's key goes to no other endpoint.

        Raises UsageError when there is only the embedded model, and it isn't named.
        """
        if self.judge_model is None and self.uses_embedded:
            raise UsageError(
                "judge", "has no model: the embedded one is too small to judge", "Set NUTGRAF_JUDGE_MODEL."
            )
        key = self.judge_api_key or (self.api_key if self.judge_base_url in {None, self.base_url} else None)
        desk = self.desk
        if desk and self.judge_model not in {None, self.model}:
            own = ModelChoice.model_validate(desk.judge.model_dump(include={"prompt_price", "completion_price"}))
            desk = desk.model_copy(update={"model": own})
        return self.model_copy(
            update={
                "model": self.judge_model or self.model,
                "base_url": self.judge_base_url or self.base_url,
                "api_key": key,
                "desk": desk,
                "judge": False,
            }
        )

    @property
    def state_folder(self) -> Path:
        """Where `.state/` lies: in the output if that is a folder, else in `output/` of the working folder."""
        return self.output if isinstance(self.output, Path) else self.dir / "output"

    @property
    def format_folders(self) -> tuple[Path, ...]:
        """The working folder's formats win over the shipped ones."""
        return self.dir / "prompts", shipped("prompts")

    @property
    def desk_folder(self) -> Path:
        return self.dir / "sources"


def shipped(name: str) -> Path:
    """`prompts` or `sources` as they came with the package: inside the wheel, or beside it in a checkout."""
    package = Path(__file__).parent
    inside = package / "shipped" / name
    return inside if inside.is_dir() else package.parent / name


def load(
    folder: Path,
    flags: Mapping[str, Any],
    *,
    desk: str | None = None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """Settle every layer for a working folder; flags that are None count as not given.

    Raises ConfigError (a file), NotFound (the desk) or UsageError (a flag or a variable).
    """
    environment = os.environ if environment is None else environment
    desk_file = load_desk(desk, folder / "sources") if desk else None
    given = {
        **_from_file(folder / "nutgraf.toml"),
        **_from_desk(desk_file),
        **_from_environment(_dotenv(folder / ".env")),
        **_from_environment(environment),
        **{name: value for name, value in flags.items() if value is not None},
    }
    output = given.pop("output", "output")
    try:
        place = output if "://" in str(output) else folder / Path(output).expanduser()
        return Settings(dir=folder, desk=desk_file, output=place, **given)
    except ValidationError as error:
        raise _mistake(error, flags) from None


def secret(folder: Path, name: str, environment: Mapping[str, str] | None = None) -> SecretStr:
    """A password or key from the environment, or from `.env` of the working folder; UsageError when it isn't there."""
    environment = os.environ if environment is None else environment
    value = environment.get(name, "").strip() or _dotenv(folder / ".env").get(name, "").strip()
    if not value:
        raise UsageError(name, "isn't set", "Set it in the environment or in .env; it never stands in a desk file.")
    return SecretStr(value)


def _from_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    given = tomlfile.load(path, SharedSettings).model_dump(exclude_unset=True)
    if given.get("gguf"):
        given["gguf"] = path.parent / given["gguf"]
    return given


def _from_desk(desk: Desk | None) -> dict[str, Any]:
    if desk is None:
        return {}
    given = {name: getattr(desk, name) for name in ("language", "format", "discussion_url", "disclaimer")}
    given = {name: value for name, value in given.items() if name in desk.model_fields_set}
    model = desk.model.model_dump(include={"name", "base_url", "temperature", "max_tokens"}, exclude_none=True)
    if "name" in model:
        model["model"] = model.pop("name")
    judge = desk.judge.model_dump(exclude_unset=True, exclude_none=True, exclude={"prompt_price", "completion_price"})
    judged = {_JUDGE[name]: value for name, value in judge.items()}
    return {**given, **model, **judged}


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    given = {field: environment.get(name, "").strip() for name, field in _ENVIRONMENT.items()}
    return {field: value for field, value in given.items() if value}


def _dotenv(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    from dotenv import dotenv_values

    try:
        return {name: value for name, value in dotenv_values(path).items() if value is not None}
    except (OSError, UnicodeDecodeError) as error:
        cause = getattr(error, "strerror", None) or "is not UTF-8"
        raise ConfigError(
            str(path), f"can't be read: {cause}", "Save it as UTF-8 text, one NAME=value a line."
        ) from None


def _mistake(error: ValidationError, flags: Mapping[str, Any]) -> UsageError:
    first = error.errors()[0]
    field = str(first["loc"][0])
    variable = next((name for name, target in _ENVIRONMENT.items() if target == field), field)
    thing = f"--{field.replace('_', '-')}" if flags.get(field) is not None else variable
    return UsageError(thing, first["msg"].removeprefix("Value error, "), "Set it to a value that fits.")
